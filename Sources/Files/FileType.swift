// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A column of files: its name and what its values mean.
public struct FileColumn: Hashable, Sendable {
    public var name: String
    public var type: FileType

    public init(_ name: String, _ type: FileType) {
        self.name = name
        self.type = type
    }
}

/// What the values of a column of files mean. Any value may be null.
public indirect enum FileType: Hashable, Sendable {
    /// Only null.
    case null
    case text
    case binary
    case bool
    case int8, int16, int32, int64
    case float32, float64
    case decimal(precision: Int, scale: Int)
    /// Days since 1970-01-01 in the proleptic Gregorian calendar.
    case date
    /// Microseconds since 1970-01-01 00:00 UTC: an instant.
    case timestamp
    /// Microseconds since 1970-01-01 00:00 on a wall clock.
    case timestampNTZ
    case list(FileType)
    case map(FileType, FileType)
    case structure([FileColumn])

    /// The largest precision of decimals whose values are ints without their point.
    public static let shortDecimalPrecisionMax = 18
    public static let decimalPrecisionMax = 38

    /// How values lie in memory. Decimals are ints without their point, of 128 bits above 18 digits.
    public var layout: DataType {
        switch self {
        case .null: .null
        case .text: .string
        case .binary: .bytes
        case .bool: .bool
        case .decimal(let precision, _) where precision > FileType.shortDecimalPrecisionMax: .decimal
        case .int8, .int16, .int32, .int64, .decimal, .date, .timestamp, .timestampNTZ: .int
        case .float32, .float64: .float
        case .list(let element): .list(element.layout)
        case .map(let key, let value): .map(key.layout, value.layout)
        case .structure(let fields): .tuple(fields.map(\.type.layout))
        }
    }

    /// Whether a value has no parts.
    public var isPlain: Bool {
        switch self {
        case .list, .map, .structure: false
        default: true
        }
    }
}

extension FileType: CustomStringConvertible {
    /// As Spark's DDL writes it: `int`, `decimal(10,2)`, `array<int>`, `struct<a:int>`.
    public var description: String {
        switch self {
        case .null: "void"
        case .text: "string"
        case .binary: "binary"
        case .bool: "boolean"
        case .int8: "tinyint"
        case .int16: "smallint"
        case .int32: "int"
        case .int64: "bigint"
        case .float32: "float"
        case .float64: "double"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestampNTZ: "timestamp_ntz"
        case .list(let element): "array<\(element)>"
        case .map(let key, let value): "map<\(key),\(value)>"
        case .structure(let fields):
            "struct<" + fields.map { "\(FileType.quoted($0.name)):\($0.type)" }.joined(separator: ",") + ">"
        }
    }

    private static func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || byte >= 0x80
                || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        if isPlain, !name.isEmpty { return name }
        var text = "`"
        for scalar in name.unicodeScalars {
            if scalar == "`" { text.unicodeScalars.append("`") }
            text.unicodeScalars.append(scalar)
        }
        return text + "`"
    }

    /// Reads what `description` writes, in any case and with spaces; nil for anything else.
    public init?(_ text: String) {
        var parser = FileTypeParser(text)
        guard let type = parser.type(depth: 0), parser.isAtEnd else { return nil }
        self = type
    }
}

/// Reads types as Spark's DDL writes them.
private struct FileTypeParser {
    private let scalars: [Unicode.Scalar]
    private var at = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    private mutating func skipSpaces() {
        while at < scalars.count, scalars[at].properties.isWhitespace { at += 1 }
    }

    var isAtEnd: Bool {
        mutating get {
            skipSpaces()
            return at == scalars.count
        }
    }

    private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard at < scalars.count, scalars[at] == scalar else { return false }
        at += 1
        return true
    }

    private mutating func word() -> String {
        skipSpaces()
        var text = String.UnicodeScalarView()
        if at < scalars.count, scalars[at] == "`" {
            at += 1
            while at < scalars.count {
                if scalars[at] == "`" {
                    guard at + 1 < scalars.count, scalars[at + 1] == "`" else { break }
                    at += 1
                }
                text.append(scalars[at])
                at += 1
            }
            at += 1
            return String(text)
        }
        while at < scalars.count,
            scalars[at] == "_" || scalars[at].properties.isAlphabetic
                || (48...57).contains(scalars[at].value)
        {
            text.append(scalars[at])
            at += 1
        }
        return String(text)
    }

    mutating func type(depth: Int) -> FileType? {
        guard depth < FilesLimits.typeDepthMax else { return nil }
        switch word().lowercased() {
        case "void", "null": return .null
        case "string", "text": return .text
        case "binary": return .binary
        case "boolean", "bool": return .bool
        case "tinyint", "byte": return .int8
        case "smallint", "short": return .int16
        case "int", "integer": return .int32
        case "bigint", "long": return .int64
        case "float", "real": return .float32
        case "double": return .float64
        case "date": return .date
        case "timestamp", "timestamp_ltz": return .timestamp
        case "timestamp_ntz": return .timestampNTZ
        case "decimal", "dec", "numeric": return decimal()
        case "varchar", "char":
            guard takes("("), Int(word()) != nil, takes(")") else { return nil }
            return .text
        case "array":
            guard takes("<"), let element = type(depth: depth + 1), takes(">") else { return nil }
            return .list(element)
        case "map":
            guard takes("<"), let key = type(depth: depth + 1), takes(","), let value = type(depth: depth + 1),
                takes(">")
            else { return nil }
            return .map(key, value)
        case "struct": return structure(depth)
        default: return nil
        }
    }

    private mutating func decimal() -> FileType? {
        guard takes("(") else { return .decimal(precision: 10, scale: 0) }
        guard let precision = Int(word()) else { return nil }
        var scale = 0
        if takes(",") {
            guard let written = Int(word()) else { return nil }
            scale = written
        }
        guard takes(")"), (1...38).contains(precision), (0...precision).contains(scale) else { return nil }
        return .decimal(precision: precision, scale: scale)
    }

    private mutating func structure(_ depth: Int) -> FileType? {
        guard takes("<") else { return nil }
        var fields: [FileColumn] = []
        if takes(">") { return .structure([]) }
        repeat {
            let name = word()
            _ = takes(":")
            guard !name.isEmpty, let type = type(depth: depth + 1) else { return nil }
            fields.append(FileColumn(name, type))
        } while takes(",")
        return takes(">") ? .structure(fields) : nil
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a value means to SQL beyond its layout, for the functions that treat a date otherwise than an int: texts of
/// nested values, JSON, CSV and hashes. Programs carry it as a constant text.
public indirect enum LogicalType: Hashable, Sendable {
    case void, boolean, tinyint, smallint, int, bigint, float, double, string, binary
    case date, timestamp, timestampNTZ, timeOfDay, dayTimeInterval, yearMonthInterval
    case decimal(precision: Int, scale: Int)
    case array(LogicalType)
    case map(LogicalType, LogicalType)
    case structure([(name: String, type: LogicalType)])

    private static let plain: [(Character, LogicalType)] = [
        ("v", .void), ("b", .boolean), ("t", .tinyint), ("s", .smallint), ("i", .int), ("l", .bigint), ("f", .float),
        ("d", .double), ("S", .string), ("B", .binary), ("D", .date), ("T", .timestamp), ("N", .timestampNTZ),
        ("I", .dayTimeInterval), ("Y", .yearMonthInterval), ("C", .timeOfDay),
    ]

    public static func == (one: LogicalType, two: LogicalType) -> Bool { one.text == two.text }

    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// One letter for a plain type; `P10.2;`, `A` element, `M` key value, `R` with fields `name length:name type`
    /// and `;`.
    public var text: String {
        switch self {
        case .decimal(let precision, let scale): return "P\(precision).\(scale);"
        case .array(let element): return "A" + element.text
        case .map(let key, let value): return "M" + key.text + value.text
        case .structure(let fields):
            return "R" + fields.map { "\($0.name.unicodeScalars.count):\($0.name)\($0.type.text)" }.joined() + ";"
        default:
            let code = caseName
            return String(LogicalType.plain.first { $0.1.caseName == code }?.0 ?? "v")
        }
    }

    private var caseName: String { "\(self)" }

    /// Nil when the text is none of a type.
    public init?(_ text: String) {
        var scalars = Array(text.unicodeScalars)[...]
        guard let type = LogicalType.read(&scalars, depth: 0), scalars.isEmpty else { return nil }
        self = type
    }

    private static func read(_ rest: inout ArraySlice<Unicode.Scalar>, depth: Int) -> LogicalType? {
        guard depth < BytecodeLimits.nestingMax, let letter = rest.popFirst() else { return nil }
        switch letter {
        case "P":
            guard let precision = number(&rest, until: "."), let scale = number(&rest, until: ";"),
                (1...38).contains(precision), scale <= 38
            else { return nil }
            return .decimal(precision: precision, scale: scale)
        case "A": return read(&rest, depth: depth + 1).map { .array($0) }
        case "M":
            guard let key = read(&rest, depth: depth + 1), let value = read(&rest, depth: depth + 1) else { return nil }
            return .map(key, value)
        case "R":
            var fields: [(name: String, type: LogicalType)] = []
            while rest.first != ";" {
                guard let count = number(&rest, until: ":"), count <= rest.count else { return nil }
                var name = String.UnicodeScalarView()
                name.append(contentsOf: rest.prefix(count))
                rest = rest.dropFirst(count)
                guard let type = read(&rest, depth: depth + 1) else { return nil }
                fields.append((String(name), type))
            }
            rest = rest.dropFirst()
            return .structure(fields)
        default: return plain.first { $0.0.unicodeScalars.first == letter }?.1
        }
    }

    private static func number(_ rest: inout ArraySlice<Unicode.Scalar>, until end: Unicode.Scalar) -> Int? {
        var value = 0
        var digits = 0
        while let scalar = rest.popFirst() {
            if scalar == end { return digits == 0 ? nil : value }
            guard scalar.value >= 48, scalar.value <= 57, digits < 9 else { return nil }
            value = value * 10 + Int(scalar.value - 48)
            digits += 1
        }
        return nil
    }
}

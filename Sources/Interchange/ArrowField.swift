// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A column of a table, or a field inside one, as Arrow knows it: its name, and what the values of its layout mean.
public struct ArrowField: Hashable, Sendable {
    public var name: String
    public var meaning: ArrowMeaning
    public var isNullable: Bool

    public init(_ name: String, _ meaning: ArrowMeaning, isNullable: Bool = true) {
        self.name = name
        self.meaning = meaning
        self.isNullable = isNullable
    }
}

/// What the values of a layout (`DataType`) mean: a logical type of Arrow's.
public indirect enum ArrowMeaning: Hashable, Sendable {
    case null
    case boolean
    /// Of 8, 16, 32 or 64 bits, laid out as `int`.
    case integer(bits: Int)
    /// Binary32 is laid out as `float` too.
    case float32, float64
    /// Digits without the point; laid out as `int`, wide ones as `decimal`.
    case decimal(precision: Int, scale: Int, isWide: Bool)
    /// With offsets of 32 bits, or of 64 when large: that is about batches that go out alone.
    case text(isLarge: Bool)
    case bytes(isLarge: Bool)
    /// Days since 1970.
    case date
    /// Microseconds since 1970, of UTC or of a clock without a zone.
    case timestamp(isZoned: Bool)
    /// Nanoseconds since midnight.
    case timeOfDay
    /// Microseconds.
    case duration
    case months
    case list(ArrowField)
    case map(key: ArrowField, value: ArrowField)
    case structure([ArrowField])
}

extension ArrowMeaning {
    /// How the values lie in memory.
    public var layout: DataType {
        switch self {
        case .null: .null
        case .boolean: .bool
        case .integer, .date, .timestamp, .timeOfDay, .duration, .months: .int
        case .float32, .float64: .float
        case .decimal(_, _, let isWide): isWide ? .decimal : .int
        case .text: .string
        case .bytes: .bytes
        case .list(let element): .list(element.meaning.layout)
        case .map(let key, let value): .map(key.meaning.layout, value.meaning.layout)
        case .structure(let fields): .tuple(fields.map(\.meaning.layout))
        }
    }

    /// The fields inside, as Arrow nests them: a map is a list of entries.
    var children: [ArrowField] {
        switch self {
        case .list(let element): [element]
        case .map(let key, let value): [ArrowField("entries", .structure([key, value]), isNullable: false)]
        case .structure(let fields): fields
        default: []
        }
    }

    /// Whether something inside has to have a value.
    var demandsValues: Bool { children.contains { !$0.isNullable || $0.meaning.demandsValues } }

    /// The format of Arrow's C interface.
    var format: String {
        switch self {
        case .null: "n"
        case .boolean: "b"
        case .integer(let bits): bits == 8 ? "c" : bits == 16 ? "s" : bits == 32 ? "i" : "l"
        case .float32: "f"
        case .float64: "g"
        case .decimal(let precision, let scale, _): "d:\(precision),\(scale)"
        case .text(let isLarge): isLarge ? "U" : "u"
        case .bytes(let isLarge): isLarge ? "Z" : "z"
        case .date: "tdD"
        case .timestamp(let isZoned): isZoned ? "tsu:UTC" : "tsu:"
        case .timeOfDay: "ttn"
        case .duration: "tDu"
        case .months: "tiM"
        case .list: "+l"
        case .map: "+m"
        case .structure: "+s"
        }
    }
}

// Rows of a type that say no more than their layout: RDDs.
extension ArrowField {
    /// The columns of rows of `type`: the members of tuples, named by their places; anything else is one column
    /// `value`. An error for what has no Arrow type.
    public static func columns(of type: DataType) throws(ConversionError) -> [ArrowField] {
        guard case .tuple(let members) = type else { return [ArrowField("value", try ArrowMeaning(type))] }
        return try places(members)
    }

    fileprivate static func places(_ members: [DataType]) throws(ConversionError) -> [ArrowField] {
        var fields: [ArrowField] = []
        for (index, member) in members.enumerated() {
            fields.append(ArrowField("_\(index + 1)", try ArrowMeaning(member)))
        }
        return fields
    }
}

extension ArrowMeaning {
    fileprivate init(_ type: DataType) throws(ConversionError) {
        switch type {
        case .null: self = .null
        case .bool: self = .boolean
        case .int: self = .integer(bits: 64)
        case .float: self = .float64
        // The digits: a layout has no scale.
        case .decimal: self = .decimal(precision: 38, scale: 0, isWide: true)
        case .string: self = .text(isLarge: true)
        case .bytes: self = .bytes(isLarge: true)
        case .tuple(let members): self = .structure(try ArrowField.places(members))
        case .list(let element): self = .list(ArrowField("item", try ArrowMeaning(element)))
        case .map(let key, let value):
            self = .map(
                key: ArrowField("key", try ArrowMeaning(key), isNullable: false),
                value: ArrowField("value", try ArrowMeaning(value)))
        case .any:
            throw ConversionError(
                .type,
                "rows of mixed or untyped values have no Arrow type; map() them to tuples of int, float, str, bytes "
                    + "or bool first, or use collect()")
        }
    }
}

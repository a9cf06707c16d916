// SPDX-License-Identifier: Apache-2.0

/// What a value means to SQL. How it is laid out (`DataType` of Columnar) is Lowering's business.
public indirect enum SQLType: Hashable, Sendable {
    /// The type of NULL.
    case void
    case boolean
    /// 8, 16, 32 and 64 bits.
    case tinyint, smallint, int, bigint
    /// IEEE 754 binary32 and binary64.
    case float, double
    /// Exact; `precision` digits in all, `scale` of them behind the point.
    case decimal(precision: Int, scale: Int)
    case string, binary
    /// Days of the proleptic Gregorian calendar.
    case date
    /// An instant in microseconds, shown in the session's zone; and a wall clock's reading without zone.
    case timestamp, timestampNTZ
    /// Nanoseconds since midnight, shown with at most so many digits of a second.
    case timeOfDay(Int)
    /// Microseconds, and months, shown in some units.
    case dayTime(IntervalSpan), yearMonth(IntervalSpan)
    /// Months, days and microseconds, each for itself.
    case calendarInterval
    case array(SQLType, containsNull: Bool)
    case map(SQLType, SQLType, valueContainsNull: Bool)
    case structure([Field])
}

/// A column of a schema, or a field of a struct.
public struct Field: Hashable, Sendable {
    public var name: String
    public var type: SQLType
    public var isNullable: Bool
    /// A JSON object, as text.
    public var metadata: String

    public init(_ name: String, _ type: SQLType, isNullable: Bool = true, metadata: String = "{}") {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.metadata = metadata
    }
}

extension SQLType {
    /// The decimal that holds each number of an integer type.
    public var asDecimal: SQLType? {
        switch self {
        case .tinyint: .decimal(precision: 3, scale: 0)
        case .smallint: .decimal(precision: 5, scale: 0)
        case .int: .decimal(precision: 10, scale: 0)
        case .bigint: .decimal(precision: 20, scale: 0)
        case .decimal: self
        default: nil
        }
    }

    public var isInteger: Bool {
        switch self {
        case .tinyint, .smallint, .int, .bigint: true
        default: false
        }
    }

    public var isFractional: Bool { self == .float || self == .double }

    public var isDecimal: Bool { if case .decimal = self { true } else { false } }

    public var isNumeric: Bool { isInteger || isFractional || isDecimal }

    public var isInterval: Bool { isDayTime || isYearMonth }

    public var isDayTime: Bool { if case .dayTime = self { true } else { false } }

    public var isYearMonth: Bool { if case .yearMonth = self { true } else { false } }

    /// From days to seconds; of years and months.
    public static let dayTimeInterval = SQLType.dayTime(IntervalSpan(.day, .second))
    public static let yearMonthInterval = SQLType.yearMonth(IntervalSpan(.year, .month))

    public var isTime: Bool { self == .date || self == .timestamp || self == .timestampNTZ }

    public var isTimeOfDay: Bool { if case .timeOfDay = self { true } else { false } }

    public var isNested: Bool {
        switch self {
        case .array, .map, .structure: true
        default: false
        }
    }

    /// Whether values have an order: all but maps, and what holds them.
    public var isOrdered: Bool {
        switch self {
        case .map, .calendarInterval: false
        case .array(let element, _): element.isOrdered
        case .structure(let fields): fields.allSatisfy { $0.type.isOrdered }
        default: true
        }
    }

    /// Bounds of an integer type.
    public var integerRange: ClosedRange<Int>? {
        switch self {
        case .tinyint: Int(Int8.min)...Int(Int8.max)
        case .smallint: Int(Int16.min)...Int(Int16.max)
        case .int: Int(Int32.min)...Int(Int32.max)
        case .bigint: Int.min...Int.max
        default: nil
        }
    }

    // MARK: Names

    /// As `dtypes` and DDL write it: `bigint`, `array<int>`, `struct<a:int>`.
    public var simpleName: String {
        switch self {
        case .void: "void"
        case .boolean: "boolean"
        case .tinyint: "tinyint"
        case .smallint: "smallint"
        case .int: "int"
        case .bigint: "bigint"
        case .float: "float"
        case .double: "double"
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .string: "string"
        case .binary: "binary"
        case .date: "date"
        case .timestamp: "timestamp"
        case .timestampNTZ: "timestamp_ntz"
        case .timeOfDay(let digits): "time(\(digits))"
        case .dayTime(let span), .yearMonth(let span): "interval \(span.name)"
        case .calendarInterval: "interval"
        case .array(let element, _): "array<\(element.simpleName)>"
        case .map(let key, let value, _): "map<\(key.simpleName),\(value.simpleName)>"
        case .structure(let fields):
            "struct<" + fields.map { "\($0.name):\($0.type.simpleName)" }.joined(separator: ",") + ">"
        }
    }

    /// As SQL and error messages write it: `BIGINT`, `STRUCT<a: INT>`.
    public var sqlName: String {
        switch self {
        case .array(let element, _): "ARRAY<\(element.sqlName)>"
        case .map(let key, let value, _): "MAP<\(key.sqlName), \(value.sqlName)>"
        case .structure(let fields):
            "STRUCT<"
                + fields.map { field in
                    "\(quotedIfNeeded(field.name)): \(field.type.sqlName)" + (field.isNullable ? "" : " NOT NULL")
                }.joined(separator: ", ") + ">"
        default: simpleName.uppercased()
        }
    }

    /// As printSchema and JSON write it: `long`, `decimal(10,2)`; of nested types their kind alone.
    public var typeName: String {
        switch self {
        case .tinyint: "byte"
        case .smallint: "short"
        case .int: "integer"
        case .bigint: "long"
        case .array: "array"
        case .map: "map"
        case .structure: "struct"
        default: simpleName
        }
    }
}

/// The name in backticks.
public func quoted(_ name: String) -> String {
    "`" + name.split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``") + "`"
}

/// The name in backticks unless it is a plain identifier.
public func quotedIfNeeded(_ name: String) -> String {
    let isPlain =
        !name.isEmpty && name.utf8.allSatisfy { $0 == 0x5F || isASCIIDigit($0) || isASCIILetter($0) }
        && !name.utf8.allSatisfy { isASCIIDigit($0) }
    return isPlain ? name : quoted(name)
}

@inline(__always) func isASCIIDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

@inline(__always) func isASCIILetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

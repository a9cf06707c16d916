// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Relational

extension SQLType {
    /// How values of the type are laid out: narrow integers, days, microseconds and decimals of up to 18 digits as
    /// 64-bit integers, binary32 as binary64.
    public var layout: DataType {
        switch self {
        case .void: .null
        case .boolean: .bool
        case .tinyint, .smallint, .int, .bigint, .date, .timestamp, .timestampNTZ, .timeOfDay, .dayTime, .yearMonth:
            .int
        case .calendarInterval: .tuple([.int, .int, .int])
        case .float, .double: .float
        case .decimal(let precision, _): precision <= LoweringLimits.intDigitsMax ? .int : .decimal
        case .string: .string
        case .binary: .bytes
        case .array(let element, _): .list(element.layout)
        case .map(let key, let value, _): .map(key.layout, value.layout)
        case .structure(let fields): .tuple(fields.map(\.type.layout))
        }
    }
}

extension Schema {
    /// The type of the rows: a tuple with a member for each column.
    public var rowType: DataType { .tuple(fields.map(\.type.layout)) }
}

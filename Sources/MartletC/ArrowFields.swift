// SPDX-License-Identifier: Apache-2.0

import Columnar
import Interchange
import Lowering
import Relational

// What SQL's types are to Arrow.
extension ArrowField {
    init(_ field: Field) { self.init(field.name, ArrowMeaning(field.type), isNullable: field.isNullable) }
}

extension ArrowMeaning {
    init(_ type: SQLType) {
        switch type {
        case .void: self = .null
        case .boolean: self = .boolean
        case .tinyint: self = .integer(bits: 8)
        case .smallint: self = .integer(bits: 16)
        case .int: self = .integer(bits: 32)
        case .bigint: self = .integer(bits: 64)
        case .float: self = .float32
        case .double: self = .float64
        case .decimal(let precision, let scale):
            self = .decimal(precision: precision, scale: scale, isWide: type.layout == .decimal)
        case .string: self = .text(isLarge: false)
        case .binary: self = .bytes(isLarge: false)
        case .date: self = .date
        case .timestamp: self = .timestamp(isZoned: true)
        case .timestampNTZ: self = .timestamp(isZoned: false)
        case .timeOfDay: self = .timeOfDay
        case .dayTime: self = .duration
        case .yearMonth: self = .months
        case .calendarInterval:
            self = .structure(
                ["months", "days", "microseconds"].map {
                    ArrowField($0, .integer(bits: 64), isNullable: false)
                })
        case .array(let element, let containsNull):
            self = .list(ArrowField("element", ArrowMeaning(element), isNullable: containsNull))
        case .map(let key, let value, let containsNull):
            self = .map(
                key: ArrowField("key", ArrowMeaning(key), isNullable: false),
                value: ArrowField("value", ArrowMeaning(value), isNullable: containsNull))
        case .structure(let fields): self = .structure(fields.map { ArrowField($0) })
        }
    }
}

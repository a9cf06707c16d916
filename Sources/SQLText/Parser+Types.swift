// SPDX-License-Identifier: Apache-2.0

import Relational

extension SQLParser {
    /// A type, as DDL and casts write it.
    mutating func type(_ depth: Int) throws(SQLError) -> SQLType {
        guard depth <= SQLTextLimits.typeNestingMax else {
            throw unsupported("a type nested deeper than \(SQLTextLimits.typeNestingMax) levels")
        }
        let start = token
        let name: String
        if case .parameter(let word) = token.kind {
            // Behind the name of a field: the lexer takes `:type` for a parameter.
            advance()
            name = word
        } else {
            name = try self.name()
        }
        switch name.uppercased() {
        case "ARRAY":
            try expect(sign: "<")
            let element = try type(depth + 1)
            try expect(sign: ">")
            return .array(element, containsNull: true)
        case "MAP":
            try expect(sign: "<")
            let key = try type(depth + 1)
            try expect(sign: ",")
            let value = try type(depth + 1)
            try expect(sign: ">")
            return .map(key, value, valueContainsNull: true)
        case "STRUCT":
            if take(sign: "<>") { return .structure([]) }
            try expect(sign: "<")
            let fields = isSign(">") ? [] : try fields(until: ">", depth + 1)
            try expect(sign: ">")
            return .structure(fields)
        case "DECIMAL", "DEC", "NUMERIC":
            let numbers = try sizes()
            let (precision, scale) = (numbers.first ?? 10, numbers.count > 1 ? numbers[1] : 0)
            guard SQLType.isDecimal(precision, scale) else {
                throw SQLError(
                    "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", ["precision": "\(precision)", "maxPrecision": "38"],
                    at: place(start))
            }
            return .decimal(precision: precision, scale: scale)
        case "TIME":
            let digits = try sizes().first ?? RelationalLimits.timeDigitsMax
            guard (0...RelationalLimits.timeDigitsMax).contains(digits) else {
                throw SQLError("UNSUPPORTED_TIME_PRECISION", ["precision": "\(digits)"], at: place(start), kind: .parse)
            }
            return .timeOfDay(digits)
        case "VARCHAR", "CHAR", "CHARACTER":
            _ = try sizes()
            return .string
        case "INTERVAL":
            guard let first = intervalUnit() else { return .calendarInterval }
            guard take(word: "TO") else { return IntervalSpan(first, first).type }
            guard let last = intervalUnit(), let span = IntervalSpan("\(first.name) to \(last.name)") else {
                throw unexpected()
            }
            return span.type
        default:
            guard let type = SQLType(typeName: name) else {
                throw SQLError(
                    "UNSUPPORTED_DATATYPE", ["typeName": "\"\(name.uppercased())\""], at: place(start), kind: .parse)
            }
            return type == .timestamp && name.uppercased() == "TIMESTAMP" ? settings.timestamp : type
        }
    }

    /// A unit of an interval, in the singular; nil when none stands here.
    private mutating func intervalUnit() -> IntervalUnit? {
        for unit in IntervalUnit.allCases where take(word: unit.name.uppercased()) { return unit }
        return nil
    }

    /// Numbers in parentheses; none when there are no parentheses.
    private mutating func sizes() throws(SQLError) -> [Int] {
        guard take(sign: "(") else { return [] }
        var numbers: [Int] = []
        repeat {
            guard case .number(let text) = token.kind, let number = Int(text) else { throw unexpected() }
            advance()
            numbers.append(number)
        } while take(sign: ",")
        try expect(sign: ")")
        return numbers
    }

    /// `name type [NOT NULL] [COMMENT text]`, or `name: type`, with commas between.
    mutating func fields(until end: String?, _ depth: Int) throws(SQLError) -> [Field] {
        var fields: [Field] = []
        repeat { fields.append(try oneField(depth)) } while take(sign: ",")
        return fields
    }

    mutating func oneField(_ depth: Int) throws(SQLError) -> Field {
        let name = try name()
        _ = take(sign: ":")
        var field = Field(name, try type(depth))
        if take(words: "NOT", "NULL") { field.isNullable = false }
        if take(word: "COMMENT") {
            guard case .text(let comment) = token.kind else { throw unexpected() }
            advance()
            field.metadata = "{\"comment\":\(SQLType.quotedJSON(comment))}"
        }
        return field
    }
}

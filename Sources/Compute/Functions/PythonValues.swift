// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Values

extension SQLFunctions {
    /// What a Python function gave, as a value of the type that was said of it; as Spark's conversion by Arrow has it.
    static func pythonValue(_ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let type = arguments.isNull(1) ? .void : LogicalType(arguments.string(1)) ?? .void
        let value = arguments.scalar(2)
        guard let converted = PythonValue.converted(value, type) else {
            throw Failure(
                .udfReturn,
                "The function gave \(shorten(value)), which is no value of the type \(PythonValue.name(type)) that was "
                    + "said of it.")
        }
        return converted
    }
}

private enum PythonValue {
    /// Nil of what does not become a value of the type.
    static func converted(_ value: Scalar, _ type: LogicalType) -> Scalar? {
        switch (value, type) {
        case (.null, _): return .null
        case (.bool, .boolean), (.string, .string), (.bytes, .binary): return value
        case (.bool(let flag), .string): return .string(flag ? "True" : "False")
        case (.int(let number), .string): return .string(String(number))
        case (.float(let number), .string): return .string(pythonRepr(number))
        case (.int(let number), .tinyint): return Int8(exactly: number).map { .int(Int($0)) }
        case (.int(let number), .smallint): return Int16(exactly: number).map { .int(Int($0)) }
        case (.int(let number), .int): return Int32(exactly: number).map { .int(Int($0)) }
        case (.int, .bigint), (.int, .date), (.int, .timestamp), (.int, .timestampNTZ), (.int, .dayTimeInterval),
            (.int, .timeOfDay):
            return value
        case (.int(let number), .float), (.int(let number), .double): return .float(Double(number))
        case (.float(let number), .double): return .float(number)
        case (.float(let number), .float): return .float(Double(Float(number)))
        case (.float(let number), .tinyint), (.float(let number), .smallint), (.float(let number), .int),
            (.float(let number), .bigint):
            return Int(exactly: number.rounded(.towardZero)).flatMap { converted(.int($0), type) }
        case (.string(let text), .tinyint), (.string(let text), .smallint), (.string(let text), .int),
            (.string(let text), .bigint):
            return Int(text).flatMap { converted(.int($0), type) }
        case (.string(let text), .double), (.string(let text), .float):
            return Double(text).flatMap { converted(.float($0), type) }
        case (_, .decimal(let precision, _)):
            guard let digits = value.digits, DecimalMath.fits(digits, precision) else { return nil }
            return precision <= DecimalMath.shortPrecisionMax ? value : .decimal(digits)
        case (.list(let items), .array(let element)), (.tuple(let items), .array(let element)):
            return all(items, element).map { .list($0) }
        case (.tuple(let members), .structure(let fields)), (.list(let members), .structure(let fields)):
            return structure(members, fields)
        case (.map(let entries), .map(let key, let item)):
            guard let keys = all(entries.map(\.key), key), let items = all(entries.map(\.value), item) else {
                return nil
            }
            return .map(zip(keys, items).map { .init(key: $0, value: $1) })
        case (.map(let entries), .structure(let fields)):
            return structure(
                fields.map { field in entries.first { $0.key == .string(field.name) }?.value ?? .null }, fields)
        case (.object(_, let members), .structure(let fields)): return structure(members, fields)
        default: return nil
        }
    }

    private static func all(_ items: [Scalar], _ type: LogicalType) -> [Scalar]? {
        var found: [Scalar] = []
        for item in items {
            guard let one = converted(item, type) else { return nil }
            found.append(one)
        }
        return found
    }

    private static func structure(_ members: [Scalar], _ fields: [(name: String, type: LogicalType)]) -> Scalar? {
        guard members.count == fields.count else { return nil }
        var found: [Scalar] = []
        for (member, field) in zip(members, fields) {
            guard let one = converted(member, field.type) else { return nil }
            found.append(one)
        }
        return .tuple(found)
    }

    static func name(_ type: LogicalType) -> String {
        switch type {
        case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
        case .array(let element): "array<\(name(element))>"
        case .map(let key, let item): "map<\(name(key)),\(name(item))>"
        case .structure(let fields):
            "struct<" + fields.map { "\($0.name):\(name($0.type))" }.joined(separator: ",") + ">"
        default: "\(type)"
        }
    }
}

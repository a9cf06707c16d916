// SPDX-License-Identifier: Apache-2.0

/// One value outside a column: a constant of a program, a result, a value shown in an error. Never used once a row on a
/// hot path.
public indirect enum Scalar: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case float(Double)
    /// The digits of a decimal number.
    case decimal(Int128)
    case string(String)
    case bytes([UInt8])
    case tuple([Scalar])
    case list([Scalar])
    case map([Entry])
    /// A set; only in values of type any.
    case set([Scalar])
    /// An immutable set; only in values of type any.
    case frozenSet([Scalar])
    /// An object by the name of its type and its fields; only in values of type any.
    case object(String, [Scalar])

    /// One entry of a map value.
    public struct Entry: Hashable, Sendable {
        public var key: Scalar
        public var value: Scalar

        public init(key: Scalar, value: Scalar) {
            self.key = key
            self.value = value
        }
    }
}

extension Scalar: CustomStringConvertible {
    /// The value as a person would write it: strings quoted, tuples in parentheses.
    public var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .float(let value): String(value)
        case .decimal(let value): "\(value)d"
        case .string(let value): String(reflecting: value)
        case .bytes(let value): "b\"" + value.prefix(64).map { hexPair($0) }.joined() + "\""
        case .tuple(let members): "(" + members.map(\.description).joined(separator: ", ") + ")"
        case .list(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        case .set(let members): "set(" + members.map(\.description).joined(separator: ", ") + ")"
        case .frozenSet(let members): "frozenset(" + members.map(\.description).joined(separator: ", ") + ")"
        case .object(let type, let fields):
            type + "(" + fields.map(\.description).joined(separator: ", ") + ")"
        }
    }

    private func hexPair(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}

extension Column {
    /// Row `row` as a scalar.
    public func scalar(_ row: Int) -> Scalar {
        precondition(row >= 0 && row < count)
        if isNull(row) { return .null }
        switch type {
        case .any:
            var cursor = anyCursor(row)
            return cursor.scalar()
        case .null: return .null
        case .bool: return .bool(bools[row] != 0)
        case .int: return .int(ints[row])
        case .float: return .float(floats[row])
        case .decimal: return .decimal(decimals[row].value)
        case .string: return .string(String(decoding: bytes(row), as: UTF8.self))
        case .bytes: return .bytes(Array(bytes(row)))
        case .tuple: return .tuple(children.map { $0.scalar(row) })
        case .list: return .list((Int(offsets[row])..<Int(offsets[row + 1])).map { children[0].scalar($0) })
        case .map:
            let entries = children[0].children
            return .map(
                (Int(offsets[row])..<Int(offsets[row + 1])).map {
                    Scalar.Entry(key: entries[0].scalar($0), value: entries[1].scalar($0))
                })
        }
    }

    /// A column of `type` with the given values; nil when a value does not fit the type.
    public convenience init?(_ type: DataType, _ scalars: [Scalar]) {
        let builder = ColumnBuilder(type)
        for scalar in scalars where !builder.append(scalar) { return nil }
        self.init(adopting: builder.finish())
    }

    private convenience init(adopting other: Column) {
        self.init(
            type: other.type, count: other.count, validity: other.validity, values: other.values, data: other.data,
            children: other.children)
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Scalar {
    /// The value with ints of any size, as which hosts and scripts have the digits of decimals, as digits where `type`
    /// has a decimal. What does not fit 128 bits, or `type`, stays as it is.
    package func withDecimals(of type: DataType) -> Scalar {
        switch (type, self) {
        case (.decimal, _): return digits.map { .decimal($0) } ?? self
        case (.tuple(let types), .tuple(let members)) where types.count == members.count:
            return .tuple(zip(types, members).map { $1.withDecimals(of: $0) })
        case (.list(let element), .list(let elements)): return .list(elements.map { $0.withDecimals(of: element) })
        case (.map(let key, let value), .map(let entries)):
            return .map(
                entries.map { Entry(key: $0.key.withDecimals(of: key), value: $0.value.withDecimals(of: value)) })
        default: return self
        }
    }

    /// An int of at most 128 bits.
    package var digits: Int128? {
        switch self {
        case .int(let value): return Int128(value)
        case .object("int", let fields):
            // Two's complement, the low byte first.
            guard fields.count == 1, case .bytes(let bytes) = fields[0], (1...16).contains(bytes.count) else {
                return nil
            }
            var value: Int128 = bytes[bytes.count - 1] >> 7 == 1 ? -1 : 0
            for byte in bytes.reversed() { value = value << 8 | Int128(byte) }
            return value
        default: return nil
        }
    }
}

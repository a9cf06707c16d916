// SPDX-License-Identifier: Apache-2.0

/// Writes Thrift's compact protocol. Fields of a structure come in ascending order.
struct ThriftWriter {
    private(set) var bytes: [UInt8] = []
    /// The last field of each structure that is open.
    private var last = [0]

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func zigzag(_ value: Int) {
        varint(UInt64(bitPattern: Int64(value &<< 1 ^ value >> 63)))
    }

    private mutating func head(_ id: Int, _ type: UInt8) {
        let step = id - last[last.count - 1]
        if (1...15).contains(step) {
            bytes.append(UInt8(step) << 4 | type)
        } else {
            bytes.append(type)
            zigzag(id)
        }
        last[last.count - 1] = id
    }

    mutating func bool(_ id: Int, _ value: Bool) { head(id, value ? 1 : 2) }

    mutating func byte(_ id: Int, _ value: Int) {
        head(id, 3)
        bytes.append(UInt8(truncatingIfNeeded: value))
    }

    mutating func int16(_ id: Int, _ value: Int) {
        head(id, 4)
        zigzag(value)
    }

    mutating func int32(_ id: Int, _ value: Int) {
        head(id, 5)
        zigzag(value)
    }

    mutating func int64(_ id: Int, _ value: Int) {
        head(id, 6)
        zigzag(value)
    }

    mutating func binary(_ id: Int, _ value: some Collection<UInt8>) {
        head(id, 8)
        element(value)
    }

    mutating func string(_ id: Int, _ value: String) { binary(id, Array(value.utf8)) }

    mutating func structure(_ id: Int, _ fields: (inout ThriftWriter) -> Void) {
        head(id, 12)
        element(fields)
    }

    /// The head of a list; its elements follow. Types: 5 int of 32 bits, 8 bytes, 12 structure.
    mutating func list(_ id: Int, type: UInt8, count: Int) {
        head(id, 9)
        if count < 15 {
            bytes.append(UInt8(count) << 4 | type)
        } else {
            bytes.append(0xF0 | type)
            varint(UInt64(count))
        }
    }

    // MARK: Elements of lists, and structures by themselves

    mutating func element(_ fields: (inout ThriftWriter) -> Void) {
        last.append(0)
        fields(&self)
        last.removeLast()
        bytes.append(0)
    }

    mutating func element(_ value: some Collection<UInt8>) {
        varint(UInt64(value.count))
        bytes += value
    }

    mutating func element(_ value: Int) { zigzag(value) }

    /// Whole elements that were written apart.
    mutating func append(_ other: ThriftWriter) { bytes += other.bytes }
}

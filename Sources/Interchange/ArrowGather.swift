// SPDX-License-Identifier: Apache-2.0

import Columnar

extension ArrowSpan {
    /// Which of the `total` values of its dictionary each row is; nil when there are none to choose from.
    func chosen(from total: Int) throws(ConversionError) -> Buffer? {
        let indices = try ints()
        let chosen = Buffer(byteCount: count * 4)
        let rows = chosen.pointer(Int32.self)
        for row in 0..<count {
            let isNull = isNull(row)
            let index = isNull ? 0 : indices.ints[row]
            guard isNull || (index >= 0 && index < total) else { throw .damaged }
            rows[row] = Int32(truncatingIfNeeded: index)
        }
        return total > 0 ? chosen : nil
    }
}

extension Column {
    /// The rows with these numbers, where lists of them may be more than offsets count: then an error.
    func gathered(_ indices: Buffer, count: Int) throws(ConversionError) -> Column {
        let rows = indices.pointer(Int32.self)
        switch type {
        case .tuple:
            var members: [Column] = []
            for child in children { members.append(try child.gathered(indices, count: count)) }
            return Column(type: type, count: count, validity: gatheredMask(rows, count), children: members)
        case .list, .map:
            let source = offsets
            let ends = Buffer(byteCount: (count + 1) * 4)
            var total = 0
            ends.pointer(Int32.self)[0] = 0
            for index in 0..<count {
                total += Int(source[Int(rows[index]) + 1] - source[Int(rows[index])])
                guard total <= Int(Int32.max) else {
                    throw ConversionError(.value, "the lists of an Arrow batch have more than \(Int32.max) elements")
                }
                ends.pointer(Int32.self)[index + 1] = Int32(total)
            }
            let elements = Buffer(byteCount: total * 4)
            var written = 0
            for index in 0..<count {
                for element in source[Int(rows[index])]..<source[Int(rows[index]) + 1] {
                    elements.pointer(Int32.self)[written] = element
                    written += 1
                }
            }
            let child = try children[0].gathered(elements, count: total)
            return Column(
                type: type, count: count, validity: gatheredMask(rows, count), values: ends, children: [child])
        default: return gather(rows, count: count)
        }
    }

    private func gatheredMask(_ rows: UnsafePointer<Int32>, _ count: Int) -> Buffer? {
        guard let valid else { return nil }
        let mask = Buffer(byteCount: count)
        let out = mask.pointer(UInt8.self)
        for index in 0..<count { out[index] = valid[Int(rows[index])] }
        return mask
    }

    /// The same rows, of which those are null too that `mask` says.
    func masked(_ mask: Buffer?) -> Column {
        guard let mask, type != .null else { return self }
        var both = mask
        if let valid {
            both = Buffer(byteCount: count)
            let (out, more) = (both.pointer(UInt8.self), mask.pointer(UInt8.self))
            for row in 0..<count { out[row] = valid[row] & more[row] }
        }
        return Column(type: type, count: count, validity: both, values: values, data: data, children: children)
    }

    /// Rows that are all null.
    static func nulls(_ type: DataType, count: Int) -> Column {
        if type == .null { return Column(type: .null, count: count) }
        let mask = Buffer(byteCount: count, filledWith: 0)
        switch type {
        case .tuple(let members):
            return Column(type: type, count: count, validity: mask, children: members.map { nulls($0, count: count) })
        case .list, .map:
            return Column(
                type: type, count: count, validity: mask, values: Buffer(byteCount: (count + 1) * 4, filledWith: 0),
                children: type.children.map { ColumnBuilder($0).finish() })
        default:
            return Column(
                type: type, count: count, validity: mask,
                values: Buffer(byteCount: count * type.valueByteCount, filledWith: 0))
        }
    }
}

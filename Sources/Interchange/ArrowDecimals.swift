// SPDX-License-Identifier: Apache-2.0

import Columnar

// Decimal numbers: digits of 32, 64, 128 or 256 bits, whose scale is the field's.
extension ArrowTypedReader {
    func decimals(_ precision: Int, isWide: Bool) throws(ConversionError) -> Column {
        guard let decimal = span.node.decimal else { throw .damaged }
        let width = decimal.byteCount
        let source = try span.buffer(1) + span.offset * width
        let error = ConversionError(
            .overflow, "a number of field \(field.name) has more than \(precision) digits")
        let limit = (0..<precision).reduce(Int128(1)) { power, _ in power * 10 }
        if width < 16 {
            let column = try span.ints(byteCount: width)
            let numbers = column.ints
            if precision < 19 {
                let most = Int(limit)
                try span.refuse({ numbers[$0] <= -most || numbers[$0] >= most }, error)
            }
            return isWide ? column.wideDecimals : column
        }
        let values = Buffer(byteCount: span.count * 16)
        let digits = values.pointer(Wide128.self)
        for row in 0..<span.count {
            let low = source.loadUnaligned(fromByteOffset: row &* width, as: UInt64.self)
            let high = source.loadUnaligned(fromByteOffset: row &* width &+ 8, as: Int64.self)
            digits[row] = Wide128(Int128(high) << 64 | Int128(low))
        }
        if width == 32 {
            func isLong(_ row: Int) -> Bool {
                let sign = digits[row].high >> 63
                let (at, size) = (row &* width &+ 16, 8)
                return source.loadUnaligned(fromByteOffset: at, as: Int64.self) != sign
                    || source.loadUnaligned(fromByteOffset: at &+ size, as: Int64.self) != sign
            }
            try span.refuse(isLong, error)
        }
        try span.refuse({ digits[$0].value <= -limit || digits[$0].value >= limit }, error)
        if isWide { return Column(type: .decimal, count: span.count, values: values) }
        return .ints(count: span.count) { out in
            for row in 0..<span.count { out[row] = Int(truncatingIfNeeded: digits[row].low) }
        }
    }
}

extension Column {
    /// Whole numbers as decimal ones.
    fileprivate var wideDecimals: Column {
        let buffer = Buffer(byteCount: count * 16)
        for row in 0..<count { buffer.pointer(Wide128.self)[row] = Wide128(ints[row]) }
        return Column(type: .decimal, count: count, values: buffer)
    }
}

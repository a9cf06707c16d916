// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

/// The least and the greatest value of a column chunk that is written. Confined to one thread.
struct StatisticsBuilder {
    private let form: WrittenForm
    private let isText: Bool
    private var ints: (least: Int, most: Int) = (.max, .min)
    private var floats: (least: Double, most: Double) = (.infinity, -.infinity)
    private var wides: (least: Int128, most: Int128) = (.max, .min)
    private var texts: (least: [UInt8], most: [UInt8]) = ([], [])
    private var isEmpty = true
    var nullCount = 0

    init(_ form: WrittenForm, isText: Bool) {
        self.form = form
        self.isText = isText
    }

    mutating func add(_ values: UnsafePointer<Int>, _ count: Int) {
        var (least, most) = ints
        for index in 0..<count {
            least = min(least, values[index])
            most = max(most, values[index])
        }
        ints = (least, most)
        isEmpty = isEmpty && count == 0
    }

    mutating func add(_ values: UnsafePointer<UInt8>, _ count: Int) {
        for index in 0..<count { ints = (min(ints.least, Int(values[index])), max(ints.most, Int(values[index]))) }
        isEmpty = isEmpty && count == 0
    }

    /// NaN is neither less nor greater than anything.
    mutating func add(_ values: UnsafePointer<Double>, _ count: Int) {
        var (least, most) = floats
        for index in 0..<count {
            let value = values[index]
            least = value < least ? value : least
            most = value > most ? value : most
        }
        floats = (least, most)
        isEmpty = isEmpty && least > most
    }

    mutating func add(_ values: UnsafePointer<Wide128>, _ count: Int) {
        for index in 0..<count {
            let value = values[index].value
            wides = (min(wides.least, value), max(wides.most, value))
        }
        isEmpty = isEmpty && count == 0
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        if isEmpty || isLess(bytes, texts.least) { texts.least = Array(bytes) }
        if isEmpty || isLess(texts.most, bytes) { texts.most = Array(bytes) }
        isEmpty = false
    }

    private func isLess(_ left: UnsafeRawBufferPointer, _ right: [UInt8]) -> Bool {
        right.withUnsafeBytes { less(left, $0) }
    }

    private func isLess(_ left: [UInt8], _ right: UnsafeRawBufferPointer) -> Bool {
        left.withUnsafeBytes { less($0, right) }
    }

    private func less(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let shared = min(left.count, right.count)
        var order: CInt = 0
        if shared > 0, let first = left.baseAddress, let second = right.baseAddress {
            order = memcmp(first, second, shared)
        }
        return order < 0 || order == 0 && left.count < right.count
    }

    /// Writes the structure of a footer.
    func write(to out: inout ThriftWriter) {
        out.int64(3, nullCount)
        guard !isEmpty else { return }
        let (least, most, isLeastExact, isMostExact) = bounds
        if let most { out.binary(5, most) }
        if let least { out.binary(6, least) }
        if most != nil { out.bool(7, isMostExact) }
        if least != nil { out.bool(8, isLeastExact) }
    }

    private var bounds: ([UInt8]?, [UInt8]?, Bool, Bool) {
        func bytes<Value>(_ value: Value) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
        switch form {
        case .bool: return ([UInt8(ints.least)], [UInt8(ints.most)], true, true)
        case .int32:
            return (
                bytes(Int32(truncatingIfNeeded: ints.least)), bytes(Int32(truncatingIfNeeded: ints.most)), true, true
            )
        case .int64: return (bytes(ints.least), bytes(ints.most), true, true)
        case .float, .double:
            // Zeros of both signs are equal, and readers compare them as they like.
            let least = floats.least == 0 ? -0.0 : floats.least
            let most = floats.most == 0 ? 0.0 : floats.most
            if form == .float { return (bytes(Float(least)), bytes(Float(most)), true, true) }
            return (bytes(least), bytes(most), true, true)
        case .wide(let count):
            func digits(_ value: Int128) -> [UInt8] {
                (0..<count).map { UInt8(truncatingIfNeeded: value >> Int128(8 * (count - 1 - $0))) }
            }
            return (digits(wides.least), digits(wides.most), true, true)
        case .bytes:
            let limit = FormatsLimits.statisticsByteCountMax
            let least = prefix(texts.least, limit)
            guard texts.most.count > limit else { return (least, texts.most, least.count == texts.least.count, true) }
            return (least, successor(prefix(texts.most, limit)), least.count == texts.least.count, false)
        }
    }

    /// At most so many bytes; of text whole characters.
    private func prefix(_ bytes: [UInt8], _ limit: Int) -> [UInt8] {
        guard bytes.count > limit else { return bytes }
        var count = limit
        while isText, count > 0, bytes[count] & 0xC0 == 0x80 { count -= 1 }
        return Array(bytes[..<count])
    }

    /// The least that is greater than all that begins with `bytes`; nil when there is none.
    private func successor(_ bytes: [UInt8]) -> [UInt8]? {
        if !isText {
            var rest = bytes
            while let last = rest.popLast() { if last < 0xFF { return rest + [last + 1] } }
            return nil
        }
        var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        while let last = scalars.popLast() {
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let scalar = Unicode.Scalar(next) else { continue }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars + [scalar])
            return Array(String(text).utf8)
        }
        return nil
    }
}

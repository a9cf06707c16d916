// SPDX-License-Identifier: Apache-2.0

/// Reads DELTA_BINARY_PACKED: integers as packed differences to the one before.
struct DeltaDecoder {
    private var at: UnsafeRawPointer
    private let end: UnsafeRawPointer
    /// Values that are still to come.
    private(set) var left: Int
    private var last: Int
    private var isFirst = true
    private let miniCount: Int
    private let miniValues: Int
    private var least = 0
    /// The widths of the block's parts, and which part is next.
    private var widths: UnsafeRawPointer
    private var mini: Int
    private var width = 0
    private var miniLeft = 0
    private var bit = 0

    init(_ start: UnsafeRawPointer, _ count: Int) throws(ParquetFault) {
        at = start
        end = start + count
        widths = start
        var head = VarintReader(at: start, end: end)
        let block = try head.unsigned()
        let minis = try head.unsigned()
        let total = try head.unsigned()
        last = try head.signed()
        at = head.at
        guard (1...FormatsLimits.deltaBlockCountMax).contains(block), (1...512).contains(minis),
            block % minis == 0, (block / minis) % 8 == 0, total <= Int32.max
        else { throw .damaged("a page has impossible blocks of differences") }
        (miniCount, miniValues, left) = (minis, block / minis, total)
        mini = minis
    }

    /// The next `count` values, as many as are left at most; of 32 bits when `isNarrow`.
    mutating func read(_ out: UnsafeMutablePointer<Int>, _ count: Int, isNarrow: Bool) throws(ParquetFault) {
        guard count <= left else { throw .damaged("a page has fewer values than it says") }
        left &-= count
        var done = 0
        if isFirst, count > 0 {
            out[0] = last
            isFirst = false
            done = 1
        }
        while done < count {
            if miniLeft == 0 { try nextMini() }
            let some = min(miniLeft, count &- done)
            unpack(out + done, some)
            var value = last
            for index in done..<done &+ some {
                value = value &+ least &+ out[index]
                out[index] = value
            }
            last = value
            miniLeft &-= some
            done &+= some
        }
        if isNarrow { for index in 0..<count { out[index] = Int(Int32(truncatingIfNeeded: out[index])) } }
    }

    private mutating func unpack(_ out: UnsafeMutablePointer<Int>, _ count: Int) {
        if width <= 56 {
            unpackBits(at, bit, width, out, count)
        } else {
            for index in 0..<count {
                let position = bit &+ index &* width
                let shift = UInt64(position & 7)
                let low = (at + (position >> 3)).loadUnaligned(as: UInt64.self) >> shift
                let high = UInt64((at + ((position >> 3) + 8)).load(as: UInt8.self))
                let word = shift == 0 ? low : low | high << (64 - shift)
                out[index] = Int(bitPattern: UInt(width == 64 ? word : word & (1 << UInt64(width)) - 1))
            }
        }
        bit &+= count &* width
        // Behind the part's last value the next one begins.
        if miniLeft == count { at += miniValues / 8 * width }
    }

    private mutating func nextMini() throws(ParquetFault) {
        if mini == miniCount {
            var head = VarintReader(at: at, end: end)
            least = try head.signed()
            guard end - head.at >= miniCount else { throw .damaged("a page ends within its differences") }
            widths = head.at
            at = head.at + miniCount
            mini = 0
        }
        width = Int((widths + mini).load(as: UInt8.self))
        mini += 1
        guard width <= 64, end - at >= miniValues / 8 * width else {
            throw .damaged("a page ends within its differences")
        }
        (bit, miniLeft) = (0, miniValues)
    }

    /// Where the bytes behind all values begin, without reading these.
    func endOfValues() throws(ParquetFault) -> UnsafeRawPointer {
        var copy = self
        var rest = left - (isFirst ? 1 : 0) - miniLeft
        if miniLeft > 0 { copy.at += miniValues / 8 * width }
        while rest > 0 {
            try copy.nextMini()
            copy.at += copy.miniValues / 8 * copy.width
            rest -= copy.miniValues
        }
        return copy.at
    }
}

/// Numbers of 7 bits a byte.
struct VarintReader {
    var at: UnsafeRawPointer
    let end: UnsafeRawPointer

    mutating func unsigned() throws(ParquetFault) -> Int {
        let bits = try word()
        guard bits <= UInt64(Int.max) else { throw .damaged("a page has an impossible number") }
        return Int(bits)
    }

    mutating func signed() throws(ParquetFault) -> Int {
        let bits = try word()
        return Int(Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1))
    }

    private mutating func word() throws(ParquetFault) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard at < end else { throw .damaged("a page ends within a number") }
            let byte = at.load(as: UInt8.self)
            at += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw .damaged("a page has an impossible number")
    }
}

// SPDX-License-Identifier: Apache-2.0

import CSnappy
import Columnar
import Glibc

/// The fixed front of a block, with its lengths checked against the limits.
struct BlockHeader {
    let bufferCount: Int
    let byteCount: Int
    let rowCount: Int
    let typeByteCount: Int
    let checksum: UInt32

    init(_ bytes: UnsafeRawBufferPointer) throws(BlockError) {
        guard bytes.count >= BlockFormat.headerByteCount else {
            throw .truncated(byteCount: bytes.count, needed: BlockFormat.headerByteCount)
        }
        let magic = bytes.loadUnaligned(as: UInt32.self)
        guard magic == BlockFormat.magic else { throw .notABlock(firstBytes: magic.byteSwapped) }
        let version = Int(bytes[BlockFormat.versionOffset])
        guard version == BlockFormat.version else { throw .unsupportedVersion(version) }
        guard bytes[BlockFormat.flagsOffset] == 0 else { throw .malformed("its flags are not 0") }
        func word(_ offset: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
        bufferCount = Int(bytes.loadUnaligned(fromByteOffset: BlockFormat.bufferCountOffset, as: UInt16.self))
        byteCount = word(BlockFormat.byteCountOffset)
        rowCount = word(BlockFormat.rowCountOffset)
        typeByteCount = word(BlockFormat.typeByteCountOffset)
        checksum = bytes.loadUnaligned(fromByteOffset: BlockFormat.checksumOffset, as: UInt32.self)
        guard byteCount <= StorageLimits.blockByteCountMax else {
            throw .tooLarge(what: "the length", value: byteCount, limit: StorageLimits.blockByteCountMax)
        }
        guard rowCount <= StorageLimits.blockRowCountMax else {
            throw .tooLarge(what: "the row count", value: rowCount, limit: StorageLimits.blockRowCountMax)
        }
        guard typeByteCount <= ColumnarLimits.typeByteCountMax else {
            throw .tooLarge(what: "the type", value: typeByteCount, limit: ColumnarLimits.typeByteCountMax)
        }
        guard byteCount >= BlockFormat.headerByteCount, byteCount % 8 == 0 else {
            throw .malformed("its length \(byteCount) is no multiple of 8 from \(BlockFormat.headerByteCount) on")
        }
    }
}

/// Reads one block. Every length is checked before it is used, and against the limits before anything is allocated.
struct BlockDecoder {
    private let bytes: UnsafeRawBufferPointer
    private let owner: Buffer?
    private let header: BlockHeader
    private let type: DataType
    private let tableOffset: Int
    private var nextBuffer = 0
    private var nextByte: Int

    init(_ bytes: UnsafeRawBufferPointer, expecting type: DataType, owner: Buffer?) throws(BlockError) {
        header = try BlockHeader(bytes)
        guard bytes.count >= header.byteCount else {
            throw .truncated(byteCount: bytes.count, needed: header.byteCount)
        }
        guard bytes.count == header.byteCount else {
            throw .malformed("\(bytes.count - header.byteCount) bytes follow its end")
        }
        tableOffset = BlockFormat.headerByteCount + BlockFormat.aligned(header.typeByteCount)
        nextByte = tableOffset + header.bufferCount * BlockFormat.entryByteCount
        guard nextByte <= bytes.count else { throw .malformed("its buffer table does not fit into it") }
        let checksum = BlockFormat.checksum(bytes)
        guard checksum == header.checksum else {
            throw .checksumMismatch(stored: header.checksum, computed: checksum)
        }
        self.bytes = bytes
        self.owner = owner
        self.type = type
        try checkType()
        try checkZero(BlockFormat.headerByteCount + header.typeByteCount, tableOffset)
    }

    private func checkType() throws(BlockError) {
        let expected = TypeCodec.encode(type)
        let found = UnsafeRawBufferPointer(
            rebasing: bytes[BlockFormat.headerByteCount..<BlockFormat.headerByteCount + header.typeByteCount])
        if found.elementsEqual(expected) { return }
        throw .wrongType(found: (try? BlockCodec.type(of: bytes).description) ?? "no known type", expected: type)
    }

    private func checkZero(_ from: Int, _ to: Int) throws(BlockError) {
        guard bytes[from..<to].allSatisfy({ $0 == 0 }) else { throw .malformed("bytes between its parts are not 0") }
    }

    mutating func decode() throws(BlockError) -> Column {
        let column = try column(type, count: header.rowCount)
        guard nextBuffer == header.bufferCount else {
            throw .malformed("it has \(header.bufferCount) buffers, its type needs \(nextBuffer)")
        }
        guard nextByte == bytes.count else { throw .malformed("bytes follow its last buffer") }
        return column
    }

    private mutating func column(_ type: DataType, count: Int) throws(BlockError) -> Column {
        if type == .null { return Column(type: .null, count: count) }
        let validity = try bits(count: count, mayBeAbsent: true)
        switch type {
        case .null: return Column(type: .null, count: count)
        case .bool:
            let values = try bits(count: count, mayBeAbsent: false) ?? Buffer(byteCount: 0)
            return Column(type: type, count: count, validity: validity, values: values)
        case .int:
            let values = try ints(count)
            return Column(type: type, count: count, validity: validity, values: values)
        case .float:
            let values = try buffer(byteCount: count * 8)
            return Column(type: type, count: count, validity: validity, values: values)
        case .decimal:
            let values = try decimals(count)
            return Column(type: type, count: count, validity: validity, values: values)
        case .string, .bytes, .any:
            let views = try buffer(byteCount: count * 16)
            let text = try buffer(byteCount: nil)
            guard viewsAreValid(views.pointer(StringView.self), count, text) else {
                throw .malformed("a view points outside its text, or differs from it, or has bytes behind its end")
            }
            let data = text.byteCount > 0 ? [text] : []
            let column = Column(type: type, count: count, validity: validity, values: views, data: data)
            if type == .any { try checkAny(column) }
            return column
        case .tuple(let members):
            var children: [Column] = []
            for member in members { children.append(try column(member, count: count)) }
            return Column(type: type, count: count, validity: validity, children: children)
        case .list, .map:
            let offsets = try buffer(byteCount: (count + 1) * 4)
            let elements = try elementCount(offsets.pointer(Int32.self), count)
            let child = try column(type.children[0], count: elements)
            return Column(type: type, count: count, validity: validity, values: offsets, children: [child])
        }
    }

    /// Holds every value to the encoding, so that nobody need check it again. A null row may be empty.
    private func checkAny(_ column: Column) throws(BlockError) {
        for row in 0..<column.count {
            let bytes = column.bytes(row)
            if bytes.isEmpty, column.isNull(row) { continue }
            if let fault = AnyCoding.fault(in: bytes) { throw .malformed("row \(row) of type any: \(fault)") }
        }
    }

    private func elementCount(_ offsets: UnsafePointer<Int32>, _ count: Int) throws(BlockError) -> Int {
        var isMonotonic = offsets[0] == 0
        for row in 0..<count { isMonotonic = isMonotonic && offsets[row] <= offsets[row + 1] }
        guard isMonotonic else { throw .malformed("the offsets of a list do not rise from 0") }
        let elements = Int(offsets[count])
        guard elements <= StorageLimits.blockRowCountMax else {
            throw .tooLarge(what: "an element count", value: elements, limit: StorageLimits.blockRowCountMax)
        }
        return elements
    }

    /// The next buffer: `count` integers, which may be stored narrow.
    private mutating func ints(_ count: Int) throws(BlockError) -> Buffer {
        guard let part = try nextPart(byteCount: count * 8, mayBeNarrow: true) else { return Buffer(byteCount: 0) }
        guard part.isNarrow else { return try buffer(part) }
        let words = Buffer(byteCount: count * 8)
        let out = words.pointer(Int.self)
        let (packed, memory) = try narrow(part)
        try withExtendedLifetime(memory) { () throws(BlockError) in
            switch packed.count {
            case count: widen(packed, Int8.self, count) { out[$0] = Int($1) }
            case count * 2: widen(packed, Int16.self, count) { out[$0] = Int($1) }
            case count * 4: widen(packed, Int32.self, count) { out[$0] = Int($1) }
            default: throw .malformed("\(packed.count) bytes do not hold \(count) narrow integers")
            }
        }
        return words
    }

    /// The next buffer: `count` decimals, which may be stored narrow.
    private mutating func decimals(_ count: Int) throws(BlockError) -> Buffer {
        guard let part = try nextPart(byteCount: count * 16, mayBeNarrow: true) else { return Buffer(byteCount: 0) }
        guard part.isNarrow else { return try buffer(part) }
        let numbers = Buffer(byteCount: count * 16)
        let out = numbers.pointer(Wide128.self)
        let (packed, memory) = try narrow(part)
        try withExtendedLifetime(memory) { () throws(BlockError) in
            switch packed.count {
            case count: widen(packed, Int8.self, count) { out[$0] = Wide128(Int($1)) }
            case count * 2: widen(packed, Int16.self, count) { out[$0] = Wide128(Int($1)) }
            case count * 4: widen(packed, Int32.self, count) { out[$0] = Wide128(Int($1)) }
            case count * 8: widen(packed, Int64.self, count) { out[$0] = Wide128(Int($1)) }
            default: throw .malformed("\(packed.count) bytes do not hold \(count) narrow decimals")
            }
        }
        return numbers
    }

    /// The bytes of narrow integers, uncompressed, and the memory that holds them when it is not the block's.
    private func narrow(_ part: Part) throws(BlockError) -> (UnsafeRawBufferPointer, Buffer?) {
        guard part.isCompressed else { return (part.stored, nil) }
        var length = 0
        let source = part.stored.baseAddress!.assumingMemoryBound(to: CChar.self)
        guard snappy_uncompressed_length(source, part.stored.count, &length) == SNAPPY_OK, length < part.byteCount
        else {
            throw .malformed("a buffer of narrow integers does not uncompress")
        }
        let out = Buffer(byteCount: length)
        try uncompress(part, into: out.base, byteCount: length)
        return (out.bytes, out)
    }

    /// The next buffer, of `byteCount` bytes where the type says so.
    private mutating func buffer(byteCount: Int?) throws(BlockError) -> Buffer {
        guard let part = try nextPart(byteCount: byteCount) else { return Buffer(byteCount: 0) }
        return try buffer(part)
    }

    private func buffer(_ part: Part) throws(BlockError) -> Buffer {
        if part.isCompressed {
            let out = Buffer(byteCount: part.byteCount)
            try uncompress(part, into: out.base)
            return out
        }
        if let owner, UInt(bitPattern: part.stored.baseAddress!) % 8 == 0 {
            return Buffer(
                slice: owner, offset: part.stored.baseAddress! - bytes.baseAddress!, byteCount: part.byteCount)
        }
        return Buffer(copying: part.stored)
    }

    /// The next buffer, a bit a row, as a byte a row; nil when it is absent, which a mask may be.
    private mutating func bits(count: Int, mayBeAbsent: Bool) throws(BlockError) -> Buffer? {
        let needed = (count + 7) / 8
        let declared = nextRawByteCount
        guard let part = try nextPart(byteCount: mayBeAbsent && declared == 0 ? 0 : needed) else { return nil }
        let out = Buffer(byteCount: count)
        if part.isCompressed {
            let packed = Buffer(byteCount: part.byteCount)
            try uncompress(part, into: packed.base)
            try unpack(packed.bytes, into: out, count)
        } else {
            try unpack(part.stored, into: out, count)
        }
        return out
    }

    private func unpack(_ packed: UnsafeRawBufferPointer, into out: Buffer, _ count: Int) throws(BlockError) {
        guard count % 8 == 0 || packed[packed.count - 1] >> UInt8(count % 8) == 0 else {
            throw .malformed("bits behind the last row are not 0")
        }
        unpackBits(out.pointer(UInt8.self), packed.baseAddress!, count)
    }

    private struct Part {
        let byteCount: Int
        let stored: UnsafeRawBufferPointer
        let isCompressed: Bool
        let isNarrow: Bool
    }

    private var nextRawByteCount: Int? {
        nextBuffer < header.bufferCount
            ? Int(bytes.loadUnaligned(fromByteOffset: tableOffset + nextBuffer * 8, as: UInt32.self)) : nil
    }

    /// The next entry of the table and where its bytes are; nil when it is empty.
    private mutating func nextPart(byteCount needed: Int?, mayBeNarrow: Bool = false) throws(BlockError) -> Part? {
        guard let byteCount = nextRawByteCount else { throw .malformed("it has fewer buffers than its type needs") }
        let entry = bytes.loadUnaligned(fromByteOffset: tableOffset + nextBuffer * 8 + 4, as: UInt32.self)
        nextBuffer += 1
        if let needed, needed != byteCount {
            throw .malformed("buffer \(nextBuffer - 1) has \(byteCount) bytes, its rows need \(needed)")
        }
        guard byteCount <= StorageLimits.blockByteCountMax else {
            throw .tooLarge(what: "a buffer", value: byteCount, limit: StorageLimits.blockByteCountMax)
        }
        let isCompressed = entry & BlockFormat.snappyFlag != 0
        let isNarrow = entry & BlockFormat.narrowFlag != 0
        guard !isNarrow || mayBeNarrow else { throw .malformed("buffer \(nextBuffer - 1) is narrow and no integers") }
        let stored = Int(entry & ~(BlockFormat.snappyFlag | BlockFormat.narrowFlag))
        let start = nextByte
        guard stored <= bytes.count - start else { throw .malformed("buffer \(nextBuffer - 1) does not fit into it") }
        nextByte = start + BlockFormat.aligned(stored)
        guard nextByte <= bytes.count else { throw .malformed("buffer \(nextBuffer - 1) does not fit into it") }
        try checkZero(start + stored, nextByte)
        if isCompressed {
            guard byteCount > 0, stored > 0, byteCount <= stored * StorageLimits.snappyRatioMax * (isNarrow ? 16 : 1)
            else {
                throw .malformed("buffer \(nextBuffer - 1) says that \(stored) bytes hold \(byteCount)")
            }
        } else if isNarrow {
            guard stored > 0, stored < byteCount else {
                throw .malformed("buffer \(nextBuffer - 1) says that \(stored) bytes hold \(byteCount)")
            }
        } else {
            guard byteCount == stored else {
                throw .malformed("buffer \(nextBuffer - 1) has \(stored) bytes and says \(byteCount)")
            }
        }
        if byteCount == 0 { return nil }
        let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + stored])
        return Part(byteCount: byteCount, stored: part, isCompressed: isCompressed, isNarrow: isNarrow)
    }

    private func uncompress(_ part: Part, into out: UnsafeMutableRawPointer) throws(BlockError) {
        try uncompress(part, into: out, byteCount: part.byteCount)
    }

    private func uncompress(
        _ part: Part, into out: UnsafeMutableRawPointer, byteCount: Int
    ) throws(BlockError) {
        let source = part.stored.baseAddress!.assumingMemoryBound(to: CChar.self)
        var length = 0
        guard snappy_uncompressed_length(source, part.stored.count, &length) == SNAPPY_OK, length == byteCount,
            snappy_uncompress(source, part.stored.count, out.assumingMemoryBound(to: CChar.self), &length) == SNAPPY_OK,
            length == byteCount
        else { throw .malformed("a buffer does not uncompress to its \(byteCount) bytes") }
    }
}

/// Gives `count` integers of fewer bytes, with their numbers.
@inline(__always)
private func widen<Word: FixedWidthInteger & SignedInteger>(
    _ packed: UnsafeRawBufferPointer, _: Word.Type, _ count: Int, _ body: (Int, Word) -> Void
) {
    let source = packed.baseAddress!.assumingMemoryBound(to: Word.self)
    for row in 0..<count { body(row, source[row]) }
}

/// Whether every view lies in `text`, begins with its own prefix, and has only zeros behind a short text.
private func viewsAreValid(_ views: UnsafePointer<StringView>, _ count: Int, _ text: Buffer) -> Bool {
    let base = UnsafeRawPointer(text.base)
    let textByteCount = UInt64(text.byteCount)
    var wrong: UInt64 = 0
    for row in 0..<count {
        let view = views[row]
        let length = view.word0 & 0xffff_ffff
        if length <= 12 {
            // Bits of the text in the two words, 0 to 32 and 0 to 64; smart shifts give 0 for the full width.
            let bits = length &* 8
            let headMask: UInt64 = bits >= 32 ? 0 : ~0 << (32 &+ bits)
            let tailMask: UInt64 = bits <= 32 ? ~0 : (bits >= 96 ? 0 : ~0 << (bits &- 32))
            wrong |= (view.word0 & headMask) | (view.word1 & tailMask)
        } else {
            let offset = view.word1 >> 32
            let isInside = view.word1 & 0xffff_ffff == 0 && offset &+ length <= textByteCount
            let prefix = (base + (isInside ? Int(offset) : 0)).loadUnaligned(as: UInt32.self)
            wrong |= (isInside ? 0 : 1) | (UInt64(prefix) ^ (view.word0 >> 32))
        }
    }
    return wrong == 0
}

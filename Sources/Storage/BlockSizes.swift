// SPDX-License-Identifier: Apache-2.0

import Columnar

extension BlockCodec {
    /// Bytes that the rows of whole blocks, one behind another, take once they are decoded (protocol/blocks.md). Reads
    /// headers and buffer tables alone; that the buffers keep what these say is for `decode` to see.
    public static func decodedByteCount(_ blocks: UnsafeRawBufferPointer) throws(BlockError) -> Int {
        var (start, total) = (0, 0)
        while start < blocks.count {
            let rest = UnsafeRawBufferPointer(rebasing: blocks[start...])
            let header = try BlockHeader(rest)
            guard header.byteCount <= rest.count else {
                throw .truncated(byteCount: rest.count, needed: header.byteCount)
            }
            var table = try BufferTable(UnsafeRawBufferPointer(rebasing: rest[..<header.byteCount]), header)
            let (sum, overflow) = total.addingReportingOverflow(try table.decodedByteCount())
            guard !overflow else { throw .malformed("its rows have more than \(Int.max) bytes") }
            total = sum
            start += header.byteCount
        }
        return total
    }

    /// As above, of blocks in several pieces.
    public static func decodedByteCount(_ pieces: [[UInt8]]) throws(BlockError) -> Int {
        var total = 0
        for piece in pieces {
            let bytes = try piece.withUnsafeBufferPointer { (raw) throws(BlockError) in
                try decodedByteCount(UnsafeRawBufferPointer(raw))
            }
            let (sum, overflow) = total.addingReportingOverflow(bytes)
            guard !overflow else { throw .malformed("its rows have more than \(Int.max) bytes") }
            total = sum
        }
        return total
    }
}

/// The lengths that a block states of its buffers, in the order of its type.
private struct BufferTable {
    private let block: UnsafeRawBufferPointer
    private let type: DataType
    private let offset: Int
    private let count: Int
    private var next = 0

    init(_ block: UnsafeRawBufferPointer, _ header: BlockHeader) throws(BlockError) {
        self.block = block
        count = header.bufferCount
        offset = BlockFormat.headerByteCount + BlockFormat.aligned(header.typeByteCount)
        type = try BlockCodec.type(of: block)
        guard offset + count * BlockFormat.entryByteCount <= block.count else {
            throw .malformed("its buffer table does not fit into it")
        }
    }

    mutating func decodedByteCount() throws(BlockError) -> Int { try byteCount(type) }

    private mutating func byteCount(_ type: DataType) throws(BlockError) -> Int {
        if type == .null { return 0 }
        var total = try bits()
        switch type {
        case .null: break
        case .bool: total += try bits()
        case .int, .float, .decimal: total += try raw()
        case .string, .bytes, .any: total += try raw() + raw()
        case .tuple: for child in type.children { total += try byteCount(child) }
        case .list, .map:
            total += try raw()
            for child in type.children { total += try byteCount(child) }
        }
        return total
    }

    /// The next buffer before compression.
    private mutating func raw() throws(BlockError) -> Int {
        guard next < count else { throw .malformed("it has \(count) buffers, its type needs more") }
        let place = offset + next * BlockFormat.entryByteCount
        next += 1
        let bytes = Int(block.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        guard bytes <= StorageLimits.blockByteCountMax else {
            throw .tooLarge(what: "a buffer", value: bytes, limit: StorageLimits.blockByteCountMax)
        }
        return bytes
    }

    /// The next buffer, which has a bit a row in the block and a byte in memory.
    private mutating func bits() throws(BlockError) -> Int { try raw() * 8 }
}

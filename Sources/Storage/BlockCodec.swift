// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// When the buffers of a block are compressed with snappy.
public enum BlockCompression: Sendable {
    /// Where a sample says that it saves an eighth or more.
    case automatic
    /// Nowhere.
    case none
    /// Nowhere, but integers take as few bytes as they need.
    case narrow
    /// Every buffer that it makes shorter, without sampling.
    case always
}

/// The block: the one binary form of a batch for shuffle, cache, spill and results (protocol/blocks.md).
///
/// Encoding the same rows gives the same bytes, however the column's memory is laid out. Decoding checks everything; no
/// input makes it trap, read outside `bytes` or allocate more than `StorageLimits` allow.
public enum BlockCodec {
    /// Bytes that `peekLength` needs.
    public static var headerByteCount: Int { BlockFormat.headerByteCount }

    /// The block of `column`. Throws `BlockError.tooLarge` when the column is beyond the limits of the format.
    public static func encode(
        _ column: Column, compression: BlockCompression = .automatic
    ) throws(BlockError) -> [UInt8] {
        let plan = try BlockPlan(column)
        // With what a column that stays in the block must have behind it.
        let block = [UInt8](unsafeUninitializedCapacity: plan.byteCountMax + Buffer.padding) { memory, count in
            count = plan.write(to: memory.baseAddress!, compression)
        }
        // Memory is accounted for by the length of blocks: do not hold on to much more than that.
        guard block.count < plan.byteCountMax / 8 * 7 else { return block }
        return [UInt8](unsafeUninitializedCapacity: block.count + Buffer.padding) { memory, count in
            count = block.count
            block.withUnsafeBufferPointer { memory.baseAddress!.update(from: $0.baseAddress!, count: $0.count) }
        }
    }

    /// Appends the block of `column` to `out`, whose length need not be a multiple of 8.
    public static func encode(
        _ column: Column, compression: BlockCompression = .automatic, into out: inout [UInt8]
    ) throws(BlockError) {
        let plan = try BlockPlan(column)
        out.append(addingCapacity: plan.byteCountMax) { span in
            span.withUnsafeMutableBufferPointer { memory, count in
                count += plan.write(to: memory.baseAddress! + count, compression)
            }
        }
    }

    /// The column in `bytes`, which must be one whole block of type `expecting`. Nothing of `bytes` is kept.
    public static func decode(
        _ bytes: UnsafeRawBufferPointer, expecting type: DataType
    ) throws(BlockError) -> Column {
        var decoder = try BlockDecoder(bytes, expecting: type, owner: nil)
        return try decoder.decode()
    }

    /// As above, for a block held in a `Buffer`: buffers that are not compressed stay where they are, and the column
    /// keeps `block` alive.
    public static func decode(_ block: Buffer, expecting type: DataType) throws(BlockError) -> Column {
        var decoder = try BlockDecoder(block.bytes, expecting: type, owner: block)
        return try decoder.decode()
    }

    /// The whole length of the block that begins at `bytes`, checked against the limits; nil when `bytes` has less than
    /// a header.
    public static func peekLength(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> Int? {
        guard bytes.count >= BlockFormat.headerByteCount else { return nil }
        return try BlockHeader(bytes).byteCount
    }

    /// The rows of the block that begins at `bytes`, as its header says; nil when `bytes` has less than a header.
    public static func peekRowCount(_ bytes: UnsafeRawBufferPointer) throws(BlockError) -> Int? {
        guard bytes.count >= BlockFormat.headerByteCount else { return nil }
        return try BlockHeader(bytes).rowCount
    }

    /// The type of the block in `bytes`, for readers that do not know what to expect.
    public static func type(of bytes: UnsafeRawBufferPointer) throws(BlockError) -> DataType {
        let header = try BlockHeader(bytes)
        let end = BlockFormat.headerByteCount + header.typeByteCount
        guard end <= bytes.count else { throw .truncated(byteCount: bytes.count, needed: end) }
        do throws(TypeCodingError) {
            return try TypeCodec.decode(UnsafeRawBufferPointer(rebasing: bytes[BlockFormat.headerByteCount..<end]))
        } catch { throw .malformed("its type is not one: \(error.reason)") }
    }
}

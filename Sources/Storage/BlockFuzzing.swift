// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Types that a fuzzer's input is decoded as.
private let fuzzedTypes: [DataType] = [
    .null, .bool, .int, .float, .string, .bytes, .tuple([.string, .int]), .list(.string), .map(.string, .list(.bool)),
    .tuple([.null, .tuple([]), .list(.null)]), .any, .tuple([.any, .list(.any)]),
    .decimal, .tuple([.decimal, .list(.decimal)]),
]

/// Feeds any bytes to the block decoder, as they are and with the magic number, version, length, type and checksum put
/// right, so that a fuzzer gets past the checks that it could not guess; then reads every row of what comes out. Must
/// not trap.
package func fuzzBlockDecoder(_ bytes: UnsafeRawBufferPointer) {
    guard let choice = bytes.first else { return }
    let type = fuzzedTypes[Int(choice) % fuzzedTypes.count]
    let input = Array(bytes.dropFirst())
    read(input, type)
    let encoded = TypeCodec.encode(type)
    let typeEnd = BlockFormat.headerByteCount + BlockFormat.aligned(encoded.count)
    var block = input
    while block.count < typeEnd || block.count % 8 != 0 { block.append(0) }
    block.withUnsafeMutableBytes { raw in
        raw.storeBytes(of: BlockFormat.magic, as: UInt32.self)
        raw[BlockFormat.versionOffset] = UInt8(BlockFormat.version)
        raw[BlockFormat.flagsOffset] = 0
        raw.storeBytes(of: UInt32(raw.count), toByteOffset: BlockFormat.byteCountOffset, as: UInt32.self)
        raw.storeBytes(of: UInt32(encoded.count), toByteOffset: BlockFormat.typeByteCountOffset, as: UInt32.self)
        for (index, byte) in encoded.enumerated() { raw[BlockFormat.headerByteCount + index] = byte }
        for index in BlockFormat.headerByteCount + encoded.count..<typeEnd { raw[index] = 0 }
        let checksum = BlockFormat.checksum(UnsafeRawBufferPointer(raw))
        raw.storeBytes(of: checksum, toByteOffset: BlockFormat.checksumOffset, as: UInt32.self)
    }
    read(block, type)
}

private func read(_ block: [UInt8], _ type: DataType) {
    block.withUnsafeBytes { raw in
        _ = try? BlockCodec.peekLength(raw)
        _ = try? BlockCodec.type(of: raw)
        let byteCount = try? BlockCodec.decodedByteCount(raw)
        guard let column = try? BlockCodec.decode(raw, expecting: type) else { return }
        precondition(byteCount.map { $0 >= column.byteCount } ?? false, "a column is larger than its block says")
        for row in 0..<min(column.count, 1 << 10) { _ = column.scalar(row) }
        guard let again = try? BlockCodec.encode(column) else { return }
        let same = again.withUnsafeBytes { try? BlockCodec.decode($0, expecting: type) }
        precondition(same?.count == column.count, "a decoded column does not survive another round trip")
    }
}

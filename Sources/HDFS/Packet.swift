// SPDX-License-Identifier: Apache-2.0

/// A packet of a block that is being written. Its data are gathered where they go over the wire, behind room for what
/// is known when they are all there; kept until the whole pipeline has it, and then filled again.
final class Packet {
    private let memory: UnsafeMutableRawBufferPointer
    private let checksum: ChunkChecksum
    private let chunkByteCount: Int
    /// Where the data begin in `memory`.
    private let dataStart: Int
    /// Where the packet begins in it, since it was sealed.
    private var start = 0
    private(set) var sequence: Int64 = 0
    /// Of its data in the block.
    private(set) var offset = 0
    private(set) var dataCount = 0
    /// Ends the block; has no data.
    private(set) var isLast = false

    /// Takes up to `capacity` bytes of data.
    init(capacity: Int, checksum: ChunkChecksum, chunkByteCount: Int) {
        self.checksum = checksum
        self.chunkByteCount = chunkByteCount
        let sumsCount = (capacity + chunkByteCount - 1) / chunkByteCount * checksum.byteCount
        dataStart = PacketHead.lengthsByteCount + PacketHead.usualByteCount + sumsCount
        memory = .allocate(byteCount: dataStart + capacity, alignment: 16)
    }

    deinit { memory.deallocate() }

    func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        precondition(bytes.count <= memory.count - dataStart - dataCount)
        (memory.baseAddress! + dataStart + dataCount).copyMemory(from: source, byteCount: bytes.count)
        dataCount += bytes.count
    }

    /// Puts the checksums and the header before the data.
    func seal(sequence: Int64, offset: Int, isLast: Bool) {
        self.sequence = sequence
        self.offset = offset
        self.isLast = isLast
        let sumsCount = (dataCount + chunkByteCount - 1) / chunkByteCount * checksum.byteCount
        let data = UnsafeRawBufferPointer(rebasing: memory[dataStart..<dataStart + dataCount])
        checksum.write(data, each: chunkByteCount, to: memory.baseAddress! + dataStart - sumsCount)
        start = dataStart - sumsCount - PacketHead.usualByteCount - PacketHead.lengthsByteCount
        PacketHead(
            offset: Int64(offset), sequence: sequence, isLast: isLast, dataCount: dataCount,
            bodyByteCount: sumsCount + dataCount
        ).write(to: memory.baseAddress! + start)
    }

    /// Gives what goes over the wire of a packet that is sealed.
    func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(rebasing: memory[start..<dataStart + dataCount]))
    }

    /// Makes it as new.
    func clear() { dataCount = 0 }
}

extension Packet {
    /// The bytes of one packet with checksums of kind CRC32C.
    static func bytes(
        sequence: Int64, offset: Int, data: UnsafeRawBufferPointer, isLast: Bool, chunkByteCount: Int
    ) -> [UInt8] {
        let packet = Packet(capacity: data.count, checksum: .crc32c, chunkByteCount: chunkByteCount)
        packet.append(data)
        packet.seal(sequence: sequence, offset: offset, isLast: isLast)
        return packet.withBytes { Array($0) }
    }
}

/// Packets of one file that wait to be filled again.
final class PacketPool {
    let checksum: ChunkChecksum
    let chunkByteCount: Int
    private let capacity: Int
    private var free: [Packet] = []

    /// `capacity`: of each packet.
    init(capacity: Int, checksum: ChunkChecksum, chunkByteCount: Int) {
        self.capacity = capacity
        self.checksum = checksum
        self.chunkByteCount = chunkByteCount
    }

    func take() -> Packet {
        free.popLast() ?? Packet(capacity: capacity, checksum: checksum, chunkByteCount: chunkByteCount)
    }

    func giveBack(_ packet: Packet) {
        packet.clear()
        if free.count < HDFSLimits.packetsInFlightMax { free.append(packet) }
    }
}

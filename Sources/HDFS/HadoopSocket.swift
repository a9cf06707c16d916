// SPDX-License-Identifier: Apache-2.0

import SwiftProtobuf

/// A connection to one of HDFS's servers, read through a buffer. Used by one thread at a time, which waits in it; each
/// wait has a deadline.
final class HadoopSocket {
    /// `host:port`, for messages.
    let peer: String
    let network: any HadoopNetwork
    private let stream: any HadoopStream
    /// Received and not taken yet: `start ..< end`.
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: HDFSLimits.receiveByteCount, alignment: 16)
    private var start = 0
    private var end = 0

    /// `windowByteCount`: see `HadoopNetwork.connect`.
    init(
        _ network: any HadoopNetwork, host: String, port: Int, deadline: Deadline, windowByteCount: Int? = nil
    ) throws(HadoopError) {
        peer = HadoopSocket.name(host, port)
        self.network = network
        do {
            stream = try network.connect(
                host: host, port: port, windowByteCount: windowByteCount, deadline: deadline)
        } catch {
            buffer.deallocate()
            throw error
        }
    }

    /// Takes over a connection that is there, for tests.
    init(_ stream: any HadoopStream, peer: String, network: any HadoopNetwork) {
        self.stream = stream
        self.peer = peer
        self.network = network
    }

    deinit { buffer.deallocate() }

    static func name(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    // MARK: Writing

    /// Writes all of `bytes`. While the other side takes nothing, `received` is called when it has sent something.
    func write(
        _ bytes: UnsafeRawBufferPointer, deadline: Deadline, received: (() throws(HadoopError) -> Void)? = nil
    ) throws(HadoopError) {
        try stream.write(bytes, deadline: deadline, received: received)
    }

    func write(_ bytes: [UInt8], deadline: Deadline) throws(HadoopError) {
        var failure: HadoopError?
        bytes.withUnsafeBytes { raw in
            do throws(HadoopError) { try write(raw, deadline: deadline) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    // MARK: Reading

    /// Whether something can be read without waiting.
    var hasInput: Bool { start < end || stream.hasInput }

    private func fill(_ deadline: Deadline) throws(HadoopError) {
        start = 0
        end = try stream.receive(buffer, deadline)
    }

    /// Fills `target`. What is large goes straight to where it belongs; up to `ahead` bytes behind it are taken along
    /// when they are there already.
    func read(
        _ target: UnsafeMutableRawBufferPointer, ahead: Int = 0, deadline: Deadline
    ) throws(HadoopError) {
        var done = 0
        while done < target.count {
            let left = target.count - done
            if start == end {
                if left >= buffer.count {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: target[done...])
                    let more = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(ahead, buffer.count)])
                    let count = try stream.receive(rest, more, deadline)
                    done += min(count, left)
                    start = 0
                    end = max(count - left, 0)
                    continue
                }
                try fill(deadline)
            }
            let count = min(left, end - start)
            (target.baseAddress! + done).copyMemory(from: buffer.baseAddress! + start, byteCount: count)
            start += count
            done += count
        }
    }

    func readByte(_ deadline: Deadline) throws(HadoopError) -> UInt8 {
        if start == end { try fill(deadline) }
        defer { start += 1 }
        return buffer[start]
    }

    /// The next `count` bytes, where they were received to: they go with the next call. At most `receiveByteCount`.
    func readInPlace(_ count: Int, _ deadline: Deadline) throws(HadoopError) -> UnsafeRawBufferPointer {
        precondition(count <= buffer.count)
        if end - start < count {
            // What is there goes to the front, and more behind it.
            let left = end - start
            if start > 0, left > 0 {
                buffer.baseAddress!.copyMemory(from: buffer.baseAddress! + start, byteCount: left)
            }
            start = 0
            end = left
            while end < count {
                end += try stream.receive(UnsafeMutableRawBufferPointer(rebasing: buffer[end...]), deadline)
            }
        }
        defer { start += count }
        return UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
    }

    /// A big-endian number.
    func readNumber<Number: FixedWidthInteger>(_: Number.Type, _ deadline: Deadline) throws(HadoopError) -> Number {
        var number: Number = 0
        for _ in 0..<MemoryLayout<Number>.size {
            number = number << 8 | Number(truncatingIfNeeded: try readByte(deadline))
        }
        return number
    }

    func readBytes(_ count: Int, _ deadline: Deadline) throws(HadoopError) -> [UInt8] {
        var failure: HadoopError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
            let whole = UnsafeMutableRawBufferPointer(start: target.baseAddress, count: count)
            do throws(HadoopError) {
                try read(whole, deadline: deadline)
                filled = count
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// A message behind its length.
    func readDelimited<Reply: Message>(
        _: Reply.Type, byteCountMax: Int, deadline: Deadline
    ) throws(HadoopError) -> Reply {
        var length = 0
        var shift = 0
        while true {
            let byte = try readByte(deadline)
            length |= Int(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
            guard shift <= 28 else { throw violation("a length that never ends") }
        }
        guard length <= byteCountMax else { throw violation("a message of \(length) bytes") }
        return try decode(Reply.self, try readBytes(length, deadline))
    }

    func decode<Reply: Message>(_: Reply.Type, _ bytes: some Collection<UInt8>) throws(HadoopError) -> Reply {
        do { return try Reply(serializedBytes: Array(bytes)) } catch {
            throw violation("what is no \(Reply.protoMessageName)")
        }
    }

    func violation(_ what: String) -> HadoopError {
        HadoopError(.violation, "\(peer) sent \(what): is it a server of HDFS?")
    }
}

/// The bytes of `message` behind their length. What is made here is complete.
func delimited(_ message: some Message) -> [UInt8] { prefixed(serialized(message)) }

/// `bytes` behind their number.
func prefixed(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + 5)
    var length = bytes.count
    while length > 127 {
        out.append(UInt8(length & 127 | 128))
        length >>= 7
    }
    out.append(UInt8(length))
    return out + bytes
}

func serialized(_ message: some Message) -> [UInt8] {
    do { return try message.serializedBytes() } catch {
        // Every message that is made here has its required fields.
        preconditionFailure("message does not serialise: \(error)")
    }
}

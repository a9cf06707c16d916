// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging
import SwiftProtobuf

/// Feeds any bytes to what reads the answers of NameNodes and DataNodes, as they are and inside of frames that are in
/// order, so that a fuzzer gets past what it could not guess. Must neither trap nor wait.
package func fuzzHDFSReplies(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 2 else { return }
    let input = Array(bytes.dropFirst(2).prefix(FuzzedServer.byteCountMax))
    let server = FuzzedServer(choice: bytes[1])
    switch bytes[0] % 6 {
    case 0: server.answerCall(input)
    case 1: server.answerCall(server.frame(input))
    case 2: server.sendBlock(input)
    case 3: server.sendBlock(server.blockReply + server.packets(input))
    case 4: server.acknowledge(input)
    default: _ = try? HadoopConfiguration.properties(of: input, path: "fuzzed.xml")
    }
}

/// The other end of a connection: what it says is there before it is asked, and then it hangs up.
private struct FuzzedServer {
    /// What fits into a socket's buffer.
    static let byteCountMax = 60_000
    private static let chunkByteCount = 512

    let choice: UInt8
    private let client = NameNodeClient(
        NameService(name: "fuzzed", nodes: []), user: "fuzzer", network: SystemNetwork(),
        logger: Logger(label: "hdfs") { _ in SilentHandler() })
    private let dataNodes = DataNodes(
        HadoopSettings([:]), network: SystemNetwork(), logger: Logger(label: "hdfs") { _ in SilentHandler() })

    init(choice: UInt8) { self.choice = choice }

    private func socket(saying bytes: [UInt8]) -> HadoopSocket? {
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else { return nil }
        bytes.withUnsafeBytes { _ = send(pair[1], $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        close(pair[1])
        return HadoopSocket(
            TCPStream(descriptor: pair[0], peer: "fuzzer"), peer: "fuzzer", network: SystemNetwork())
    }

    // MARK: NameNodes

    func frame(_ reply: [UInt8]) -> [UInt8] {
        let header = delimited(
            Hadoop_RpcResponseHeader.with {
                $0.callID = 1
                $0.status = 0
            })
        let body = header + prefixed(reply)
        return withUnsafeBytes(of: UInt32(body.count).bigEndian, Array.init) + body
    }

    func answerCall(_ answer: [UInt8]) {
        // The server has hung up, so that writing may fail first: the answer is read all the same.
        guard let socket = socket(saying: answer),
            let reply = try? NameNodeConnection(socket: socket, clientID: []).answer(
                to: "fuzzed", 1, deadline: SystemNetwork().after(seconds: 1))
        else { return }
        if let listing = try? Hadoop_GetListingReply(serializedBytes: reply) {
            for status in listing.listing.partialListing { _ = HDFSFileSystem.status(status, path: "hdfs://f/x") }
        }
        if let located = try? Hadoop_GetBlockLocationsReply(serializedBytes: reply).locations {
            _ = HDFSFileSystem.layout(located)
            _ = try? HDFSInputFile(path: "hdfs://f/x", source: "/x", located, client, dataNodes)
        }
        if let defaults = try? Hadoop_GetServerDefaultsReply(serializedBytes: reply).defaults {
            _ = try? HDFSOutputFile.Layout(defaults, blockByteCount: choice % 2 == 0 ? nil : 1 << 20)
        }
    }

    // MARK: DataNodes

    /// The answer to a request to read, with the kind of checksums that was chosen.
    var blockReply: [UInt8] {
        delimited(
            Hadoop_BlockOperationReply.with {
                $0.status = 0
                $0.readChecksumInfo.checksum.type = UInt32(choice % 3)
                $0.readChecksumInfo.checksum.bytesPerChecksum = UInt32(Self.chunkByteCount)
                $0.readChecksumInfo.chunkOffset = UInt64(choice / 3 % 2) * 512
            })
    }

    /// Packets whose numbers are taken from `input`, and, as it says, right or not.
    func packets(_ input: [UInt8]) -> [UInt8] {
        var rest = input[...]
        func number() -> Int { rest.popFirst().map(Int.init) ?? 0 }
        var out: [UInt8] = []
        var position = Int(choice / 3 % 2) * 512
        while !rest.isEmpty {
            let count = min(number() * 8, rest.count)
            let data = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            let isOdd = number() > 250
            let offset = isOdd ? number() : position
            let packet = data.withUnsafeBytes {
                Packet.bytes(
                    sequence: 0, offset: offset, data: $0, isLast: number() > 250, chunkByteCount: Self.chunkByteCount)
            }
            position += count
            out += packet
        }
        return Array(out.prefix(Self.byteCountMax))
    }

    func sendBlock(_ bytes: [UInt8]) {
        guard let socket = socket(saying: bytes) else { return }
        let from = Int(choice) * 37
        // A connection whose block has come to its end is kept, and what the server says behind it is found then.
        let node = Hadoop_DatanodeInfo.with {
            $0.id.ipAddress = "127.0.0.1"
            $0.id.transferPort = 1
        }
        let end = choice % 2 == 0 ? 100_000 : from + 900
        let reader = BlockReader(socket, range: from..<end, from: node, nodes: dataNodes, isAlone: true)
        defer { _ = try? dataNodes.idleConnection(node) }
        var buffer = [UInt8](repeating: 0, count: 1_000)
        while let count = try? buffer.withUnsafeMutableBytes({ try reader.read(into: $0) }), count > 0 {
            if choice % 5 == 0 { try? reader.skip(100) }
        }
    }

    func acknowledge(_ bytes: [UInt8]) {
        let success = delimited(Hadoop_BlockOperationReply.with { $0.status = 0 })
        guard let socket = socket(saying: choice % 2 == 0 ? bytes : success + bytes) else { return }
        _ = try? DataTransfer.answer(socket, SystemNetwork().after(seconds: 1))
        while let answer = try? socket.readDelimited(
            Hadoop_PipelineAcknowledgement.self, byteCountMax: HDFSLimits.operationReplyByteCountMax,
            deadline: SystemNetwork().after(seconds: 1))
        {
            _ = BlockWriter.blame(answer, nodeCount: Int(choice % 4) + 1)
        }
    }
}

/// Fuzzers run for hours: nothing is logged.
private struct SilentHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.critical

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(
        level: Logger.Level, message: Logger.Message, metadata: Logger.Metadata?, source: String, file: String,
        function: String, line: UInt
    ) {}
}

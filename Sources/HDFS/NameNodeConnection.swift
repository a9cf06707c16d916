// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SwiftProtobuf

/// One connection to a NameNode: version 9 of Hadoop's RPC with simple authentication. One call at a time.
final class NameNodeConnection {
    static let protocolName = "org.apache.hadoop.hdfs.protocol.ClientProtocol"
    /// `hrpc`, version 9, service class 0, authentication SIMPLE.
    private static let preamble: [UInt8] = [0x68, 0x72, 0x70, 0x63, 9, 0, 0]
    private static let contextCall: Int32 = -3

    private let socket: HadoopSocket
    private let clientID: [UInt8]

    /// One that is set up, for tests.
    init(socket: HadoopSocket, clientID: [UInt8]) {
        self.socket = socket
        self.clientID = clientID
    }

    init(
        _ network: any HadoopNetwork, host: String, port: Int, user: String, clientID: [UInt8], deadline: Deadline
    ) throws(HadoopError) {
        self.clientID = clientID
        socket = try HadoopSocket(
            network, host: host, port: port,
            deadline: network.after(seconds: HDFSLimits.connectSeconds).limited(to: deadline))
        let context = Hadoop_IpcConnectionContext.with {
            $0.userInfo.effectiveUser = user
            $0.protocol = NameNodeConnection.protocolName
        }
        let body = delimited(header(NameNodeConnection.contextCall, retry: -1)) + delimited(context)
        try socket.write(NameNodeConnection.preamble + frame(body), deadline: deadline)
    }

    /// Asks and waits for the answer: the bytes of the reply's message.
    func call(
        _ method: String, _ request: some Message, id: Int32, retry: Int32, deadline: Deadline
    ) throws(HadoopError) -> [UInt8] {
        let name = Hadoop_RequestHeader.with {
            $0.methodName = method
            $0.declaringClassProtocolName = NameNodeConnection.protocolName
            $0.clientProtocolVersion = 1
        }
        let body = delimited(header(id, retry: retry)) + delimited(name) + delimited(request)
        try socket.write(frame(body), deadline: deadline)
        return try answer(to: method, id, deadline: deadline)
    }

    /// Waits for the answer to a call.
    func answer(
        to method: String, _ id: Int32, deadline: Deadline
    ) throws(HadoopError) -> [UInt8] {
        let length = try socket.readNumber(UInt32.self, deadline)
        guard length <= HDFSLimits.replyByteCountMax else { throw socket.violation("an answer of \(length) bytes") }
        return try reply(try socket.readBytes(Int(length), deadline), method, id)
    }

    private func reply(_ bytes: [UInt8], _ method: String, _ id: Int32) throws(HadoopError) -> [UInt8] {
        var rest = bytes[...]
        let header = try socket.decode(Hadoop_RpcResponseHeader.self, try part(&rest))
        guard header.status == 0 else {
            let said = header.errorMessage.split(separator: "\n").first.map(String.init) ?? "no reason"
            if said.contains("SIMPLE authentication is not enabled") {
                throw HadoopError(
                    .unsupported, "\(socket.peer) wants Kerberos, which Martlet does not speak (\(said))")
            }
            // The connection ends with a fatal error, whatever its class.
            if header.status == 2 && header.exceptionClassName.isEmpty { throw socket.violation("the error '\(said)'") }
            throw HadoopError(.remote(header.exceptionClassName), said)
        }
        guard header.callID == UInt32(bitPattern: id) else {
            throw socket.violation("an answer to call \(header.callID) instead of \(id)")
        }
        return Array(try part(&rest))
    }

    /// Takes a message behind its length off the front.
    private func part(_ bytes: inout ArraySlice<UInt8>) throws(HadoopError) -> ArraySlice<UInt8> {
        var length = 0
        var shift = 0
        while true {
            guard let byte = bytes.popFirst(), shift <= 28 else { throw socket.violation("an answer that is cut off") }
            length |= Int(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        guard length <= bytes.count else { throw socket.violation("an answer that is cut off") }
        defer { bytes = bytes.dropFirst(length) }
        return bytes.prefix(length)
    }

    private func header(_ call: Int32, retry: Int32) -> Hadoop_RpcRequestHeader {
        .with {
            $0.rpcKind = 2  // protocol buffers
            $0.rpcOp = 0  // a final packet
            $0.callID = call
            $0.clientID = .init(clientID)
            $0.retryCount = retry
        }
    }

    private func frame(_ body: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: body.count).bigEndian, Array.init) + body
    }
}

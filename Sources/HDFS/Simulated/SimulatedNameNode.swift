// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SwiftProtobuf

/// An exception of a NameNode.
struct SimulatedException: Error {
    let name: String
    let message: String

    init(_ name: String, _ message: String) {
        self.name = name
        self.message = message
    }
}

/// Calls as they come over a connection to a NameNode: framing, fail-over, the retry cache, and faults.
extension SimulatedState {
    /// Methods whose answers a NameNode keeps, so that a call which comes again is not carried out twice.
    private static let remembered: Set<String> = ["create", "delete", "rename2", "updatePipeline"]

    mutating func answerCalls(_ session: inout SimulatedSession, _ node: Int) {
        while !session.isClosed {
            var input = SimulatedInput(session.input)
            if !session.isIntroduced {
                guard let preamble = input.take(7), let length = input.number(4), input.take(length) != nil else {
                    return
                }
                if preamble.prefix(4) != [0x68, 0x72, 0x70, 0x63] { violations.append("a preamble of \(preamble)") }
                session.isIntroduced = true
            } else {
                guard let length = input.number(4), let frame = input.take(length) else { return }
                answerCall(frame, &session, node)
            }
            session.input.removeFirst(input.position)
        }
    }

    private mutating func answerCall(_ frame: [UInt8], _ session: inout SimulatedSession, _ node: Int) {
        var input = SimulatedInput(frame)
        guard let header = input.delimited().flatMap({ try? Hadoop_RpcRequestHeader(serializedBytes: $0) }),
            let name = input.delimited().flatMap({ try? Hadoop_RequestHeader(serializedBytes: $0) }),
            let body = input.delimited()
        else {
            violations.append("a call that is none")
            session.isClosed = true
            return
        }
        let key = CallKey(client: Array(header.clientID), number: header.callID)
        note(key, header.retryCount)
        if happens(.lostCall) {
            session.isClosed = true
            return
        }
        if happens(.hungNameNode) { return }
        if callsUntilActive == 0, happens(.failOver) {
            active = 1 - active
            callsUntilActive = 1 + pick(6)
        }
        let isStandby = node != active || callsUntilActive > 0
        if callsUntilActive > 0 { callsUntilActive -= 1 }
        do throws(SimulatedException) {
            if isStandby {
                throw SimulatedException(
                    "org.apache.hadoop.ipc.StandbyException",
                    "Operation category READ is not supported in standby")
            }
            if happens(.busyNameNode) {
                throw SimulatedException("org.apache.hadoop.ipc.RetriableException", "NameNode still not started")
            }
            let reply: [UInt8]
            if let known = answered[key] {
                reply = known
            } else {
                reply = try carryOut(name.methodName, body)
                if SimulatedState.remembered.contains(name.methodName) { answered[key] = reply }
            }
            if happens(.lostReply) {
                session.isClosed = true
                return
            }
            session.output += SimulatedState.frame(header.callID, nil) { prefixed(reply) }
        } catch {
            session.output += SimulatedState.frame(header.callID, error) { [] }
        }
    }

    /// Each try of a call says how many were before it.
    private mutating func note(_ key: CallKey, _ tries: Int32) {
        if let before = triesSeen[key], tries <= before {
            violations.append("call \(key.number) came again with the count \(tries) behind \(before)")
        }
        triesSeen[key] = tries
    }

    private static func frame(
        _ call: Int32, _ exception: SimulatedException?, _ reply: () -> [UInt8]
    ) -> [UInt8] {
        let header = Hadoop_RpcResponseHeader.with {
            $0.callID = UInt32(bitPattern: call)
            $0.status = exception == nil ? 0 : 1
            if let exception {
                $0.exceptionClassName = exception.name
                $0.errorMessage = exception.message
            }
        }
        let body = delimited(header) + reply()
        return withUnsafeBytes(of: UInt32(body.count).bigEndian, Array.init) + body
    }

    private mutating func carryOut(_ method: String, _ body: [UInt8]) throws(SimulatedException) -> [UInt8] {
        func request<Request: Message>(_: Request.Type) throws(SimulatedException) -> Request {
            do { return try Request(serializedBytes: body) } catch {
                throw SimulatedException("java.io.IOException", "no \(Request.protoMessageName)")
            }
        }
        switch method {
        case "getServerDefaults": return serialized(defaults)
        case "getFileInfo": return serialized(fileInfo(try request(Hadoop_GetFileInfoRequest.self)))
        case "getListing": return serialized(listing(try request(Hadoop_GetListingRequest.self)))
        case "getBlockLocations": return serialized(try locations(try request(Hadoop_GetBlockLocationsRequest.self)))
        case "mkdirs": return serialized(try makeFolders(try request(Hadoop_MkdirsRequest.self)))
        case "rename2":
            try rename(try request(Hadoop_RenameRequest.self))
            return serialized(Hadoop_VoidReply())
        case "delete": return serialized(try delete(try request(Hadoop_DeleteRequest.self)))
        case "create": return serialized(try create(try request(Hadoop_CreateRequest.self)))
        case "addBlock": return serialized(try addBlock(try request(Hadoop_AddBlockRequest.self)))
        case "abandonBlock":
            try abandonBlock(try request(Hadoop_AbandonBlockRequest.self))
            return serialized(Hadoop_VoidReply())
        case "complete": return serialized(try complete(try request(Hadoop_CompleteRequest.self)))
        case "updateBlockForPipeline":
            return serialized(try newGeneration(try request(Hadoop_UpdateBlockForPipelineRequest.self)))
        case "updatePipeline":
            try updatePipeline(try request(Hadoop_UpdatePipelineRequest.self))
            return serialized(Hadoop_VoidReply())
        case "reportBadBlocks", "renewLease": return serialized(Hadoop_VoidReply())
        default: throw SimulatedException("java.lang.NoSuchMethodException", method)
        }
    }

    private var defaults: Hadoop_GetServerDefaultsReply {
        .with {
            $0.defaults.blockSize = 4_096
            $0.defaults.bytesPerChecksum = 512
            $0.defaults.writePacketSize = 1_200
            $0.defaults.replication = 2
            $0.defaults.checksumType = 2
            $0.defaults.encryptDataTransfer = encryptsData
        }
    }
}

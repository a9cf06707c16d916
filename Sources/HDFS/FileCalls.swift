// SPDX-License-Identifier: Apache-2.0

import SwiftProtobuf

/// What a file that is being written asks of the NameNode.
struct FileCalls {
    let client: NameNodeClient
    /// As the NameNode knows it.
    let source: String
    /// As the user named it.
    let path: String
    let fileID: UInt64

    var clientName: String { client.clientName }

    func addBlock(
        previous: Hadoop_ExtendedBlock?, excluded: [Hadoop_DatanodeInfo]
    ) throws(HadoopError) -> Hadoop_LocatedBlock {
        let request = Hadoop_AddBlockRequest.with {
            $0.source = source
            $0.clientName = clientName
            if let previous { $0.previous = previous }
            $0.excluded = excluded
            if fileID != 0 { $0.fileID = fileID }
        }
        let end = client.network.after(seconds: HDFSLimits.completeSecondsMax)
        var backoff = HDFSLimits.backoffMillisFirst
        while true {
            do {
                return try client.call("addBlock", request, reply: Hadoop_AddBlockReply.self).block
            } catch {
                // The block before is not reported by enough DataNodes yet.
                guard error.remoteClass == "NotReplicatedYetException", !end.isOver else { throw error }
            }
            client.network.pause(milliseconds: backoff)
            backoff = min(backoff * 2, HDFSLimits.backoffMillisMax)
        }
    }

    func abandon(_ block: Hadoop_ExtendedBlock) throws(HadoopError) {
        let request = Hadoop_AbandonBlockRequest.with {
            $0.block = block
            $0.source = source
            $0.holder = clientName
            if fileID != 0 { $0.fileID = fileID }
        }
        _ = try client.call("abandonBlock", request, reply: Hadoop_VoidReply.self)
    }

    func updateBlockForPipeline(_ block: Hadoop_ExtendedBlock) throws(HadoopError) -> Hadoop_LocatedBlock {
        let request = Hadoop_UpdateBlockForPipelineRequest.with {
            $0.block = block
            $0.clientName = clientName
        }
        return try client.call(
            "updateBlockForPipeline", request, reply: Hadoop_UpdateBlockForPipelineReply.self
        ).block
    }

    func updatePipeline(
        from old: Hadoop_ExtendedBlock, to new: Hadoop_ExtendedBlock, nodes: [Hadoop_DatanodeID], storageIDs: [String]
    ) throws(HadoopError) {
        let request = Hadoop_UpdatePipelineRequest.with {
            $0.clientName = clientName
            $0.oldBlock = old
            $0.newBlock = new
            $0.newNodes = nodes
            $0.storageIds = storageIDs
        }
        _ = try client.call("updatePipeline", request, reply: Hadoop_VoidReply.self)
    }

    /// Ends the file; waits until its last blocks are reported.
    func complete(last: Hadoop_ExtendedBlock?) throws(HadoopError) {
        let request = Hadoop_CompleteRequest.with {
            $0.source = source
            $0.clientName = clientName
            if let last { $0.last = last }
            if fileID != 0 { $0.fileID = fileID }
        }
        let end = client.network.after(seconds: HDFSLimits.completeSecondsMax)
        var backoff = HDFSLimits.backoffMillisFirst
        while !(try client.call("complete", request, reply: Hadoop_ResultReply.self).result) {
            guard !end.isOver else {
                throw HadoopError(
                    .timeout,
                    "its last block was not reported by a DataNode in \(Int(HDFSLimits.completeSecondsMax)) s")
            }
            client.network.pause(milliseconds: backoff)
            backoff = min(backoff * 2, HDFSLimits.backoffMillisMax)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the twin of an HDFS may do to its clients. All but the last cost time and nothing else.
package enum SimulatedFault: String, CaseIterable, Sendable {
    /// The active NameNode becomes standby, and for a while there is no other.
    case failOver
    /// A NameNode is not there to connect to.
    case refusedCall
    /// A connection ends before its call is carried out.
    case lostCall
    /// A call is carried out, and the connection ends before the answer.
    case lostReply
    /// A NameNode does not answer.
    case hungNameNode
    /// A NameNode asks for another try.
    case busyNameNode
    /// A DataNode is down for a while.
    case deadDataNode
    /// A DataNode does not read on.
    case slowDataNode
    /// A connection ends in the middle of a block that is read.
    case brokenRead
    /// A DataNode does not give a block.
    case refusedRead
    /// A replica's bytes do not have their checksums.
    case corruptReplica
    /// A DataNode closes a connection that waits for its next block.
    case closedIdleConnection
    /// A pipeline cannot be set up.
    case brokenPipeline
    /// A DataNode of a pipeline fails in the middle of a block.
    case failedWrite
    /// A connection ends in the middle of a block that is written.
    case lostAcknowledgement
    /// The last block of a file is not reported yet.
    case lateBlockReport
    /// Another client takes over a file that is being written: an error of whoever writes it.
    case lostLease
}

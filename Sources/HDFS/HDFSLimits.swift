// SPDX-License-Identifier: Apache-2.0

/// Every bound of this module. Sizes are bytes, times seconds unless the name says otherwise.
enum HDFSLimits {
    // ---- NameNodes

    /// An answer of a NameNode, as Hadoop's own `ipc.maximum.response.length`.
    static let replyByteCountMax = 128 << 20
    static let connectSeconds = 10.0
    /// One try of a call while there is another NameNode to ask.
    static let callSecondsBeforeNext = 15.0
    /// One try of a call when there is no other.
    static let callSecondsAlone = 60.0
    /// A call with all its tries: longer than a fail-over takes.
    static let callSecondsMax = 180.0
    static let backoffMillisFirst = 100
    static let backoffMillisMax = 2_000
    /// Connections that wait for their next call, each some 10 KiB.
    static let idleConnectionsMax = 16
    /// Half of the time after which another client may take a file over.
    static let leaseRenewalSeconds = 30
    /// How long a file that is closed waits for its last blocks to be reported.
    static let completeSecondsMax = 120.0
    /// Entries of one folder.
    static let folderEntriesMax = 1 << 22
    /// Components of a path and its characters, as HDFS has them.
    static let pathByteCountMax = 8_000

    // ---- DataNodes

    static let dataConnectSeconds = 5.0
    /// Between two packets of a DataNode while there is another replica to read.
    static let readSecondsBeforeNext = 15.0
    static let readSecondsAlone = 60.0
    /// For a pipeline to be set up, and for it to acknowledge a packet.
    static let pipelineSeconds = 70.0
    /// Rounds through the replicas of a block, with fresh locations each.
    static let readRoundsMax = 4
    static let readRoundBackoffMillis = 500
    /// Blocks given back because their pipeline could not be set up, in a row.
    static let pipelineTriesMax = 5
    /// Recoveries of one block.
    static let recoveriesMax = 8
    /// A DataNode that failed is asked last for so long.
    static let badNodeSeconds = 60.0
    static let badNodesMax = 1_024
    /// An operation's answer.
    static let operationReplyByteCountMax = 64 << 10
    static let packetByteCountMax = 16 << 20
    static let packetHeaderByteCountMax = 1 << 10
    static let chunkByteCountMax = 1 << 20
    /// What DataNodes may send of a block before a task reads it, and how far before the end of a block the next one of
    /// a file that is read through is asked for.
    static let readAheadByteCount = 4 << 20
    /// A read of so little somewhere in a block asks for no more than `shortRangeByteCount`: the end of a line behind a
    /// split, the index at the end of a file. The connection can be used again then.
    static let shortReadByteCount = 64 << 10
    static let shortRangeByteCount = 128 << 10
    /// Connections to DataNodes that wait for their next block, each some 8 KiB, and how long: less than DataNodes do
    /// (`dfs.datanode.socket.reuse.keepalive`, 4 s).
    static let idleDataConnectionsMax = 16
    static let idleDataSeconds = 3.0
    /// A gap that is read over rather than asked for anew.
    static let skipByteCountMax = 128 << 10
    /// Packets on their way, and so what a file that is being written holds in memory: about 5 MiB.
    static let packetsInFlightMax = 80
    /// What is received at once of what is small; larger parts go straight to where they belong.
    static let receiveByteCount = 8 << 10

    // ---- Settings

    static let configurationByteCountMax = 16 << 20
    /// Of other properties in one value, as Hadoop has it.
    static let substitutionsMax = 20
    static let replicationMax = 512
    static let blockByteCountMin = 4 << 10
    static let blockByteCountMax = 1 << 40
}

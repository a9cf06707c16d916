// SPDX-License-Identifier: Apache-2.0

import Logging
import Net

/// How a session runs.
public struct SessionOptions: Sendable {
    /// `local[N]`, `local[*]`, `local-cluster[N,cores,memory]` or `martlet://host:port`.
    public var master: String
    public var appName: String
    /// Memory of the executor in `local[N]`.
    public var localMemory = "1g"
    /// Folder for scratch files, of this process and of executor processes that it starts.
    public var workDirectory: String
    /// Secret file for `martlet://` (made when it is not there) and for executor processes (made for each session when
    /// nil).
    public var secretFile: String?
    /// The executor's binary; nil = beside the running program, or as MARTLET_EXECUTOR says.
    public var executorPath: String?
    public var logLevel = Logger.Level.warning
    /// Bytes of one result that the driver takes.
    public var resultBytesMax = 1 << 30
    /// Rows of a batch; 0 = the executors' default.
    public var batchRows = 0
    /// Partitions when nothing else says how many; nil = the cluster's slots.
    public var defaultParallelism: Int?
    /// How long a job waits when there is no executor.
    public var executorWaitSeconds = 30
    /// Executors that may fail in an hour; nil = twice the number asked for, at least 3 (for `local-cluster` as many as
    /// are started again).
    public var executorFailuresMax: Int?
    public var peerOptions = PeerOptions()

    public init(master: String, appName: String = "martlet") {
        self.master = master
        self.appName = appName
        workDirectory = environment("MARTLET_WORK_DIR") ?? environment("TMPDIR") ?? "/tmp"
    }
}

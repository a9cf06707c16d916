// SPDX-License-Identifier: Apache-2.0

public import Console
import Execution
public import Files
import Formats
public import Logging
public import Net
public import Scheduling

/// How a session runs.
public struct SessionOptions: Sendable {
    /// `local[N]`, `local[*]`, `local-cluster[N,cores,memory]`, `martlet://host:port`, or whatever else is registered
    /// with `ClusterRegistry`.
    public var master: String
    public var appName: String
    /// Memory of the executor in `local[N]`: a quarter of the machine's, at least 1g.
    public var localMemory = MemorySize.text(ContainerMemory.share)
    /// Folder for scratch files, of this process and of executor processes that it starts.
    public var workDirectory: String
    /// Secret file for `martlet://` (made when it is not there) and for executor processes (made for each session when
    /// nil).
    public var secretFile: String?
    /// The executor's binary; nil = beside the running program, or as MARTLET_EXECUTOR says.
    public var executorPath: String?
    /// The command of a process that deletes pods when this one is killed: the program and its arguments.
    public var watcher: [String] = []
    public var logLevel = Logger.Level.warning
    /// Spark's and Martlet's keys, for what a cluster wants to know.
    public var settings: [String: String] = [:]
    /// Bytes of one result that the driver takes.
    public var resultBytesMax = 1 << 30
    /// Rows of a batch; 0 = the executors' default.
    public var batchRows = 0
    /// Partitions when nothing else says how many; nil = the cluster's slots.
    public var defaultParallelism: Int?
    /// How long a job waits when there is no executor; nil = as the master says, else 30.
    public var executorWaitSeconds: Int?
    /// Executors that may fail in an hour; nil = twice the number asked for, at least 3 (for `local-cluster` as many as
    /// are started again).
    public var executorFailuresMax: Int?
    /// Hadoop's settings for `hdfs:` paths (`fs.defaultFS`, `dfs.nameservices`, …), on top of those of HADOOP_CONF_DIR.
    public var hadoop: [String: String] = [:]
    /// File systems of other schemes, made from the settings in `hadoop` when a path first names one. Known to
    /// executors within this process alone.
    public var fileSystems: [String: FileSystems.Maker] = [:]
    /// File formats by name; those of executors within this process alone, others know the standard ones.
    public var formats = FileFormats.standard
    /// Seconds that a task waits for a slot on a host that holds its input; 0 is not at all.
    public var localityWaitSeconds = 0.0
    /// … and for one on the executor that keeps a stored partition that it reads; 0 is not at all.
    public var storedWaitSeconds = 3.0
    /// Second attempts at tasks that take much longer than others of their stage; nil is none.
    public var speculation: SpeculationOptions?
    /// As many executors as there is work for, where the master starts them; nil is a fixed number.
    public var allocation: AllocationOptions?
    /// Seconds that a task may run, before it is cancelled and counts as failed; nil is for ever.
    public var taskTimeoutSeconds: Double?
    /// Seconds that an executor may take to end a task that it was told to end, before it is given up. Only with
    /// speculation or a timeout.
    public var taskCancelSeconds = 10.0
    /// What random numbers in functions are drawn by that seed no generator of their own: another one for each session,
    /// unless it is set. Tasks that run again draw the same.
    public var randomSeed = UInt64.random(in: .min ... .max)
    /// Where the console listens, with its pages, REST and metrics; nil is none. Its sockets have the process ignore
    /// SIGPIPE, as those of Kubernetes do.
    public var console: ConsoleOptions? = ConsoleOptions(environment: environment)
    /// Folder for event logs, of which this session writes one; nil is none.
    public var eventLogFolder: String?
    /// Where spans of jobs, stages and tasks go, as the variables of OpenTelemetry say (`OTEL_EXPORTER_OTLP_ENDPOINT`
    /// and others); nil is nowhere.
    public var traces: TraceOptions? = TraceOptions(environment: environment)
    /// What becomes of settings, by their keys, in the words of whoever read them: for the console.
    public var settingMeanings: [String: SettingMeaning] = [:]
    public var peerOptions = PeerOptions()
    /// How text files are read that are not told otherwise.
    public var text = TextOptions()

    public init(master: String, appName: String = "martlet") {
        self.master = master
        self.appName = appName
        workDirectory = environment("MARTLET_WORK_DIR") ?? environment("TMPDIR") ?? "/tmp"
    }
}

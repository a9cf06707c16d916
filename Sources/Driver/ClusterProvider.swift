// SPDX-License-Identifier: Apache-2.0

public import Files
public import Logging
public import Net
public import Scheduling
public import Storage
import Threads

/// One kind of masters: what a user writes as `--master`, and what comes of it.
public protocol ClusterProvider: Sendable {
    /// How such masters are written, for messages: `local[4]`.
    var forms: [String] { get }
    /// What this master means; nil when it is not of this kind. Fails when it is and something is wrong with it.
    func parse(_ master: String) throws(MasterError) -> (any ClusterMaker)?
}

/// A master that is understood: makes its cluster.
public protocol ClusterMaker: Sendable {
    /// Whatever it throws is shown to the user as it describes itself.
    func make(_ request: ClusterRequest) throws -> ClusterSetup
}

/// Why a master or a size of it is not understood.
public struct MasterError: Error, Hashable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}

/// What a session has for the cluster that is made for it.
public struct ClusterRequest {
    public var applicationID: String
    public var appName: String
    /// Spark's and Martlet's keys, as they are.
    public var settings: [String: String]
    /// Memory of tasks in this process.
    public var localMemory: String
    /// Of this session; what is in it goes with the session.
    public var workDirectory: WorkDirectory
    /// The folder in which executors on this machine make theirs.
    public var scratchFolder: String
    /// A secret that driver and executors share; nil: the cluster makes one.
    public var secretFile: String?
    /// The executor's program, where the user has said so.
    public var executorPath: String?
    /// A command that starts a process to outlive this one by a moment and clean up; empty: there is none.
    public var watcher: [String] = []
    /// Executors that may fail, where the user has said so.
    public var executorFailuresMax: Int?
    /// As many executors as there is work for; nil: their number is fixed.
    public var allocation: AllocationOptions?
    /// Those of the session, for executors within this process.
    public var fileSystems = FileSystems()
    public var formats = FileFormats()
    public var loop: UVLoop
    public var logger: Logger

    public init(
        applicationID: String, appName: String, settings: [String: String], localMemory: String,
        workDirectory: WorkDirectory, scratchFolder: String, loop: UVLoop, logger: Logger
    ) {
        self.applicationID = applicationID
        self.appName = appName
        self.settings = settings
        self.localMemory = localMemory
        self.workDirectory = workDirectory
        self.scratchFolder = scratchFolder
        self.loop = loop
        self.logger = logger
    }
}

/// What an engine needs to know of its cluster.
public struct ClusterSetup {
    public var network: any Network
    public var cluster: any Cluster
    public var secret: Secret
    /// A secret file that was made for this session and goes with it.
    public var secretFileMade: String?
    /// Where the driver listens.
    public var listen: Address
    /// Ports behind that of `listen` that are tried when it is taken.
    public var portRetries = 0
    /// Host that executors are told to dial, when it is not the one listened on.
    public var advertisedHost: String?
    /// Executors that may fail within an hour, unless the user says so.
    public var executorFailuresMax: Int
    /// How often a task is tried, where the master says so.
    public var taskAttemptsMax: Int?
    /// How long a job waits when there is no executor, unless the user says so; nil: as everywhere.
    public var executorWaitSeconds: Int?

    public init(
        network: any Network, cluster: any Cluster, secret: Secret, listen: Address, executorFailuresMax: Int
    ) {
        self.network = network
        self.cluster = cluster
        self.secret = secret
        self.listen = listen
        self.executorFailuresMax = executorFailuresMax
    }
}

/// The kinds of masters that this process knows.
public enum ClusterRegistry {
    private static let providers = Lock<[any ClusterProvider]>([])

    /// Adds a kind of masters. Those that were added later are asked first.
    public static func register(_ provider: any ClusterProvider) { providers.withLock { $0.append(provider) } }

    /// How masters are written, of all kinds in the order of their registration.
    public static var forms: [String] { providers.withLock { $0.flatMap(\.forms) } }

    /// What a master means. Fails for one that is of no kind or has something wrong with it.
    public static func parse(_ master: String) throws(MasterError) -> any ClusterMaker {
        for provider in providers.withLock({ $0 }).reversed() {
            if let maker = try provider.parse(master) { return maker }
        }
        let forms = self.forms
        let listed = forms.dropLast().joined(separator: ", ") + (forms.count > 1 ? " or " : "") + (forms.last ?? "")
        throw MasterError("'\(master)' is not a master; write \(listed)")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Clusters
import Driver
import Execution
import Logging
import Net
import Storage

/// What a master means: the network, the cluster and the secret of an engine.
struct EngineSetup {
    let loop: UVLoop
    let network: any Network
    let cluster: any Cluster
    let secret: Secret
    /// A secret file that this session made and removes.
    let secretFileMade: String?
    let listen: Address
    let advertisedHost: String?
    let executorFailuresMax: Int

    init(
        _ options: SessionOptions, _ master: Master, _ workDirectory: WorkDirectory, _ logger: Logger
    ) throws(MartletError) {
        let loop = UVLoop()
        do { try loop.start(name: "martlet-loop") } catch { throw .configuration("\(error)") }
        self.loop = loop
        do {
            switch master {
            case .local(let slots):
                let network = MemoryNetwork(loop: loop)
                self.network = network
                secret = .random()
                secretFileMade = nil
                listen = Address(host: "localhost", port: 0)
                advertisedHost = nil
                executorFailuresMax = 3
                let memory = try MemorySize.parse(options.localMemory)
                guard memory >= ExecutionLimits.memoryBytesMin else {
                    throw MartletError.configuration(
                        "\(options.localMemory) of memory: at least "
                            + "\(MemorySize.text(ExecutionLimits.memoryBytesMin)) are needed")
                }
                cluster = InProcessCluster(
                    slots: slots, memoryBytes: memory, network: network, workDirectory: workDirectory, logger: logger)
            case .localCluster(let executors, let cores, let memoryBytes):
                network = UVNetwork(loop: loop)
                let path = options.secretFile ?? workDirectory.path + "/secret"
                secret = try options.secretFile.map { try Secret(contentsOf: $0) } ?? Secret.createFile(at: path)
                secretFileMade = options.secretFile == nil ? path : nil
                listen = Address(host: "127.0.0.1", port: 0)
                advertisedHost = nil
                executorFailuresMax = executors * ClusterLimits.restartsPerExecutor + executors
                cluster = LocalProcessCluster(
                    options: .init(
                        executorPath: try Self.executorPath(options), executors: executors, cores: cores,
                        memory: MemorySize.text(memoryBytes), secretFile: path,
                        workDirectory: options.workDirectory, logLevel: options.logLevel.rawValue),
                    logger: logger)
            case .standalone(let address):
                network = UVNetwork(loop: loop)
                guard let path = options.secretFile else {
                    throw MartletError.configuration(
                        "a master martlet://host:port needs a secret file that driver and executors share; make one with "
                            + "`head -c 32 /dev/urandom | base64 > secret && chmod 600 secret`")
                }
                secret = try Secret(contentsOf: path)
                secretFileMade = nil
                listen = address
                advertisedHost = nil
                executorFailuresMax = 1_000
                cluster = StandaloneCluster()
            }
        } catch {
            loop.stopAndJoin()
            if let error = error as? MartletError { throw error }
            throw .configuration("\(error)")
        }
    }

    private static func executorPath(_ options: SessionOptions) throws(MartletError) -> String {
        if let path = options.executorPath ?? environment("MARTLET_EXECUTOR") {
            guard isProgram(path) else { throw .configuration("\(path) is not a program that this user may run") }
            return path
        }
        let own = runningProgramPath() ?? ""
        let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let path = folder + "/martlet-executor"
        guard isProgram(path) else {
            throw .configuration(
                "martlet-executor is not beside this program (\(path)); set MARTLET_EXECUTOR to its path")
        }
        return path
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Driver
import Execution
import Glibc
import Logging
import Net
import Scheduling
import Storage

/// `local-cluster[2,1,1g]`: executor processes on this machine (executors, cores each, memory each).
public struct LocalClusterMaster: ClusterProvider {
    public init() {}

    public var forms: [String] { ["local-cluster[2,1,1g]"] }

    public func parse(_ master: String) throws(MasterError) -> (any ClusterMaker)? {
        guard let inner = MasterText.inside("local-cluster[", master) else { return nil }
        let parts = MasterText.parts(inner)
        guard parts.count == 3 else {
            throw MasterError(
                "'\(master)' is not a master: write local-cluster[executors,cores,memory], for example "
                    + "local-cluster[2,1,1g]")
        }
        return Maker(
            executors: try MasterText.number(parts[0], 1...ClusterLimits.executorsMax, "executors", master),
            cores: try MasterText.number(parts[1], 1...ExecutionLimits.slotsMax, "cores", master),
            memoryBytes: try MasterText.memory(parts[2]))
    }

    struct Maker: ClusterMaker, Hashable {
        let executors: Int
        let cores: Int
        let memoryBytes: Int

        func make(_ request: ClusterRequest) throws -> ClusterSetup {
            let path = request.secretFile ?? request.workDirectory.path + "/secret"
            let secret = try request.secretFile.map { try Secret(contentsOf: $0) } ?? Secret.createFile(at: path)
            let restarts = executors * ClusterLimits.restartsPerExecutor
            let cluster = LocalProcessCluster(
                options: .init(
                    executorPath: try ExecutorProgram.path(request.executorPath),
                    executors: request.allocation?.initial ?? executors, cores: cores,
                    memory: MemorySize.text(memoryBytes), secretFile: path, workDirectory: request.scratchFolder,
                    logLevel: request.logger.logLevel.rawValue,
                    restartsMax: request.executorFailuresMax ?? restarts),
                logger: request.logger)
            var setup = ClusterSetup(
                network: UVNetwork(loop: request.loop), cluster: cluster, secret: secret,
                listen: Address(host: "127.0.0.1", port: 0), executorFailuresMax: restarts + executors)
            setup.secretFileMade = request.secretFile == nil ? path : nil
            return setup
        }
    }
}

/// Where `martlet-executor` is on this machine.
private enum ExecutorProgram {
    static func path(_ wanted: String?) throws(MasterError) -> String {
        if let path = wanted ?? variable("MARTLET_EXECUTOR") {
            guard access(path, X_OK) == 0 else { throw MasterError("\(path) is not a program that this user may run") }
            return path
        }
        let own = runningProgram() ?? ""
        let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let path = folder + "/martlet-executor"
        guard access(path, X_OK) == 0 else {
            throw MasterError("martlet-executor is not beside this program (\(path)); set MARTLET_EXECUTOR to its path")
        }
        return path
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    private static func runningProgram() -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
            let count = readlink("/proc/self/exe", buffer.baseAddress!, Int(PATH_MAX))
            guard count > 0 else { return nil }
            buffer[count] = 0
            return String(cString: buffer.baseAddress!)
        }
    }
}

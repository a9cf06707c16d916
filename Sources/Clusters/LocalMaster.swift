// SPDX-License-Identifier: Apache-2.0

public import Driver
import Execution
import Glibc
import Net

/// `local`, `local[4]`, `local[*]`, `local[4, 2]`: tasks on threads of this process, and how often each is tried.
public struct LocalMaster: ClusterProvider {
    public init() {}

    public var forms: [String] { ["local[4]", "local[*]"] }

    public func parse(_ master: String) throws(MasterError) -> (any ClusterMaker)? {
        if master == "local" { return Maker(slots: 1, taskAttempts: nil) }
        guard let inner = MasterText.inside("local[", master) else { return nil }
        let parts = MasterText.parts(inner, most: 2)
        let slots =
            parts[0] == "*"
            ? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
            : try MasterText.number(parts[0], 1...ExecutionLimits.slotsMax, "threads", master)
        let attempts =
            parts.count < 2
            ? nil
            : try MasterText.number(parts[1], 1...ClusterLimits.taskAttemptsMax, "attempts of a task", master)
        return Maker(slots: slots, taskAttempts: attempts)
    }

    struct Maker: ClusterMaker, Hashable {
        let slots: Int
        let taskAttempts: Int?

        func make(_ request: ClusterRequest) throws -> ClusterSetup {
            let memory = try MemorySize.parse(request.localMemory)
            guard memory >= ExecutionLimits.memoryBytesMin else {
                throw MasterError(
                    "\(request.localMemory) of memory: at least \(MemorySize.text(ExecutionLimits.memoryBytesMin)) "
                        + "are needed")
            }
            let network = MemoryNetwork(loop: request.loop)
            var setup = ClusterSetup(
                network: network,
                cluster: InProcessCluster(
                    slots: slots, memoryBytes: memory, network: network, workDirectory: request.workDirectory,
                    fileSystems: request.fileSystems, formats: request.formats, logger: request.logger),
                secret: .random(), listen: Address(host: "localhost", port: 0), executorFailuresMax: 3)
            setup.taskAttemptsMax = taskAttempts
            return setup
        }
    }
}

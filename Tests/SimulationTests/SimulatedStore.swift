// SPDX-License-Identifier: Apache-2.0

import Files
import HDFS
import Logging
import Net

/// The HDFS that a simulated cluster reads from and writes to, on the simulation's clock: the servers, which fail, and
/// a client of its own for the user and for each executor.
final class SimulatedStore {
    static let root = "hdfs://sim"

    let hdfs: SimulatedHDFS
    /// The user's.
    let fileSystem: HDFSFileSystem
    /// Executors run on the hosts of DataNodes.
    let isTogether: Bool
    private let user: SimulatedProcess
    private let logger: Logger
    private var random: SeededRandom
    private var hostsGiven = 0

    init(seed: UInt64, loop: SimulatedLoop, logger: Logger) {
        hdfs = SimulatedHDFS(seed: seed, clock: { loop.now.nanoseconds })
        random = SeededRandom(seed: seed ^ 0x4D46)
        isTogether = random.chance(2, in: 3)
        user = SimulatedProcess(hdfs)
        fileSystem = hdfs.fileSystem(process: user, logger: logger)
        self.logger = logger
    }

    /// How long the user's thread has waited for HDFS since this was asked last.
    func takeUsersWait() -> Duration { .nanoseconds(Int64(user.takeWaitedNanos())) }

    /// The host of the next executor that starts; nil when DataNodes are elsewhere.
    func nextHost() -> String? {
        guard isTogether else { return nil }
        defer { hostsGiven += 1 }
        return SimulatedHDFS.host(hostsGiven % SimulatedHDFS.dataNodesUsual)
    }

    /// The client of an executor.
    func client(_ process: SimulatedProcess, host: String?) -> HDFSFileSystem {
        hdfs.fileSystem(host.map { [FileSystems.hostKey: $0] } ?? [:], process: process, logger: logger)
    }

    /// Makes a file by a client that nothing happens to, before anything fails.
    func put(_ path: String, _ text: String) throws {
        let files = hdfs.fileSystem(process: nil, logger: logger)
        try files.makeDirectories(String(path[..<path.lastIndex(of: "/")!]))
        let file = try files.create(path)
        var bytes = Array(text.utf8)
        try bytes.withUnsafeMutableBytes { try file.write(UnsafeRawBufferPointer($0)) }
        try file.close()
    }

    /// The content of a whole file; nil when there is none.
    func content(_ path: String) -> [UInt8]? { hdfs.content(String(path.dropFirst(Self.root.count))) }

    /// Files below a folder, open ones too.
    func fileCount(in folder: String) -> Int {
        let prefix = folder.dropFirst(Self.root.count) + "/"
        return hdfs.paths.count { $0.hasPrefix(prefix) }
    }

    // MARK: Faults

    /// Other faults than before, rare or frequent.
    func spoil() {
        var faults = Set(SimulatedFault.allCases.filter { _ in random.chance(1, in: 2) })
        // It alone may fail a job, and must not in many seeds.
        if random.chance(1, in: 2) { faults.remove(.lostLease) }
        hdfs.setFaults(faults, rarity: [25, 60, 150][Int(random.next() % 3)])
    }

    func heal() { hdfs.setFaults([], rarity: 1) }

    /// A file was taken from whoever wrote it: the one fault that a client cannot get over.
    var hasLostLease: Bool { hdfs.faultCounts[.lostLease] != nil }

    func count(into counters: FaultCounters) {
        for (fault, count) in hdfs.faultCounts { counters.count(Self.outcome(fault), count) }
    }

    static func outcome(_ fault: SimulatedFault) -> String { "hdfs: \(fault.rawValue)" }
}

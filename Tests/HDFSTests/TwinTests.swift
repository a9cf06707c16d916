// SPDX-License-Identifier: Apache-2.0

import Files
import HDFS
import Logging
import Testing

/// The client against the twin of an HDFS, which fails at any moment.
@Suite struct TwinTests {
    private let logger = Logger(label: "hdfs") { _ in SwiftLogNoOpLogHandler() }

    @Test func `whatever fails, the same bytes come back`() throws {
        var met: Set<SimulatedFault> = []
        let faults = Set(SimulatedFault.allCases).subtracting([.lostLease])
        for seed in 1...150 as ClosedRange<UInt64> {
            let hdfs = SimulatedHDFS(seed: seed)
            let files = hdfs.fileSystem(logger: logger)
            hdfs.setFaults(faults, rarity: 60)
            let root = "hdfs://sim/a/b"
            try files.makeDirectories(root)
            for number in 0..<4 {
                let bytes = pattern([0, 700, 4_096, 30_000][number] + Int(seed), seed: seed)
                try files.write("\(root)/_\(number)", bytes)
                try files.rename("\(root)/_\(number)", to: "\(root)/\(number)")
                #expect(try files.contents("\(root)/\(number)", piece: 977) == bytes, "seed \(seed)")
                #expect(hdfs.content("/a/b/\(number)") == bytes, "seed \(seed)")
            }
            #expect(try files.list(root).map(\.name).sorted() == ["0", "1", "2", "3"])
            try files.delete("\(root)/1", recursive: false)
            #expect(kind { try files.delete("\(root)/1", recursive: false) } == .notFound)
            #expect(kind { try files.rename("\(root)/1", to: "\(root)/9") } == .notFound)
            #expect(kind { _ = try files.create("\(root)/2") } == .alreadyExists)
            try files.delete("hdfs://sim/a", recursive: true)
            #expect(hdfs.paths.isEmpty)
            #expect(hdfs.violations.isEmpty, "seed \(seed): \(hdfs.violations)")
            met.formUnion(hdfs.faultCounts.keys)
        }
        #expect(met == faults, "never happened: \(faults.subtracting(met))")
    }

    @Test func `a file whose lease is lost is an error that says so, and goes`() throws {
        let hdfs = SimulatedHDFS(seed: 1)
        let files = hdfs.fileSystem(logger: logger)
        hdfs.setFaults([.lostLease], rarity: 1)
        do {
            try files.write("hdfs://sim/f", pattern(10_000))
            Issue.record("it was written")
        } catch let error as FileError {
            #expect(error.description.contains("taken over") && error.description.contains("hdfs://sim/f"))
        }
        #expect(hdfs.paths.isEmpty && hdfs.violations.isEmpty)
    }

    @Test func `no NameNode for minutes is an error in time`() throws {
        let hdfs = SimulatedHDFS(seed: 1)
        hdfs.setFaults([.refusedCall], rarity: 1)
        let files = hdfs.fileSystem(logger: logger)
        do {
            _ = try files.status("hdfs://sim/f")
            Issue.record("it answered")
        } catch {
            #expect("\(error)".contains("no NameNode of sim answered in 180 s") && "\(error)".contains("name-1:8020"))
        }
    }

    @Test func `data that goes encrypted alone is refused by name before a DataNode is asked`() throws {
        let hdfs = SimulatedHDFS(seed: 1)
        try hdfs.fileSystem(logger: logger).write("hdfs://sim/f", pattern(100))
        hdfs.demandEncryption()
        let files = hdfs.fileSystem(logger: logger)
        let before = hdfs.dataConnectionCount
        for operation in [{ _ = try files.open("hdfs://sim/f") }, { _ = try files.create("hdfs://sim/g") }] {
            do {
                try operation()
                Issue.record("it was opened")
            } catch let error as FileError {
                #expect(error.description.contains("dfs.encrypt.data.transfer"))
            }
        }
        #expect(hdfs.dataConnectionCount == before && hdfs.paths == ["/f"])
    }

    @Test func `many small files are read over few connections`() throws {
        let hdfs = SimulatedHDFS(seed: 7)
        let files = hdfs.fileSystem(logger: logger)
        for number in 0..<100 { try files.write("hdfs://sim/\(number)", pattern(500, seed: UInt64(number + 1))) }
        let before = hdfs.dataConnectionCount
        for number in 0..<100 {
            #expect(try files.contents("hdfs://sim/\(number)") == pattern(500, seed: UInt64(number + 1)))
        }
        // One for each DataNode, and one for each NameNode: the first may be standby.
        #expect(hdfs.dataConnectionCount - before <= 3 && hdfs.hostsAsked.count == 100)
        #expect((1...2).contains(hdfs.nameConnectionCount))
        hdfs.setFaults([.closedIdleConnection], rarity: 2)
        for number in 0..<100 { #expect(try files.contents("hdfs://sim/\(number)").count == 500) }
        #expect(hdfs.faultCounts[.closedIdleConnection] ?? 0 > 10)
    }

    @Test func `a little of a block is asked for alone, all of it when more is read`() throws {
        let hdfs = SimulatedHDFS(seed: 3)
        let files = hdfs.fileSystem(["dfs.blocksize": "1m"], logger: logger)
        let bytes = pattern(1 << 20)
        try files.write("hdfs://sim/f", bytes)
        let before = hdfs.dataConnectionCount
        var buffer = [UInt8](repeating: 0, count: 1_000)
        // All of what was asked for is read, so that the connection can be used again.
        for offset in [500_000, 10, 900_000] {
            let file = try files.open("hdfs://sim/f")
            var at = offset
            while at < offset + 128 << 10, at < bytes.count {
                let count = try buffer.withUnsafeMutableBytes { try file.read(at: at, into: $0) }
                #expect(count > 0 && Array(buffer.prefix(count)) == Array(bytes[at..<at + count]))
                at += count
            }
        }
        #expect(hdfs.dataConnectionCount - before <= 2)
        // What is read on is asked for as a whole.
        let asked = hdfs.hostsAsked.count
        #expect(try files.contents("hdfs://sim/f", piece: 1_000) == bytes)
        #expect(hdfs.hostsAsked.count - asked == 2)
    }

    @Test func `the next block is asked for before this one ends`() throws {
        let hdfs = SimulatedHDFS(seed: 5)
        let files = hdfs.fileSystem(logger: logger)
        let bytes = pattern(4 * 4_096)
        try files.write("hdfs://sim/f", bytes)
        let file = try files.open("hdfs://sim/f")
        var buffer = [UInt8](repeating: 0, count: 1_024)
        var asked: [Int] = []
        var all: [UInt8] = []
        while true {
            let count = try buffer.withUnsafeMutableBytes { try file.read(at: all.count, into: $0) }
            if count == 0 { break }
            all += buffer.prefix(count)
            if all.count % 4_096 == 1_024 { asked.append(hdfs.hostsAsked.count) }
        }
        #expect(all == bytes)
        // In the first block nothing says that the file is read through.
        #expect(asked == [1, 3, 4, 4])
    }

    @Test func `the replica of this host comes first`() throws {
        for host in 0..<3 {
            let hdfs = SimulatedHDFS(seed: 11)
            let settings = ["dfs.replication": "3", FileSystems.hostKey: host == 2 ? "10.0.0.2" : "Data-\(host)"]
            let files = hdfs.fileSystem(settings, logger: logger)
            try files.write("hdfs://sim/f", pattern(20_000))
            #expect(try files.contents("hdfs://sim/f") == pattern(20_000))
            #expect(Set(hdfs.hostsAsked) == ["data-\(host)"])
        }
    }
}

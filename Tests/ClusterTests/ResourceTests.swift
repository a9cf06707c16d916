// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc
import Martlet
import Testing

extension ClusterTests {
    /// Memory, disk and size.
    @Suite struct ResourceTests {
        @Test func `an idle executor holds at most 20 MB`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[2,1,1g]") { session throws in
                    #expect(eventually { session.engine.executorCount == 2 })
                    for pid in session.engine.executorProcesses.values where !isSanitized {
                        // What a start leaves behind, and what waiting does with it.
                        let resident = try #require(memory("VmHWM", of: pid))
                        #expect(resident <= 20 << 20, "\(resident) bytes resident")
                    }
                }
            }
        }

        @Test func `sorting four times the memory spills and stays within memory and 64 MB`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let count = 2_600_000
                    let output = place.path + "/sorted"
                    let filler = String(repeating: "x", count: 84)
                    // 2.6 million lines of about 100 bytes, in one partition: 260 MB, and 16 bytes more for each as a
                    // column.
                    try session.range(0..<count, partitions: 4)
                        .map { text("\(($0 * 48_271) % 2_600_011)-\($0)-") + filler }
                        .sortBy(partitions: 1) { $0 }
                        .saveAsTextFile(output)
                    let summary = try #require(session.lastSummary)
                    #expect(summary.bytesSpilled > 32 << 20, "spilled \(summary.bytesSpilled) bytes")
                    try Self.expectWithinMemory(session, 64 << 20)
                    let (rows, isSorted) = try Self.check(output + "/part-00000")
                    #expect(rows == count)
                    #expect(isSorted)
                }
            }
        }

        @Test func `aggregating four times the memory spills and stays within memory and 64 MB`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,24m]") { session throws in
                    let keys = 1_500_000
                    // A million and a half keys of about 40 bytes in one table, each twice.
                    let total = try session.range(0..<2 * keys, partitions: 4)
                        .map { pair(text("a key that is longer than a view \($0 % keys)"), $0) }
                        .reduceByKey(partitions: 1) { $0 + $1 }
                        .map { $0.second }
                        .sum()
                    #expect(total == 2 * keys * (2 * keys - 1) / 2)
                    let summary = try #require(session.lastSummary)
                    #expect(summary.bytesSpilled > 24 << 20, "spilled \(summary.bytesSpilled) bytes")
                    try Self.expectWithinMemory(session, 24 << 20)
                }
            }
        }

        /// Checks the most that each executor ever held: what it was given and `beside` for everything else.
        static func expectWithinMemory(_ session: Session, _ bytes: Int, beside: Int = 64 << 20) throws {
            #expect(session.lastSummary?.attemptsLost == 0)
            for pid in session.engine.executorProcesses.values where !isSanitized {
                let peak = try #require(memory("VmHWM", of: pid))
                #expect(peak <= bytes + beside, "\(peak) bytes resident at most, with \(bytes) of memory")
            }
        }

        /// How many lines a file has, and whether they are in order.
        static func check(_ path: String) throws -> (lines: Int, isSorted: Bool) {
            let bytes = try readBytes(path)
            return bytes.withUnsafeBytes { bytes in
                var (lines, isSorted, start) = (0, true, 0)
                var last: UnsafeRawBufferPointer?
                while start < bytes.count, let found = memchr(bytes.baseAddress! + start, 10, bytes.count - start) {
                    let end = UnsafeRawPointer(found) - bytes.baseAddress!
                    let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                    if let last {
                        let order = memcmp(last.baseAddress!, line.baseAddress!, min(last.count, line.count))
                        if order > 0 || (order == 0 && last.count > line.count) { isSorted = false }
                    }
                    (lines, start, last) = (lines + 1, end + 1, line)
                }
                return (lines, isSorted && start == bytes.count)
            }
        }

        @Test func `a full disk under the work folder is a clear error and the session goes on`() throws {
            try withWorkplace { place throws in
                let disk = place.path + "/disk"
                mkdir(disk, 0o755)
                let mounted = Program(
                    "/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], folder: place.path + "/log")
                guard mounted.wait() == .status(0) else {
                    print("the full-disk test needs the right to mount a small tmpfs: \(mounted.errors)")
                    return
                }
                defer {
                    let unmounted = Program("/bin/umount", [disk], folder: place.path + "/log")
                    #expect(unmounted.wait() == .status(0), "\(unmounted.errors)")
                }
                try place.withSession("local-cluster[1,1,16m]", { $0.workDirectory = disk }) { session throws in
                    let error = message {
                        _ = try session.range(0..<2_000_000, partitions: 4).map { text("\($0 * 48_271) and more") }
                            .sortBy(partitions: 2) { $0 }.count()
                    }
                    #expect(error.contains("no space") || error.contains("No space"), "\(error)")
                    #expect(error.contains(disk), "names the folder: \(error)")
                    let sum = try session.range(0..<10).sum()
                    #expect(sum == 45)
                    let output = message { try session.range(0..<1_000_000).saveAsTextFile(disk + "/output") }
                    #expect(output.contains("no space") || output.contains("No space"), "\(output)")
                    #expect(!exists(disk + "/output"))
                }
                #expect(entries(disk).isEmpty, "left: \(entries(disk))")
            }
        }

        @Test func `the stripped executor is at most 28 MB`() throws {
            try withWorkplace { place throws in
                let copy = place.path + "/stripped"
                let strip = Program(
                    "/usr/bin/strip", ["-o", copy, Program.path("martlet-executor")], folder: place.path + "/log")
                #expect(strip.wait() == .status(0), "\(strip.errors)")
                var status = stat()
                #expect(stat(copy, &status) == 0)
                #expect(status.st_size <= 28_000_000, "\(status.st_size) bytes")
            }
        }
    }
}

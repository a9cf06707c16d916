// SPDX-License-Identifier: Apache-2.0

import Driver
import HostileCluster
import Messages
import Net
import Plan
import Scheduling
import SwiftProtobuf
import Testing

/// What an executor that knows the secret may say to the driver, while an honest one does its work.
@Suite struct HostileExecutorTests {
    /// A message that no honest executor sends, and what the driver answers before it lets the executor go.
    struct Attack: Sendable, CustomTestStringConvertible {
        let name: String
        /// In the reason that the executor is told: the field and its value.
        let reason: [String]
        /// Ends one of the tasks that it was given, or speaks of none.
        let report: @Sendable (inout Martlet_ExecutorReport, Impostor.Task) -> Void

        init(
            _ name: String, _ reason: String..., fill: @escaping @Sendable (inout Martlet_ExecutorReport) -> Void
        ) {
            (self.name, self.reason, self.report) = (name, reason, { report, _ in fill(&report) })
        }

        /// The end of a task that it was given.
        init(
            ended name: String, _ reason: String..., end: @escaping @Sendable (inout Martlet_TaskEnded) -> Void
        ) {
            self.name = name
            self.reason = reason
            report = { report, task in
                var ended = Martlet_TaskEnded.with { $0.attempt = task.attempt }
                end(&ended)
                report.tasksEnded.append(ended)
            }
        }

        /// Says something of a task that it was given.
        init(
            of name: String, _ reason: String...,
            report: @escaping @Sendable (inout Martlet_ExecutorReport, Impostor.Task) -> Void
        ) {
            (self.name, self.reason, self.report) = (name, reason, report)
        }

        var testDescription: String { name }
    }

    static let most = UInt64.max
    static let half = UInt64(1) << 63

    static let withoutTask: [Attack] = [
        Attack("attempt 2⁶⁴−1 with a map output", "TaskEnded.attempt is \(most)") {
            $0.tasksEnded = [
                .with {
                    $0.attempt = most; $0.succeeded.mapOutput = allOnes
                }
            ]
        },
        Attack("attempt 2⁶⁴−1 with a held result", "TaskEnded.attempt is \(most)") {
            $0.tasksEnded = [
                .with {
                    $0.attempt = most; $0.succeeded.resultBytesKept = most
                }
            ]
        },
        Attack("an attempt that never was", "TaskEnded.attempt is 77", "no such attempt runs") {
            $0.tasksEnded = [
                .with {
                    $0.attempt = 77; $0.cancelled = .init()
                }
            ]
        },
        Attack("a copy of nothing", "ExecutorReport.copies is 1 entries") {
            $0.copies = [
                .with {
                    $0.shuffle = most
                    $0.mapPartition = most
                    $0.attempt = most
                    $0.digest = most
                }
            ]
        },
        Attack("progress of attempt 2⁶⁴−1", "TaskProgress.attempt is \(most)") {
            $0.progress = [
                .with {
                    $0.attempt = most; $0.rowsRead = 1
                }
            ]
        },
        Attack("a partition of dataset 2⁶⁴−1", "StoredPartition.dataset is \(most)") {
            $0.stored = [.with { $0.dataset = most }]
        },
        Attack("partition 2⁶⁴−1 of a dataset", "StoredPartition.partition is \(most)") {
            $0.stored = [.with { $0.partition = most }]
        },
        Attack("a partition that a dataset does not have", "StoredPartition.partition is 2", "there are 2 partitions") {
            $0.stored = [
                .with {
                    $0.dataset = 1; $0.partition = 2
                }
            ]
        },
        Attack("a partition of 2⁶⁴−1 bytes", "StoredPartition.memory_bytes is \(most)") {
            $0.stored = [.with { $0.memoryBytes = most }]
        },
        Attack("a partition of 2⁶³ bytes on disk", "StoredPartition.disk_bytes is \(half)") {
            $0.stored = [.with { $0.diskBytes = half }]
        },
        Attack("a partition of 2⁶⁴−1 rows", "StoredPartition.rows is \(most)") {
            $0.stored = [.with { $0.rows = most }]
        },
        Attack("a partition that is gone and has rows", "StoredPartition.dropped is true") {
            $0.stored = [
                .with {
                    $0.dropped = true; $0.rows = 1
                }
            ]
        },
        Attack("progress of an attempt that never was", "TaskProgress.attempt is 77") {
            $0.progress = [
                .with {
                    $0.attempt = 77; $0.rowsRead = 1
                }
            ]
        },
    ]

    static let allOnes = Martlet_MapOutput.with {
        $0.shuffle = most
        $0.mapPartition = most
        $0.byteCount = most
        $0.rowCount = most
        $0.digest = most
    }

    /// The right end of a counting task of ten rows.
    static func counted(_ end: inout Martlet_TaskEnded, _ value: Int = 10, rows: UInt64 = 1) {
        end.succeeded = .with {
            $0.resultBlocks = [.init(field: block([value]))]
            $0.resultRows = rows
            $0.resultBytesDecoded = 8
        }
    }

    static let ofCount: [Attack] = [
        Attack(of: "progress of 2⁶⁴−1 rows, twice", "TaskProgress.rows_read is \(most)") { report, task in
            let progress = Martlet_TaskProgress.with {
                $0.attempt = task.attempt
                $0.rowsRead = most
            }
            report.progress = [progress, progress]
        },
        Attack(of: "two ends of one attempt", "it is reported twice") { report, task in
            let end = Martlet_TaskEnded.with {
                $0.attempt = task.attempt
                $0.cancelled = .init()
            }
            report.tasksEnded = [end, end]
        },
        Attack(ended: "metrics of 2⁶⁴−1", "TaskMetrics.rows_read is \(most)") {
            counted(&$0)
            $0.metrics.rowsRead = most
        },
        Attack(ended: "metrics of 2⁶³−1", "TaskMetrics.spilled_bytes is \(half - 1)") {
            counted(&$0)
            $0.metrics.spilledBytes = half - 1
        },
        Attack(ended: "local and remote over the top", "TaskMetrics.shuffle_bytes_read_remote is \(half)") {
            counted(&$0)
            $0.metrics.shuffleBytesReadLocal = half
            $0.metrics.shuffleBytesReadRemote = half
        },
        Attack(ended: "a run time of 2⁶³−1 ns", "TaskMetrics.run_nanoseconds is \(half - 1)") {
            counted(&$0)
            $0.metrics.runNanoseconds = half - 1
        },
        Attack(ended: "a wait of 2⁶³−1 ns", "TaskMetrics.wait_nanoseconds is \(half - 1)") {
            counted(&$0)
            $0.metrics.waitNanoseconds = half - 1
        },
        Attack(ended: "a wait for blocks of 2⁶⁴−1 ns", "TaskMetrics.fetch_wait_nanoseconds is \(most)") {
            counted(&$0)
            $0.metrics.fetchWaitNanoseconds = most
        },
        Attack(ended: "a processor's time of 2⁶⁴−1 ns", "TaskMetrics.cpu_nanoseconds is \(most)") {
            counted(&$0)
            $0.metrics.cpuNanoseconds = most
        },
        Attack(ended: "a step that its stage does not have", "StepMetrics.number is \(UInt32.max)") {
            counted(&$0)
            $0.metrics.steps = [.with { $0.number = .max }]
        },
        Attack(ended: "a step twice", "StepMetrics.number is 1") {
            counted(&$0)
            $0.metrics.steps = [.with { $0.number = 1 }, .with { $0.number = 1 }]
        },
        Attack(ended: "2⁶⁴−1 rows of a step", "StepMetrics.rows is \(most)") {
            counted(&$0)
            $0.metrics.steps = [.with { $0.rows = most }]
        },
        Attack(ended: "a held result of 2⁶⁴−1 bytes", "TaskSucceeded.result_bytes_kept is \(most)") {
            $0.succeeded.resultBytesKept = most
        },
        Attack(ended: "a result that is held and is here", "TaskSucceeded.result_bytes_kept is 5") {
            counted(&$0)
            $0.succeeded.resultBytesKept = 5
        },
        Attack(ended: "a partition of 2⁶³−1 rows", "a count of \(Int.max)") { counted(&$0, .max) },
        Attack(ended: "a negative count", "a count of -1") { counted(&$0, -1) },
        Attack(ended: "rows announced and not there", "TaskSucceeded.result_rows is 1", "holds 0 rows") {
            $0.succeeded.resultRows = 1
        },
        Attack(ended: "a count of no rows", "holds 0 rows") {
            $0.succeeded.resultBlocks = [.init(field: block([]))]
            $0.succeeded.resultRows = 1
        },
        Attack(ended: "more rows than announced", "holds 2 rows") {
            $0.succeeded.resultBlocks = [.init(field: block([10])), .init(field: block([0]))]
            $0.succeeded.resultRows = 1
        },
        Attack(ended: "2⁶⁴−1 rows announced", "TaskSucceeded.result_rows is \(most)") { counted(&$0, rows: most) },
        Attack(ended: "rows larger than announced", "TaskSucceeded.result_bytes_decoded is 7", "rows of 8 bytes") {
            counted(&$0)
            $0.succeeded.resultBytesDecoded = 7
        },
        Attack(ended: "2⁶⁴−1 bytes of rows announced", "TaskSucceeded.result_bytes_decoded is \(most)") {
            counted(&$0)
            $0.succeeded.resultBytesDecoded = most
        },
        Attack(ended: "half a block", "a block is not whole") {
            $0.succeeded.resultBlocks = [.init(field: Array(block([10]).dropLast(3)))]
            $0.succeeded.resultRows = 1
        },
        Attack(ended: "a map output of a stage that has a result", "MapOutput.shuffle is 4") {
            $0.succeeded.mapOutput = .with { $0.shuffle = 4 }
        },
        Attack(ended: "no outcome", "TaskEnded.outcome is missing") { _ in },
        Attack(ended: "a failed fetch of a shuffle that is not read", "FetchFailed.shuffle is 9") {
            $0.fetchFailed = .with { $0.shuffle = 9 }
        },
        Attack(ended: "a failed fetch with all ones", "FetchFailed.shuffle is \(most)") {
            $0.fetchFailed = .with {
                $0.shuffle = most
                $0.mapPartition = most
                $0.mapAttempt = most
                $0.executorID = most
            }
        },
        Attack(ended: "a row number of 2⁶⁴−1", "FailureDetails.row_number is \(most)") {
            $0.failed.details.rowNumber = most
        },
    ]

    static let ofMaps: [Attack] = [
        Attack(ended: "no map output", "TaskSucceeded.map_output is missing") { $0.succeeded = .init() },
        Attack(ended: "rows of a stage that writes a shuffle", "TaskSucceeded.result_blocks") {
            $0.succeeded.mapOutput = .with { $0.shuffle = 1 }
            $0.succeeded.mapOutput.mapPartition = 0
            $0.succeeded.resultBlocks = [.init(field: block([1]))]
        },
        Attack(ended: "another shuffle", "MapOutput.shuffle is 2") {
            $0.succeeded.mapOutput = .with { $0.shuffle = 2 }
        },
        Attack(ended: "a partition that the stage does not have", "MapOutput.map_partition is 99") {
            $0.succeeded.mapOutput = .with {
                $0.shuffle = 1; $0.mapPartition = 99
            }
        },
        Attack(ended: "a map output of all ones", "MapOutput.shuffle is \(most)") {
            $0.succeeded.mapOutput = allOnes
        },
    ]

    private func expectRefusal(_ attack: Attack, _ world: World, _ run: (World) -> Run) throws {
        let impostor = world.join()
        let job = run(world)
        #expect(world.run { !impostor.tasks.isEmpty }, "no task came")
        let task = try #require(impostor.tasks.first { $0.partition == 0 } ?? impostor.tasks.first)
        impostor.report { attack.report(&$0, task) }
        #expect(world.run { impostor.closed != nil && job.isOver }, "\(impostor.closed as Any), \(job.end as Any)")
        let fault = impostor.fault ?? "\(impostor.closed as Any)"
        for part in attack.reason { #expect(fault.contains(part)) }
        #expect(job.isRight, "\(job.end as Any)")
        #expect(world.lossOfHonest == nil && world.driver.executorCount == 1)
        #expect(world.driver.checkInvariants() == nil)
        let next = world.shuffle()
        #expect(world.run { next.isOver } && next.isRight, "\(next.end as Any)")
    }

    @Test("nothing that needs no task harms the driver", arguments: withoutTask)
    func withNoTask(_ attack: Attack) throws { try expectRefusal(attack, World()) { $0.count() } }

    @Test("no end of a counting task harms the driver", arguments: ofCount)
    func countingTask(_ attack: Attack) throws { try expectRefusal(attack, World()) { $0.count() } }

    @Test("no end of a map task harms the driver", arguments: ofMaps)
    func mapTask(_ attack: Attack) throws { try expectRefusal(attack, World()) { $0.shuffle() } }

    /// Tasks of the second stage that the impostor was given; those of the first it leaves to the honest executor.
    private func readers(of impostor: Impostor, _ world: World) -> [Impostor.Task] {
        world.run {
            for task in impostor.tasks where task.stage % 2 == 0 {
                impostor.end(task.attempt) {
                    $0.failed = .with {
                        $0.kind = "internal"; $0.retryable = true
                    }
                }
            }
            impostor.tasks.removeAll { $0.stage % 2 == 0 }
            return impostor.tasks.count > 1
        }
        return impostor.tasks
    }

    @Test func `one attempt reported three times is refused, and counts once`() throws {
        for inOneMessage in [true, false] {
            let world = try World()
            let impostor = world.join()
            let job = world.count()
            #expect(world.run { !impostor.tasks.isEmpty })
            let attempt = impostor.tasks[0].attempt
            if inOneMessage {
                impostor.report { report in
                    for _ in 0..<3 {
                        report.tasksEnded.append(
                            .with {
                                $0.attempt = attempt
                                Self.counted(&$0)
                            })
                    }
                }
            } else {
                for _ in 0..<3 { impostor.end(attempt) { Self.counted(&$0) } }
            }
            #expect(world.run { impostor.closed != nil && job.isOver } && job.isRight, "\(job.end as Any)")
            #expect(impostor.fault?.contains("TaskEnded.attempt is \(attempt)") == true, "\(impostor.closed as Any)")
        }
    }

    @Test func `an attempt of another executor is refused`() throws {
        let world = try World()
        let (one, other) = (world.join(), world.join())
        let job = world.count(partitions: 12)
        #expect(world.run { !one.tasks.isEmpty && !other.tasks.isEmpty })
        other.end(one.tasks[0].attempt) { Self.counted(&$0) }
        #expect(world.run { other.closed != nil })
        #expect(other.fault?.contains("no such attempt runs on this executor") == true, "\(other.closed as Any)")
        #expect(one.closed == nil)
        one.peer.close(.local("enough"))
        #expect(world.run { job.isOver } && job.isRight, "\(job.end as Any)")
    }

    @Test func `results that are announced together count together`() throws {
        let world = try World(resultBytesMax: 100_000)
        let impostor = world.join()
        let job = world.shuffle(maps: 1, reduces: 12, rows: 30, collects: true)
        for task in readers(of: impostor, world).prefix(2) {
            impostor.end(task.attempt) {
                $0.succeeded.resultBytesKept = 60_000
                $0.succeeded.resultRows = 1
            }
        }
        #expect(world.run { job.isOver })
        #expect(job.error?.message.contains("60000 so far, uncompressed, and 60000 more") == true, "\(job.end as Any)")
    }

    @Test func `the largest numbers that may be said are added up without a trap`() throws {
        let world = try World()
        let impostor = world.join(slots: 16)
        let job = world.count(partitions: 64)
        let largest = UInt64(PlanLimits.countMax)
        var progressed: Set<UInt64> = []
        #expect(
            world.run {
                for task in impostor.tasks where progressed.insert(task.attempt).inserted {
                    impostor.report {
                        $0.progress = [
                            .with {
                                $0.attempt = task.attempt; $0.rowsRead = largest
                            }
                        ]
                    }
                }
                return progressed.count > 12
            })
        world.run(events: 2_000) { (world.driver.progress(of: job.job.id)?.rowsRead ?? 0) == .max }
        #expect(world.driver.progress(of: job.job.id)?.rowsRead == .max)
        #expect(
            world.run {
                for task in impostor.tasks {
                    impostor.end(task.attempt) {
                        Self.counted(&$0)
                        $0.metrics = .with {
                            $0.runNanoseconds = largest
                            $0.rowsRead = largest
                            $0.bytesRead = largest
                            $0.shuffleBytesReadLocal = largest
                            $0.shuffleBytesReadRemote = largest
                            $0.spilledBytes = largest
                        }
                    }
                }
                impostor.tasks = []
                return job.isOver
            })
        #expect(job.isRight && impostor.closed == nil, "\(job.end as Any) \(impostor.closed as Any)")
        guard case .success(let summary) = job.end else { return }
        #expect(summary.rowsRead == .max && summary.bytesRead == .max && summary.bytesShuffled == .max)
        var twice = summary
        twice.add(summary)
        #expect(twice.bytesSpilled == .max)
        let next = world.shuffle(maps: 20)
        #expect(
            world.run {
                for task in impostor.tasks { impostor.end(task.attempt) { $0.cancelled = .init() } }
                impostor.tasks = []
                return next.isOver
            })
        #expect(next.isRight || next.error?.message.contains("was lost") == true, "\(next.end as Any)")
    }

    @Test func `a result that came along and then a held one beyond the limit fail the job, not the driver`() throws {
        let world = try World()
        let impostor = world.join()
        let job = world.shuffle(maps: 1, reduces: 12, rows: 30, collects: true)
        let tasks = readers(of: impostor, world)
        guard tasks.count >= 2 else { throw WorldError("no two reduce tasks came: \(impostor.tasks)") }
        impostor.end(tasks[0].attempt) {
            $0.succeeded = .with {
                $0.resultBlocks = [.init(field: block([1, 2]))]
                $0.resultRows = 2
                $0.resultBytesDecoded = 16
            }
        }
        impostor.end(tasks[1].attempt) {
            $0.succeeded = .with {
                $0.resultBytesKept = UInt64(PlanLimits.countMax)
                $0.resultRows = 1
            }
        }
        #expect(world.run { job.isOver })
        #expect(job.error?.kind == .result, "\(job.end as Any)")
        impostor.peer.close(.local("enough"))
        let next = world.shuffle()
        #expect(world.run { next.isOver } && next.isRight, "\(next.end as Any)")
    }

    @Test func `a held result that is not what was announced lets the executor go and the job end right`() throws {
        let cases: [(bytes: [UInt8], rows: UInt64, decoded: UInt64)] = [
            (block([1, 2, 3]), 4, 24), (block([1, 2, 3]), 3, 23), (Array("no block at all".utf8), 1, 8), ([], 3, 24),
        ]
        for (bytes, rows, decoded) in cases {
            let world = try World()
            let impostor = world.join()
            let job = world.shuffle(maps: 1, reduces: 12, rows: 30, collects: true)
            let task = try #require(readers(of: impostor, world).first)
            impostor.result = bytes
            impostor.end(task.attempt) {
                $0.succeeded.resultBytesKept = UInt64(max(bytes.count, 8))
                $0.succeeded.resultRows = rows
                $0.succeeded.resultBytesDecoded = decoded
            }
            #expect(world.run { impostor.closed != nil && job.isOver }, "\(job.end as Any)")
            #expect(impostor.fault != nil && job.isRight, "\(impostor.closed as Any) \(job.end as Any)")
        }
    }

    @Test func `a held result that is announced and never sent lets the executor go and the job end right`() throws {
        for sent in [nil, Array(block([1]).prefix(10))] {
            let world = try World()
            let impostor = world.join()
            let job = world.shuffle(maps: 1, reduces: 12, rows: 30, collects: true)
            let task = try #require(readers(of: impostor, world).first)
            impostor.keepsResults = true
            impostor.sentOfResults = sent
            impostor.end(task.attempt) {
                $0.succeeded.resultBytesKept = 1_000_000
                $0.succeeded.resultRows = 1
            }
            #expect(world.run { impostor.closed != nil && job.isOver }, "\(job.end as Any)")
            #expect(impostor.fault?.contains("bytes came") == true, "\(impostor.closed as Any)")
            #expect(job.isRight, "\(job.end as Any)")
        }
    }

    @Test func `a held result that is too large once decoded is refused before it is fetched`() throws {
        let world = try World()
        let impostor = world.join()
        let job = world.shuffle(maps: 1, reduces: 12, rows: 30, collects: true)
        let task = try #require(readers(of: impostor, world).first)
        impostor.end(task.attempt) {
            $0.succeeded.resultBytesKept = 1_000
            $0.succeeded.resultBytesDecoded = UInt64(PlanLimits.countMax)
            $0.succeeded.resultRows = 3
        }
        #expect(world.run { job.isOver })
        #expect(job.error?.kind == .result && impostor.closed == nil, "\(job.end as Any)")
        #expect(job.error?.message.contains("uncompressed") == true, "\(job.end as Any)")
    }

    @Test func `copies of map outputs that were ordered may not name what there is not`() throws {
        let world = try World()
        let impostor = world.join()
        let job = world.shuffle(maps: 2, reduces: 40)
        // The honest executor drains: its outputs are to be copied to the impostor.
        #expect(readers(of: impostor, world).count > 1)
        world.drainHonest()
        #expect(world.run { impostor.copiesOrdered > 0 || job.isOver })
        try #require(impostor.copiesOrdered > 0)
        impostor.report {
            $0.copies = [
                .with {
                    $0.shuffle = .max; $0.mapPartition = .max; $0.attempt = .max; $0.digest = .max
                }
            ]
        }
        #expect(world.run { impostor.closed != nil })
        #expect(
            impostor.fault?.contains("MapOutputCopied.shuffle is \(UInt64.max)") == true, "\(impostor.closed as Any)")
    }

    @Test func `a copy of a partition that the shuffle does not have changes nothing`() throws {
        let world = try World()
        let impostor = world.join()
        let job = world.shuffle(maps: 2, reduces: 40)
        #expect(readers(of: impostor, world).count > 1)
        world.drainHonest()
        #expect(world.run { impostor.copiesOrdered > 0 || job.isOver })
        try #require(impostor.copiesOrdered > 0)
        impostor.report {
            $0.copies = [
                .with {
                    $0.shuffle = 1; $0.mapPartition = 900_000; $0.attempt = 3
                }
            ]
        }
        world.run(events: 5_000) { false }
        #expect(world.driver.checkInvariants() == nil && impostor.closed == nil)
    }

    @Test(arguments: ["a second registration", "slots", "a port", "a name", "bytes"])
    func `a registration out of bounds is refused`(what: String) throws {
        let world = try World()
        let impostor = world.join()
        let stranger = world.joinUnregistered()
        var register = Martlet_Register.with {
            $0.protocolVersion = protocolVersion
            $0.slots = 1
        }
        switch what {
        case "slots": register.slots = .max
        case "a port": register.blockPort = .max
        case "a name": register.name = String(repeating: "x", count: 5_000)
        default: break
        }
        let one = what == "a second registration" ? impostor : stranger
        one.peer.call(what == "bytes" ? [0xFF, 0xFF] : register.encoded()) { _ in }
        #expect(world.run { one.closed != nil }, "\(what)")
        let job = world.shuffle()
        #expect(world.run { job.isOver || !impostor.tasks.isEmpty })
        impostor.peer.close(.local("enough"))
        #expect(world.run { job.isOver } && job.isRight)
    }

    @Test func `one that proves the secret and does not register is let go`() throws {
        let world = try World()
        let stranger = world.joinUnregistered()
        #expect(world.run { stranger.closed != nil })
        #expect(world.loop.now.nanoseconds / 1_000_000_000 <= UInt64(DriverLimits.registrationSeconds) + 1)
    }

    @Test func `eight million empty ends in one report are refused before they are built`() throws {
        let world = try World()
        let impostor = world.join()
        // Field 1, no bytes: two bytes an entry.
        var bytes = [UInt8](repeating: 0, count: 16 << 20)
        for index in stride(from: 0, to: bytes.count, by: 2) { bytes[index] = 0x0A }
        let before = residentBytes()
        impostor.peer.send(bytes)
        let clock = ContinuousClock()
        let began = clock.now
        #expect(world.run { impostor.closed != nil })
        #expect(impostor.fault?.contains("more than 1024 of ExecutorReport.tasks_ended") == true)
        #expect(clock.now - began < .seconds(5))
        #expect(residentBytes() - before < 300 << 20)
        let job = world.shuffle()
        #expect(world.run { job.isOver } && job.isRight)
    }
}

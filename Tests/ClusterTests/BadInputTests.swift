// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc
import Martlet
import Testing

extension ClusterTests {
    /// What users do wrong, through the library: each a clear error, and the session goes on.
    @Suite struct BadInputTests {
        /// Checks that the session still works.
        static func expectUsable(_ session: Session) throws {
            let sum = try session.range(0..<1_000).map { $0 * 2 }.sum()
            #expect(sum == 999_000)
        }

        @Test func `files that cannot be read are named with the reason, and the session goes on`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let missing = message { _ = try session.textFile(place.path + "/missing").count() }
                    #expect(missing.contains("/missing") && missing.contains("does not exist"), "\(missing)")
                    let pattern = message { _ = try session.textFile(place.path + "/*.nothing").count() }
                    #expect(pattern.contains("*.nothing"), "\(pattern)")
                    symlink("circle", place.path + "/circle")
                    let circle = message { _ = try session.textFile(place.path + "/circle").count() }
                    #expect(circle.contains("/circle") && circle.contains("symbolic links"), "\(circle)")
                    let gone = try place.put("gone.txt", "a\nb\n")
                    let lines = try session.textFile(gone)
                    remove(gone)
                    let late = message { _ = try lines.count() }
                    #expect(late.contains("gone.txt") && late.contains("does not exist"), "\(late)")
                    try Self.expectUsable(session)
                }
            }
        }

        @Test func `a folder without read permission is named`() throws {
            try withWorkplace { place throws in
                chmod(place.path, 0o755)
                mkdir(place.path + "/closed", 0)
                try place.withSession("local[1]") { session throws in
                    // Root may read everything, so this thread asks as nobody.
                    let closed = try Background {
                        asNobody { message { _ = try session.textFile(place.path + "/closed").count() } }
                    }.value()
                    #expect(closed.contains("/closed") && closed.contains("permission denied"), "\(closed)")
                    #expect(closed.contains("the mode of it"), "\(closed)")
                    try Self.expectUsable(session)
                }
            }
        }

        @Test func `damaged text is an error that names the file and the place`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let text = textBytes(byteCount: 300_000, words: 5_000, seed: 5)
                    let whole = try place.put("whole.txt", text)
                    try session.textFile(whole).repartition(1).saveAsTextFile(place.path + "/zipped", gzip: true)
                    let zipped = try readBytes(place.path + "/zipped/part-00000.gz")
                    let again = try session.textFile(place.path + "/zipped/part-00000.gz").count()
                    #expect(again == text.count { $0 == 0x0A })
                    let cut = try place.put("cut.gz", Array(zipped.prefix(zipped.count / 2)))
                    let short = message { _ = try session.textFile(cut).count() }
                    #expect(short.contains("cut.gz") && short.contains("cut short"), "\(short)")
                    let latin = try place.put("latin.txt", Array("good\ncaf".utf8) + [0xE9, 0x0A])
                    let encoding = message { _ = try session.textFile(latin).count() }
                    #expect(encoding.contains("latin.txt") && encoding.contains("not UTF-8"), "\(encoding)")
                    #expect(encoding.contains("offset 8"), "\(encoding)")
                    try Self.expectUsable(session)
                }
            }
        }

        @Test func `a closure that fails names its line and the row`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let numbers = try session.range(0..<10, partitions: 1)
                    let overflowLine = #line + 2
                    let overflow = message {
                        _ = try numbers.map { $0 * 4_611_686_018_427_387_904 }.collect()
                    }
                    #expect(overflow.contains("BadInputTests.swift:\(overflowLine)"), "\(overflow)")
                    #expect(overflow.contains("row 2: 2"), "\(overflow)")
                    let zeroLine = #line + 2
                    let zero = message {
                        _ = try numbers.map { 100 / ($0 - 7) }.collect()
                    }
                    #expect(zero.contains("BadInputTests.swift:\(zeroLine)") && zero.contains("zero"), "\(zero)")
                    #expect(zero.contains("row 7: 7"), "\(zero)")
                    let words = try session.parallelize(["1", "22", "three", "4"], partitions: 1)
                    let parseLine = #line + 2
                    let parse = message {
                        _ = try words.map { $0.toInt() }.sum()
                    }
                    #expect(parse.contains("BadInputTests.swift:\(parseLine)") && parse.contains("three"), "\(parse)")
                    let index = message { _ = try words.map { $0.split(" ")[3] }.collect() }
                    #expect(index.contains("BadInputTests.swift") && index.contains("range"), "\(index)")
                    let sum = message { _ = try session.parallelize([Int.max, 1], partitions: 2).sum() }
                    #expect(sum.contains("64 bits"), "\(sum)")
                    let reduced = message {
                        _ = try session.parallelize([Pair(1, Int.max), Pair(1, 1)], partitions: 2)
                            .reduceByKey { $0 + $1 }.collect()
                    }
                    #expect(reduced.contains("64 bits"), "\(reduced)")
                    let told = message {
                        try numbers.foreach { when($0 == 5, fail("five is out", as: Int.self), else: $0) }
                    }
                    #expect(told.contains("five is out") && told.contains("row 5: 5"), "\(told)")
                    try Self.expectUsable(session)
                }
            }
        }

        @Test func `an output folder that exists is left alone`() throws {
            try withWorkplace { place throws in
                try place.withSession("local[2]") { session throws in
                    let output = place.path + "/taken"
                    mkdir(output, 0o755)
                    try writeBytes(output + "/precious", Array("data".utf8))
                    let taken = message { try session.range(0..<10).saveAsTextFile(output) }
                    #expect(taken.contains("/taken exists"), "\(taken)")
                    #expect(entries(output) == ["precious"])
                    let blocked = message { try session.range(0..<10).saveAsTextFile(output + "/precious/out") }
                    #expect(blocked.contains("no folder"), "\(blocked)")
                    try Self.expectUsable(session)
                }
            }
        }

        @Test func `a failed job leaves no output folder`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let output = place.path + "/failed"
                    let text = message {
                        try session.range(0..<10, partitions: 5).map { 1 / ($0 - 8) }.saveAsTextFile(output)
                    }
                    #expect(text.contains("zero"), "\(text)")
                    #expect(!exists(output), "left: \(entries(output))")
                    try session.range(0..<3, partitions: 1).saveAsTextFile(output)
                    let written = try lines(output)
                    #expect(written == ["0", "1", "2"])
                }
            }
        }

        @Test func `empty input has a result`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[1,1,64m]") { session throws in
                    let empty = try session.textFile(try place.put("empty.txt", ""))
                    let count = try empty.count()
                    #expect(count == 0)
                    let counts = try empty.map { pair($0, 1) }.reduceByKey { $0 + $1 }.sortByKey().collect()
                    #expect(counts.isEmpty)
                    let first = message { _ = try empty.first() }
                    #expect(first.contains("no rows"), "\(first)")
                    let output = place.path + "/empty"
                    try empty.sortBy { $0 }.saveAsTextFile(output)
                    let written = try parts(output)
                    #expect(written.isEmpty)
                    mkdir(place.path + "/folder", 0o755)
                    let folder = message { _ = try session.textFile(place.path + "/folder").count() }
                    #expect(folder == "(no error)", "\(folder)")
                }
            }
        }

        @Test func `settings that cannot be meant are refused before anything starts`() throws {
            try withWorkplace { place throws in
                let cases: [(master: String, says: String)] = [
                    ("spark://host:7077", "local-cluster[2,1,1g]"), ("local[0]", "1 to 1024"), ("local[many]", "many"),
                    ("local-cluster[2,1]", "executors,cores,memory"), ("local-cluster[0,1,1g]", "number of executors"),
                    ("local-cluster[1,1,1m]", "16m"), ("local-cluster[1,1,lots]", "lots"),
                    ("martlet://nowhere", "martlet://nowhere"), ("martlet://127.0.0.1:99999", "99999"),
                    ("", "not a master"),
                ]
                for (master, says) in cases {
                    let text = message { try place.withSession(master) { _ in } }
                    #expect(text.contains(says), "\(master): \(text)")
                }
                let memory = message { try place.withSession("local", { $0.localMemory = "1m" }) { _ in } }
                #expect(memory.contains("16m"), "\(memory)")
                let folder = message {
                    try place.withSession("local", { $0.workDirectory = "/nowhere/at/all" }) { _ in }
                }
                #expect(folder.contains("/nowhere/at/all") && folder.contains("does not exist"), "\(folder)")
                let noFolder = message {
                    try place.withSession("local", { $0.workDirectory = place.secret }) { _ in }
                }
                #expect(noFolder.contains("no folder"), "\(noFolder)")
                let program = message {
                    try place.withSession("local-cluster[1,1,64m]", { $0.executorPath = "/nowhere/executor" }) { _ in }
                }
                #expect(program.contains("/nowhere/executor"), "\(program)")
                let secret = message {
                    try place.withSession("martlet://127.0.0.1:0", { $0.secretFile = nil }) { _ in }
                }
                #expect(secret.contains("secret file"), "\(secret)")
                try place.withSession("local") { session throws in
                    let partitions = message { _ = try session.range(0..<5, partitions: 0) }
                    #expect(partitions.contains("0 partitions"), "\(partitions)")
                    let step = message { _ = try session.range(0..<5, step: 0) }
                    #expect(step.contains("step of 1"), "\(step)")
                    try Self.expectUsable(session)
                }
            }
        }

        @Test func `a port in use is named`() throws {
            try withWorkplace { place throws in
                try place.withSession("martlet://127.0.0.1:0") { session throws in
                    let address = "\(session.engine.address)"
                    let text = message { try place.withSession("martlet://" + address) { _ in } }
                    #expect(text.contains(address) && text.contains("in use"), "\(text)")
                    #expect(text.contains("another port"), "\(text)")
                }
            }
        }

        @Test func `an executor with the wrong secret says so and never takes part`() throws {
            try withWorkplace { place throws in
                try writeBytes(place.path + "/other", Array("quite another secret than the first\n".utf8), mode: 0o600)
                try place.withSession("martlet://127.0.0.1:0") { session throws in
                    let stranger = place.executor(for: session, name: "stranger", secret: place.path + "/other")
                    let friend = place.executor(for: session, name: "friend")
                    let sum = try slowSum(session, partitions: 4)
                    #expect(sum == slowSumAnswer(partitions: 4))
                    #expect(session.lastSummary?.tasksByExecutor.keys.sorted() == ["friend"])
                    #expect(stranger.wait(within: 35) == .status(1))
                    #expect(stranger.errors.contains("secret"), "\(stranger.errors)")
                    session.stop()
                    #expect(friend.wait(within: 10) == .status(0))
                }
            }
        }

        @Test func `executors that end right after their start are not started for ever`() throws {
            try withWorkplace { place throws in
                try place.withSession("local-cluster[2,1,64m]", { $0.executorPath = "/bin/false" }) { session throws in
                    let start = now()
                    let ended = message { _ = try session.range(0..<10).sum() }
                    #expect(
                        ended.contains("5 executor processes in a row have ended right after their start"), "\(ended)")
                    #expect(ended.contains("/bin/false --version"), "\(ended)")
                    // Not after forty processes.
                    #expect(now() - start < 8 * patience, "\(now() - start) s")
                }
            }
        }

        @Test func `an executor that cannot start fails the job at once and says why`() throws {
            try withWorkplace { place throws in
                // Takes the arguments and refuses them, as martlet-executor does.
                let program = try place.put("refuses", "#!/bin/sh\nexit 2\n")
                chmod(program, 0o755)
                try place.withSession("local-cluster[2,1,64m]", { $0.executorPath = program }) { session throws in
                    let began = now()
                    let text = message { _ = try session.range(0..<10).sum() }
                    #expect(text.contains("exit status 2") && text.contains(program), "\(text)")
                    let again = message { _ = try session.range(0..<10).sum() }
                    #expect(again == text)
                    #expect(now() - began < 5 * patience)
                }
            }
        }
    }
}

/// Runs `body` with the file rights of the user nobody, on this thread alone, when the tests run as root.
private func asNobody<Value>(_ body: () -> Value) -> Value {
    guard geteuid() == 0, let symbol = dlsym(nil, "setfsuid") else { return body() }
    let setRights = unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> Int32).self)
    _ = setRights(65_534)
    defer { _ = setRights(0) }
    return body()
}

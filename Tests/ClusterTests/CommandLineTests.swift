// SPDX-License-Identifier: Apache-2.0

import Glibc
import Messages
import Testing

private func lineCount(_ text: String) -> Int { text.split(separator: "\n").count }

extension ClusterTests {
    /// The two programs as users call them: what they print and how they end.
    @Suite struct CommandLineTests {
        /// Runs `martlet-driver` to its end.
        static func run(
            _ place: Workplace, _ arguments: String...
        ) -> (exit: Exit?, output: String, errors: String) {
            let program = Program("martlet-driver", arguments, folder: place.path + "/log")
            return (program.wait(), program.output, program.errors)
        }

        @Test func `a job prints its result, a progress line and a summary and ends with 0`() throws {
            try withWorkplace { place throws in
                let sum = Self.run(
                    place, "run", "sum", "--count", "1000000", "--master", "local-cluster[2,1,64m]", "--work-dir",
                    place.work)
                #expect(sum.exit == .status(0))
                #expect(sum.output == "499999500000\n")
                #expect(sum.errors.contains("executor-1:") && sum.errors.contains("rows read 1000000"), "\(sum.errors)")
                let quiet = Self.run(place, "run", "pi", "--samples", "10000", "--quiet", "--work-dir", place.work)
                #expect(quiet.exit == .status(0))
                #expect(quiet.output.hasPrefix("Pi is roughly 3.") && quiet.errors.isEmpty, "\(quiet)")
                let input = try place.put("words.txt", "b a\na  c a\n")
                let words = Self.run(place, "run", "wordcount", input, "--quiet", "--work-dir", place.work)
                #expect(words.output == "5 words, 3 different\n3\ta\n1\tb\n1\tc\n", "\(words)")
                let sorted = Self.run(
                    place, "run", "sort", input, "--output", place.path + "/sorted", "--descending", "--quiet",
                    "--work-dir", place.work)
                #expect(sorted.exit == .status(0))
                let written = try lines(place.path + "/sorted")
                #expect(written == ["b a", "a  c a"])
                let explained = Self.run(place, "explain", "wordcount", input, "--work-dir", place.work)
                #expect(explained.exit == .status(0))
                #expect(
                    explained.output.contains("Stage 1") && explained.output.contains("hash of key"), "\(explained)")
            }
        }

        @Test func `a job that fails ends with 1 and says why on standard error`() throws {
            try withWorkplace { place throws in
                let latin = try place.put("latin.txt", [0x61, 0xE9, 0x0A])
                let failed = Self.run(place, "run", "wordcount", latin, "--quiet", "--work-dir", place.work)
                #expect(failed.exit == .status(1))
                #expect(failed.output.isEmpty)
                #expect(failed.errors.contains("latin.txt is not UTF-8"), "\(failed.errors)")
                let alone = Self.run(
                    place, "run", "sum", "--master", "martlet://127.0.0.1:0", "--secret-file", place.secret,
                    "--executor-wait", "1", "--quiet", "--work-dir", place.work)
                #expect(alone.exit == .status(1))
                #expect(alone.errors.contains("no executor"), "\(alone.errors)")
            }
        }

        @Test func `unusable arguments and files end with 2 and a message on standard error`() throws {
            try withWorkplace { place throws in
                let input = try place.put("input.txt", "a\n")
                mkdir(place.path + "/taken", 0o755)
                let cases: [(arguments: [String], says: String)] = [
                    (["run", "wordcount", place.path + "/missing"], "does not exist"),
                    (["run", "sort", input, "--output", place.path + "/taken"], "/taken exists"),
                    (["run", "sum", "--work-dir", "/nowhere"], "/nowhere"),
                    (["run", "sum", "--master", "spark://host"], "not a master"),
                    (["run", "sum", "--master", "martlet://127.0.0.1:0"], "secret file"),
                    (["run", "sum", "--master", "martlet://127.0.0.1:0", "--secret-file", "/nowhere"], "/nowhere"),
                    (["run", "sum", "--memory", "1m"], "16m"),
                    (["run", "sum", "--memory", "much"], "much"),
                    (["run", "sum", "--partitions", "0"], "0 partitions"),
                    (["run", "sum", "--parallelism", "0"], "--parallelism 0"),
                    (["run", "sum", "--batch-rows", "2000000"], "--batch-rows 2000000"),
                    (["run", "sum", "--executor-wait", "100000"], "--executor-wait"),
                    (["run", "sum", "--silence-limit", "0"], "--silence-limit"),
                    (["run", "sum", "--log-level", "loud"], "--log-level loud"),
                    (["run", "sum", "--count=-1"], "negative"), (["run", "sum", "--nonsense"], "--nonsense"),
                    (["run", "sort", input], "--output"), (["walk"], "none of run, explain"),
                    (["explain", "sort"], "input path"),
                    (["rum"], "Did you mean 'run'?"), (["run", "wordcoutn", input], "Did you mean 'wordcount'?"),
                    (["run", "sum", "--maste", "local"], "Did you mean '--master'?"),
                    (["explain", "srt"], "'sort'"),
                ]
                for (arguments, says) in cases {
                    let program = Program("martlet-driver", arguments, folder: place.path + "/log")
                    #expect(program.wait() == .status(2), "\(arguments): \(program.errors)")
                    #expect(program.errors.contains(says), "\(arguments): \(program.errors)")
                    #expect(program.output.isEmpty, "\(arguments): \(program.output)")
                    #expect(lineCount(program.errors) == 1, "\(arguments): \(program.errors)")
                }
            }
        }

        @Test func `an executor refuses what it cannot use with 2`() throws {
            try withWorkplace { place throws in
                try writeBytes(place.path + "/open", Array("a secret that everybody may read\n".utf8), mode: 0o644)
                chmod(place.path + "/open", 0o644)
                let good = ["--driver", "127.0.0.1:1", "--secret-file", place.secret, "--work-dir", place.work]
                let cases: [(arguments: [String], says: String)] = [
                    ([], "--driver"), (["--drver", "a:1"], "Did you mean '--driver'?"),
                    (["memory=1g"], "argument 'memory'"), (good + ["--cores", "0"], "--cores 0"),
                    (good + ["--cores=0"], "--cores 0"),
                    (good + ["--cores"], "'--cores <count>'"),
                    (good + ["--cores", "--host", "a"], "'--cores <count>'"),
                    (good + ["--driver=127.0.0.1:2"], "twice"), (good + ["--nonsense", "1"], "'--nonsense'"),
                    (good + ["loose"], "argument 'loose'"),
                    (good + ["--cores", "5000"], "1 to 1024"),
                    (good + ["--memory", "1m"], "16m"), (good + ["--memory", "much"], "much"),
                    (good + ["--log-level", "loud"], "loud"), (good + ["--block-port", "70000"], "70000"),
                    (["--driver", "nowhere", "--secret-file", place.secret], "nowhere"),
                    (["--driver", "127.0.0.1:1", "--secret-file", "/nowhere/secret"], "/nowhere/secret"),
                    (["--driver", "127.0.0.1:1", "--secret-file", place.path + "/open"], "chmod 600"),
                    (["--driver", "127.0.0.1:1", "--secret-file", place.secret, "--work-dir", "/nowhere"], "/nowhere"),
                ]
                for (arguments, says) in cases {
                    let program = Program("martlet-executor", arguments, folder: place.path + "/log")
                    #expect(program.wait() == .status(2), "\(arguments): \(program.errors)")
                    #expect(program.errors.contains(says), "\(arguments): \(program.errors)")
                    #expect(lineCount(program.errors) == 1, "\(arguments): \(program.errors)")
                }
            }
        }

        @Test func `no command makes files that its input cannot fill`() throws {
            try withWorkplace { place throws in
                let input = try place.put("three.txt", "b\na\nc\n")
                let sorted = Self.run(
                    place, "run", "sort", input, "--output", place.path + "/sorted", "--partitions", "99999",
                    "--work-dir", place.work)
                #expect(sorted.exit == .status(0))
                #expect(sorted.errors.contains("3 partitions instead of 99999: the input has only 3 lines"))
                let written = try lines(place.path + "/sorted")
                #expect(written == ["a", "b", "c"])
                #expect(access(place.path + "/sorted/part-00003", F_OK) != 0)
                let counted = Self.run(
                    place, "run", "wordcount", input, "--output", place.path + "/counted", "--partitions", "5000",
                    "--work-dir", place.work)
                #expect(counted.errors.contains("3 partitions instead of 5000: the input has only 3 words"))
                #expect(access(place.path + "/counted/part-00003", F_OK) != 0)
                let few = Self.run(
                    place, "run", "sort", input, "--output", place.path + "/few", "--partitions", "8", "--quiet",
                    "--work-dir", place.work)
                #expect(few.output == "written to \(place.path)/few (5 of 8 files are empty)\n")
                #expect(few.errors.isEmpty, "\(few.errors)")
            }
        }

        @Test func `one of a kind is not many`() throws {
            try withWorkplace { place throws in
                let sum = Self.run(
                    place, "run", "sum", "--count", "10", "--partitions", "1", "--work-dir", place.work)
                #expect(sum.errors.contains("1 task in 1 stage, ") && sum.errors.contains("local: 1 task\n"))
                let explained = Self.run(
                    place, "explain", "sum", "--master", "local[1]", "--work-dir", place.work)
                #expect(explained.output.contains(", 1 task\n"), "\(explained.output)")
            }
        }

        @Test func `an executor becomes the one for older CPUs beside it where it must`() throws {
            try withWorkplace { place throws in
                let copy = place.path + "/martlet-executor"
                let copied = Program("/bin/cp", [Program.path("martlet-executor"), copy], folder: place.path + "/log")
                #expect(copied.wait() == .status(0))
                func said(_ settings: String...) -> (end: Exit?, output: String, errors: String) {
                    let program = Program("/usr/bin/env", settings + [copy, "--version"], folder: place.path + "/log")
                    return (program.wait(), program.output, program.errors)
                }
                let old = "MARTLET_ANY_CPU=1"
                #expect(said(old).output == "martlet-executor \(softwareVersion)\n")  // there is none
                // A frame of one raw block, without a checksum.
                let script = Array("#!/bin/sh\necho older \"$@\"\n".utf8)
                let header: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x20, UInt8(script.count)]
                let frame = header + [UInt8(script.count << 3 & 0xFF) | 1, UInt8(script.count >> 5), 0] + script
                _ = try place.put("martlet-executor-any.zst", frame)
                #expect(said(old).output == "older --version\n")
                let cpu = try String(decoding: readBytes("/proc/cpuinfo"), as: UTF8.self)
                let isNewer = ["avx2", "bmi2", "fma"].allSatisfy { cpu.contains(" \($0) ") }
                #expect(said().output == (isNewer ? "martlet-executor \(softwareVersion)\n" : "older --version\n"))
                _ = try place.put("martlet-executor-any.zst", frame.dropLast(3))
                let cut = said(old)
                #expect(cut.end == .status(2) && cut.errors.contains("martlet-executor-any.zst: Src size is incorrect"))
            }
        }

        @Test func `help and version end with 0`() throws {
            try withWorkplace { place throws in
                for name in ["martlet-driver", "martlet-executor"] {
                    let help = Program(name, ["--help"], folder: place.path + "/log")
                    #expect(help.wait() == .status(0))
                    #expect(help.output.contains("USAGE: " + name), "\(help.output)")
                    let version = Program(name, ["--version"], folder: place.path + "/log")
                    #expect(version.wait() == .status(0))
                    #expect(version.output.hasPrefix(name + " "), "\(version.output)")
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc
import Synchronization
import Threads

/// How a process ended.
enum Exit: Equatable {
    case status(Int)
    case signal(Int)
}

/// A process that a test starts. It is killed when nobody holds it any more.
final class Program: Sendable {
    let pid: pid_t
    private let outputPath: String
    private let errorPath: String
    private let exit = Lock<Exit?>(nil)

    /// Starts a program of this package, or any by its path; its output goes to files in `folder`.
    init(_ name: String, _ arguments: [String], folder: String) {
        let path = name.contains("/") ? name : Program.path(name)
        let number = Program.started.wrappingAdd(1, ordering: .relaxed).newValue
        outputPath = "\(folder)/output-\(number)"
        errorPath = "\(folder)/error-\(number)"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // Tests run side by side: a child must not hold what another one opens meanwhile.
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child = pid_t()
        let status = posix_spawn(&child, path, &actions, nil, words, environ)
        precondition(status == 0, "cannot start \(path): error \(status)")
        pid = child
    }

    private static let started = Atomic<Int>(0)

    deinit {
        send(SIGKILL)
        _ = wait(within: 10)
    }

    /// Executables of the package lie beside the tests.
    static func path(_ name: String) -> String {
        let own = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
            let count = readlink("/proc/self/exe", buffer.baseAddress!, Int(PATH_MAX))
            buffer[max(count, 0)] = 0
            return String(cString: buffer.baseAddress!)
        }
        return own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/"
            + name
    }

    func send(_ signal: Int32) {
        exit.withLock { exit in
            if exit == nil { kill(pid, signal) }
        }
    }

    var isRunning: Bool { ended() == nil }

    /// How it ended, if it has.
    private func ended() -> Exit? {
        exit.withLock { exit in
            if exit != nil { return exit }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let signal = Int(status & 0x7f)
            exit = signal == 0 ? .status(Int((status >> 8) & 0xff)) : .signal(signal)
            return exit
        }
    }

    /// Waits for its end; nil when it still runs after `seconds`.
    func wait(within seconds: Double = 40) -> Exit? {
        _ = eventually(within: seconds) { !isRunning }
        return ended()
    }

    var output: String { (try? readText(outputPath)) ?? "" }
    var errors: String { (try? readText(errorPath)) ?? "" }
}

/// Process numbers whose command line holds all of `words`.
func processes(with words: String...) -> [Int] {
    entries("/proc").compactMap { Int($0) }.filter { pid in
        guard let line = try? readBytes("/proc/\(pid)/cmdline"), !line.isEmpty else { return false }
        let text = String(decoding: line, as: UTF8.self)
        return words.allSatisfy { text.contains($0) }
    }
}

/// A field of /proc/<pid>/status that is given in kB, in bytes; nil when there is no such process.
func memory(_ field: String, of pid: Int) -> Int? {
    guard let text = try? readText("/proc/\(pid)/status") else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix(field + ":") {
        return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
            .map { $0 << 10 }
    }
    return nil
}

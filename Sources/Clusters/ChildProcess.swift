// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc
import Threads

/// A process that this one started, and a thread that waits for its end.
final class ChildProcess: Sendable {
    let pid: pid_t
    /// Whether the process still has its number: once its end was taken note of, the number may be another's.
    private let hasNumber: Lock<Bool>

    enum End: Sendable {
        case exited(Int)
        case killed(signal: Int)
    }

    struct StartError: Error, CustomStringConvertible {
        var description: String
    }

    /// Starts `path` with `arguments` (without the program's name). Its standard input is empty, its output goes
    /// through `log`, or is ours, and it gets no other descriptor of this process.
    /// `onEnd` is called once, on a thread of its own.
    init(
        path: String, arguments: [String], log: OutputTail? = nil, onEnd: @escaping @Sendable (pid_t, End) -> Void
    ) throws(StartError) {
        defer { log?.isGivenAway() }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if let descriptor = log?.writeEnd { posix_spawn_file_actions_adddup2(&actions, descriptor, 2) }
        // Executors' standard output goes to our standard error: ours is for results.
        posix_spawn_file_actions_adddup2(&actions, 2, 1)
        // Nothing else of this process: a descriptor of somebody else's would live on in the child.
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        // A process group of its own, so that Ctrl-C in a terminal reaches the driver alone.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child = pid_t()
        let status = posix_spawn(&child, path, &actions, &attributes, words, environ)
        guard status == 0 else {
            throw StartError(description: "cannot start \(path): \(String(cString: strerror(status)))")
        }
        pid = child
        hasNumber = Lock(true)
        let failed = detach { [pid, hasNumber] in onEnd(pid, end(of: pid, hasNumber)) }
        guard failed == 0 else {
            kill(child, SIGKILL)
            _ = end(of: child, hasNumber)
            throw StartError(
                description: "cannot start a thread that waits for \(path): \(String(cString: strerror(failed))); "
                    + "lower the number of processes or threads")
        }
    }

    /// Does nothing when the process has ended.
    func send(signal: Int32) { hasNumber.withLock { if $0 { kill(pid, signal) } } }
}

/// Waits for the end of a child.
private func end(of child: pid_t, _ hasNumber: Lock<Bool>) -> ChildProcess.End {
    // Waits without taking note of the end first, so that nobody sends a signal while the number becomes free.
    var information = siginfo_t()
    while waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    let status = hasNumber.withLock { hasNumber in
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        hasNumber = false
        return status
    }
    let signal = Int(status & 0x7f)
    return signal == 0 ? .exited(Int((status >> 8) & 0xff)) : .killed(signal: signal)
}

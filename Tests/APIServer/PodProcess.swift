// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc
import Threads

/// The process of a pod's container, in a process group of its own, with a thread that waits for its end.
///
/// `@unchecked Sendable`: what changes is behind a lock.
final class PodProcess: @unchecked Sendable {
    let pid: pid_t
    private let end = Monitor(EndState())

    fileprivate struct EndState {
        /// Its number may be another's from now on.
        var hasEnded = false
        var isTold = false
    }

    /// `onEnd` is told the status as `waitpid` has it, on a thread of its own.
    init(_ sandbox: PodSandbox, programs: [String: String], onEnd: @escaping @Sendable (Int32) -> Void) throws {
        let name = sandbox.command[0]
        let program = programs[name] ?? name
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, sandbox.logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        let words = ([program] + sandbox.command.dropFirst()).map { strdup($0) } + [nil]
        let settings = sandbox.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for word in words + settings { free(word) }
        }
        var child = pid_t()
        let failed = posix_spawnp(&child, program, &actions, &attributes, words, settings)
        guard failed == 0 else {
            throw PodSandbox.Failure(
                description: "exec: \"\(name)\": stat \(name): \(String(cString: strerror(failed)).lowercased())")
        }
        pid = child
        let box = Waiting(child, end, onEnd)
        var thread = pthread_t()
        let refused = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Waiting>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(box).toOpaque())
        precondition(refused == 0, "a thread can be made")
        pthread_detach(thread)
    }

    var hasEnded: Bool { end.withLock { $0.hasEnded } }

    func send(_ signal: Int32) {
        end.withLock { state in
            if !state.hasEnded { Glibc.kill(-pid, signal) }
        }
    }

    /// Kills, and waits until the end has been told.
    func kill() {
        send(SIGKILL)
        _ = end.wait(milliseconds: 10_000) { $0.isTold ? true : nil }
    }

    private final class Waiting {
        let pid: pid_t
        let end: Monitor<EndState>
        let onEnd: @Sendable (Int32) -> Void

        init(_ pid: pid_t, _ end: Monitor<EndState>, _ onEnd: @escaping @Sendable (Int32) -> Void) {
            self.pid = pid
            self.end = end
            self.onEnd = onEnd
        }

        func run() {
            // The number stays the process's own until it is waited for: so it is marked as over before.
            var info = siginfo_t()
            while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
            end.change { $0.hasEnded = true }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            onEnd(status)
            end.change { $0.isTold = true }
        }
    }
}

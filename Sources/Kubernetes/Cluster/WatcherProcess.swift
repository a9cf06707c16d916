// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc
import JSONValues
import Logging
import Threads

/// A small process that outlives the driver's by a moment: when the driver is gone without a word, it deletes the
/// executors' pods. It is told what to delete over a pipe, whose end it waits for.
package final class WatcherProcess: @unchecked Sendable {  // the descriptor is closed once, on the loop
    /// What the watcher needs to know.
    package struct Order: Sendable {
        package var master: String
        package var settings: [String: String]
        package var labels: [String: String]
        /// Whose end is waited for: the pipe's other end may live on in a copy of the process.
        package var driver: DriverProcess

        init(master: String, settings: [String: String], application: ExecutorPods.Application) {
            self.master = master
            self.settings = settings.filter { $0.key.hasPrefix("spark.kubernetes.") }
            labels = application.labels
            driver = .current
        }

        var json: JSON {
            [
                "master": .string(master), "settings": JSON(settings), "labels": JSON(labels),
                "driver": .string("\(driver)"),
            ]
        }

        init?(_ json: JSON) {
            guard let master = json["master"].text, let driver = json["driver"].text.flatMap({ DriverProcess($0) })
            else { return nil }
            self.driver = driver
            self.master = master
            settings = json["settings"].texts
            labels = json["labels"].texts
            guard labels[ExecutorPods.applicationLabel]?.isEmpty == false else { return nil }
        }
    }

    static let farewell = "done"
    /// POSIX_SPAWN_SETSID, which glibc's module map leaves out.
    private static let newSession = 0x80
    private var pipe: Int32

    private init(pipe: Int32) { self.pipe = pipe }

    /// Starts `command`; nil when there is none or it cannot be started, which is no reason to run nothing.
    static func start(_ command: [String], for order: Order, logger: Logger) -> WatcherProcess? {
        guard let program = command.first else { return nil }
        var ends: [Int32] = [0, 0]
        guard makePipe(&ends) else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // Nothing else of this process: a descriptor of somebody else's would live on in the watcher.
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        // A session of its own: signals for the driver's group do not reach it.
        posix_spawnattr_setflags(&attributes, Int16(newSession))
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
            close(ends[0])
        }
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child = pid_t()
        let status = posix_spawnp(&child, program, &actions, &attributes, words, environ)
        guard status == 0 else {
            close(ends[1])
            logger.warning(
                "no process can be started that would delete the pods of a driver that was killed",
                metadata: ["command": "\(program)", "reason": "\(String(cString: strerror(status)))"])
            return nil
        }
        let watcher = WatcherProcess(pipe: ends[1])
        watcher.write(order.json.bytes + [10])
        watcher.reap(child)
        return watcher
    }

    /// Neither end goes to programs that this process starts.
    private static func makePipe(_ ends: inout [Int32]) -> Bool {
        guard Glibc.pipe(&ends) == 0 else { return false }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return true
    }

    /// Everything is deleted: it may end.
    func dismiss() {
        write(Array(Self.farewell.utf8) + [10])
        abandon()
    }

    /// It deletes what is left, and ends.
    func abandon() {
        if pipe >= 0 { close(pipe) }
        pipe = -1
    }

    deinit { abandon() }

    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send($0) }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    /// A watcher that has died is no reason for a signal.
    private func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        var blocked = sigset_t()
        var before = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let count = Glibc.write(pipe, bytes.baseAddress, bytes.count)
        if count < 0 {
            var none = timespec()
            _ = sigtimedwait(&blocked, nil, &none)
        }
        return count
    }

    /// Takes note of its end, so that it does not stay as a zombie.
    private func reap(_ child: pid_t) {
        detach {
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        }
    }
}

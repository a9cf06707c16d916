// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc
import JSONValues
import Threads

/// A program that prints a credential (a kubeconfig's `exec`), as cloud providers have them.
package struct CredentialPlugin: Sendable, Hashable {
    package var command: String
    package var arguments: [String]
    /// Added to this process's own environment.
    package var environment: [String: String]
    package var apiVersion: String
    /// What to do when the program is not there.
    package var installHint: String?
    /// Where the command was named, for errors.
    package var origin: String

    package init(
        command: String, arguments: [String], environment: [String: String], apiVersion: String,
        installHint: String?, origin: String
    ) {
        self.command = command
        self.arguments = arguments
        self.environment = environment
        self.apiVersion = apiVersion
        self.installHint = installHint
        self.origin = origin
    }

    struct Answer {
        var token: String
        /// Seconds since 1970.
        var end: Int?
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs the program on a thread of its own, within `KubernetesLimits.pluginSeconds`.
    func run() async throws -> Answer {
        let output: [UInt8] = try await withCheckedThrowingContinuation { continuation in
            let failed = detach { continuation.resume(with: Result { try self.output() }) }
            if failed != 0 {
                continuation.resume(throwing: Failure(description: "cannot start a thread for \(command)"))
            }
        }
        return try answer(output)
    }

    private func answer(_ output: [UInt8]) throws -> Answer {
        guard let value = try? JSON(parsing: output), value["kind"].text == "ExecCredential" else {
            throw Failure(description: "\(command), which \(origin) names, printed no ExecCredential")
        }
        let status = value["status"]
        guard let token = status["token"].text, !token.isEmpty else {
            throw Failure(
                description: "\(command), which \(origin) names, gave no token; certificates of such programs are "
                    + "not supported: use a token, or put the certificate into the kubeconfig")
        }
        return Answer(token: token, end: status["expirationTimestamp"].text.flatMap(Self.seconds))
    }

    /// Seconds since 1970 of `2026-11-30T03:00:00Z`.
    static func seconds(_ text: String) -> Int? {
        let numbers = text.prefix(19).split(whereSeparator: { "-T:".contains($0) }).map { Int32($0) }
        guard text.utf8.count >= 20, numbers.count == 6 else { return nil }
        let known = numbers.compactMap { $0 }
        guard known.count == 6, known.allSatisfy({ (0...9_999).contains($0) }) else { return nil }
        var parts = tm()
        parts.tm_year = known[0] - 1_900
        parts.tm_mon = known[1] - 1
        (parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec) = (known[2], known[3], known[4], known[5])
        var end = text.dropFirst(19)
        if end.first == "." { end = end.dropFirst().drop(while: { $0.isNumber }) }
        let seconds = Int(timegm(&parts))
        if end == "Z" { return seconds }
        let sign = end.first == "+" ? -1 : end.first == "-" ? 1 : 0
        let offset = end.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard sign != 0, offset.count == 2, offset.allSatisfy({ (0...99).contains($0) }) else { return nil }
        return seconds + sign * (offset[0] * 3_600 + offset[1] * 60)
    }

    private func output() throws -> [UInt8] {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe for \(command)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child: pid_t
        do {
            child = try spawn(writingTo: ends[1])
            close(ends[1])
        } catch {
            close(ends[1])
            throw error
        }
        var bytes: [UInt8] = []
        let isWhole = readAll(ends[0], into: &bytes)
        if !isWhole { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        guard isWhole else {
            throw Failure(
                description: "\(command), which \(origin) names, did not end within "
                    + "\(KubernetesLimits.pluginSeconds) s or wrote too much: does it wait for a log-in?")
        }
        guard status == 0 else {
            throw Failure(
                description: "\(command), which \(origin) names, failed (exit status \(status >> 8 & 255)); its own "
                    + "message is above: log in anew with it")
        }
        return bytes
    }

    private func spawn(writingTo handle: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, handle, 1)
        // Nothing else of this process: a descriptor of somebody else's would live on in the program.
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        var variables = Self.processEnvironment()
        variables.merge(environment) { _, new in new }
        let request: JSON = [
            "apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": ["interactive": false],
        ]
        variables["KUBERNETES_EXEC_INFO"] = request.description
        let words = ([command] + arguments).map { strdup($0) } + [nil]
        let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for word in words + settings { free(word) }
        }
        var child = pid_t()
        let failed = posix_spawnp(&child, command, &actions, nil, words, settings)
        guard failed == 0 else {
            throw Failure(
                description: "cannot start \(command), which \(origin) names: \(String(cString: strerror(failed)))"
                    + (installHint.map { ". " + $0 } ?? ""))
        }
        return child
    }

    /// False when it takes too long or is too much.
    private func readAll(_ handle: Int32, into bytes: inout [UInt8]) -> Bool {
        let start = ContinuousClock.now
        var piece = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let left = .seconds(KubernetesLimits.pluginSeconds) - (ContinuousClock.now - start)
            let millis = left.components.seconds * 1_000
            guard millis > 0, bytes.count <= KubernetesLimits.pluginBytesMax else { return false }
            var entry = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, Int32(millis)) > 0 else { continue }
            let count = read(handle, &piece, piece.count)
            if count == 0 { return true }
            if count > 0 { bytes += piece[..<count] } else if errno != EINTR { return false }
        }
    }

    /// What the process was started with, and has set since.
    package static func processEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return variables
    }
}

// SPDX-License-Identifier: Apache-2.0
import CSpawn
@preconcurrency import Glibc

/// A process with pipes at its standard input and output, spoken to line by line; its errors go to a file or stay ours.
/// Confined to the thread that made it.
final class ChildProcess {
    private let name: String
    private let process: pid_t
    private var input: CInt
    private let output: CInt
    private var buffered: [UInt8] = []
    private var isReaped = false

    /// Starts `arguments[0]`, found in PATH unless it has a slash. `errorsPath` gets standard error.
    init(_ arguments: [String], errorsPath: String?) throws(BenchError) {
        name = arguments[0]
        let toChild = try makePipe(for: name)
        let fromChild = try makePipe(for: name)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
        if let errorsPath {
            let flags = O_WRONLY | O_CREAT | O_APPEND
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorsPath, flags, 0o644)
        }
        // Nothing else of this process: a descriptor of somebody else's would live on in the child.
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, words[0]!, &actions, nil, &words, environ)
        close(toChild[0])
        close(fromChild[1])
        self.process = process
        input = toChild[1]
        output = fromChild[0]
        guard failure == 0 else {
            isReaped = true
            throw .system(operation: "start", path: name, reason: String(cString: strerror(failure)))
        }
    }

    deinit {
        closeInput()
        close(output)
        if !isReaped {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
    }

    func send(line: String) throws(BenchError) {
        let bytes = Array((line + "\n").utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(input, $0.baseAddress! + done, bytes.count - done) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw systemError("write to", name) }
            done += count
        }
    }

    /// The next line without its newline; nil at the end of the output.
    func readLine() throws(BenchError) -> String? {
        while true {
            if let end = buffered.firstIndex(of: 10) {
                let line = String(decoding: buffered[..<end], as: UTF8.self)
                buffered.removeSubrange(...end)
                return line
            }
            guard buffered.count < BenchLimits.peerLineBytesMax else {
                throw .peer("\(name) printed a line of more than \(BenchLimits.peerLineBytesMax) bytes")
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw systemError("read from", name) }
            guard count > 0 else { return nil }
            buffered += chunk[..<count]
        }
    }

    /// Ends the child's input, which asks it to end.
    func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Waits for the end; an error unless the exit status is 0.
    func wait() throws(BenchError) {
        closeInput()
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        isReaped = true
        guard status == 0 else {
            let signal = status & 0x7f
            throw .peer(signal != 0 ? "\(name) died of signal \(signal)" : "\(name) ended with \(status >> 8 & 0xff)")
        }
    }
}

/// A pipe whose ends no other child inherits: the reading end, then the writing end.
private func makePipe(for name: String) throws(BenchError) -> [CInt] {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw systemError("make a pipe for", name) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return ends
}

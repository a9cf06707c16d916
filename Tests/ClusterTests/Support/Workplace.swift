// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging
import Martlet
import Net
import Testing

/// A folder for one test: inputs, outputs, the secret, and scratch files of the processes that the test starts.
final class Workplace: Sendable {
    let path: String
    /// Scratch folder of drivers and executors.
    let work: String

    init() {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)!) }
        work = path + "/work"
        mkdir(work, 0o700)
        mkdir(path + "/log", 0o700)
    }

    deinit { remove(path) }

    /// A secret file; the same each time.
    var secret: String {
        let file = path + "/secret"
        if !exists(file) {
            try? writeBytes(file, Array("a secret of a test, long enough \(getpid())\n".utf8), mode: 0o600)
        }
        return file
    }

    func put(_ name: String, _ text: String) throws -> String {
        try writeBytes(path + "/" + name, Array(text.utf8))
        return path + "/" + name
    }

    func put(_ name: String, _ bytes: [UInt8]) throws -> String {
        try writeBytes(path + "/" + name, bytes)
        return path + "/" + name
    }

    func options(_ master: String) -> SessionOptions {
        var options = SessionOptions(master: master)
        options.workDirectory = work
        options.secretFile = master.hasPrefix("martlet:") ? secret : nil
        options.executorPath = Program.path("martlet-executor")
        options.logLevel = .critical
        options.peerOptions.handshakeTimeout = .milliseconds(500)
        return options
    }

    /// A session that is stopped when `body` ends.
    func withSession<Value>(
        _ master: String, _ configure: (inout SessionOptions) -> Void = { _ in }, _ body: (Session) throws -> Value
    ) throws -> Value {
        var options = options(master)
        configure(&options)
        let session = try Session(options)
        defer { session.stop() }
        return try body(session)
    }

    /// An executor started by hand for a stand-alone driver.
    func executor(
        for session: Session, name: String, memory: String = "64m", cores: Int = 1, secret: String? = nil,
        logLevel: String = "debug"
    ) -> Program {
        Program(
            "martlet-executor",
            [
                "--driver", "\(session.engine.address)", "--secret-file", secret ?? self.secret, "--cores",
                String(cores), "--memory", memory, "--work-dir", work, "--name", name, "--log-level", logLevel,
            ], folder: path + "/log")
    }

    /// `martlet-driver` with its scratch files here.
    func driver(_ arguments: String...) -> Program {
        Program("martlet-driver", arguments + ["--work-dir", work], folder: path + "/log")
    }

    /// Executors that work here.
    var executors: [Int] { processes(with: "martlet-executor", work) }
}

/// Runs `body` with a workplace and checks that it leaves neither executors nor scratch files behind.
func withWorkplace(
    leavesScratch: Bool = false, sourceLocation: SourceLocation = #_sourceLocation, _ body: (Workplace) throws -> Void
) throws {
    let place = Workplace()
    try body(place)
    #expect(
        eventually(within: 10) { place.executors.isEmpty }, "executors are left: \(place.executors)",
        sourceLocation: sourceLocation)
    if !leavesScratch {
        #expect(
            eventually(within: 5) { entries(place.work).isEmpty }, "left in the work folder: \(entries(place.work))",
            sourceLocation: sourceLocation)
    }
}

/// The message of what `body` throws.
func message(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "(no error)"
    } catch {
        return "\(error)"
    }
}

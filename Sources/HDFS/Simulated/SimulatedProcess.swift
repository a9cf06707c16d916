// SPDX-License-Identifier: Apache-2.0

import Threads

/// A process that uses a simulated HDFS: its connections, and how long it has waited in them beyond the clock of the
/// simulation. One thread at a time.
package final class SimulatedProcess: HadoopNetwork {
    private struct State {
        var waitedNanos: UInt64 = 0
        var isDead = false
    }

    private let hdfs: SimulatedHDFS
    private let state = Lock(State())

    package init(_ hdfs: SimulatedHDFS) { self.hdfs = hdfs }

    /// How long its calls have waited since this was asked last: within one step of a simulation the clock stands
    /// still, and whoever drives the step lets the time pass behind it.
    package func takeWaitedNanos() -> Int {
        state.withLock { state in
            defer { state.waitedNanos = 0 }
            return Int(clamping: state.waitedNanos)
        }
    }

    /// From now on it reaches nobody, as one that was killed: what it had open stays as it is.
    package func die() { state.withLock { $0.isDead = true } }

    private var isDead: Bool { state.withLock { $0.isDead } }

    fileprivate func check() throws(HadoopError) {
        if isDead { throw HadoopError(.unsupported, "the process has ended") }
    }

    // MARK: The network

    var nowNanoseconds: UInt64 { hdfs.nowNanoseconds &+ state.withLock { $0.waitedNanos } }
    var hasThreads: Bool { false }

    func pause(milliseconds: Int) { state.withLock { $0.waitedNanos &+= UInt64(max(0, milliseconds)) &* 1_000_000 } }

    func connect(
        host: String, port: Int, windowByteCount: Int?, deadline: Deadline
    ) throws(HadoopError) -> any HadoopStream {
        try check()
        guard let server = SimulatedServer(host: host) else {
            throw HadoopError(.connection, "the name \(host) is not known here")
        }
        guard hdfs.accepts(server) else {
            throw HadoopError(.connection, "cannot connect to \(host):\(port): Connection refused")
        }
        return SimulatedStream(hdfs, self, server)
    }
}

private final class SimulatedStream: HadoopStream {
    private let hdfs: SimulatedHDFS
    private let process: SimulatedProcess
    private var session: SimulatedSession

    init(_ hdfs: SimulatedHDFS, _ process: SimulatedProcess, _ server: SimulatedServer) {
        self.hdfs = hdfs
        self.process = process
        session = SimulatedSession(server: server)
    }

    var hasInput: Bool { !session.output.isEmpty || hdfs.isClosed(session) }

    func write(
        _ bytes: UnsafeRawBufferPointer, deadline: Deadline, received: (() throws(HadoopError) -> Void)?
    ) throws(HadoopError) {
        try process.check()
        guard !hdfs.isClosed(session) else {
            throw HadoopError(.connection, "cannot write to \(session.server): Broken pipe")
        }
        session.input += bytes
        hdfs.exchange(&session)
    }

    func receive(_ target: UnsafeMutableRawBufferPointer, _ deadline: Deadline) throws(HadoopError) -> Int {
        try process.check()
        let count = min(target.count, session.output.count)
        if count == 0 {
            if hdfs.isClosed(session) {
                throw HadoopError(.connection, "\(session.server) closed the connection")
            }
            // Nothing will come any more.
            process.pause(milliseconds: Int(deadline.millisecondsLeft))
            throw HadoopError(.timeout, "\(session.server) did not answer in time")
        }
        target.copyBytes(from: session.output.prefix(count))
        session.output.removeFirst(count)
        return count
    }

    func receive(
        _ target: UnsafeMutableRawBufferPointer, _ more: UnsafeMutableRawBufferPointer, _ deadline: Deadline
    ) throws(HadoopError) -> Int {
        let count = try receive(target, deadline)
        let left = min(more.count, session.output.count)
        guard count == target.count, left > 0 else { return count }
        return count + (try receive(UnsafeMutableRawBufferPointer(rebasing: more[..<left]), deadline))
    }
}

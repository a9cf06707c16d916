// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How servers are reached and time passes: the machine's own network and clock, or the twin of both in simulations.
protocol HadoopNetwork: Sendable {
    /// Of a clock that nobody sets.
    var nowNanoseconds: UInt64 { get }
    /// Whether anything goes on beside the caller, so that a thread may be left to wait.
    var hasThreads: Bool { get }
    func pause(milliseconds: Int)
    /// `windowByteCount`: what the other side may send before it is received, at most; nil: as the system has it.
    func connect(
        host: String, port: Int, windowByteCount: Int?, deadline: Deadline
    ) throws(HadoopError) -> any HadoopStream
}

extension HadoopNetwork {
    func after(seconds: Double) -> Deadline {
        Deadline(nanoseconds: nowNanoseconds &+ UInt64(max(0, seconds) * 1e9), network: self)
    }
}

/// The bytes of one connection, which ends with it. Used by one thread at a time, which waits in it.
protocol HadoopStream: AnyObject {
    /// Whether something can be received without waiting, be it the end.
    var hasInput: Bool { get }
    /// Writes all of `bytes`. While the other side takes nothing, `received` is called when it has sent something.
    func write(
        _ bytes: UnsafeRawBufferPointer, deadline: Deadline, received: (() throws(HadoopError) -> Void)?
    ) throws(HadoopError)
    /// At least one byte.
    func receive(_ target: UnsafeMutableRawBufferPointer, _ deadline: Deadline) throws(HadoopError) -> Int
    /// The same, and when `target` is full, what is there already to `more`; how many bytes in both.
    func receive(
        _ target: UnsafeMutableRawBufferPointer, _ more: UnsafeMutableRawBufferPointer, _ deadline: Deadline
    ) throws(HadoopError) -> Int
}

/// A point in time until which something may take.
struct Deadline {
    private let nanoseconds: UInt64
    private let network: any HadoopNetwork

    init(nanoseconds: UInt64, network: any HadoopNetwork) {
        self.nanoseconds = nanoseconds
        self.network = network
    }

    /// For `poll`: at least 1 as long as there is time, 0 behind it.
    var millisecondsLeft: Int32 {
        let now = network.nowNanoseconds
        guard now < nanoseconds else { return 0 }
        return Int32(clamping: (nanoseconds - now) / 1_000_000 + 1)
    }

    var isOver: Bool { millisecondsLeft == 0 }

    /// The earlier of two.
    func limited(to other: Deadline) -> Deadline { nanoseconds < other.nanoseconds ? self : other }
}

/// This machine's.
struct SystemNetwork: HadoopNetwork {
    var nowNanoseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    var hasThreads: Bool { true }

    func pause(milliseconds: Int) { usleep(UInt32(clamping: max(0, milliseconds) * 1_000)) }

    func connect(
        host: String, port: Int, windowByteCount: Int?, deadline: Deadline
    ) throws(HadoopError) -> any HadoopStream {
        try TCPStream(host: host, port: port, windowByteCount: windowByteCount, deadline: deadline)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Driver
import Glibc
import Martlet
import Net
import Testing

extension ClusterTests {
    /// Clients that do not know the secret, on the driver's port and on an executor's block port.
    @Suite struct HostileTests {
        /// What a stranger may send: each kind of frame in the clear, random bytes, half a handshake, or nothing.
        static let attacks: [[UInt8]] = {
            var attacks: [[UInt8]] = [[]]
            for kind in FrameKind.allCases {
                let size = min(max(kind.payloadBytes.lowerBound, 200), kind.payloadBytes.upperBound)
                var bytes = [UInt8](repeating: 0, count: FrameHeader.byteCount + size)
                bytes.withUnsafeMutableBytes {
                    FrameHeader(kind: kind, id: kind.hasID ? 1 : 0, payloadBytes: size).write(to: $0)
                }
                attacks.append(bytes)
                // The same in the envelope of a handshake message, as if it were one.
                attacks.append([UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes)
                attacks.append([UInt8(bytes.count & 0xFF), UInt8(bytes.count >> 8)] + bytes)
            }
            var random = SeededRandom(seed: 11)
            for size in [1, 2, 47, 48, 50, 1_000, 70_000] {
                attacks.append((0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            }
            attacks.append(Array("GET / HTTP/1.1\r\nHost: martlet\r\n\r\n".utf8))
            return attacks
        }()

        /// Sends every attack to `port` and waits until all connections are closed from there; those that are not.
        static func assault(_ port: UInt16) -> [Int] {
            var open: [(attack: Int, socket: Int32)] = []
            for (number, bytes) in attacks.enumerated() {
                guard let socket = dial(port) else {
                    Issue.record("no connection for attack \(number)")
                    continue
                }
                if !bytes.isEmpty {
                    _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                }
                open.append((number, socket))
            }
            // The longest silence that a handshake is granted is 5 s.
            _ = eventually(within: 12) {
                open.removeAll { entry in
                    guard isClosed(entry.socket) else { return false }
                    close(entry.socket)
                    return true
                }
                return open.isEmpty
            }
            for entry in open { close(entry.socket) }
            return open.map(\.attack)
        }

        @Test func `strangers at the driver's and at a block port are cut off and change nothing`() throws {
            try withWorkplace { place throws in
                try place.withSession("martlet://127.0.0.1:0") { session throws in
                    let executor = place.executor(for: session, name: "executor")
                    #expect(eventually { session.engine.executorCount == 1 })
                    let blockPort = try #require(servedPort(executor.errors), "\(executor.errors)")
                    let isOver = Flag()
                    let job = Background { () throws -> Int in
                        var jobs = 0
                        while !isOver.isSet {
                            let sum = try slowSum(session, partitions: 4, rows: 20)
                            guard sum == slowSumAnswer(partitions: 4, rows: 20) else { return -1 }
                            jobs += 1
                        }
                        return jobs
                    }
                    let driverPort = session.engine.address.port
                    let driverSide = Background { Self.assault(driverPort) }
                    let blockSide = Background { Self.assault(blockPort) }
                    #expect(try driverSide.value() == [], "attacks whose connection the driver left open")
                    #expect(try blockSide.value() == [], "attacks whose connection the executor left open")
                    isOver.set()
                    #expect(try job.value() > 0, "the job beside it must end right")
                    #expect(session.engine.executorCount == 1)
                    #expect(session.lastSummary?.attemptsLost == 0)
                    session.stop()
                    #expect(executor.wait(within: 10) == .status(0), "\(executor.errors)")
                }
            }
        }
    }
}

/// A connection to a port of this host; nil when it is refused.
private func dial(_ port: UInt16) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard status == 0 else {
        close(descriptor)
        return nil
    }
    return descriptor
}

/// Whether the other side has closed the connection; takes what it sent before.
private func isClosed(_ descriptor: Int32) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    while true {
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if count == 0 { return true }
        if count < 0 { return errno != EAGAIN && errno != EINTR }
    }
}

/// The port that an executor's log says it serves blocks on.
private func servedPort(_ log: String) -> UInt16? {
    for line in log.split(separator: "\n") where line.contains("serving blocks") {
        return line.split(separator: ":").last.flatMap { UInt16($0) }
    }
    return nil
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import HostileCluster
import Martlet
import Messages
import Net
import SwiftProtobuf
import Synchronization
import Testing

extension ClusterTests {
    /// Executors that know the secret and are none, over TCP, beside a real one whose jobs go on.
    @Suite struct ImpostorTests {
        typealias Attack = @Sendable (Impostor) -> Void

        static let attacks: [Attack] = [
            { one in
                one.end(.max) {
                    $0.succeeded.mapOutput = .with {
                        $0.shuffle = .max
                        $0.mapPartition = .max
                    }
                }
            },
            { one in one.end(.max) { $0.succeeded.resultBytesKept = .max } },
            { one in
                one.report {
                    $0.copies = [
                        .with {
                            $0.shuffle = .max
                            $0.mapPartition = .max
                            $0.attempt = .max
                            $0.digest = .max
                        }
                    ]
                }
            },
            { one in one.report { $0.progress = [.with { $0.rowsRead = .max }] } },
            { one in
                // Empty ends, two bytes each.
                var bytes = [UInt8](repeating: 0, count: 16 << 20)
                for index in stride(from: 0, to: bytes.count, by: 2) { bytes[index] = 0x0A }
                one.peer.send(bytes)
            },
            // Requests without an end.
            { one in for _ in 0..<780_000 { one.peer.call([]) { _ in } } },
            { one in one.peer.send([0xFF, 0xFF, 0xFF]) },
        ]

        @Test func `executors that are none are let go, and the jobs of real ones end right`() throws {
            try withWorkplace { place throws in
                try place.withSession("martlet://127.0.0.1:0") { session throws in
                    let executor = place.executor(for: session, name: "honest")
                    #expect(eventually { session.engine.executorCount == 1 })
                    let isOver = Flag()
                    let slowest = Atomic<Int>(0)
                    let job = Background { () throws -> Int in
                        var jobs = 0
                        while !isOver.isSet {
                            let began = now()
                            guard
                                try slowSum(session, partitions: 4, rows: 20) == slowSumAnswer(partitions: 4, rows: 20)
                            else { return -1 }
                            slowest.max(Int((now() - began) * 1_000), ordering: .relaxed)
                            jobs += 1
                        }
                        return jobs
                    }
                    let loop = UVLoop()
                    try loop.start(name: "impostors")
                    defer { loop.stopAndJoin() }
                    let network = UVNetwork(loop: loop)
                    let secret = try Secret(contentsOf: place.secret)
                    for (number, attack) in Self.attacks.enumerated() {
                        // It asks for no work: its tasks would wait until it is let go.
                        let impostor = Impostor(name: "impostor-\(number)", slots: 1)
                        var options = PeerOptions()
                        options.callsInFlightMax = .max
                        let own = options
                        loop.post { impostor.dial(network, session.engine.address, secret, options: own) }
                        try #require(eventually { loop.sync { impostor.isRegistered } == true }, "attack \(number)")
                        loop.post { attack(impostor) }
                        let isGone = eventually { loop.sync { impostor.closed != nil } == true }
                        #expect(isGone, "attack \(number) was not answered")
                        #expect(eventually { session.engine.executorCount == 1 }, "attack \(number)")
                    }
                    isOver.set()
                    #expect(try job.value() > 0, "the jobs beside it must end right")
                    // Jobs stand still while an impostor is heard out, for no longer; a sanitizer's seconds are others.
                    #expect(Double(slowest.load(ordering: .relaxed)) < 10_000 * patience, "ms for one small job")
                    #expect(try session.range(0..<1_000).sum() == 499_500)
                    session.stop()
                    #expect(executor.wait(within: 10) == .status(0), "\(executor.errors)")
                }
            }
        }
    }
}

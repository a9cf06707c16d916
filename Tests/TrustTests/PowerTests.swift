// SPDX-License-Identifier: Apache-2.0

import Driver
import HostileCluster
import Messages
import Net
import Plan
import Scheduling
import SwiftProtobuf
import Testing

/// What an executor that knows the secret can do: SECURITY.md says so, and these hold that it stays at that.
@Suite struct PowerTests {
    @Test func `an executor can give a wrong result of the tasks that it was given`() throws {
        let world = try World()
        let impostor = world.join()
        let job = world.count()
        #expect(
            world.run {
                for task in impostor.tasks {
                    impostor.end(task.attempt) {
                        $0.succeeded.resultBlocks = [.init(field: block([11]))]
                        $0.succeeded.resultRows = 1
                        $0.succeeded.resultBytesDecoded = 8
                    }
                }
                impostor.tasks = []
                return job.isOver
            })
        #expect(job.error == nil && !job.isRight && impostor.closed == nil)
        impostor.peer.close(.local("enough"))
        let next = world.count()
        #expect(world.run { next.isOver } && next.isRight, "and not of others")
    }

    @Test func `an executor can fail the job of a task that it was given`() throws {
        let world = try World()
        let impostor = world.join()
        let job = world.count()
        #expect(world.run { !impostor.tasks.isEmpty })
        impostor.end(impostor.tasks[0].attempt) { $0.failed = .with { $0.kind = "overflow" } }
        #expect(world.run { job.isOver })
        #expect(job.error != nil)
        impostor.peer.close(.local("enough"))
        let next = world.shuffle()
        #expect(world.run { next.isOver } && next.isRight, "and not the session")
    }

    @Test func `whoever knows the secret can read map outputs`() throws {
        let world = try World()
        let job = world.shuffle(maps: 1, reduces: 1)
        #expect(world.run { job.isOver } && job.isRight)
        let thief = Reader()
        let peer = try #require(world.connectToBlocks(thief))
        peer.openStream(
            Martlet_StreamRequest.with {
                $0.copy = .with {
                    $0.shuffle = 1; $0.attempt = 1
                }
            }.encoded(),
            windowBytes: 10_000, receiver: thief)
        #expect(world.run { thief.isOver })
        #expect(thief.bytes.count > 8)
    }

    @Test func `stream requests by the ten thousand leave an honest executor its turns`() throws {
        let world = try World()
        let impostor = world.join(slots: 1)
        let reader = Reader()
        let job = world.shuffle(maps: 4, reduces: 4)
        for task in impostor.tasks { impostor.end(task.attempt) { $0.failed = .with { $0.retryable = true } } }
        let began = world.loop.eventCount
        for _ in 0..<16_000 {
            let request = Martlet_StreamRequest.with { $0.definition.stage = 1 }
            impostor.peer.openStream(request.encoded(), windowBytes: 1 << 30, receiver: reader)
        }
        #expect(
            world.run {
                for task in impostor.tasks { impostor.end(task.attempt) { $0.failed = .with { $0.retryable = true } } }
                impostor.tasks = []
                return job.isOver
            })
        #expect(job.isRight, "\(job.end as Any)")
        #expect(world.loop.eventCount - began < 100_000)
        #expect(world.driver.checkInvariants() == nil)
    }

    private final class Reader: PeerHandler, StreamReceiver {
        var bytes: [UInt8] = []
        var isOver = false
        func stream(_ stream: InboundStream, received part: UnsafeRawBufferPointer) {
            bytes += part
            stream.consumed(part.count)
        }
        func streamEnded(_ stream: InboundStream) { isOver = true }
        func stream(_ stream: InboundStream, failed failure: CallFailure) { isOver = true }
        func peerClosed(_ peer: Peer, reason: CloseReason) {}
    }
}

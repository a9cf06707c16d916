// SPDX-License-Identifier: Apache-2.0

import Net
import Testing

@Suite struct StreamTests {
    /// Serves `content`, writing as much as credit allows.
    private func serve(_ content: [UInt8], chunk: Int = 50_000) -> (Peer, OutboundStream, [UInt8]) -> Void {
        { _, stream, _ in
            let sent = Box(0)
            let pump = {
                while stream.creditAvailable > 0, sent.value < content.count {
                    let count = min(stream.creditAvailable, chunk, content.count - sent.value)
                    stream.write(Array(content[sent.value..<sent.value + count]))
                    sent.value += count
                }
                if sent.value == content.count { stream.end() }
            }
            stream.onWritable = pump
            pump()
        }
    }

    @Test(arguments: [1, 7, 1000, 65_536, 300_000, 1 << 24]) func anyWindowDeliversTheSameBytes(window: Int) throws {
        var faults = MemoryFabric.Faults.latency(.microseconds(1) ... .milliseconds(3))
        faults.fragments = true
        let pair = try SimulatedPair(seed: UInt64(window), faults: faults)
        pair.getReady()
        let content = pattern(window < 1000 ? 500 : 600_000)
        pair.farSide.onStream = serve(content)
        let collector = Collector()
        pair.near.openStream([], windowBytes: window, receiver: collector)
        pair.loop.run(while: { collector.ended == 0 && collector.failures.isEmpty })
        #expect(collector.bytes == content)
    }

    @Test func aReaderThatConsumesNothingGetsExactlyItsWindow() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        pair.farSide.onStream = { _, stream, _ in
            for _ in 0..<100 { stream.write(pattern(10_000)) }
            stream.end()
        }
        let collector = Collector()
        collector.consumes = false
        let stream = pair.near.openStream([], windowBytes: 123_456, receiver: collector)
        pair.loop.run(for: .seconds(30))
        #expect(collector.received == 123_456)
        #expect(collector.ended == 0)
        stream.consumed(123_456)
        pair.loop.run(for: .seconds(1))
        #expect(collector.received == 246_912)
        collector.consumes = true
        stream.consumed(123_456)
        pair.loop.run(for: .seconds(1))
        #expect(collector.received == 1_000_000)
        #expect(collector.ended == 1)
    }

    @Test func manyStreamsShareTheConnectionFairly() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let content = pattern(400_000)
        pair.farSide.onStream = serve(content)
        let collectors = (0..<20).map { _ in Collector() }
        for collector in collectors { pair.near.openStream([], windowBytes: 100_000, receiver: collector) }
        pair.loop.run(while: { collectors.allSatisfy { $0.ended == 0 } })
        // When the first is done, no other is far behind.
        #expect(collectors.allSatisfy { $0.received >= 200_000 })
        pair.loop.run(while: { !collectors.allSatisfy { $0.ended == 1 } })
        #expect(collectors.allSatisfy { $0.bytes == content })
    }

    @Test func aCancelledStreamStopsItsWriter() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let cancelled = Box(0)
        pair.farSide.onStream = { _, stream, _ in
            stream.onCancel = { cancelled.value += 1 }
            stream.write(pattern(1000))
        }
        let collector = Collector()
        collector.consumes = false
        let stream = pair.near.openStream([], windowBytes: 100, receiver: collector)
        pair.loop.run(for: .seconds(1))
        stream.cancel()
        stream.cancel()
        stream.consumed(100)
        pair.loop.run(for: .seconds(1))
        #expect(cancelled.value == 1)
        #expect(pair.farSide.streams[0].0.isOpen == false)
        #expect(collector.ended == 0 && collector.failures.isEmpty)
        #expect(collector.received == 100)
        #expect(pair.near.isReady && pair.far.isReady)
    }

    @Test func aStreamThatFailsSaysWhy() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        pair.farSide.onStream = { _, stream, _ in
            stream.write(pattern(1000))
            stream.fail(code: 123, text: "the block is gone")
            stream.write(pattern(10))
            stream.end()
        }
        let collector = Collector()
        pair.near.openStream([], windowBytes: 100, receiver: collector)
        pair.loop.run(for: .seconds(1))
        #expect(collector.failures == [.failed(code: 123, text: "the block is gone")])
        #expect(collector.ended == 0)
    }

    @Test func aBrokenConnectionFailsEveryStreamOnce() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        let cancelled = Box(0)
        pair.farSide.onStream = { _, stream, _ in stream.onCancel = { cancelled.value += 1 } }
        let collector = Collector()
        pair.near.openStream([], windowBytes: 100, receiver: collector)
        pair.loop.run(for: .seconds(1))
        pair.fabric.cut("near")
        pair.loop.run(for: .seconds(1))
        #expect(collector.failures.count == 1)
        #expect(cancelled.value == 1)
        let late = Collector()
        pair.near.openStream([], windowBytes: 100, receiver: late)
        pair.loop.run(for: .seconds(1))
        #expect(late.failures == [.closed(pair.nearSide.reasons[0])])
    }

    @Test func aWriterThatIgnoresCreditFailsItsStreamOnly() throws {
        let pair = try SimulatedPair()
        pair.getReady()
        pair.farSide.onStream = { _, stream, _ in
            let chunk = [UInt8](repeating: 0, count: 16 << 20)
            for _ in 0..<5 { stream.write(chunk) }
        }
        let collector = Collector()
        pair.near.openStream([], windowBytes: 1000, receiver: collector)
        pair.loop.run(for: .seconds(1))
        guard case .failed(FailureCode.tooLarge, _)? = collector.failures.first else {
            throw Unexpected("\(collector.failures)")
        }
        #expect(pair.near.isReady)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Net
import Testing

@Suite struct MemoryNetworkTests {
    /// A busy exchange under faults; returns everything that could be seen of it.
    private func run(seed: UInt64) throws -> [String] {
        var faults = MemoryFabric.Faults.latency(.microseconds(50) ... .milliseconds(20))
        faults.fragments = true
        faults.cutPerMille = 2
        let pair = try SimulatedPair(seed: seed, faults: faults)
        let log = Box<[String]>([])
        pair.fabric.trace = { log.value.append("\($0.nanoseconds) \($1) \($2) \($3)") }
        pair.farSide.onCall = { _, request, reply in
            log.value.append("call \(request.count)")
            reply.succeed(request)
        }
        pair.farSide.onStream = { _, stream, _ in
            stream.write(pattern(5000))
            stream.end()
        }
        var random = SeededRandom(seed: seed)
        for _ in 0..<60 {
            let size = Int(random.next() % 3000)
            pair.near.call(pattern(size)) { result in
                switch result {
                case .success(let bytes): log.value.append("reply \(bytes.count)")
                case .failure(let failure): log.value.append("\(failure)")
                }
            }
            let collector = Collector()
            pair.near.openStream([], windowBytes: 700, receiver: collector)
            pair.loop.run(for: .milliseconds(15))
            log.value.append("\(collector.received)")
        }
        pair.loop.run(for: .seconds(30))
        return log.value + pair.nearSide.reasons.map(\.description) + pair.farSide.reasons.map(\.description)
    }

    @Test func oneSeedGivesOneTraceAndAnotherSeedAnother() throws {
        let first = try run(seed: 17)
        #expect(first.count > 100)
        #expect(try run(seed: 17) == first)
        #expect(try run(seed: 18) != first)
    }

    @Test(arguments: 1...30) func underFaultsEveryCallEndsOnce(seed: UInt64) throws {
        var faults = MemoryFabric.Faults.latency(.zero ... .milliseconds(5))
        faults.fragments = true
        faults.cutPerMille = 5
        let pair = try SimulatedPair(seed: seed, faults: faults)
        pair.farSide.onCall = { _, request, reply in reply.succeed(request) }
        let ended = Box([Int](repeating: 0, count: 200))
        let wrong = Box(0)
        for index in 0..<200 {
            pair.near.call([UInt8(index)]) { result in
                ended.value[index] += 1
                if case .success(let bytes) = result, bytes != [UInt8(index)] { wrong.value += 1 }
            }
            pair.loop.run(for: .milliseconds(1))
        }
        pair.loop.run(for: .seconds(60))
        #expect(ended.value == [Int](repeating: 1, count: 200))
        #expect(wrong.value == 0)
        #expect(pair.nearSide.reasons.count <= 1)
    }

    @Test func nobodyListeningIsRefusedAndAPartitionTimesOut() throws {
        let loop = SimulatedLoop(seed: 1)
        let fabric = MemoryFabric(loop: loop, faults: .latency(.milliseconds(1) ... .milliseconds(2)))
        let results = Box<[String]>([])
        let connect = { (host: String) in
            fabric.host("a").connect(to: Address(host: host, port: 1), timeout: .seconds(3)) {
                if case .failure(let error) = $0 { results.value.append(error.description) }
            }
        }
        connect("b")
        loop.run(for: .seconds(5))
        #expect(results.value.first?.contains("connection refused") == true)
        _ = try fabric.host("c").listen(on: Address(host: "c", port: 1)) { _ in }
        fabric.partition("a", "c")
        connect("c")
        loop.run(for: .seconds(5))
        #expect(results.value.last?.contains("no answer within 3 s") == true)
        #expect(results.value.count == 2)
    }

    @Test func anAddressIsTakenOnceAndFreeAfterClose() throws {
        let network = MemoryNetwork(loop: SimulatedLoop(seed: 1))
        let listener = try network.listen(on: Address(host: "", port: 5)) { _ in }
        #expect(throws: NetError.self) { _ = try network.listen(on: Address(host: "", port: 5)) { _ in } }
        listener.close()
        let again = try network.listen(on: Address(host: "", port: 5)) { _ in }
        let chosen = try network.listen(on: Address(host: "", port: 0)) { _ in }
        #expect(again.address.port == 5)
        #expect(chosen.address.port != 0 && chosen.address.port != 5)
    }

    @Test func aReaderThatPausesMakesTheWriterWait() throws {
        let loop = SimulatedLoop(seed: 1)
        let fabric = MemoryFabric(loop: loop)
        let far = Box<(any ByteConnection)?>(nil)
        let near = Box<(any ByteConnection)?>(nil)
        let got = Box(0)
        let listener = try fabric.host("b").listen(on: Address(host: "b", port: 1)) { far.value = $0 }
        fabric.host("a").connect(to: listener.address, timeout: .seconds(1)) { near.value = try? $0.get() }
        loop.run(for: .seconds(1))
        let drained = Box(0)
        near.value?.onDrain = { drained.value += 1 }
        far.value?.start(onBytes: { got.value += $0.count }, onClose: { _ in })
        far.value?.pauseReading()
        near.value?.write(pattern(1000))
        loop.run(for: .seconds(1))
        #expect(got.value == 0 && near.value?.bytesQueued == 1000 && drained.value == 0)
        far.value?.resumeReading()
        loop.run(for: .seconds(1))
        #expect(got.value == 1000 && near.value?.bytesQueued == 0 && drained.value == 1)
    }

    @Test func peersOverARealLoopInOneProcess() throws {
        let loop = UVLoop()
        try loop.start(name: "memory")
        defer { loop.stopAndJoin() }
        let secret = Secret.random()
        let serverSide = Recorder()
        serverSide.onCall = { _, request, reply in reply.succeed(request) }
        let clientSide = Recorder()
        let done = Signal()
        let count = Box(0)
        let keep = Box<[AnyObject]>([])
        loop.post {
            let network = MemoryNetwork(loop: loop)
            guard
                let server = try? PeerServer(
                    network: network, on: Address(host: "", port: 0), secret: secret, handler: { serverSide })
            else { return }
            keep.value.append(server)
            Peer.connect(
                over: network, to: server.address, timeout: .seconds(1), secret: secret, handler: clientSide
            ) { result in
                guard let peer = try? result.get() else { return }
                for index in 0..<1000 {
                    peer.call(pattern(index)) { reply in
                        if case .success(pattern(index)) = reply { count.value += 1 }
                        if index == 999 {
                            peer.close(.local("done"))
                            done.fire()
                        }
                    }
                }
            }
        }
        done.wait()
        #expect(count.value == 1000)
    }
}

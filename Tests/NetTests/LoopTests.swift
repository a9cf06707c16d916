// SPDX-License-Identifier: Apache-2.0

import Glibc
import Net
import Testing

@Suite struct LoopTests {
    @Test func postedWorkRunsInOrderOnTheLoopFromManyThreads() throws {
        let loop = UVLoop()
        try loop.start(name: "posts")
        let order = Box<[[Int]]>([[], [], [], []])
        let done = Signal()
        let threads = (0..<4).map { thread in
            spawn {
                for index in 0..<10_000 {
                    loop.post {
                        order.value[thread].append(index)
                        if index == 9999 { done.fire() }
                    }
                }
            }
        }
        done.wait(4)
        for thread in threads { pthread_join(thread, nil) }
        #expect(loop.sync { order.value } == Array(repeating: Array(0..<10_000), count: 4))
        #expect(loop.sync { loop.isCurrent } == true)
        #expect(!loop.isCurrent)
        loop.stopAndJoin()
    }

    @Test func workPostedOnTheLoopRunsWithoutAWakeUpFromOutside() throws {
        let loop = UVLoop()
        try loop.start(name: "nested")
        let done = Signal()
        let depth = Box(0)
        let again = Box<@Sendable () -> Void>({})
        again.value = {
            depth.value += 1
            if depth.value == 1000 { done.fire() } else { loop.post(again.value) }
        }
        loop.post(again.value)
        done.wait()
        #expect(depth.value == 1000)
        again.value = {}
        loop.stopAndJoin()
    }

    @Test func timersFireInTheOrderOfTheirDeadlinesAndNotEarly() throws {
        let loop = UVLoop()
        try loop.start(name: "timers")
        let fired = Box<[Int]>([])
        let early = Box(0)
        let done = Signal()
        _ = loop.sync {
            let start = loop.now
            for delay in [30, 5, 20, 1, 10] {
                loop.schedule(after: .milliseconds(delay)) {
                    fired.value.append(delay)
                    if loop.now - start < .milliseconds(delay) { early.value += 1 }
                    if delay == 30 { done.fire() }
                }
            }
            let never = loop.schedule(after: .milliseconds(3)) { fired.value.append(3) }
            loop.cancel(never)
            loop.cancel(never)
        }
        done.wait()
        #expect(fired.value == [1, 5, 10, 20, 30])
        #expect(early.value == 0)
        loop.stopAndJoin()
    }

    @Test func aStoppedLoopHasRunWhatWasPostedAndTakesNoMore() throws {
        let loop = UVLoop()
        try loop.start(name: "stops")
        let ran = Box(0)
        for _ in 0..<1000 { loop.post { ran.value += 1 } }
        loop.stopAndJoin()
        loop.stopAndJoin()
        #expect(ran.value == 1000)
        #expect(!loop.tryPost {})
        #expect(loop.sync { 1 } == nil)
    }

    @Test func aLoopThatNeverStartedLeavesNothingBehind() throws {
        weak var seen: UVLoop?
        do {
            let loop = UVLoop()
            seen = loop
            loop.post {}
            loop.stopAndJoin()
        }
        #expect(seen == nil)
    }

    @Test func aLoopCanBeStoppedFromItself() throws {
        let loop = UVLoop()
        try loop.start(name: "self")
        let done = Signal()
        loop.post {
            loop.stopAndJoin()
            done.fire()
        }
        done.wait()
        while loop.tryPost({}) { sched_yield() }
    }

    @Test func simulatedTimeJumpsAndSimultaneousEventsFollowTheSeed() {
        func run(_ seed: UInt64) -> [String] {
            let loop = SimulatedLoop(seed: seed)
            let log = Box<[String]>([])
            for index in 0..<6 {
                loop.schedule(after: .seconds(1)) { log.value.append("t\(index)") }
                loop.post { log.value.append("p\(index)") }
            }
            loop.schedule(after: .seconds(3600)) { log.value.append("late at \(loop.now.nanoseconds)") }
            #expect(loop.run(until: Instant(nanoseconds: 7_200_000_000_000)) == .done)
            return log.value
        }
        #expect(run(1) == run(1))
        #expect(Set((0..<20).map { run($0).joined() }).count > 10)
        let posts = run(3).filter { $0.hasPrefix("p") }
        #expect(posts == ["p0", "p1", "p2", "p3", "p4", "p5"])
        #expect(run(3).last == "late at 3600000000000")
    }

    @Test func aSimulationThatGoesInCirclesRunsOutOfItsBudget() {
        let loop = SimulatedLoop(seed: 1, eventCountMax: 1000)
        let again = Box<@Sendable () -> Void>({})
        again.value = { loop.post(again.value) }
        loop.post(again.value)
        #expect(loop.run(for: .seconds(1)) == .budgetUsedUp)
        #expect(loop.run(while: { true }) == .budgetUsedUp)
        again.value = {}
    }

    @Test func manyTimersAndCancellationsKeepTheirOrder() {
        let loop = SimulatedLoop(seed: 9)
        var random = SeededRandom(seed: 9)
        let fired = Box<[Instant]>([])
        var expected: [UInt64] = []
        for _ in 0..<5000 {
            let delay = Duration.nanoseconds(Int64(random.next() % 100_000))
            let timer = loop.schedule(after: delay) { fired.value.append(loop.now) }
            if random.chance(3, in: 4) { loop.cancel(timer) } else { expected.append(delay.nanosecondsClamped) }
        }
        #expect(loop.run(for: .seconds(1)) == .done)
        #expect(fired.value.map(\.nanoseconds) == expected.sorted())
        #expect(loop.pendingCount == 0)
    }

    @Test func instantsAndDurationsSaturate() {
        let end = Instant(nanoseconds: .max)
        #expect(end + .seconds(1) == end)
        #expect(Instant(nanoseconds: 5) + .seconds(-1) == Instant(nanoseconds: 5))
        #expect(Instant(nanoseconds: 5) - Instant(nanoseconds: 8) == .nanoseconds(-3))
        #expect(Duration.seconds(Int64.max).nanosecondsClamped == .max)
        #expect(Duration.milliseconds(1500).inMilliseconds == 1500)
    }
}

/// Runs a closure on a thread of its own.
func spawn(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Box(body)).toOpaque()
    pthread_create(&thread, nil, threadBody, context)
    return thread
}

private func threadBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    Unmanaged<Box<@Sendable () -> Void>>.fromOpaque(context!).takeRetainedValue().value()
    return nil
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import Storage
import Synchronization
import Testing
import Threads

@Suite struct MemoryTests {
    @Test func `a pool gives what it has and no more`() {
        let pool = MemoryPool(bytesMax: 100)
        #expect(pool.reserve(60) && pool.reserve(40))
        #expect(!pool.reserve(1))
        #expect(pool.reserve(0))
        pool.release(50)
        #expect(pool.used == 50 && pool.available == 50 && pool.peak == 100)
        #expect(!pool.reserve(.max))
    }

    @Test func `a reservation gives all back when it goes`() {
        let pool = MemoryPool(bytesMax: 100)
        do {
            let reservation = MemoryReservation(pool)
            #expect(reservation.grow(by: 70))
            #expect(!reservation.grow(by: 31))
            reservation.shrink(by: 20)
            #expect(reservation.held == 50 && pool.used == 50)
        }
        #expect(pool.used == 0)
    }

    @Test func `a refused reservation asks the reclaimer once and tries again`() {
        let pool = MemoryPool(bytesMax: 100)
        let asked = Lock<[Int]>([])
        pool.setReclaimer { [unowned pool] bytes in
            asked.withLock { $0.append(bytes) }
            pool.release(30)
        }
        #expect(pool.reserve(90))
        let reservation = MemoryReservation(pool)
        #expect(reservation.grow(by: 40))
        #expect(!reservation.grow(by: 60))
        #expect(asked.withLock { $0 } == [40, 60])
    }

    @Test func `threads that reserve and release at the same time never get more than there is`() {
        let pool = MemoryPool(bytesMax: 1000)
        let over = Atomic<Bool>(false)
        let body: @Sendable () -> Void = {
            for _ in 0..<20_000 {
                if pool.reserve(300) {
                    if pool.used > 1000 { over.store(true, ordering: .relaxed) }
                    pool.release(300)
                }
            }
        }
        runThreads(4, body)
        #expect(pool.used == 0 && pool.peak <= 900)
        let wasOver = over.load(ordering: .relaxed)
        #expect(!wasOver)
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Runs `body` on `count` threads and waits for all.
func runThreads(_ count: Int, _ body: @escaping @Sendable () -> Void) {
    var threads: [pthread_t] = []
    for _ in 0..<count {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
        let created = pthread_create(
            &thread, nil,
            { box in
                Unmanaged<ThreadBody>.fromOpaque(box!).takeRetainedValue().run()
                return nil
            }, box)
        precondition(created == 0)
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import Plan
import Scheduling
import Testing

@Suite(.serialized) struct CostTests {
    private struct Cost {
        var nanosPerTask: Int
        var launches: Int
    }

    /// Processor time of this thread: what else the machine does is not in it.
    private func threadNanos() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// The scheduler's own time for a job of empty tasks, each of which ends in an event of its own.
    private func cost(tasks: Int, executors: Int, slots: Int) -> Cost {
        var scheduler = Scheduler()
        var spent = 0
        var queue: [(TaskAttemptID, ExecutorID)] = []
        var cost = Cost(nanosPerTask: 0, launches: 0)
        var ended = false

        func send(_ event: SchedulerEvent) {
            let start = threadNanos()
            let commands = scheduler.handle(event, at: 0)
            spent += threadNanos() - start
            for command in commands {
                if case .launch(let launched, let executor) = command {
                    cost.launches += 1
                    queue += launched.map { ($0.attempt, executor) }
                }
                if case .jobSucceeded = command { ended = true }
            }
        }
        for id in 1...executors { send(.executorRegistered(ExecutorID(id), host: "host\(id)", slots: slots)) }
        send(.jobSubmitted(job(1, stage(1, tasks: tasks))))
        var report = TaskReport()
        report.runNanos = 15_000
        var next = 0
        while next < queue.count {
            send(.taskEnded(queue[next].0, queue[next].1, .succeeded(report)))
            next += 1
        }
        #expect(ended && next == tasks)
        cost.nanosPerTask = spent / tasks
        return cost
    }

    private func best(tasks: Int, executors: Int, slots: Int) -> Int {
        (0..<5).map { _ in cost(tasks: tasks, executors: executors, slots: slots).nanosPerTask }.min() ?? 0
    }

    @Test func anEmptyTaskCostsUnderFiveMicroseconds() {
        let few = best(tasks: 5_000, executors: 2, slots: 1)
        let many = best(tasks: 5_000, executors: 50, slots: 4)
        print("scheduling 5000 empty tasks: \(few) ns a task on 2 executors of 1 slot, \(many) ns on 50 of 4")
        #expect(few < 5_000 && many < 5_000)
    }

    @Test func theCostOfATaskDoesNotGrowWithTheirNumber() {
        let small = best(tasks: 2_000, executors: 4, slots: 2)
        let large = best(tasks: 200_000, executors: 4, slots: 2)
        print("scheduling an empty task: \(small) ns among 2000, \(large) ns among 200000")
        #expect(large < 4 * small + 500)
    }

    @Test func shortTasksTravelManyALaunch() {
        let cost = cost(tasks: 5_000, executors: 2, slots: 1)
        #expect(cost.launches < 5_000 / 8)
    }
}

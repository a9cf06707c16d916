// SPDX-License-Identifier: Apache-2.0

import Plan
import Scheduling
import Testing

@Suite struct RunningJobsTests {
    @Test func aJobOfOneStageSucceedsWithEachPartitionOnce() {
        let rig = Rig()
        rig.register(1)
        rig.send(.jobSubmitted(job(1, stage(1, tasks: 5))))
        #expect(rig.outstanding.map(\.launch.partition) == [0, 1])
        rig.finish()
        #expect(rig.hasSucceeded())
        #expect(rig.launched(stage: 1).map(\.partition) == [0, 1, 2, 3, 4])
    }

    @Test func aStageStartsWhenItsInputIsComplete() {
        let rig = Rig()
        rig.register(1, slots: 4)
        rig.send(.jobSubmitted(mapReduce()))
        #expect(rig.outstanding(stage: 11).isEmpty)
        rig.succeed(rig.outstanding[0])
        #expect(rig.outstanding(stage: 11).isEmpty)
        rig.succeed(rig.outstanding[0])
        #expect(rig.outstanding(stage: 11).count == 2)
        rig.finish()
        #expect(rig.hasSucceeded())
    }
}

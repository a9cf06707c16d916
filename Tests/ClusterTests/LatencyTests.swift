// SPDX-License-Identifier: Apache-2.0

import Martlet
import Testing

extension ClusterTests {
    /// What a job costs that does next to nothing.
    @Suite struct LatencyTests {
        @Test(arguments: ["local[2]", "local-cluster[2,1,64m]"])
        func `a tiny job takes milliseconds`(master: String) throws {
            try withWorkplace { place throws in
                try place.withSession(master) { session throws in
                    let rows = try session.range(0..<100, partitions: 2)
                    let pairs = try rows.map { pair($0 % 3, $0) }
                    var (counts, sums): ([Duration], [Duration]) = ([], [])
                    let clock = ContinuousClock()
                    for _ in 0..<200 {
                        counts.append(try clock.measure { _ = try rows.count() })
                        sums.append(try clock.measure { _ = try pairs.reduceByKey(partitions: 2) { $0 + $1 }.count() })
                    }
                    counts.sort()
                    sums.sort()
                    print("\(master): count \(counts[100]), reduceByKey and count \(sums[100]); of 200, the middle one")
                    // Many times what it takes: the machine may be busy with other things.
                    #expect(counts[100] < .milliseconds(100))
                    #expect(sums[100] < .milliseconds(200))
                }
            }
        }
    }
}

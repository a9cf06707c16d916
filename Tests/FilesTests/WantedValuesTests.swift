// SPDX-License-Identifier: Apache-2.0

import Files
import Testing

@Suite struct WantedValuesTests {
    @Test func `a span holds one of some values where one is within it`() {
        let values = WantedValues([70, 3, 3, -20, 41])
        for least in -25...80 {
            for most in least...80 {
                let holds = [-20, 3, 41, 70].contains { (least...most).contains($0) }
                #expect(values.mayHold(least, most) == holds)
            }
        }
        #expect(!WantedValues([]).mayHold(.min, .max))
        #expect(WantedValues([.min, .max]).mayHold(.max, .max))
        #expect(!WantedValues([.min, .max]).mayHold(.min + 1, .max - 1))
    }

    @Test func `of many values the ends are known`() {
        let values = WantedValues((0...FilesLimits.wantedValuesMax).map { $0 * 10 })
        #expect(values.mayHold(1, 9))
        #expect(!values.mayHold(-9, -1))
        #expect(!values.mayHold(FilesLimits.wantedValuesMax * 10 + 1, .max))
        #expect(WantedValues(5...9).mayHold(9, 20) && !WantedValues(5...9).mayHold(10, 20))
    }
}

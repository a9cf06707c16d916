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

    private func kept(_ values: WantedValues, _ numbers: [Int], valid: [UInt8]? = nil) -> [Int] {
        var rows = numbers.indices.map { Int32($0) }
        let count = rows.withUnsafeMutableBufferPointer { rows in
            numbers.withUnsafeBufferPointer { numbers in
                guard let valid else {
                    return values.keep(rows.baseAddress!, rows.count, numbers: numbers.baseAddress!, valid: nil)
                }
                return valid.withUnsafeBufferPointer {
                    values.keep(rows.baseAddress!, rows.count, numbers: numbers.baseAddress!, valid: $0.baseAddress!)
                }
            }
        }
        return rows.prefix(count).map { Int($0) }
    }

    @Test func `rows with one of the values stay, in their order`() {
        let numbers = [3, 4, -20, .min, 70, .max, 71, 41, 3]
        #expect(kept(WantedValues([70, 3, 3, -20, 41]), numbers) == [0, 2, 4, 7, 8])
        #expect(kept(WantedValues([70, 3, 3, -20, 41]), numbers, valid: [0, 1, 1, 1, 1, 1, 1, 1, 1]) == [2, 4, 7, 8])
        #expect(kept(WantedValues([]), numbers) == [])
        #expect(kept(WantedValues([.min, .max]), numbers) == Array(numbers.indices))
        #expect(kept(WantedValues([.max]), numbers) == [5])
        #expect(kept(WantedValues(3...41), numbers) == [0, 1, 7, 8])
        let evens = WantedValues(-20...70) { mark in for value in stride(from: -20, through: 70, by: 2) { mark(value) }
        }
        #expect(kept(evens, numbers) == [1, 2, 4])
        // Where the span is too long for bits, all within it.
        let far = WantedValues((0...FilesLimits.wantedValuesMax).map { $0 << 20 })
        #expect(kept(far, [-1, 0, 1, FilesLimits.wantedValuesMax << 20, .max]) == [1, 2, 3])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Scripting

/// What the scripts of one task have added to accumulators: by number the sum, by Python's `+`, of the terms in the order
/// in which they came. Belongs to the thread of the task.
public final class TaskAccumulators {
    private var sums: [Int: Scripting.Value] = [:]

    public init() {}

    func add(_ value: Scripting.Value, to number: Int, _ host: any ScriptHost) throws(Raised) {
        guard let sum = sums[number] else {
            sums[number] = value
            return
        }
        sums[number] = try binaryOperation("+", sum, value, host)
    }

    /// The sums in the order of their numbers, each a value in the encoding of `any`. Fails on what cannot leave a script.
    public func encodedSums() throws(ComputeError) -> [(number: Int, value: [UInt8])] {
        var result: [(Int, [UInt8])] = []
        for (number, value) in sums.sorted(by: { $0.key < $1.key }) {
            var bytes: [UInt8] = []
            do throws(Raised) { try AnyCoder.encode(value, to: &bytes, QuietHost()) } catch {
                var failure = ComputeError(.pythonException, "accumulator \(number) cannot leave its task")
                failure.exceptionType = error.type
                throw failure
            }
            result.append((number, bytes))
        }
        return result
    }
}

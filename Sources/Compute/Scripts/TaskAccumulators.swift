// SPDX-License-Identifier: Apache-2.0

import Scripting

/// What the closures of one task add to accumulators. It travels with the task's success; the driver counts each
/// partition once. Confined to the thread that runs the task, or to the coroutine whose turn it is.
///
/// Numbers that are added to an accumulator of number 0 or more are summed here; those of a negative number have an
/// addition of their own, which the front end carries out, so each value travels.
public final class TaskAccumulators {
    /// Encoded values of type any, in the order of their coming. Complete after `flush`.
    public private(set) var values: [(id: Int, value: [UInt8])] = []
    private var sums: [Int: Scripting.Value] = [:]
    private let byteCountMax: Int
    private var byteCount = 0

    public init(byteCountMax: Int) { self.byteCountMax = byteCountMax }

    /// Adds an encoded value to accumulator `id`.
    public func accumulate(_ id: Int, _ value: [UInt8]) throws(ComputeError) {
        byteCount += value.count + 16
        guard byteCount <= byteCountMax else {
            throw ComputeError(
                .memoryExceeded,
                "a task added more than \(byteCountMax) bytes to accumulators: add numbers or small values, and return "
                    + "rows for what is large")
        }
        values.append((id, value))
    }

    /// Adds a script's value to accumulator `id`.
    func add(_ value: Scripting.Value, to id: Int, _ host: any ScriptHost) throws(Raised) {
        switch value {
        case .bool, .int, .float:
            guard id >= 0 else { break }
            if let sum = sums[id] { sums[id] = try added(sum, value) } else { sums[id] = value }
            return
        default: break
        }
        var encoded: [UInt8] = []
        try AnyCoder.encode(value, to: &encoded, host)
        do throws(ComputeError) { try accumulate(id, encoded) } catch { throw Raised("MemoryError", error.message) }
    }

    /// Puts the sums behind the values.
    public func flush() throws(ComputeError) {
        for (id, sum) in sums.sorted(by: { $0.key < $1.key }) {
            var encoded: [UInt8] = []
            do throws(Raised) { try AnyCoder.encode(sum, to: &encoded, QuietHost()) } catch {
                throw ComputeError(.invalidArgument, "accumulator \(id) has a sum that cannot leave its task")
            }
            try accumulate(id, encoded)
        }
        sums = [:]
    }
}

/// The sum of two numbers.
private func added(_ left: Scripting.Value, _ right: Scripting.Value) throws(Raised) -> Scripting.Value {
    func whole(_ value: Scripting.Value) -> Int? {
        switch value {
        case .bool(let flag): flag ? 1 : 0
        case .int(let number): number
        default: nil
        }
    }
    if let left = whole(left), let right = whole(right) {
        let (sum, overflow) = left.addingReportingOverflow(right)
        if overflow { throw Raised("OverflowError", "integer result does not fit 64 bits") }
        return .int(sum)
    }
    func float(_ value: Scripting.Value) -> Double {
        if case .float(let number) = value { number } else { Double(whole(value) ?? 0) }
    }
    return .float(float(left) + float(right))
}

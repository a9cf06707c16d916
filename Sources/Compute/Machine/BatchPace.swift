// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// How many rows a program runs on at a time, so that what its registers hold stays within a bound: a row that is a
/// number may become a text of any length. A function of the rows alone.
struct BatchPace {
    /// Rows of the next run at most.
    private var rows: Int
    /// Numbers take what they take.
    let isNeeded: Bool

    init(_ program: Program) {
        isNeeded = program.registers.contains { !$0.isFlat }
        rows =
            !isNeeded ? .max : program.scripts.isEmpty ? ComputeLimits.firstRowsMax : ComputeLimits.firstScriptRowsMax
    }

    /// Rows of the next run when `left` are left: those of a batch are cut evenly.
    func next(_ left: Int) -> Int {
        if left <= rows { return left }
        let runs = (left - 1) / rows + 1
        return (left - 1) / runs + 1
    }

    /// `count` rows held `byteCount` bytes at most.
    mutating func ran(_ count: Int, byteCount: Int) {
        guard isNeeded else { return }
        let fitting = ComputeLimits.batchByteCountWanted / max(byteCount / max(count, 1), 1)
        rows = max(min(fitting, count.multipliedReportingOverflow(by: 4).partialValue), 1)
    }

    /// `count` rows did not fit.
    mutating func failed(_ count: Int) { rows = max(count / 2, 1) }
}

extension DataType {
    /// Whether every value takes the same few bytes.
    fileprivate var isFlat: Bool {
        switch self {
        case .null, .bool, .int, .float, .decimal: true
        case .tuple(let members): members.allSatisfy(\.isFlat)
        case .string, .bytes, .any, .list, .map: false
        }
    }
}

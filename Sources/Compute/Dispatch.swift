// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    /// One instruction over `count` rows.
    func execute(_ step: Step, _ count: Int) throws(Failure) {
        switch step.opcode {
        case .if: return try runIf(step, count)
        case .loop: return try runLoop(step, count)
        case .listMap, .listFilter: return try runListBlock(step, count)
        case .rowNumber: return try numberRows(step, count)
        case .fail: return try failRow(step)
        // CALLSCRIPT
        case .constant, .partitionNumber: return
        default: break
        }
        // All others depend on their operands alone: constants are folded.
        let isConstant = allConstant(step)
        let rows = isConstant ? 1 : count
        switch step.opcode {
        case .makeTuple: return try makeTuple(step, rows, isConstant)
        case .makeList: return try makeList(step, rows, isConstant)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return try compareRows(step, rows, isConstant)
        case .isNull: return try testNull(step, rows, isConstant)
        case .toAny: return try convertToAny(step, rows, isConstant)
        case .splitPair: return try splitPairs(step, rows, isConstant)
        case .toText: return try writePythonText(step, rows, isConstant)
        default: break
        }
        if anyConstantNull(step) { return setNull(step.result) }
        let call = Call(step: step, rows: rows, isConstant: isConstant, validity: combinedValidity(step, rows))
        switch step.opcode.rawValue {
        case 10...27: try executeInt(call)
        case 30...40: try executeFloat(call)
        case 41...52: try executeFloatUnary(call)
        case 3, 60...67: try executeConversion(call)
        case 80...82: try executeLogic(call)
        case 90...105: try executeText(call)
        default: try executeList(call)
        }
    }

    private func numberRows(_ step: Step, _ count: Int) throws(Failure) {
        let buffer = try allocate(count, 8)
        let out = buffer.pointer(Int.self)
        let first = firstRow
        for row in 0..<count { out[row] = first &+ row }
        set(step.result, flat: buffer, validity: nil, isConstant: false, charge: count * 8)
    }

    private func failRow(_ step: Step) throws(Failure) {
        let text = column(step.a, 1)
        let message = text.isNull(0) ? "null" : String(decoding: text.bytes(0), as: UTF8.self)
        throw Failure(.userFailure, message, row: 0)
    }

    /// `[T...] -> (T...)`: members that are constant for all rows are repeated, unless all are.
    private func makeTuple(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        var members: [Column] = []
        for register in step.operands {
            members.append(isConstant ? column(register, 1) : try fullColumn(register, rows))
        }
        let tuple = Column(type: step.type, count: rows, children: members)
        self[step.result] = Value(tuple, isConstant: isConstant)
    }

    private func testNull(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        let value = self[step.a]
        let buffer = try allocate(rows, 1)
        let out = buffer.pointer(UInt8.self)
        if types[step.a] == .any {
            let column = column(step.a, rows)
            for row in 0..<rows { out[row] = column.anyCursor(row).peek == .none ? 1 : 0 }
        } else if value.column?.type == .null {
            for row in 0..<rows { out[row] = 1 }
        } else if let valid = value.valid {
            for row in 0..<rows { out[row] = valid[row] ^ 1 }
        } else {
            for row in 0..<rows { out[row] = 0 }
        }
        set(step.result, flat: buffer, validity: nil, isConstant: isConstant, charge: rows)
    }
}

/// One execution of an instruction whose result is null where an operand is.
struct Call {
    let step: Step
    /// Rows of the result: 1 when all operands are constant.
    let rows: Int
    let isConstant: Bool
    /// The result's mask; nil when no row is null.
    let validity: Buffer?

    var valid: UnsafeMutablePointer<UInt8>? { validity?.pointer(UInt8.self) }

    @inline(__always)
    func isNull(_ row: Int) -> Bool { valid.map { $0[row] == 0 } ?? false }
}

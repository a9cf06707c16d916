// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    /// One instruction over `count` rows. Every opcode has its place here, and no `default` takes what is forgotten.
    func execute(_ step: Step, _ count: Int) throws(Failure) {
        switch step.opcode {
        case .if: try runIf(step, count)
        case .loop: try runLoop(step, count)
        case .listMap, .listFilter: try runListBlock(step, count)
        case .rowNumber: try numberRows(step, count)
        case .fail: try failRow(step)
        case .callScript: try callScript(step, count)
        case .sqlFunction: try callFunction(step, count)
        case .constant, .partitionNumber: return
        case .makeTuple, .makeList, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isNull, .toAny,
            .makeDict, .makeRow, .splitPair, .toText, .sqlEqual, .sqlNotEqual, .sqlLess, .sqlLessOrEqual, .sqlGreater,
            .sqlGreaterOrEqual,
            .sqlSame, .sqlAnd, .sqlOr, .sqlIn, .sqlCoalesce, .sqlLeast, .sqlGreatest:
            try executeSeeingNulls(step, count)
        case .addInt, .subtractInt, .multiplyInt, .divideTruncating, .remainderTruncating, .divideFloor, .moduloFloor,
            .negateInt, .absoluteInt, .powerInt, .minimumInt, .maximumInt, .bitAnd, .bitOr, .bitXor, .shiftLeft,
            .shiftRight, .bitNot, .divideInts:
            if let call = plainCall(step, count) { try executeInt(call) }
        case .addFloat, .subtractFloat, .multiplyFloat, .divideFloat, .divideFloatChecked, .divideFloorFloat,
            .moduloFloorFloat, .remainderFloat, .powerFloat, .minimumFloat, .maximumFloat:
            if let call = plainCall(step, count) { try executeFloat(call) }
        case .negateFloat, .absoluteFloat, .squareRoot, .floor, .ceiling, .roundAwayFromZero, .roundToEven,
            .exponential, .logarithm, .sine, .cosine, .tangent:
            if let call = plainCall(step, count) { try executeFloatUnary(call) }
        case .random, .intToFloat, .floatToInt, .boolToInt, .intToString, .floatToString, .boolToString, .parseInt,
            .parseFloat:
            if let call = plainCall(step, count) { try executeConversion(call) }
        case .and, .or, .not:
            if let call = plainCall(step, count) { try executeLogic(call) }
        case .concatenate, .length, .split, .splitWhitespace, .trim, .uppercase, .lowercase, .hasPrefix, .hasSuffix,
            .containsText, .findText, .replaceText, .substring, .join, .repeatText, .characterAt, .format:
            if let call = plainCall(step, count) { try executeText(call) }
        case .matchPattern, .splitPattern, .replacePattern, .findPattern:
            if let call = plainCall(step, count) { try executePattern(call) }
        case .listGroup, .listGroupSum, .listToMap, .mapEntries, .listCombinations:
            if let call = plainCall(step, count) { try executeGrouping(call) }
        case .characters, .classifyText, .countText, .trimSet, .reverseText, .recaseText, .splitAtMost, .roundPlaces:
            if let call = plainCall(step, count) { try executeCharacters(call) }
        case .listZip, .listFlatten, .listDistinct, .listFind, .listSortBy, .listExtremeBy:
            if let call = plainCall(step, count) { try executePairing(call) }
        case .member, .listCount, .listElement, .listContains, .listSlice, .listConcatenate, .listRange, .listSum,
            .listMinimum, .listMaximum, .listSort, .listReverse:
            if let call = plainCall(step, count) { try executeList(call) }
        case .sqlAddInt, .sqlSubtractInt, .sqlMultiplyInt, .sqlNegateInt, .sqlAbsoluteInt, .sqlDivideInt,
            .sqlRemainderInt, .sqlPositiveRemainderInt, .sqlNarrow, .sqlRoundInt:
            if let call = plainCall(step, count) { try executeSQLInt(call) }
        case .sqlDivideFloat, .sqlRemainderFloat, .sqlPositiveRemainderFloat, .sqlRoundFloat, .sqlRoundToFloat32:
            if let call = plainCall(step, count) { try executeSQLFloat(call) }
        case .sqlFloatToInt, .sqlParseInt, .sqlParseFloat, .sqlParseBool, .sqlParseDate, .sqlParseTimestamp:
            if let call = plainCall(step, count) { try executeSQLCast(call) }
        case .sqlDateToString, .sqlClockToString, .sqlToClock, .sqlFromClock, .sqlDatePart, .sqlClockPart,
            .sqlAddMonths, .sqlTruncateDate, .sqlTruncateClock:
            if let call = plainCall(step, count) { try executeSQLTime(call) }
        case .sqlSubstring, .sqlLike, .sqlPad:
            if let call = plainCall(step, count) { try executeSQLText(call) }
        case .decimalAdd, .decimalSubtract, .decimalMultiply, .decimalDivide, .decimalRemainder, .decimalRescale,
            .decimalFromFloat, .decimalParse, .decimalToInt, .decimalToFloat, .decimalToString:
            if let call = plainCall(step, count) { try executeDecimal(call) }
        }
    }

    /// What depends on the operands alone: constants are folded.
    private func executeSeeingNulls(_ step: Step, _ count: Int) throws(Failure) {
        let isConstant = allConstant(step)
        let rows = isConstant ? 1 : count
        switch step.opcode {
        case .makeTuple: try makeTuple(step, rows, isConstant)
        case .makeList: try makeList(step, rows, isConstant)
        case .equal: try compareRows(.equal, step, rows, isConstant)
        case .notEqual: try compareRows(.notEqual, step, rows, isConstant)
        case .less: try compareRows(.less, step, rows, isConstant)
        case .lessOrEqual: try compareRows(.lessOrEqual, step, rows, isConstant)
        case .greater: try compareRows(.greater, step, rows, isConstant)
        case .greaterOrEqual: try compareRows(.greaterOrEqual, step, rows, isConstant)
        case .isNull: try testNull(step, rows, isConstant)
        case .toAny: try convertToAny(step, rows, isConstant)
        case .makeDict, .makeRow: try makeDicts(step, rows, isConstant)
        case .splitPair: try splitPairs(step, rows, isConstant)
        case .toText: try writePythonText(step, rows, isConstant)
        case .sqlEqual, .sqlNotEqual, .sqlLess, .sqlLessOrEqual, .sqlGreater, .sqlGreaterOrEqual, .sqlSame:
            try executeSQLCompare(step, rows, isConstant)
        case .sqlAnd, .sqlOr: try executeSQLLogic(step, rows, isConstant)
        case .sqlIn: try executeSQLIn(step, rows, isConstant)
        case .sqlCoalesce, .sqlLeast, .sqlGreatest: try executeSQLChoice(step, rows, isConstant)
        default: throw noKernel(step.opcode)
        }
    }

    /// An instruction whose result is null where an operand is; nil when that is everywhere, and done.
    private func plainCall(_ step: Step, _ count: Int) -> InstructionCall? {
        if anyConstantNull(step) {
            setNull(step.result)
            return nil
        }
        let isConstant = allConstant(step)
        let rows = isConstant ? 1 : count
        return InstructionCall(step: step, rows: rows, isConstant: isConstant, validity: combinedValidity(step, rows))
    }

    /// Of an opcode that its family has forgotten.
    func noKernel(_ opcode: Opcode) -> Failure {
        Failure(
            .invalidArgument, "the instruction \(opcode) has no kernel: this is a mistake in Martlet; please report it")
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
        switch step.immediate {
        case 1: throw Failure(.invalidArgument, message, row: 0)
        case 2: throw Failure(exception: "AttributeError", message, row: 0)
        case 3: throw Failure(exception: "TypeError", message, row: 0)
        default: throw Failure(.userFailure, message, row: 0)
        }
    }

    /// `[T...] -> (T...)`: members that are constant for all rows are repeated, unless all are.
    private func makeTuple(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        var members: [Column] = []
        for register in step.operands {
            members.append(isConstant ? column(register, 1) : try fullColumn(register, rows))
        }
        let tuple = Column(type: step.type, count: rows, children: members)
        self[step.result] = RegisterValue(tuple, isConstant: isConstant)
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
struct InstructionCall {
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

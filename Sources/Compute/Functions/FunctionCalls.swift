// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// The operands of one call of a function of `sqlFunction`, a row at a time.
struct FunctionArguments {
    private let columns: [Column]
    private let strides: [Int]
    private var row = 0
    let machine: Machine

    init(_ step: Step, _ rows: Int, _ machine: Machine) {
        columns = step.operands.map { machine.column($0, rows) }
        strides = step.operands.map { machine[$0].stride }
        self.machine = machine
    }

    mutating func go(to row: Int) { self.row = row }

    var count: Int { columns.count }

    @inline(__always)
    private func place(_ index: Int) -> Int { row &* strides[index] }

    func isNull(_ index: Int) -> Bool { columns[index].isNull(place(index)) }

    var hasNull: Bool { columns.indices.contains { isNull($0) } }

    func int(_ index: Int) -> Int { columns[index].ints[place(index)] }

    func float(_ index: Int) -> Double { columns[index].floats[place(index)] }

    func bool(_ index: Int) -> Bool { columns[index].bools[place(index)] != 0 }

    /// Of a text or bytes.
    func bytes(_ index: Int) -> UnsafeRawBufferPointer { columns[index].bytes(place(index)) }

    func string(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

    func scalar(_ index: Int) -> Scalar { columns[index].scalar(place(index)) }

    func list(_ index: Int) -> [Scalar] {
        if case .list(let items) = scalar(index) { items } else { [] }
    }

    func entries(_ index: Int) -> [Scalar.Entry] {
        if case .map(let entries) = scalar(index) { entries } else { [] }
    }

    func type(_ index: Int) -> DataType { columns[index].type }
}

extension Machine {
    /// `sqlFunction`: the function once a row, or once where all operands are constant.
    func callFunction(_ step: Step, _ count: Int) throws(Failure) {
        guard let call = SQLFunctionImmediate(encoded: step.immediate) else { throw noKernel(step.opcode) }
        let seesNulls = SQLFunctionTable.rule(call.code).seesNulls
        if !seesNulls, step.operands.contains(where: { self[$0].isConstantNull }) { return setNull(step.result) }
        let isConstant = allConstant(step)
        let rows = isConstant ? 1 : count
        func operands() -> [Column] { step.operands.map { self.column($0, count) } }
        if !isConstant, let states = StateKernels.column(call.code, operands, count) {
            try charge(states.byteCount)
            var value = RegisterValue(states, isConstant: false)
            value.charge = states.byteCount
            self[step.result] = value
            return
        }
        var arguments = FunctionArguments(step, rows, self)
        let builder = ColumnBuilder(step.type)
        var charged = 0
        for row in 0..<rows {
            arguments.go(to: row)
            var value = Scalar.null
            if seesNulls || !arguments.hasNull {
                do throws(Failure) { value = try SQLFunctions.call(call.code, arguments) } catch {
                    guard call.mode != .fail, error.condition != nil else {
                        var failure = error
                        failure.row = row
                        throw failure
                    }
                }
            }
            guard builder.append(value) else { throw noKernel(step.opcode) }
            if row & 63 == 63 {
                let more = builder.byteCount - charged
                if more >= ComputeLimits.reservationStepByteCount {
                    try charge(more)
                    charged += more
                }
            }
        }
        let column = builder.finish()
        try charge(max(column.byteCount - charged, 0))
        var value = RegisterValue(column, isConstant: isConstant)
        value.charge = max(column.byteCount, charged)
        self[step.result] = value
    }
}

/// The functions of `sqlFunction`.
enum SQLFunctions {
    static func call(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        switch code {
        case .regexMatches, .regexExtract, .regexExtractAll, .regexReplace, .regexSplit, .regexCount, .regexPosition,
            .regexSubstring:
            return try expression(code, arguments)
        case .capitalise, .translate, .locate, .substringIndex, .levenshtein, .soundex, .ascii, .character, .trimOf,
            .overlay, .splitPart, .findInSet, .reverseText, .mask, .quoteText, .joinPresent, .joinFilled, .textToMap,
            .jaroWinkler, .formatText, .formatNumber:
            return try text(code, arguments)
        case .numberPicture, .pictureNumber, .patternNumber: return try picture(code, arguments)
        case .listShuffled, .randomUUID, .randomText: return try random(code, arguments)
        case .base32, .unbase32, .isUTF8, .hmac, .isLuhn, .occurrence, .sentences:
            return try moreText(code, arguments)
        case .xmlTexts, .xmlText, .xmlNumber, .xmlBool: return try xml(code, arguments)
        case .vectorPair, .vectorNorm, .vectorScaled, .vectorsMean, .bitmapOf, .bitmapsMerge, .bitmapCount:
            return try vector(code, arguments)
        case .histogram, .quantileSketch, .quantileMerge, .quantileValue, .quantileRank, .quantileCount, .quantileText,
            .distinctSketch, .distinctMerge, .distinctEstimate, .tupleSketch, .tupleMerge, .tupleEstimate:
            return try sketch(code, arguments)
        case .countSketch: return try countSketch(arguments)
        case .encryptAES, .decryptAES: return try cipher(code, arguments)
        case .intervalText, .calendarText, .calendarAdded, .calendarScaled: return try interval(code, arguments)
        case .hexInt, .hexBytes, .unhex, .base64, .unbase64, .textBytes, .bytesText, .encode, .decode, .urlEncode,
            .urlDecode, .parseURL, .md5, .sha1, .sha2, .crc32, .binaryDigits, .convertBase, .sliceBytes, .padBytes,
            .concatenateBytes, .byteCount:
            return try bytes(code, arguments)
        case .arcCosine, .arcSine, .arcTangent, .arcTangent2, .arcCosineHyperbolic, .arcSineHyperbolic,
            .arcTangentHyperbolic, .cosineHyperbolic, .sineHyperbolic, .tangentHyperbolic, .cubeRoot,
            .exponentialMinusOne, .logarithmPlusOne, .logarithm10, .logarithm2, .hypotenuse, .factorial, .widthBucket,
            .bitCount, .bitGet, .shiftBitsLeft, .shiftBitsRight, .shiftBitsRightUnsigned:
            return try number(code, arguments)
        case .formatClock, .formatInstant, .parseClock, .parseInstant, .monthsBetween, .nextDay, .makeDate, .makeClock,
            .addMonthsClock, .monthsDifference, .truncateClockTo, .dayTimeText, .yearMonthText, .timeOfDay,
            .timeOfDayText, .parseTimeOfDay, .timeUnit:
            return try time(code, arguments)
        case .mapValue, .mapContains, .mapFromLists, .mapKeys, .mapValues, .mapEntries, .mapFromEntries,
            .mapConcatenate, .mapZip, .mapCount, .mapFromListsLast:
            return try map(code, arguments)
        case .listPosition, .listRemove, .listDistinct, .listUnion, .listIntersect, .listExcept, .listOverlaps,
            .listLeast, .listGreatest, .listSorted, .listSortedNullsLast, .listPart, .listFlatten, .listRepeat,
            .listInsert, .listAppend, .listCompact, .listZip, .listsZip, .listEnumerate, .listPairs, .listSortedBy,
            .listAny, .listAll, .listSequence, .listSequenceMonths:
            return try list(code, arguments)
        case .pythonValue: return try pythonValue(arguments)
        case .hashMurmur, .hashXX: return hash(code, arguments)
        case .jsonPath, .jsonLength, .jsonKeys, .jsonSchema, .toJSON, .fromJSON, .toCSV, .fromCSV, .csvSchema,
            .valueText:
            return try json(code, arguments)
        case .percentile, .percentileOf, .mostFrequent, .listProduct, .momentsOf, .momentsMerge, .momentsResult,
            .pairOf, .pairMerge, .pairResult, .distinctOf, .distinctCount:
            return try statistics(code, arguments)
        }
    }

    /// Ends the task: a value longer than one may be.
    static func tooLong(_ what: String) -> Failure {
        Failure(
            .memoryExceeded,
            "\(what) would have more than the \(ComputeLimits.functionElementsMax) elements or "
                + "\(ComputeLimits.textByteCountMax) bytes that a value may have")
    }

    static func checked(_ text: String) throws(Failure) -> Scalar {
        guard text.utf8.count <= ComputeLimits.textByteCountMax else { throw tooLong("a text") }
        return .string(text)
    }

    static func checked(_ items: [Scalar]) throws(Failure) -> Scalar {
        guard items.count <= ComputeLimits.functionElementsMax else { throw tooLong("an array") }
        return .list(items)
    }
}

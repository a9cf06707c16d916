// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// The types that a nested block takes and gives.
public struct BlockSignature: Hashable, Sendable {
    public var parameters: [DataType]
    public var yields: [DataType]

    public init(parameters: [DataType] = [], yields: [DataType]) {
        self.parameters = parameters
        self.yields = yields
    }
}

/// The one typing table: what each opcode takes and gives. The verifier holds programs against it and the closure
/// compiler infers with it. `protocol/bytecode.md` says the same in words.
public enum Typing {
    /// The result types of an instruction, or why it is ill-typed.
    ///
    /// - Parameters:
    ///   - blocks: signatures of the nested blocks, for the opcodes that have them.
    ///   - constants: the program's constants, for `constant`.
    ///   - declared: the types of the result registers, for `fail` and `callScript`, which give what is asked.
    public static func results(
        of opcode: Opcode, operands: [DataType], immediate: Int = 0, blocks: [BlockSignature] = [],
        constants: [Constant] = [], declared: [DataType] = []
    ) throws(BytecodeError) -> [DataType] {
        try checkImmediate(opcode, immediate)
        guard blocks.count == blockCount(opcode) else {
            throw BytecodeError("\(opcode) has \(blocks.count) nested blocks and needs \(blockCount(opcode))")
        }
        if let signature = plainSignature(of: opcode) {
            guard operands == signature.operands else {
                throw mismatch(opcode, operands, "(\(list(signature.operands)))")
            }
            return [signature.result]
        }
        switch opcode {
        case .constant:
            try expect(opcode, operands, count: 0)
            guard constants.indices.contains(immediate) else {
                throw BytecodeError("constant \(immediate) does not exist; there are \(constants.count)")
            }
            return [constants[immediate].type]
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard operands.count == 2, operands[0] == operands[1] else {
                throw mismatch(opcode, operands, "two operands of one type")
            }
            return [.bool]
        case .isNull:
            try expect(opcode, operands, count: 1)
            return [.bool]
        case .makeTuple: return [.tuple(operands)]
        case .member:
            guard operands.count == 1, case .tuple(let members) = operands[0] else {
                throw mismatch(opcode, operands, "a tuple")
            }
            guard members.indices.contains(immediate) else {
                throw BytecodeError("member \(immediate) of \(operands[0]) does not exist")
            }
            return [members[immediate]]
        case .toAny:
            try expect(opcode, operands, count: 1)
            return [.any]
        case .toText:
            try expect(opcode, operands, count: 1)
            return [.string]
        case .splitPair:
            guard operands == [.any] else { throw mismatch(opcode, operands, "(any)") }
            return [.any, .any]
        case .callScript:
            guard declared.count == 1, isScriptResult(declared[0]) else {
                throw BytecodeError("callScript gives one value, of type any, bool, [any] or a plain type")
            }
            return declared
        case .if, .loop: return try controlResults(opcode, operands, blocks)
        case .fail:
            guard operands == [.string], declared.count == 1 else {
                throw mismatch(opcode, operands, "(string), with one result")
            }
            return declared
        default: return [try listResult(opcode, operands, blocks)]
        }
    }

    /// Whether a script's value can be had as `type`.
    public static func isScriptResult(_ type: DataType) -> Bool {
        switch type {
        case .map: false
        case .tuple, .list: type.children.allSatisfy { isScriptResult($0) }
        default: true
        }
    }

    /// Nested blocks that the opcode needs.
    public static func blockCount(_ opcode: Opcode) -> Int {
        switch opcode {
        case .if: 2
        case .loop, .listMap, .listFilter: 1
        default: 0
        }
    }

    /// Whether an instruction may end the task. What cannot may be computed for rows that do not need it.
    public static func canFail(_ opcode: Opcode, operands: [DataType]) -> Bool {
        switch opcode {
        case .addInt, .subtractInt, .multiplyInt, .divideTruncating, .remainderTruncating, .divideFloor, .moduloFloor,
            .negateInt, .absoluteInt, .powerInt, .shiftLeft, .shiftRight, .divideFloatChecked, .divideFloorFloat,
            .moduloFloorFloat, .floatToInt, .parseInt, .parseFloat, .less, .lessOrEqual, .greater, .greaterOrEqual,
            .concatenate, .split, .replaceText, .join, .repeatText, .characterAt, .listElement, .listConcatenate,
            .listRange, .listSum, .listMinimum, .listMaximum, .listMap, .listFilter, .callScript, .splitPair, .if,
            .loop, .fail:
            true
        // Sorting and converting fail on some values of type any only.
        case .listSort, .toAny: operands.contains { $0.containsAny }
        default: false
        }
    }

    // MARK: Immediates

    private static func checkImmediate(_ opcode: Opcode, _ immediate: Int) throws(BytecodeError) {
        let max: Int
        switch opcode {
        case .random: return
        case .constant: max = BytecodeLimits.constantsMax - 1
        case .callScript: max = BytecodeLimits.scriptsMax - 1
        case .member: max = BytecodeLimits.tupleMembersMax - 1
        case .length, .trim: max = 2
        case .floatToString, .boolToString, .parseInt, .parseFloat, .split, .characterAt, .listElement, .listSort:
            max = 1
        default: max = 0
        }
        guard immediate >= 0 && immediate <= max else {
            throw BytecodeError("\(opcode) has the immediate \(immediate); it must be 0 ... \(max)")
        }
    }

    // MARK: Opcodes of fixed types

    static func plainSignature(of opcode: Opcode) -> (operands: [DataType], result: DataType)? {
        switch opcode {
        case .rowNumber, .partitionNumber: ([], .int)
        case .random: ([.int], .float)
        case .addInt, .subtractInt, .multiplyInt, .divideTruncating, .remainderTruncating, .divideFloor, .moduloFloor,
            .powerInt, .minimumInt, .maximumInt, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
            ([.int, .int], .int)
        case .negateInt, .absoluteInt, .bitNot: ([.int], .int)
        case .addFloat, .subtractFloat, .multiplyFloat, .divideFloat, .divideFloatChecked, .divideFloorFloat,
            .moduloFloorFloat, .remainderFloat, .powerFloat, .minimumFloat, .maximumFloat:
            ([.float, .float], .float)
        case .negateFloat, .absoluteFloat, .squareRoot, .floor, .ceiling, .roundAwayFromZero, .roundToEven,
            .exponential, .logarithm, .sine, .cosine, .tangent:
            ([.float], .float)
        case .intToFloat: ([.int], .float)
        case .floatToInt: ([.float], .int)
        case .boolToInt: ([.bool], .int)
        case .intToString: ([.int], .string)
        case .floatToString: ([.float], .string)
        case .boolToString: ([.bool], .string)
        case .parseInt: ([.string], .int)
        case .parseFloat: ([.string], .float)
        case .and, .or: ([.bool, .bool], .bool)
        case .not: ([.bool], .bool)
        default: textSignature(of: opcode)
        }
    }

    private static func textSignature(of opcode: Opcode) -> (operands: [DataType], result: DataType)? {
        switch opcode {
        case .concatenate: ([.string, .string], .string)
        case .length: ([.string], .int)
        case .split: ([.string, .string], .list(.string))
        case .splitWhitespace: ([.string], .list(.string))
        case .trim, .uppercase, .lowercase: ([.string], .string)
        case .hasPrefix, .hasSuffix, .containsText: ([.string, .string], .bool)
        case .findText: ([.string, .string], .int)
        case .replaceText: ([.string, .string, .string], .string)
        case .substring: ([.string, .int, .int], .string)
        case .join: ([.list(.string), .string], .string)
        case .repeatText, .characterAt: ([.string, .int], .string)
        case .listRange: ([.int, .int], .list(.int))
        default: nil
        }
    }

    // MARK: Lists

    private static func listResult(
        _ opcode: Opcode, _ operands: [DataType], _ blocks: [BlockSignature]
    ) throws(BytecodeError) -> DataType {
        if opcode == .makeList {
            guard let element = operands.first, operands.allSatisfy({ $0 == element }) else {
                throw mismatch(opcode, operands, "at least one operand, all of one type")
            }
            return .list(element)
        }
        guard let first = operands.first, case .list(let element) = first else {
            throw mismatch(opcode, operands, "a list first")
        }
        switch opcode {
        case .listCount, .listSort, .listReverse, .listMinimum, .listMaximum:
            try expect(opcode, operands, count: 1)
            switch opcode {
            case .listCount: return .int
            case .listSort, .listReverse: return first
            default: return element
            }
        case .listSum:
            guard operands.count == 1, element == .int || element == .float else {
                throw mismatch(opcode, operands, "[int] or [float]")
            }
            return element
        case .listElement:
            guard operands.dropFirst() == [.int] else { throw mismatch(opcode, operands, "a list and an int") }
            return element
        case .listContains:
            guard operands.dropFirst() == [element] else { throw mismatch(opcode, operands, "a list and an element") }
            return .bool
        case .listSlice:
            guard operands.dropFirst() == [.int, .int] else { throw mismatch(opcode, operands, "a list and two ints") }
            return first
        case .listConcatenate:
            guard operands.dropFirst() == [first] else { throw mismatch(opcode, operands, "two lists of one type") }
            return first
        case .listMap, .listFilter:
            return try blockResult(opcode, element, Array(operands.dropFirst()), blocks[0])
        default: throw BytecodeError("\(opcode) has no typing rule")
        }
    }

    /// `listMap` and `listFilter`: the block takes an element and the captured values, and gives one value.
    private static func blockResult(
        _ opcode: Opcode, _ element: DataType, _ captured: [DataType], _ block: BlockSignature
    ) throws(BytecodeError) -> DataType {
        guard block.parameters == [element] + captured else {
            throw BytecodeError(
                "the block of \(opcode) takes (\(list(block.parameters))) and must take (\(list([element] + captured)))"
            )
        }
        guard block.yields.count == 1 else {
            throw BytecodeError("the block of \(opcode) yields \(block.yields.count) values and must yield one")
        }
        if opcode == .listMap { return .list(block.yields[0]) }
        guard block.yields[0] == .bool else {
            throw BytecodeError("the block of listFilter yields \(block.yields[0]) and must yield bool")
        }
        return .list(element)
    }

    // MARK: Control

    private static func controlResults(
        _ opcode: Opcode, _ operands: [DataType], _ blocks: [BlockSignature]
    ) throws(BytecodeError) -> [DataType] {
        if opcode == .if {
            guard operands == [.bool] else { throw mismatch(opcode, operands, "(bool)") }
            guard blocks[0].parameters.isEmpty && blocks[1].parameters.isEmpty else {
                throw BytecodeError("the blocks of an if take no parameters")
            }
            guard blocks[0].yields == blocks[1].yields else {
                throw BytecodeError(
                    "the blocks of an if yield different types: (\(list(blocks[0].yields)))"
                        + " and (\(list(blocks[1].yields)))"
                )
            }
            return blocks[0].yields
        }
        guard blocks[0].parameters == operands else {
            throw BytecodeError(
                "the block of a loop takes (\(list(blocks[0].parameters))) and is given (\(list(operands)))")
        }
        guard blocks[0].yields == [.bool] + operands else {
            throw BytecodeError(
                "the block of a loop yields (\(list(blocks[0].yields))) and must yield (\(list([.bool] + operands)))")
        }
        return operands
    }

    // MARK: Messages

    private static func expect(_ opcode: Opcode, _ operands: [DataType], count: Int) throws(BytecodeError) {
        guard operands.count == count else { throw mismatch(opcode, operands, "\(count) operands") }
    }

    private static func mismatch(_ opcode: Opcode, _ operands: [DataType], _ expected: String) -> BytecodeError {
        BytecodeError("\(opcode) is given (\(list(operands))) and takes \(expected)")
    }

    private static func list(_ types: [DataType]) -> String { types.map(\.description).joined(separator: ", ") }
}

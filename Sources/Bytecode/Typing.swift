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

/// What each opcode takes and gives: the patterns of `OpcodeTable`, and rules of its own for opcodes that take any
/// number
/// of operands, have blocks, or whose result an immediate or a register names. The verifier holds programs against it
/// and the closure compiler infers with it.
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
        let rule = OpcodeTable.rule(opcode)
        guard rule.immediate.allows(immediate) else {
            throw BytecodeError(
                "\(opcode) has the immediate \(immediate); it must be \(rule.immediate.description)")
        }
        guard blocks.count == rule.blocks else {
            throw BytecodeError("\(opcode) has \(blocks.count) nested blocks and needs \(rule.blocks)")
        }
        if let signature = rule.signature {
            guard let result = signature.result(of: operands) else {
                throw mismatch(opcode, operands, rule.types)
            }
            return [result]
        }
        switch opcode {
        case .constant:
            try expect(opcode, operands, count: 0)
            guard constants.indices.contains(immediate) else {
                throw BytecodeError("constant \(immediate) does not exist; there are \(constants.count)")
            }
            return [constants[immediate].type]
        case .makeTuple: return [.tuple(operands)]
        case .member:
            guard operands.count == 1, case .tuple(let members) = operands[0] else {
                throw mismatch(opcode, operands, "a tuple")
            }
            guard members.indices.contains(immediate) else {
                throw BytecodeError("member \(immediate) of \(operands[0]) does not exist")
            }
            return [members[immediate]]
        case .makeList:
            guard let element = operands.first, operands.allSatisfy({ $0 == element }) else {
                throw mismatch(opcode, operands, "at least one operand, all of one type")
            }
            return [.list(element)]
        case .listSum:
            guard operands.count == 1, case .list(let element) = operands[0], element == .int || element == .float
            else { throw mismatch(opcode, operands, "[int] or [float]") }
            return [element]
        case .listMap, .listFilter:
            guard let first = operands.first, case .list(let element) = first else {
                throw mismatch(opcode, operands, "a list first")
            }
            return [try blockResult(opcode, element, Array(operands.dropFirst()), blocks[0])]
        case .format:
            guard operands.first == .string else { throw mismatch(opcode, operands, rule.types) }
            return [.string]
        case .listGroupSum:
            guard operands.count == 2, case .list(let key) = operands[0], case .list(let value) = operands[1],
                value == .int || value == .float
            else { throw mismatch(opcode, operands, rule.types) }
            return [.map(key, value)]
        case .listCombinations:
            guard operands.count == 1, case .list(let element) = operands[0] else {
                throw mismatch(opcode, operands, rule.types)
            }
            return [.list(.tuple(Array(repeating: element, count: immediate)))]
        case .makeDict, .makeRow:
            guard operands.first == .list(.string) else { throw mismatch(opcode, operands, rule.types) }
            return [.any]
        case .splitPair:
            guard operands == [.any] else { throw mismatch(opcode, operands, "(any)") }
            return [.any, .any]
        case .callScript:
            guard declared.count == 1 else { throw BytecodeError("callScript gives one value") }
            return declared
        case .decimalAdd, .decimalSubtract, .decimalMultiply, .decimalDivide, .decimalRemainder, .decimalRescale,
            .decimalFromFloat, .decimalParse, .decimalToFloat, .decimalToString:
            return [try decimalResult(rule, operands, immediate)]
        case .sqlFunction:
            guard let code = SQLFunctionImmediate(encoded: immediate)?.code else {
                throw BytecodeError("there is no function \(immediate >> 2)")
            }
            let rule = SQLFunctionTable.rule(code)
            guard let result = rule.result(of: operands) else {
                throw BytecodeError("the function \(code) is given (\(list(operands))) and takes \(rule.types)")
            }
            return [result]
        case .if, .loop: return try controlResults(opcode, operands, blocks)
        case .fail:
            guard operands == [.string], declared.count == 1 else {
                throw mismatch(opcode, operands, "(string), with one result")
            }
            return declared
        // A rule whose types are no pattern needs a case above.
        default: throw BytecodeError("\(opcode) has no typing rule")
        }
    }

    /// Nested blocks that the opcode needs.
    public static func blockCount(_ opcode: Opcode) -> Int { OpcodeTable.rule(opcode).blocks }

    /// Whether an instruction may end the task. What cannot may be computed for rows that do not need it.
    public static func canFail(_ opcode: Opcode, operands: [DataType], immediate: Int = 0) -> Bool {
        switch OpcodeTable.rule(opcode).failure {
        case .never: false
        case .always: true
        case .withImmediate(let failing): immediate == failing
        // The mode is the lowest part of all immediates that have one.
        case .inModeFail: immediate & 3 == SQLMode.fail.rawValue
        case .onMixedValues: operands.contains { $0.containsAny }
        }
    }

    // MARK: Decimals

    /// A decimal operand is an int or a decimal; the immediate says which of them the result is.
    private static func decimalResult(
        _ rule: OpcodeRule, _ operands: [DataType], _ immediate: Int
    ) throws(BytecodeError) -> DataType {
        let fits: Bool
        switch rule.opcode {
        case .decimalFromFloat: fits = operands == [.float]
        case .decimalParse: fits = operands == [.string]
        case .decimalRescale, .decimalToFloat, .decimalToString:
            fits = operands.count == 1 && operands.allSatisfy { $0 == .int || $0 == .decimal }
        default: fits = operands.count == 2 && operands.allSatisfy { $0 == .int || $0 == .decimal }
        }
        guard fits else { throw mismatch(rule.opcode, operands, rule.types + ", where dec is int or decimal") }
        switch rule.opcode {
        case .decimalToFloat: return .float
        case .decimalToString: return .string
        default: return DecimalImmediate(encoded: immediate)?.type ?? .decimal
        }
    }

    // MARK: Blocks

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

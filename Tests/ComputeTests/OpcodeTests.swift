// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// One opcode on operands of given types.
struct OperationCase: CustomStringConvertible, Sendable {
    var opcode: Opcode
    var operands: [DataType]
    var result: DataType
    var immediate = 0

    var description: String { "\(opcode) \(operands) imm \(immediate)" }
}

private let pairOfIntText = DataType.tuple([.int, .string])

/// Every opcode without blocks, for each kind of operand that it has a path of its own for.
let operationCases: [OperationCase] = {
    var cases: [OperationCase] = []
    // Functions of SQL have types by function: `FunctionTests` call each.
    for opcode in Opcode.allCases where opcode != .sqlFunction {
        guard let signature = plainSignature(opcode) else { continue }
        for immediate in immediates(opcode) {
            cases.append(
                OperationCase(
                    opcode: opcode, operands: signature.operands, result: signature.result, immediate: immediate))
        }
    }
    let compared: [DataType] = [
        .int, .float, .decimal, .bool, .string, .bytes, pairOfIntText, .list(.int), .list(.float), .null,
    ]
    for opcode in [
        Opcode.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .sqlEqual, .sqlNotEqual, .sqlLess,
        .sqlLessOrEqual, .sqlGreater, .sqlGreaterOrEqual, .sqlSame,
    ] {
        for type in compared { cases.append(OperationCase(opcode: opcode, operands: [type, type], result: .bool)) }
    }
    for type in compared {
        for opcode in [Opcode.sqlCoalesce, .sqlLeast, .sqlGreatest] {
            cases.append(OperationCase(opcode: opcode, operands: [type, type], result: type))
        }
        cases.append(OperationCase(opcode: .sqlIn, operands: [type, .list(type)], result: .bool))
    }
    for type in compared { cases.append(OperationCase(opcode: .isNull, operands: [type], result: .bool)) }
    cases.append(OperationCase(opcode: .random, operands: [.int], result: .float, immediate: 42))
    cases.append(
        OperationCase(
            opcode: .makeTuple, operands: [.int, .string, .list(.int)], result: .tuple([.int, .string, .list(.int)])))
    cases.append(OperationCase(opcode: .makeTuple, operands: [], result: .tuple([])))
    for index in 0...1 {
        cases.append(
            OperationCase(
                opcode: .member, operands: [pairOfIntText], result: index == 0 ? .int : .string, immediate: index))
    }
    return cases + listCases + decimalCases
}()

/// Decimals of both layouts, with scales and precisions at the ends and between.
private let decimalCases: [OperationCase] = {
    var cases: [OperationCase] = []
    func add(_ opcode: Opcode, _ operands: [DataType], _ immediate: Int) {
        guard let result = try? Typing.results(of: opcode, operands: operands, immediate: immediate) else { return }
        cases.append(OperationCase(opcode: opcode, operands: operands, result: result[0], immediate: immediate))
    }
    let layouts: [DataType] = [.int, .decimal]
    let settings = [
        (2, 2, 2, 18), (2, 2, 2, 38), (2, 0, 4, 38), (0, 0, 0, 19), (18, 2, 6, 38), (38, 38, 38, 38), (0, 38, 6, 38),
        (38, 0, 0, 5), (10, 20, 0, 38), (4, 2, 10, 18), (2, 2, 4, 38),
    ]
    for (index, (left, right, scale, precision)) in settings.enumerated() {
        for mode in [index % 2 == 0 ? SQLMode.fail : .null] {
            let immediate = DecimalImmediate(
                mode, precision: precision, scale: scale, leftScale: left, rightScale: right
            ).encoded
            for opcode in [Opcode.decimalAdd, .decimalSubtract, .decimalMultiply, .decimalDivide, .decimalRemainder] {
                for a in layouts { for b in layouts { add(opcode, [a, b], immediate) } }
            }
            add(.decimalFromFloat, [.float], immediate)
            add(.decimalParse, [.string], immediate)
            for rounding in 0...4 {
                let immediate = DecimalImmediate(
                    mode, rounding: rounding, precision: precision, scale: scale, leftScale: left
                ).encoded
                for layout in layouts { add(.decimalRescale, [layout], immediate) }
            }
        }
    }
    for layout in layouts {
        for scale in [0, 2, 20, 38] {
            add(.decimalToFloat, [layout], scale)
            add(.decimalToString, [layout], scale)
        }
    }
    return cases
}()

/// What is tried of an opcode's immediates; those that fail where Python does have tests of their own.
private func immediates(_ opcode: Opcode) -> [Int] {
    let rule = OpcodeTable.rule(opcode).immediate
    switch opcode {
    case .powerFloat, .squareRoot, .exponential, .logarithm, .sine, .cosine, .tangent, .floatToInt, .lowercase:
        return [0]
    case .sqlLike: return [0x5C, 0x61]
    default: return (0..<32).filter { rule.allows($0) && rule != .any }
    }
}

/// The operands and the result of an opcode that takes plain values and strings in one way only.
private func plainSignature(_ opcode: Opcode) -> (operands: [DataType], result: DataType)? {
    let generic: Set<Opcode> = [
        .random, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isNull, .makeTuple, .makeList,
        .fail, .toAny, .makeDict, .makeRow, .callScript, .matchPattern, .splitPattern, .replacePattern, .findPattern,
        .mapEntries, .splitPair, .toText, .format, .decimalAdd, .decimalSubtract,
        .decimalMultiply,
        .decimalDivide, .decimalRemainder, .decimalRescale, .decimalFromFloat, .decimalParse, .decimalToFloat,
        .decimalToString,
    ]
    if generic.contains(opcode) { return nil }
    let types: [DataType] = [.int, .float, .bool, .string, .decimal, .list(.string)]
    var lists: [[DataType]] = types.map { [$0] }
    for length in 2...3 {
        lists += lists.filter { $0.count == length - 1 }.flatMap { list in types.map { list + [$0] } }
    }
    for operands in lists {
        guard let result = try? Typing.results(of: opcode, operands: operands) else { continue }
        if case .list = operands[0], opcode != .join { return nil }
        return (operands, result[0])
    }
    return nil
}

private let listCases: [OperationCase] = {
    var cases: [OperationCase] = []
    for element in [DataType.int, .float, .string, pairOfIntText, .list(.int)] {
        let list = DataType.list(element)
        cases += [
            OperationCase(opcode: .makeList, operands: [element, element, element], result: list),
            OperationCase(opcode: .listCount, operands: [list], result: .int),
            OperationCase(opcode: .listElement, operands: [list, .int], result: element),
            OperationCase(opcode: .listElement, operands: [list, .int], result: element, immediate: 1),
            OperationCase(opcode: .listContains, operands: [list, element], result: .bool),
            OperationCase(opcode: .listSlice, operands: [list, .int, .int], result: list),
            OperationCase(opcode: .listConcatenate, operands: [list, list], result: list),
            OperationCase(opcode: .listMinimum, operands: [list], result: element),
            OperationCase(opcode: .listMaximum, operands: [list], result: element),
            OperationCase(opcode: .listSort, operands: [list], result: list),
            OperationCase(opcode: .listSort, operands: [list], result: list, immediate: 1),
            OperationCase(opcode: .listReverse, operands: [list], result: list),
            OperationCase(opcode: .listElement, operands: [list, .int], result: element, immediate: 2),
            OperationCase(opcode: .listMinimum, operands: [list], result: element, immediate: 1),
            OperationCase(opcode: .listMaximum, operands: [list], result: element, immediate: 1),
            OperationCase(
                opcode: .listZip, operands: [list, .list(.string)], result: .list(.tuple([element, .string]))),
            OperationCase(opcode: .listFlatten, operands: [.list(list)], result: list),
            OperationCase(opcode: .listDistinct, operands: [list], result: list),
            OperationCase(opcode: .listFind, operands: [list, element], result: .int),
            OperationCase(opcode: .listSortBy, operands: [.list(.string), list], result: .list(.string)),
            OperationCase(opcode: .listSortBy, operands: [.list(.int), list], result: .list(.int), immediate: 1),
            OperationCase(opcode: .listExtremeBy, operands: [.list(.string), list], result: .string),
            OperationCase(opcode: .listExtremeBy, operands: [.list(.int), list], result: .int, immediate: 1),
        ]
        if element == .int || element == .float {
            cases.append(OperationCase(opcode: .listSum, operands: [list], result: element))
            cases.append(
                OperationCase(opcode: .listGroupSum, operands: [.list(.string), list], result: .map(.string, element)))
        }
        cases += [
            OperationCase(opcode: .listGroup, operands: [list, list], result: .map(element, list)),
            OperationCase(
                opcode: .listToMap, operands: [list, .list(.string)], result: .map(element, .string)),
            OperationCase(
                opcode: .mapEntries, operands: [.map(element, .string)], result: .list(.tuple([element, .string]))),
        ]
        for size in 0...3 {
            let choices = DataType.list(.tuple(Array(repeating: element, count: size)))
            cases.append(
                OperationCase(opcode: .listCombinations, operands: [list], result: choices, immediate: size))
        }
    }
    return cases
}()

/// Random values with the corners of each type among them.
struct ScalarSource {
    var random: Seeded
    var nulls: Bool

    private static let ints = [
        0, 1, -1, 2, 3, -3, 7, 10, -10, 63, 64, 65, -64, 1 << 31, 1 << 32, -(1 << 32), .max, .min, .max - 1, .min + 1,
    ]
    private static let floats: [Double] = [
        0, -0.0, 1, -1, 0.5, 1.5, 2.5, -2.5, 3.25, 1e300, -1e300, 1e-300, 1e16, 9.9e15, 1e-4, 1e-5, 123456.789,
        .infinity, -.infinity, .nan, 0x1p63, -0x1p63, 0.1, 1e22, 123456789012345680,
    ]
    private static let pieces = [
        "a", "b", "ab", " ", ",", "::", "é", "e\u{301}", "日本", "🇩🇪", "\r\n", "\t", "\u{a0}", "\u{2003}", "ß",
        "ǅ", "1", "2", "-", "+", "_", ".", "e", "x", "inf", "NaN", "0x1p3", "quick brown fox", "\0", "\u{1c}",
        "\u{3000}",
    ]

    mutating func scalar(_ type: DataType) -> Scalar {
        if nulls && Int.random(in: 0..<8, using: &random) == 0 { return .null }
        switch type {
        case .null: return .null
        case .bool: return .bool(Bool.random(using: &random))
        case .int:
            return .int(
                Bool.random(using: &random)
                    ? Self.ints.randomElement(using: &random)! : Int.random(in: -20...20, using: &random))
        case .float:
            return .float(
                Bool.random(using: &random)
                    ? Self.floats.randomElement(using: &random)! : Double.random(in: -100...100, using: &random))
        case .decimal:
            let bits = Int.random(in: 1...126, using: &random)
            let value = Int128.random(in: 0..<(1 << Int128(bits)), using: &random)
            return .decimal(Bool.random(using: &random) ? value : -value)
        case .string: return .string(text())
        case .bytes:
            let count = Int.random(in: 0...20, using: &random)
            return .bytes((0..<count).map { _ in UInt8.random(in: 0...3, using: &random) })
        case .tuple(let members): return .tuple(members.map { scalar($0) })
        case .list(let element):
            return .list((0..<Int.random(in: 0...5, using: &random)).map { _ in scalar(element) })
        case .map(let key, let value):
            return .map(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    Scalar.Entry(key: scalar(key), value: scalar(value))
                })
        case .any: preconditionFailure("no anys here")
        }
    }

    private mutating func text() -> String {
        (0..<Int.random(in: 0...8, using: &random)).map { _ in Self.pieces.randomElement(using: &random)! }.joined()
    }
}

extension OperationCase {
    /// A program that takes the operands as a tuple; operands in `constants` (by bit) are constants of the program.
    func program(constants: Int, _ values: [Scalar]) -> VerifiedProgram {
        var writer = ProgramWriter()
        let input = writer.register(.tuple(operands))
        var code: [Instruction] = []
        let registers = operands.indices.map { index in
            constants >> index & 1 == 1
                ? writer.constant(operands[index], values[index], into: &code)
                : writer.emit(.member, operands[index], [input], immediate: index, into: &code)
        }
        let output = writer.emit(opcode, result, registers, immediate: immediate, into: &code)
        return writer.program([Segment(parameters: [input], instructions: code, terminator: .yield(output))])
    }

    /// What the model says of one row; nil for a failure.
    func expected(_ operands: [Scalar]) -> Result<Scalar, NaiveFailure> {
        do {
            return .success(
                try naiveOperation(opcode, immediate, operands, operandTypes: self.operands, partition: 3))
        } catch let failure as NaiveFailure {
            return .failure(failure)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}

@Suite struct OpcodeTests {
    @Test(arguments: operationCases.indices) func everyOpcodeAgreesWithTheModel(index: Int) throws {
        let operation = operationCases[index]
        for nulls in [false, true] {
            for constants in 0..<(1 << operation.operands.count) {
                var source = ScalarSource(random: Seeded(index * 31 + constants * 2 + (nulls ? 1 : 0)), nulls: nulls)
                try compare(operation, constants, &source)
            }
        }
    }

    private func compare(_ operation: OperationCase, _ constants: Int, _ source: inout ScalarSource) throws {
        let fixed = operation.operands.map { source.scalar($0) }
        var good: [(input: Scalar, output: Scalar)] = []
        var bad: [(input: Scalar, kind: ComputeError.Kind)] = []
        for _ in 0..<150 {
            var operands = operation.operands.map { source.scalar($0) }
            let input = Scalar.tuple(operands)
            for index in operands.indices where constants >> index & 1 == 1 { operands[index] = fixed[index] }
            switch operation.expected(operands) {
            case .success(let output): good.append((input, output))
            case .failure(let failure): bad.append((input, failure.kind))
            }
        }
        let program = try Verifier.verify(operation.program(constants: constants, fixed).program)
        let type = DataType.tuple(operation.operands)
        let rows = Column(type, good.map(\.input))!
        for batchRows in [1, 2, 3, 4096] {
            let runner = ProgramRunner(program, context: RunContext(partition: 3, memoryMax: 64 << 20))
            var row = 0
            for batch in rows.batches(batchRows) {
                let results = try runner.run(batch)
                #expect(results.count == batch.count && results.type == operation.result)
                for result in results.scalars {
                    #expect(
                        same(result, good[row].output),
                        "\(operation) constants \(constants) of \(good[row].input), constants \(fixed)")
                    row += 1
                }
            }
        }
        for failure in bad.prefix(10) { expectFailure(operation, program, good.prefix(5).map(\.input), failure) }
    }

    /// The failing row comes after good ones: the error names it.
    private func expectFailure(
        _ operation: OperationCase, _ program: VerifiedProgram, _ before: [Scalar],
        _ failure: (input: Scalar, kind: ComputeError.Kind)
    ) {
        let runner = ProgramRunner(program, context: RunContext(partition: 3, memoryMax: 64 << 20))
        let rows = Column(.tuple(operation.operands), before + [failure.input, failure.input])!
        let error = #expect(throws: ComputeError.self) { try runner.run(rows) }
        #expect(error?.kind == failure.kind, "\(operation) of \(failure.input)")
        if error?.kind != .memoryExceeded { #expect(error?.rowNumber == before.count, "\(operation)") }
    }
}

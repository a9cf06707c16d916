// SPDX-License-Identifier: Apache-2.0
import Bytecode
import Columnar
import Compute
import FuzzDriver
import Glibc
import Interchange
import Storage

/// The values of the input that are well formed, one after the other: each a byte that says how long it is, and bytes.
private func values(_ input: UnsafeRawBufferPointer) -> Column {
    let builder = ColumnBuilder(.any)
    var position = 0
    while position < input.count {
        let end = min(position + 1 + Int(input[position]), input.count)
        let value = UnsafeRawBufferPointer(rebasing: input[(position + 1)..<end])
        if AnyCoding.fault(in: value) == nil { builder.append(bytes: value) }
        position = end
    }
    return builder.finish()
}

/// `opcode` over one operand of type any for each type in `operands`.
private func apply(_ opcode: Opcode, _ operands: Int, _ result: DataType, immediate: Int = 0) -> VerifiedProgram? {
    let inputs = (0..<operands).map { Register($0) }
    let results = opcode == .splitPair ? [Register(operands), Register(operands + 1)] : [Register(operands)]
    let instruction = Instruction(opcode, results: results, operands: inputs, immediate: immediate)
    let segment = Segment(parameters: inputs, instructions: [instruction], terminator: .yield(results[0]))
    let types = Array(repeating: DataType.any, count: operands) + results.map { _ in result }
    return try? Verifier.verify(Program(registers: types, constants: [], segments: [segment], sourceMap: SourceMap()))
}

private let programs: [VerifiedProgram] = {
    let unary: [(Opcode, DataType)] = [(.toText, .string), (.splitPair, .any), (.isNull, .bool)]
    let made = unary.map { apply($0.0, 1, $0.1) }
    for program in made { precondition(program != nil, "a fuzzed program does not verify") }
    return made.compactMap { $0 }
}()

private let pairs: [VerifiedProgram] = {
    let binary: [Opcode] = [.equal, .notEqual, .less, .greaterOrEqual]
    let made = binary.map { apply($0, 2, .bool) }
    for program in made { precondition(program != nil, "a fuzzed program does not verify") }
    return made.compactMap { $0 }
}()

/// The laws of equality, hash and order.
private func compare(_ rows: Column) {
    let count = min(rows.count, 12)
    var hashes = [UInt64](repeating: 0, count: rows.count)
    hashes.withUnsafeMutableBufferPointer { if $0.count > 0 { rows.hash(into: $0.baseAddress!) } }
    for left in 0..<count {
        precondition(rows.equals(left, rows, left), "a value is not equal to itself")
        for right in 0..<count {
            let isEqual = rows.equals(left, rows, right)
            precondition(isEqual == rows.equals(right, rows, left), "equality is not symmetric")
            precondition(!isEqual || hashes[left] == hashes[right], "equal values have different hashes")
            let order = rows.compare(left, with: rows, right).signum()
            precondition(order == -rows.compare(right, with: rows, left).signum(), "the order is not antisymmetric")
            precondition((order == 0) == isEqual, "order and equality differ")
            if let strict = try? rows.strictOrder(left, with: rows, right) {
                precondition(strict.signum() == order, "the strict order differs")
            }
        }
    }
}

/// Values of type any of any bytes: refused, or read, compared, converted and stored like all others, never a trap.
private func useValues(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: bytes, count: count)
    let rows = values(input)
    guard rows.count > 0 else { return 0 }
    for row in 0..<rows.count {
        let scalar = rows.scalar(row)
        guard let encoded = AnyCoding.encode(scalar) else { fatalError("a value does not survive decoding") }
        let same = encoded.withUnsafeBytes {
            anyEquals(AnyCursor($0.baseAddress!), rows.anyCursor(row), nanIsEqual: true)
        }
        precondition(same, "a value has changed")
    }
    compare(rows)
    let canonical = rows.canonicalised()
    precondition(canonical.count == rows.count, "rows were lost")
    let context = RunContext(partition: 0, instructionBudget: 200_000, memoryMax: 4 << 20)
    for program in programs { _ = try? ProgramRunner(program, context: context).run(rows) }
    for program in pairs { _ = try? ProgramRunner(program, context: context).combine(rows, canonical) }
    if let block = try? BlockCodec.encode(rows) {
        let back = block.withUnsafeBytes { try? BlockCodec.decode($0, expecting: .any) }
        precondition(back?.count == rows.count, "a block does not survive")
        for row in 0..<rows.count { precondition(back!.equals(row, rows, row), "row \(row) has changed in a block") }
    }
    var writer = MarshalWriter()
    if (try? MarshalRows.encode([rows], to: &writer)) != nil {
        _ = writer.copy().withUnsafeBytes { try? MarshalRows.decode($0) }
    }
    return 0
}

@main
enum AnyFuzzer {
    static func main() { exit(fuzz(useValues)) }
}

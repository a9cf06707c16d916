// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// The reduce program of a closure over two values of `type`. Sums, minima, maxima and the logical connectives are
/// recognised; anything else becomes a program. The closure must give a value of the same type.
public func compileReduce(_ closure: Closure, type: DataType) throws(ClosureError) -> ReduceProgram {
    let emitter = Emitter(inputs: [type, type])
    let compiler = ClosureCompiler(closure, emitter: emitter)
    let result = try compiler.run(emitter.inputs)
    guard emitter.type(result) == type else {
        throw compiler.error(
            "a reduce function over \(type) gives \(emitter.type(result))",
            advice: "it must give a value of the type that it takes; map the values to it first")
    }
    let program = try Optimizer.finish(emitter.finish(yielding: result), keepsFailures: emitter.keepsFailures)
    // Python's `min` and `max` of floats keep the first where a NaN is compared, which the built-in ones do not.
    return recognised(program) ?? .program(program)
}

/// The built-in function that the program is, if it is one.
private func recognised(_ program: Program) -> ReduceProgram? {
    let segment = program.segments[0]
    guard case .yield(let result) = segment.terminator, let last = segment.instructions.last, last.results == [result]
    else { return nil }
    let inputs = segment.parameters
    if segment.instructions.count == 1 {
        guard last.operands == inputs || last.operands == inputs.reversed() else { return nil }
        switch last.opcode {
        case .addInt, .addFloat: return .sum
        case .minimumInt, .minimumFloat: return .minimum
        case .maximumInt, .maximumFloat: return .maximum
        case .and: return .and
        case .or: return .or
        default: return nil
        }
    }
    // Not of floats, where a comparison with NaN is false either way.
    guard [.int, .string].contains(program.registers[inputs[0].index]) else { return nil }
    return chosenByComparison(segment, last)
}

/// `a < b ? a : b` and its kin, of ints and strings.
private func chosenByComparison(_ segment: Segment, _ last: Instruction) -> ReduceProgram? {
    let inputs = segment.parameters
    guard segment.instructions.count == 2, last.opcode == .if, let test = segment.instructions.first,
        last.operands == test.results, test.operands == inputs || test.operands == inputs.reversed(),
        last.blocks.allSatisfy({ $0.instructions.isEmpty && $0.yields.count == 1 })
    else { return nil }
    let yes = last.blocks[0].yields[0]
    let no = last.blocks[1].yields[0]
    guard Set([yes, no]) == Set(inputs) else { return nil }
    let givesFirst = yes == test.operands[0]
    switch test.opcode {
    case .less, .lessOrEqual: return givesFirst ? .minimum : .maximum
    case .greater, .greaterOrEqual: return givesFirst ? .maximum : .minimum
    default: return nil
    }
}

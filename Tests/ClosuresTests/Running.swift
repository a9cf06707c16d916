// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Testing

/// Runs a program over rows, in batches of 1, 2 and all of them, which must agree.
func run(_ program: Program, _ rows: [Scalar], partition: Int = 0) throws -> [Scalar] {
    // As an executor gets it.
    let received = try ProgramCodec.decode(ProgramCodec.encode(program))
    let verified = try Verifier.verify(received)
    var results: [[Scalar]] = []
    for size in [1, 2, max(rows.count, 1)] {
        let runner = ProgramRunner(verified, context: RunContext(partition: partition))
        var result: [Scalar] = []
        var next = 0
        while next < rows.count {
            let end = min(next + size, rows.count)
            let column = try runner.run(#require(Column(program.inputTypes[0], Array(rows[next..<end]))))
            #expect(column.type == program.resultType)
            result += (0..<column.count).map { column.scalar($0) }
            next = end
        }
        results.append(result)
    }
    // As texts, in which a NaN is a NaN.
    #expect("\(results[0])" == "\(results[2])")
    #expect("\(results[1])" == "\(results[2])")
    return results[2]
}

/// Short forms of tree nodes.
func constant(_ value: Int) -> Node { Node(.constant(Constant(type: .int, value: .int(value)))) }
func constant(_ value: Double) -> Node { Node(.constant(Constant(type: .float, value: .float(value)))) }
func constant(_ value: String) -> Node { Node(.constant(Constant(type: .string, value: .string(value)))) }
func constant(_ value: Bool) -> Node { Node(.constant(Constant(type: .bool, value: .bool(value)))) }
let none = Node(.constant(Constant(type: .null, value: .null)))
func call(_ function: Function, _ arguments: Node...) -> Node { Node(.call(function, arguments)) }
func binary(_ operation: BinaryOperation, _ left: Node, _ right: Node) -> Node {
    Node(.binary(operation, left, right))
}
func compare(_ comparison: Comparison, _ left: Node, _ right: Node) -> Node {
    Node(.compare(comparison, left, right))
}

/// A closure of one value in a dialect, from its tree.
func closure(_ dialect: Dialect, _ body: (Node) -> Node) -> Closure {
    let parameter = Variable("x")
    return Closure(
        parameters: [parameter], body: body(Node(.variable(parameter))), dialect: dialect,
        source: ClosureSource(file: "test.py", line: 3, lines: [3: "lambda x: …"]))
}

func python(_ body: (Node) -> Node) -> Closure { closure(.python, body) }
func swift(_ body: (Node) -> Node) -> Closure { closure(.swift, body) }

func mapped(_ input: DataType, _ closure: Closure) throws -> Program {
    let compiler = PipelineCompiler(input: input)
    try compiler.map(closure)
    return try compiler.finish()
}

/// The value of a closure for one row.
func value(_ input: DataType, _ row: Scalar, _ closure: Closure) throws -> Scalar {
    try #require(run(mapped(input, closure), [row]).first)
}

extension Program {
    /// All opcodes, those in blocks included.
    var opcodes: [Opcode] {
        func walk(_ instructions: [Instruction]) -> [Opcode] {
            instructions.flatMap { [$0.opcode] + $0.blocks.flatMap { walk($0.instructions) } }
        }
        return segments.flatMap { walk($0.instructions) }
    }
}

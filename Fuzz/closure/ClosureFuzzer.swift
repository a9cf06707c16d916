// SPDX-License-Identifier: Apache-2.0
import Bytecode
import Closures
import Columnar
import Compute
import FuzzDriver
import Glibc
import Interchange

/// Bytes before the syntax tree: the choice of types, and splices of a target and a source node (16 bits each).
private let headByteCount = 20

private let types: [DataType] = [
    .int, .float, .string, .bool, .any, .tuple([.int, .int]), .tuple([.string, .int]), .tuple([.any, .any]),
    .list(.int), .list(.string), .list(.any), .map(.string, .int), .tuple([.int, .list(.any)]), .bytes, .null,
]

extension Scalar {
    /// The number of values in the tree.
    fileprivate var nodeCount: Int { parts.reduce(1) { $0 + $1.nodeCount } }

    private var parts: [Scalar] {
        switch self {
        case .tuple(let members), .list(let members): members
        case .map(let entries): entries.map(\.value)
        default: []
        }
    }

    /// The node with the given number, counted from the root down.
    fileprivate func node(_ number: inout Int) -> Scalar? {
        if number == 0 { return self }
        number -= 1
        for part in parts { if let found = part.node(&number) { return found } }
        return nil
    }

    /// The tree with `part` in the place of the node with the given number.
    fileprivate func replacing(_ number: inout Int, with part: Scalar) -> Scalar {
        let here = number
        number -= 1
        if here == 0 { return part }
        if here < 0 { return self }
        switch self {
        case .tuple(let members): return .tuple(members.map { $0.replacing(&number, with: part) })
        case .list(let members): return .list(members.map { $0.replacing(&number, with: part) })
        case .map(let entries):
            return .map(entries.map { Entry(key: $0.key, value: $0.value.replacing(&number, with: part)) })
        default: return self
        }
    }
}

/// A tree in which parts stand in the places of others: what changed bytes seldom give.
private func spliced(_ tree: Scalar, _ head: UnsafeRawBufferPointer) -> Scalar {
    var tree = tree
    for offset in stride(from: 4, to: headByteCount, by: 4) {
        let target = Int(head.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        let source = Int(head.loadUnaligned(fromByteOffset: offset + 2, as: UInt16.self))
        let count = tree.nodeCount
        if target == 0 || count > 4_000 { continue }
        var number = source % count
        guard let part = tree.node(&number) else { continue }
        number = target % count
        tree = tree.replacing(&number, with: part)
    }
    return tree
}

private func run(_ program: Program, _ seed: UInt64) {
    let verified: VerifiedProgram
    do { verified = try Verifier.verify(program) } catch { fatalError("a compiled program: \(error)") }
    precondition((try? ProgramCodec.decode(ProgramCodec.encode(program))) != nil, "a compiled program has no encoding")
    let context = RunContext(partition: 1, instructionBudget: 20_000, memoryMax: 4 << 20)
    let runner = ProgramRunner(verified, context: context)
    let columns = program.inputTypes.enumerated().map {
        ProgramGenerator.column(seed: seed &+ UInt64($0.offset), type: $0.element, count: 4)
    }
    if columns.count == 1 { _ = try? runner.run(columns[0]) }
    if columns.count == 2, program.segments.count == 1 { _ = try? runner.combine(columns[0], columns[1]) }
}

/// Syntax trees of any bytes, and trees with parts put elsewhere: refused, or compiled to a program that verifies and
/// runs to a value or an error, never a trap.
private func compileTrees(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: bytes, count: count)
    guard count > headByteCount else { return 0 }
    let head = UnsafeRawBufferPointer(rebasing: input[..<headByteCount])
    guard let tree = try? Marshal.decode(UnsafeRawBufferPointer(rebasing: input[headByteCount...])),
        let closure = try? PythonClosure(decoding: spliced(tree, head))
    else { return 0 }
    let type = types[Int(head[0]) % types.count]
    let seed = UInt64(head[1])
    if let script = try? ScriptCompiler.compile(closure, argumentCount: Int(head[2]) % 3) {
        do { _ = try ScriptVerifier.verify(script) } catch { fatalError("a compiled script: \(error)") }
    }
    if head[2] & 4 != 0 {
        if let reduce = try? compileReduce(closure, type: type), case .program(let program) = reduce.program {
            run(program, seed)
        }
        return 0
    }
    let compiler = PipelineCompiler(input: type)
    switch head[3] % 6 {
    case 0: _ = try? compiler.map(closure)
    case 1: _ = try? compiler.filter(closure)
    case 2: _ = try? compiler.flatMap(closure)
    case 3: _ = try? compiler.mapValues(closure)
    case 4: _ = try? compiler.flatMapValues(closure)
    default: _ = try? compiler.keyBy(closure)
    }
    if let program = try? compiler.finish() { run(program, seed) }
    return 0
}

@main
enum ClosureFuzzer {
    static func main() { exit(fuzz(compileTrees)) }
}

// SPDX-License-Identifier: Apache-2.0
import Bytecode
import Columnar
import FuzzDriver
import Glibc
import Scripting

private let names = [
    "f", "a", "b", "k", "key", "ValueError", "Exception", "StopIteration", "len", "sorted", "map", "zip", "range",
    "list", "dict", "set", "tuple", "str", "int", "float", "sum", "min", "max", "enumerate", "reversed", "isinstance",
    "round", "divmod", "pow", "abs", "repr", "format", "bytes", "iter", "next", "any", "all", "filter", "hash", "type",
    "append", "extend", "insert", "pop", "remove", "sort", "reverse", "index", "count", "clear", "copy", "update",
    "setdefault", "get", "items", "keys", "values", "add", "discard", "union", "difference", "join", "split", "replace",
    "encode", "decode", "strip", "upper", "find", "startswith", "math", "re", "json", "collections", "itertools",
    "functools", "operator", "datetime", "heapq", "statistics", "random", "hashlib", "string", "Counter", "deque",
    "defaultdict", "chain", "product", "permutations", "combinations", "islice", "groupby", "accumulate", "reduce",
    "partial", "sqrt", "gcd", "factorial", "comb", "sub", "findall", "dumps", "loads", "date", "timedelta",
    "itemgetter",
    "heappush", "heappop", "mean", "sample", "shuffle", "sha256", "args", "__class__", "most_common", "appendleft",
]

private let constants: [Scalar] = [
    .null, .bool(true), .int(0), .int(1), .int(-1), .int(2), .int(7), .int(63), .int(.max), .int(.min), .float(0.5),
    .float(-0.0), .float(.nan), .float(1e300), .string(""), .string("abc"), .string("é日本 12"),
    .string("%5.2f|{0!r:>9}"),
    .string("(a)|b*"), .string("[1, {\"x\": null}]"), .bytes([0, 255, 10]), .tuple([]),
    .tuple([.int(1), .string("x")]),
    .list([]), .list([.int(3), .int(1), .int(2)]), .list([.string("b"), .string("a")]),
    .map([Scalar.Entry(key: .string("k"), value: .int(1)), Scalar.Entry(key: .int(2), value: .list([]))]),
    .set([.int(1), .int(5)]), .frozenSet([.string("a")]), .object("range", [.int(0), .int(9), .int(2)]),
    .object("datetime.date", [.int(2_024), .int(2), .int(29)]),
    .object("collections.deque", [.list([.int(1), .int(2)]), .int(3)]),
]

private let registers = 12

/// Takes every 4 bytes as an instruction whose operands are brought into range, so that nearly every input is a script
/// that the verifier accepts.
private func script(_ input: UnsafeRawBufferPointer) -> Script {
    var function = ScriptFunction(name: 0, registerCount: registers)
    function.parameters.positional = [1, 2]
    var generator = ScriptFunction(name: 0, registerCount: registers, isGenerator: true)
    generator.captureCount = 1
    generator.callSites = [ScriptCallSite(positionalCount: 1)]
    let count = input.count / 4
    for index in names.indices {
        for positional in 0...2 { function.callSites.append(ScriptCallSite(name: index, positionalCount: positional)) }
    }
    function.callSites += [
        ScriptCallSite(positionalCount: 1), ScriptCallSite(positionalCount: 1, keywords: [3]),
        ScriptCallSite(name: 9, positionalCount: 1, keywords: [4]),
    ]
    function.closures = [ScriptClosure(function: 1, cells: [4])]
    let own = count / 2
    for index in 0..<count {
        let bytes = (0..<4).map { Int(input[index * 4 + $0]) }
        let opcode = ScriptOpcode.allCases[bytes[0] % ScriptOpcode.allCases.count]
        func operand(_ kind: ScriptOperand, _ byte: Int, _ next: Int) -> Int {
            switch kind {
            case .unused, .closure, .accumulator: 0
            case .register, .window: byte % 9
            case .source, .optionalSource: byte < 128 ? byte % registers : ~(byte % constants.count)
            case .name: (byte * 256 + next) % names.count
            case .target: byte % (index < own ? own + 1 : count - own + 1)
            case .function: 0
            case .callSite: index < own ? (byte * 256 + next) % function.callSites.count : 0
            case .number: byte % 4
            }
        }
        let kinds = opcode.operands
        let instruction = ScriptInstruction(
            opcode, operand(kinds.a, bytes[1], bytes[2]), operand(kinds.b, bytes[2], bytes[3]),
            operand(kinds.c, bytes[3], bytes[2]))
        if index < own {
            if instruction.opcode == .yieldValue || instruction.opcode == .yieldFrom { continue }
            function.instructions.append(instruction)
        } else if instruction.opcode != .makeFunction, instruction.opcode != .callMethod,
            instruction.opcode != .callBuiltin
        {
            generator.instructions.append(instruction)
        }
    }
    var script = Script(functions: [function, generator], constants: constants, names: names)
    script.accumulators = [1]
    for index in script.functions.indices {
        script.functions[index].instructions.append(ScriptInstruction(.returnValue, 0, index + 1))
        let count = script.functions[index].instructions.count
        for place in script.functions[index].instructions.indices {
            let instruction = script.functions[index].instructions[place]
            if instruction.opcode.operands.c == .target, Int(instruction.c) >= count {
                script.functions[index].instructions[place].c = Int32(count - 1)
            }
        }
        script.functions[index].spans = Array(repeating: -1, count: count)
        if count > 4 {
            script.functions[index].handlers = [
                ScriptHandler(start: 0, end: count / 2, target: count / 2, register: 9)
            ]
        }
    }
    return script
}

private func run(_ script: Script) {
    guard let verified = try? ScriptVerifier.verify(script) else { return }
    let environment = ScriptEnvironment(instructionBudget: 3_000, memoryBudget: 1 << 20)
    do throws(ScriptFailure) {
        let instance = try ScriptInstance(verified, environment: environment)
        let value = try instance.call([.int(3), .text(Text("b"))])
        _ = try instance.perform { (host) throws(Raised) in try strOf(value, host) }
        let values = try instance.values(of: value)
        for _ in 0..<10 { if try instance.next(values) == nil { break } }
    } catch { _ = error.message.utf8.count }
}

/// Scripts of any bytes, and scripts of instructions in range, run within small budgets: refused, an exception or a
/// value, never a trap.
private func runScripts(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: bytes, count: count)
    guard let choice = input.first else { return 0 }
    if choice == 0 {
        let rest = UnsafeRawBufferPointer(rebasing: input[1...])
        fuzzScript(rest)
        if let script = try? ScriptCodec.decode(rest) { run(script) }
        return 0
    }
    let script = script(UnsafeRawBufferPointer(rebasing: input[1...]))
    let encoded = ScriptCodec.encode(script)
    if choice == 1 {
        encoded.withUnsafeBytes { fuzzScript($0) }
        // As above, with one byte of the encoding changed.
        var changed = encoded
        changed[count * 7 % changed.count] = input[count - 1]
        if let script = try? ScriptCodec.decode(changed) { run(script) }
    }
    run(script)
    return 0
}

@main
enum ScriptFuzzer {
    static func main() { exit(fuzz(runScripts)) }
}

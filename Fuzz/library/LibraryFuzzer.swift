// SPDX-License-Identifier: Apache-2.0
import Bytecode
import Closures
import Columnar
import FuzzDriver
import Glibc
import Scripting

private func node(_ kind: PythonExpression.Kind) -> PythonExpression { PythonExpression(kind) }

/// `module.function(arguments...)` of the parameters with the given numbers.
private func inModule(_ module: String, _ function: String, _ arguments: Int...) -> PythonExpression {
    node(.call(node(.attribute(node(.module(module)), function)), arguments.map(parameter), []))
}

private func builtin(_ name: String, _ arguments: Int...) -> PythonExpression {
    node(.call(node(.builtin(name)), arguments.map(parameter), []))
}

private func method(_ receiver: Int, _ name: String, _ arguments: Int...) -> PythonExpression {
    node(.call(node(.attribute(parameter(receiver), name)), arguments.map(parameter), []))
}

private func parameter(_ index: Int) -> PythonExpression { node(.name(["a", "b", "c"][index])) }

/// `datetime.TYPE.METHOD(arguments...)`.
private func ofMoment(_ type: String, _ name: String, _ arguments: Int...) -> PythonExpression {
    let type = node(.attribute(node(.module("datetime")), type))
    return node(.call(node(.attribute(type, name)), arguments.map(parameter), []))
}

/// What takes texts apart: the regular expressions first, since most of the work is theirs.
private let expressions: [PythonExpression] = [
    inModule("re", "findall", 0, 1), inModule("re", "sub", 0, 2, 1), inModule("re", "split", 0, 1),
    inModule("re", "fullmatch", 0, 1), inModule("re", "match", 0, 1), inModule("re", "escape", 0),
    builtin("list", 0), inModule("json", "loads", 0), builtin("int", 0), builtin("float", 0), builtin("complex", 0),
    builtin("format", 1, 0), node(.binary(.remainder, parameter(0), parameter(1))), method(0, "format", 1, 2),
    ofMoment("datetime", "strptime", 1, 0), ofMoment("datetime", "fromisoformat", 0),
    ofMoment("date", "fromisoformat", 0), ofMoment("time", "fromisoformat", 0), method(0, "split", 1),
    method(0, "replace", 1, 2), method(0, "translate", 1), method(0, "title"), method(0, "casefold"),
    method(0, "expandtabs"), method(0, "splitlines"), method(0, "partition", 1), builtin("repr", 0),
    builtin("ascii", 0), method(0, "encode", 1), builtin("sorted", 0), inModule("string", "capwords", 0),
    method(0, "swapcase"), method(0, "rsplit", 1), method(0, "isidentifier"), inModule("math", "fsum", 0),
]

private let scripts: [VerifiedScript] = expressions.map { expression in
    let function = PythonFunction(
        name: "f", source: ClosureSource(file: "f.py", line: 1), parameters: PythonParameters(["a", "b", "c"]),
        body: [PythonStatement(.return(expression))])
    do {
        let script = try ScriptCompiler.compile(PythonClosure(functions: [function]), argumentCount: 3)
        return try ScriptVerifier.verify(script)
    } catch { fatalError("a fuzzed expression: \(error)") }
}

/// One function of the library on up to three texts of the input (which a zero byte separates): a value or an
/// exception, never a trap.
private func callLibrary(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: bytes, count: count)
    guard let choice = input.first else { return 0 }
    // Half of all choices are regular expressions. scripts/fuzz-seeds counts on the numbers from 128 on.
    let index = choice < 128 ? Int(choice) % 6 : Int(choice - 128) % scripts.count
    let parts = input.dropFirst().split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    var arguments: [Value] = parts.prefix(3).map { .text(Text(String(decoding: $0, as: UTF8.self))) }
    while arguments.count < 3 { arguments.append(choice & 1 == 0 ? .text(Text("ab 12")) : .int(count - 7)) }
    let environment = ScriptEnvironment(instructionBudget: 20_000, memoryBudget: 1 << 20)
    do throws(ScriptFailure) {
        let instance = try ScriptInstance(scripts[index], environment: environment)
        let value = try instance.call(arguments)
        _ = try instance.perform { (host) throws(Raised) in try reprOf(value, host) }
    } catch { _ = error.message.utf8.count }
    return 0
}

@main
enum LibraryFuzzer {
    static func main() { exit(fuzz(callLibrary)) }
}

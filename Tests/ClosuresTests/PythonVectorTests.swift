// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Scripting
import Testing

@Suite("Python functions give what Python gives")
struct PythonVectorTests {
    @Test("as steps of a pipeline, typed where they must be")
    func steps() throws {
        let vectors = try PythonVector.all()
        #expect(vectors.count > 100)
        for vector in vectors {
            let compiler = PipelineCompiler(input: vector.rowType)
            let closure = try PythonClosure(decoding: vector.module.scalar)
            switch vector.operation {
            case "filter": try compiler.filter(closure)
            case "flatMap": try compiler.flatMap(closure)
            default: try compiler.map(closure)
            }
            let form = try #require(compiler.lastForm)
            #expect((form.reason == nil) == vector.typed, "\(vector)")
            if let reason = form.reason { #expect(!reason.message.isEmpty, "\(vector)") }
            let program = try compiler.finish()
            for (row, expected) in zip(vector.rows, vector.results) {
                let found = outcome(vector, program, row.scalar)
                #expect(isPythons(found, expected.shown), "\(vector) for \(row.scalar): \(found)")
            }
        }
    }

    private func outcome(_ vector: PythonVector, _ program: Program, _ row: Scalar) -> String {
        do {
            let rows = try run(program, [row])
            switch vector.operation {
            case "filter": return rows.isEmpty ? "False" : "True"
            case "flatMap": return Shown.text(.list(rows))
            default: return rows.first.map { Shown.text($0) } ?? "no row"
            }
        } catch let error as ComputeError {
            return exceptionType(error)
        } catch { return "\(error)" }
    }

    /// Whether an outcome is the one that the vectors have. Theirs are of integers of 64 bits, beyond which typed
    /// programs do not go; scripts go on with integers of any size.
    private func isPythons(_ found: String, _ expected: String) -> Bool {
        found == expected || expected == "OverflowError" && !found.hasSuffix("Error")
    }

    private func exceptionType(_ error: ComputeError) -> String {
        switch error.kind {
        case .overflow: "OverflowError"
        case .divisionByZero: "ZeroDivisionError"
        case .indexOutOfRange: "IndexError"
        case .parse, .invalidArgument, .emptyList: "ValueError"
        case .typeError: "TypeError"
        case .pythonException: error.exceptionType ?? ""
        default: "\(error.kind)"
        }
    }

    @Test("as scripts")
    func scripts() throws {
        for vector in try PythonVector.all() {
            let closure = try PythonClosure(decoding: vector.module.scalar)
            let script = try ScriptCompiler.compile(closure, argumentCount: 1)
            let verified = try ScriptVerifier.verify(script)
            for (row, expected) in zip(vector.rows, vector.results) {
                let found = try outcome(vector, verified, row.scalar)
                #expect(isPythons(found, expected.shown), "\(vector) for \(row.scalar): \(found)")
            }
        }
    }

    private func outcome(_ vector: PythonVector, _ script: VerifiedScript, _ row: Scalar) throws -> String {
        let instance = try ScriptInstance(script, environment: ScriptEnvironment(instructionBudget: 10_000_000))
        do {
            let value = try instance.call([scriptValue(row)])
            switch vector.operation {
            case "filter": return try instance.isTrue(value) ? "True" : "False"
            case "flatMap":
                let iterator = try instance.values(of: value)
                var elements: [Value] = []
                while let next = try instance.next(iterator) { elements.append(next) }
                return Shown.text(Value.list(ListObject(elements)))
            default: return Shown.text(value)
            }
        } catch let error as ScriptFailure { return error.type }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Testing

@Suite("Closure errors")
struct ErrorTests {
    private func error(_ input: DataType, _ closure: Closure) -> ClosureError? {
        #expect(throws: ClosureError.self) { try mapped(input, closure) }
    }

    @Test("name the construct, the line and a way out")
    func namesEverything() throws {
        let parameter = Variable("$0")
        let body = Node(
            .binary(
                .add, Node(.variable(parameter)), Node(.constant(Constant(type: .string, value: .string("a"))))))
        let refusal = self.error(.int, .traced(parameters: [parameter], body: body, file: "main.swift", line: 12))
        let error = try #require(refusal)
        #expect(error.file == "main.swift" && error.line == 12)
        #expect(error.text == "$0 + \"a\"")
        #expect(
            error.description.hasPrefix("main.swift:12: add takes two numbers, not int and string, in `$0 + \"a\"`"))
        #expect(!error.advice.isEmpty)
    }

    @Test("come for what has the wrong type")
    func wrongTypes() {
        let wrong: [(DataType, Closure)] = [
            (.int, swift { Node(.unary(.not, $0)) }),
            (.int, swift { call(.uppercase, $0) }),
            (.string, swift { call(.squareRoot, $0) }),
            (.int, swift { Node(.member($0, 0)) }),
            (.tuple([.int]), swift { Node(.member($0, 1)) }),
            (.int, swift { Node(.list([$0, constant("a")], element: nil)) }),
            (.int, swift { _ in Node(.list([], element: nil)) }),
            (.int, swift { Node(.conditional(compare(.less, $0, constant(1)), then: $0, else: constant("a"))) }),
            (.int, swift { compare(.less, $0, constant(0.5)) }),
            (.list(.string), swift { call(.sum, $0) }),
            (.int, swift { call(.length, $0) }),
            (.int, swift { _ in Node(.variable(Variable("unknown"))) }),
            (.tuple([.int]), swift { call(.toString, $0) }),
            (.tuple([.int, .int]), python { call(.element, $0, Node(.member($0, 0))) }),
            (.int, python { Node(.forLoop(Variable("e"), in: $0, body: Node(.sequence([])))) }),
        ]
        for (input, closure) in wrong { _ = error(input, closure) }
    }

    @Test("come for random numbers within a list, whichever operation it is given to")
    func randomInList() {
        let element = Variable("e")
        let body = swift { Node(.mapList($0, element, body: Node(.random(seed: 1)))) }
        #expect(error(.list(.int), body)?.advice.contains("flatMap") == true)
        let compiler = PipelineCompiler(input: .list(.int))
        #expect(throws: ClosureError.self) { try compiler.flatMap(body) }
    }

    @Test("come for steps that need other rows")
    func wrongRows() {
        #expect(throws: ClosureError.self) { try PipelineCompiler(input: .int).mapValues(swift { $0 }) }
        #expect(throws: ClosureError.self) { try PipelineCompiler(input: .int).flatMap(swift { $0 }) }
        #expect(throws: ClosureError.self) { try PipelineCompiler(input: .int).filter(swift { $0 }) }
        #expect(throws: ClosureError.self) { try PipelineCompiler(input: .int).keys(file: "a", line: 1) }
        #expect(throws: ClosureError.self) { try compileReduce(swift { $0 }, type: .int) }
    }

    @Test("come for expressions that are too deep, without overflowing the stack")
    func tooDeep() {
        let deep = swift { x in (0..<100_000).reduce(x) { sum, _ in binary(.add, sum, constant(1)) } }
        #expect(error(.int, deep)?.message.contains("nests deeper") == true)
        let nearly = swift { x in (0..<300).reduce(x) { sum, _ in binary(.multiply, sum, x) } }
        #expect(throws: Never.self) { try mapped(.int, nearly) }
    }

    @Test("an expression that is used many times is compiled once")
    func shared() throws {
        let doubled = swift { x in (0..<60).reduce(x) { sum, _ in binary(.add, sum, sum) } }
        let program = try mapped(.int, doubled)
        #expect(program.opcodes.count == 60)
        #expect(try run(program, [.int(1)]) == [.int(1 << 60)])
    }

    @Test("a failure at run time shows the user's line and the row")
    func runTime() throws {
        let parameter = Variable("$0")
        let body = binary(.divide, constant(100), Node(.variable(parameter)))
        let compiler = PipelineCompiler(input: .int)
        try compiler.map(.traced(parameters: [parameter], body: body, file: "main.swift", line: 12))
        let program = try compiler.finish()
        let error = #expect(throws: ComputeError.self) { try run(program, [.int(5), .int(0)]) }
        #expect(error?.fileName == "main.swift" && error?.span?.line == 12)
        #expect(error?.sourceLine == "{ 100 / $0 }")
        #expect(error?.row == "0")
    }

    @Test("two closures on one line keep their own texts")
    func oneLine() throws {
        func traced(_ body: (Node) -> Node) -> Closure {
            let parameter = Variable("$0")
            return .traced(parameters: [parameter], body: body(Node(.variable(parameter))), file: "main.swift", line: 4)
        }
        let compiler = PipelineCompiler(input: .int)
        try compiler.map(traced { binary(.add, $0, constant(1)) })
        try compiler.map(traced { binary(.multiply, $0, constant(2)) })
        let program = try compiler.finish()
        let texts = program.segments[0].instructions.filter { $0.opcode != .constant }.map {
            program.sourceMap.excerpt(program.sourceMap.spans[$0.span])
        }
        #expect(texts == ["$0 + 1", "$0 * 2"])
    }

    @Test("a Python name that nothing binds is refused when it is compiled")
    func unboundName() throws {
        let function = PythonFunction(
            name: "f", source: ClosureSource(file: "f.py", line: 3), parameters: PythonParameters(["x"]),
            body: [PythonStatement(.return(PythonExpression(.name("y"))))])
        let error = #expect(throws: ClosureError.self) {
            try ScriptCompiler.compile(PythonClosure(functions: [function]), argumentCount: 1)
        }
        #expect(error?.description.contains("the name y") == true)
    }
}

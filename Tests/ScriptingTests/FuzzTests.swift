// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Testing

/// Scripts that were changed at random: each is refused, or runs to an end within its budget.
@Suite struct FuzzTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    /// A script with an instruction of every kind.
    private func everything() -> Assembler {
        var code = Assembler(parameters: ["a", "b"], registers: 12)
        let one = code.constant(.int(1))
        let text = code.constant(.string("abc"))
        let list = code.constant(.list([.int(3), .string("x")]))
        code.script.accumulators = [1]
        code.function.closures = [ScriptClosure(function: 1, cells: [4])]
        let method = code.site("append", 1)
        let builtin = code.site("sorted", 1, ["key"])
        let keywords = code.site(nil, 1, ["k"])
        let name = code.name("ValueError")
        let module = code.name("math")
        for opcode in ScriptOpcode.allCases {
            func operand(_ kind: ScriptOperand, _ register: Int, _ constant: Int) -> Int {
                switch kind {
                case .unused, .function, .closure, .accumulator: 0
                case .register, .window: register
                case .source, .optionalSource: constant
                case .name: opcode == .loadModule ? module : name
                case .target: code.function.instructions.count + 1
                case .callSite: opcode == .callMethod ? method : opcode == .callBuiltin ? builtin : keywords
                case .number: opcode == .dictMerge ? 1 : 2
                }
            }
            if opcode == .returnValue || opcode == .yieldValue || opcode == .yieldFrom { continue }
            let kinds = opcode.operands
            code.emit(
                opcode, operand(kinds.a, 5, 0), operand(kinds.b, 6, text),
                operand(kinds.c, 7, opcode == .add ? one : list))
        }
        code.emit(.returnValue, 0, 2)
        let count = code.function.instructions.count
        code.function.handlers = (0..<count).map {
            ScriptHandler(start: $0, end: $0 + 1, target: min($0 + 1, count - 1), register: 9)
        }
        code.next(registers: 3, isGenerator: true, captures: 1)
        code.emit(.yieldValue, 1, one)
        code.emit(.getIterator, 2, list)
        code.emit(.yieldFrom, 1, 2)
        code.emit(.returnValue, 0, text)
        return code
    }

    private func run(_ script: VerifiedScript) {
        let environment = ScriptEnvironment(instructionBudget: 3_000, memoryBudget: 1 << 20)
        do throws(ScriptFailure) {
            let instance = try ScriptInstance(script, environment: environment)
            _ = try instance.call([.int(3), .text(Text("b"))])
        } catch { _ = error.message.utf8.count }
    }

    @Test func roundTrip() throws {
        let script = everything().finished()
        let bytes = ScriptCodec.encode(script)
        #expect(try ScriptCodec.decode(bytes) == script)
        run(try ScriptVerifier.verify(script))
        #expect(ScriptDisassembler.disassemble(script).contains("callBuiltin r5 r6 sorted(1 key=)"))
        for end in 0..<bytes.count {
            #expect(throws: BytecodeError.self) { try ScriptCodec.decode(Array(bytes[..<end])) }
        }
    }

    @Test func changedBytes() throws {
        let bytes = ScriptCodec.encode(everything().finished())
        var random = Random(state: 1)
        var verified = 0
        for _ in 0..<3_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let script = try? ScriptCodec.decode(changed) else { continue }
            #expect(ScriptCodec.encode(script) == changed)
            guard let proven = try? ScriptVerifier.verify(script) else { continue }
            verified += 1
            run(proven)
        }
        #expect(verified > 20)
    }

    @Test func changedInstructions() throws {
        let base = everything().finished()
        var random = Random(state: 2)
        var verified = 0
        for _ in 0..<3_000 {
            var script = base
            for _ in 0..<4 {
                let index = Int.random(in: 0..<script.functions[0].instructions.count, using: &random)
                let opcode = ScriptOpcode.allCases.randomElement(using: &random) ?? .nop
                func operand(_ kind: ScriptOperand) -> Int {
                    switch kind {
                    case .unused: 0
                    case .target: Int.random(in: 0..<script.functions[0].instructions.count, using: &random)
                    case .source, .optionalSource: Int.random(in: -3..<12, using: &random)
                    default: Int.random(in: 0..<10, using: &random)
                    }
                }
                let kinds = opcode.operands
                script.functions[0].instructions[index] = ScriptInstruction(
                    opcode, operand(kinds.a), operand(kinds.b), operand(kinds.c))
            }
            guard let proven = try? ScriptVerifier.verify(script) else { continue }
            verified += 1
            run(proven)
        }
        #expect(verified > 200)
    }

    @Test func verifierRefuses() throws {
        func refuses(_ reason: String, _ change: (inout Script) -> Void) {
            var script = everything().finished()
            change(&script)
            do throws(BytecodeError) {
                _ = try ScriptVerifier.verify(script)
                Issue.record("verified, but: \(reason)")
            } catch {
                #expect(error.reason.contains(reason), "\(error.reason)")
            }
        }
        refuses("entry") { $0.entry = 9 }
        refuses("register 99 does not exist") { $0.functions[0].instructions[0] = .init(.move, 99, 0) }
        refuses("constant 50 does not exist") { $0.functions[0].instructions[0] = .init(.move, 0, ~50) }
        refuses("name 90 does not exist") { $0.functions[0].instructions[0] = .init(.loadBuiltin, 0, 90) }
        refuses("instruction 900 does not exist") { $0.functions[0].instructions[0] = .init(.jump, 0, 0, 900) }
        refuses("is no generator") { $0.functions[0].instructions[0] = .init(.yieldValue, 0, 0) }
        refuses("goes on behind the end") {
            $0.functions[0].instructions[$0.functions[0].instructions.count - 1] = .init(.nop)
        }
        refuses("do not exist") { $0.functions[0].instructions[0] = .init(.buildTuple, 0, 8, 5) }
        refuses("do not exist") { $0.functions[0].instructions[0] = .init(.unpackStar, 0, 0, 3 | 9 << 16) }
        refuses("handler's range") { $0.functions[0].handlers[0].end = 1_000 }
        refuses("not used") { $0.functions[0].instructions[0] = .init(.nop, 1) }
        refuses("needs cells") { $0.functions[0].instructions[0] = .init(.loadFunction, 0, 1) }
        refuses("closure 5 does not exist") { $0.functions[0].instructions[0] = .init(.makeFunction, 0, 5) }
        refuses("spans") { $0.functions[0].spans.removeLast() }
        refuses("do not fit") { $0.functions[0].registerCount = 1 }
    }
}

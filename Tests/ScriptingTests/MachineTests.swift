// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Testing

@Suite struct MachineTests {
    /// `total = 0; for i in range(n): total += i; return total`
    private func summing() -> Assembler {
        var code = Assembler(parameters: ["n"], registers: 4)
        let zero = code.constant(.int(0))
        code.emit(.move, 1, zero)
        code.emit(.callBuiltin, 2, 0, code.site("range", 1))
        code.emit(.getIterator, 2, 2)
        code.emit(.forNext, 3, 2, 6)
        code.emit(.addInPlace, 1, 1, 3)
        code.emit(.jump, 0, 0, 3)
        code.emit(.returnValue, 0, 1)
        return code
    }

    @Test func loopsOverARange() throws {
        #expect(try summing().run([.int(1_000)]) == "499500")
    }

    @Test func endsAtTheInstructionBudget() throws {
        let instance = try summing().instance(ScriptEnvironment(instructionBudget: 5_000))
        do throws(ScriptFailure) {
            _ = try instance.call([.int(1_000_000)])
            Issue.record("the budget did not end the loop")
        } catch {
            guard case .instructionBudget = error.cause else { Issue.record("ended by \(error)"); return }
        }
    }

    @Test func endsWhenCancelled() throws {
        let instance = try summing().instance(ScriptEnvironment(isCancelled: { true }))
        do throws(ScriptFailure) {
            _ = try instance.call([.int(1_000_000)])
            Issue.record("cancellation did not end the loop")
        } catch {
            guard case .cancelled = error.cause else { Issue.record("ended by \(error)"); return }
        }
    }

    @Test func endsAtTheMemoryBudget() throws {
        var code = Assembler(registers: 2)
        let text = code.constant(.string("abc"))
        let many = code.constant(.int(1 << 40))
        code.emit(.multiply, 0, text, many)
        code.emit(.returnValue, 0, 0)
        #expect(
            try code.run([], ScriptEnvironment(memoryBudget: 1 << 20))
                == "MemoryError: values need more than 1048576 bytes")
    }

    /// `x = f"{x!a}"` again and again: each time twice as many backslashes.
    @Test(arguments: [2, 3]) func shownTextsCountBeforeTheyAreMade(conversion: Int) throws {
        var code = Assembler(registers: 2)
        let text = code.constant(.string("\\'\"é"))
        code.emit(.move, 0, text)
        for _ in 0..<60 { code.emit(.formatValue, 0, 0, conversion) }
        code.emit(.returnValue, 0, 0)
        #expect(
            try code.run([], ScriptEnvironment(memoryBudget: 1 << 20))
                == "MemoryError: values need more than 1048576 bytes")
    }

    /// `def f(n): return n if n < 2 else f(n - 1) + f(n - 2)`
    @Test func callsItself() throws {
        var code = Assembler(parameters: ["n"], registers: 5)
        let one = code.constant(.int(1))
        let two = code.constant(.int(2))
        code.emit(.less, 1, 0, two)
        code.emit(.jumpIfFalse, 0, 1, 3)
        code.emit(.returnValue, 0, 0)
        code.emit(.loadFunction, 1, 0)
        code.emit(.subtract, 2, 0, one)
        code.emit(.call, 1, 1, 1)
        code.emit(.loadFunction, 2, 0)
        code.emit(.subtract, 3, 0, two)
        code.emit(.call, 2, 2, 1)
        code.emit(.add, 1, 1, 2)
        code.emit(.returnValue, 0, 1)
        #expect(try code.run([.int(20)]) == "6765")
    }

    @Test func limitsRecursion() throws {
        var code = Assembler(parameters: ["n"], registers: 3)
        code.emit(.loadFunction, 1, 0)
        code.emit(.move, 2, 0)
        code.emit(.call, 1, 1, 1)
        code.emit(.returnValue, 0, 1)
        #expect(try code.run([.int(1)]) == "RecursionError: maximum recursion depth exceeded")
        // Through a builtin: each turn takes native stack.
        var native = Assembler(parameters: ["n"], registers: 4)
        native.emit(.loadFunction, 1, 0)
        native.emit(.buildList, 2, 0, 1)
        native.emit(.callBuiltin, 1, 1, native.site("map", 2))
        native.emit(.callBuiltin, 1, 1, native.site("list", 1))
        native.emit(.returnValue, 0, 1)
        #expect(try native.run([.int(1)]) == "RecursionError: maximum recursion depth exceeded")
    }

    /// `def g(n): for i in range(n): x = yield i * 2` and its list.
    @Test func runsGenerators() throws {
        var code = Assembler(parameters: ["n"], registers: 3)
        code.emit(.loadFunction, 1, 1)
        code.emit(.move, 2, 0)
        code.emit(.call, 1, 1, 1)
        code.emit(.callBuiltin, 1, 1, code.site("list", 1))
        code.emit(.returnValue, 0, 1)
        code.next(parameters: ["n"], registers: 4, isGenerator: true)
        let two = code.constant(.int(2))
        let none = code.constant(.null)
        code.emit(.callBuiltin, 1, 0, code.site("range", 1))
        code.emit(.getIterator, 1, 1)
        code.emit(.forNext, 2, 1, 6)
        code.emit(.multiply, 2, 2, two)
        code.emit(.yieldValue, 3, 2)
        code.emit(.jump, 0, 0, 2)
        code.emit(.returnValue, 0, none)
        #expect(try code.run([.int(4)]) == "[0, 2, 4, 6]")
        #expect(try code.run([.int(0)]) == "[]")
    }

    @Test func delegatesToGenerators() throws {
        var code = Assembler(parameters: ["xs"], registers: 2)
        code.emit(.loadFunction, 1, 1)
        code.emit(.call, 1, 1, 0)
        code.emit(.callBuiltin, 1, 1, code.site("list", 1))
        code.emit(.returnValue, 0, 1)
        code.next(registers: 2, isGenerator: true)
        code.emit(.loadFunction, 0, 2)
        code.emit(.call, 0, 0, 0)
        code.emit(.getIterator, 0, 0)
        code.emit(.yieldFrom, 1, 0)
        code.emit(.yieldValue, 0, 1)
        code.emit(.returnValue, 0, 1)
        code.next(registers: 1, isGenerator: true)
        let one = code.constant(.int(1))
        let nine = code.constant(.int(9))
        code.emit(.yieldValue, 0, one)
        code.emit(.returnValue, 0, nine)
        #expect(try code.run([.int(0)]) == "[1, 9]")
    }

    /// `try: return 1 // n` / `except ZeroDivisionError as e: return str(e)`
    @Test func catchesExceptions() throws {
        var code = Assembler(parameters: ["n"], registers: 4)
        let one = code.constant(.int(1))
        code.emit(.floorDivide, 1, one, 0)
        code.emit(.returnValue, 0, 1)
        code.emit(.loadBuiltin, 3, code.name("ArithmeticError"))
        code.emit(.matchException, 1, 2, 3)
        code.emit(.jumpIfFalse, 0, 1, 7)
        code.emit(.callBuiltin, 1, 2, code.site("str", 1))
        code.emit(.returnValue, 0, 1)
        code.emit(.reraise, 0, 2)
        code.function.handlers = [ScriptHandler(start: 0, end: 1, target: 2, register: 2)]
        #expect(try code.run([.int(2)]) == "0")
        #expect(try code.run([.int(0)]) == "'integer division or modulo by zero'")
        let instance = try code.instance()
        do throws(ScriptFailure) {
            _ = try instance.call([.none])
            Issue.record("None was divided by")
        } catch {
            #expect(error.type == "TypeError")
            #expect(error.span == 0)
        }
    }

    @Test func raises() throws {
        var code = Assembler(registers: 2)
        let message = code.constant(.string("no"))
        code.emit(.move, 0, message)
        code.emit(.callBuiltin, 0, 0, code.site("ValueError", 1))
        code.emit(.raise, 0, 0, ScriptInstruction.missing)
        #expect(try code.run() == "ValueError: no")
        var assertion = Assembler(registers: 1)
        let text = assertion.constant(.string("must"))
        assertion.emit(.raiseAssertion, 0, text)
        #expect(try assertion.run() == "AssertionError: must")
    }

    /// Two closures over one variable: `def inc(): nonlocal c; c += k; return c`
    @Test func sharesCells() throws {
        var code = Assembler(registers: 4)
        let ten = code.constant(.int(10))
        let five = code.constant(.int(5))
        code.function.closures = [ScriptClosure(function: 1, cells: [0], defaults: [five])]
        code.emit(.makeCell, 0)
        code.emit(.storeCell, 0, ten)
        code.emit(.makeFunction, 1, 0)
        code.emit(.call, 2, 1, 0)
        code.emit(.call, 2, 1, 0)
        code.emit(.loadCell, 3, 0, code.name("c"))
        code.emit(.buildTuple, 2, 2, 2)
        code.emit(.returnValue, 0, 2)
        code.next(parameters: ["k"], registers: 3, captures: 1)
        code.function.parameters.defaultCount = 1
        code.emit(.loadCell, 2, 1, code.name("c"))
        code.emit(.addInPlace, 2, 2, 0)
        code.emit(.storeCell, 1, 2)
        code.emit(.returnValue, 0, 2)
        #expect(try code.run() == "(20, 20)")
    }

    @Test func findsUnboundNames() throws {
        var code = Assembler(registers: 2)
        code.emit(.checkBound, 1, code.name("x"))
        code.emit(.returnValue, 0, 1)
        #expect(
            try code.run()
                == "UnboundLocalError: cannot access local variable 'x' where it is not associated with a value")
    }

    /// `def g(a, b=2, *rest, k, **more)`
    @Test func bindsArguments() throws {
        func calling(_ count: Int, _ keywords: [String]) throws -> String {
            var code = Assembler(registers: 12)
            code.emit(.loadFunction, 0, 1)
            for index in 0..<count + keywords.count {
                let number = code.constant(.int(index + 1))
                code.emit(.move, index + 1, number)
            }
            code.emit(.callKeywords, 0, 0, code.site(nil, count, keywords))
            code.emit(.returnValue, 0, 0)
            code.next(parameters: ["a", "b"], registers: 5)
            code.function.parameters.defaultCount = 1
            code.function.parameters.rest = code.name("rest")
            code.function.parameters.keywordOnly = [ScriptKeywordParameter(name: code.name("k"), hasDefault: false)]
            code.function.parameters.keywordRest = code.name("more")
            code.function.defaults = [~code.constant(.int(20))]
            code.emit(.buildTuple, 0, 0, 5)
            code.emit(.returnValue, 0, 0)
            return try code.run()
        }
        #expect(try calling(1, ["k"]) == "(1, 20, (), 2, {})")
        #expect(try calling(4, ["k", "z"]) == "(1, 2, (3, 4), 5, {'z': 6})")
        #expect(try calling(0, ["a", "b", "k"]) == "(1, 2, (), 3, {})")
        #expect(try calling(1, []) == "TypeError: f() missing 1 required keyword-only argument: 'k'")
        #expect(try calling(0, ["k"]) == "TypeError: f() missing 1 required positional argument: 'a'")
        #expect(try calling(1, ["a", "k"]) == "TypeError: f() got multiple values for argument 'a'")
    }

    @Test func unpacks() throws {
        func unpacking(_ value: Scalar, _ opcode: ScriptOpcode, _ shape: Int, _ registers: Int) throws -> String {
            var code = Assembler(registers: 8)
            let source = code.constant(value)
            code.emit(opcode, 0, source, shape)
            code.emit(.buildTuple, 0, 0, registers)
            code.emit(.returnValue, 0, 0)
            return try code.run()
        }
        let three = Scalar.list([.int(1), .int(2), .int(3)])
        #expect(try unpacking(three, .unpack, 3, 3) == "(1, 2, 3)")
        #expect(try unpacking(three, .unpack, 2, 2) == "ValueError: too many values to unpack (expected 2)")
        #expect(try unpacking(three, .unpack, 4, 4) == "ValueError: not enough values to unpack (expected 4, got 3)")
        #expect(try unpacking(.int(3), .unpack, 2, 2) == "TypeError: cannot unpack non-iterable int object")
        #expect(try unpacking(.string("abc"), .unpackStar, 1 | 1 << 16, 3) == "('a', ['b'], 'c')")
        #expect(try unpacking(three, .unpackStar, 1, 2) == "(1, [2, 3])")
    }

    @Test func buildsAndChangesContainers() throws {
        var code = Assembler(registers: 6)
        let one = code.constant(.int(1))
        let key = code.constant(.string("k"))
        code.emit(.buildList, 0, 0, 0)
        code.emit(.listAppend, 0, one)
        code.emit(.listExtend, 0, key)
        code.emit(.buildDict, 1, 0, 0)
        code.emit(.dictSet, 1, key, one)
        code.emit(.buildSet, 2, 0, 0)
        code.emit(.setAdd, 2, one)
        code.emit(.setUpdate, 2, key)
        code.emit(.setItem, 0, one, key)
        code.emit(.deleteItem, 1, key)
        code.emit(.dictMerge, 1, 1, 0)
        code.emit(.listToTuple, 3, 0)
        code.emit(.buildTuple, 0, 0, 4)
        code.emit(.returnValue, 0, 0)
        #expect(try code.run() == "([1, 'k'], {}, {1, 'k'}, (1, 'k'))")
    }

    @Test func formats() throws {
        var code = Assembler(parameters: ["x"], registers: 5)
        let prefix = code.constant(.string("x="))
        let spec = code.constant(.string(">6.2f"))
        code.emit(.move, 1, prefix)
        code.emit(.move, 2, 0)
        code.emit(.move, 3, spec)
        code.emit(.formatValue, 2, 2, 4)
        code.emit(.move, 3, 1)
        code.emit(.formatValue, 3, 3, 2)
        code.emit(.buildString, 0, 1, 3)
        code.emit(.returnValue, 0, 0)
        #expect(try code.run([.float(3.14159)]) == "\"x=  3.14'x='\"")
    }

    @Test func addsToAccumulators() throws {
        var total = 0
        var code = Assembler(parameters: ["x"], registers: 3)
        code.script.accumulators = [77]
        code.emit(.loadAccumulator, 1, 0)
        code.emit(.move, 2, 0)
        code.emit(.callMethod, 2, 1, code.site("add", 1))
        code.emit(.addInPlace, 1, 1, 0)
        code.emit(.returnValue, 0, 2)
        let environment = ScriptEnvironment(accumulate: { (identifier, value, _) throws(Raised) in
            if case .int(let number) = value { total += number * identifier }
        })
        #expect(try code.run([.int(2)], environment) == "None")
        #expect(total == 2 * 2 * 77)
    }
}

/// Values that scripts nest deeper than a stack is.
@Suite struct NestingTests {
    /// `x = []; for i in range(200_000): x = [x]; return len(x)` for a list; `x` is in register 1.
    private func nesting(_ steps: (opcode: ScriptOpcode, a: Int, b: Int, c: Int)...) throws -> String {
        var code = Assembler(registers: 6)
        let many = code.constant(.int(200_000))
        code.function.closures = [ScriptClosure(function: 1, cells: [1])]
        code.emit(.buildList, 1, 1, 0)
        code.emit(.move, 2, many)
        code.emit(.callBuiltin, 2, 2, code.site("range", 1))
        code.emit(.getIterator, 2, 2)
        code.emit(.forNext, 3, 2, 6 + steps.count)
        for step in steps { code.emit(step.opcode, step.a, step.b, step.c) }
        code.emit(.jump, 0, 0, 4)
        code.emit(.callBuiltin, 1, 1, code.site("len", 1))
        code.emit(.returnValue, 0, 1)
        code.next(registers: 2, isGenerator: true, captures: 1)
        code.emit(.returnValue, 0, 0)
        return try code.run()
    }

    @Test func deepContainersAreLetGo() throws {
        #expect(try nesting((.buildList, 1, 1, 1)) == "1")
        #expect(try nesting((.buildTuple, 1, 1, 1)) == "1")
    }

    /// Functions hold the cells that they share, cells functions, and generators the registers of their frames.
    @Test func deepChainsAreLetGo() throws {
        let message = "has no len()"
        #expect(try nesting((.makeCell, 1, 0, 0), (.makeFunction, 1, 0, 0)).hasSuffix("'function' \(message)"))
        #expect(
            try nesting((.makeCell, 1, 0, 0), (.makeFunction, 1, 0, 0), (.call, 1, 1, 0))
                .hasSuffix("'generator' \(message)"))
        #expect(
            try nesting((.move, 3, 1, 0), (.move, 4, 1, 0), (.move, 5, 1, 0), (.buildSlice, 1, 3, 0))
                .hasSuffix("'slice' \(message)"))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Synchronization
import Testing

/// Native work that a few instructions start looks at cancellation again and again.
@Suite struct CancellationTests {
    /// Runs until the third look says that the task is cancelled; the looks that were taken.
    private func looks(_ code: Assembler, _ arguments: [Value] = []) throws -> Int {
        let looks = Atomic<Int>(0)
        let environment = ScriptEnvironment(isCancelled: { looks.add(1, ordering: .relaxed).newValue >= 3 })
        let instance = try code.instance(environment)
        do throws(ScriptFailure) {
            _ = try instance.call(arguments)
            Issue.record("nothing ended the work")
        } catch {
            guard case .cancelled = error.cause else { Issue.record("ended by \(error)"); return 0 }
        }
        return looks.load(ordering: .relaxed)
    }

    private func method(_ value: Scalar, _ name: String, _ arguments: [Scalar]) -> Assembler {
        var code = Assembler(registers: 8)
        for (index, scalar) in ([value] + arguments).enumerated() {
            let constant = code.constant(scalar)
            code.emit(.move, index, constant)
        }
        code.emit(.callMethod, 0, 0, code.site(name, arguments.count))
        code.emit(.returnValue, 0, 0)
        return code
    }

    @Test func textsThatAreRepeated() throws {
        for (value, times) in [
            (Scalar.string("ab"), 40_000_000), (.string("a"), 80_000_000), (.list([.int(1)]), 5_000_000),
        ] {
            var code = Assembler(registers: 1)
            let (text, count) = (code.constant(value), code.constant(.int(times)))
            code.emit(.multiply, 0, text, count)
            code.emit(.returnValue, 0, 0)
            #expect(try looks(code) >= 3)
        }
    }

    @Test func textsThatAreJoinedAndReplaced() throws {
        let long = String(repeating: "ab", count: 1 << 19)
        let parts = [Scalar](repeating: .string(long), count: 40)
        #expect(try looks(method(.string(","), "join", [.list(parts)])) >= 3)
        #expect(try looks(method(.string(long), "replace", [.string("a"), .string("cccc")])) >= 3)
        #expect(try looks(method(.string(long), "replace", [.string(""), .string("0123456789")])) >= 3)
    }

    @Test func sorting() throws {
        var code = Assembler(parameters: ["values"], registers: 2)
        code.emit(.callBuiltin, 0, 0, code.site("sorted", 1))
        code.emit(.returnValue, 0, 0)
        let values = (0..<200_000).map { Value.int(($0 &* 7_919) & 0xFFFFF) }
        #expect(try looks(code, [.list(ListObject(values))]) >= 3)
    }

    /// `x = [x, x]` sixty times is compared, hashed and copied as often as there are ways through it.
    @Test(arguments: [NestedUse.equal, .order, .hash, .deepCopy])
    func membersThatAreShared(use: NestedUse) throws {
        var code = Assembler(registers: 12)
        for target in [0, 1] {
            code.emit(.loadFunction, 5, 1)
            code.emit(.call, target, 5, 0)
        }
        use.emit(&code)
        code.emit(.returnValue, 0, 2)
        code.next(registers: 12)
        let (zero, count) = (code.constant(.int(0)), code.constant(.int(60)))
        code.emit(.move, 1, zero)
        code.emit(.move, 4, count)
        code.emit(.callBuiltin, 2, 4, code.site("range", 1))
        code.emit(.getIterator, 2, 2)
        code.emit(.forNext, 3, 2, 9)
        code.emit(.move, 4, 1)
        code.emit(.move, 5, 1)
        code.emit(.buildTuple, 1, 4, 2)
        code.emit(.jump, 0, 0, 4)
        code.emit(.returnValue, 0, 1)
        #expect(try looks(code) >= 3)
    }

    @Test func encodingWhatIsShared() throws {
        var value = Value.int(1)
        for _ in 0..<60 { value = .list(ListObject([value, value])) }
        let instance = try Assembler(registers: 1).ended.instance(ScriptEnvironment(memoryBudget: 16 << 20))
        do throws(ScriptFailure) {
            var bytes: [UInt8] = []
            try instance.perform { (host) throws(Raised) in try AnyCoder.encode(value, to: &bytes, host) }
            Issue.record("all of it was encoded")
        } catch {
            #expect(error.type == "MemoryError")
        }
    }
}

extension Assembler {
    /// With a function that gives None.
    fileprivate var ended: Assembler {
        var code = self
        let none = code.constant(.null)
        code.emit(.returnValue, 0, none)
        return code
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Testing

/// Memory of a fixed size that knows what has been taken.
final class FixedMemory: ScriptMemory {
    let bytesMax: Int
    private(set) var taken = 0
    private(set) var peak = 0

    init(_ bytes: Int) { bytesMax = bytes }

    func grow(by bytes: Int) -> Bool {
        if taken + bytes > bytesMax { return false }
        taken += bytes
        peak = max(peak, taken)
        return true
    }

    func shrink(by bytes: Int) { taken -= bytes }
    var isShort: Bool { taken > bytesMax / 2 }
}

/// What is counted is what is alive.
@Suite struct LiveMemoryTests {
    /// `before; for i in range(n): body` with n in register 0, i in 3 and a container in 1; gives `len(container)`.
    private func looping(
        _ before: (inout Assembler) -> Void, _ body: (inout Assembler) -> Void
    ) -> Assembler {
        var code = Assembler(parameters: ["n"], registers: 10)
        before(&code)
        code.emit(.move, 4, 0)
        code.emit(.callBuiltin, 2, 4, code.site("range", 1))
        code.emit(.getIterator, 2, 2)
        let start = code.function.instructions.count
        code.emit(.forNext, 3, 2, 0)
        body(&code)
        code.emit(.jump, 0, 0, start)
        code.function.instructions[start] = ScriptInstruction(.forNext, 3, 2, code.function.instructions.count)
        code.emit(.move, 4, 1)
        code.emit(.callBuiltin, 1, 4, code.site("len", 1))
        code.emit(.returnValue, 0, 1)
        return code
    }

    @Test func whatEndsIsGivenBack() throws {
        let temporaries: [(String, (inout Assembler) -> Void)] = [
            ("(i, i)", { $0.emit(.buildTuple, 1, 3, 1) }), ("[i, i]", { $0.emit(.buildList, 1, 3, 1) }),
            (
                "'abc' * 1000",
                { code in
                    let text = code.constant(.string("abc"))
                    let times = code.constant(.int(1_000))
                    code.emit(.multiply, 1, text, times)
                }
            ),
            (
                "list(range(100))",
                { code in
                    let count = code.constant(.int(100))
                    code.emit(.move, 4, count)
                    code.emit(.callBuiltin, 4, 4, code.site("range", 1))
                    code.emit(.callBuiltin, 1, 4, code.site("list", 1))
                }
            ),
            (
                "{i: (i,)}",
                { code in
                    code.emit(.move, 4, 3)
                    code.emit(.buildTuple, 5, 3, 1)
                    code.emit(.buildDict, 1, 4, 1)
                }
            ),
            (
                "json.dumps([i])",
                { code in
                    code.emit(.loadModule, 4, code.name("json"))
                    code.emit(.buildList, 5, 3, 1)
                    code.emit(.callMethod, 1, 4, code.site("dumps", 1))
                }
            ),
        ]
        for (name, body) in temporaries {
            let memory = FixedMemory(2 << 20)
            let instance = try looping({ $0.emit(.buildList, 1, 1, 0) }, body).instance(
                ScriptEnvironment(memory: memory))
            #expect(Int(shown(instance, [.int(60_000)])) != nil, "\(name)")
            #expect(memory.peak <= 1 << 20, "\(name): \(memory.peak)")
        }
    }

    @Test func whatGrowsIsRefusedInTime() throws {
        let dict: (inout Assembler) -> Void = { $0.emit(.buildDict, 1, 1, 0) }
        let list: (inout Assembler) -> Void = { $0.emit(.buildList, 1, 1, 0) }
        let set: (inout Assembler) -> Void = { $0.emit(.buildSet, 1, 1, 0) }
        let growing: [(String, (inout Assembler) -> Void, (inout Assembler) -> Void)] = [
            ("d[i] = i", dict, { $0.emit(.setItem, 1, 3, 3) }),
            (
                "d[i] = [i]", dict,
                { code in
                    code.emit(.buildList, 4, 3, 1)
                    code.emit(.setItem, 1, 3, 4)
                }
            ),
            ("l.append(i)", list, { $0.emit(.listAppend, 1, 3) }),
            (
                "l.append((i, str(i)))", list,
                { code in
                    code.emit(.move, 5, 3)
                    code.emit(.callBuiltin, 5, 5, code.site("str", 1))
                    code.emit(.move, 4, 3)
                    code.emit(.buildTuple, 4, 4, 2)
                    code.emit(.listAppend, 1, 4)
                }
            ),
            (
                "s.add(i)", set,
                { code in
                    code.emit(.move, 4, 1)
                    code.emit(.move, 5, 3)
                    code.emit(.callMethod, 4, 4, code.site("add", 1))
                }
            ),
            (
                "q.append(i)",
                { code in
                    code.emit(.loadModule, 4, code.name("collections"))
                    code.emit(.callMethod, 1, 4, code.site("deque", 0))
                },
                { code in
                    code.emit(.move, 4, 1)
                    code.emit(.move, 5, 3)
                    code.emit(.callMethod, 4, 4, code.site("append", 1))
                }
            ),
        ]
        for (name, before, body) in growing {
            let memory = FixedMemory(8 << 20)
            let instance = try looping(before, body).instance(ScriptEnvironment(memory: memory))
            #expect(shown(instance, [.int(100_000_000)]).hasPrefix("MemoryError: "), "\(name)")
            #expect(memory.peak > 4 << 20, "\(name): \(memory.peak)")
            // What the failed call held is gone.
            #expect(shown(instance, [.int(10)]) != "", "\(name)")
            #expect(memory.taken <= 2 << 20, "\(name): \(memory.taken)")
        }
    }

    @Test func anInstanceGivesAllBack() throws {
        let memory = FixedMemory(64 << 20)
        do {
            let instance = try looping({ $0.emit(.buildList, 1, 1, 0) }, { $0.emit(.listAppend, 1, 3) }).instance(
                ScriptEnvironment(memory: memory))
            #expect(shown(instance, [.int(1_000_000)]) == "1000000")
        }
        #expect(memory.peak > 16_000_000)
        #expect(memory.taken == 0)
    }

    @Test func aGeneratorsValuesAreCountedWhileTheyGather() throws {
        let memory = FixedMemory(4 << 20)
        var code = Assembler(registers: 6)
        let many = code.constant(.int(1 << 40))
        code.emit(.move, 4, many)
        code.emit(.callBuiltin, 4, 4, code.site("range", 1))
        code.emit(.callBuiltin, 1, 4, code.site("list", 1))
        code.emit(.returnValue, 0, 1)
        let message = try code.run([], ScriptEnvironment(partition: 7, memory: memory))
        #expect(message.hasPrefix("MemoryError: ") && message.contains("partition 7"), "\(message)")
        #expect(memory.peak <= 4 << 20)
    }

    /// A fold that adds lists: the state is the only one that knows its list.
    @Test func addingToAStateTakesLinearTime() throws {
        for opcode in [ScriptOpcode.add, .bitOr] {
            var code = Assembler(parameters: ["a", "b"], registers: 3)
            code.emit(opcode, 2, 0, 1)
            code.emit(.returnValue, 0, 2)
            let instance = try code.instance()
            func one(_ number: Int) throws(Raised) -> Value {
                if opcode == .add { return .list(ListObject([.int(number)])) }
                let set = SetObject(isFrozen: false)
                set.insert(try ValueKey(.int(number)))
                return .set(set)
            }
            var state: Value? = try one(0)
            let kept = state
            for number in 1..<100_000 { try instance.fold(&state, try one(number)) }
            switch (state, kept) {
            case (.list(let list)?, .list(let first)?):
                #expect(list.elements.count == 100_000)
                #expect(first.elements.count == 1, "a list that others hold was changed")
            case (.set(let set)?, .set(let first)?):
                #expect(set.count == 100_000)
                #expect(first.count == 1, "a set that others hold was changed")
            default: Issue.record("the state is of another kind")
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Testing

/// How one object comes to hold another: code that makes of register 1 a value that holds it, with 4 to 9 to spare.
struct Holder: Sendable, CustomTestStringConvertible {
    let name: String
    let emit: @Sendable (inout Assembler) -> Void

    var testDescription: String { name }

    /// `name(before..., x)`
    static func builtin(_ name: String, before: String? = nil) -> Holder {
        Holder(name: before.map { "\(name)(\($0), x)" } ?? "\(name)(x)") { code in
            var place = 4
            if let before {
                code.emit(.loadBuiltin, place, code.name(before))
                place += 1
            }
            code.emit(.move, place, 1)
            code.emit(.callBuiltin, 1, 4, code.site(name, place - 3))
        }
    }

    /// `module.name(before, x)`, with x in a list where it `isListed`.
    static func library(
        _ module: String, _ name: String, before: String? = nil, isListed: Bool = false, more: Int? = nil
    ) -> Holder {
        Holder(name: "\(module).\(name)") { code in
            code.emit(.loadModule, 4, code.name(module))
            var place = 5
            if let before {
                code.emit(.loadBuiltin, place, code.name(before))
                place += 1
            }
            code.emit(isListed ? .buildList : .move, place, 1, isListed ? 1 : 0)
            if let more {
                place += 1
                let constant = code.constant(.int(more))
                code.emit(.move, place, constant)
            }
            code.emit(.callMethod, 1, 4, code.site(name, place - 4))
        }
    }

    static func built(_ name: String, _ emit: @escaping @Sendable (inout Assembler) -> Void) -> Holder {
        Holder(name: name, emit: emit)
    }

    static let iterators: [Holder] = [
        .builtin("map", before: "abs"), .builtin("filter", before: "bool"), .builtin("enumerate"), .builtin("zip"),
        .builtin("iter"), .library("itertools", "islice", more: 9), .library("itertools", "chain"),
        .library("itertools", "takewhile", before: "bool"), .library("itertools", "dropwhile", before: "bool"),
        .library("itertools", "filterfalse", before: "bool"), .library("itertools", "accumulate"),
        .library("itertools", "cycle"), .library("itertools", "starmap", before: "abs"),
        .library("itertools", "groupby"), .library("itertools", "pairwise"), .library("itertools", "zip_longest"),
        .library("itertools", "compress", more: nil, isTwice: true), .library("itertools", "repeat"),
        .built("tee(x)[0]") { code in
            let zero = code.constant(.int(0))
            code.emit(.loadModule, 4, code.name("itertools"))
            code.emit(.move, 5, 1)
            code.emit(.callMethod, 1, 4, code.site("tee", 1))
            code.emit(.getItem, 1, 1, zero)
        },
        .built("chain.from_iterable([x])") { code in
            code.emit(.loadModule, 4, code.name("itertools"))
            code.emit(.getAttribute, 4, 4, code.name("chain"))
            code.emit(.buildList, 5, 1, 1)
            code.emit(.callMethod, 1, 4, code.site("from_iterable", 1))
        },
    ]

    static let containers: [Holder] = [
        .built("[x]") { $0.emit(.buildList, 1, 1, 1) },
        .built("(x,)") { $0.emit(.buildTuple, 1, 1, 1) },
        .built("{1: x}") { code in
            let one = code.constant(.int(1))
            code.emit(.move, 4, one)
            code.emit(.move, 5, 1)
            code.emit(.buildDict, 1, 4, 1)
        },
        .built("{1: x}.values()") { code in
            let one = code.constant(.int(1))
            code.emit(.move, 4, one)
            code.emit(.move, 5, 1)
            code.emit(.buildDict, 4, 4, 1)
            code.emit(.callMethod, 1, 4, code.site("values", 0))
        },
        .library("collections", "deque", isListed: true), .library("collections", "ChainMap"),
        .library("collections", "OrderedDict", isListed: true), .library("functools", "partial", before: "len"),
        .library("functools", "cache"), .library("functools", "cmp_to_key"), .library("collections", "defaultdict"),
        .built("partial(x)") { code in
            code.emit(.loadModule, 4, code.name("functools"))
            code.emit(.move, 5, 1)
            code.emit(.callMethod, 1, 4, code.site("partial", 1))
        },
        .built("frozenset((partial(x),))") { code in
            code.emit(.loadModule, 4, code.name("functools"))
            code.emit(.move, 5, 1)
            code.emit(.callMethod, 1, 4, code.site("partial", 1))
            code.emit(.buildTuple, 4, 1, 1)
            code.emit(.callBuiltin, 1, 4, code.site("frozenset", 1))
        },
        .built("ValueError(x)") { code in
            code.emit(.loadBuiltin, 4, code.name("ValueError"))
            code.emit(.move, 5, 1)
            code.emit(.call, 1, 4, 1)
        },
        .built("[x].append") { code in
            code.emit(.buildList, 4, 1, 1)
            code.emit(.getAttribute, 1, 4, code.name("append"))
        },
        .built("deque([x]).append") { code in
            code.emit(.loadModule, 4, code.name("collections"))
            code.emit(.buildList, 5, 1, 1)
            code.emit(.callMethod, 4, 4, code.site("deque", 1))
            code.emit(.getAttribute, 1, 4, code.name("append"))
        },
        .built("slice(x, None, None)") { code in
            let none = code.constant(.null)
            code.emit(.move, 4, 1)
            code.emit(.move, 5, none)
            code.emit(.move, 6, none)
            code.emit(.buildSlice, 1, 4)
        },
    ]

    static let all = iterators + containers
}

extension Holder {
    /// `module.name(x, x)`
    static func library(_ module: String, _ name: String, more: Int?, isTwice: Bool) -> Holder {
        Holder(name: "\(module).\(name)(x, x)") { code in
            code.emit(.loadModule, 4, code.name(module))
            code.emit(.move, 5, 1)
            code.emit(.move, 6, 1)
            code.emit(.callMethod, 1, 4, code.site(name, 2))
        }
    }
}

/// What is done with a nested value in register 0, beside another one built alike in register 1.
enum NestedUse: String, CaseIterable, Sendable {
    case drop, next, list, equal, hash, repr, str, truth, length, isIn, isSortedIn, deepCopy, toJSON, isInstance, order

    func emit(_ code: inout Assembler) {
        switch self {
        case .drop: break
        case .next, .list, .hash, .repr, .str:
            code.emit(.move, 4, 0)
            code.emit(.callBuiltin, 2, 4, code.site(rawValue, 1))
        case .length:
            code.emit(.move, 4, 0)
            code.emit(.callBuiltin, 2, 4, code.site("len", 1))
        case .equal: code.emit(.equal, 2, 0, 1)
        case .order: code.emit(.less, 2, 0, 1)
        case .truth: code.emit(.not, 2, 0)
        case .isIn:
            code.emit(.buildList, 4, 1, 1)
            code.emit(.isIn, 2, 0, 4)
        case .isSortedIn:
            code.emit(.buildList, 4, 0, 2)
            code.emit(.callBuiltin, 2, 4, code.site("sorted", 1))
        case .deepCopy, .toJSON:
            code.emit(.loadModule, 4, code.name(self == .toJSON ? "json" : "copy"))
            code.emit(.move, 5, 0)
            code.emit(.callMethod, 2, 4, code.site(self == .toJSON ? "dumps" : "deepcopy", 1))
        case .isInstance:
            code.emit(.move, 4, 0)
            code.emit(.move, 5, 0)
            code.emit(.callBuiltin, 2, 4, code.site("isinstance", 2))
        }
    }
}

@Suite struct DeepNestingTests {
    /// `def use(n): a = build(n); b = build(n); …`, where `build` wraps `[0]` in the holders by turns. Gives what
    /// register `result` holds, or None.
    private func instance(_ holders: [Holder], _ use: NestedUse, result: Int? = nil) throws -> ScriptInstance {
        var code = Assembler(parameters: ["n"], registers: 12)
        code.emit(.move, 3, 0)
        for target in [0, 1] {
            code.emit(.loadFunction, 5, 1)
            code.emit(.move, 6, 3)
            code.emit(.call, target, 5, 1)
        }
        use.emit(&code)
        let none = code.constant(.null)
        code.emit(.returnValue, 0, result ?? none)
        code.next(parameters: ["n"], registers: 12)
        let zero = code.constant(.int(0))
        code.emit(.move, 4, zero)
        code.emit(.buildList, 1, 4, 1)
        code.emit(.move, 4, 0)
        code.emit(.callBuiltin, 2, 4, code.site("range", 1))
        code.emit(.getIterator, 2, 2)
        let start = code.function.instructions.count
        code.emit(.forNext, 3, 2, 0)
        for holder in holders { holder.emit(&code) }
        code.emit(.jump, 0, 0, start)
        code.function.instructions[start] = ScriptInstruction(.forNext, 3, 2, code.function.instructions.count)
        code.emit(.returnValue, 0, 1)
        // What never ends has to end somewhere: lists of repeat(x), and compress(x, x) of itself, level upon level.
        return try code.instance(ScriptEnvironment(instructionBudget: 20_000_000, memoryBudget: 256 << 20))
    }

    /// That the process survives is what counts; the exceptions that may come are those that Python has.
    private func expectOutcome(_ holders: [Holder], _ use: NestedUse, _ count: Int) throws {
        let what = "\(holders.map(\.name)) nested \(count) deep: \(use.rawValue)"
        let instance = try instance(holders, use)
        do throws(ScriptFailure) { _ = try instance.call([.int(count)]) } catch {
            let known = [
                "RecursionError", "TypeError", "ValueError", "AttributeError", "MemoryError", "StopIteration",
            ]
            let isEnded = error.cause == .instructionBudget
            #expect(isEnded || known.contains(error.type), "\(what): \(error.type): \(error.message)")
            if use == .drop {
                #expect(error.type != "RecursionError" || count == 0, "\(what): \(error.message)")
            }
        }
    }

    @Test(arguments: Holder.iterators)
    func iteratorsOverIterators(holder: Holder) throws {
        for (use, count) in [(NestedUse.drop, 100_000), (.next, 25_000), (.list, 30_000)] {
            try expectOutcome([holder], use, count)
        }
    }

    @Test(arguments: Holder.containers)
    func containersInContainers(holder: Holder) throws {
        for use in NestedUse.allCases { try expectOutcome([holder], use, use == .drop ? 100_000 : 4_000) }
    }

    @Test func aLongChainOfIteratorsIsTooDeep() throws {
        for holder in Holder.iterators where holder.name != "iter(x)" && !holder.name.contains("repeat") {
            let instance = try instance([holder], .next)
            #expect(shown(instance, [.int(100_000)]).hasPrefix("RecursionError: "), "\(holder.name)")
        }
    }

    /// Any holder in any other, chosen by number.
    @Test func mixedHolders() throws {
        var state: UInt64 = 7
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<40 {
            let holders = [Holder.all[next(Holder.all.count)], Holder.all[next(Holder.all.count)]]
            let use = NestedUse.allCases[next(NestedUse.allCases.count)]
            try expectOutcome(holders, use, 4_000)
        }
    }

    @Test(arguments: ["[x]", "(x,)", "{1: x}", "collections.deque"])
    func equalityFollowsAsDeepAsPythons(name: String) throws {
        let holder = try #require(Holder.containers.first { $0.name == name })
        let tooDeep = "RecursionError: maximum recursion depth exceeded in comparison"
        for (count, outcome) in [(900, "True"), (20_000, tooDeep)] {
            for opcode in [ScriptOpcode.equal, .isIn] {
                let instance = try instance([holder], opcode == .equal ? .equal : .isIn, result: 2)
                let depth = name.contains("deque") ? count / 2 : count
                #expect(shown(instance, [.int(depth)]) == outcome, "\(name) \(count)")
            }
        }
    }

    @Test func nestedValuesLeaveAScriptAsAnError() throws {
        // A default factory that is no class of the language leaves as None.
        for holder in Holder.containers where !holder.name.contains("defaultdict") {
            let instance = try instance([holder], .drop, result: 0)
            do throws(ScriptFailure) {
                let value = try instance.call([.int(20_000)])
                var bytes: [UInt8] = []
                try instance.perform { (host) throws(Raised) in try AnyCoder.encode(value, to: &bytes, host) }
                Issue.record("\(holder.name) was encoded")
            } catch {
                #expect(["RecursionError", "TypeError", "AttributeError", "ValueError"].contains(error.type))
            }
        }
    }
}

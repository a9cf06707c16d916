// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Statements. Variables are registers that change hands: after an `if` they are what its blocks yield, in a loop they
/// are carried. What ends a body early turns the statements behind it into the other branch.
extension ClosureCompiler {
    /// What the end of a list of statements gives.
    enum Ending {
        /// The value of the closure.
        case function
        /// Whether to go on, the next values of the variables and, in a loop that may give a value back, whether it
        /// does and which.
        case round([Variable], gives: Bool)

        /// The value that is a null while nothing is given back: behind whether to go on, the variables and whether
        /// there is one.
        var nullable: Int? {
            if case .round(let variables, gives: true) = self { return variables.count + 2 }
            return nil
        }
    }

    /// Compiles statements to what their end gives.
    func run(_ statements: ArraySlice<Node>, _ ending: Ending) throws(ClosureError) -> [Register] {
        guard let first = statements.first else { return try end(ending, goesOn: true) }
        let rest = statements.dropFirst()
        try enter(first)
        switch first.kind {
        case .sequence(let inner): return try run(ArraySlice(inner + rest), ending)
        case .assign(let variable, let value):
            bind(variable, try compileOpen(value))
            return try run(rest, ending)
        case .return(let value):
            let register = try compile(value)
            if dialect == .python, type(register) == .null {
                throw error("None is given back, which a typed column does not hold")
            }
            return try give(register, ending)
        case .break: return try end(ending, goesOn: false)
        case .continue: return try end(ending, goesOn: true)
        case .branch(let condition, let yes, let no):
            let test = try self.condition(compileOpen(condition))
            if case .bool(let known)? = emitter.constant(test)?.value {
                return try run(ArraySlice([known ? yes : no] + rest), ending)
            }
            if yes.mayEndBody || no.mayEndBody {
                return try branch(
                    test, nullable: ending.nullable,
                    { (inner: ClosureCompiler) throws(ClosureError) in try inner.scoped([yes] + rest, ending) },
                    { (inner: ClosureCompiler) throws(ClosureError) in try inner.scoped([no] + rest, ending) })
            }
            try merge(test, yes, no)
            return try run(rest, ending)
        case .either(let quick, let slow):
            let (state, before, known) = (emitter.state, names(), (trials, trialsUsed))
            do throws(ClosureError) {
                _ = try run([quick], .round([], gives: false))
            } catch {
                emitter.state = state
                restore(before)
                (trials, trialsUsed) = known
                return try run(ArraySlice([slow] + rest), ending)
            }
            return try run(rest, ending)
        case .whileLoop, .forLoop:
            let outcome = try loop(first)
            guard let outcome else { return try run(rest, ending) }
            return try branch(
                outcome.gives, nullable: ending.nullable,
                { (inner: ClosureCompiler) throws(ClosureError) in try inner.give(outcome.value, ending) },
                { (inner: ClosureCompiler) throws(ClosureError) in try inner.scoped(Array(rest), ending) })
        default:
            _ = try compile(first)
            return try run(rest, ending)
        }
    }

    /// Compiles statements and puts the variables back to what they were.
    private func scoped(_ statements: [Node], _ ending: Ending) throws(ClosureError) -> [Register] {
        let before = names()
        let result = try run(ArraySlice(statements), ending)
        restore(before)
        return result
    }

    private func end(_ ending: Ending, goesOn: Bool) throws(ClosureError) -> [Register] {
        switch ending {
        case .function:
            guard goesOn else { throw error("break stands outside a loop") }
            guard dialect == .python else { throw error("the closure ends without a value", advice: "give one back") }
            return [null]
        case .round(let variables, let gives):
            return [bool(goesOn)] + variables.map { environment[$0]! } + (gives ? [bool(false), null] : [])
        }
    }

    private func give(_ value: Register, _ ending: Ending) throws(ClosureError) -> [Register] {
        switch ending {
        case .function: return [value]
        case .round(let variables, _): return [bool(false)] + variables.map { environment[$0]! } + [bool(true), value]
        }
    }

    private func bool(_ value: Bool) -> Register { emitter.emit(Constant(type: .bool, value: .bool(value))) }

    private var null: Register { emitter.emit(Constant(type: .null, value: .null)) }

    // MARK: If

    /// An `if` whose blocks both reach their end: the variables that either assigns get the yielded values.
    private func merge(_ test: Register, _ yes: Node, _ no: Node) throws(ClosureError) {
        let assigned = Node.assigned(in: [yes, no])
        let before = names()
        // A variable that only one side gives a value has none afterwards.
        var bound: [Variable] = []
        for variable in assigned {
            let isNew = environment[variable] == nil
            if !isNew || (yes.assignsSurely(variable) && no.assignsSurely(variable)) { bound.append(variable) }
        }
        func values(_ node: Node) -> (ClosureCompiler) throws(ClosureError) -> [Register] {
            { (inner: ClosureCompiler) throws(ClosureError) in
                _ = try inner.run([node], .round([], gives: false))
                let registers = bound.map { inner.environment[$0]! }
                inner.restore(before)
                return registers
            }
        }
        let results = try branch(test, values(yes), values(no))
        for (variable, register) in zip(bound, results) { bind(variable, register) }
        for variable in assigned where !bound.contains(variable) { unbind(variable) }
    }

    // MARK: Loops

    /// Compiles a loop; when it may give a value back, whether it did and which.
    private func loop(_ node: Node) throws(ClosureError) -> (gives: Register, value: Register)? {
        let assigned = Node.assigned(in: [node])
        let variables = assigned.filter { environment[$0] != nil }
        let gives = node.mayGive
        var counter: (start: Register, end: Register, list: Register?)?
        if case .forLoop(_, let list, _) = node.kind { counter = try bounds(list) }
        let before = names()
        var initial = variables.map { environment[$0]! }
        if let counter { initial.append(counter.start) }
        if gives { initial += [bool(false), null] }
        // Floats that may stand for ints carry whether they do.
        var flags: [Int: Register] = [:]
        for (index, value) in initial.enumerated() { flags[index] = emitter.standsForInt(value) }
        // The carried values may come out of a round with wider types than they went in: then again with those.
        for _ in 0..<ClosureLimits.loopTypingRoundsMax {
            let state = emitter.state
            let types = initial.map { type($0) }
            let flagged = flags.keys.sorted()
            let parameters = emitter.open(carried: types + flagged.map { _ in .bool })
            for (place, index) in flagged.enumerated() {
                emitter.mark(parameters[index], standsForIntWhere: parameters[types.count + place])
            }
            for (variable, register) in zip(variables, parameters) { bind(variable, register) }
            let tries = Set(zip(initial, parameters).prefix(variables.count).filter { mayTurnFloat($0.0) }.map(\.1))
            let outerTrials = trials
            trials.formUnion(tries)
            defer { trials = outerTrials }
            let outcome = try round(node, variables, gives, counter, parameters)
            restore(before)
            var wanted: [DataType] = []
            var found: [Int] = []
            for (index, (old, new)) in zip(types, outcome.dropFirst()).enumerated() {
                if flags[index] != nil, type(new) == .float || isSmallInt(new) {
                    wanted.append(.float)
                } else if needsFlag(initial[index], new) {
                    found.append(index)
                    wanted.append(.float)
                } else {
                    wanted.append(
                        try commonType(
                            old, type(new), "a variable before and after a round of the loop",
                            allowsNull: gives && index == types.count - 1))
                }
            }
            let tried = trialsUsed.intersection(tries)
            trialsUsed.subtract(tried)
            if wanted == types, found.isEmpty {
                if !tried.isEmpty { throw error("an int and a float of a loop meet in one variable") }
                var yields = [outcome[0]]
                for (value, type) in zip(outcome.dropFirst(), types) { yields.append(try convert(value, to: type)) }
                for index in flagged { yields.append(flag(outcome[1 + index])) }
                let block = emitter.close(yielding: yields)
                let results = emitter.emitLoop(initial + flagged.map { flags[$0]! }, block)
                for (place, index) in flagged.enumerated() {
                    emitter.mark(results[index], standsForIntWhere: results[types.count + place])
                }
                return finish(Array(results.prefix(types.count)), node, variables, assigned)
            }
            emitter.state = state
            for index in found { flags[index] = flag(initial[index]) }
            var widened: [Register] = []
            for (value, type) in zip(initial, wanted) { widened.append(try convert(value, to: type)) }
            initial = widened
        }
        throw error(
            "the types of the variables of the loop do not settle", advice: "give them one type before the loop")
    }

    private func finish(
        _ results: [Register], _ node: Node, _ variables: [Variable], _ assigned: [Variable]
    ) -> (gives: Register, value: Register)? {
        for (variable, register) in zip(variables, results) { bind(variable, register) }
        for variable in assigned where !variables.contains(variable) { unbind(variable) }
        return node.mayGive ? (results[results.count - 2], results[results.count - 1]) : nil
    }

    /// Where a `for` counts from and to, and the list that it goes through unless it is a range.
    private func bounds(_ list: Node) throws(ClosureError) -> (start: Register, end: Register, list: Register?) {
        if case .call(.range, let arguments) = list.kind, (1...2).contains(arguments.count) {
            let values = try compile(all: arguments)
            let start = arguments.count == 1 ? emitter.emit(int: 0) : try int(values[0])
            return (start, try int(values[values.count - 1]), nil)
        }
        let register = try iterable(compile(list))
        guard case .list = type(register) else {
            throw error("a value of type \(type(register)) cannot be gone through", advice: "use a list or a range")
        }
        return (emitter.emit(int: 0), try emit(.listCount, register), register)
    }

    /// One round: whether to go on, then the next carried values.
    private func round(
        _ node: Node, _ variables: [Variable], _ gives: Bool,
        _ counter: (start: Register, end: Register, list: Register?)?, _ parameters: [Register]
    ) throws(ClosureError) -> [Register] {
        let ending = Ending.round(variables, gives: gives)
        switch node.kind {
        case .forLoop(let variable, _, let body):
            let index = parameters[variables.count]
            let counter = counter!
            let test = try emit(.less, index, counter.end)
            return try branch(
                test, nullable: ending.nullable.map { $0 + 1 },
                { (inner: ClosureCompiler) throws(ClosureError) in
                    var element = index
                    if let list = counter.list { element = try inner.emit(.listElement, list, index) }
                    inner.bind(variable, element)
                    var outcome = try inner.scoped([body], ending)
                    let next = try inner.emit(.addInt, index, inner.emitter.emit(int: 1))
                    outcome.insert(next, at: 1 + variables.count)
                    return outcome
                },
                { (inner: ClosureCompiler) throws(ClosureError) in
                    var outcome = try inner.end(ending, goesOn: false)
                    outcome.insert(index, at: 1 + variables.count)
                    return outcome
                })
        case .whileLoop(let condition, let body):
            let test = try self.condition(compileOpen(condition))
            return try branch(
                test, nullable: ending.nullable,
                { (inner: ClosureCompiler) throws(ClosureError) in try inner.scoped([body], ending) },
                { (inner: ClosureCompiler) throws(ClosureError) in try inner.end(ending, goesOn: false) })
        default: throw error("a loop is needed here")
        }
    }
}

extension Node {
    /// Whether running the statement may end the list of statements that it stands in.
    fileprivate var mayEndBody: Bool {
        switch kind {
        case .return, .break, .continue: true
        case .sequence(let statements): statements.contains(where: \.mayEndBody)
        case .branch(_, let yes, let no): yes.mayEndBody || no.mayEndBody
        case .whileLoop, .forLoop: mayGive
        default: false
        }
    }

    /// Whether running the statement may give the closure's value back.
    fileprivate var mayGive: Bool {
        switch kind {
        case .return: true
        case .sequence(let statements): statements.contains(where: \.mayGive)
        case .branch(_, let yes, let no): yes.mayGive || no.mayGive
        case .whileLoop(_, let body), .forLoop(_, _, let body): body.mayGive
        default: false
        }
    }

    /// Whether every way through the statement assigns the variable.
    fileprivate func assignsSurely(_ variable: Variable) -> Bool {
        switch kind {
        case .assign(let assigned, _): assigned == variable
        case .sequence(let statements): statements.contains { $0.assignsSurely(variable) }
        case .branch(_, let yes, let no): yes.assignsSurely(variable) && no.assignsSurely(variable)
        default: false
        }
    }

    /// The variables that the statements assign, in order.
    fileprivate static func assigned(in nodes: [Node]) -> [Variable] {
        var found: [Variable] = []
        func note(_ variable: Variable) { if !found.contains(variable) { found.append(variable) } }
        func walk(_ node: Node) {
            switch node.kind {
            case .assign(let variable, _): note(variable)
            case .sequence(let statements): statements.forEach(walk)
            case .branch(_, let yes, let no): [yes, no].forEach(walk)
            case .whileLoop(_, let body): walk(body)
            case .either(let quick, let slow): [quick, slow].forEach(walk)
            case .forLoop(let variable, _, let body):
                note(variable)
                walk(body)
            default: break
            }
        }
        nodes.forEach(walk)
        return found
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension FunctionCompiler {
    func run(_ body: [PythonStatement]) throws(ClosureError) {
        for statement in body {
            try at(statement.place) { () throws(ClosureError) in try run(statement.kind) }
        }
    }

    private func run(_ kind: PythonStatement.Kind) throws(ClosureError) {
        switch kind {
        case .expression(let value):
            if case .constant = value.kind { return }
            _ = try register(value)
        case .assign(let targets, let value): try assign(targets, value)
        case .augmentedAssign(let target, let op, let value): try change(target, op, value)
        case .return(let value): try giveBack(value)
        case .branch(let test, let yes, let no): try branch(test, yes, no)
        case .whileLoop(let test, let body, let orElse): try whileLoop(test, body, orElse)
        case .forLoop(let target, let iterable, let body, let orElse): try forLoop(target, iterable, body, orElse)
        case .break: try leaveLoop(isNext: false)
        case .continue: try leaveLoop(isNext: true)
        case .pass: return
        case .raise(let value, let cause): try raise(value, cause)
        case .attempt(let attempt): try self.attempt(attempt)
        case .assert(let test, let message): try assert(test, message)
        case .define(let definition): try define(definition)
        case .nonlocal(let names): for name in names { _ = try known(name) }
        case .delete(let targets): for target in targets { try delete(target) }
        }
    }

    private func define(_ definition: PythonDefinition) throws(ClosureError) {
        let register = try allocate()
        try function(
            definition.name, definition.parameters, definition.body, isGenerator: definition.isGenerator, register)
        try store(definition.name, register)
    }

    // MARK: Assignment

    private func assign(_ targets: [PythonExpression], _ value: PythonExpression) throws(ClosureError) {
        if targets.count == 1, case .name(let name) = targets[0].kind, case .register(let register) = try known(name) {
            try compile(value, to: register)
            if mayBeProven(name) { bound.insert(register) }
            return
        }
        if targets.count == 1, case .tuple(let places) = targets[0].kind, case .tuple(let values) = value.kind,
            places.count == values.count, isPlain(places), isPlain(values)
        {
            // All values come before the first target; nobody sees the tuple.
            let base = try window(values)
            for (index, place) in places.enumerated() { try assign(place, base + index) }
            return
        }
        let source = try register(value)
        for target in targets { try assign(target, source) }
    }

    /// Gives a target the value in a register.
    func assign(_ target: PythonExpression, _ value: Int) throws(ClosureError) {
        try at(target.place) { () throws(ClosureError) in
            switch target.kind {
            case .name(let name): try store(name, value)
            case .tuple(let targets), .list(let targets): try unpack(targets, value)
            case .subscripted(let owner, let index):
                let container = try existing(owner)
                emit(.setItem, container, try operand(index), value)
            case .attribute(let owner, let name):
                emit(.setAttribute, try existing(owner), value, builder.name(name))
            default: throw error("an assignment to something else than a target")
            }
        }
    }

    private func unpack(_ targets: [PythonExpression], _ value: Int) throws(ClosureError) {
        guard targets.count <= ScriptLimits.displayMax else { throw error("too many targets in one place") }
        let base = try allocate(max(targets.count, 1))
        if let star = targets.firstIndex(where: \.isStarred) {
            guard targets[(star + 1)...].allSatisfy({ !$0.isStarred }) else { throw error("two stars in one target") }
            emit(.unpackStar, base, value, star + 65_536 * (targets.count - star - 1))
        } else {
            emit(.unpack, base, value, targets.count)
        }
        for (index, target) in targets.enumerated() {
            if case .starred(let inner) = target.kind {
                try assign(inner, base + index)
            } else {
                try assign(target, base + index)
            }
        }
    }

    private func change(
        _ target: PythonExpression, _ op: PythonExpression.BinaryOperator, _ value: PythonExpression
    ) throws(ClosureError) {
        switch target.kind {
        case .name(let name):
            let left = try load(name)
            let right = try operand(value)
            if case .register(let register) = try known(name) {
                return emit(op.inPlaceOpcode, register, left, right)
            }
            emit(op.inPlaceOpcode, left, left, right)
            try store(name, left)
        case .subscripted(let owner, let index):
            let container = try existing(owner)
            let place = try operand(index)
            let element = try allocate()
            emit(.getItem, element, container, place)
            emit(op.inPlaceOpcode, element, element, try operand(value))
            emit(.setItem, container, place, element)
        case .attribute(let owner, let name):
            let object = try existing(owner)
            let attribute = try allocate()
            emit(.getAttribute, attribute, object, builder.name(name))
            emit(op.inPlaceOpcode, attribute, attribute, try operand(value))
            emit(.setAttribute, object, attribute, builder.name(name))
        case .accumulator:
            guard op == .add else { throw error("an accumulator is only added to", advice: "use += or add") }
            let accumulator = try register(target)
            emit(.addInPlace, accumulator, accumulator, try operand(value))
        default: throw error("a change of something else than a target")
        }
    }

    private func delete(_ target: PythonExpression) throws(ClosureError) {
        switch target.kind {
        case .name(let name):
            switch try known(name) {
            case .register(let register):
                _ = try load(name)
                emit(.unbind, register)
            case .cell(let register):
                _ = try load(name)
                emit(.unbindCell, register)
            }
        case .tuple(let targets), .list(let targets): for target in targets { try delete(target) }
        case .subscripted(let owner, let index):
            let container = try existing(owner)
            emit(.deleteItem, container, try operand(index))
        default:
            throw error("del of an attribute is not supported", advice: "del takes names and elements")
        }
    }

    // MARK: Branches and loops

    private func branch(
        _ test: PythonExpression, _ yes: [PythonStatement], _ no: [PythonStatement]
    ) throws(ClosureError) {
        let (otherwise, end) = (label(), label())
        try jump(to: otherwise, unless: test)
        let before = bound
        try run(yes)
        let afterYes = bound
        bound = before
        if no.isEmpty {
            put(otherwise)
            if yes.endsAlways { return }
            return bound = afterYes.intersection(before)
        }
        jump(end)
        put(otherwise)
        try run(no)
        put(end)
        // What ends a branch does not come here from it.
        if yes.endsAlways { return }
        bound = no.endsAlways ? afterYes : afterYes.intersection(bound)
    }

    private func whileLoop(
        _ test: PythonExpression, _ body: [PythonStatement], _ orElse: [PythonStatement]
    ) throws(ClosureError) {
        let (next, otherwise, end) = (label(), label(), label())
        put(next)
        let before = bound
        try jump(to: otherwise, unless: test)
        contexts.append(.loop(leave: end, next: next))
        try run(body)
        contexts.removeLast()
        jump(next)
        put(otherwise)
        bound = before
        try run(orElse)
        bound = before
        put(end)
    }

    private func forLoop(
        _ target: PythonExpression, _ iterable: PythonExpression, _ body: [PythonStatement],
        _ orElse: [PythonStatement]
    ) throws(ClosureError) {
        let iterator = try allocate()
        let element = try allocate()
        try at(iterable.place) { () throws(ClosureError) in emit(.getIterator, iterator, try operand(iterable)) }
        let (next, otherwise, end) = (label(), label(), label())
        let before = bound
        put(next)
        try at(iterable.place) { () throws(ClosureError) in forNext(element, iterator, end: otherwise) }
        try assign(target, element)
        contexts.append(.loop(leave: end, next: next))
        try run(body)
        contexts.removeLast()
        jump(next)
        put(otherwise)
        bound = before
        try run(orElse)
        bound = before
        put(end)
    }

    private func leaveLoop(isNext: Bool) throws(ClosureError) {
        let found = contexts.lastIndex { if case .loop = $0 { true } else { false } }
        guard let found, case .loop(let behind, let next) = contexts[found] else {
            throw error(isNext ? "continue stands outside a loop" : "break stands outside a loop")
        }
        try leave(downTo: found + 1) { jump(isNext ? next : behind) }
    }

    private func giveBack(_ value: PythonExpression?) throws(ClosureError) {
        if let value, contexts.isEmpty, case .conditional(let test, let yes, let no) = value.kind {
            let otherwise = label()
            try jump(to: otherwise, unless: test)
            let before = bound
            try giveBack(yes)
            bound = before
            put(otherwise)
            return try giveBack(no)
        }
        var source = constant(.null)
        if let value {
            // A variable may get another value by what is done on leaving.
            source = contexts.isEmpty ? try operand(value) : try register(value)
        }
        try leave(downTo: 0) { emit(.returnValue, 0, source) }
    }

    // MARK: Exceptions

    /// Does what leaving the contexts from number `depth` on asks for, then what `goOn` emits, all of it outside of the
    /// regions that are left.
    private func leave(downTo depth: Int, _ goOn: () -> Void) throws(ClosureError) {
        let all = contexts
        let before = bound
        for context in all[depth...].reversed() {
            contexts.removeLast()
            switch context {
            case .loop: break
            case .handler(_, let name): if let name { try unbind(name) }
            case .protected(let region, let finally):
                close(region)
                try run(finally)
            }
        }
        goOn()
        contexts = all
        bound = before
        for case .protected(let region, _) in all[depth...] { open(region) }
    }

    private func unbind(_ name: String) throws(ClosureError) {
        switch try known(name) {
        case .register(let register): emit(.unbind, register)
        case .cell(let register): emit(.unbindCell, register)
        }
    }

    private func attempt(_ attempt: PythonAttempt) throws(ClosureError) {
        guard !attempt.finally.isEmpty else { return try attemptWithoutFinally(attempt) }
        let before = bound
        let exception = try allocate()
        let region = Region()
        contexts.append(.protected(region, finally: attempt.finally))
        open(region)
        try attemptWithoutFinally(attempt)
        close(region)
        contexts.removeLast()
        let after = bound
        try run(attempt.finally)
        let end = label()
        jump(end)
        let afterFinally = bound
        handle(region, at: position, exception: exception)
        bound = before
        try run(attempt.finally)
        emit(.reraise, 0, exception)
        put(end)
        bound = after.union(afterFinally)
    }

    private func attemptWithoutFinally(_ attempt: PythonAttempt) throws(ClosureError) {
        guard !attempt.handlers.isEmpty else {
            try run(attempt.body)
            return try run(attempt.orElse)
        }
        let before = bound
        let exception = try allocate()
        let region = Region()
        contexts.append(.protected(region, finally: []))
        open(region)
        try run(attempt.body)
        close(region)
        contexts.removeLast()
        try run(attempt.orElse)
        let end = label()
        var after = (attempt.body + attempt.orElse).endsAlways ? nil : Optional(bound)
        jump(end)
        let target = position
        handle(region, at: target, exception: exception)
        for handler in attempt.handlers {
            bound = before
            try self.handler(handler, exception, end)
            if !handler.body.endsAlways { after = after.map { $0.intersection(bound) } ?? bound }
        }
        emit(.reraise, 0, exception)
        put(end)
        bound = after ?? before
    }

    private func handler(
        _ handler: PythonAttempt.Handler, _ exception: Int, _ end: Label
    ) throws(ClosureError) {
        let next = label()
        if let type = handler.type {
            try at(type.place) { () throws(ClosureError) in
                let matches = try allocate()
                emit(.matchException, matches, exception, try operand(type))
                jump(to: next, if: .jumpIfFalse, matches)
            }
        }
        if let name = handler.name { try store(name, exception) }
        contexts.append(.handler(exception: exception, name: handler.name))
        try run(handler.body)
        contexts.removeLast()
        if let name = handler.name { try unbind(name) }
        jump(end)
        put(next)
    }

    private func raise(_ value: PythonExpression?, _ cause: PythonExpression?) throws(ClosureError) {
        if let value {
            let exception = try operand(value)
            return emit(
                .raise, 0, exception,
                try cause.map { (cause) throws(ClosureError) in try operand(cause) } ?? ScriptInstruction.missing)
        }
        for context in contexts.reversed() {
            if case .handler(let exception, _) = context { return emit(.reraise, 0, exception) }
        }
        let base = try allocate()
        emit(.move, base, constant(.string("No active exception to reraise")))
        emitCall(
            .callBuiltin, base, base, ScriptCallSite(name: builder.name("RuntimeError"), positionalCount: 1))
        emit(.raise, 0, base, ScriptInstruction.missing)
    }

    private func assert(_ test: PythonExpression, _ message: PythonExpression?) throws(ClosureError) {
        let holds = label()
        jump(to: holds, if: .jumpIfTrue, try operand(test))
        let before = bound
        emit(
            .raiseAssertion, 0,
            try message.map { (message) throws(ClosureError) in try operand(message) } ?? ScriptInstruction.missing)
        bound = before
        put(holds)
    }
}

extension [PythonStatement] {
    /// Whether what follows the statements is never reached from them.
    var endsAlways: Bool {
        contains {
            switch $0.kind {
            case .return, .raise, .break, .continue: true
            case .branch(_, let yes, let no): yes.endsAlways && no.endsAlways
            default: false
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// What Python goes through: lists, the characters of texts, the members of tuples; several at once, in pairs, by keys.
extension ClosureCompiler {
    /// What going through the value gives, as a list; other values stay.
    func iterable(_ value: Register) throws(ClosureError) -> Register {
        guard dialect == .python else { return value }
        if let fields = emitter.fields(value) {
            return emitter.emit(
                Constant(type: .list(.string), value: .list(fields.map { .string($0.key) })))
        }
        switch type(value) {
        case .string: return try emit(.characters, value)
        case .map: return try listedMap(.keys, value)
        case .tuple(let members) where !members.isEmpty:
            var values: [Register] = []
            for index in members.indices { values.append(try emit(.member, value, immediate: index)) }
            return try emit(.makeList, unify(values, "the members of a tuple"))
        default: return value
        }
    }

    func pairing(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        switch function {
        case .zip:
            var lists: [Register] = []
            for argument in arguments { lists.append(try iterable(argument)) }
            return try zipped(lists)
        case .enumerate:
            let list = try iterable(arguments[0])
            guard case .list = type(list) else { throw error("a value of type \(type(list)) is numbered") }
            let start = try int(arguments[1])
            let end = try emit(.addInt, start, emit(.listCount, list))
            return try emit(.listZip, emit(.listRange, start, end), list)
        case .flatten: return try emit(.listFlatten, arguments[0])
        case .distinct:
            let list = try iterable(arguments[0])
            guard case .list(let element) = type(list), element.hasExactOrder else {
                throw error("a set of values of type \(type(list)) has no typed form")
            }
            return try emit(.listDistinct, list)
        case .place:
            guard case .list(let element) = type(arguments[0]), element.hasExactOrder else {
                throw error("keys of type \(type(arguments[0])) have no typed form")
            }
            // What is of another type is no key.
            guard type(arguments[1]) == element else {
                throw error("a value of type \(type(arguments[1])) is looked up among keys of type \(element)")
            }
            return try emit(.listFind, arguments[0], arguments[1])
        default: return try ordered(function, arguments)
        }
    }

    private func zipped(_ lists: [Register]) throws(ClosureError) -> Register {
        var result = lists[0]
        for list in lists.dropFirst() { result = try emit(.listZip, result, list) }
        guard lists.count > 2, case .list(let nested) = type(result) else { return result }
        // ((a, b), c) as (a, b, c).
        let element = emitter.open(element: nested)
        var members: [Register] = []
        var rest = element
        for _ in lists.dropFirst() {
            members.insert(try emit(.member, rest, immediate: 1), at: 0)
            rest = try emit(.member, rest, immediate: 0)
        }
        let tuple = try emit(.makeTuple, [rest] + members)
        do throws(BytecodeError) { return try emitter.emitList(.listMap, result, yielding: tuple) } catch {
            throw self.error(error.reason)
        }
    }

    /// By keys; those that are floats have an order for `min` and `max` alone, which compare them by `<` and `>`.
    private func ordered(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        guard case .list(let key) = type(arguments[1]) else { throw error("there are no keys to order by") }
        let isSort = function == .sortBy || function == .sortDescendingBy
        if isSort || key != .float { try expectExactOrder(key, function) }
        let immediate = function == .sortDescendingBy || function == .maximumBy ? 1 : 0
        return try emit(isSort ? .listSortBy : .listExtremeBy, arguments[0], arguments[1], immediate: immediate)
    }

    // MARK: Texts

    /// `value[::-1]`.
    func backwards(_ value: Register) throws(ClosureError) -> Register {
        switch type(value) {
        case .string: return try emit(.reverseText, value)
        case .list: return try emit(.listReverse, value)
        case .tuple(let members):
            var parts: [Register] = []
            for index in members.indices.reversed() { parts.append(try emit(.member, value, immediate: index)) }
            return try emit(.makeTuple, parts)
        default: throw error("a value of type \(type(value)) has no end to begin at")
        }
    }

    /// `value.partition(separator)`.
    func partition(_ value: Register, _ separator: Register) throws(ClosureError) -> Register {
        let (value, separator) = (try text(value), try text(separator))
        guard case .string(let known)? = emitter.constant(separator)?.value, !known.isEmpty else {
            throw error("a separator is computed", advice: "write it out")
        }
        let parts = try emit(.splitAtMost, value, separator, emitter.emit(int: 1))
        let isFound = try emit(.equal, emit(.listCount, parts), emitter.emit(int: 2))
        let empty = emitter.emit(Constant(type: .string, value: .string("")))
        let found = try branch(
            isFound,
            { (inner: ClosureCompiler) throws(ClosureError) in
                [separator, try inner.emit(.listElement, parts, inner.emitter.emit(int: 1))]
            }, { (_: ClosureCompiler) throws(ClosureError) in [empty, empty] })
        return try emit(.makeTuple, [emit(.listElement, parts, emitter.emit(int: 0))] + found)
    }

    // MARK: Numbers

    /// `round(value, places)`.
    func roundTo(_ value: Register, _ places: Register) throws(ClosureError) -> Register {
        let (number, places) = (try number(value), try int(places))
        var isNegative = true
        if case .int(let known)? = emitter.constant(places)?.value { isNegative = known < 0 }
        switch type(number) {
        case .int where !isNegative: return number
        case .float:
            if let flag = emitter.standsForInt(number) {
                guard !isNegative else { throw error("an int is rounded to tens") }
                let rounded = try emit(.roundPlaces, number, places)
                emitter.mark(rounded, standsForIntWhere: flag)
                return rounded
            }
            return try emit(.roundPlaces, number, places)
        default: throw error("a value of type \(type(value)) is rounded to places that are not known")
        }
    }

    // MARK: Any and all

    func quantifier(
        _ isAll: Bool, _ list: Node, _ variable: Variable, _ body: Node
    ) throws(ClosureError) -> Register {
        let state = emitter.state
        let elements = try iterable(compile(list))
        guard case .list(let element) = type(elements) else {
            throw error("a value of type \(type(elements)) is not a list")
        }
        // All at once where no element can fail; else one after the other up to the one that decides.
        let count = emitter.instructionCount
        let register = emitter.open(element: element)
        let before = names()
        bind(variable, register)
        let test = try condition(compileOpen(body))
        restore(before)
        let tests: Register
        do throws(BytecodeError) { tests = try emitter.emitList(.listMap, elements, yielding: test) } catch {
            throw self.error(error.reason)
        }
        if !emitter.mayFail(since: count) {
            let decides = emitter.emit(Constant(type: .bool, value: .bool(!isAll)))
            let found = try emit(.listContains, tests, decides)
            return isAll ? try emit(.not, found) : found
        }
        emitter.state = state
        forgetCompiled()
        func give(_ value: Bool) -> Node {
            Node(.return(Node(.constant(Constant(type: .bool, value: .bool(value))))), place: node.place)
        }
        let condition = isAll ? Node(.unary(.not, body)) : body
        let step = Node(.branch(condition, then: give(!isAll), else: Node(.sequence([]))))
        return try block([Node(.forLoop(variable, in: list, body: step), place: node.place), give(isAll)])
    }

    /// What statements give back.
    func block(_ statements: [Node]) throws(ClosureError) -> Register {
        let before = names()
        let result = try run(statements[...], .function)[0]
        restore(before)
        guard type(result) != .null else { throw error("None is given back, which a typed column does not hold") }
        return result
    }
}

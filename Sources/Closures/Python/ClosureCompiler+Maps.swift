// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Dicts whose keys come with the data: maps, which no column of Python's rows holds. One that is seen whole, as a
/// value of the function or as a part of one, is of type any there.
extension ClosureCompiler {
    /// The values as others see them.
    func seen(whole values: [Register]) throws(ClosureError) -> [Register] {
        guard dialect == .python else { return values }
        var result: [Register] = []
        for value in values { result.append(type(value).containsMap ? try emit(.toAny, value) : value) }
        return result
    }

    func grouped(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        if function == .mostCommon { return try mostCommon(arguments[0]) }
        if function == .countEach { return try counted(arguments[0]) }
        if function == .toDict, case .map = type(arguments[0]) { return arguments[0] }
        guard case .list(.tuple(let members)) = type(arguments[0]), members.count == 2 else {
            throw error("a dict is made of values of type \(type(arguments[0]))")
        }
        try expectKey(members[0])
        let keys = try memberOfEach(arguments[0], 0)
        let values = try memberOfEach(arguments[0], 1)
        switch function {
        case .groupSum: return try emit(.listGroupSum, keys, summands(values, members[1], arguments[1]))
        case .groupLists: return try emit(.listGroup, keys, values)
        default: return try emit(.listToMap, keys, values)
        }
    }

    /// Refuses keys that Python does not take or tells apart in another way.
    private func expectKey(_ type: DataType) throws(ClosureError) {
        func isKey(_ type: DataType) -> Bool {
            switch type {
            case .bool, .int, .string, .bytes: true
            case .tuple(let members): members.allSatisfy(isKey)
            default: false
            }
        }
        guard isKey(type) else { throw error("keys of type \(type) have no typed form") }
    }

    /// Numbers to be added to a start, or to the first of them where that is null.
    private func summands(
        _ values: Register, _ value: DataType, _ start: Register
    ) throws(ClosureError) -> Register {
        switch (emitter.constant(start)?.value, value) {
        case (.int?, .int), (.int?, .float), (.float?, .float), (.null?, .int): return values
        case (.int?, .bool):
            return try eachOf(values, .bool) { (inner, one) throws(ClosureError) in try inner.int(one) }
        case (.float?, .int), (.float?, .bool):
            return try eachOf(values, value) { (inner, one) throws(ClosureError) in try inner.float(one) }
        default: throw error("a sum of values of type \(value) has no typed form")
        }
    }

    private func counted(_ value: Register) throws(ClosureError) -> Register {
        guard emitter.fields(value) == nil, type(value).pythonKind != DataType.map(.int, .int).pythonKind else {
            throw error("a Counter of a dict has no typed form")
        }
        let list = try iterable(value)
        guard case .list(let element) = type(list) else {
            throw error("values of type \(type(list)) are counted")
        }
        try expectKey(element)
        let one = emitter.emit(int: 1)
        let ones = try eachOf(list, element) { (_, _) throws(ClosureError) in one }
        return try emit(.listGroupSum, list, ones)
    }

    private func mostCommon(_ dict: Register) throws(ClosureError) -> Register {
        guard case .map(_, .int) = type(dict) else { throw error("numbers that are no ints are ordered") }
        let entries = try emit(.mapEntries, dict)
        return try emit(.listSortBy, entries, memberOfEach(entries, 1), immediate: 1)
    }

    private func memberOfEach(_ list: Register, _ index: Int) throws(ClosureError) -> Register {
        guard case .list(let element) = type(list) else { throw error("a list is needed here") }
        return try eachOf(list, element) { (inner, pair) throws(ClosureError) in
            try inner.emit(.member, pair, immediate: index)
        }
    }

    private func eachOf(
        _ list: Register, _ element: DataType, _ body: (ClosureCompiler, Register) throws(ClosureError) -> Register
    ) throws(ClosureError) -> Register {
        let value = try body(self, emitter.open(element: element))
        do throws(BytecodeError) { return try emitter.emitList(.listMap, list, yielding: value) } catch {
            throw self.error(error.reason)
        }
    }

    // MARK: What is asked of a map

    func listedMap(_ part: Function, _ dict: Register) throws(ClosureError) -> Register {
        let entries = try emit(.mapEntries, dict)
        switch part {
        case .keys: return try memberOfEach(entries, 0)
        case .values: return try memberOfEach(entries, 1)
        default: return entries
        }
    }

    func mapPart(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        switch function {
        case .length: return try emit(.listCount, emit(.mapEntries, arguments[0]))
        case .contains:
            guard case .map(let key, _) = type(arguments[0]), type(arguments[1]) == key else {
                throw error("a value of type \(type(arguments[1])) is looked up in \(type(arguments[0]))")
            }
            return try emit(.listContains, listedMap(.keys, arguments[0]), arguments[1])
        default: throw error("\(function) takes no dict whose keys come with the data")
        }
    }

    /// `d.get(key, other)`.
    func valueOfMap(_ arguments: [Register]) throws(ClosureError) -> Register {
        guard case .map(let key, let value) = type(arguments[0]), arguments.count == 3, type(arguments[1]) == key,
            type(arguments[2]) == value
        else { throw error("a key or value of another type is asked of \(type(arguments[0]))") }
        let place = try emit(.listFind, listedMap(.keys, arguments[0]), arguments[1])
        let values = try listedMap(.values, arguments[0])
        return try branch(
            emit(.less, place, emitter.emit(int: 0)), { (_: ClosureCompiler) throws(ClosureError) in [arguments[2]] },
            { (inner: ClosureCompiler) throws(ClosureError) in [try inner.emit(.listElement, values, place)] })[0]
    }

    // MARK: Sums and matches

    func addEach(_ total: Register, _ list: Register) throws(ClosureError) -> Register {
        guard type(total) == .int, emitter.standsForInt(total) == nil else {
            throw error("a total of type \(type(total)) may turn into another number")
        }
        var list = list
        if type(list) == .list(.bool) {
            list = try eachOf(list, .bool) { (inner, one) throws(ClosureError) in try inner.int(one) }
        }
        guard type(list) == .list(.int) else {
            throw error("a total of type \(type(total)) grows by elements of \(type(list))")
        }
        if emitter.constant(total)?.value == .int(0) { return try emit(.listSum, list) }
        // From the total on, so that what overflows is what overflows in the loop.
        return try emit(.listSum, emit(.listConcatenate, emit(.makeList, total), list))
    }

    /// The value, for which a row fails where it is null.
    func present(_ arguments: [Register]) throws(ClosureError) -> Register {
        guard case .int(let kind)? = emitter.constant(arguments[2])?.value else {
            throw error("the kind of a failure is computed")
        }
        let test = try emit(.isNull, arguments[0])
        emitter.open()
        _ = emitter.emitFailure(arguments[1], type: .bool, immediate: kind)
        let missing = emitter.close(yielding: [])
        emitter.open()
        _ = emitter.emitIf(test, missing, emitter.close(yielding: []))
        return arguments[0]
    }
}

extension DataType {
    /// Whether the type is a map or holds one.
    var containsMap: Bool {
        if case .map = self { return true }
        return children.contains { $0.containsMap }
    }
}

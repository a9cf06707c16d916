// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Calls: which instructions a function means, by the types of its arguments and the dialect.
extension ClosureCompiler {
    func call(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        try expect(function, arguments.count)
        switch function {
        case .absolute, .squareRoot, .floor, .ceiling, .round, .exponential, .logarithm, .sine, .cosine, .tangent,
            .truncatingRemainder:
            return try mathematics(function, arguments)
        case .minimum, .maximum: return try extreme(function, arguments)
        case .toInt, .toFloat, .toString, .toBool: return try conversion(function, arguments[0])
        case .length, .isEmpty, .contains, .element, .concatenate: return try container(function, arguments)
        case .slice, .prefix, .suffix, .dropFirst, .dropLast: return try part(function, arguments)
        case .split, .splitWhitespace, .trim, .trimStart, .trimEnd, .uppercase, .lowercase, .hasPrefix, .hasSuffix,
            .find, .replace, .join, .repeated:
            return try string(function, arguments)
        case .format: return try format(arguments)
        case .range, .sum, .sort, .sortDescending, .reverse: return try list(function, arguments)
        case .zip, .enumerate, .flatten, .distinct, .sortBy, .sortDescendingBy, .minimumBy, .maximumBy, .place:
            return try pairing(function, arguments)
        case .dict, .row: return try dict(arguments, isRow: function == .row)
        case .groupSum, .groupLists, .groupLast, .countEach, .toDict, .mostCommon:
            return try grouped(function, arguments)
        case .addEach: return try addEach(arguments[0], arguments[1])
        case .present: return try present(arguments)
        case .valueOfKey: return try valueOfKey(arguments)
        case .merged: return try merged(arguments)
        case .keys, .values, .items: return try listed(function, arguments[0])
        case .roundTo: return try roundTo(arguments[0], arguments[1])
        case .backwards: return try backwards(arguments[0])
        case .partition: return try partition(arguments[0], arguments[1])
        case .isNull:
            if emitter.fields(arguments[0]) != nil {
                return emitter.emit(Constant(type: .bool, value: .bool(false)))
            }
            guard type(arguments[0]) != .any else { throw error("a value of unknown type may be None or not") }
            return try emit(.isNull, arguments[0])
        case .valueOr, .unwrap: return try null(function, arguments)
        }
    }

    private func expect(_ function: Function, _ count: Int) throws(ClosureError) {
        let allowed: ClosedRange<Int>
        switch function {
        case .minimum, .maximum, .format, .dict, .row, .merged: allowed = 1...BytecodeLimits.operandsMax
        case .zip: allowed = 2...BytecodeLimits.operandsMax
        case .slice, .replace, .present: allowed = 3...3
        case .valueOfKey: allowed = 2...3
        case .truncatingRemainder, .contains, .element, .concatenate, .prefix, .suffix, .dropFirst, .dropLast, .split,
            .hasPrefix, .hasSuffix, .find, .join, .repeated, .valueOr, .enumerate, .sortBy, .sortDescendingBy,
            .minimumBy, .maximumBy, .roundTo, .partition, .place, .groupSum, .addEach:
            allowed = 2...2
        case .range: allowed = 1...2
        default: allowed = 1...1
        }
        guard allowed.contains(count) else { throw error("\(function) does not take \(count) arguments") }
    }

    // MARK: Numbers

    private func mathematics(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        let value = try number(arguments[0])
        let isInt = type(value) == .int
        guard isInt || type(value) == .float else {
            throw error("\(function) takes a number, not \(type(arguments[0]))")
        }
        if function == .absolute {
            let magnitude = try emit(isInt ? .absoluteInt : .absoluteFloat, value)
            if let flag = emitter.standsForInt(value) { emitter.mark(magnitude, standsForIntWhere: flag) }
            return magnitude
        }
        if function == .truncatingRemainder { return try emit(.remainderFloat, float(value), float(arguments[1])) }
        let isRounding = function == .floor || function == .ceiling || function == .round
        if isRounding && isInt { return value }
        let operand = try float(value)
        let opcode: Opcode
        switch function {
        case .squareRoot: opcode = .squareRoot
        case .floor: opcode = .floor
        case .ceiling: opcode = .ceiling
        case .round: opcode = dialect == .python ? .roundToEven : .roundAwayFromZero
        case .exponential: opcode = .exponential
        case .logarithm: opcode = .logarithm
        case .sine: opcode = .sine
        case .cosine: opcode = .cosine
        default: opcode = .tangent
        }
        guard dialect == .python else { return try emit(opcode, operand) }
        // Python's rounding functions give ints; the others fail where there is no number to give.
        if isRounding { return try emit(.floatToInt, emit(opcode, operand), immediate: 1) }
        return try emit(opcode, operand, immediate: 1)
    }

    private func extreme(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        let isMinimum = function == .minimum
        if arguments.count == 1 {
            let list = try iterable(arguments[0])
            guard case .list(let element) = type(list) else {
                throw error("\(function) takes several values or a list, not \(type(arguments[0]))")
            }
            // Python compares floats by `<` and `>`, which no NaN fulfils.
            let isByComparison = dialect == .python && element == .float
            if !isByComparison { try expectExactOrder(element, function) }
            return try emit(isMinimum ? .listMinimum : .listMaximum, list, immediate: isByComparison ? 1 : 0)
        }
        let values = try unify(arguments, "the values compared by \(function)")
        var result = values[0]
        for value in values.dropFirst() {
            switch type(result) {
            case .int: result = try emit(isMinimum ? .minimumInt : .maximumInt, result, value)
            case .float where dialect == .swift:
                result = try emit(isMinimum ? .minimumFloat : .maximumFloat, result, value)
            default:
                // Of floats too: what is compared with a NaN is kept.
                if type(result) != .float { try expectExactOrder(type(result), function) }
                let test = try emit(isMinimum ? .less : .greater, value, result)
                let kept = result
                result = try branch(
                    test, { (_: ClosureCompiler) throws(ClosureError) in [value] },
                    { (_: ClosureCompiler) throws(ClosureError) in [kept] })[0]
            }
        }
        return result
    }

    // MARK: Conversions

    private func conversion(_ function: Function, _ value: Register) throws(ClosureError) -> Register {
        let form = dialect == .python ? 1 : 0
        switch (function, type(value)) {
        case (.toBool, _): return try condition(value)
        case (.toFloat, .float) where emitter.standsForInt(value) != nil:
            return try emit(.multiplyFloat, value, emitter.emit(Constant(type: .float, value: .float(1))))
        case (.toInt, .int), (.toFloat, .float), (.toString, .string): return value
        case (.toInt, .float): return try emit(.floatToInt, value, immediate: form)
        case (.toInt, .bool): return try emit(.boolToInt, value)
        case (.toInt, .string) where attempt?.caught.values == true: return try attempted(.parseInt, [value])
        case (.toFloat, .string) where attempt?.caught.values == true: return try attempted(.parseFloat, [value])
        case (.toInt, .string): return try emit(.parseInt, value, immediate: form)
        case (.toFloat, .int), (.toFloat, .bool): return try convert(value, to: .float)
        case (.toFloat, .string): return try emit(.parseFloat, value, immediate: form)
        case (.toString, .int): return try emit(.intToString, value)
        case (.toString, .float): return try emit(.floatToString, value, immediate: form)
        case (.toString, .bool): return try emit(.boolToString, value, immediate: form)
        case (.toString, .null): return emitter.emit(Constant(type: .string, value: .string("None")))
        default:
            throw error(
                "a value of type \(type(value)) has no \(function) conversion", advice: "convert its members one by one"
            )
        }
    }

    // MARK: Strings and lists

    private func container(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        let value = arguments[0]
        if let fields = emitter.fields(value) { return try dictPart(function, fields, arguments) }
        if case .map = type(value) { return try mapPart(function, arguments) }
        switch (function, type(value)) {
        case (.length, .string): return try emit(.length, value, immediate: dialect == .python ? 0 : 1)
        case (.length, .list): return try emit(.listCount, value)
        case (.length, .tuple(let members)): return emitter.emit(int: members.count)
        case (.isEmpty, .string): return try emit(.equal, emit(.length, value, immediate: 2), emitter.emit(int: 0))
        case (.isEmpty, .list): return try emit(.equal, emit(.listCount, value), emitter.emit(int: 0))
        case (.contains, .string): return try emit(.containsText, value, text(arguments[1]))
        case (.contains, .list(let element)):
            try expectExactOrder(element, function)
            guard try commonType(element, type(arguments[1]), "the list's elements and the value") == element else {
                throw error("a list of \(element) is asked for a \(type(arguments[1]))")
            }
            return try emit(.listContains, value, convert(arguments[1], to: element))
        case (.contains, .tuple(let members)):
            var found = emitter.emit(Constant(type: .bool, value: .bool(false)))
            for index in members.indices {
                let same = try compare(.equal, emit(.member, value, immediate: index), arguments[1])
                found = try emit(.or, found, same)
            }
            return found
        case (.element, .string): return try emit(.characterAt, value, int(arguments[1]), immediate: indexForm)
        case (.element, .list) where attempt?.caught.indices == true:
            return try attempted(.listElement, [value, int(arguments[1])])
        case (.element, .list): return try emit(.listElement, value, int(arguments[1]), immediate: indexForm)
        case (.element, .tuple(let members)): return try tupleElement(value, members, arguments[1])
        case (.concatenate, .string), (.concatenate, .list): return try binary(.add, value, arguments[1])
        default: throw error("\(function) takes a string or a list, not \(type(value))")
        }
    }

    private var indexForm: Int { dialect == .python ? 1 : 0 }

    private func tupleElement(
        _ value: Register, _ members: [DataType], _ index: Register
    ) throws(ClosureError) -> Register {
        guard case .int(let known)? = emitter.constant(index)?.value else {
            throw error(
                "a tuple is indexed by a number written in the closure", advice: "make it a list to index by a variable"
            )
        }
        let position = known < 0 && dialect == .python ? known + members.count : known
        guard members.indices.contains(position) else {
            throw error("the tuple \(type(value)) has no element \(known)")
        }
        return try emit(.member, value, immediate: position)
    }

    /// Slices. Python's bounds may be negative; Swift's counts may not, and one that is counts as 0.
    private func part(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        let value = arguments[0]
        let isText = type(value) == .string
        if !isText {
            if dialect == .python, function == .slice, case .tuple(let members) = type(value) {
                return try tupleSlice(value, members, [int(arguments[1]), int(arguments[2])])
            }
            guard case .list = type(value) else {
                throw error("\(function) takes a string or a list, not \(type(value))")
            }
        }
        func slice(_ from: Register, _ to: Register) throws(ClosureError) -> Register {
            try emit(isText ? .substring : .listSlice, value, from, to)
        }
        if function == .slice { return try slice(int(arguments[1]), int(arguments[2])) }
        let zero = emitter.emit(int: 0)
        let end = emitter.emit(int: .max)
        let count = try emit(.maximumInt, int(arguments[1]), zero)
        switch function {
        case .prefix: return try slice(zero, count)
        case .dropFirst: return try slice(count, end)
        default: break
        }
        // The last n begin at -n, but for n = 0; an int's negation cannot overflow from 0 up.
        let length = try isText ? emit(.length, value) : emit(.listCount, value)
        let border: Register
        if case .int(let known)? = emitter.constant(count)?.value, known > 0 {
            border = emitter.emit(int: -known)
        } else {
            border = try emit(.maximumInt, emit(.subtractInt, length, count), zero)
        }
        return function == .suffix ? try slice(border, end) : try slice(zero, border)
    }

    private func string(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        let value = arguments[0]
        if function == .join { return try emit(.join, joined(value), text(arguments[1])) }
        _ = try text(value)
        switch function {
        case .split: return try emit(.split, value, text(arguments[1]), immediate: dialect == .python ? 0 : 1)
        case .splitWhitespace: return try emit(.splitWhitespace, value)
        case .trim: return try emit(.trim, value)
        case .trimStart: return try emit(.trim, value, immediate: 1)
        case .trimEnd: return try emit(.trim, value, immediate: 2)
        case .uppercase: return try emit(.uppercase, value)
        case .lowercase: return try emit(.lowercase, value, immediate: indexForm)
        case .hasPrefix: return try emit(.hasPrefix, value, text(arguments[1]))
        case .hasSuffix: return try emit(.hasSuffix, value, text(arguments[1]))
        case .find: return try emit(.findText, value, text(arguments[1]))
        case .replace: return try emit(.replaceText, value, text(arguments[1]), text(arguments[2]))
        default: return try emit(.repeatText, value, int(arguments[1]))
        }
    }

    /// What is joined: in Python also the members of a tuple.
    private func joined(_ value: Register) throws(ClosureError) -> Register {
        if dialect == .python, case .tuple(let members) = type(value), !members.allSatisfy({ $0 == .string }) {
            return value
        }
        return try iterable(value)
    }

    private func list(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        if function == .range {
            let from = arguments.count == 1 ? emitter.emit(int: 0) : try int(arguments[0])
            return try emit(.listRange, from, int(arguments[arguments.count - 1]))
        }
        if function == .sum, dialect == .python { return try pythonSum(arguments[0]) }
        let value = try iterable(arguments[0])
        guard case .list(let element) = type(value) else {
            throw error("\(function) takes a list, not \(type(value))")
        }
        switch function {
        case .sum:
            guard element == .int || element == .float else {
                throw error("a list of \(element) has no sum", advice: "map its elements to numbers first")
            }
            return try emit(.listSum, value)
        case .sort, .sortDescending:
            try expectExactOrder(element, function)
            return try emit(.listSort, value, immediate: function == .sort ? 0 : 1)
        default: return try emit(.listReverse, value)
        }
    }

    // MARK: Nulls

    private func null(_ function: Function, _ arguments: [Register]) throws(ClosureError) -> Register {
        let value = arguments[0]
        let test = try emit(.isNull, value)
        let wanted = type(value)
        return try branch(
            test,
            { (inner: ClosureCompiler) throws(ClosureError) in
                if function == .valueOr { return [arguments[1]] }
                let message = inner.emitter.emit(
                    Constant(type: .string, value: .string("a null where a value is needed")))
                return [inner.emitter.emitFailure(message, type: wanted)]
            },
            { (_: ClosureCompiler) throws(ClosureError) in [value] })[0]
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension FunctionCompiler {
    /// Runs `body` at a place, and gives the temporaries that it took back.
    func at<Result>(_ place: Place, _ body: () throws(ClosureError) -> Result) throws(ClosureError) -> Result {
        let outer = self.place
        let mark = top
        if place.line > 0 { self.place = place }
        defer {
            self.place = outer
            release(to: mark)
        }
        return try body()
    }

    /// A source operand that holds the value: a constant, a variable, or a new temporary.
    func operand(_ value: PythonExpression) throws(ClosureError) -> Int {
        switch value.kind {
        case .constant(let scalar): return constant(scalar)
        case .captured(let index): return ScriptInstruction.constant(builder.captured(index))
        case .name(let name) where !hasNamedExpression:
            if case .register? = binding(name) {
                return try at(value.place) { () throws(ClosureError) in try load(name) }
            }
        default: break
        }
        return try register(value)
    }

    /// A new temporary that holds the value.
    func register(_ value: PythonExpression) throws(ClosureError) -> Int {
        let register = try allocate()
        try compile(value, to: register)
        return register
    }

    /// A register that holds the value, where an instruction takes no constant.
    func existing(_ value: PythonExpression) throws(ClosureError) -> Int {
        let source = try operand(value)
        if source >= 0 { return source }
        let register = try allocate()
        emit(.move, register, source)
        return register
    }

    /// The values in consecutive registers; the first of them.
    func window(_ values: [PythonExpression]) throws(ClosureError) -> Int {
        let base = try allocate(max(values.count, 1))
        for (index, value) in values.enumerated() { try compile(value, to: base + index) }
        return base
    }

    /// Compiles an expression; its last instruction writes `result`.
    func compile(_ value: PythonExpression, to result: Int) throws(ClosureError) {
        try at(value.place) { () throws(ClosureError) in try compile(value.kind, result) }
    }

    private func compile(_ kind: PythonExpression.Kind, _ result: Int) throws(ClosureError) {
        switch kind {
        case .constant(let scalar): emit(.move, result, constant(scalar))
        case .captured(let index): emit(.move, result, ScriptInstruction.constant(builder.captured(index)))
        case .name(let name):
            if case .cell(let cell) = try known(name) {
                emit(.loadCell, result, cell, builder.name(name))
            } else {
                emit(.move, result, try load(name))
            }
        case .function(let index): emit(.loadFunction, result, builder.number(ofFunction: index))
        case .builtin(let name): emit(.loadBuiltin, result, builder.name(name))
        case .module(let name): emit(.loadModule, result, builder.name(name))
        case .moduleName(let module, let name):
            let owner = try allocate()
            emit(.loadModule, owner, builder.name(module))
            emit(.getAttribute, result, owner, builder.name(name))
        case .accumulator(let id): emit(.loadAccumulator, result, builder.accumulator(id))
        case .unary(let op, let operand): try unary(op, operand, result)
        case .binary(let op, let left, let right):
            let first = try operand(left)
            emit(op.opcode, result, first, try operand(right))
        case .logical(let op, let values): try logical(op, values, result)
        case .compare(let first, let rest): try compare(first, rest, result)
        case .conditional(let test, let yes, let no): try conditional(test, yes, no, result)
        case .call(let callee, let arguments, let keywords): try call(callee, arguments, keywords, result)
        case .attribute(let owner, let name): emit(.getAttribute, result, try operand(owner), builder.name(name))
        case .subscripted(let owner, let index):
            let container = try operand(owner)
            emit(.getItem, result, container, try operand(index))
        case .slice(let lower, let upper, let step): try slice([lower, upper, step], result)
        case .tuple, .list, .set, .dict: try display(kind, result)
        case .comprehension(let kind, let element, let generators):
            try comprehension(kind, element, generators, result)
        case .dictComprehension(let key, let value, let generators):
            try dictComprehension(key, value, generators, result)
        case .lambda(let parameters, let body):
            try function(
                "<lambda>", parameters, [PythonStatement(.return(body), body.place)], isGenerator: false, result)
        case .formatted(let parts): try formatted(parts, result)
        case .namedExpression(let name, let value):
            let register = try register(value)
            try storeInFunction(name, register)
            emit(.move, result, register)
        case .yield(let value):
            guard isGenerator else { throw error("yield stands outside a generator") }
            emit(
                .yieldValue, result,
                try value.map { (value) throws(ClosureError) in try operand(value) } ?? constant(.null))
        case .yieldFrom(let value):
            let iterator = try allocate()
            emit(.getIterator, iterator, try operand(value))
            emit(.yieldFrom, result, iterator)
        case .starred: throw error("a star stands where one value is needed")
        }
    }

    /// `:=` binds a variable of the function, not of the comprehension that it stands in.
    private func storeInFunction(_ name: String, _ value: Int) throws(ClosureError) {
        let inner = scopes
        scopes = [inner[0]]
        defer { scopes = inner }
        try store(name, value)
    }

    // MARK: Operators

    private func unary(
        _ op: PythonExpression.UnaryOperator, _ value: PythonExpression, _ result: Int
    ) throws(ClosureError) {
        if op == .negate, case .constant(let known) = value.kind {
            switch known {
            case .int(let number) where number != .min && number != 0:
                return emit(.move, result, constant(.int(-number)))
            case .float(let number): return emit(.move, result, constant(.float(-number)))
            default: break
            }
        }
        let opcode: ScriptOpcode
        switch op {
        case .negate: opcode = .negate
        case .plus: opcode = .positive
        case .invert: opcode = .invert
        case .not: opcode = .not
        }
        emit(opcode, result, try operand(value))
    }

    private func logical(
        _ op: LogicalOperation, _ values: [PythonExpression], _ result: Int
    ) throws(ClosureError) {
        let value = try allocate()
        let end = label()
        try compile(values[0], to: value)
        let before = bound
        for other in values.dropFirst() {
            jump(to: end, if: op == .and ? .jumpIfFalse : .jumpIfTrue, value)
            try compile(other, to: value)
        }
        bound = before
        put(end)
        emit(.move, result, value)
    }

    private func conditional(
        _ test: PythonExpression, _ yes: PythonExpression, _ no: PythonExpression, _ result: Int
    ) throws(ClosureError) {
        let value = try allocate()
        let (otherwise, end) = (label(), label())
        try jump(to: otherwise, unless: test)
        let before = bound
        try compile(yes, to: value)
        jump(end)
        bound = before
        put(otherwise)
        try compile(no, to: value)
        bound = before
        put(end)
        emit(.move, result, value)
    }

    /// Goes to `label` when the expression is false. Variables that it binds on some ways only are not proven after.
    func jump(to label: Label, unless test: PythonExpression) throws(ClosureError) {
        if case .logical(.and, let values) = test.kind {
            try jump(to: label, unless: values[0])
            let before = bound
            for value in values.dropFirst() { try jump(to: label, unless: value) }
            bound = before
            return
        }
        let mark = top
        if case .unary(.not, let value) = test.kind {
            jump(to: label, if: .jumpIfTrue, try operand(value))
        } else {
            jump(to: label, if: .jumpIfFalse, try operand(test))
        }
        release(to: mark)
    }

    private func compare(
        _ first: PythonExpression, _ rest: [(PythonExpression.ComparisonOperator, PythonExpression)], _ result: Int
    ) throws(ClosureError) {
        var left = try operand(first)
        if rest.count == 1 { return emit(rest[0].0.opcode, result, left, try operand(rest[0].1)) }
        let value = try allocate()
        let end = label()
        var before: Set<Int>?
        for (index, (op, other)) in rest.enumerated() {
            let right = try operand(other)
            emit(op.opcode, value, left, right)
            if index < rest.count - 1 { jump(to: end, if: .jumpIfFalse, value) }
            before = before ?? bound
            left = right
        }
        if let before { bound = before }
        put(end)
        emit(.move, result, value)
    }

    // MARK: Parts

    private func slice(_ bounds: [PythonExpression?], _ result: Int) throws(ClosureError) {
        let base = try allocate(3)
        for (index, bound) in bounds.enumerated() {
            if let bound { try compile(bound, to: base + index) } else { emit(.move, base + index, constant(.null)) }
        }
        emit(.buildSlice, result, base)
    }

    private func formatted(_ parts: [PythonTextPart], _ result: Int) throws(ClosureError) {
        let base = try allocate(max(parts.count, 1))
        for (index, part) in parts.enumerated() {
            switch part {
            case .text(let text): emit(.move, base + index, constant(.string(text)))
            case .value(let value, let conversion, let format):
                try at(value.place) { () throws(ClosureError) in
                    let register = try allocate(2)
                    try compile(value, to: register)
                    guard let number = ["", "s", "r", "a"].firstIndex(of: conversion) else {
                        throw error("the conversion !\(conversion) is unknown")
                    }
                    if let format { try formatted(format, register + 1) }
                    emit(.formatValue, base + index, register, number + (format == nil ? 0 : 4))
                }
            }
        }
        emit(.buildString, result, base, parts.count)
    }

    // MARK: Displays

    private func display(_ kind: PythonExpression.Kind, _ result: Int) throws(ClosureError) {
        switch kind {
        case .tuple(let members):
            if isPlain(members) { return emit(.buildTuple, result, try window(members), members.count) }
            emit(.listToTuple, result, try listed(members))
        case .list(let members):
            if isPlain(members) { return emit(.buildList, result, try window(members), members.count) }
            emit(.move, result, try listed(members))
        case .set(let members):
            if isPlain(members) { return emit(.buildSet, result, try window(members), members.count) }
            let set = try allocate()
            emit(.buildSet, set, set, 0)
            for member in members { try add(member, to: set, one: .setAdd, all: .setUpdate) }
            emit(.move, result, set)
        case .dict(let entries): try dict(entries, result)
        default: throw error("a display is needed here")
        }
    }

    /// Whether the members fit a window of registers.
    func isPlain(_ members: [PythonExpression]) -> Bool {
        members.count <= ScriptLimits.displayMax && !members.contains(where: \.isStarred)
    }

    /// A new list of the members, stars spread out.
    func listed(_ members: [PythonExpression]) throws(ClosureError) -> Int {
        let list = try allocate()
        emit(.buildList, list, list, 0)
        for member in members { try add(member, to: list, one: .listAppend, all: .listExtend) }
        return list
    }

    private func add(
        _ member: PythonExpression, to container: Int, one: ScriptOpcode, all: ScriptOpcode
    ) throws(ClosureError) {
        try at(member.place) { () throws(ClosureError) in
            if case .starred(let inner) = member.kind {
                emit(all, container, try operand(inner))
            } else {
                emit(one, container, try operand(member))
            }
        }
    }

    private func dict(
        _ entries: [(PythonExpression?, PythonExpression)], _ result: Int
    ) throws(ClosureError) {
        if entries.count <= ScriptLimits.displayMax / 2, entries.allSatisfy({ $0.0 != nil }) {
            let base = try window(entries.flatMap { [$0.0!, $0.1] })
            return emit(.buildDict, result, base, entries.count)
        }
        let dict = try allocate()
        emit(.buildDict, dict, dict, 0)
        for (key, value) in entries {
            try at(value.place) { () throws(ClosureError) in
                guard let key else { return emit(.dictMerge, dict, try operand(value), 0) }
                let first = try operand(key)
                emit(.dictSet, dict, first, try operand(value))
            }
        }
        emit(.move, result, dict)
    }
}

extension PythonExpression.BinaryOperator {
    var opcode: ScriptOpcode {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .floorDivide: .floorDivide
        case .remainder: .modulo
        case .power: .power
        case .bitAnd: .bitAnd
        case .bitOr: .bitOr
        case .bitXor: .bitXor
        case .shiftLeft: .shiftLeft
        case .shiftRight: .shiftRight
        }
    }

    /// Of `x op= value`.
    var inPlaceOpcode: ScriptOpcode {
        switch self {
        case .add: .addInPlace
        case .subtract: .subtractInPlace
        case .multiply: .multiplyInPlace
        case .bitAnd: .bitAndInPlace
        case .bitOr: .bitOrInPlace
        case .bitXor: .bitXorInPlace
        default: opcode
        }
    }
}

extension PythonExpression.ComparisonOperator {
    var opcode: ScriptOpcode {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterEqual
        case .isSame: .isSame
        case .isNotSame: .isNotSame
        case .isIn: .isIn
        case .isNotIn: .isNotIn
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Calls, functions inside functions, comprehensions.
extension FunctionCompiler {
    // MARK: Calls

    func call(
        _ callee: PythonExpression, _ arguments: [PythonExpression], _ keywords: [PythonKeyword], _ result: Int
    ) throws(ClosureError) {
        guard isPlain(arguments + keywords.map(\.value)), keywords.allSatisfy({ $0.name != nil }) else {
            return try spreadCall(callee, arguments, keywords, result)
        }
        let names = keywords.map { builder.name($0.name!) }
        func site(_ name: Int) -> ScriptCallSite {
            ScriptCallSite(name: name, positionalCount: arguments.count, keywords: names)
        }
        let values = arguments + keywords.map(\.value)
        switch callee.kind {
        case .builtin(let name):
            let base = try window(values)
            emitCall(.callBuiltin, result, base, site(builder.name(name)))
        case .attribute(let owner, let name):
            let base = try allocate(1 + values.count)
            try compile(owner, to: base)
            try fill(base + 1, values)
            emitCall(.callMethod, result, base, site(builder.name(name)))
        case .moduleName(let module, let name):
            let base = try allocate(1 + values.count)
            emit(.loadModule, base, builder.name(module))
            try fill(base + 1, values)
            emitCall(.callMethod, result, base, site(builder.name(name)))
        default:
            let base = try allocate(1 + values.count)
            try compile(callee, to: base)
            try fill(base + 1, values)
            if keywords.isEmpty {
                emit(.call, result, base, values.count)
            } else {
                emitCall(.callKeywords, result, base, site(-1))
            }
        }
    }

    private func fill(_ base: Int, _ values: [PythonExpression]) throws(ClosureError) {
        for (index, value) in values.enumerated() { try compile(value, to: base + index) }
    }

    /// `f(*a, **k)`, and calls with very many arguments.
    private func spreadCall(
        _ callee: PythonExpression, _ arguments: [PythonExpression], _ keywords: [PythonKeyword], _ result: Int
    ) throws(ClosureError) {
        let base = try allocate(3)
        try compile(callee, to: base)
        let mark = top
        emit(.move, base + 1, try listed(arguments))
        if keywords.isEmpty {
            emit(.move, base + 2, constant(.null))
        } else {
            emit(.buildDict, base + 2, base + 2, 0)
            for keyword in keywords {
                let value = try operand(keyword.value)
                if let name = keyword.name {
                    emit(.dictSet, base + 2, constant(.string(name)), value)
                } else {
                    emit(.dictMerge, base + 2, value, 1)
                }
            }
        }
        release(to: mark)
        emit(.callSpread, result, base)
    }

    // MARK: Functions

    func function(
        _ name: String, _ parameters: PythonParameters, _ body: [PythonStatement], isGenerator: Bool, _ result: Int
    ) throws(ClosureError) {
        var defaults: [Int] = []
        for value in parameters.defaults + parameters.keywordOnly.compactMap(\.defaultValue) {
            defaults.append(try operand(value))
        }
        let number = builder.reserveFunction()
        let inner = FunctionCompiler(
            builder, parent: self, name: name, source: source, parameters: parameters, body: body,
            isGenerator: isGenerator)
        inner.place = place
        builder.define(number, try inner.compile(defaults: []))
        var cells: [Int] = []
        for name in inner.neededCells {
            guard let cell = cell(name) else { throw error("the name \(name) has no value here") }
            cells.append(cell)
        }
        emitFunction(result, ScriptClosure(function: number, cells: cells, defaults: defaults))
    }

    // MARK: Comprehensions

    func comprehension(
        _ kind: PythonExpression.ComprehensionKind, _ element: PythonExpression, _ generators: [PythonGenerator],
        _ result: Int
    ) throws(ClosureError) {
        if kind == .generator { return try generatorExpression(element, generators, result) }
        let container = try allocate()
        emit(kind == .list ? .buildList : .buildSet, container, container, 0)
        try rounds(generators, [element]) { () throws(ClosureError) in
            emit(kind == .list ? .listAppend : .setAdd, container, try operand(element))
        }
        emit(.move, result, container)
    }

    func dictComprehension(
        _ key: PythonExpression, _ value: PythonExpression, _ generators: [PythonGenerator], _ result: Int
    ) throws(ClosureError) {
        let container = try allocate()
        emit(.buildDict, container, container, 0)
        try rounds(generators, [key, value]) { () throws(ClosureError) in
            let first = try operand(key)
            emit(.dictSet, container, first, try operand(value))
        }
        emit(.move, result, container)
    }

    /// The loops of a comprehension around what `body` emits, with a scope of their own.
    private func rounds(
        _ generators: [PythonGenerator], _ elements: [PythonExpression], _ body: () throws(ClosureError) -> Void
    ) throws(ClosureError) {
        let iterator = try allocate()
        emit(.getIterator, iterator, try operand(generators[0].iterable))
        let shared = NameAnalysis.of(comprehension: generators, elements).usedInside
        var scope: [String: Binding] = [:]
        for name in NameAnalysis.targets(of: generators).sorted() {
            let register = try allocate()
            emit(.unbind, register)
            bound.remove(register)
            if shared.contains(name) {
                emit(.makeCell, register)
                scope[name] = .cell(register)
            } else {
                scope[name] = .register(register)
            }
        }
        let before = bound
        scopes.append(scope)
        try round(generators[...], iterator, body)
        scopes.removeLast()
        bound = before
    }

    private func round(
        _ generators: ArraySlice<PythonGenerator>, _ iterator: Int, _ body: () throws(ClosureError) -> Void
    ) throws(ClosureError) {
        guard let generator = generators.first else {
            let mark = top
            try body()
            return release(to: mark)
        }
        let (next, end) = (label(), label())
        put(next)
        let mark = top
        let element = try allocate()
        forNext(element, iterator, end: end)
        try assign(generator.target, element)
        for condition in generator.conditions { try jump(to: next, unless: condition) }
        let rest = generators.dropFirst()
        if let following = rest.first {
            let inner = try allocate()
            emit(.getIterator, inner, try operand(following.iterable))
            try round(rest, inner, body)
        } else {
            try round(rest, iterator, body)
        }
        release(to: mark)
        jump(next)
        put(end)
    }

    /// A generator function of one iterator, called at once.
    private func generatorExpression(
        _ element: PythonExpression, _ generators: [PythonGenerator], _ result: Int
    ) throws(ClosureError) {
        let base = try allocate(2)
        emit(.getIterator, base + 1, try operand(generators[0].iterable))
        let iterator = PythonExpression(.name(".0"), generators[0].iterable.place)
        var body = PythonStatement(.expression(PythonExpression(.yield(element), element.place)), element.place)
        for (index, generator) in generators.enumerated().reversed() {
            for condition in generator.conditions.reversed() {
                body = PythonStatement(.branch(condition, [body], []), condition.place)
            }
            body = PythonStatement(
                .forLoop(generator.target, index == 0 ? iterator : generator.iterable, [body], orElse: []),
                generator.target.place)
        }
        // What `:=` binds in it is a variable of the function around it.
        let assigned = NameAnalysis.of(comprehension: generators, [element]).assigned
        let targets = NameAnalysis.targets(of: generators)
        var statements = [body]
        let outer = assigned.subtracting(targets).sorted()
        if !outer.isEmpty { statements.insert(PythonStatement(.nonlocal(outer), place), at: 0) }
        try function("<genexpr>", PythonParameters([".0"]), statements, isGenerator: true, base)
        emit(.call, result, base, 1)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode

/// Which names one function of a script uses and binds, and which of them the functions inside it use, for which the
/// variables must be cells.
struct NameAnalysis {
    /// Read or bound here or in inner functions, without what those bind themselves.
    private(set) var used: Set<String> = []
    /// Bound by assignments, loops, definitions and the like; not the targets of comprehensions.
    private(set) var assigned: Set<String> = []
    /// Of `used`: by inner functions.
    private(set) var usedInside: Set<String> = []
    private(set) var nonlocals: Set<String> = []
    /// Unbound somewhere: by `del`, or at the end of `except ... as`.
    private(set) var unbound: Set<String> = []
    private(set) var hasNamedExpression = false

    /// The names that the function has variables of its own for.
    func locals(_ parameters: PythonParameters) -> Set<String> {
        assigned.subtracting(nonlocals).union(parameters.allNames)
    }

    static func of(_ parameters: PythonParameters, _ body: [PythonStatement]) -> NameAnalysis {
        var analysis = NameAnalysis()
        for statement in body { analysis.walk(statement) }
        return analysis
    }

    // MARK: Inner functions

    private mutating func walk(function parameters: PythonParameters, _ body: [PythonStatement]) {
        for value in parameters.defaults { walk(value) }
        for parameter in parameters.keywordOnly {
            if let value = parameter.defaultValue { walk(value) }
        }
        let inner = NameAnalysis.of(parameters, body)
        let free = inner.used.union(inner.nonlocals).subtracting(inner.locals(parameters))
        used.formUnion(free)
        usedInside.formUnion(free)
    }

    /// The names of a comprehension that are of the function around it, and what it binds there.
    private mutating func walk(
        comprehension generators: [PythonGenerator], _ elements: [PythonExpression], isFunction: Bool
    ) {
        walk(generators[0].iterable)
        let inner = NameAnalysis.of(comprehension: generators, elements)
        let targets = NameAnalysis.targets(of: generators)
        let free = inner.used.subtracting(targets)
        used.formUnion(free)
        usedInside.formUnion(isFunction ? free : inner.usedInside.subtracting(targets))
        // `:=` in a comprehension binds a variable of the function.
        assigned.formUnion(inner.assigned)
        hasNamedExpression = hasNamedExpression || inner.hasNamedExpression
    }

    /// Of a comprehension alone, without its first iterable, which is computed around it.
    static func of(comprehension generators: [PythonGenerator], _ elements: [PythonExpression]) -> NameAnalysis {
        var analysis = NameAnalysis()
        for (index, generator) in generators.enumerated() {
            if index > 0 { analysis.walk(generator.iterable) }
            analysis.walk(uses: generator.target)
            for condition in generator.conditions { analysis.walk(condition) }
        }
        for element in elements { analysis.walk(element) }
        return analysis
    }

    static func targets(of generators: [PythonGenerator]) -> Set<String> {
        var names: Set<String> = []
        for generator in generators { collect(generator.target, &names) }
        return names
    }

    private static func collect(_ target: PythonExpression, _ names: inout Set<String>) {
        switch target.kind {
        case .name(let name): names.insert(name)
        case .tuple(let targets), .list(let targets): for target in targets { collect(target, &names) }
        case .starred(let target): collect(target, &names)
        default: break
        }
    }

    // MARK: Targets

    private mutating func walk(target: PythonExpression) {
        NameAnalysis.collect(target, &assigned)
        NameAnalysis.collect(target, &used)
        walk(uses: target)
    }

    /// What a target reads: containers and indexes.
    private mutating func walk(uses target: PythonExpression) {
        switch target.kind {
        case .tuple(let targets), .list(let targets): for target in targets { walk(uses: target) }
        case .starred(let target): walk(uses: target)
        case .name: break
        default: walk(target)
        }
    }

    // MARK: Expressions

    private mutating func walk(_ values: [PythonExpression]) { for value in values { walk(value) } }

    private mutating func walk(_ value: PythonExpression?) {
        guard let value else { return }
        switch value.kind {
        case .name(let name): used.insert(name)
        case .unary(_, let operand), .starred(let operand), .yieldFrom(let operand), .attribute(let operand, _):
            walk(operand)
        case .yield(let operand): walk(operand)
        case .binary(_, let left, let right), .subscripted(let left, let right): walk([left, right])
        case .logical(_, let values), .tuple(let values), .list(let values), .set(let values): walk(values)
        case .compare(let first, let rest): walk([first] + rest.map(\.1))
        case .conditional(let test, let yes, let no): walk([test, yes, no])
        case .call(let callee, let arguments, let keywords): walk([callee] + arguments + keywords.map(\.value))
        case .slice(let lower, let upper, let step):
            for bound in [lower, upper, step] { walk(bound) }
        case .dict(let entries):
            for entry in entries {
                walk(entry.0)
                walk(entry.1)
            }
        case .comprehension(let kind, let element, let generators):
            walk(comprehension: generators, [element], isFunction: kind == .generator)
        case .dictComprehension(let key, let value, let generators):
            walk(comprehension: generators, [key, value], isFunction: false)
        case .lambda(let parameters, let body):
            walk(function: parameters, [PythonStatement(.return(body), body.place)])
        case .formatted(let parts): for part in parts { walk(part) }
        case .namedExpression(let name, let value):
            assigned.insert(name)
            used.insert(name)
            hasNamedExpression = true
            walk(value)
        case .constant, .captured, .function, .builtin, .module, .moduleName, .accumulator: break
        }
    }

    private mutating func walk(_ part: PythonTextPart) {
        guard case .value(let value, _, let format) = part else { return }
        walk(value)
        for part in format ?? [] { walk(part) }
    }

    // MARK: Statements

    private mutating func walk(_ body: [PythonStatement]) { for statement in body { walk(statement) } }

    private mutating func walk(_ statement: PythonStatement) {
        switch statement.kind {
        case .expression(let value): walk(value)
        case .assign(let targets, let value):
            walk(value)
            for target in targets { walk(target: target) }
        case .augmentedAssign(let target, _, let value):
            walk(target: target)
            walk(value)
        case .return(let value): walk(value)
        case .branch(let test, let yes, let no):
            walk(test)
            walk(yes + no)
        case .whileLoop(let test, let body, let orElse):
            walk(test)
            walk(body + orElse)
        case .forLoop(let target, let iterable, let body, let orElse):
            walk(iterable)
            walk(target: target)
            walk(body + orElse)
        case .break, .continue, .pass: break
        case .raise(let value, let cause):
            walk(value)
            walk(cause)
        case .attempt(let attempt): walk(attempt)
        case .assert(let test, let message):
            walk(test)
            walk(message)
        case .define(let definition):
            assigned.insert(definition.name)
            used.insert(definition.name)
            walk(function: definition.parameters, definition.body)
        case .nonlocal(let names):
            nonlocals.formUnion(names)
            used.formUnion(names)
        case .delete(let targets):
            for target in targets {
                walk(target: target)
                NameAnalysis.collect(target, &unbound)
            }
        }
    }

    private mutating func walk(_ attempt: PythonAttempt) {
        walk(attempt.body)
        for handler in attempt.handlers {
            walk(handler.type)
            if let name = handler.name {
                assigned.insert(name)
                used.insert(name)
                unbound.insert(name)
            }
            walk(handler.body)
        }
        walk(attempt.orElse + attempt.finally)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

extension SyntaxDecoder {
    // MARK: Expressions

    mutating func expression(_ value: Scalar) throws(ClosureError) -> PythonExpression {
        let (kind, place, fields) = try open(value)
        let decoded = try nested(place) { (inner: inout SyntaxDecoder) throws(ClosureError) in
            try inner.expression(kind, Array(fields))
        }
        return PythonExpression(decoded, place)
    }

    private mutating func expression(_ kind: String, _ f: [Scalar]) throws(ClosureError) -> PythonExpression.Kind {
        if let counted = Self.fieldCounts[kind] { try count(f[...], counted, kind) }
        switch kind {
        case "const": return .constant(f[0])
        case "captured": return .captured(try constant(at: f[0]))
        case "name": return .name(try text(f[0]))
        case "function": return .function(try function(at: f[0]))
        case "builtin": return .builtin(try text(f[0]))
        case "module": return .module(try text(f[0]))
        case "modulename": return .moduleName(try text(f[0]), try text(f[1]))
        case "accumulator": return .accumulator(try int(f[0]))
        case "unop":
            guard let op = PythonExpression.UnaryOperator(rawValue: try text(f[0])) else { throw operation(f[0]) }
            return .unary(op, try expression(f[1]))
        case "binop": return .binary(try binaryOperator(f[0]), try expression(f[1]), try expression(f[2]))
        case "boolop": return try logical(f)
        case "compare": return try compare(f)
        case "ifexp":
            return .conditional(try expression(f[0]), then: try expression(f[1]), else: try expression(f[2]))
        case "call": return .call(try expression(f[0]), try expressions(f[1]), try keywords(f[2]))
        case "attribute": return .attribute(try expression(f[0]), try text(f[1]))
        case "subscript": return .subscripted(try expression(f[0]), try expression(f[1]))
        case "slice": return .slice(try optional(f[0]), try optional(f[1]), try optional(f[2]))
        default: return try compound(kind, f)
        }
    }

    private mutating func compound(_ kind: String, _ f: [Scalar]) throws(ClosureError) -> PythonExpression.Kind {
        switch kind {
        case "tuple": return .tuple(try expressions(f[0]))
        case "list": return .list(try expressions(f[0]))
        case "set": return .set(try expressions(f[0]))
        case "dict":
            var entries: [(PythonExpression?, PythonExpression)] = []
            for entry in try sequence(f[0]) {
                let pair = try sequence(entry)
                guard pair.count == 2 else { throw malformed("an entry of a dict is not a pair") }
                entries.append((try optional(pair[0]), try expression(pair[1])))
            }
            return .dict(entries)
        case "listcomp": return .comprehension(.list, try expression(f[0]), try generators(f[1]))
        case "setcomp": return .comprehension(.set, try expression(f[0]), try generators(f[1]))
        case "genexp": return .comprehension(.generator, try expression(f[0]), try generators(f[1]))
        case "dictcomp":
            return .dictComprehension(try expression(f[0]), try expression(f[1]), try generators(f[2]))
        case "lambda": return .lambda(try parameters(f[0]), try expression(f[1]))
        case "fstring": return .formatted(try textParts(f[0]))
        case "namedexpr": return .namedExpression(try text(f[0]), try expression(f[1]))
        case "starred": return .starred(try expression(f[0]))
        case "yield": return .yield(try optional(f[0]))
        case "yieldfrom": return .yieldFrom(try expression(f[0]))
        default: throw malformed("an expression of the unknown kind \(kind)")
        }
    }

    private static let fieldCounts: [String: Int] = [
        "const": 1, "captured": 1, "name": 1, "function": 1, "builtin": 1, "module": 1, "modulename": 2,
        "accumulator": 1, "unop": 2, "binop": 3, "boolop": 2, "compare": 3, "ifexp": 3, "call": 3, "attribute": 2,
        "subscript": 2, "slice": 3, "tuple": 1, "list": 1, "set": 1, "dict": 1, "listcomp": 2, "setcomp": 2,
        "genexp": 2, "dictcomp": 3, "lambda": 2, "fstring": 1, "namedexpr": 2, "starred": 1, "yield": 1,
        "yieldfrom": 1,
    ]

    private func operation(_ value: Scalar) -> ClosureError { malformed("the unknown operation \(value)") }

    private func binaryOperator(_ value: Scalar) throws(ClosureError) -> PythonExpression.BinaryOperator {
        guard let op = PythonExpression.BinaryOperator(rawValue: try text(value)) else { throw operation(value) }
        return op
    }

    private mutating func logical(_ f: [Scalar]) throws(ClosureError) -> PythonExpression.Kind {
        let values = try expressions(f[1])
        guard !values.isEmpty else { throw malformed("a logical operation without values") }
        switch try text(f[0]) {
        case "and": return .logical(.and, values)
        case "or": return .logical(.or, values)
        default: throw operation(f[0])
        }
    }

    private mutating func compare(_ f: [Scalar]) throws(ClosureError) -> PythonExpression.Kind {
        let first = try expression(f[0])
        let operations = try texts(f[1])
        let others = try expressions(f[2])
        guard !operations.isEmpty, operations.count == others.count else {
            throw malformed("a comparison of \(operations.count) operations and \(others.count) values")
        }
        var pairs: [(PythonExpression.ComparisonOperator, PythonExpression)] = []
        for (name, other) in zip(operations, others) {
            guard let op = PythonExpression.ComparisonOperator(rawValue: name) else { throw operation(.string(name)) }
            pairs.append((op, other))
        }
        return .compare(first, pairs)
    }

    private mutating func keywords(_ value: Scalar) throws(ClosureError) -> [PythonKeyword] {
        var result: [PythonKeyword] = []
        for keyword in try sequence(value) {
            let pair = try sequence(keyword)
            guard pair.count == 2 else { throw malformed("a keyword argument is not a pair") }
            result.append(PythonKeyword(name: try optionalText(pair[0]), value: try expression(pair[1])))
        }
        return result
    }

    private mutating func generators(_ value: Scalar) throws(ClosureError) -> [PythonGenerator] {
        var result: [PythonGenerator] = []
        for generator in try sequence(value) {
            let fields = try sequence(generator)
            guard fields.count == 3 else { throw malformed("a generator of \(fields.count) fields") }
            let target = try expression(fields[0])
            try check(target: target)
            result.append(
                PythonGenerator(
                    target: target, iterable: try expression(fields[1]),
                    conditions: try expressions(fields[2])))
        }
        guard !result.isEmpty else { throw malformed("a comprehension without a generator") }
        return result
    }

    private mutating func textParts(_ value: Scalar) throws(ClosureError) -> [PythonTextPart] {
        var result: [PythonTextPart] = []
        for part in try sequence(value) {
            if case .string(let text) = part {
                result.append(.text(text))
                continue
            }
            // Not a node of its own: it has no place.
            let f = try sequence(part)
            guard f.count == 4, f[0] == .string("format") else { throw malformed("a part of an f-string") }
            let decoded = try nested(Place(line: 0)) { (inner: inout SyntaxDecoder) throws(ClosureError) in
                PythonTextPart.value(
                    try inner.expression(f[1]), conversion: try inner.text(f[2]),
                    format: f[3] == .null ? nil : try inner.textParts(f[3]))
            }
            result.append(decoded)
        }
        return result
    }

    // MARK: Statements

    mutating func statement(_ value: Scalar) throws(ClosureError) -> PythonStatement {
        let (kind, place, fields) = try open(value)
        let decoded = try nested(place) { (inner: inout SyntaxDecoder) throws(ClosureError) in
            try inner.statement(kind, Array(fields))
        }
        return PythonStatement(decoded, place)
    }

    private static let statementFieldCounts: [String: Int] = [
        "expr": 1, "assign": 2, "augassign": 3, "return": 1, "if": 3, "while": 3, "for": 4, "break": 0, "continue": 0,
        "pass": 0, "raise": 2, "try": 4, "assert": 2, "def": 4, "nonlocal": 1, "delete": 1,
    ]

    private mutating func statement(_ kind: String, _ f: [Scalar]) throws(ClosureError) -> PythonStatement.Kind {
        guard let counted = Self.statementFieldCounts[kind] else {
            throw malformed("a statement of the unknown kind \(kind)")
        }
        try count(f[...], counted, kind)
        switch kind {
        case "expr": return .expression(try expression(f[0]))
        case "assign":
            let targets = try expressions(f[0])
            for target in targets { try check(target: target) }
            return .assign(targets, try expression(f[1]))
        case "augassign":
            let target = try expression(f[0])
            if case .accumulator = target.kind {} else { try check(target: target) }
            return .augmentedAssign(target, try binaryOperator(f[1]), try expression(f[2]))
        case "return": return .return(try optional(f[0]))
        case "if": return .branch(try expression(f[0]), try statements(f[1]), try statements(f[2]))
        case "while": return .whileLoop(try expression(f[0]), try statements(f[1]), orElse: try statements(f[2]))
        case "for":
            let target = try expression(f[0])
            try check(target: target)
            return .forLoop(target, try expression(f[1]), try statements(f[2]), orElse: try statements(f[3]))
        case "break": return .break
        case "continue": return .continue
        case "pass": return .pass
        case "raise": return .raise(try optional(f[0]), cause: try optional(f[1]))
        case "try": return .attempt(try attempt(f))
        case "assert": return .assert(try expression(f[0]), try optional(f[1]))
        case "def":
            return .define(
                PythonDefinition(
                    name: try text(f[0]), parameters: try parameters(f[1]), body: try statements(f[2]),
                    isGenerator: f[3] == .bool(true)))
        case "nonlocal": return .nonlocal(try texts(f[0]))
        default:
            let targets = try expressions(f[0])
            for target in targets { try check(target: target) }
            return .delete(targets)
        }
    }

    private mutating func attempt(_ f: [Scalar]) throws(ClosureError) -> PythonAttempt {
        var handlers: [PythonAttempt.Handler] = []
        let body = try statements(f[0])
        for handler in try sequence(f[1]) {
            let fields = try sequence(handler)
            guard fields.count == 3 else { throw malformed("an except of \(fields.count) fields") }
            handlers.append(
                .init(type: try optional(fields[0]), name: try optionalText(fields[1]), body: try statements(fields[2]))
            )
        }
        return PythonAttempt(
            body: body, handlers: handlers, orElse: try statements(f[2]), finally: try statements(f[3]))
    }

    /// What may be assigned to.
    private func check(target: PythonExpression) throws(ClosureError) {
        switch target.kind {
        case .name, .subscripted, .attribute: return
        case .starred(let inner): try check(target: inner)
        case .tuple(let targets), .list(let targets):
            for target in targets { try check(target: target) }
        default: throw malformed("an assignment to something else than a target")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Closures
import Columnar
import Lowering
import Martlet
import Relational
import SQLText

// protocol/relations.md, section "Expressions".

/// Reads expressions that come from the host as tuples.
struct ExpressionTrees {
    /// Deeper ones are refused: they are walked recursively.
    private static let depthMax = HostLimits.expressionDepthMax

    /// Reads the relation of a subquery; nil where there are none.
    let relation: ((Scalar) throws(Refusal) -> RelationSyntax)?

    init(_ relation: ((Scalar) throws(Refusal) -> RelationSyntax)? = nil) { self.relation = relation }

    func expression(_ tree: Scalar) throws(Refusal) -> Syntax { try expression(tree, 0) }

    func expressions(_ list: [Scalar]) throws(Refusal) -> [Syntax] { try expressions(list, 0) }

    private func expressions(_ list: [Scalar], _ depth: Int) throws(Refusal) -> [Syntax] {
        var found: [Syntax] = []
        for tree in list { found.append(try expression(tree, depth)) }
        return found
    }

    private func expression(_ tree: Scalar, _ depth: Int) throws(Refusal) -> Syntax {
        guard depth <= ExpressionTrees.depthMax else {
            throw .value("an expression nests deeper than \(ExpressionTrees.depthMax) levels")
        }
        guard case .tuple(let parts) = tree, case .string(let kind)? = parts.first else {
            throw .type("an expression is a tuple with its kind first, not \(tree.kindName)")
        }
        let below = depth + 1
        func part(_ index: Int) -> Scalar { index < parts.count ? parts[index] : .null }
        switch kind {
        case "column": return try column(part(1), part(2))
        case "star":
            guard case .string(let text) = part(1) else { return .star([]) }
            return .star(try names(text))
        case "literal": return .literal(part(1), try type(part(2)))
        case "call":
            let name = try text(part(1), "a function")
            let arguments = try expressions(try list(part(2), "arguments"), below)
            do {
                return .call(name, try SQLParser.readingTypes(name, arguments), try modifiers(part(3), below))
            } catch let error as SQLError {
                throw Refusal(error)
            } catch { throw error as? Refusal ?? .value("\(error)") }
        case "cast":
            let form: CastForm = part(3) == .string("try") ? .attemptMethod : .method
            return .cast(try expression(part(1), below), try type(part(2)), form)
        case "alias":
            var names: [String] = []
            for name in try list(part(2), "names") { names.append(try text(name, "a name")) }
            let alias = Syntax.alias(try expression(part(1), below), names)
            guard case .string(let metadata) = part(3) else { return alias }
            return .noted(alias, metadata: metadata)
        case "case": return try caseWhen(part(1), part(2), below)
        case "sort":
            var nullsFirst: Bool?
            if case .string(let word) = part(3) { nullsFirst = word == "first" }
            return .sort(
                try expression(part(1), below), descending: part(2) == .string("desc"), nullsFirst: nullsFirst)
        case "window":
            return .over(
                try expression(part(1), below),
                WindowSyntax(
                    partition: try expressions(try list(part(2), "keys"), below),
                    order: try expressions(try list(part(3), "keys"), below), frame: try frame(part(4))))
        case "field": return .field(try expression(part(1), below), key: try expression(part(2), below))
        case "udf":
            return .user(try userFunction(tree), try expressions(try list(part(3), "arguments"), below))
        case "lambda":
            var names: [String] = []
            for name in try list(part(1), "names") { names.append(try text(name, "a name")) }
            return .lambda(names, try expression(part(2), below))
        case "outer":
            guard case .column(let parts, _) = try expression(part(1), below).bare else {
                throw .type("outer() is a method of a column by name")
            }
            return .column(parts, frame: Syntax.outerFrame)
        case "subquery":
            return .subquery(
                try subqueryKind(part(1)), try frame(of: part(2)),
                try expressions(try list(part(3), "values"), below))
        case "variable": return .variable(try text(part(1), "a name"))
        case "sql":
            do { return try SQLParser.expression(try text(part(1), "SQL")) } catch let error as SQLError {
                throw Refusal(error)
            } catch { throw error as? Refusal ?? .value("\(error)") }
        case "at":
            return placed(try expression(part(1), below), part(2))
        default: throw .unsupported("expressions of the kind '\(kind)' are not there yet")
        }
    }

    private func subqueryKind(_ tree: Scalar) throws(Refusal) -> SubqueryKind {
        let kinds: [String: SubqueryKind] = ["scalar": .scalar, "exists": .exists, "in": .isIn]
        let word = try text(tree, "a kind")
        guard let kind = kinds[word] else { throw .value("there is no subquery of kind '\(word)'") }
        return kind
    }

    private func frame(of tree: Scalar) throws(Refusal) -> RelationSyntax {
        guard let relation else { throw .unsupported("a subquery here") }
        return try relation(tree)
    }

    /// An expression at the place in the user's program that is told with it.
    private func placed(_ inner: Syntax, _ site: Scalar) -> Syntax {
        guard case .tuple(let site) = site, site.count == 5, case .string(let file) = site[0],
            case .int(let line) = site[1], case .int(let column) = site[2], case .int(let end) = site[3],
            case .string(let text) = site[4]
        else { return inner }
        return .placed(
            inner,
            .host(
                file: file, line: line, column: column, endColumn: end,
                text: String(text.prefix(HostLimits.siteCharactersMax))))
    }

    /// `("udf", closure, type, arguments, name, closure that converts, [[place, name]])`.
    func userFunction(_ tree: Scalar) throws(Refusal) -> UserFunction {
        guard case .tuple(let parts) = tree, parts.count >= 5 else { throw .type("a function is a tuple of its parts") }
        let closures: PythonFunctions
        do {
            closures = PythonFunctions(
                plain: try PythonClosure(decoding: parts[1]),
                converting: parts.count > 5 && parts[5] != .null ? try PythonClosure(decoding: parts[5]) : nil)
        } catch { throw Refusal(error) }
        var shown: [(place: Int, name: String?)] = []
        for part in parts.count > 6 ? try list(parts[6], "the order of arguments") : [] {
            guard case .list(let pair) = part, pair.count == 2, case .int(let place) = pair[0], place >= 0 else {
                throw .type("an argument is a list of its place and its name")
            }
            if case .string(let name) = pair[1] { shown.append((place, name)) } else { shown.append((place, nil)) }
        }
        return UserFunction(try text(parts[4], "a name"), try type(parts[2]), payload: closures, shown: shown)
    }

    private func column(_ name: Scalar, _ frame: Scalar) throws(Refusal) -> Syntax {
        let parts = try names(try text(name, "a name"))
        if parts.last == "*" {
            guard parts.count == 1, case .int(let number) = frame else { return .star(Array(parts.dropLast())) }
            return .call(StarCall.ofFrame, [.literal(.int(number), .int)])
        }
        if case .int(let number) = frame { return .column(parts, frame: number) }
        return .column(parts, frame: nil)
    }

    /// A name in its parts: dots part it, backticks hold it together.
    private func names(_ text: String) throws(Refusal) -> [String] {
        guard let parts = NameParts.split(text) else {
            throw Refusal(SQLError("INVALID_ATTRIBUTE_NAME_SYNTAX", ["name": text]))
        }
        return parts
    }

    private func modifiers(_ value: Scalar, _ depth: Int) throws(Refusal) -> CallModifiers {
        var modifiers = CallModifiers()
        guard case .map(let entries) = value else { return modifiers }
        for entry in entries {
            switch (entry.key, entry.value) {
            case (.string("distinct"), .bool(let flag)): modifiers.isDistinct = flag
            case (.string("ignoreNulls"), .bool(let flag)): modifiers.ignoresNulls = flag
            case (.string("filter"), .null): break
            case (.string("filter"), let filter): modifiers.filter = try expression(filter, depth)
            default: break
            }
        }
        return modifiers
    }

    /// (`rows` or `range`, first or None, last or None)
    private func frame(_ value: Scalar) throws(Refusal) -> FrameSyntax? {
        guard value != .null else { return nil }
        let parts = try list(value, "bounds")
        guard parts.count == 3 else { throw .type("a frame is a tuple of its kind and two bounds") }
        func bound(_ value: Scalar, _ unbounded: FrameSyntax.Bound) throws(Refusal) -> FrameSyntax.Bound {
            switch value {
            case .null: return unbounded
            case .int(0): return .current
            case .int(let offset):
                let type: SQLType = Int32(exactly: offset) == nil ? .bigint : .int
                return .offset(.literal(.int(offset), type), isPreceding: false)
            default: throw .type("a bound of a frame is an int, not \(value.kindName)")
            }
        }
        return FrameSyntax(
            isRange: try text(parts[0], "a frame's kind") == "range", start: try bound(parts[1], .unboundedPreceding),
            end: try bound(parts[2], .unboundedFollowing))
    }

    private func caseWhen(_ branches: Scalar, _ otherwise: Scalar, _ depth: Int) throws(Refusal) -> Syntax {
        var pairs: [(condition: Syntax, value: Syntax)] = []
        for branch in try list(branches, "branches") {
            guard case .tuple(let pair) = branch, pair.count == 2 else {
                throw .type("a branch is a tuple (condition, value)")
            }
            pairs.append((try expression(pair[0], depth), try expression(pair[1], depth)))
        }
        return .caseWhen(pairs, otherwise: otherwise == .null ? nil : try expression(otherwise, depth))
    }

    // MARK: Parts

    func type(_ value: Scalar) throws(Refusal) -> SQLType { try ExpressionTrees.type(try text(value, "a type")) }

    /// A type as DDL, or as JSON.
    static func type(_ text: String) throws(Refusal) -> SQLType {
        if let type = SQLType(json: text) ?? SQLType(typeName: text) { return type }
        do { return try SQLParser.type(text) } catch { throw Refusal(error) }
    }

    /// A schema as DDL, or as JSON.
    static func schema(_ text: String) throws(Refusal) -> Schema {
        if let schema = Schema(json: text) { return schema }
        do { return try SQLParser.schema(text) } catch { throw Refusal(error) }
    }

    func text(_ value: Scalar, _ what: String) throws(Refusal) -> String {
        guard case .string(let text) = value else { throw .type("\(what) is a str, not \(value.kindName)") }
        return text
    }

    func list(_ value: Scalar, _ what: String) throws(Refusal) -> [Scalar] {
        switch value {
        case .list(let items), .tuple(let items): return items
        default: throw .type("\(what) come as a list, not as \(value.kindName)")
        }
    }
}

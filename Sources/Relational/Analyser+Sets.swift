// SPDX-License-Identifier: Apache-2.0

import Columnar

// What brings relations together.
extension Analyser {
    func distinct(_ input: Relation, _ columns: [String]?) throws(SQLError) -> Relation {
        var by = input.output
        if let columns {
            let scope = Scope(input.output, settings)
            by = []
            for name in columns {
                let found = input.output.filter { scope.isNamed($0, name) }
                guard !found.isEmpty else {
                    throw SQLError(
                        "UNRESOLVED_COLUMN_AMONG_FIELD_NAMES",
                        [
                            "colName": "\"\(name)\"",
                            "fieldNames": input.output.map(\.name).joined(separator: ", "),
                        ])
                }
                by += found
            }
        }
        for attribute in by where !attribute.type.isOrdered {
            throw SQLError(
                "UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE",
                ["colName": quoted(attribute.name), "dataType": "\"\(attribute.type.sqlName)\""])
        }
        return Relation(.distinct(input, by: by), input.output)
    }

    func union(_ syntaxes: [RelationSyntax], _ byName: Bool, _ allowsMissing: Bool) throws(SQLError) -> Relation {
        var inputs: [Relation] = []
        for syntax in syntaxes { inputs.append(try analyse(syntax)) }
        guard !inputs.isEmpty else { return Relation(.oneRow, []) }
        if byName { inputs = try arranged(inputs, allowsMissing) }
        // A union of unions is one.
        let alike = try unified(inputs, "UNION").flatMap { input in
            if case .union(let parts) = input.kind { parts } else { [input] }
        }
        var output = inputs[0].output
        for (index, type) in alike[0].output.map(\.type).enumerated() where output[index].type != type {
            output[index] = Attribute(output[index].name, type, isNullable: output[index].isNullable)
        }
        for other in alike {
            for (index, attribute) in other.output.enumerated() where attribute.isNullable {
                output[index].isNullable = true
            }
        }
        return Relation(.union(alike), output)
    }

    /// All with the columns of the first, found by name; those that are missing are null.
    private func arranged(_ inputs: [Relation], _ allowsMissing: Bool) throws(SQLError) -> [Relation] {
        var columns = inputs[0].output
        if allowsMissing {
            for input in inputs.dropFirst() {
                let scope = Scope(columns, settings)
                columns += input.output.filter { column in
                    !columns.contains { scope.isNamed($0, column.name) }
                }
            }
        }
        var arranged: [Relation] = []
        for input in inputs {
            let scope = Scope(input.output, settings)
            var items: [NamedExpression] = []
            for column in columns {
                if let match = try scope.find([column.name], at: nil) {
                    items.append(NamedExpression(match.attribute))
                } else {
                    guard allowsMissing else {
                        throw SQLError(
                            "UNRESOLVED_COLUMN_AMONG_FIELD_NAMES",
                            [
                                "colName": "\"\(column.name)\"",
                                "fieldNames": input.output.map(\.name).joined(separator: ", "),
                            ], at: nil)
                    }
                    items.append(
                        NamedExpression(
                            Attribute(column.name, column.type, isNullable: true), .literal(.null, column.type)))
                }
            }
            guard allowsMissing || input.output.count == columns.count else {
                throw mismatch("UNION", columns.count, input.output.count, 1)
            }
            arranged.append(Relation(.project(input, items), items.map(\.attribute)))
        }
        return arranged
    }

    private func mismatch(_ operation: String, _ first: Int, _ other: Int, _ index: Int) -> SQLError {
        let ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
        return SQLError(
            "NUM_COLUMNS_MISMATCH",
            [
                "operator": operation, "firstNumColumns": "\(first)",
                "invalidOrdinalNum": index < ordinals.count ? ordinals[index] : "\(index + 1)th",
                "invalidNumColumns": "\(other)",
            ])
    }

    /// All with columns of the same types.
    private func unified(_ inputs: [Relation], _ operation: String) throws(SQLError) -> [Relation] {
        let width = inputs[0].output.count
        for (index, input) in inputs.enumerated() where input.output.count != width {
            throw mismatch(operation, width, input.output.count, index)
        }
        var types: [SQLType] = []
        let ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
        func ordinal(_ index: Int) -> String { index < ordinals.count ? ordinals[index] : "\(index + 1)th" }
        for column in 0..<width {
            var type = inputs[0].output[column].type
            for (index, input) in inputs.enumerated().dropFirst() {
                guard let wider = coercion.widest(type, input.output[column].type) else {
                    throw SQLError(
                        "INCOMPATIBLE_COLUMN_TYPE",
                        [
                            "operator": operation, "columnOrdinalNumber": ordinal(column),
                            "tableOrdinalNumber": ordinal(index),
                            "dataType1": "\"\(input.output[column].type.sqlName)\"", "dataType2": "\"\(type.sqlName)\"",
                            "hint": "",
                        ])
                }
                type = wider
            }
            types.append(type)
        }
        return inputs.map { input in
            if zip(input.output, types).allSatisfy({ $0.type == $1 }) { return input }
            let items = zip(input.output, types).map { attribute, type in
                if attribute.type == type { return NamedExpression(attribute) }
                let value = coercion.cast(Expression(attribute), to: type)
                return NamedExpression(Attribute(attribute.name, type, isNullable: value.isNullable), value)
            }
            return Relation(.project(input, items), items.map(\.attribute))
        }
    }

    func setOperation(
        _ operation: SetOperation, _ left: Relation, _ right: Relation, _ isAll: Bool
    ) throws(SQLError) -> Relation {
        let alike = try unified([left, right], operation.rawValue.uppercased())
        guard isAll else {
            return Relation(.setOperation(operation, alike[0], alike[1], isAll: false), alike[0].output)
        }
        // Equal rows are counted on both sides: the second one finds a second one.
        let (left, right) = (Analyser.numbered(alike[0]), Analyser.numbered(alike[1].renewed()))
        let same = zip(left.output, right.output).map { one, two in
            Expression.call(.nullSafeEqual, [Expression(one), Expression(two)], .boolean, isNullable: false)
        }
        let join = Relation(
            .join(left, right, operation == .intersect ? .semi : .anti, condition: Expression.all(same)), left.output)
        return Relation(.project(join, alike[0].output.map { NamedExpression($0) }), alike[0].output)
    }

    /// The rows with the number of each among those that are equal, in the last column.
    private static func numbered(_ relation: Relation) -> Relation {
        var window = WindowExpression(.rowNumber, [])
        window.partition = relation.output.map { Expression($0) }
        window.isPlaced = true
        let number = Attribute("number", .int, isNullable: false)
        let call = NamedExpression(number, Expression(.window(window), .int, isNullable: false))
        return Relation(.window(relation, [call]), relation.output + [number])
    }

    // MARK: Joins

    /// What stands behind FROM. Behind a join by equal names both columns of a name can be called with their relations.
    func source(_ syntax: RelationSyntax) throws(SQLError) -> Relation {
        guard case .join(let left, let right, let type, let condition) = syntax else { return try analyse(syntax) }
        let relation = try join(source(left), source(right), type, condition, keepsBoth: true)
        guard relation.output.count <= RelationalLimits.columnsMax else {
            throw .unsupported(
                "\(relation.output.count) columns; at most \(RelationalLimits.columnsMax) are possible")
        }
        return relation
    }

    func join(
        _ left: Relation, _ written: Relation, _ type: JoinType, _ condition: JoinCondition, keepsBoth: Bool = false
    ) throws(SQLError) -> Relation {
        let ids = Set(left.output.map(\.id))
        // Columns that both sides have are others on the right.
        var renewed: [Int: Attribute] = [:]
        var right = written
        if written.output.contains(where: { ids.contains($0.id) }) {
            let items = written.output.map { attribute in
                guard ids.contains(attribute.id) else { return NamedExpression(attribute) }
                let fresh = renewed[attribute.id] ?? attribute.renewed()
                renewed[attribute.id] = fresh
                return NamedExpression(fresh, Expression(attribute))
            }
            right = Relation(.project(written, items), items.map(\.attribute))
        }
        switch condition {
        case .none: return joined(left, right, type, nil)
        case .using(let names): return try join(left, right, type, using: names, keepsBoth)
        case .natural:
            let scope = Scope(right.output, settings)
            let names = Scope(left.output, settings).attributes.map(\.name).filter { name in
                scope.attributes.contains { scope.isNamed($0, name) }
            }
            return names.isEmpty ? joined(left, right, type, nil) : try join(left, right, type, using: names, keepsBoth)
        case .on(let syntax):
            let scope = Scope(left.output + right.output, settings)
            let predicate = try sides(scope, left, written, renewed).condition(apart(syntax, left, written))
                .replacing { Analyser.apart($0, renewed) }
            guard !predicate.hasSubquery else { return try joined(left, right, type, asking: predicate) }
            return joined(left, right, type, predicate)
        }
    }

    /// Finds the columns of frames on the side where the frame went in.
    private func sides(
        _ scope: Scope, _ left: Relation, _ right: Relation, _ renewed: [Int: Attribute]
    ) -> Resolver {
        var resolver = resolver(scope)
        resolver.frameColumn = { (number, parts, place) throws(SQLError) in
            let isMirrored = number < 0
            let known = frame(isMirrored ? -number : number)
            guard let relation = known else { return try scope.find(parts, at: place) }
            let own = Scope(relation.output, settings)
            guard let match = try own.find(parts, at: place) else { throw own.unresolved(parts, at: place) }
            let isOnRight = right === relation || (right.contains(relation) && !left.contains(relation))
            if let fresh = renewed[match.attribute.id], isMirrored || (left !== relation && isOnRight) {
                return Scope.Match(attribute: fresh, fields: match.fields)
            }
            guard let here = scope.attributes.first(where: { $0.id == match.attribute.id }) else { return nil }
            return Scope.Match(attribute: here, fields: match.fields)
        }
        return resolver
    }

    /// A join whose condition asks subqueries: of the joined rows where all that come out are joined, and otherwise of
    /// the side whose columns they name.
    private func joined(
        _ left: Relation, _ right: Relation, _ type: JoinType, asking predicate: Expression
    ) throws(SQLError) -> Relation {
        let (asked, others) = predicate.conjuncts.parted { $0.hasSubquery }
        var plain = others
        if type == .inner || type == .cross {
            let rows = joined(left, right, plain.isEmpty ? .cross : .inner, Expression.all(plain))
            return try filtered(rows, by: Expression.all(asked) ?? predicate)
        }
        var (one, two) = (left, right)
        for conjunct in asked { plain.append(try answered(conjunct, &one, &two)) }
        let rows = joined(one, two, type, Expression.all(plain))
        let output = joined(left, right, type, nil).output
        return Relation(.project(rows, output.map { NamedExpression($0) }), output)
    }

    /// The condition with what its subqueries give in columns of the side that each names.
    private func answered(
        _ condition: Expression, _ left: inout Relation, _ right: inout Relation
    ) throws(SQLError) -> Expression {
        var nodes: [Expression] = []
        func collect(_ expression: Expression) {
            if expression.subquery != nil { nodes.append(expression) } else { expression.children.forEach(collect) }
        }
        collect(condition)
        var values: [(node: Expression, value: Expression)] = []
        for node in nodes {
            let used = node.attributes
            let asked: [Expression]
            if used.isDisjoint(with: right.output.map(\.id)) {
                (left, asked) = try withoutSubqueries(left, [node])
            } else if used.isDisjoint(with: left.output.map(\.id)) {
                (right, asked) = try withoutSubqueries(right, [node])
            } else {
                throw .unsupported(
                    "a subquery in the condition of an outer join that names columns of both sides: put it into a "
                        + "query of one side", at: condition.place)
            }
            values.append((node, asked[0]))
        }
        return condition.replacing { node in values.first { $0.node === node }?.value }
    }

    /// `a.id == a.id` in a join of a frame with itself means both sides: the second is marked by a negative number.
    private func apart(_ syntax: Syntax, _ left: Relation, _ right: Relation) -> Syntax {
        guard left === right else { return syntax }
        switch syntax {
        case .placed(let inner, let place): return .placed(apart(inner, left, right), place)
        case .call(let name, let arguments, let modifiers) where arguments.count == 2:
            if case .column(let one, let first?) = arguments[0].bare,
                case .column(let two, let second?) = arguments[1].bare,
                one == two, first == second
            {
                return .call(name, [arguments[0], .column(two, frame: -second)], modifiers)
            }
            return .call(name, arguments.map { apart($0, left, right) }, modifiers)
        default: return syntax
        }
    }

    /// An equality of a column with itself, where both sides have it: of the one on the left with that on the right.
    private static func apart(_ node: Expression, _ renewed: [Int: Attribute]) -> Expression? {
        guard case .call(let operation, let sides, _) = node.kind, operation == .equal || operation == .nullSafeEqual,
            case .attribute(let one) = sides[0].kind, case .attribute(one) = sides[1].kind, let fresh = renewed[one]
        else { return nil }
        return .call(operation, [sides[0], Expression(fresh, at: sides[1].place)], .boolean, at: node.place)
    }

    private func joined(
        _ left: Relation, _ right: Relation, _ type: JoinType, _ condition: Expression?
    ) -> Relation {
        let output: [Attribute]
        switch type {
        case .semi, .anti, .antiUnlessNull: output = left.output
        default:
            output =
                left.output.map { $0.nullable(type == .right || type == .full) }
                + right.output.map { $0.nullable(type == .left || type == .full) }
        }
        return Relation(.join(left, right, type, condition: condition), output)
    }

    /// A join whose columns of equal names are one.
    private func join(
        _ left: Relation, _ right: Relation, _ type: JoinType, using names: [String], _ keepsBoth: Bool
    ) throws(SQLError) -> Relation {
        let (leftScope, rightScope) = (Scope(left.output, settings), Scope(right.output, settings))
        var pairs: [(left: Attribute, right: Attribute)] = []
        for name in names {
            guard let one = try leftScope.find([name], at: nil)?.attribute else { throw unusable(name, "left", left) }
            guard let two = try rightScope.find([name], at: nil)?.attribute else {
                throw unusable(name, "right", right)
            }
            pairs.append((one, two))
        }
        var condition: Expression?
        for (one, two) in pairs {
            guard let common = coercion.comparable(one.type, two.type) else {
                throw SQLError(
                    "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
                    [
                        "sqlExpr": "\"(\(one.name) = \(two.name))\"", "left": "\"\(one.type.sqlName)\"",
                        "right": "\"\(two.type.sqlName)\"",
                    ])
            }
            let equal = Expression.call(
                .equal,
                [coercion.cast(Expression(one), to: common), coercion.cast(Expression(two), to: common)], .boolean)
            condition = condition.map { .call(.and, [$0, equal], .boolean) } ?? equal
        }
        let join = joined(left, right, type, condition)
        if type == .semi || type == .anti { return join }
        let keys = pairs.map { (pair) -> NamedExpression in
            switch type {
            case .right: return NamedExpression(pair.right)
            case .full:
                let type = coercion.widest(pair.left.type, pair.right.type) ?? pair.left.type
                var (one, two) = (pair.left, pair.right)
                (one.isNullable, two.isNullable) = (true, true)
                let value = Expression.call(
                    .coalesce, [coercion.cast(Expression(one), to: type), coercion.cast(Expression(two), to: type)],
                    type, isNullable: true)
                return NamedExpression(Attribute(one.name, type, isNullable: true), value)
            default: return NamedExpression(pair.left)
            }
        }
        let used = Set(pairs.flatMap { [$0.left.id, $0.right.id] })
        let taken = Set(keys.map(\.attribute.id))
        let hidden = join.output.filter { keepsBoth && used.contains($0.id) && !taken.contains($0.id) }.map {
            var attribute = $0
            attribute.isHidden = true
            return NamedExpression(attribute)
        }
        let items = keys + hidden + join.output.filter { !used.contains($0.id) }.map { NamedExpression($0) }
        return Relation(.project(join, items), items.map(\.attribute))
    }

    private func unusable(_ name: String, _ side: String, _ relation: Relation) -> SQLError {
        SQLError(
            "UNRESOLVED_USING_COLUMN_FOR_JOIN",
            [
                "colName": quoted(name), "side": side,
                "suggestion": relation.output.map { quoted($0.name) }.sorted().joined(separator: ", "),
            ])
    }
}

extension Relation {
    /// Whether the other is this one or somewhere below.
    func contains(_ other: Relation) -> Bool {
        var open: [Relation] = [self]
        var seen: Set<ObjectIdentifier> = []
        while let next = open.popLast() {
            if next === other { return true }
            if seen.insert(ObjectIdentifier(next)).inserted { open += next.inputs }
        }
        return false
    }
}

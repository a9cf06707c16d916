// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Makes relations of what the user wrote: names become columns, types are found and meet, stars are spelled out. Pure:
/// the same names over the same relations mean the same.
public struct Analyser {
    public let settings: SQLSettings
    /// The relation of a frame that the host knows by number.
    let frame: (Int) -> Relation?
    /// A view or table by its name.
    let named: ([String]) throws(SQLError) -> Relation?

    /// The value of an expression without columns; nil where nothing can compute it.
    public var fold: ((Expression) -> Scalar?)?
    /// A type as DDL.
    public var typeOf: ((String) -> SQLType?)?

    /// Queries of WITH, by name.
    var common: [String: Relation] = [:]
    /// Columns of the rows around a subquery, the nearest first.
    var outer: [Scope] = []

    public init(
        settings: SQLSettings, frame: @escaping (Int) -> Relation?,
        named: @escaping ([String]) throws(SQLError) -> Relation?
    ) {
        self.settings = settings
        self.frame = frame
        self.named = named
    }

    var coercion: Coercion { Coercion(settings: settings) }

    /// What a column of the expression would be called where nothing is known of its columns.
    public static func name(of syntax: Syntax) -> String {
        Naming(column: { $0.joined(separator: ".") }, type: { _ in nil }).name(syntax)
    }

    public func analyse(_ syntax: RelationSyntax) throws(SQLError) -> Relation {
        let relation = try made(of: syntax)
        guard relation.output.count <= RelationalLimits.columnsMax else {
            throw .unsupported(
                "\(relation.output.count) columns; at most \(RelationalLimits.columnsMax) are possible")
        }
        return relation
    }

    private func made(of syntax: RelationSyntax) throws(SQLError) -> Relation {
        switch syntax {
        // The rows around a subquery may be of the same frame: its own columns are others.
        case .relation(let relation): return outer.isEmpty ? relation : relation.renewed()
        case .named(let parts, let place): return try view(parts, place)
        case .project(let input, let items): return try project(analyse(input), items)
        case .withColumns(let input, let columns): return try withColumns(analyse(input), columns)
        case .rename(let input, let names): return try rename(analyse(input), names)
        case .renameAll(let input, let names): return try renameAll(analyse(input), names)
        case .drop(let input, let columns): return try drop(analyse(input), columns)
        case .filter(let input, let condition): return try filter(analyse(input), condition)
        case .limit(let input, let count):
            let relation = try analyse(input)
            return Relation(.limit(relation, try notNegative(count, "limit")), relation.output)
        case .offset(let input, let count):
            let relation = try analyse(input)
            return Relation(.offset(relation, try notNegative(count, "offset")), relation.output)
        case .sort(let input, let keys, let isGlobal): return try sort(analyse(input), keys, isGlobal)
        case .aggregate(let input, let group, let columns): return try aggregate(analyse(input), group, columns)
        case .distinct(let input, let columns): return try distinct(analyse(input), columns)
        case .union(let inputs, let byName, let allowsMissing): return try union(inputs, byName, allowsMissing)
        case .setOperation(let operation, let left, let right, let isAll):
            return try setOperation(operation, analyse(left), analyse(right), isAll)
        case .join(let left, let right, let type, let condition):
            return try join(analyse(left), analyse(right), type, condition)
        case .repartition(let input, let partitions, let keys):
            let relation = try analyse(input)
            var by: [Expression] = []
            for key in keys { by.append(try resolver(relation).resolve(key)) }
            return Relation(.repartition(relation, partitions: partitions, by: by), relation.output)
        case .coalesce(let input, let partitions):
            let relation = try analyse(input)
            return Relation(.coalesce(relation, partitions: partitions), relation.output)
        case .repartitionByRange(let input, let partitions, let keys):
            let relation = try analyse(input)
            let resolver = resolver(relation)
            var by: [SortKey] = []
            for key in keys { by.append(try resolver.sortKey(key)) }
            return Relation(.repartitionByRange(relation, partitions: partitions, by: by), relation.output)
        case .with(let queries, let body):
            var inner = self
            for (name, columns, query) in queries {
                inner.common[name.lowercased()] = try alias(inner.analyse(query), name, columns)
            }
            return try inner.analyse(body)
        case .withRecursive(let queries, let body):
            var inner = self
            for query in queries {
                inner.common[query.name.lowercased()] = try inner.recursive(query)
            }
            return try inner.analyse(body)
        case .lateralJoin(let left, let right, let type, let condition):
            return try lateral(analyse(left), right, type, condition)
        case .sample(let input, let share, let seed):
            let draw = Syntax.call("rand", [.literal(.int(seed), .bigint)])
            return try filter(analyse(input), .call("<", [draw, .literal(.float(share), .double)]))
        case .lateralView(let input, let call, let isOuter, let table, let columns):
            return try lateralView(analyse(input), call, isOuter: isOuter, table: table, columns: columns)
        case .unpivot(let input, let ids, let values, let variable, let value, let includesNulls):
            return try unpivot(
                analyse(input), ids, values, variable: variable, value: value, includesNulls: includesNulls)
        case .pivot(let input, let aggregates, let column, let values):
            return try pivot(analyse(input), aggregates, column, values)
        case .alias(let input, let name, let columns): return try alias(analyse(input), name, columns)
        case .conform(let input, let schema, let isAssigned): return try conform(analyse(input), schema, isAssigned)
        case .values(let rows): return try values(rows)
        case .select(let select): return try self.select(select)
        }
    }

    // MARK: Scopes

    func resolver(_ relation: Relation) -> Resolver { resolver(Scope(relation.output, settings)) }

    func resolver(_ scope: Scope) -> Resolver {
        var resolver = Resolver(scope: scope, settings: settings) { (number, parts, place) throws(SQLError) in
            try frameColumn(number, parts, place, in: scope)
        }
        resolver.outer = outer
        resolver.fold = fold
        resolver.typeOf = typeOf
        resolver.ofFrame = { (number, place) throws(SQLError) in
            guard let relation = frame(number) else { throw scope.unresolved(["*"], at: place) }
            var found: [Attribute] = []
            for column in relation.output {
                guard var here = scope.attributes.first(where: { $0.id == column.id }) else {
                    throw SQLError("CANNOT_RESOLVE_DATAFRAME_COLUMN", ["name": "\"\(column.name)\""], at: place)
                }
                here.name = column.name
                found.append(here)
            }
            return found
        }
        resolver.query = { (syntax, around) throws(SQLError) in
            var inner = self
            inner.outer = around
            return try inner.analyse(syntax)
        }
        return resolver
    }

    /// The column of a frame, when it is among those of the scope.
    func frameColumn(
        _ number: Int, _ parts: [String], _ place: SQLPlace?, in scope: Scope
    ) throws(SQLError) -> Scope.Match? {
        guard let relation = frame(number) else { return try scope.find(parts, at: place) }
        let own = Scope(relation.output, settings)
        guard let match = try own.find(parts, at: place) else { throw own.unresolved(parts, at: place) }
        guard var here = scope.attributes.first(where: { $0.id == match.attribute.id }) else { return nil }
        here.name = match.attribute.name
        return Scope.Match(attribute: here, fields: match.fields)
    }

    private func view(_ parts: [String], _ place: SQLPlace?) throws(SQLError) -> Relation {
        if parts.count == 1, let relation = common[parts[0].lowercased()] {
            return outer.isEmpty ? relation : renewedView(relation, parts[0])
        }
        let relation: Relation?
        do { relation = try named(parts) } catch { throw error.placed(place) }
        guard let relation else {
            let path = TableName.searchPath(settings.database)
            throw SQLError(
                "TABLE_OR_VIEW_NOT_FOUND", ["relationName": TableName.quoted(parts), "searchPath": path], at: place)
        }
        // The rows around may be the same ones: columns of a subquery are others.
        return try alias(
            outer.isEmpty ? relation : relation.renewed(), parts[parts.count - 1], [],
            database: parts.count > 1 ? parts[parts.count - 2] : settings.database)
    }

    private func renewedView(_ relation: Relation, _ name: String) -> Relation {
        let renewed = relation.renewed()
        return Relation(.alias(renewed, name), renewed.output)
    }

    // MARK: Columns

    /// The items of a projection: stars spelled out, each with its column.
    func items(_ syntaxes: [Syntax], _ outer: Resolver) throws(SQLError) -> [NamedExpression] {
        var found: [NamedExpression] = []
        var resolver = outer
        for syntax in syntaxes {
            if case .star(let parts) = syntax.bare {
                found += try resolver.star(parts, syntax.place).map(\.item)
            } else if let stars = try resolver.stars(syntax) {
                found += stars.map(\.item)
            } else {
                let value = try resolver.resolve(syntax)
                if value.generator != nil {
                    found += try generatedItems(syntax, value, resolver)
                } else {
                    found.append(try item(syntax, value, resolver))
                    if case .alias(_, let names) = syntax.bare, names.count == 1 {
                        resolver.selected[names[0].lowercased()] = value
                    }
                }
            }
        }
        return found
    }

    /// An expression with the column that it becomes: a column that is only called anew keeps its number.
    func item(_ syntax: Syntax, _ expression: Expression, _ resolver: Resolver) throws(SQLError) -> NamedExpression {
        if case .noted(let inner, let metadata) = syntax.bare {
            var item = try item(inner, expression, resolver)
            item.attribute.metadata = metadata
            return item
        }
        if case .alias(_, let names) = syntax.bare, names.count != 1 {
            throw SQLError(
                "ASSIGNMENT_ARITY_MISMATCH", ["numTarget": "\(names.count)", "numExpr": "1"], at: syntax.place)
        }
        let name = resolver.outputName(syntax) ?? ""
        if case .column = syntax.bare, case .attribute(let id) = expression.kind,
            var attribute = resolver.scope.attribute(id)
        {
            attribute.name = name
            return NamedExpression(attribute, expression)
        }
        // A column that is called anew keeps its notes.
        var metadata = "{}"
        if case .attribute(let id) = expression.kind {
            metadata = resolver.scope.attributes.first { $0.id == id }?.metadata ?? metadata
        }
        return NamedExpression(
            Attribute(name, expression.type, isNullable: expression.isNullable, metadata: metadata), expression)
    }

    func project(_ given: Relation, _ written: [Syntax]) throws(SQLError) -> Relation {
        let (input, syntaxes) = try withTimeWindows(given, written)
        let resolver = resolver(input)
        let found = try items(syntaxes, resolver)
        guard found.contains(where: { $0.expression.hasAggregate }) else {
            return try projected(input, found)
        }
        return try aggregate(input, [], syntaxes)
    }

    /// The items over the input: joins, windows and generators that they ask for stand below.
    func projected(_ input: Relation, _ items: [NamedExpression]) throws(SQLError) -> Relation {
        let (joined, values) = try withoutSubqueries(input, items.map(\.expression))
        let (windows, results) = try Analyser.windowed(joined, values)
        let over = zip(items, results).map { NamedExpression($0.attribute, $1) }
        let (relation, found) = try Analyser.generated(windows, over)
        return Relation(.project(relation, found), found.map(\.attribute))
    }

    private func withColumns(
        _ input: Relation, _ columns: [(name: String, value: Syntax)]
    ) throws(SQLError) -> Relation {
        let (windowed, values) = try withTimeWindows(input, columns.map(\.value))
        if windowed !== input {
            let named = zip(columns, values).map { (name: $0.name, value: $1) }
            let whole = try withColumns(windowed, named)
            let column = windowed.output[windowed.output.count - 1]
            let kept = whole.output.filter { $0.id != column.id }
            return Relation(.project(whole, kept.map { NamedExpression($0) }), kept)
        }
        let resolver = resolver(input)
        var items = input.output.map { NamedExpression($0) }
        for column in columns {
            let expression = try resolver.resolve(column.value)
            guard !expression.hasAggregate else { throw missingGroup(column.value) }
            let made = try item(.alias(column.value, [column.name]), expression, resolver).noted(by: column.value)
            var isReplaced = false
            for index in input.output.indices where resolver.scope.isNamed(input.output[index], column.name) {
                items[index] = made
                isReplaced = true
            }
            if !isReplaced { items.append(made) }
        }
        return try projected(input, items)
    }

    func missingGroup(_ syntax: Syntax) -> SQLError { SQLError("MISSING_GROUP_BY", at: syntax.place) }

    private func rename(_ input: Relation, _ names: [(old: String, new: String)]) throws(SQLError) -> Relation {
        let scope = Scope(input.output, settings)
        var items = input.output.map { NamedExpression($0) }
        // One after the other: a column may be called anew twice.
        for (old, new) in names {
            for index in items.indices where scope.isNamed(items[index].attribute, old) {
                items[index] = Analyser.renamed(input.output[index], new)
            }
        }
        return Relation(.project(input, items), items.map(\.attribute))
    }

    private static func renamed(_ attribute: Attribute, _ name: String) -> NamedExpression {
        var fresh = attribute.renewed()
        fresh.name = name
        fresh.qualifier = nil
        return NamedExpression(fresh, Expression(attribute))
    }

    private func renameAll(_ input: Relation, _ names: [String]) throws(SQLError) -> Relation {
        guard names.count == input.output.count else {
            throw SQLError(
                "ASSIGNMENT_ARITY_MISMATCH", ["numTarget": "\(input.output.count)", "numExpr": "\(names.count)"])
        }
        let items = zip(input.output, names).map { Analyser.renamed($0, $1) }
        return Relation(.project(input, items), items.map(\.attribute))
    }

    private func drop(_ input: Relation, _ columns: [Syntax]) throws(SQLError) -> Relation {
        let scope = Scope(input.output, settings)
        var dropped: Set<Int> = []
        for column in columns {
            // A text names all columns that are called so, a column means one.
            if case .literal(.string(let name), _) = column.bare {
                for attribute in input.output where scope.isNamed(attribute, name) { dropped.insert(attribute.id) }
                continue
            }
            guard case .column = column.bare else {
                throw .unsupported("drop takes names and columns, not expressions", at: column.place)
            }
            do throws(SQLError) {
                if case .attribute(let id) = try resolver(scope).resolve(column).kind { dropped.insert(id) }
            } catch {
                guard error.condition != "AMBIGUOUS_REFERENCE" else { throw error }
            }
        }
        if dropped.isEmpty { return input }
        let kept = input.output.filter { !dropped.contains($0.id) }
        return Relation(.project(input, kept.map { NamedExpression($0) }), kept)
    }

    func alias(
        _ input: Relation, _ name: String, _ columns: [String], database: String? = nil
    ) throws(SQLError) -> Relation {
        let renamed = columns.isEmpty ? input : try renameAll(input, columns)
        let output = renamed.output.map { attribute in
            var named = attribute
            (named.qualifier, named.database) = (name, database)
            return named
        }
        return Relation(.alias(renamed, name), output)
    }

    private func conform(_ input: Relation, _ schema: Schema, _ isAssigned: Bool) throws(SQLError) -> Relation {
        let scope = Scope(input.output, settings)
        var items: [NamedExpression] = []
        for field in schema.fields {
            guard let match = try scope.find([field.name], at: nil) else {
                throw scope.unresolved([field.name], at: nil)
            }
            guard field.isNullable || !match.attribute.isNullable || !isAssigned else {
                throw SQLError("NULLABLE_COLUMN_OR_FIELD", ["name": quoted(field.name)])
            }
            let isFlat = !match.attribute.type.isNested && !field.type.isNested
            guard
                isAssigned && isFlat
                    ? Analyser.isAssignable(match.attribute.type, field.type)
                    : Coercion.canCast(match.attribute.type, field.type)
            else {
                throw SQLError(
                    "INVALID_COLUMN_OR_FIELD_DATA_TYPE",
                    [
                        "name": quoted(field.name), "type": "\"\(match.attribute.type.sqlName)\"",
                        "expectedType": "\"\(field.type.sqlName)\"",
                    ])
            }
            let value = coercion.cast(Expression(match.attribute), to: field.type)
            items.append(
                NamedExpression(
                    Attribute(field.name, field.type, isNullable: value.isNullable, metadata: field.metadata), value))
        }
        return Relation(.project(input, items), items.map(\.attribute))
    }

    // MARK: Rows

    func filter(_ input: Relation, _ condition: Syntax) throws(SQLError) -> Relation {
        try overHidden(input) { (scope) throws(SQLError) in
            let predicate = try resolver(scope).condition(condition)
            guard !predicate.hasAggregate, !predicate.hasWindow else {
                let name = "\"\(resolver(scope).naming.name(condition))\""
                throw SQLError(
                    "INVALID_WHERE_CONDITION", ["condition": name, "expressionList": name], at: condition.place)
            }
            return ([predicate], { (input) throws(SQLError) in try filtered(input, by: predicate) })
        }
    }

    private func sort(_ input: Relation, _ keys: [Syntax], _ isGlobal: Bool) throws(SQLError) -> Relation {
        try overHidden(input) { (scope) throws(SQLError) in
            var sorted: [SortKey] = []
            for key in keys { sorted.append(try sortKey(key, resolver(scope))) }
            let found = sorted
            return (found.map(\.expression), { (input) throws(SQLError) in try self.sorted(input, found, isGlobal) })
        }
    }

    /// The rows in an order; what subqueries and windows give for it goes again.
    func sorted(_ input: Relation, _ keys: [SortKey], _ isGlobal: Bool) throws(SQLError) -> Relation {
        let (joined, values) = try withoutSubqueries(input, keys.map(\.expression))
        let (relation, results) = try Analyser.windowed(joined, values)
        var over = keys
        for index in keys.indices { over[index].expression = results[index] }
        let sorted = Relation(.sort(relation, over, isGlobal: isGlobal), relation.output)
        if relation === input { return sorted }
        return Relation(.project(sorted, input.output.map { NamedExpression($0) }), input.output)
    }

    func sortKey(_ syntax: Syntax, _ resolver: Resolver) throws(SQLError) -> SortKey {
        try resolver.sortKey(syntax)
    }
}

extension Resolver {
    /// A key of a sort: nulls are least unless said otherwise.
    func sortKey(_ syntax: Syntax) throws(SQLError) -> SortKey {
        var (value, isDescending): (Syntax, Bool) = (syntax, false)
        var nullsFirst: Bool?
        if case .sort(let inner, let descending, let nulls) = syntax.bare {
            (value, isDescending, nullsFirst) = (inner, descending, nulls)
        }
        let expression = try resolve(value)
        guard expression.type.isOrdered else {
            throw SQLError(
                "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
                [
                    "sqlExpr": "\"\(naming.name(syntax))\"", "functionName": "`sortorder`",
                    "dataType": "\"\(expression.type.sqlName)\"",
                ], at: syntax.place)
        }
        return SortKey(
            expression: expression, isDescending: isDescending, nullsFirst: nullsFirst ?? !isDescending)
    }
}

extension Analyser {

    /// What `make` makes of the input, whose expressions may also use columns that the input's projection left out:
    /// those are carried along, and left out afterwards.
    private func overHidden(
        _ input: Relation,
        _ make: (Scope) throws(SQLError) -> (
            expressions: [Expression], build: (Relation) throws(SQLError) -> Relation
        )
    ) throws(SQLError) -> Relation {
        guard case .project(let below, let items) = input.kind, !items.contains(where: { $0.expression.hasExplosion })
        else { return try make(Scope(input.output, settings)).build(input) }
        let own = Scope(input.output, settings)
        let others = below.output.filter { column in
            !input.output.contains { $0.id == column.id || own.isNamed($0, column.name) }
        }
        // A subquery may be about the same columns as the rows around it, under numbers of its own: theirs mean those.
        let around = Set(outer.flatMap { $0.attributes.map(\.id) })
        let behind = below.output.filter { column in
            !around.contains(column.id) && !input.output.contains { $0.id == column.id }
        }
        let (expressions, build) = try make(Scope(input.output + others, settings, behind: behind))
        var used: Set<Int> = []
        for expression in expressions { expression.collectAttributes(into: &used) }
        let hidden = behind.filter { used.contains($0.id) }
        if hidden.isEmpty { return try build(input) }
        let wider = try projected(below, items + hidden.map { NamedExpression($0) })
        return Relation(.project(try build(wider), input.output.map { NamedExpression($0) }), input.output)
    }

    private func notNegative(_ count: Int, _ name: String) throws(SQLError) -> Int {
        guard count >= 0 else {
            throw SQLError(
                "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE",
                ["expr": "\"\(count)\"", "name": name, "v": "\(count)"])
        }
        return count
    }

    private func values(_ rows: [[Syntax]]) throws(SQLError) -> Relation {
        let one = Relation(.oneRow, [])
        // Of no rows: one without columns.
        guard let width = rows.first?.count else { return one }
        let resolver = resolver(one)
        var found: [[Expression]] = []
        for row in rows {
            guard row.count == width else {
                throw SQLError("INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH", [:], at: row.first?.place)
            }
            var values: [Expression] = []
            for value in row { values.append(try resolver.resolve(value)) }
            found.append(values)
        }
        var output: [Attribute] = []
        for column in 0..<width {
            let types = found.map { $0[column].type }
            guard let type = coercion.widest(types) else {
                throw SQLError(
                    "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE", ["colName": quoted("col\(column + 1)")],
                    at: rows[0][column].place)
            }
            for row in found.indices { found[row][column] = coercion.cast(found[row][column], to: type) }
            output.append(
                Attribute("col\(column + 1)", type, isNullable: found.contains { $0[column].isNullable }))
        }
        var written: [[Scalar]] = []
        for row in found {
            let scalars = row.compactMap { value in if case .literal(let scalar) = value.kind { scalar } else { nil } }
            guard scalars.count == width else { return Relation(.expand(one, found), output) }
            written.append(scalars)
        }
        return Relation(.values(written), output)
    }
}

extension NamedExpression {
    /// With the notes that the syntax has for its column.
    fileprivate func noted(by syntax: Syntax) -> NamedExpression {
        guard case .noted(_, let metadata) = syntax.bare else { return self }
        var changed = self
        changed.attribute.metadata = metadata
        return changed
    }
}

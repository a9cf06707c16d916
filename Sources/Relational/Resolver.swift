// SPDX-License-Identifier: Apache-2.0

import Columnar
import Values

/// Makes typed expressions of what the user wrote, over the columns of a scope.
struct Resolver {
    let scope: Scope
    let settings: SQLSettings
    /// The column that a frame's column is here; nil when it is not among these.
    var frameColumn: (_ frame: Int, _ parts: [String], SQLPlace?) throws(SQLError) -> Scope.Match?
    /// The arguments of the lambda functions around.
    private var variables: [String: Expression] = [:]

    init(
        scope: Scope, settings: SQLSettings,
        frameColumn: @escaping (_ frame: Int, _ parts: [String], SQLPlace?) throws(SQLError) -> Scope.Match?
    ) {
        self.scope = scope
        self.settings = settings
        self.frameColumn = frameColumn
    }

    /// Columns of the rows around a subquery, the nearest first.
    var outer: [Scope] = []
    /// Analyses a subquery among these columns and those around.
    var query: ((RelationSyntax, [Scope]) throws(SQLError) -> Relation)?

    /// The value of an expression without columns; nil where nothing can compute it.
    var fold: ((Expression) -> Scalar?)?
    /// A type as DDL.
    var typeOf: ((String) -> SQLType?)?
    /// The columns of a frame among these.
    var ofFrame: ((Int, SQLPlace?) throws(SQLError) -> [Attribute])?
    /// What is selected under a name to the left: names that are none of columns mean it.
    var selected: [String: Expression] = [:]

    var coercion: Coercion { Coercion(settings: settings) }

    /// The same with values for the variables of a function's body.
    func with(variables: [String: Expression]) -> Resolver {
        var inner = self
        for (name, value) in variables { inner.variables[name] = value }
        return inner
    }

    func resolve(_ syntax: Syntax) throws(SQLError) -> Expression { try resolve(syntax, at: nil, depth: 0) }

    /// A condition: of type boolean.
    func condition(_ syntax: Syntax) throws(SQLError) -> Expression {
        let value = try resolve(syntax)
        if value.type == .void || value.type == .string { return coercion.cast(value, to: .boolean) }
        guard value.type == .boolean else {
            let name = "\"\(naming.name(syntax))\""
            throw SQLError(
                "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN",
                ["sqlExpr": name, "filter": name, "type": "\"\(value.type.sqlName)\""], at: value.place)
        }
        return value
    }

    func resolve(_ syntax: Syntax, at place: SQLPlace?, depth: Int) throws(SQLError) -> Expression {
        guard depth <= RelationalLimits.expressionDepthMax else {
            throw .unsupported(
                "an expression nested deeper than \(RelationalLimits.expressionDepthMax) levels: split it over several "
                    + "columns", at: place)
        }
        let below = depth + 1
        switch syntax {
        case .placed(let inner, let place): return try resolve(inner, at: place, depth: depth)
        case .column(let parts, let frame): return try column(parts, frame, place)
        case .star:
            throw SQLError(
                "INVALID_USAGE_OF_STAR_OR_REGEX", ["elem": "'*'", "prettyName": "expression"], at: place)
        case .literal(let value, let type): return .literal(value, type, at: place)
        case .interval(let value, let type, _): return .literal(.int(value), type, at: place)
        case .alias(let value, _), .noted(let value, _): return try resolve(value, at: place, depth: below)
        case .sort: throw .unsupported("asc and desc belong to a sort, and stand alone there", at: place)
        case .cast(let value, let type, let form):
            return try cast(resolve(value, at: place, depth: below), value, type, form, place)
        case .field(let value, let key): return try field(value, key, place, below)
        case .caseWhen(let branches, let otherwise): return try caseWhen(branches, otherwise, place, below)
        case .user(let function, let arguments):
            var values: [Expression] = []
            for argument in arguments { values.append(try resolve(argument, at: place, depth: below)) }
            return Expression(.user(function, values), function.type, isNullable: true, at: place)
        case .variable(let name):
            guard let known = variables[name] else { throw scope.unresolved([name], at: place) }
            return known
        case .lambda: throw .unsupported("a lambda function belongs to a function that takes one", at: place)
        case .call(let name, let arguments, let modifiers):
            let made = try call(name, arguments, modifiers, syntax, place, below)
            if let window = made.window, !window.isPlaced {
                throw SQLError(
                    "WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE", ["funcName": "\"\(naming.name(syntax))\""], at: place)
            }
            return made
        case .over(let function, let window):
            guard case .call(let name, let arguments, let modifiers) = function.bare else {
                throw SQLError(
                    "UNSUPPORTED_EXPR_FOR_WINDOW", ["sqlExpr": "\"\(naming.name(function))\""], at: place)
            }
            let made = try call(name, arguments, modifiers, function.bare, place, below, isOverWindow: true)
            return try over(made, function.bare, window, place)
        case .subquery(let kind, let relation, let values):
            return try subquery(kind, relation, values, place, below)
        }
    }

    // MARK: Names

    func column(_ parts: [String], _ frame: Int?, _ place: SQLPlace?) throws(SQLError) -> Expression {
        var match: Scope.Match?
        if frame == Syntax.outerFrame {
            for scope in outer where match == nil { match = try scope.find(parts, at: place) }
        } else if let frame {
            match = try frameColumn(frame, parts, place)
            guard match != nil else {
                throw SQLError(
                    "CANNOT_RESOLVE_DATAFRAME_COLUMN", ["name": "\"" + parts.joined(separator: ".") + "\""], at: place)
            }
        } else {
            match = try find(parts, place)
        }
        guard let match else {
            guard frame == nil else { throw scope.unresolved(parts, at: place) }
            var (value, fields) = (selected[parts[0].lowercased()], parts.dropFirst())
            if value == nil, let known = settings.variable(parts) {
                value = .literal(known.variable.value, known.variable.type, at: place)
                fields = known.fields
            }
            if value == nil, let function = LiteralFunctions.call(parts) {
                return try resolve(function, at: place, depth: 0)
            }
            guard var value else { throw scope.unresolved(parts, at: place) }
            for name in fields { value = try field(value, named: name, place) }
            return value
        }
        var value = Expression(match.attribute, at: place)
        for name in match.fields { value = try field(value, named: name, place) }
        return value
    }

    /// Names mean columns here before those of the rows around.
    func find(_ parts: [String], _ place: SQLPlace?) throws(SQLError) -> Scope.Match? {
        for scope in [scope] + outer {
            if let match = try scope.find(parts, at: place) { return match }
        }
        return nil
    }

    private func subquery(
        _ kind: SubqueryKind, _ syntax: RelationSyntax, _ values: [Syntax], _ place: SQLPlace?, _ depth: Int
    ) throws(SQLError) -> Expression {
        guard let query else { throw .unsupported("a subquery here", at: place) }
        let relation = try query(syntax, [scope] + outer)
        var found: [Expression] = []
        var values = values
        if kind == .isIn, values.count == 1, relation.output.count > 1,
            case .call(let name, let members, _) = values[0].bare, name.lowercased() == "struct"
        {
            values = members
        }
        for value in values { found.append(try resolve(value, at: place, depth: depth)) }
        let subquery = SubqueryExpression(kind: kind, relation: relation, values: found)
        switch kind {
        case .scalar:
            guard relation.output.count == 1 else {
                throw SQLError(
                    "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
                    ["number": "\(relation.output.count)"], at: place)
            }
            return Expression(.subquery(subquery), relation.output[0].type, isNullable: true, at: place)
        case .exists: return Expression(.subquery(subquery), .boolean, isNullable: false, at: place)
        case .isIn:
            guard relation.output.count == found.count else {
                throw SQLError(
                    "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH",
                    [
                        "sqlExpr": "\"IN\"", "leftLength": "\(found.count)", "leftColumns": "",
                        "rightLength": "\(relation.output.count)", "rightColumns": "",
                    ], at: place)
            }
            let isNullable = found.contains { $0.isNullable } || relation.output.contains { $0.isNullable }
            return Expression(.subquery(subquery), .boolean, isNullable: isNullable, at: place)
        }
    }

    /// What a value of several members has under a name: a struct's field, that of each struct of an array, or the
    /// value of a map's key (Spark's ExtractValue).
    private func field(_ value: Expression, named name: String, _ place: SQLPlace?) throws(SQLError) -> Expression {
        switch value.type {
        case .structure(let fields): return try field(value, of: fields, named: name, place)
        case .array(.structure(let fields), let containsNull):
            let element = Attribute("element", .structure(fields), isNullable: containsNull)
            let variable = Expression(.variable(element.id), element.type, isNullable: containsNull, at: place)
            let member = try field(variable, of: fields, named: name, place)
            let each = Expression(.lambda([element.id], member), member.type, isNullable: member.isNullable, at: place)
            return .call(
                .transformList, [value, each], .array(member.type, containsNull: member.isNullable),
                isNullable: value.isNullable, at: place)
        case .map(let key, let item, _):
            let index = coercion.cast(.literal(.string(name), .string), to: key)
            return .call(.mapValue, [value, index], item, isNullable: true, at: place)
        default:
            throw SQLError(
                "INVALID_EXTRACT_BASE_FIELD_TYPE",
                ["base": "\"\(describe(value))\"", "other": "\"\(value.type.sqlName)\""], at: place)
        }
    }

    private func field(
        _ value: Expression, of fields: [Field], named name: String, _ place: SQLPlace?
    ) throws(SQLError) -> Expression {
        let matching = fields.indices.filter {
            settings.isCaseSensitive
                ? fields[$0].name == name : fields[$0].name.lowercased() == name.lowercased()
        }
        guard let index = matching.first else {
            throw SQLError(
                "FIELD_NOT_FOUND",
                [
                    "fieldName": quoted(name), "fields": fields.map { quoted($0.name) }.joined(separator: ", "),
                ], at: place)
        }
        return Expression(
            .field(value, index), fields[index].type, isNullable: value.isNullable || fields[index].isNullable,
            at: place)
    }

    func describe(_ value: Expression) -> String {
        if case .attribute(let id) = value.kind, let known = scope.attributes.first(where: { $0.id == id }) {
            return known.name
        }
        return value.type.simpleName
    }

    private func field(_ value: Syntax, _ key: Syntax, _ place: SQLPlace?, _ depth: Int) throws(SQLError) -> Expression
    {
        let base = try resolve(value, at: place, depth: depth)
        if case .array(.structure, _) = base.type, case .literal(.string(let name), _) = key.bare {
            return try field(base, named: name, place)
        }
        switch base.type {
        case .structure:
            guard case .literal(.string(let name), _) = key.bare else {
                throw .unsupported("a struct's field is named by a text", at: place)
            }
            return try field(base, named: name, place)
        case .array(let element, _):
            let index = try resolve(key, at: place, depth: depth)
            guard index.type.isInteger else {
                throw SQLError(
                    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                    [
                        "sqlExpr": "\"\(naming.name(.field(value, key: key)))\"", "paramIndex": "second",
                        "requiredType": "\"INTEGRAL\"", "inputSql": "\"\(naming.name(key))\"",
                        "inputType": "\"\(index.type.sqlName)\"",
                    ], at: place)
            }
            return .call(
                .elementFromZero, [base, coercion.cast(index, to: .int)], element, isNullable: true,
                onFailure: settings.onFailure, at: place)
        case .map(let keyType, let item, _):
            let index = coercion.cast(try resolve(key, at: place, depth: depth), to: keyType)
            return .call(.mapValue, [base, index], item, isNullable: true, at: place)
        default:
            throw SQLError(
                "INVALID_EXTRACT_BASE_FIELD_TYPE",
                ["base": "\"\(naming.name(value))\"", "other": "\"\(base.type.sqlName)\""], at: place)
        }
    }

    // MARK: Casts and choices

    private func cast(
        _ value: Expression, _ syntax: Syntax, _ type: SQLType, _ form: CastForm, _ place: SQLPlace?
    ) throws(SQLError) -> Expression {
        func refused(_ condition: String) -> SQLError {
            SQLError(
                condition,
                [
                    "sqlExpr": "\"\(naming.name(.cast(syntax, type, .cast)))\"", "srcType": "\"\(value.type.sqlName)\"",
                    "targetType": "\"\(type.sqlName)\"", "config": "\"spark.sql.ansi.enabled\"",
                    "configVal": "'false'",
                ], at: place)
        }
        if value.type.isInteger, type == .binary {
            guard !settings.isANSI else { throw refused("DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION") }
            return coercion.bytes(of: value)
        }
        guard Coercion.canCast(value.type, type) else { throw refused("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION") }
        if let special = specialTime(value, type) { return special }
        guard form.isAttempt else { return coercion.cast(value, to: type) }
        if value.type == type { return value }
        return Expression(.cast(value, .attempt), type, isNullable: true, at: place)
    }

    private func caseWhen(
        _ branches: [(condition: Syntax, value: Syntax)], _ otherwise: Syntax?, _ place: SQLPlace?, _ depth: Int
    ) throws(SQLError) -> Expression {
        var conditions: [Expression] = []
        var values: [Expression] = []
        for branch in branches {
            let condition = try resolve(branch.condition, at: place, depth: depth)
            guard condition.type == .boolean || condition.type == .void else {
                throw SQLError(
                    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                    [
                        "sqlExpr": "\"\(naming.name(.caseWhen(branches, otherwise: otherwise)))\"",
                        "paramIndex": "first", "requiredType": "\"BOOLEAN\"",
                        "inputSql": "\"\(naming.name(branch.condition))\"",
                        "inputType": "\"\(condition.type.sqlName)\"",
                    ], at: place)
            }
            conditions.append(coercion.cast(condition, to: .boolean))
            values.append(try resolve(branch.value, at: place, depth: depth))
        }
        if let otherwise { values.append(try resolve(otherwise, at: place, depth: depth)) }
        guard let type = coercion.widest(values.map(\.type)) else {
            throw SQLError(
                "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
                [
                    "sqlExpr": "\"\(naming.name(.caseWhen(branches, otherwise: otherwise)))\"",
                    "functionName": "`casewhen`",
                    "dataType": "[" + values.map { "\"\($0.type.sqlName)\"" }.joined(separator: ", ") + "]",
                ], at: place)
        }
        let alike = values.map { coercion.cast($0, to: type) }
        let pairs = conditions.indices.map { (condition: conditions[$0], value: alike[$0]) }
        return Expression(
            .caseWhen(pairs, otherwise: otherwise == nil ? nil : alike[alike.count - 1]), type,
            isNullable: otherwise == nil || alike.contains { $0.isNullable }, at: place)
    }

    // MARK: Calls

    /// - Parameter isOverWindow: a function over a window may be of what groups give: `sum(sum(x)) OVER ()`.
    private func call(
        _ name: String, _ written: [Syntax], _ modifiers: CallModifiers, _ syntax: Syntax, _ place: SQLPlace?,
        _ depth: Int, isOverWindow: Bool = false
    ) throws(SQLError) -> Expression {
        let lower = name.lowercased()
        var syntaxes: [Syntax] = []
        for argument in written {
            // `count(*)` counts rows; elsewhere a star stands for the columns.
            if case .star(let parts) = argument.bare, lower != "count" || !parts.isEmpty || modifiers.isDistinct {
                syntaxes += try star(parts, place).map { Syntax.column($0.path, frame: nil) }
            } else if case .star = argument.bare {
                syntaxes.append(.literal(.int(1), .int))
            } else if let stars = try stars(argument) {
                syntaxes += stars.map { Syntax.column($0.path, frame: nil) }
            } else {
                syntaxes.append(argument)
            }
        }
        var arguments: [Expression] = []
        if let function = FunctionTable.function(lower), let types = function.lambdaTypes {
            return try higher(function, name, types, syntaxes, syntax, place, depth)
        }
        for argument in syntaxes { arguments.append(try resolve(argument, at: place, depth: depth)) }
        if lower == "struct" || lower == "named_struct" {
            return try structure(lower, syntaxes, arguments, place)
        }
        if lower == "withfield" || lower == "update_fields", arguments.count == 3 {
            return try withField(arguments[0], arguments[1], arguments[2], place)
        }
        if lower == "dropfields" { return try withoutFields(arguments, place) }
        if lower == "map" || lower == "create_map" { return try map(arguments, place) }
        if let type = SQLType(castFunction: lower) {
            guard arguments.count == 1 else { throw Resolver.wrongCount(name, 1...1, arguments.count, place) }
            return try cast(arguments[0], syntaxes[0], type, .cast, place)
        }
        if lower == "from_json" || lower == "from_csv" { return try records(lower, arguments, place) }
        if let macro = settings.macros[lower] { return try expanded(macro, arguments, place, depth: depth) }
        guard let function = FunctionTable.function(lower) else {
            guard let user = settings.functions[lower] else { throw Resolver.unknownFunction(name, place) }
            return Expression(.user(user, arguments), user.type, isNullable: true, at: place)
        }
        guard function.argumentCount.contains(arguments.count) else {
            throw Resolver.wrongCount(name, function.argumentCount, arguments.count, place)
        }
        var ignoresNulls = modifiers.ignoresNulls
        if ["first", "last", "first_value", "last_value", "any_value"].contains(lower), arguments.count == 2,
            case .literal(.bool(let flag)) = arguments[1].kind
        {
            ignoresNulls = flag
        }
        let naming = naming
        var call = FunctionCall(
            function: function, name: name, arguments: arguments, coercion: coercion, place: place,
            shownArgument: { naming.name(syntaxes[$0]) }, shown: { naming.name(syntax) })
        call.isWritten = { if case .literal = syntaxes[$0].bare { true } else { false } }
        call.isDistinct = modifiers.isDistinct
        call.ignoresNulls = ignoresNulls
        if let filter = modifiers.filter { call.filter = try aggregateFilter(filter) }
        let made = try made(function, call)
        if case .aggregate(let aggregate) = made.kind {
            guard isOverWindow || !aggregate.arguments.contains(where: { $0.hasAggregate }) else {
                throw SQLError("NESTED_AGGREGATE_FUNCTION", at: place)
            }
        } else if modifiers.isDistinct || modifiers.filter != nil || modifiers.ignoresNulls && !isOverWindow,
            !made.hasAggregate || arguments.contains(where: { $0.hasAggregate })
        {
            throw .unsupported("DISTINCT and FILTER belong to aggregates, and \(name) is none", at: place)
        }
        return made
    }

    /// What takes written values only takes those of expressions without columns, too.
    private func made(_ function: SQLFunction, _ call: FunctionCall) throws(SQLError) -> Expression {
        do { return try function.typed(call) } catch {
            guard error.kind == .unsupported, let fold else { throw error }
            var constant = call
            for (index, argument) in call.arguments.enumerated() {
                if case .literal = argument.kind { continue }
                guard argument.isConstant, let value = fold(argument) else { continue }
                constant.arguments[index] = .literal(value, argument.type, at: argument.place)
            }
            return try function.typed(constant)
        }
    }

    private func aggregateFilter(_ syntax: Syntax) throws(SQLError) -> Expression {
        let value = try resolve(syntax)
        guard value.type == .boolean || value.type == .void else {
            throw SQLError(
                "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN", ["filterExpr": "\"\(naming.name(syntax))\""], at: value.place)
        }
        return coercion.cast(value, to: .boolean)
    }

    private static func unknownFunction(_ name: String, _ place: SQLPlace?) -> SQLError {
        SQLError(
            "UNRESOLVED_ROUTINE",
            [
                "routineName": quoted(name),
                "searchPath": "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]",
            ], at: place)
    }

    /// A call with lambda functions among its arguments, which are resolved when the types of theirs are known.
    private func higher(
        _ function: SQLFunction, _ name: String, _ types: FunctionTable.LambdaTypes, _ syntaxes: [Syntax],
        _ syntax: Syntax, _ place: SQLPlace?, _ depth: Int
    ) throws(SQLError) -> Expression {
        guard function.argumentCount.contains(syntaxes.count) else {
            throw Resolver.wrongCount(name, function.argumentCount, syntaxes.count, place)
        }
        var arguments: [Expression] = []
        for argument in syntaxes {
            if case .lambda = argument.bare {
                arguments.append(.literal(.null, .void))
            } else {
                arguments.append(try resolve(argument, at: place, depth: depth))
            }
        }
        let naming = naming
        var call = FunctionCall(
            function: function, name: name, arguments: arguments, coercion: coercion, place: place,
            shownArgument: { naming.name(syntaxes[$0]) }, shown: { naming.name(syntax) })
        for (index, argument) in syntaxes.enumerated() {
            guard case .lambda(let names, let body) = argument.bare else { continue }
            let expected = try types(call, index, names.count)
            guard expected.count == names.count else {
                throw SQLError(
                    "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH",
                    ["expectedNumArgs": "\(names.count)", "actualNumArgs": "\(expected.count)"], at: place)
            }
            var inner = self
            var numbers: [Int] = []
            for (variable, argument) in zip(names, expected) {
                let attribute = Attribute(variable, argument.type, isNullable: argument.isNullable)
                numbers.append(attribute.id)
                inner.variables[variable.lowercased()] = Expression(
                    .variable(attribute.id), argument.type, isNullable: argument.isNullable, at: place)
                inner.variables[variable] = inner.variables[variable.lowercased()]
            }
            let value = try inner.resolve(body, at: place, depth: depth)
            call.arguments[index] = Expression(
                .lambda(numbers, value), value.type, isNullable: value.isNullable, at: place)
        }
        return try function.typed(call)
    }

    static func wrongCount(
        _ name: String, _ expected: ClosedRange<Int>, _ actual: Int, _ place: SQLPlace?
    ) -> SQLError {
        let wanted: String
        if expected.upperBound == .max {
            wanted = "> \(expected.lowerBound - 1)"
        } else if expected.count == 1 {
            wanted = "\(expected.lowerBound)"
        } else {
            wanted = "[" + expected.map { "\($0)" }.joined(separator: ", ") + "]"
        }
        return SQLError(
            "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
            ["functionName": quoted(name.lowercased()), "expectedNum": wanted, "actualNum": "\(actual)"], at: place)
    }
}

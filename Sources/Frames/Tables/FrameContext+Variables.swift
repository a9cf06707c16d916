// SPDX-License-Identifier: Apache-2.0

import Columnar
import Martlet
import Relational
import SQLText

// Variables of the session, and the statements that texts in them are.
extension FrameContext {
    /// What statements are carried out with.
    struct Running {
        let name: String
        let control: ActionControl?
        let frame: (Int) -> Relation?
    }

    /// Carries out a statement about variables.
    func variables(_ statement: Statement, _ running: Running) throws(MartletError) -> Relation {
        switch statement {
        case .declareVariable(let name, let type, let standard, let text, let replaces):
            try declare(name, type: type, standard: standard, text: text, replaces: replaces, running)
        case .dropVariable(let name, let ifExists): try dropVariable(name, ifExists: ifExists)
        case .setVariables(let names, let values): try set(names, values, running)
        case .executeImmediate(let text, let into, let given):
            return try execute(text, into: into, using: given, running)
        default: throw .query(SQLError.unsupported("this statement about variables"))
        }
        return try rows([] as [Field], [])
    }

    /// `DECLARE`.
    private func declare(
        _ name: VariableName, type: SQLType?, standard: Syntax, text: String, replaces: Bool, _ running: Running
    ) throws(MartletError) {
        guard let own = SessionVariable.name(name.parts) else { throw unresolved(name) }
        let known = settings.variables[own.lowercased()] != nil
        guard replaces || !known else {
            throw .query(SQLError("VARIABLE_ALREADY_EXISTS", ["variableName": shown(own)], at: name.place))
        }
        guard !standard.hasSubquery else {
            throw .query(
                SQLError(
                    "INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION",
                    ["statement": "DECLARE VARIABLE", "colName": shown(own), "defaultValue": text], at: name.place))
        }
        let value = type.map { Syntax.cast(standard, $0, .cast) } ?? standard
        let (types, values) = try row([value], running)
        keep([SessionVariable(own, type ?? types[0], values[0], standard: standard)])
    }

    /// `DROP TEMPORARY VARIABLE`.
    private func dropVariable(_ name: VariableName, ifExists: Bool) throws(MartletError) {
        guard let own = SessionVariable.name(name.parts), forgetVariable(own) || ifExists else {
            let shown = SessionVariable.name(name.parts).map { self.shown($0) } ?? TableName.quoted(name.parts)
            throw .query(SQLError("VARIABLE_NOT_FOUND", ["variableName": shown], at: name.place))
        }
    }

    /// `SET VARIABLE`: all values are found before one is set.
    private func set(_ names: [VariableName], _ values: VariableValues, _ running: Running) throws(MartletError) {
        let variables = try self.variables(names)
        switch values {
        case .query(let query): try assign(query, to: variables, running)
        case .values(let written):
            let values = zip(variables, written).map { variable, value in
                var value = value
                if case .column(let parts, nil) = value.bare, parts.map({ $0.lowercased() }) == ["default"] {
                    value = variable.standard
                }
                return Syntax.cast(value, variable.type, .cast)
            }
            let (_, found) = try row(values, running)
            keep(zip(variables, found).map { $0.with($1) })
        }
    }

    /// `EXECUTE IMMEDIATE`.
    private func execute(
        _ written: Syntax, into names: [VariableName], using given: [(name: String?, value: Syntax)],
        _ running: Running
    ) throws(MartletError) -> Relation {
        let text = try statementText(written)
        let parameters = try parameters(given, of: text)
        let statement: Statement
        do {
            statement = try SQLParser.statement(text, parameters: parameters, settings: settings)
        } catch { throw .query(error) }
        if case .executeImmediate = statement {
            throw .query(SQLError("NESTED_EXECUTE_IMMEDIATE", ["sqlString": text.uppercased()]))
        }
        guard !names.isEmpty else {
            return try perform(statement, name: running.name, control: running.control, frame: running.frame)
        }
        guard case .query(let query) = statement else {
            throw .query(SQLError("INVALID_STATEMENT_FOR_EXECUTE_INTO", ["sqlString": text.uppercased()]))
        }
        try assign(query, to: try variables(names), running)
        return try rows([] as [Field], [])
    }

    // MARK: Parts

    private func statementText(_ written: Syntax) throws(MartletError) -> String {
        if case .literal(.string(let text), _) = written.bare { return text }
        guard case .column(let parts, nil) = written.bare else {
            throw .query(
                SQLError("UNSUPPORTED_EXPR_FOR_PARAMETER", ["invalidExprSql": fragment(written)], at: written.place))
        }
        let variable = try variables([VariableName(parts, at: written.place)])[0]
        guard variable.type == .string else {
            throw .query(
                SQLError(
                    "INVALID_VARIABLE_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE",
                    ["varType": "\"\(variable.type.sqlName)\""], at: written.place))
        }
        guard case .string(let text) = variable.value else {
            throw .query(
                SQLError("NULL_QUERY_STRING_EXECUTE_IMMEDIATE", ["varName": quoted(variable.name)], at: written.place))
        }
        return text
    }

    /// The values of USING for the parameters of a text, by their places and by their names: a variable has its own.
    private func parameters(
        _ given: [(name: String?, value: Syntax)], of text: String
    ) throws(MartletError) -> [String: Syntax] {
        let kinds: (areByPlace: Bool, areByName: Bool)
        do { kinds = try SQLParser.parameters(in: text) } catch { throw .query(error) }
        guard !kinds.areByPlace || !kinds.areByName else {
            throw .query(SQLError("INVALID_QUERY_MIXED_QUERY_PARAMETERS"))
        }
        var found: [String: Syntax] = [:]
        var nameless: [String] = []
        for (index, argument) in given.enumerated() {
            var (name, value) = argument
            switch value.bare {
            case .column(let parts, nil):
                let variable = try variables([VariableName(parts, at: value.place)])[0]
                name = name ?? variable.name
                value = .literal(variable.value, variable.type)
            case .literal, .interval, .cast(_, _, .typed): break
            default:
                throw .query(
                    SQLError("UNSUPPORTED_EXPR_FOR_PARAMETER", ["invalidExprSql": fragment(value)], at: value.place))
            }
            found["\(index)"] = value
            if let name { found[name] = value } else { nameless.append(fragment(argument.value)) }
        }
        guard !kinds.areByName || nameless.isEmpty else {
            throw .query(SQLError("ALL_PARAMETERS_MUST_BE_NAMED", ["exprs": nameless.joined(separator: ", ")]))
        }
        return found
    }

    private func fragment(_ syntax: Syntax) -> String { "\"\(syntax.place?.fragment ?? "expression")\"" }

    /// Gives variables the one row of a query, or nulls when there is none.
    private func assign(
        _ query: RelationSyntax, to variables: [SessionVariable], _ running: Running
    ) throws(MartletError) {
        let relation = try analyse(query, frame: running.frame)
        guard relation.output.count == variables.count else {
            throw .query(
                SQLError(
                    "ASSIGNMENT_ARITY_MISMATCH",
                    ["numTarget": "\(variables.count)", "numExpr": "\(relation.output.count)"]))
        }
        let names = variables.indices.map { "_\($0)" }
        let cast = try analyse(
            .project(
                .renameAll(.relation(relation), names),
                zip(names, variables).map { .cast(.column([$0], frame: nil), $1.type, .cast) }))
        let columns = try take(cast, 2, name: running.name, control: running.control)
        let rows = columns.flatMap { column in
            (0..<column.count).map { row in column.children.map { $0.scalar(row) } }
        }
        guard rows.count < 2 else { throw .query(SQLError("ROW_SUBQUERY_TOO_MANY_ROWS")) }
        let values = rows.first ?? variables.map { _ in .null }
        keep(zip(variables, values).map { $0.with($1) })
    }

    /// The values of expressions without columns, and their types.
    private func row(_ values: [Syntax], _ running: Running) throws(MartletError) -> ([SQLType], [Scalar]) {
        let relation = try analyse(
            .project(.relation(Relation(.oneRow, [])), values), frame: running.frame)
        let columns = try collect(relation, name: running.name, control: running.control)
        guard let column = columns.first(where: { $0.count > 0 }) else {
            throw .query(SQLError.unsupported("a value that gives no row"))
        }
        return (relation.output.map(\.type), column.children.map { $0.scalar(0) })
    }

    private func variables(_ names: [VariableName]) throws(MartletError) -> [SessionVariable] {
        let known = settings.variables
        var found: [SessionVariable] = []
        var seen: Set<String> = []
        for name in names {
            guard let own = SessionVariable.name(name.parts), let variable = known[own.lowercased()] else {
                throw unresolved(name)
            }
            guard seen.insert(own.lowercased()).inserted else {
                throw .query(SQLError("DUPLICATE_ASSIGNMENTS", ["nameList": quoted(variable.name)]))
            }
            found.append(variable)
        }
        return found
    }

    private func shown(_ name: String) -> String { TableName.quoted(["system", "session", name]) }

    private func unresolved(_ name: VariableName) -> MartletError {
        .query(
            SQLError(
                "UNRESOLVED_VARIABLE",
                ["variableName": TableName.quoted(name.parts), "searchPath": "`system`.`session`"], at: name.place))
    }
}

extension SessionVariable {
    fileprivate func with(_ value: Scalar) -> SessionVariable {
        SessionVariable(name, type, value, standard: standard)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

// Structs and maps: calls whose types their arguments' names and values say.
extension Resolver {
    func structure(
        _ function: String, _ syntaxes: [Syntax], _ arguments: [Expression], _ place: SQLPlace?
    ) throws(SQLError) -> Expression {
        var fields: [Field] = []
        var members: [Expression] = []
        if function == "named_struct" {
            guard arguments.count % 2 == 0 else {
                throw SQLError(
                    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                    ["functionName": "`named_struct`", "expectedNum": "2n (n > 0)", "actualNum": "\(arguments.count)"],
                    at: place)
            }
            for index in stride(from: 0, to: arguments.count, by: 2) {
                guard case .literal(.string(let name)) = arguments[index].kind else {
                    throw .unsupported("named_struct takes names that are written out", at: place)
                }
                members.append(arguments[index + 1])
                fields.append(Field(name, arguments[index + 1].type, isNullable: arguments[index + 1].isNullable))
            }
        } else {
            for (index, argument) in arguments.enumerated() {
                let name = outputName(syntaxes[index], isExplicit: true) ?? "col\(index + 1)"
                members.append(argument)
                fields.append(Field(name, argument.type, isNullable: argument.isNullable))
            }
        }
        return .call(.makeStruct, members, .structure(fields), isNullable: false, at: place)
    }

    /// The struct with a field set, or added; the name may lead into structs within.
    func withField(
        _ value: Expression, _ key: Expression, _ item: Expression, _ place: SQLPlace?
    ) throws(SQLError) -> Expression {
        guard case .literal(.string(let written)) = key.kind, let parts = NameParts.split(written) else {
            throw .unsupported("withField takes a name that is written out", at: place)
        }
        return try setting(value, parts[...], to: item, place)
    }

    private func setting(
        _ value: Expression, _ parts: ArraySlice<String>, to item: Expression, _ place: SQLPlace?
    ) throws(SQLError) -> Expression {
        guard let name = parts.first else { return item }
        guard case .structure(let fields) = value.type else {
            throw SQLError(
                "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                [
                    "sqlExpr": "\"update_fields(\(describe(value)))\"", "paramIndex": "first",
                    "requiredType": "\"STRUCT\"", "inputSql": "\"\(describe(value))\"",
                    "inputType": "\"\(value.type.sqlName)\"",
                ], at: place)
        }
        func member(_ index: Int) -> Expression {
            Expression(
                .field(value, index), fields[index].type, isNullable: value.isNullable || fields[index].isNullable,
                at: place)
        }
        var (newFields, members): ([Field], [Expression]) = ([], [])
        var isSet = false
        for (index, field) in fields.enumerated() {
            var set = member(index)
            if field.name.lowercased() == name.lowercased() {
                set = try setting(set, parts.dropFirst(), to: item, place)
                isSet = true
                newFields.append(Field(name, set.type, isNullable: set.isNullable))
            } else {
                newFields.append(field)
            }
            members.append(set)
        }
        if !isSet {
            guard parts.count == 1 else {
                throw SQLError(
                    "FIELD_NOT_FOUND",
                    ["fieldName": quoted(name), "fields": fields.map { quoted($0.name) }.joined(separator: ", ")],
                    at: place)
            }
            newFields.append(Field(name, item.type, isNullable: item.isNullable))
            members.append(item)
        }
        return present(value, members, newFields, place)
    }

    /// A struct of members of another one: null where that is.
    private func present(
        _ value: Expression, _ members: [Expression], _ fields: [Field], _ place: SQLPlace?
    ) -> Expression {
        let type = SQLType.structure(fields)
        let made = Expression.call(.makeStruct, members, type, isNullable: false, at: place)
        guard value.isNullable else { return made }
        let isMissing = Expression.call(.isNull, [value], .boolean, isNullable: false, at: place)
        return Expression(
            .caseWhen([(condition: isMissing, value: .literal(.null, type))], otherwise: made), type, isNullable: true,
            at: place)
    }

    /// The struct without fields; a name may lead into structs within.
    func withoutFields(_ arguments: [Expression], _ place: SQLPlace?) throws(SQLError) -> Expression {
        guard var value = arguments.first, case .structure = value.type else {
            throw .unsupported("dropFields of what is no struct", at: place)
        }
        for argument in arguments.dropFirst() {
            guard case .literal(.string(let name)) = argument.kind, let parts = NameParts.split(name) else {
                throw .unsupported("dropFields takes names that are written out", at: place)
            }
            value = try dropping(value, parts[...], place)
        }
        return value
    }

    func dropping(
        _ value: Expression, _ parts: ArraySlice<String>, _ place: SQLPlace?
    ) throws(SQLError) -> Expression {
        guard let name = parts.first, case .structure(let fields) = value.type else { return value }
        func member(_ index: Int) -> Expression {
            Expression(
                .field(value, index), fields[index].type, isNullable: value.isNullable || fields[index].isNullable,
                at: place)
        }
        var (kept, members): ([Field], [Expression]) = ([], [])
        for (index, field) in fields.enumerated() {
            guard field.name.lowercased() == name.lowercased() else {
                kept.append(field)
                members.append(member(index))
                continue
            }
            guard parts.count > 1 else { continue }
            let inner = try dropping(member(index), parts.dropFirst(), place)
            kept.append(Field(field.name, inner.type, isNullable: inner.isNullable))
            members.append(inner)
        }
        guard !kept.isEmpty else {
            throw SQLError("DATATYPE_MISMATCH.CANNOT_DROP_ALL_FIELDS", ["sqlExpr": "\"update_fields\""], at: place)
        }
        return present(value, members, kept, place)
    }

    /// `from_json` and `from_csv`, with a type that is written out.
    func records(
        _ name: String, _ arguments: [Expression], _ place: SQLPlace?
    ) throws(SQLError) -> Expression {
        guard (2...3).contains(arguments.count) else { throw Resolver.wrongCount(name, 2...3, arguments.count, place) }
        var written: String?
        switch arguments[1].kind {
        case .literal(.string(let text)): written = text
        case .call(.jsonSchema, let inner, _), .call(.csvSchema, let inner, _):
            guard case .literal(.string(let sample)) = inner[0].kind, let fold,
                case .string(let found)? = fold(arguments[1])
            else {
                throw .unsupported("\(name): the type must be written out, or that of a text that is", at: place)
            }
            _ = sample
            written = found
        default: break
        }
        guard let written else { throw .unsupported("\(name): the type must be written out", at: place) }
        let type: SQLType
        if let known = SQLType(json: written) ?? SQLType(typeName: written) ?? typeOf?(written) {
            type = known
        } else {
            throw .unsupported("\(name): the type '\(written)'", at: place)
        }
        guard let function = FunctionTable.function(name == "from_json" ? "to_json" : "to_csv") else {
            throw .unsupported(name, at: place)
        }
        let call = FunctionCall(
            function: function, name: name, arguments: arguments, coercion: coercion, place: place,
            shownArgument: { _ in name }, shown: { name })
        let text = coercion.cast(arguments[0], to: .string)
        return .call(
            name == "from_json" ? .fromJSON : .fromCSV, [try FunctionTable.options(call, 2), text], type.allNullable,
            isNullable: true, at: place)
    }

    /// The type of all keys or all values of `map()`.
    private func common(
        _ members: [Expression], _ what: String, _ arguments: [Expression], _ place: SQLPlace?
    ) throws(SQLError) -> SQLType {
        if members.isEmpty { return .string }
        if let type = coercion.widest(members.map(\.type)) { return type }
        let types = members.map { "\"\($0.type.sqlName)\"" }.joined(separator: ", ")
        throw SQLError(
            "DATATYPE_MISMATCH.CREATE_MAP_\(what)_DIFF_TYPES",
            ["sqlExpr": "\"map\"", "functionName": "`map`", "dataType": "[\(types)]"], at: place)
    }

    func map(_ arguments: [Expression], _ place: SQLPlace?) throws(SQLError) -> Expression {
        guard arguments.count % 2 == 0 else {
            throw SQLError(
                "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                ["functionName": "`map`", "expectedNum": "2n (n > 0)", "actualNum": "\(arguments.count)"], at: place)
        }
        let keys = arguments.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        let values = arguments.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        let key = try common(keys, "KEY", arguments, place)
        let value = try common(values, "VALUE", arguments, place)
        var members: [Expression] = []
        for (one, two) in zip(keys, values) { members += [coercion.cast(one, to: key), coercion.cast(two, to: value)] }
        let (keyMembers, valueMembers) = (
            members.enumerated().filter { $0.offset % 2 == 0 }.map(\.element),
            members.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        )
        let holdsNull = values.contains { $0.isNullable }
        return .call(
            settings.keepsLastKey ? .mapFromListsLast : .mapFromLists,
            [
                .call(.makeArray, keyMembers, .array(key, containsNull: false), isNullable: false, at: place),
                .call(.makeArray, valueMembers, .array(value, containsNull: holdsNull), isNullable: false, at: place),
            ], .map(key, value, valueContainsNull: holdsNull), isNullable: false, at: place)
    }
}

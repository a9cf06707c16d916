// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Functions that make several rows of one.
    static let generators: [SQLFunction] = [
        explosion("explode", Explosion(), "A row for each element, or for each entry of a map."),
        explosion(
            "explode_outer", Explosion(isOuter: true),
            "A row for each element, or for each entry of a map; one of null where there is none."),
        explosion(
            "posexplode", Explosion(hasPosition: true),
            "A row for each element, or for each entry of a map, with its number from 0."),
        explosion(
            "posexplode_outer", Explosion(isOuter: true, hasPosition: true),
            "A row for each element, or for each entry of a map, with its number from 0; one of nulls where there is "
                + "none."),
        explosion("inline", Explosion(isInline: true), "A row for each struct, with a column for each field."),
        explosion(
            "inline_outer", Explosion(isOuter: true, isInline: true),
            "A row for each struct, with a column for each field; one of nulls where there is none."),
        SQLFunction("stack", takes: 2...Int.max, "The values in so many rows, one after another.") {
            (call) throws(SQLError) in try stack(call)
        },
        SQLFunction("json_tuple", takes: 2...Int.max, "Members of a JSON text, each a column.") {
            (call) throws(SQLError) in
            let document = try call.text(0)
            var members: [Expression] = []
            for index in 1..<call.arguments.count {
                let name = try call.text(index)
                let path = call.result(.concatenate, [text("$['"), name, text("']")], .string)
                members.append(call.result(.jsonPath, [document, path], .string, isNullable: true))
            }
            return inlined([members], "c", call)
        },
    ]

    private static func explosion(_ name: String, _ explosion: Explosion, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, named: .custom { _ in "col" }, documentation) { (call) throws(SQLError) in
            var (list, explosion) = (call.arguments[0], explosion)
            if case .map(let key, let value, let holdsNull) = list.type, !explosion.isInline {
                let entry = [Field("key", key, isNullable: false), Field("value", value, isNullable: holdsNull)]
                list = call.result(.mapEntries, [list], .array(.structure(entry), containsNull: false))
                explosion.isInline = true
            }
            guard case .array(let element, let containsNull) = list.type else {
                throw call.unexpected(0, explosion.isInline ? "\"ARRAY<STRUCT>\"" : "(\"ARRAY\" or \"MAP\")")
            }
            var fields: [Field] = []
            if explosion.hasPosition { fields.append(Field("pos", .int, isNullable: explosion.isOuter)) }
            if explosion.isInline {
                guard case .structure(let members) = element else { throw call.unexpected(0, "\"ARRAY<STRUCT>\"") }
                fields += members.map { field in
                    Field(field.name, field.type, isNullable: field.isNullable || containsNull || explosion.isOuter)
                }
            } else {
                fields.append(Field("col", element, isNullable: containsNull || explosion.isOuter))
            }
            return Expression(
                .explode(list, explosion),
                fields.count == 1 && !explosion.isInline ? fields[0].type : .structure(fields),
                isNullable: fields.count == 1 ? fields[0].isNullable : false, at: call.place)
        }
    }

    private static func stack(_ call: FunctionCall) throws(SQLError) -> Expression {
        guard case .literal(.int(let count)) = call.arguments[0].kind, count > 0 else {
            throw call.unexpected(0, "a number of rows, 1 or more, that is no column")
        }
        let values = Array(call.arguments.dropFirst())
        guard count <= RelationalLimits.stackedRowsMax else {
            throw .unsupported("stack of more than \(RelationalLimits.stackedRowsMax) rows", at: call.place)
        }
        let columns = (values.count + count - 1) / count
        var types: [SQLType] = []
        for column in 0..<columns {
            let inColumn = stride(from: column, to: values.count, by: columns).map { values[$0].type }
            let first = inColumn.first { $0 != .void } ?? .void
            if let odd = inColumn.firstIndex(where: { $0 != .void && $0 != first }) {
                throw call.mismatch(
                    "STACK_COLUMN_DIFF_TYPES",
                    [
                        "columnIndex": "\(column)",
                        "leftType": "\"\(first.sqlName)\"",
                        "leftParamIndex": "\(1 + column + (inColumn.firstIndex(of: first) ?? 0) * columns)",
                        "rightType": "\"\(inColumn[odd].sqlName)\"",
                        "rightParamIndex": "\(1 + column + odd * columns)",
                    ])
            }
            types.append(first)
        }
        let rows = (0..<count).map { row in
            (0..<columns).map { column in
                let index = row * columns + column
                return index < values.count
                    ? call.coercion.cast(values[index], to: types[column]) : .literal(.null, types[column])
            }
        }
        return inlined(rows, "col", call)
    }

    /// Rows of values, whose columns have a name with their number from 0.
    private static func inlined(_ rows: [[Expression]], _ name: String, _ call: FunctionCall) -> Expression {
        let fields = rows[0].indices.map { column in
            Field("\(name)\(column)", rows[0][column].type, isNullable: rows.contains { $0[column].isNullable })
        }
        let type = SQLType.structure(fields)
        let structs = rows.map { call.result(.makeStruct, $0, type, isNullable: false) }
        let list = call.result(.makeArray, structs, .array(type, containsNull: false), isNullable: false)
        return Expression(.explode(list, Explosion(isInline: true)), type, isNullable: false, at: call.place)
    }
}

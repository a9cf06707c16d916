// SPDX-License-Identifier: Apache-2.0

extension FunctionTable {
    /// Functions that make several rows of one.
    static let generators: [SQLFunction] = [
        explosion("explode", Explosion(), "A row for each element."),
        explosion(
            "explode_outer", Explosion(isOuter: true), "A row for each element; one of null where there is none."),
        explosion("posexplode", Explosion(hasPosition: true), "A row for each element, with its number from 0."),
        explosion(
            "posexplode_outer", Explosion(isOuter: true, hasPosition: true),
            "A row for each element, with its number from 0; one of nulls where there is none."),
        explosion("inline", Explosion(isInline: true), "A row for each struct, with a column for each field."),
        explosion(
            "inline_outer", Explosion(isOuter: true, isInline: true),
            "A row for each struct, with a column for each field; one of nulls where there is none."),
    ]

    private static func explosion(_ name: String, _ explosion: Explosion, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, named: .custom { _ in "col" }, documentation) { (call) throws(SQLError) in
            guard case .array(let element, let containsNull) = call.types[0] else {
                if case .map = call.types[0], !explosion.isInline {
                    throw .unsupported("\(name) of a map: explode its entries as an array of structs", at: call.place)
                }
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
                .explode(call.arguments[0], explosion),
                fields.count == 1 && !explosion.isInline ? fields[0].type : .structure(fields),
                isNullable: fields.count == 1 ? fields[0].isNullable : false, at: call.place)
        }
    }
}

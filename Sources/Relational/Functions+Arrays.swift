// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Arrays and maps.
    static let arrayFunctions: [SQLFunction] = [
        lists("array_distinct", .listDistinct, "Each of equal elements once."),
        twoLists("array_union", .listUnion, "The different elements of both arrays."),
        twoLists("array_intersect", .listIntersect, "The different elements that both arrays have."),
        twoLists("array_except", .listExcept, "The different elements of the first that the second has not."),
        SQLFunction("arrays_overlap", takes: 2...2, "Whether both have an element in common.") {
            (call) throws(SQLError) in
            call.result(.listOverlaps, try alikeLists(call), .boolean, isNullable: true)
        },
        withElement("array_position", .listPosition, "Where the value is, from 1; 0 when nowhere.") { _ in .bigint },
        withElement("array_remove", .listRemove, "Without all that equal the value.") { $0 },
        withElement("array_append", .listAppend, "With the value at the end.", seesNulls: true) { $0 },
        SQLFunction("array_prepend", takes: 2...2, "With the value at the start.") { (call) throws(SQLError) in
            let (list, value) = try elementPair(call)
            return call.result(.listInsert, [list, int(1), value], list.type, isNullable: list.isNullable)
        },
        SQLFunction("array_insert", takes: 3...3, "With the value at a position, from 1 or from the end.") {
            (call) throws(SQLError) in
            var pair = call
            pair.arguments = [call.arguments[0], call.arguments[2]]
            let (list, value) = try elementPair(pair)
            guard case .array(let element, _) = list.type else { return list }
            return call.result(
                .listInsert, [list, try call.int(1), value], .array(element, containsNull: true),
                isNullable: list.isNullable || call.arguments[1].isNullable)
        },
        SQLFunction("array_compact", takes: 1...1, "Without nulls.") { (call) throws(SQLError) in
            let element = try element(call, 0)
            return call.result(.listCompact, call.arguments, .array(element, containsNull: false))
        }.ofLists(),
        SQLFunction("array_min", takes: 1...1, "The least element that is there.") { (call) throws(SQLError) in
            call.result(.listLeast, call.arguments, try ordered(call), isNullable: true)
        }.ofLists(),
        SQLFunction("array_max", takes: 1...1, "The greatest element that is there.") { (call) throws(SQLError) in
            call.result(.listGreatest, call.arguments, try ordered(call), isNullable: true)
        }.ofLists(),
        SQLFunction(
            "sort_array", takes: 1...2, named: .custom { "sort_array(\($0[0]), \($0.count > 1 ? $0[1] : "true"))" },
            "Ascending with nulls first, or descending with nulls last."
        ) { (call) throws(SQLError) in
            _ = try ordered(call)
            guard call.arguments.count < 2 || call.types[1] == .boolean || call.types[1] == .void else {
                throw call.unexpected(1, "\"BOOLEAN\"")
            }
            let order = call.arguments.count > 1 ? try call.boolean(1) : .literal(.bool(true), .boolean)
            return call.result(
                .listSorted, [call.arguments[0], order], call.types[0], isNullable: call.arguments[0].isNullable)
        }.ofLists(),
        SQLFunction("slice", takes: 3...3, "So many elements from a position on, from 1 or from the end.") {
            (call) throws(SQLError) in
            _ = try element(call, 0)
            return call.result(.listPart, [call.arguments[0], try call.int(1), try call.int(2)], call.types[0])
        }.ofLists(),
        SQLFunction("flatten", takes: 1...1, "The elements of arrays in an array.") { (call) throws(SQLError) in
            guard case .array(let inner, let holdsNull) = call.types[0], case .array = inner else {
                throw call.unexpected(0, "\"ARRAY\" of \"ARRAY\"")
            }
            return call.result(
                .listFlatten, call.arguments, inner, isNullable: call.arguments[0].isNullable || holdsNull)
        },
        SQLFunction("array_repeat", takes: 2...2, "The value so many times.") { (call) throws(SQLError) in
            call.result(
                .listRepeat, [call.arguments[0], try call.int(1)],
                .array(call.types[0], containsNull: call.arguments[0].isNullable),
                isNullable: call.arguments[1].isNullable)
        },
        SQLFunction("array_join", takes: 2...3, "The elements as text with a delimiter; nulls left out or replaced.") {
            (call) throws(SQLError) in
            let list = call.coercion.cast(call.arguments[0], to: .array(.string, containsNull: true))
            guard case .array = call.types[0] else { throw call.unexpected(0, "\"ARRAY<STRING>\"") }
            if call.arguments.count == 2 { return call.result(.joinPresent, [list, try call.text(1)], .string) }
            return call.result(.joinFilled, [list, try call.text(1), try call.text(2)], .string)
        }.ofLists(),
        SQLFunction("arrays_zip", takes: 1...Int.max, "Structs of the elements at each position.") {
            (call) throws(SQLError) in
            var fields: [Field] = []
            for index in call.arguments.indices {
                let element = try element(call, index)
                let shown = call.shownArgument(index)
                let isName = shown.utf8.allSatisfy { $0 == 0x5F || isASCIIDigit($0) || isASCIILetter($0) }
                fields.append(Field(isName ? shown : "\(index)", element, isNullable: true))
            }
            return call.result(.listsZip, call.arguments, .array(.structure(fields), containsNull: false))
        }.ofLists(all: true),
        SQLFunction("get", takes: 2...2, named: .call(), "The element at a position from 0; null beyond.") {
            (call) throws(SQLError) in
            call.result(
                .elementFromZero, [call.arguments[0], try call.int(1)], try element(call, 0), isNullable: true,
                onFailure: .null)
        },
        SQLFunction("try_element_at", takes: 2...2, "As element_at, null beyond.") { (call) throws(SQLError) in
            try elementAt(call, .null)
        },
        SQLFunction("sequence", takes: 2...3, "From one value to another, by a step.") { (call) throws(SQLError) in
            try sequence(call)
        },
        SQLFunction("map_keys", takes: 1...1, "The keys.") { (call) throws(SQLError) in
            let (key, _, _) = try entry(call, 0)
            return call.result(.mapKeys, call.arguments, .array(key, containsNull: false))
        },
        SQLFunction("map_values", takes: 1...1, "The values.") { (call) throws(SQLError) in
            let (_, value, holdsNull) = try entry(call, 0)
            return call.result(.mapValues, call.arguments, .array(value, containsNull: holdsNull))
        },
        SQLFunction("map_entries", takes: 1...1, "The entries as structs.") { (call) throws(SQLError) in
            let (key, value, holdsNull) = try entry(call, 0)
            let fields = [Field("key", key, isNullable: false), Field("value", value, isNullable: holdsNull)]
            return call.result(.mapEntries, call.arguments, .array(.structure(fields), containsNull: false))
        },
        SQLFunction("map_from_arrays", takes: 2...2, "A map of an array of keys and one of values.") {
            (call) throws(SQLError) in
            guard case .array(let key, _) = call.types[0] else { throw call.unexpected(0, "\"ARRAY\"") }
            guard case .array(let value, let holdsNull) = call.types[1] else { throw call.unexpected(1, "\"ARRAY\"") }
            return call.result(
                call.settings.keepsLastKey ? .mapFromListsLast : .mapFromLists, call.arguments,
                .map(key, value, valueContainsNull: holdsNull))
        },
        SQLFunction("map_from_entries", takes: 1...1, "A map of an array of structs.") { (call) throws(SQLError) in
            guard case .array(.structure(let fields), let holdsNull) = call.types[0], fields.count == 2 else {
                throw call.unexpected(0, "\"ARRAY\" of pair \"STRUCT\"")
            }
            return call.result(
                .mapFromEntries, call.arguments,
                .map(fields[0].type, fields[1].type, valueContainsNull: fields[1].isNullable),
                isNullable: call.arguments[0].isNullable || holdsNull)
        },
        SQLFunction("map_concat", takes: 0...Int.max, "The entries of all maps.") { (call) throws(SQLError) in
            guard let type = call.coercion.widest(call.types) else {
                throw call.mismatch(
                    "DATA_DIFF_TYPES",
                    [
                        "functionName": "`map_concat`",
                        "dataType": "[" + call.types.map { "\"\($0.sqlName)\"" }.joined(separator: ", ") + "]",
                    ])
            }
            for index in call.arguments.indices { _ = try entry(call, index) }
            let maps = call.arguments.map { call.coercion.cast($0, to: type) }
            guard call.settings.keepsLastKey, case .map(let key, let value, let holdsNull) = type else {
                return maps.dropFirst().reduce(maps[0]) { call.result(.mapConcatenate, [$0, $1], type) }
            }
            func all(_ part: Operation, _ element: SQLType, _ containsNull: Bool) -> Expression {
                let list = SQLType.array(element, containsNull: containsNull)
                let lists = maps.map { call.result(part, [$0], list) }
                return lists.dropFirst().reduce(lists[0]) { call.result(.concatenateLists, [$0, $1], list) }
            }
            return call.result(
                .mapFromListsLast, [all(.mapKeys, key, false), all(.mapValues, value, holdsNull)], type)
        },
        SQLFunction("map_contains_key", takes: 2...2, "Whether the key is there.") { (call) throws(SQLError) in
            let (key, _, _) = try entry(call, 0)
            return call.result(
                .mapContains, [call.arguments[0], call.coercion.cast(call.arguments[1], to: key)], .boolean)
        },
        plain(
            "str_to_map", of: [.string, .string, .string], defaults: [text(","), text(":")], .textToMap,
            .map(.string, .string, valueContainsNull: true), "A map of the pairs in a text."),
    ]

    static func element(_ call: FunctionCall, _ index: Int) throws(SQLError) -> SQLType {
        guard case .array(let element, _) = call.types[index] else { throw call.unexpected(index, "\"ARRAY\"") }
        return element
    }

    static func entry(_ call: FunctionCall, _ index: Int) throws(SQLError) -> (SQLType, SQLType, Bool) {
        guard case .map(let key, let value, let holdsNull) = call.types[index] else {
            throw call.unexpected(index, "\"MAP\"")
        }
        return (key, value, holdsNull)
    }

    static func elementAt(_ call: FunctionCall, _ onFailure: OnFailure) throws(SQLError) -> Expression {
        if case .map(let key, let value, _) = call.types[0] {
            return call.result(
                .mapValue, [call.arguments[0], call.coercion.cast(call.arguments[1], to: key)], value, isNullable: true)
        }
        guard case .array(let element, _) = call.types[0] else { throw call.unexpected(0, "(\"ARRAY\" or \"MAP\")") }
        let (list, index) = (call.arguments[0], try call.int(1))
        let found = call.result(.element, [list, index], element, isNullable: true, onFailure: onFailure)
        if case .literal(.int(let number)) = index.kind, number != 0 { return found }
        let message =
            "[INVALID_INDEX_OF_ZERO] The index 0 is invalid. An index shall be either < 0 or > 0 (the first element "
            + "has index 1). SQLSTATE: 22003"
        let isList = call.result(
            .not, [call.result(.isNull, [list], .boolean, isNullable: false)], .boolean, isNullable: false)
        let isZero = call.result(.and, [isList, call.result(.equal, [index, int(0)], .boolean)], .boolean)
        return Expression(
            .caseWhen(
                [(condition: isZero, value: call.result(.raiseError, [text(message)], element))], otherwise: found),
            element, isNullable: true, at: call.place)
    }

    private static func ordered(_ call: FunctionCall) throws(SQLError) -> SQLType {
        let element = try element(call, 0)
        guard element.isOrdered else {
            throw call.mismatch(
                "INVALID_ORDERING_TYPE",
                ["functionName": "`\(call.function.names[0])`", "dataType": "\"\(call.types[0].sqlName)\""])
        }
        return element
    }

    private static func lists(_ name: String, _ operation: Operation, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 1...1, documentation) { (call) throws(SQLError) in
            _ = try element(call, 0)
            return call.result(operation, call.arguments, call.types[0])
        }.ofLists()
    }

    /// Two arrays of one type.
    private static func alikeLists(_ call: FunctionCall) throws(SQLError) -> [Expression] {
        for index in 0..<2 where call.types[index] != .void { _ = try element(call, index) }
        return try call.alike()
    }

    private static func twoLists(_ name: String, _ operation: Operation, _ documentation: String) -> SQLFunction {
        SQLFunction(name, takes: 2...2, documentation) { (call) throws(SQLError) in
            let lists = try alikeLists(call)
            return call.result(operation, lists, lists[0].type)
        }
    }

    /// An array and a value of its elements' type.
    static func elementPair(_ call: FunctionCall) throws(SQLError) -> (Expression, Expression) {
        guard case .array(let element, let holdsNull) = call.types[0] else { throw call.unexpected(0, "\"ARRAY\"") }
        guard let type = call.coercion.widest(element, call.types[1]) else {
            throw call.unexpected(1, "\"\(element.sqlName)\"")
        }
        let list = call.coercion.cast(
            call.arguments[0], to: .array(type, containsNull: holdsNull || call.arguments[1].isNullable))
        return (list, call.coercion.cast(call.arguments[1], to: type))
    }

    private static func withElement(
        _ name: String, _ operation: Operation, _ documentation: String, seesNulls: Bool = false,
        _ result: @escaping @Sendable (SQLType) -> SQLType
    ) -> SQLFunction {
        SQLFunction(name, takes: 2...2, documentation) { (call) throws(SQLError) in
            let (list, value) = try elementPair(call)
            return call.result(
                operation, [list, value], result(list.type), isNullable: seesNulls ? list.isNullable : nil)
        }
    }
}

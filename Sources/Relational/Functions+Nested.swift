// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// Arrays, maps and structs.
    static let nestedFunctions: [SQLFunction] = [
        SQLFunction("array", takes: 0...Int.max, "An array of the values.") { (call) throws(SQLError) in
            let values = call.arguments.isEmpty ? [] : try call.alike()
            return call.result(
                .makeArray, values,
                .array(values.first?.type ?? .void, containsNull: values.contains { $0.isNullable }), isNullable: false)
        },
        SQLFunction("size", "cardinality", takes: 1...1, "How many elements.") { (call) throws(SQLError) in
            switch call.types[0] {
            case .array, .map:
                let size = call.result(.size, call.arguments, .int)
                // Before ANSI what is not there has the size -1.
                guard !call.settings.isANSI, size.isNullable else { return size }
                return call.result(.coalesce, [size, int(-1)], .int, isNullable: false)
            default: throw call.unexpected(0, "(\"ARRAY\" or \"MAP\")")
            }
        },
        SQLFunction("array_size", takes: 1...1, "How many elements.") { (call) throws(SQLError) in
            guard case .array = call.types[0] else { throw call.unexpected(0, "\"ARRAY\"") }
            return call.result(.size, call.arguments, .int)
        }.ofLists(),
        SQLFunction("element_at", takes: 2...2, "The element at a position from 1, or from the end; a map's value.") {
            (call) throws(SQLError) in
            try elementAt(call, call.settings.onFailure)
        },
        SQLFunction("array_contains", takes: 2...2, "Whether the value is among the elements.") {
            (call) throws(SQLError) in
            guard case .array(let element, _) = call.types[0] else { throw call.unexpected(0, "\"ARRAY\"") }
            if element.isNumeric, call.types[1].isNumeric, element != call.types[1] {
                let (list, value) = try elementPair(call)
                return call.result(.arrayContains, [list, value], .boolean)
            }
            guard let type = call.coercion.widest(element, call.types[1]), type == element else {
                throw call.unexpected(1, "\"\(element.sqlName)\"")
            }
            return call.result(
                .arrayContains, [call.arguments[0], call.coercion.cast(call.arguments[1], to: element)], .boolean)
        },
    ]
}

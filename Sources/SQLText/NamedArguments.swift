// SPDX-License-Identifier: Apache-2.0

import Columnar
import Relational

/// Functions whose arguments have names that users may write: `mask(str => 'a', lowerChar => 'b')`.
enum NamedArguments {
    private static let parameters: [String: [(name: String, standard: Syntax?)]] = [
        "mask": [
            ("str", nil), ("upperChar", text("X")), ("lowerChar", text("x")), ("digitChar", text("n")),
            ("otherChar", .literal(.null, .void)),
        ],
        "count_min_sketch": [("column", nil), ("epsilon", nil), ("confidence", nil), ("seed", nil)],
    ]

    private static func text(_ value: String) -> Syntax { .literal(.string(value), .string) }

    /// The arguments in the function's order. Those of other functions stay as they are written.
    static func ordered(
        _ function: String, _ given: [(name: String?, value: Syntax)], at place: SQLPlace?
    ) throws(SQLError) -> [Syntax] {
        guard given.contains(where: { $0.name != nil }), let parameters = parameters[function.lowercased()] else {
            return given.map(\.value)
        }
        func error(_ condition: String, _ more: [String: String]) -> SQLError {
            SQLError(condition, ["routineName": quoted(function.lowercased())].merging(more) { $1 }, at: place)
        }
        var values: [Syntax?] = parameters.map { _ in nil }
        var named: String?
        var isNamed: Set<Int> = []
        for (place, argument) in given.enumerated() {
            guard let name = argument.name else {
                if let named { throw error("UNEXPECTED_POSITIONAL_ARGUMENT", ["parameterName": quoted(named)]) }
                // More than there are: the function says how many it takes.
                guard place < parameters.count else { return given.map(\.value) }
                values[place] = argument.value
                continue
            }
            named = name
            guard let known = parameters.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw error(
                    "UNRECOGNIZED_PARAMETER_NAME",
                    [
                        "argumentName": quoted(name),
                        "proposal": parameters.map { quoted($0.name) }.joined(separator: " "),
                    ])
            }
            guard values[known] == nil else {
                let kind = isNamed.contains(known) ? "DOUBLE_NAMED_ARGUMENT_REFERENCE" : "BOTH_POSITIONAL_AND_NAMED"
                throw error(
                    "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT." + kind,
                    ["parameterName": quoted(parameters[known].name)])
            }
            isNamed.insert(known)
            values[known] = argument.value
        }
        var found: [Syntax] = []
        for (index, parameter) in parameters.enumerated() {
            guard let value = values[index] ?? parameter.standard else {
                throw error(
                    "REQUIRED_PARAMETER_NOT_FOUND",
                    ["parameterName": quoted(parameter.name), "index": "\(index)"])
            }
            found.append(value)
        }
        return found
    }
}

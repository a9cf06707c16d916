// SPDX-License-Identifier: Apache-2.0

/// Functions that are called without parentheses where no column has their name.
enum LiteralFunctions {
    private static let names: Set<String> = [
        "current_date", "current_timestamp", "localtimestamp", "current_user", "user", "session_user", "current_time",
        "current_catalog", "current_database",
    ]

    static func call(_ parts: [String]) -> Syntax? {
        guard parts.count == 1, names.contains(parts[0].lowercased()) else { return nil }
        return .call(parts[0].lowercased(), [])
    }

    /// The name of the column of such a call.
    static func shown(_ parts: [String]) -> String? {
        guard case .call(let name, _, _)? = call(parts) else { return nil }
        return FunctionTable.function(name)?.shown([], as: name)
    }
}

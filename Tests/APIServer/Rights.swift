// SPDX-License-Identifier: Apache-2.0

/// Who may do what.
package struct Rights: Sendable {
    /// What each user may do, as `verb resource`.
    package var allowed: [String: Set<String>] = [:]
    /// Users by token.
    package var tokens: [String: String] = [:]

    /// What a driver needs.
    package static let driver: Set<String> = {
        let pods = ["create", "delete", "deletecollection", "get", "list", "watch"].map { $0 + " pods" }
        let secrets = ["create", "delete", "get", "list"].map { $0 + " secrets" }
        let others = ["get pods/log", "list events", "list resourcequotas", "list limitranges"]
        return Set(pods + secrets + others)
    }()

    func allows(_ user: String, _ verb: String, _ resource: String) -> Bool {
        allowed[user]?.contains("\(verb) \(resource)") == true
    }
}

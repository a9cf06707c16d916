// SPDX-License-Identifier: Apache-2.0

/// A function of the user's in a query. What it is made of is the host's and the lowering's to know.
public final class UserFunction: Hashable, Sendable {
    public let name: String
    /// What it gives.
    public let type: SQLType
    public let payload: any Sendable
    /// Arguments that were given by name: in the order in which they were, their places, and the name or nil of one
    /// without. Empty: all without, in the order of their places.
    public let shown: [(place: Int, name: String?)]

    public init(
        _ name: String, _ type: SQLType, payload: any Sendable, shown: [(place: Int, name: String?)] = []
    ) {
        self.shown = shown
        self.name = name
        self.type = type
        self.payload = payload
    }

    /// What a column of a call is named, from the names of the arguments.
    func text(_ arguments: [String]) -> String {
        guard shown.count == arguments.count else { return "\(name)(\(arguments.joined(separator: ", ")))" }
        let parts = shown.map { part in
            (part.name.map { $0 + " => " } ?? "") + (part.place < arguments.count ? arguments[part.place] : "")
        }
        return "\(name)(\(parts.joined(separator: ", ")))"
    }

    public static func == (one: UserFunction, two: UserFunction) -> Bool { one === two }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

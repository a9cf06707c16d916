// SPDX-License-Identifier: Apache-2.0

/// A function of the user's in a query. What it is made of is the host's and the lowering's to know.
public final class UserFunction: Hashable, Sendable {
    public let name: String
    /// What it gives.
    public let type: SQLType
    public let payload: any Sendable

    public init(_ name: String, _ type: SQLType, payload: any Sendable) {
        self.name = name
        self.type = type
        self.payload = payload
    }

    public static func == (one: UserFunction, two: UserFunction) -> Bool { one === two }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

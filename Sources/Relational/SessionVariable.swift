// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// A variable of the session: `DECLARE name type DEFAULT value`. Set, it is another one of the same name.
public final class SessionVariable: Hashable, Sendable {
    public let name: String
    public let type: SQLType
    public let value: Scalar
    /// What `DEFAULT` stands for.
    public let standard: Syntax

    public init(_ name: String, _ type: SQLType, _ value: Scalar, standard: Syntax) {
        (self.name, self.type, self.value, self.standard) = (name, type, value, standard)
    }

    public static func == (one: SessionVariable, two: SessionVariable) -> Bool { one === two }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

    /// The name of a variable in a name with `session` or `system.session` in front; nil where something else is.
    public static func name(_ parts: [String]) -> String? {
        let qualifiers = parts.dropLast().map { $0.lowercased() }
        guard qualifiers.isEmpty || qualifiers == ["session"] || qualifiers == ["system", "session"] else { return nil }
        return parts.last
    }

    /// As names of columns show it.
    var shown: String {
        let text: String
        switch value {
        case .null: text = type == .void ? "NULL" : "CAST(NULL AS \(type.sqlName))"
        case .string(let written) where type == .string: text = "'\(written)'"
        default: text = Naming.literal(value, type)
        }
        return "variablereference(system.session.\(name)=\(text))"
    }
}

extension Syntax {
    /// Whether a query stands in it.
    public var hasSubquery: Bool {
        if case .subquery = self { true } else { children.contains { $0.hasSubquery } }
    }
}

extension SQLSettings {
    /// The variable that a name means, and the fields of it behind that.
    public func variable(_ parts: [String]) -> (variable: SessionVariable, fields: ArraySlice<String>)? {
        guard !variables.isEmpty else { return nil }
        for count in 1...min(parts.count, 3) {
            if let name = SessionVariable.name(Array(parts.prefix(count))), let found = variables[name.lowercased()] {
                return (found, parts.dropFirst(count))
            }
        }
        return nil
    }
}

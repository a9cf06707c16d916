// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A function that a SQL text defines: an expression over its parameters.
public final class SQLMacro: Hashable, Sendable {
    public struct Parameter: Sendable {
        public let name: String
        public let type: SQLType
        /// What it is where the call leaves it out.
        public let standard: Syntax?

        public init(name: String, type: SQLType, standard: Syntax?) {
            (self.name, self.type, self.standard) = (name, type, standard)
        }
    }

    public let name: String
    public let parameters: [Parameter]
    /// Nil: that of the body.
    public let type: SQLType?
    /// A lambda function of the parameters.
    let body: Syntax

    public init(_ name: String, _ parameters: [Parameter], _ type: SQLType?, body: Syntax) {
        self.name = name
        self.parameters = parameters
        self.type = type
        self.body = .lambda(parameters.map(\.name), over: body)
    }

    public static func == (one: SQLMacro, two: SQLMacro) -> Bool { one === two }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Resolver {
    /// The body with the arguments in the place of its parameters.
    func expanded(
        _ macro: SQLMacro, _ arguments: [Expression], _ place: SQLPlace?, depth: Int
    ) throws(SQLError) -> Expression {
        let required = macro.parameters.prefix { $0.standard == nil }.count
        guard (required...macro.parameters.count).contains(arguments.count) else {
            throw Resolver.wrongCount(macro.name, required...macro.parameters.count, arguments.count, place)
        }
        guard case .lambda(_, let body) = macro.body else { return .literal(.null, .void) }
        var values: [String: Expression] = [:]
        for (index, parameter) in macro.parameters.enumerated() {
            var value: Expression
            if index < arguments.count {
                value = arguments[index]
            } else if let standard = parameter.standard {
                value = try resolve(standard)
            } else {
                value = .literal(.null, .void)
            }
            guard Coercion.canCast(value.type, parameter.type) else {
                throw SQLError(
                    "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
                    [
                        "sqlExpr": "\"\(macro.name)\"", "srcType": "\"\(value.type.sqlName)\"",
                        "targetType": "\"\(parameter.type.sqlName)\"",
                    ], at: place)
            }
            value = coercion.cast(value, to: parameter.type)
            values[parameter.name.lowercased()] = value
        }
        let found = try with(variables: values).resolve(body, at: place, depth: depth)
        return macro.type.map { coercion.cast(found, to: $0) } ?? found
    }
}

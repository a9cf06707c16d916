// SPDX-License-Identifier: Apache-2.0

import Columnar

extension FunctionTable {
    /// A function whose arguments have one type each. What is left out of the last ones is a constant, which its name
    /// shows too, unless `hidesDefaults`.
    static func plain(
        _ names: String..., of types: [SQLType], defaults: [Expression] = [], _ operation: Operation, _ result: SQLType,
        isNullable: Bool? = nil, fails: Bool = true, shown: String? = nil, hidesDefaults: Bool = false,
        _ documentation: String
    ) -> SQLFunction {
        let own = shown ?? names[0]
        let naming: SQLFunction.Naming =
            defaults.isEmpty || hidesDefaults
            ? .call(shown)
            : .custom { given in
                let missing = types.count - given.count
                let rest = defaults.suffix(max(missing, 0)).map { value in
                    if case .literal(let scalar) = value.kind { Naming.literal(scalar, value.type) } else { "" }
                }
                return own + "(" + (given + rest).joined(separator: ", ") + ")"
            }
        return SQLFunction(
            names: names, takes: (types.count - defaults.count)...types.count, named: naming, documentation
        ) { (call) throws(SQLError) in
            var arguments: [Expression] = []
            for (index, type) in types.enumerated() {
                if index < call.arguments.count {
                    arguments.append(try call.argument(index, as: type))
                } else {
                    arguments.append(defaults[defaults.count - (types.count - index)])
                }
            }
            let lost = fails && !call.settings.isANSI ? true : nil
            return call.result(
                operation, arguments, result, isNullable: isNullable ?? lost,
                onFailure: fails ? call.settings.onFailure : .fail)
        }
    }

    static func text(_ value: String) -> Expression { .literal(.string(value), .string) }

    static func int(_ value: Int) -> Expression { .literal(.int(value), .int) }

    /// As the function of this name, where what fails is null.
    static func tolerant(
        _ name: String, _ original: String, takes argumentCount: ClosedRange<Int>, _ documentation: String
    ) -> SQLFunction {
        SQLFunction(name, takes: argumentCount, documentation) { (call) throws(SQLError) in
            guard let function = function(of: original) else { throw .unsupported(name, at: call.place) }
            let made = try function.make(call)
            guard case .call(let operation, let arguments, _) = made.kind else {
                guard case .cast(let value, _) = made.kind else { return made }
                return Expression(.cast(value, .attempt), made.type, isNullable: true, at: call.place)
            }
            return call.result(operation, arguments, made.type, isNullable: true, onFailure: .null)
        }
    }

    private static func function(of name: String) -> SQLFunction? {
        (timeFunctions + clockFunctions + byteFunctions + nestedFunctions + arrayFunctions).first {
            $0.names.contains(name)
        }
    }
}

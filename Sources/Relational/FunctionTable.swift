// SPDX-License-Identifier: Apache-2.0

import Columnar

/// A function or operator of SQL: all that the analysis needs to know about it is in one place.
struct SQLFunction: Sendable {
    /// The first is its own; the others are synonyms.
    let names: [String]
    let argumentCount: ClosedRange<Int>
    /// What a column of a call is named, from the names of the arguments.
    let naming: Naming
    /// Checks and casts the arguments and gives the typed call.
    let make: @Sendable (FunctionCall) throws(SQLError) -> Expression
    let documentation: String
    /// Of a function that takes lambda functions: the types of the arguments of the one at an index, which has so many.
    let lambdaTypes: FunctionTable.LambdaTypes?
    /// Whether the argument at an index is an array: a NULL there is an array that is missing.
    private var isList: @Sendable (Int) -> Bool = { _ in false }

    enum Naming: Sendable {
        /// `name(a, b)`, by the function's own name unless said.
        case call(String? = nil)
        /// `(a + b)`
        case infix(String)
        /// `(NOT a)`
        case prefix(String)
        /// `(a IS NULL)`
        case suffix(String)
        case custom(@Sendable ([String]) -> String)
    }

    init(
        _ names: String..., takes argumentCount: ClosedRange<Int>, named naming: Naming = .call(),
        _ documentation: String, make: @escaping @Sendable (FunctionCall) throws(SQLError) -> Expression
    ) {
        self.init(names: names, takes: argumentCount, named: naming, documentation, make: make)
    }

    init(
        names: [String], takes argumentCount: ClosedRange<Int>, named naming: Naming = .call(),
        _ documentation: String, lambdaTypes: FunctionTable.LambdaTypes? = nil,
        make: @escaping @Sendable (FunctionCall) throws(SQLError) -> Expression
    ) {
        self.names = names
        self.argumentCount = argumentCount
        self.naming = naming
        self.make = make
        self.documentation = documentation
        self.lambdaTypes = lambdaTypes
    }

    /// The same, whose first argument, or all of them, are arrays.
    func ofLists(all: Bool = false) -> SQLFunction {
        var changed = self
        changed.isList = { all || $0 == 0 }
        return changed
    }

    /// The typed call. What is missing where an array belongs has a type.
    func typed(_ call: FunctionCall) throws(SQLError) -> Expression {
        var call = call
        for index in call.arguments.indices where call.types[index] == .void && isList(index) {
            call.arguments[index] = call.coercion.cast(call.arguments[index], to: .array(.void, containsNull: true))
        }
        return try make(call)
    }

    /// Names that Spark's columns do not show: it puts the function's own in their place.
    private static let hidden: Set<String> = [
        "mean", "nvl", "iff", "std_samp", "==", "<>", "!", "unary+", "mod", "random", "now", "curdate", "struct",
        "ln", "approx_percentile", "array_agg", "len", "dateadd",
        "datepart", "current_database",
    ]

    func shown(_ arguments: [String], as written: String, isDistinct: Bool = false) -> String {
        let written = written.lowercased()
        if written != names[0], names.contains(written), !SQLFunction.hidden.contains(written) {
            if case .custom(let write) = naming {
                let text = write(arguments)
                guard text.lowercased().hasPrefix(names[0] + "(") else { return text }
                return SQLFunction.distinct(written + text.dropFirst(names[0].count), isDistinct)
            }
            return SQLFunction.distinct(written + "(" + arguments.joined(separator: ", ") + ")", isDistinct)
        }
        switch naming {
        case .call(let name):
            return (name ?? names[0]) + "(" + (isDistinct ? "DISTINCT " : "") + arguments.joined(separator: ", ") + ")"
        case .infix(let symbol): return "(" + arguments.joined(separator: " \(symbol) ") + ")"
        case .prefix(let symbol): return "(\(symbol) \(arguments.first ?? ""))"
        case .suffix(let symbol): return "(\(arguments.first ?? "") \(symbol))"
        case .custom(let write): return SQLFunction.distinct(write(arguments), isDistinct)
        }
    }

    /// With DISTINCT behind the first parenthesis.
    private static func distinct(_ text: String, _ isDistinct: Bool) -> String {
        guard isDistinct, let open = text.firstIndex(of: "(") else { return text }
        return text[...open] + "DISTINCT " + text[text.index(after: open)...]
    }
}

/// All functions by name, in lower case.
public enum FunctionTable {
    static let all: [SQLFunction] =
        operators + logicFunctions + numberFunctions + moreNumberFunctions + textFunctions + moreTextFunctions
        + byteFunctions + timeFunctions + clockFunctions + nestedFunctions + arrayFunctions + lambdaFunctions
        + aggregateFunctions + statisticsFunctions + collectedFunctions + sessionFunctions + windowFunctions
        + generators + groupingFunctions + intervalFunctions + randomFunctions + furtherFunctions + sketchFunctions
        + timeWindowFunctions + timeOfDayFunctions

    private static let byName: [String: SQLFunction] = {
        var found: [String: SQLFunction] = [:]
        for function in all {
            for name in function.names { found[name] = function }
        }
        return found
    }()

    static func function(_ name: String) -> SQLFunction? { byName[name] ?? byName[name.lowercased()] }

    /// Names of functions, those of operators too.
    public static var names: [String] { byName.keys.sorted() }

    /// All names of the function of a name.
    public static func synonyms(of name: String) -> [String] { function(name)?.names ?? [] }

    /// What a function does; nil when there is none of the name.
    public static func documentation(of name: String) -> String? { function(name)?.documentation }
}

/// One call while it is analysed.
struct FunctionCall {
    let function: SQLFunction
    let name: String
    var arguments: [Expression]
    let coercion: Coercion
    let place: SQLPlace?
    var isDistinct = false
    var filter: Expression?
    var ignoresNulls = false
    /// Null is wanted where there is no result.
    var isAttempt = false
    /// The name of an argument, and of the call, for errors.
    let shownArgument: (Int) -> String
    /// Whether an argument is written out as it is.
    var isWritten: (Int) -> Bool = { _ in false }
    let shown: () -> String

    var settings: SQLSettings { coercion.settings }

    var types: [SQLType] { arguments.map(\.type) }

    // MARK: Errors

    func mismatch(_ kind: String, _ parameters: [String: String]) -> SQLError {
        var all = parameters
        if all["sqlExpr"] == nil { all["sqlExpr"] = "\"\(shown())\"" }
        return SQLError("DATATYPE_MISMATCH.\(kind)", all, at: place)
    }

    /// Other counts of arguments are taken.
    func wrongCount(_ wanted: String) -> SQLError {
        SQLError(
            "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
            ["functionName": quoted(name.lowercased()), "expectedNum": wanted, "actualNum": "\(arguments.count)"],
            at: place)
    }

    func unexpected(_ index: Int, _ required: String) -> SQLError {
        let ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
        return mismatch(
            "UNEXPECTED_INPUT_TYPE",
            [
                "paramIndex": index < ordinals.count ? ordinals[index] : "\(index + 1)th", "requiredType": required,
                "inputSql": "\"\(shownArgument(index))\"", "inputType": "\"\(arguments[index].type.sqlName)\"",
            ])
    }

    // MARK: Arguments

    /// The argument as `type`, when it becomes that by itself.
    func argument(_ index: Int, as type: SQLType) throws(SQLError) -> Expression {
        let value = arguments[index]
        guard isImplicit(value.type, type) else { throw unexpected(index, "\"\(type.sqlName)\"") }
        return coercion.cast(value, to: type)
    }

    /// Whether a value of `from` becomes one of `to` by itself.
    private func isImplicit(_ from: SQLType, _ to: SQLType) -> Bool {
        if from == to || from == .void { return true }
        if from == .string { return to.isNumeric || to.isTime || to.isTimeOfDay || to == .binary || to == .boolean }
        if to == .string { return !from.isNested }
        if from.isTime && to.isTime || from.isTimeOfDay && to.isTimeOfDay { return true }
        guard from.isNumeric, to.isNumeric else { return false }
        return !settings.isANSI || to.isFractional || to.isDecimal || from.isInteger
    }

    func text(_ index: Int) throws(SQLError) -> Expression { try argument(index, as: .string) }

    func double(_ index: Int) throws(SQLError) -> Expression { try argument(index, as: .double) }

    static let daysTypes = "(\"INT\" or \"SMALLINT\" or \"TINYINT\")"

    /// A number of days: an int, or a narrower number. Text is read as one under ANSI, before that only what is
    /// written out.
    func days(_ index: Int) throws(SQLError) -> Expression {
        if settings.isANSI, types[index] == .string { return coercion.cast(arguments[index], to: .int) }
        if case .literal(.string(let written)) = arguments[index].kind {
            guard let days = Int32(written.trimmingSpaces) else {
                throw SQLError("SECOND_FUNCTION_ARGUMENT_NOT_INTEGER", ["functionName": name], at: place)
            }
            return .literal(.int(Int(days)), .int, at: arguments[index].place)
        }
        let type = types[index]
        guard type == .void || type.isInteger && type != .bigint else {
            throw unexpected(index, FunctionCall.daysTypes)
        }
        return coercion.cast(arguments[index], to: .int)
    }

    func int(_ index: Int) throws(SQLError) -> Expression { try argument(index, as: .int) }

    /// A number: text becomes a double.
    func number(_ index: Int) throws(SQLError) -> Expression {
        let value = arguments[index]
        if value.type.isNumeric { return value }
        if value.type == .string || value.type == .void { return coercion.cast(value, to: .double) }
        throw unexpected(
            index,
            "(\"NUMERIC\" or \"INTERVAL DAY TO SECOND\" or \"INTERVAL YEAR TO MONTH\" or \"INTERVAL\")")
    }

    func boolean(_ index: Int) throws(SQLError) -> Expression {
        let value = arguments[index]
        guard value.type == .boolean || value.type == .void || value.type == .string else {
            throw unexpected(index, "\"BOOLEAN\"")
        }
        return coercion.cast(value, to: .boolean)
    }

    /// A timestamp of either kind; dates and text become instants.
    func timestamp(_ index: Int) throws(SQLError) -> Expression {
        arguments[index].type == .timestampNTZ ? arguments[index] : try argument(index, as: .timestamp)
    }

    /// A number that is written in the query.
    func literalInt(_ index: Int, or standard: Int) throws(SQLError) -> Int {
        guard index < arguments.count else { return standard }
        guard case .literal(.int(let value)) = arguments[index].kind else {
            throw .unsupported("\(name): argument \(index + 1) must be a number that is written out", at: place)
        }
        return value
    }

    /// Text that is written in the query.
    func literalText(_ index: Int) throws(SQLError) -> String {
        guard case .literal(.string(let value)) = arguments[index].kind else {
            throw .unsupported("\(name): argument \(index + 1) must be a text that is written out", at: place)
        }
        return value
    }

    /// All from `first` as their common type.
    func alike(from first: Int = 0) throws(SQLError) -> [Expression] {
        guard let type = coercion.widest(types.suffix(from: first).map { $0 }) else {
            throw mismatch(
                "DATA_DIFF_TYPES",
                [
                    "functionName": "`\(function.names[0])`",
                    "dataType": "[" + types.suffix(from: first).map { "\"\($0.sqlName)\"" }.joined(separator: ", ")
                        + "]",
                ])
        }
        return arguments.suffix(from: first).map { coercion.cast($0, to: type) }
    }

    // MARK: Results

    func result(
        _ operation: Operation, _ arguments: [Expression], _ type: SQLType, isNullable: Bool? = nil,
        onFailure: OnFailure = .fail
    ) -> Expression {
        .call(operation, arguments, type, isNullable: isNullable, onFailure: onFailure, at: place)
    }
}

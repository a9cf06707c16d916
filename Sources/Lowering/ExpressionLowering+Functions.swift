// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Relational

extension SQLFunctionCode {
    fileprivate static let byName = Dictionary(
        uniqueKeysWithValues: SQLFunctionCode.allCases.map { ("\($0)", $0) })
}

extension ExpressionLowering {
    /// A function of `sqlFunction`.
    func function(
        _ code: SQLFunctionCode, _ operands: [Node], _ onFailure: OnFailure = .fail, at whole: Expression? = nil
    ) -> Node {
        let mode: SQLMode = onFailure == .fail ? .fail : .null
        return instruction(.sqlFunction, operands, SQLFunctionImmediate(code, mode).encoded, at: whole)
    }

    /// What the engine has under the operation's own name; nil for others.
    func named(
        _ operation: Operation, _ arguments: [Expression], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node? {
        switch operation {
        case .formatText: return try formatted(arguments, whole)
        case .hashMurmur, .hashXX:
            let types = text(arguments.map { $0.type.logical.text }.joined(separator: " "))
            return function(operation == .hashXX ? .hashXX : .hashMurmur, [types] + (try nodes(arguments)), at: whole)
        case .toJSON, .toCSV:
            let names = text(arguments[1].type.logical.text)
            return function(
                operation == .toJSON ? .toJSON : .toCSV, [names, zone] + (try nodes(arguments)), onFailure, at: whole)
        case .fromJSON, .fromCSV:
            let operands = [null(whole.type), text(whole.type.logical.text), zone] + (try nodes(arguments))
            return function(operation == .fromJSON ? .fromJSON : .fromCSV, operands, at: whole)
        case .jsonSchema, .csvSchema:
            return function(
                operation == .jsonSchema ? .jsonSchema : .csvSchema, try nodes(arguments), onFailure, at: whole)
        case .randomUUID, .randomText, .listShuffled:
            let code: SQLFunctionCode =
                operation == .randomUUID ? .randomUUID : operation == .randomText ? .randomText : .listShuffled
            return function(code, try nodes(arguments) + [Node(.partitionNumber), Node(.rowNumber)], at: whole)
        case .encryptAES, .decryptAES:
            return function(
                operation == .encryptAES ? .encryptAES : .decryptAES,
                try nodes(arguments) + [Node(.partitionNumber), Node(.rowNumber)], onFailure, at: whole)
        case .spaces: return instruction(.repeatText, [text(" "), try node(arguments[0])], at: whole)
        case .inputFile: return text("")
        case .formatClock: return try formattedTime(arguments, whole)
        case .parseClock: return try parsedTime(arguments, onFailure, whole)
        case .parseTimeOfDay:
            return function(.parseTimeOfDay, try nodes(arguments) + [text("to_time")], onFailure, at: whole)
        case .truncateClockTo:
            let unit = try node(arguments[0])
            return onClock(arguments[1], try node(arguments[1]), whole) { [self] clock in
                function(.truncateClockTo, [unit, clock], at: whole)
            }
        case .monthsBetween:
            let clocks = [clock(try node(arguments[0])), clock(try node(arguments[1]))]
            return function(.monthsBetween, clocks + [try node(arguments[2])], at: whole)
        default:
            guard let code = SQLFunctionCode.byName[operation.rawValue] else { return nil }
            return function(code, try nodes(arguments), onFailure, at: whole)
        }
    }

    /// Does something on the clock that shows a time, and goes back to what the time is.
    private func onClock(
        _ value: Expression, _ node: Node, _ whole: Expression, _ body: (Node) -> Node
    ) -> Node {
        if value.type == .timestampNTZ { return body(node) }
        return instruction(.sqlFromClock, [body(clock(node)), zone], at: whole)
    }

    private func formatted(_ arguments: [Expression], _ whole: Expression) throws(SQLError) -> Node {
        let values = Array(arguments.dropFirst())
        var types: [String] = []
        var operands: [Node] = []
        for value in values {
            // Times are shown as casts to text show them.
            let isShown =
                value.type.isTime || value.type.isTimeOfDay || value.type.isInterval || value.type.isNested
            types.append(isShown ? SQLType.string.logical.text : value.type.logical.text)
            let operand = try node(value)
            operands.append(isShown ? try cast(operand, from: value.type, to: .string, .fail, whole) : operand)
        }
        return function(
            .formatText, [text(types.joined(separator: " ")), try node(arguments[0])] + operands, at: whole)
    }

    private func formattedTime(_ arguments: [Expression], _ whole: Expression) throws(SQLError) -> Node {
        let operands = try nodes(arguments)
        if arguments[0].type == .timestampNTZ { return function(.formatClock, operands, at: whole) }
        return function(.formatInstant, operands + [zone], at: whole)
    }

    private func parsedTime(
        _ arguments: [Expression], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        let operands = try nodes(arguments)
        switch whole.type {
        case .timestamp: return function(.parseInstant, operands + [zone], onFailure, at: whole)
        case .date:
            return instruction(
                .divideFloor, [function(.parseClock, operands, onFailure, at: whole), int(86_400_000_000)])
        default: return function(.parseClock, operands, onFailure, at: whole)
        }
    }

    // MARK: Lambda functions

    func higher(
        _ operation: Operation, _ arguments: [Expression], _ whole: Expression
    ) throws(SQLError) -> Node {
        let first = try node(arguments[0])
        switch operation {
        case .transformList: return try mapped(arguments[1], first)
        case .filterList:
            guard case .lambda(let parameters, _) = arguments[1].kind, parameters.count > 1 else {
                return try body(arguments[1]) { (variable, value) in
                    Node(.filterList(first, variable, body: value))
                }
            }
            // With positions: pairs, of which the first members are kept.
            let kept = try body(arguments[1], takesPairs: true) { [self] (variable, value) in
                Node(.filterList(function(.listEnumerate, [first]), variable, body: value))
            }
            let pair = Variable("pair")
            return Node(.mapList(kept, pair, body: Node(.member(Node(.variable(pair)), 0))))
        case .anyInList, .allInList:
            return function(operation == .anyInList ? .listAny : .listAll, [try mapped(arguments[1], first)])
        case .foldList: return try folded(arguments, first, whole)
        case .zipLists:
            let pairs = function(.listZip, [first, try node(arguments[1])])
            return try body(arguments[2], takesPairs: true) { Node(.mapList(pairs, $0, body: $1)) }
        case .sortListBy:
            let signs = try body(arguments[1], takesPairs: true) { [self] (variable, value) in
                Node(.mapList(function(.listPairs, [first]), variable, body: value))
            }
            return function(.listSortedBy, [first, signs], at: whole)
        case .filterMap:
            let kept = try body(arguments[1], takesPairs: true) { [self] (variable, value) in
                Node(.filterList(function(.mapEntries, [first]), variable, body: value))
            }
            return function(.mapFromEntries, [kept], at: whole)
        case .transformKeys, .transformValues:
            let entries = try body(arguments[1], takesPairs: true) { [self] (variable, value) in
                let entry = Node(.variable(variable))
                let members =
                    operation == .transformKeys
                    ? [value, Node(.member(entry, 1))] : [Node(.member(entry, 0)), value]
                return Node(.mapList(function(.mapEntries, [first]), variable, body: Node(.tuple(members))))
            }
            return function(.mapFromEntries, [entries], at: whole)
        default:
            let triples = function(.mapZip, [first, try node(arguments[1])])
            let entries = try body(arguments[2], takesPairs: true) { (variable, value) in
                let key = Node(.member(Node(.variable(variable)), 0))
                return Node(.mapList(triples, variable, body: Node(.tuple([key, value]))))
            }
            return function(.mapFromEntries, [entries], at: whole)
        }
    }

    private func mapped(_ lambda: Expression, _ list: Node) throws(SQLError) -> Node {
        guard case .lambda(let parameters, _) = lambda.kind, parameters.count > 1 else {
            return try body(lambda) { Node(.mapList(list, $0, body: $1)) }
        }
        return try body(lambda, takesPairs: true) { [self] (variable, value) in
            Node(.mapList(function(.listEnumerate, [list]), variable, body: value))
        }
    }

    /// The body of a lambda function over one variable: its argument, or a tuple of its arguments.
    private func body(
        _ lambda: Expression, takesPairs: Bool = false, _ use: (Variable, Node) -> Node
    ) throws(SQLError) -> Node {
        guard case .lambda(let parameters, let body) = lambda.kind else {
            throw .unsupported("a function that is no lambda function", at: lambda.place)
        }
        let whole = Variable("element")
        for (index, parameter) in parameters.enumerated() {
            if takesPairs {
                made.members[parameter] = Node(.member(Node(.variable(whole)), index))
            } else {
                made.members[parameter] = Node(.variable(whole))
            }
        }
        return use(whole, try node(body))
    }

    private func folded(_ arguments: [Expression], _ list: Node, _ whole: Expression) throws(SQLError) -> Node {
        guard case .lambda(let parameters, let merge) = arguments[2].kind, parameters.count == 2 else {
            throw .unsupported("aggregate takes a function of two arguments", at: whole.place)
        }
        let (sum, element) = (Variable("sum"), Variable("element"))
        made.members[parameters[0]] = Node(.variable(sum))
        made.members[parameters[1]] = Node(.variable(element))
        let result = Node(
            .fold(list, sum, element, start: try node(arguments[1]), body: try node(merge)))
        var finished = result
        if arguments.count > 3, case .lambda(let parameters, let finish) = arguments[3].kind {
            made.members[parameters[0]] = result
            finished = try node(finish)
        }
        return arguments[0].isNullable ? choice(isNull(list), null(whole.type), finished) : finished
    }
}

extension SQLType {
    /// What the engine's functions are told of the type.
    var logical: LogicalType {
        switch self {
        case .void: .void
        case .boolean: .boolean
        case .tinyint: .tinyint
        case .smallint: .smallint
        case .int: .int
        case .bigint: .bigint
        case .float: .float
        case .double: .double
        case .string: .string
        case .binary: .binary
        case .date: .date
        case .timestamp: .timestamp
        case .timestampNTZ: .timestampNTZ
        case .timeOfDay: .timeOfDay
        case .dayTime: .dayTimeInterval
        case .yearMonth: .yearMonthInterval
        // Of no type that functions know: a struct of its parts.
        case .calendarInterval: .structure([("months", .int), ("days", .int), ("microseconds", .bigint)])
        case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
        case .array(let element, _): .array(element.logical)
        case .map(let key, let value, _): .map(key.logical, value.logical)
        case .structure(let fields): .structure(fields.map { ($0.name, $0.type.logical) })
        }
    }
}

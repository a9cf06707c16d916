// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Relational

extension ExpressionLowering {
    func call(
        _ operation: Operation, _ arguments: [Expression], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        if let node = try named(operation, arguments, onFailure, whole) { return node }
        switch operation {
        case .transformList, .filterList, .anyInList, .allInList, .foldList, .zipLists, .sortListBy, .filterMap,
            .transformKeys, .transformValues, .zipMaps:
            return try higher(operation, arguments, whole)
        case .concatenateLists: return instruction(.listConcatenate, try nodes(arguments))
        case .concatenateBinary: return function(.concatenateBytes, try nodes(arguments), at: whole)
        case .floatQuotient: return instruction(.divideFloat, try nodes(arguments))
        case .raiseError:
            return Node(.fail(try node(arguments[0]), whole.type.layout), place: made.places.place(of: whole))
        case .weekYear: return instruction(.sqlDatePart, try nodes(arguments), 8)
        case .secondsWithFraction:
            let value = try node(arguments[0])
            return instruction(.sqlClockPart, [arguments[0].type == .timestampNTZ ? value : clock(value)], 3)
        case .toUTC: return instruction(.sqlFromClock, try nodes(arguments), at: whole)
        case .fromUTC: return instruction(.sqlToClock, try nodes(arguments), at: whole)
        case .addMicros: return instruction(.sqlAddInt, try nodes(arguments), at: whole)
        case .microsBetween: return instruction(.sqlSubtractInt, try nodes(arguments), at: whole)
        case .add, .subtract, .multiply, .divide, .integralDivide, .remainder, .positiveRemainder, .negate, .absolute,
            .sign, .bitAnd, .bitOr, .bitXor, .bitNot, .shiftLeft, .shiftRight:
            return try arithmetic(operation, arguments, onFailure, whole)
        case .squareRoot, .exponential, .naturalLogarithm, .power, .sine, .cosine, .tangent, .floor, .ceiling,
            .roundHalfUp, .roundHalfEven:
            return try mathematics(operation, arguments, onFailure, whole)
        case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual, .nullSafeEqual, .isIn, .greatest, .least:
            return try comparison(operation, arguments, whole)
        case .and: return both(try node(arguments[0]), try node(arguments[1]))
        case .or: return either(try node(arguments[0]), try node(arguments[1]))
        case .not: return not(try node(arguments[0]))
        case .isNull: return arguments[0].isNullable ? isNull(try node(arguments[0])) : bool(false)
        case .isNotNull: return arguments[0].isNullable ? not(isNull(try node(arguments[0]))) : bool(true)
        case .isNaN:
            let value = try node(arguments[0])
            return instruction(.sqlSame, [value, float(.nan)])
        case .nanOr:
            let value = try node(arguments[0])
            return choice(instruction(.sqlSame, [value, float(.nan)]), try node(arguments[1]), value)
        case .coalesce:
            var result = try node(arguments[arguments.count - 1])
            for argument in arguments.dropLast().reversed() {
                result = argument.isNullable ? Node(.call(.valueOr, [try node(argument), result])) : try node(argument)
            }
            return result
        case .concatenate, .concatenateWithSeparator, .uppercase, .lowercase, .capitalise, .reverse, .trim, .trimStart,
            .trimEnd, .length, .substring, .startsWith, .endsWith, .contains, .position, .replace, .repeated, .padStart,
            .padEnd, .like, .likeIgnoringCase, .matches, .split, .regexReplace, .regexExtract:
            return try textual(operation, arguments, whole)
        case .year, .month, .dayOfMonth, .quarter, .dayOfWeek, .weekday, .dayOfYear, .weekOfYear, .hour, .minute,
            .second, .addDays, .subtractDays, .daysBetween, .addMonths, .lastDayOfMonth, .truncateDate, .secondsOf,
            .fromSeconds, .currentDate, .currentTimestamp:
            return try temporal(operation, arguments, onFailure, whole)
        case .makeArray, .makeStruct, .size, .elementFromZero, .element, .arrayContains:
            return try nested(operation, arguments, onFailure, whole)
        case .monotonicID:
            let first = instruction(.sqlMultiplyInt, [Node(.partitionNumber), int(1 << 33)])
            return instruction(.sqlAddInt, [first, Node(.rowNumber)])
        case .partitionID: return Node(.partitionNumber)
        case .single:
            let count = try node(arguments[1])
            let tooMany = failure("SCALAR_SUBQUERY_TOO_MANY_ROWS", of: whole)
            return choice(instruction(.sqlGreater, [count, int(1)]), tooMany, try node(arguments[0]))
        case .grouping, .groupingID:
            throw SQLError("UNSUPPORTED_GROUPING_EXPRESSION", [:], at: whole.place)
        case .random:
            guard case .literal(.int(let seed)) = arguments[0].kind else {
                throw missing("rand() of a seed that is not written out", whole)
            }
            return Node(.random(seed: seed))
        default: throw missing("\(operation.rawValue)", whole)
        }
    }

    // MARK: Comparison

    private func comparison(
        _ operation: Operation, _ arguments: [Expression], _ whole: Expression
    ) throws(SQLError) -> Node {
        let opcode: Opcode
        switch operation {
        case .isIn: return try isIn(arguments)
        case .greatest, .least:
            let values = try nodes(arguments)
            return values.dropFirst().reduce(values[0]) {
                instruction(operation == .greatest ? .sqlGreatest : .sqlLeast, [$0, $1])
            }
        case .less: opcode = .sqlLess
        case .lessOrEqual: opcode = .sqlLessOrEqual
        case .greater: opcode = .sqlGreater
        case .greaterOrEqual: opcode = .sqlGreaterOrEqual
        case .nullSafeEqual: opcode = .sqlSame
        default: opcode = .sqlEqual
        }
        return instruction(opcode, try nodes(arguments), at: whole)
    }

    private func isIn(_ arguments: [Expression]) throws(SQLError) -> Node {
        let subject = try node(arguments[0])
        var known: [Scalar] = []
        var found: Node?
        for other in arguments.dropFirst() {
            if case .literal(let value) = other.kind {
                // As the constant is laid out.
                if case .constant(let constant) = literal(value, other.type).kind { known.append(constant.value) }
            } else {
                let equal = instruction(.sqlEqual, [subject, try node(other)])
                found = found.map { either($0, equal) } ?? equal
            }
        }
        guard !known.isEmpty else { return found ?? bool(false) }
        let list = Node(.constant(.init(type: .list(arguments[0].type.layout), value: .list(known))))
        let among = instruction(.sqlIn, [subject, list])
        return found.map { either(among, $0) } ?? among
    }

    // MARK: Nested values

    private func nested(
        _ operation: Operation, _ arguments: [Expression], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        switch operation {
        case .makeArray:
            guard case .array(let element, _) = whole.type else { throw missing("array", whole) }
            return Node(.list(try nodes(arguments), element: element.layout))
        case .makeStruct: return Node(.tuple(try nodes(arguments)))
        case .size:
            guard case .array = arguments[0].type else { return function(.mapCount, [try node(arguments[0])]) }
            return instruction(.listCount, [try node(arguments[0])])
        case .arrayContains:
            return instruction(.sqlIn, [try node(arguments[1]), try node(arguments[0])])
        case .elementFromZero, .element: return try element(operation, arguments, onFailure, whole)
        default: throw missing("\(operation.rawValue)", whole)
        }
    }

    private func element(
        _ operation: Operation, _ arguments: [Expression], _ onFailure: OnFailure, _ whole: Expression
    ) throws(SQLError) -> Node {
        let (list, position) = (try node(arguments[0]), try node(arguments[1]))
        let count = instruction(.listCount, [list])
        var index = position
        if operation == .element {
            index = choice(
                instruction(.sqlLess, [position, int(0)]), instruction(.sqlAddInt, [count, position]),
                instruction(.sqlSubtractInt, [position, int(1)]))
        }
        let isInside = both(
            instruction(.sqlGreaterOrEqual, [index, int(0)]), instruction(.sqlLess, [index, count]))
        let value = instruction(.listElement, [list, index])
        guard onFailure == .fail else { return choice(isInside, value, null(whole.type)) }
        let outside = failure(
            operation == .element ? "INVALID_ARRAY_INDEX_IN_ELEMENT_AT" : "INVALID_ARRAY_INDEX",
            showing: [
                "indexValue": instruction(.intToString, [position]), "arraySize": instruction(.intToString, [count]),
            ], of: whole)
        let isThere = both(not(isNull(list)), not(isNull(position)))
        return choice(isInside, value, choice(isThere, outside, null(whole.type)))
    }
}

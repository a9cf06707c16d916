// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Relational

extension ExpressionLowering {
    func textual(_ operation: Operation, _ arguments: [Expression], _ whole: Expression) throws(SQLError) -> Node {
        let values = try nodes(arguments)
        switch operation {
        case .concatenate: return values.dropFirst().reduce(values[0]) { instruction(.concatenate, [$0, $1]) }
        case .concatenateWithSeparator: return try separated(arguments, values, whole)
        case .uppercase: return instruction(.uppercase, values)
        case .lowercase: return instruction(.lowercase, values)
        case .trim: return instruction(.trim, values, 3)
        case .trimStart: return instruction(.trim, values, 4)
        case .trimEnd: return instruction(.trim, values, 5)
        case .length where arguments[0].type == .binary: return function(.byteCount, values)
        case .length: return instruction(.length, values)
        case .reverse:
            if case .array = arguments[0].type { return instruction(.listReverse, values) }
            return function(.reverseText, values)
        case .capitalise: return function(.capitalise, values)
        case .matches: return function(.regexMatches, values, at: whole)
        case .regexReplace: return function(.regexReplace, values, at: whole)
        case .regexExtract: return function(.regexExtract, values, at: whole)
        case .substring where arguments[0].type == .binary: return function(.sliceBytes, values)
        case .padStart where arguments[0].type == .binary: return function(.padBytes, values + [int(0)], at: whole)
        case .padEnd where arguments[0].type == .binary: return function(.padBytes, values + [int(1)], at: whole)
        case .startsWith: return instruction(.hasPrefix, values)
        case .endsWith: return instruction(.hasSuffix, values)
        case .contains: return instruction(.containsText, values)
        case .position: return instruction(.addInt, [instruction(.findText, values), int(1)])
        case .replace:
            // Nothing is found where nothing is looked for.
            return choice(
                instruction(.sqlEqual, [values[1], text("")]), values[0], instruction(.replaceText, values))
        case .repeated: return instruction(.repeatText, values)
        case .substring: return instruction(.sqlSubstring, values)
        case .padStart, .padEnd: return instruction(.sqlPad, values, operation == .padStart ? 0 : 1, at: whole)
        case .like: return try like(arguments, values, whole, folds: false)
        case .likeIgnoringCase: return try like(arguments, values, whole, folds: true)
        case .split: return split(arguments, values, whole)
        default: throw missing("\(operation.rawValue)", whole)
        }
    }

    /// The texts that are there.
    private func separated(_ arguments: [Expression], _ values: [Node], _ whole: Expression) throws(SQLError) -> Node {
        if arguments.dropFirst().contains(where: { $0.type != .string }) {
            var lists: [Node] = []
            for (argument, value) in zip(arguments, values).dropFirst() {
                let isText = argument.type == .string
                let list = isText ? Node(.list([value], element: .string)) : value
                let none = Node(.constant(.init(type: .list(.string), value: .list([]))))
                lists.append(!isText && argument.isNullable ? choice(isNull(value), none, list) : list)
            }
            let all = lists.dropFirst().reduce(lists[0]) { instruction(.listConcatenate, [$0, $1]) }
            return function(.joinPresent, [all, values[0]], at: whole)
        }
        // Each with the separator in front, of which the first one goes.
        var joined = text("")
        for (argument, value) in zip(arguments, values).dropFirst() {
            let part = instruction(.concatenate, [values[0], value])
            joined = instruction(
                .concatenate, [joined, argument.isNullable ? choice(isNull(value), text(""), part) : part])
        }
        let from = instruction(.length, [values[0]])
        return choice(
            isNull(values[0]), null(.string), instruction(.substring, [joined, from, int(.max)]))
    }

    private func like(
        _ arguments: [Expression], _ values: [Node], _ whole: Expression, folds: Bool
    ) throws(SQLError) -> Node {
        guard case .literal(.string(let escape)) = arguments[2].kind, escape.unicodeScalars.count == 1,
            let scalar = escape.unicodeScalars.first
        else { throw missing("LIKE with an escape of several code points", whole) }
        let operands = folds ? values.prefix(2).map { instruction(.lowercase, [$0]) } : Array(values.prefix(2))
        return instruction(.sqlLike, operands, Int(scalar.value), at: whole)
    }

    /// By a separator that means itself as a regular expression, or by one that does not.
    private func split(_ arguments: [Expression], _ values: [Node], _ whole: Expression) -> Node {
        guard case .literal(.string(let pattern)) = arguments[1].kind, let separator = PlainPattern.text(pattern),
            case .literal(.int(let limit)) = arguments[2].kind, limit <= 0
        else { return function(.regexSplit, values, at: whole) }
        return instruction(.split, [values[0], text(separator)])
    }
}

/// Regular expressions that are plain text.
enum PlainPattern {
    /// The text that a regular expression of plain and escaped characters stands for; nil for others.
    static func text(_ pattern: String) -> String? {
        var text = ""
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if isEscaped {
                guard !scalar.properties.isAlphabetic, scalar.value > 0x39 || scalar.value < 0x30 else { return nil }
                text.unicodeScalars.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if "^$.[|()?*+{}".unicodeScalars.contains(scalar) {
                return nil
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return isEscaped || text.isEmpty ? nil : text
    }
}

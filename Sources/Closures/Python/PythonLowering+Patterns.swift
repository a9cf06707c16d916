// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Python's `re` with patterns that are written out or captured.
extension PythonLowering {
    /// What a name of typed form stands for that is no plain value: it may only be asked.
    enum Special: Hashable {
        /// A match of a pattern with these groups, or None.
        case match(PatternGroups)
        /// A `defaultdict`, or a `Counter`.
        case dict(isCounter: Bool)
    }

    private struct Pattern {
        var text: String
        var flags: PatternFlags
        var groups: PatternGroups? { PatternGroups(text, flags) }
    }

    /// A call of a function of a pattern, of the module or of a compiled one.
    private struct PatternCall {
        var name: String
        var pattern: Pattern
        /// Behind the pattern.
        var arguments: [PythonExpression]
    }

    private static let modes: [String: Int] = ["search": 0, "match": 1, "fullmatch": 2]

    /// How many arguments stand between the pattern and the flags.
    private static let plainArguments: [String: Int] = [
        "search": 1, "match": 1, "fullmatch": 1, "findall": 1, "split": 2, "sub": 3,
    ]

    private func patternCall(_ value: PythonExpression) -> PatternCall? {
        guard case .call(let callee, let arguments, let keywords) = value.kind,
            !arguments.contains(where: \.isStarred)
        else { return nil }
        if let (module, name) = callee.moduleFunction {
            guard module == "re", let plain = Self.plainArguments[name], let first = arguments.first,
                keywords.allSatisfy({ $0.name == "flags" }), keywords.count + arguments.count <= plain + 2
            else { return nil }
            let written = keywords.first?.value ?? (arguments.count == plain + 2 ? arguments[plain + 1] : nil)
            guard let pattern = pattern(first, flags: written) else { return nil }
            return PatternCall(name: name, pattern: pattern, arguments: Array(arguments.dropFirst().prefix(plain)))
        }
        guard keywords.isEmpty, case .attribute(let owner, let name) = callee.kind, Self.plainArguments[name] != nil,
            case .call = owner.kind, let pattern = pattern(owner, flags: nil)
        else { return nil }
        return PatternCall(name: name, pattern: pattern, arguments: arguments)
    }

    /// A text, or `re.compile` of one.
    private func pattern(_ value: PythonExpression, flags: PythonExpression?) -> Pattern? {
        if let text = constantText(value) {
            guard let set = self.flags(flags) else { return nil }
            return Pattern(text: text, flags: set)
        }
        guard case .call(let callee, let arguments, let keywords) = value.kind, flags == nil,
            let (module, name) = callee.moduleFunction, module == "re", name == "compile",
            keywords.allSatisfy({ $0.name == "flags" }), (1...2).contains(arguments.count + keywords.count),
            let first = arguments.first, let text = constantText(first),
            let set = self.flags(keywords.first?.value ?? arguments.dropFirst().first)
        else { return nil }
        return Pattern(text: text, flags: set)
    }

    private func flags(_ value: PythonExpression?) -> PatternFlags? {
        func number(_ value: PythonExpression) -> Int? {
            switch value.kind {
            case .constant(.int(let number)): return number
            case .binary(.bitOr, let left, let right):
                guard let left = number(left), let right = number(right) else { return nil }
                return left | right
            default:
                guard let (module, name) = value.moduleFunction, module == "re" else { return nil }
                return Self.flagNumbers[name]
            }
        }
        guard let value else { return [] }
        return number(value).flatMap { PatternFlags(python: $0) }
    }

    private static let flagNumbers: [String: Int] = [
        "I": 2, "IGNORECASE": 2, "M": 8, "MULTILINE": 8, "S": 16, "DOTALL": 16, "X": 64, "VERBOSE": 64, "A": 256,
        "ASCII": 256, "U": 32, "UNICODE": 32, "NOFLAG": 0,
    ]

    /// `re.split`, `re.sub` and `re.findall`; nil of other calls.
    mutating func patternValue(_ value: PythonExpression) throws(ClosureError) -> Node? {
        guard let call = patternCall(value), Self.modes[call.name] == nil else { return nil }
        let place = value.place
        let pattern = try constant(.string(call.pattern.text), place)
        let flags = call.pattern.flags.rawValue
        switch (call.name, call.arguments.count) {
        case ("sub", 2):
            let arguments = [try expression(call.arguments[1]), pattern, try expression(call.arguments[0])]
            return try node(.instruction(.replacePattern, arguments, immediate: flags), place)
        case ("split", 1) where call.pattern.groups?.count == 0:
            return try node(
                .instruction(.splitPattern, [expression(call.arguments[0]), pattern], immediate: flags), place)
        case ("findall", 1):
            guard let groups = call.pattern.groups, groups.count <= 1 else { break }
            return try node(
                .instruction(.findPattern, [expression(call.arguments[0]), pattern], immediate: flags), place)
        default: break
        }
        throw refused("re.\(call.name) in this form", place)
    }

    // MARK: Matches

    /// The match that an expression is: a call that searches, or a name that stands for one. Its value is a list of
    /// texts that may be null, which nothing must see.
    mutating func match(_ value: PythonExpression) throws(ClosureError) -> (node: Node, groups: PatternGroups)? {
        if case .name(let name) = value.kind {
            guard let variable = names[name], case .match(let groups)? = special[variable] else { return nil }
            return (try node(.variable(variable), value.place), groups)
        }
        guard let call = patternCall(value), let mode = Self.modes[call.name] else { return nil }
        guard call.arguments.count == 1, let groups = call.pattern.groups else {
            throw refused("re.\(call.name) in this form", value.place)
        }
        let pattern = try constant(.string(call.pattern.text), value.place)
        let immediate = call.pattern.flags.rawValue + PatternFlags.count * mode
        let found = Node.Kind.instruction(
            .matchPattern, [try expression(call.arguments[0]), pattern], immediate: immediate)
        return (try node(found, value.place), groups)
    }

    /// Whether there is a match; nil of what is none.
    mutating func isMatch(_ value: PythonExpression) throws(ClosureError) -> Node? {
        guard let (found, _) = try match(value) else { return nil }
        return try node(.unary(.not, call(.isNull, [found], value.place)), value.place)
    }

    /// `m.group(…)` and `m.groups()`; nil where the owner is no match.
    mutating func matchMethod(
        _ owner: PythonExpression, _ name: String, _ arguments: [PythonExpression], _ place: Place
    ) throws(ClosureError) -> Node? {
        guard name == "group" || name == "groups", let (found, groups) = try match(owner) else { return nil }
        var numbers: [Int] = []
        if name == "groups" {
            guard arguments.isEmpty else { throw refused("groups with a default", place) }
            numbers = Array(1..<groups.count + 1)
            guard groups.certain.isSuperset(of: numbers) else {
                throw refused("a group that may take no part", place)
            }
        } else {
            for argument in arguments { numbers.append(try number(argument, groups)) }
            if arguments.isEmpty { numbers = [0] }
        }
        let isOne = name == "group" && numbers.count == 1
        return try binding(found, place) { (inner, found) throws(ClosureError) in
            var parts: [Node] = []
            let owner = try inner.constant(.string("'NoneType' object has no attribute '\(name)'"), place)
            let match = try inner.call(.present, [found, owner, inner.int(2)], place)
            return try inner.binding(match, place) { (inner, match) throws(ClosureError) in
                for number in numbers {
                    parts.append(try inner.call(.element, [match, inner.int(number)], place))
                }
                return try isOne ? parts[0] : inner.node(.tuple(parts), place)
            }
        }
    }

    /// `m[1]`; nil where the owner is no match.
    mutating func matchPart(
        _ owner: PythonExpression, _ index: PythonExpression, _ place: Place
    ) throws(ClosureError) -> Node? {
        guard let (found, groups) = try match(owner) else { return nil }
        let number = try number(index, groups)
        let message = try constant(.string("'NoneType' object is not subscriptable"), place)
        let match = try call(.present, [found, message, int(3)], place)
        return try call(.element, [match, int(number)], place)
    }

    /// The number of a group that takes part in every match.
    private func number(_ value: PythonExpression, _ groups: PatternGroups) throws(ClosureError) -> Int {
        var number: Int?
        switch value.kind {
        case .constant(.int(let written)): number = written
        case .constant(.string(let name)): number = groups.names[name]
        default: break
        }
        guard let number, number == 0 || groups.certain.contains(number) else {
            throw refused("a group that may take no part", value.place)
        }
        return number
    }
}

extension PythonExpression {
    /// A name of a module: `m.f`, or `f` imported from `m`.
    var moduleFunction: (module: String, name: String)? {
        switch kind {
        case .moduleName(let module, let name): return (module, name)
        case .attribute(let owner, let name):
            if case .module(let module) = owner.kind { return (module, name) }
            return nil
        default: return nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Calls: of builtins, methods, module functions, helper functions and lambdas.
extension PythonLowering {
    mutating func call(
        _ callee: PythonExpression, _ arguments: [PythonExpression], _ keywords: [PythonKeyword], _ place: Place,
        for purpose: Purpose
    ) throws(ClosureError) -> Node {
        guard !arguments.contains(where: \.isStarred) else {
            throw refused("a star in a call", place, advice: "write the arguments out")
        }
        if case .builtin(let name) = callee.kind, ["sorted", "min", "max"].contains(name),
            let ordered = try ordered(name, arguments, keywords, place)
        {
            return ordered
        }
        if let found = try patternValue(PythonExpression(.call(callee, arguments, keywords), place)) { return found }
        if case .builtin("Row") = callee.kind, arguments.isEmpty, !keywords.isEmpty {
            return try dict(keywords, place, isRow: true)
        }
        if case .attribute(let owner, "format") = callee.kind, let text = constantText(owner) {
            return try format(text, arguments, keywords, place)
        }
        if case .builtin("enumerate") = callee.kind, purpose == .elements,
            let numbered = try enumerated(arguments, keywords, place)
        {
            return numbered
        }
        if case .builtin("dict") = callee.kind, arguments.isEmpty, !keywords.isEmpty {
            return try dict(keywords, place)
        }
        guard keywords.isEmpty else {
            throw refused("keyword arguments of a call", place, advice: "give the arguments by position")
        }
        switch callee.kind {
        case .builtin(let name): return try builtin(name, arguments, place, for: purpose)
        case .attribute(let owner, let name):
            if case .module(let module) = owner.kind { return try moduleCall(module, name, arguments, place) }
            return try method(owner, name, arguments, place, for: purpose)
        case .moduleName(let module, let name): return try moduleCall(module, name, arguments, place)
        case .function(let index): return try inlined(index, expressions(arguments), place, for: purpose)
        case .lambda(let parameters, let body):
            return try applied(parameters, expressions(arguments), place) { (inner) throws(ClosureError) in
                try inner.expression(body, for: purpose)
            }
        case .call(let maker, let made, let none) where none.isEmpty:
            return try itemGetter(maker, made, arguments, place)
        default: throw refused("a call of \(callee.kind.constructName)", place)
        }
    }

    // MARK: Builtins

    private static let plainBuiltins: [String: Function] = [
        "len": .length, "int": .toInt, "float": .toFloat, "str": .toString, "bool": .toBool, "abs": .absolute,
        "round": .round,
    ]

    private mutating func builtin(
        _ name: String, _ arguments: [PythonExpression], _ place: Place, for purpose: Purpose
    ) throws(ClosureError) -> Node {
        if name == "len", arguments.count == 1, let set = try distinct(arguments[0]) {
            return try call(.length, [set], place)
        }
        if name == "bool", arguments.count == 1 { return try expression(arguments[0], for: .condition) }
        if name == "len" || name == "dict", arguments.count == 1, let (dict, _) = try askedDict(arguments[0]) {
            return name == "dict" ? dict : try call(.length, [dict], place)
        }
        if let function = Self.plainBuiltins[name], arguments.count == 1 {
            return try call(function, [expression(arguments[0])], place)
        }
        switch (name, arguments.count) {
        case ("min", 2...), ("max", 2...):
            return try call(name == "min" ? .minimum : .maximum, expressions(arguments), place)
        case ("min", 1), ("max", 1):
            return try call(name == "min" ? .minimum : .maximum, [elements(arguments[0])], place)
        case ("sum", 1): return try call(.sum, [elements(arguments[0])], place)
        case ("list", 1): return try node(.unary(.elements, elements(arguments[0])), place)
        case ("list", 0): return try constant(.list([]), place)
        case ("dict", 1): return try call(.toDict, [elements(arguments[0])], place)
        case ("str", 0): return try constant(.string(""), place)
        case ("format", 1...2): return try format(arguments, place)
        case ("round", 2): return try call(.roundTo, expressions(arguments), place)
        case ("any", 1), ("all", 1): return try quantifier(arguments[0], isAll: name == "all", place)
        case ("zip", 2...) where purpose == .elements:
            var lists: [Node] = []
            for argument in arguments { lists.append(try elements(argument)) }
            return try call(.zip, lists, place)
        case ("pow", 2):
            return try expression(PythonExpression(.binary(.power, arguments[0], arguments[1]), place))
        case ("range", 1...2) where purpose == .elements:
            try checkRange(arguments, place)
            return try call(.range, expressions(arguments), place)
        case ("reversed", 1) where purpose == .elements:
            // Of what has a length: not of what is lazy, but of a range.
            if case .call(let callee, _, _) = arguments[0].kind, case .builtin("range") = callee.kind {
                return try call(.reverse, [elements(arguments[0])], place)
            }
            return try call(.reverse, [expression(arguments[0])], place)
        case ("map", 2) where purpose == .elements, ("filter", 2) where purpose == .elements:
            return try mapped(name, arguments, place)
        case ("map", 3...) where purpose == .elements: return try mappedSeveral(arguments, place)
        default: throw refused("\(name) in this form", place)
        }
    }

    /// `map(f, xs)` and `filter(f, xs)`.
    private mutating func mapped(
        _ name: String, _ arguments: [PythonExpression], _ place: Place
    ) throws(ClosureError) -> Node {
        let list = try elements(arguments[1])
        if name == "map" { return try mapped(arguments[0], over: list, place) }
        let (variable, body) = try ofElement(place) { (inner, element) throws(ClosureError) in
            if case .constant(.null) = arguments[0].kind { return try inner.expression(element) }
            return try inner.call(arguments[0], [element], [], place, for: .condition)
        }
        return try node(.filterList(list, variable, body: call(.toBool, [body], place)), place)
    }

    // MARK: Methods of strings

    private static let plainMethods: [String: (function: Function, arguments: Int)] = [
        "lower": (.lowercase, 0), "upper": (.uppercase, 0), "strip": (.trim, 0), "lstrip": (.trimStart, 0),
        "rstrip": (.trimEnd, 0), "startswith": (.hasPrefix, 1), "endswith": (.hasSuffix, 1), "find": (.find, 1),
        "replace": (.replace, 2),
    ]

    private mutating func method(
        _ owner: PythonExpression, _ name: String, _ arguments: [PythonExpression], _ place: Place,
        for purpose: Purpose
    ) throws(ClosureError) -> Node {
        if name == "get", let found = try lookedUp(owner, arguments, place, for: purpose) { return found }
        if let found = try matchMethod(owner, name, arguments, place) { return found }
        if let found = try dictMethod(owner, name, arguments, place, for: purpose) { return found }
        let value = try name == "get" ? self.owner(owner) : expression(owner)
        if let test = Self.tests[name], arguments.isEmpty {
            return try node(.instruction(.classifyText, [value], immediate: test), place)
        }
        if let method = Self.plainMethods[name], method.arguments == arguments.count {
            return try call(method.function, [value] + expressions(arguments), place)
        }
        switch (name, arguments.count) {
        case ("split", 0): return try call(.splitWhitespace, [value], place)
        case ("split", 1):
            if case .constant(.null) = arguments[0].kind { return try call(.splitWhitespace, [value], place) }
            return try call(.split, [value, expression(arguments[0])], place)
        case ("split", 2):
            if case .constant(.null) = arguments[0].kind { break }
            return try node(.instruction(.splitAtMost, [value] + expressions(arguments), immediate: 0), place)
        case ("count", 1):
            return try node(.instruction(.countText, [value] + expressions(arguments), immediate: 0), place)
        case ("capitalize", 0), ("title", 0), ("swapcase", 0):
            let form = ["capitalize": 0, "title": 1, "swapcase": 2][name]!
            return try node(.instruction(.recaseText, [value], immediate: form), place)
        case ("strip", 1), ("lstrip", 1), ("rstrip", 1):
            let side = ["strip": 0, "lstrip": 1, "rstrip": 2][name]!
            return try node(.instruction(.trimSet, [value] + expressions(arguments), immediate: side), place)
        case ("keys", 0) where purpose == .elements: return try call(.keys, [value], place)
        case ("values", 0) where purpose == .elements: return try call(.values, [value], place)
        case ("items", 0) where purpose == .elements: return try call(.items, [value], place)
        case ("get", 1...2): return try call(.valueOfKey, [value] + expressions(arguments), place)
        case ("partition", 1): return try call(.partition, [value] + expressions(arguments), place)
        case ("join", 1):
            return try binding(value, place) { (inner, separator) throws(ClosureError) in
                try inner.call(.join, [inner.elements(arguments[0]), separator], place)
            }
        default: break
        }
        throw refused("the method \(name) in this form", place)
    }

    /// Tests of texts by the immediate of `classifyText`.
    private static let tests: [String: Int] = [
        "isalnum": 0, "isalpha": 1, "isascii": 2, "isdecimal": 3, "isdigit": 4, "islower": 5, "isnumeric": 6,
        "isspace": 7, "isupper": 8,
    ]

    // MARK: Modules

    private static let operators: [String: PythonExpression.BinaryOperator] = [
        "add": .add, "sub": .subtract, "mul": .multiply, "truediv": .divide, "floordiv": .floorDivide,
        "mod": .remainder, "pow": .power, "and_": .bitAnd, "or_": .bitOr, "xor": .bitXor, "lshift": .shiftLeft,
        "rshift": .shiftRight, "concat": .add,
    ]
    private static let comparisons: [String: PythonExpression.ComparisonOperator] = [
        "eq": .equal, "ne": .notEqual, "lt": .less, "le": .lessOrEqual, "gt": .greater, "ge": .greaterOrEqual,
    ]
    private static let mathematics: [String: Function] = [
        "sqrt": .squareRoot, "exp": .exponential, "log": .logarithm, "sin": .sine, "cos": .cosine, "tan": .tangent,
        "floor": .floor, "ceil": .ceiling,
    ]

    private mutating func moduleCall(
        _ module: String, _ name: String, _ arguments: [PythonExpression], _ place: Place
    ) throws(ClosureError) -> Node {
        switch (module, name, arguments.count) {
        case ("operator", _, 2):
            if name == "concat" { break }
            if let op = Self.operators[name] {
                return try expression(PythonExpression(.binary(op, arguments[0], arguments[1]), place))
            }
            if let op = Self.comparisons[name] {
                return try expression(PythonExpression(.compare(arguments[0], [(op, arguments[1])]), place))
            }
            if name == "getitem" {
                return try expression(PythonExpression(.subscripted(arguments[0], arguments[1]), place))
            }
            if name == "contains" {
                return try call(.contains, expressions(arguments), place)
            }
        case ("operator", "neg", 1): return try node(.unary(.negate, expression(arguments[0])), place)
        case ("operator", "pos", 1): return try node(.unary(.plus, expression(arguments[0])), place)
        case ("operator", "not_", 1): return try node(.unary(.not, expression(arguments[0])), place)
        case ("operator", "truth", 1): return try call(.toBool, [expression(arguments[0])], place)
        case ("operator", "abs", 1): return try call(.absolute, [expression(arguments[0])], place)
        case ("math", "fabs", 1): return try call(.absolute, [float(arguments[0])], place)
        case ("math", "floor", 1), ("math", "ceil", 1):
            return try call(Self.mathematics[name]!, [number(arguments[0])], place)
        case ("math", _, 1):
            if let function = Self.mathematics[name] { return try call(function, [number(arguments[0])], place) }
        case ("random", "random", 0): return try random(place)
        case ("functools", "reduce", 3): return try reduced(arguments, place)
        case ("itertools", "combinations", 2): return try combinations(arguments, place)
        default: break
        }
        throw refused("\(module).\(name) in this form", place)
    }

    /// `itertools.combinations(xs, 2)`, of what is gone through once.
    private mutating func combinations(_ arguments: [PythonExpression], _ place: Place) throws(ClosureError) -> Node {
        guard case .constant(.int(let size)) = arguments[1].kind, (1...BytecodeLimits.combinedMax).contains(size) else {
            throw refused("combinations of a number that is computed", place, advice: "write it out")
        }
        let list = try node(.unary(.elements, elements(arguments[0])), place)
        return try node(.instruction(.listCombinations, [list], immediate: size), place)
    }

    /// A number, which unlike for `float()` a text is not.
    private mutating func number(_ value: PythonExpression) throws(ClosureError) -> Node {
        try node(.unary(.plus, expression(value)), value.place)
    }

    private mutating func float(_ value: PythonExpression) throws(ClosureError) -> Node {
        try call(.toFloat, [number(value)], value.place)
    }

    mutating func moduleValue(_ module: String, _ name: String, _ place: Place) throws(ClosureError) -> Node {
        guard module == "math" else { throw refused("\(module).\(name)", place) }
        switch name {
        case "pi": return try constant(.float(.pi), place)
        case "tau": return try constant(.float(2 * .pi), place)
        case "e": return try constant(.float(0x1.5bf0a8b145769p1), place)
        case "inf": return try constant(.float(.infinity), place)
        case "nan": return try constant(.float(.nan), place)
        default: throw refused("\(module).\(name)", place)
        }
    }

    /// Each place in the code draws numbers of its own for a row; in a loop there would be one for all rounds.
    private mutating func random(_ place: Place) throws(ClosureError) -> Node {
        guard loopDepth == 0 else {
            throw refused("a random number in a loop", place, advice: "draw it outside of the loop")
        }
        let source = module.entryFunction.source
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ module.randomSeed
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for byte in source.file.utf8 { mix(byte) }
        for number in [source.line, place.line, place.column, randomCount] {
            withUnsafeBytes(of: UInt64(bitPattern: Int64(number))) { $0.forEach(mix) }
        }
        randomCount += 1
        return try node(.random(seed: Int(truncatingIfNeeded: hash &>> 1)), place)
    }

    /// `operator.itemgetter(i)(x)`.
    private mutating func itemGetter(
        _ maker: PythonExpression, _ made: [PythonExpression], _ arguments: [PythonExpression], _ place: Place
    ) throws(ClosureError) -> Node {
        var isGetter = false
        if case .moduleName("operator", "itemgetter") = maker.kind { isGetter = true }
        if case .attribute(let owner, "itemgetter") = maker.kind, case .module("operator") = owner.kind {
            isGetter = true
        }
        guard isGetter, made.count == 1, arguments.count == 1 else { throw refused("a call of a call", place) }
        return try expression(PythonExpression(.subscripted(arguments[0], made[0]), place))
    }

    // MARK: Functions

    /// The body of a helper function in the place of its call.
    private mutating func inlined(
        _ index: Int, _ arguments: [Node], _ place: Place, for purpose: Purpose
    ) throws(ClosureError) -> Node {
        let function = module.functions[index]
        guard !function.isGenerator || purpose == .elements else {
            throw refused("a call of a generator", place, advice: "let it return a list")
        }
        guard !functions.contains(index), functions.count < ClosureLimits.inliningDepthMax else {
            throw refused("a recursive call", place, advice: "write a loop")
        }
        functions.append(index)
        let outerPlace = callPlace
        if callPlace == nil, function.source.file != module.entryFunction.source.file { callPlace = place }
        defer {
            functions.removeLast()
            callPlace = outerPlace
        }
        return try applied(function.parameters, arguments, place, seesOuterNames: false) {
            (inner) throws(ClosureError) in
            if function.isGenerator { return try inner.collected(function.body.withoutRemarks[...], .yields) }
            if function.body.hasLoop {
                // Statements as they are: what they give back is the value.
                return try inner.node(.block(inner.statements(function.body, purpose)), place)
            }
            return try inner.value(of: function.body[...], for: purpose)
        }
    }

    /// A function's body with its parameters bound to arguments.
    private mutating func applied(
        _ parameters: PythonParameters, _ arguments: [Node], _ place: Place, seesOuterNames: Bool = true,
        _ body: (inout PythonLowering) throws(ClosureError) -> Node
    ) throws(ClosureError) -> Node {
        let missing = parameters.names.count - arguments.count
        guard parameters.rest == nil, parameters.keywordOnly.isEmpty, parameters.keywordRest == nil, missing >= 0,
            missing <= parameters.defaults.count
        else { throw refused("a call that does not match its parameters", place) }
        let outer = names
        defer { names = outer }
        if !seesOuterNames { names = [:] }
        var values = arguments
        for value in parameters.defaults.suffix(missing) { values.append(try expression(value)) }
        var bindings: [(Variable, Node)] = []
        for (name, value) in zip(parameters.names, values) {
            let variable = Variable(name)
            names[name] = variable
            bindings.append((variable, value))
        }
        var result = try body(&self)
        for (variable, value) in bindings.reversed() {
            result = try node(.bind(variable, to: value, in: result), place)
        }
        return result
    }
}

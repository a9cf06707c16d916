// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Turns a Python function into a typed closure where every construct of it has a typed form with exactly Python's
/// meaning; anything else is an error, after which the function becomes a script. What depends on types is left to the
/// closure compiler, which refuses in the same way.
struct PythonLowering {
    /// What an expression's value is for.
    enum Purpose {
        case value
        /// Gone through once: what is lazy in Python may be a list.
        case elements
        /// True or false.
        case condition
    }

    let module: PythonClosure
    /// The function that is lowered, and those that are inlined into it, innermost last.
    var functions: [Int]
    /// Variables by name, of the function that is being lowered.
    var names: [String: Variable] = [:]
    /// Names of dicts that get further entries: as long as they do, nothing else may have the dict.
    var changing: Set<String> = []
    /// Parameters whose values nobody else has: rows, in the statements of the closure itself.
    var ownedParameters: Set<String> = []
    /// Variables whose values may only be asked.
    var special: [Variable: Special] = [:]
    /// Of dicts that get entries: what holds these until the dict is made.
    var growing: [String: Variable] = [:]
    /// Where the nodes of an inlined function of another file are said to be: at its call.
    var callPlace: Place?
    /// Loops around the current node: what is drawn at random in one differs from round to round.
    var loopDepth = 0
    /// Of them, those that are statements, whose rounds share variables.
    var statementLoops = 0
    var randomCount = 0
    var nodeCount = 0

    init(_ module: PythonClosure) {
        self.module = module
        functions = [module.entry]
    }

    /// The typed closure of `argumentCount` values.
    ///
    /// - Parameter purpose: what the values that it gives back are for.
    static func lower(
        _ module: PythonClosure, argumentCount: Int, purpose: Purpose = .value
    ) throws(ClosureError) -> Closure {
        var lowering = PythonLowering(module)
        return try lowering.closure(argumentCount, purpose)
    }

    private mutating func closure(_ argumentCount: Int, _ purpose: Purpose) throws(ClosureError) -> Closure {
        let function = module.entryFunction
        let place = Place(line: function.source.line)
        guard !function.isGenerator || purpose == .elements else {
            throw refused("a generator", place, advice: "return a list")
        }
        let parameters = function.parameters
        let required = parameters.names.count - parameters.defaults.count
        guard parameters.rest == nil, parameters.keywordOnly.isEmpty, parameters.keywordRest == nil,
            argumentCount >= required, argumentCount <= parameters.names.count
        else { throw refused("parameters that do not match \(argumentCount) values", place) }
        var variables: [Variable] = []
        for name in parameters.names {
            let variable = Variable(name)
            names[name] = variable
            variables.append(variable)
        }
        let given = Array(variables[..<argumentCount])
        // Defaults see the names around the function, of which there are none here.
        let own = names
        names = [:]
        var defaults: [Node] = []
        for value in parameters.defaults.dropFirst(argumentCount - required) {
            defaults.append(try expression(value))
        }
        names = own
        var body = try entryBody(function.body, purpose)
        if !defaults.isEmpty {
            let assigned = zip(variables[argumentCount...], defaults).map { Node(.assign($0, $1)) }
            body = Node(.sequence(assigned + (body.statements ?? [Node(.return(body))])))
        }
        return Closure(parameters: given, body: body, dialect: .python, source: source(of: function))
    }

    /// The source of the closure with the lines of the functions of its file.
    private func source(of function: PythonFunction) -> ClosureSource {
        var source = function.source
        for other in module.functions where other.source.file == source.file {
            source.lines.merge(other.source.lines) { own, _ in own }
        }
        return source
    }

    /// One expression where the body is one.
    private mutating func entryBody(
        _ body: [PythonStatement], _ purpose: Purpose
    ) throws(ClosureError) -> Node {
        let statements = body.withoutRemarks
        if module.entryFunction.isGenerator { return try collected(statements[...], .yields) }
        if statements.count == 1, case .return(let value?) = statements[0].kind {
            return try expression(value, for: purpose)
        }
        ownedParameters = Set(module.entryFunction.parameters.names)
        return Node(.sequence(try self.statements(body, purpose)))
    }

    // MARK: Nodes

    func refused(_ what: String, _ place: Place, advice: String = "") -> ClosureError {
        let source = module.functions[functions[functions.count - 1]].source
        let text = source.lines[place.line].map { String($0.drop { $0 == " " || $0 == "\t" }) }
        return ClosureError(
            "\(what) has no typed form", advice: advice, file: source.file, line: place.line, column: place.column,
            text: text ?? "")
    }

    /// A node at the user's place.
    mutating func node(_ kind: Node.Kind, _ place: Place) throws(ClosureError) -> Node {
        nodeCount += 1
        guard nodeCount <= ClosureLimits.loweredNodesMax else { throw refused("so much code", place) }
        return Node(kind, place: callPlace ?? (place.line > 0 ? place : nil))
    }

    mutating func call(_ function: Function, _ arguments: [Node], _ place: Place) throws(ClosureError) -> Node {
        try node(.call(function, arguments), place)
    }

    func constant(_ value: Scalar, _ place: Place) throws(ClosureError) -> Node {
        guard let type = value.typedForm else { throw refused("the value \(value.kindName)", place) }
        return Node(.constant(Constant(type: type, value: value)), place: nil)
    }

    func int(_ value: Int) -> Node { Node(.constant(Constant(type: .int, value: .int(value)))) }

    /// Binds a fresh variable to a value around what `body` makes.
    mutating func binding(
        _ value: Node, _ place: Place,
        _ body: (inout PythonLowering, Node) throws(ClosureError) -> Node
    ) throws(ClosureError) -> Node {
        if case .variable = value.kind { return try body(&self, value) }
        if case .constant = value.kind { return try body(&self, value) }
        let variable = Variable("value")
        let inner = try body(&self, Node(.variable(variable)))
        return try node(.bind(variable, to: value, in: inner), place)
    }
}

extension Node {
    fileprivate var statements: [Node]? {
        if case .sequence(let statements) = kind { return statements }
        return nil
    }
}

extension [PythonStatement] {
    /// Without constants that stand alone (documentation) and `pass`.
    var withoutRemarks: [PythonStatement] {
        filter {
            switch $0.kind {
            case .pass: false
            case .expression(let value): !value.saysNothing
            default: true
            }
        }
    }
}

extension PythonExpression {
    /// Whether it does nothing as a statement: a remark, or the definition of classes, which only scripts know.
    var saysNothing: Bool {
        switch kind {
        case .constant: true
        case .call(let callee, _, _): if case .builtin("_martlet_define") = callee.kind { true } else { false }
        default: false
        }
    }
}

extension Scalar {
    /// The type of a constant; nil when it has none: it is mixed, large, or of a kind that no column holds.
    var typedForm: DataType? {
        var left = 4_096
        return typedForm(&left, 0)
    }

    private func typedForm(_ left: inout Int, _ depth: Int) -> DataType? {
        left -= 1
        guard left >= 0, depth < 16 else { return nil }
        switch self {
        case .null: return .null
        case .bool: return .bool
        case .int: return .int
        case .float: return .float
        case .string: return .string
        case .bytes: return .bytes
        case .tuple(let members):
            var types: [DataType] = []
            guard members.count <= 255 else { return nil }
            for member in members {
                guard let type = member.typedForm(&left, depth + 1) else { return nil }
                types.append(type)
            }
            return .tuple(types)
        case .list(let elements):
            guard let first = elements.first else { return .list(.null) }
            guard let type = first.typedForm(&left, depth + 1), type.hasNoNull else { return nil }
            for element in elements.dropFirst() {
                guard element.typedForm(&left, depth + 1) == type else { return nil }
            }
            return .list(type)
        default: return nil
        }
    }

    /// The kind of the value, for messages.
    var kindName: String {
        switch self {
        case .null: "None"
        case .bool, .int, .float: "of a number"
        case .string, .bytes: "of a text"
        case .tuple: "of a mixed or large tuple"
        case .list: "of a mixed or large list"
        case .map: "of a dict"
        default: "of an object"
        }
    }
}

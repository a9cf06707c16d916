// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// A Python function with everything that it needs, as the Python package sends it: syntax trees of functions, the
/// objects that they capture, and which of the functions is the closure.
public struct PythonClosure: Sendable {
    public var functions: [PythonFunction]
    /// Captured objects by value. The same object is one entry.
    public var constants: [Scalar]
    /// The function that is called: an index of `functions`.
    public var entry: Int
    /// Where the operation was called that takes the function.
    public var site: SourcePlace?
    /// What it draws random numbers by, together with the place where it does.
    public var randomSeed: UInt64 = 0

    public init(functions: [PythonFunction], constants: [Scalar] = [], entry: Int = 0) {
        self.functions = functions
        self.constants = constants
        self.entry = entry
    }

    /// The function that is called.
    public var entryFunction: PythonFunction { functions[entry] }
}

/// A captured function: of a `def` or a `lambda`.
public struct PythonFunction: Sendable {
    public var name: String
    public var source: ClosureSource
    public var parameters: PythonParameters
    public var body: [PythonStatement]
    public var isGenerator: Bool

    public init(
        name: String, source: ClosureSource, parameters: PythonParameters, body: [PythonStatement],
        isGenerator: Bool = false
    ) {
        self.name = name
        self.source = source
        self.parameters = parameters
        self.body = body
        self.isGenerator = isGenerator
    }
}

/// The parameters of a function.
public struct PythonParameters: Sendable {
    public struct KeywordOnly: Sendable {
        public var name: String
        public var defaultValue: PythonExpression?

        public init(name: String, defaultValue: PythonExpression?) {
            self.name = name
            self.defaultValue = defaultValue
        }
    }

    public var names: [String]
    /// Of the last parameters.
    public var defaults: [PythonExpression]
    /// `*args`.
    public var rest: String?
    public var keywordOnly: [KeywordOnly]
    /// `**kwargs`.
    public var keywordRest: String?

    public init(
        _ names: [String] = [], defaults: [PythonExpression] = [], rest: String? = nil,
        keywordOnly: [KeywordOnly] = [], keywordRest: String? = nil
    ) {
        self.names = names
        self.defaults = defaults
        self.rest = rest
        self.keywordOnly = keywordOnly
        self.keywordRest = keywordRest
    }

    /// All names, in the order of their registers in a script.
    var allNames: [String] {
        names + (rest.map { [$0] } ?? []) + keywordOnly.map(\.name) + (keywordRest.map { [$0] } ?? [])
    }
}

/// An expression and where it is written.
public struct PythonExpression: Sendable {
    public var kind: Kind
    public var place: Place

    public init(_ kind: Kind, _ place: Place = Place(line: 0)) {
        self.kind = kind
        self.place = place
    }

    public indirect enum Kind: Sendable {
        case constant(Scalar)
        /// An entry of `PythonClosure.constants`.
        case captured(Int)
        case name(String)
        /// An entry of `PythonClosure.functions`.
        case function(Int)
        case builtin(String)
        case module(String)
        /// A name imported from a module.
        case moduleName(String, String)
        case accumulator(Int)
        case unary(UnaryOperator, PythonExpression)
        case binary(BinaryOperator, PythonExpression, PythonExpression)
        case logical(LogicalOperation, [PythonExpression])
        /// `first op1 x1 op2 x2 ...`
        case compare(PythonExpression, [(ComparisonOperator, PythonExpression)])
        case conditional(PythonExpression, then: PythonExpression, else: PythonExpression)
        case call(PythonExpression, [PythonExpression], [PythonKeyword])
        case attribute(PythonExpression, String)
        case subscripted(PythonExpression, PythonExpression)
        case slice(PythonExpression?, PythonExpression?, PythonExpression?)
        case tuple([PythonExpression])
        case list([PythonExpression])
        case set([PythonExpression])
        /// Without a key: `**value`.
        case dict([(PythonExpression?, PythonExpression)])
        case comprehension(ComprehensionKind, PythonExpression, [PythonGenerator])
        case dictComprehension(PythonExpression, PythonExpression, [PythonGenerator])
        case lambda(PythonParameters, PythonExpression)
        case formatted([PythonTextPart])
        case namedExpression(String, PythonExpression)
        case starred(PythonExpression)
        case yield(PythonExpression?)
        case yieldFrom(PythonExpression)
    }

    public enum UnaryOperator: String, Sendable { case negate = "-", plus = "+", invert = "~", not = "not" }

    public enum BinaryOperator: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case floorDivide = "//"
        case remainder = "%"
        case power = "**"
        case bitAnd = "&"
        case bitOr = "|"
        case bitXor = "^"
        case shiftLeft = "<<"
        case shiftRight = ">>"
    }

    public enum ComparisonOperator: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case isSame = "is"
        case isNotSame = "is not"
        case isIn = "in"
        case isNotIn = "not in"
    }

    public enum ComprehensionKind: String, Sendable { case list = "listcomp", set = "setcomp", generator = "genexp" }
}

/// `name=value` in a call; without a name `**value`.
public struct PythonKeyword: Sendable {
    public var name: String?
    public var value: PythonExpression

    public init(name: String?, value: PythonExpression) {
        self.name = name
        self.value = value
    }
}

/// `for target in iterable if c1 if c2` of a comprehension.
public struct PythonGenerator: Sendable {
    public var target: PythonExpression
    public var iterable: PythonExpression
    public var conditions: [PythonExpression]

    public init(target: PythonExpression, iterable: PythonExpression, conditions: [PythonExpression] = []) {
        self.target = target
        self.iterable = iterable
        self.conditions = conditions
    }
}

/// A part of an f-string.
public indirect enum PythonTextPart: Sendable {
    case text(String)
    /// A value with its conversion (`""`, `"r"`, `"s"`, `"a"`) and the parts of its format.
    case value(PythonExpression, conversion: String, format: [PythonTextPart]?)
}

/// A statement and where it is written.
public struct PythonStatement: Sendable {
    public var kind: Kind
    public var place: Place

    public init(_ kind: Kind, _ place: Place = Place(line: 0)) {
        self.kind = kind
        self.place = place
    }

    public indirect enum Kind: Sendable {
        case expression(PythonExpression)
        case assign([PythonExpression], PythonExpression)
        case augmentedAssign(PythonExpression, PythonExpression.BinaryOperator, PythonExpression)
        case `return`(PythonExpression?)
        case branch(PythonExpression, [PythonStatement], [PythonStatement])
        case whileLoop(PythonExpression, [PythonStatement], orElse: [PythonStatement])
        case forLoop(PythonExpression, PythonExpression, [PythonStatement], orElse: [PythonStatement])
        case `break`
        case `continue`
        case pass
        case raise(PythonExpression?, cause: PythonExpression?)
        case attempt(PythonAttempt)
        case assert(PythonExpression, PythonExpression?)
        case define(PythonDefinition)
        case nonlocal([String])
        case delete([PythonExpression])
    }
}

/// `try`.
public struct PythonAttempt: Sendable {
    public struct Handler: Sendable {
        public var type: PythonExpression?
        public var name: String?
        public var body: [PythonStatement]

        public init(type: PythonExpression?, name: String?, body: [PythonStatement]) {
            self.type = type
            self.name = name
            self.body = body
        }
    }

    public var body: [PythonStatement]
    public var handlers: [Handler]
    public var orElse: [PythonStatement]
    public var finally: [PythonStatement]

    public init(
        body: [PythonStatement], handlers: [Handler], orElse: [PythonStatement] = [], finally: [PythonStatement] = []
    ) {
        self.body = body
        self.handlers = handlers
        self.orElse = orElse
        self.finally = finally
    }
}

/// A `def` inside a function.
public struct PythonDefinition: Sendable {
    public var name: String
    public var parameters: PythonParameters
    public var body: [PythonStatement]
    public var isGenerator: Bool

    public init(
        name: String, parameters: PythonParameters, body: [PythonStatement], isGenerator: Bool = false
    ) {
        self.name = name
        self.parameters = parameters
        self.body = body
        self.isGenerator = isGenerator
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// What runs where types are not known beforehand: the code of one closure and of the functions that it needs, for a
/// small register machine with Python's semantics. Specified in protocol/bytecode.md, "Scripts".
public struct Script: Hashable, Sendable {
    public var functions: [ScriptFunction]
    /// The function that is called for each row: an index of `functions`.
    public var entry: Int
    /// Made into values once an instance: a mutable constant is one object for as long as its task runs.
    public var constants: [Scalar]
    /// Names of variables, attributes, builtins, modules and keyword arguments.
    public var names: [String]
    /// Identifiers of the accumulators that `loadAccumulator` names by index.
    public var accumulators: [Int]
    public var sourceMap: SourceMap

    public init(
        functions: [ScriptFunction], entry: Int = 0, constants: [Scalar] = [], names: [String] = [],
        accumulators: [Int] = [], sourceMap: SourceMap = SourceMap()
    ) {
        self.functions = functions
        self.entry = entry
        self.constants = constants
        self.names = names
        self.accumulators = accumulators
        self.sourceMap = sourceMap
    }
}

/// One function of a script. On entry its registers hold, in this order: positional parameters, the tuple of the rest
/// (`*args`), keyword-only parameters, the dict of the rest (`**kwargs`), captured cells; all others are unbound.
public struct ScriptFunction: Hashable, Sendable {
    /// Index of the name that messages show.
    public var name: Int
    public var parameters: ScriptParameters
    /// Cells that `makeFunction` hands over, in the registers after those of the parameters.
    public var captureCount: Int
    public var registerCount: Int
    /// A call makes a generator, and runs nothing.
    public var isGenerator: Bool
    /// Constants that stand for missing arguments when `loadFunction` made the function object; one for each
    /// parameter that has a default, in the order of `ScriptParameters.defaultCount`, or none at all.
    public var defaults: [Int]
    public var instructions: [ScriptInstruction]
    /// By instruction: an index of the source map's spans, or -1.
    public var spans: [Int]
    /// The first whose range holds the instruction that failed is taken, so inner ones come first.
    public var handlers: [ScriptHandler]
    /// What `callMethod`, `callKeywords` and `callBuiltin` name by index.
    public var callSites: [ScriptCallSite]
    /// What `makeFunction` names by index.
    public var closures: [ScriptClosure]

    public init(
        name: Int, parameters: ScriptParameters = ScriptParameters(), captureCount: Int = 0, registerCount: Int,
        isGenerator: Bool = false, defaults: [Int] = [], instructions: [ScriptInstruction] = [], spans: [Int] = [],
        handlers: [ScriptHandler] = [], callSites: [ScriptCallSite] = [], closures: [ScriptClosure] = []
    ) {
        self.name = name
        self.parameters = parameters
        self.captureCount = captureCount
        self.registerCount = registerCount
        self.isGenerator = isGenerator
        self.defaults = defaults
        self.instructions = instructions
        self.spans = spans
        self.handlers = handlers
        self.callSites = callSites
        self.closures = closures
    }
}

/// The parameters of a function; all numbers but `defaultCount` are indices of names.
public struct ScriptParameters: Hashable, Sendable {
    public var positional: [Int]
    /// How many of the last positional parameters have a default. Defaults are listed for these first, then for the
    /// keyword-only parameters that have one.
    public var defaultCount: Int
    /// `*args`, or -1.
    public var rest: Int
    public var keywordOnly: [ScriptKeywordParameter]
    /// `**kwargs`, or -1.
    public var keywordRest: Int

    public init(
        positional: [Int] = [], defaultCount: Int = 0, rest: Int = -1, keywordOnly: [ScriptKeywordParameter] = [],
        keywordRest: Int = -1
    ) {
        self.positional = positional
        self.defaultCount = defaultCount
        self.rest = rest
        self.keywordOnly = keywordOnly
        self.keywordRest = keywordRest
    }

    /// Registers that the parameters take.
    public var registerCount: Int {
        positional.count + (rest < 0 ? 0 : 1) + keywordOnly.count + (keywordRest < 0 ? 0 : 1)
    }

    /// Values that stand for missing arguments.
    public var allDefaultsCount: Int {
        var count = defaultCount
        for parameter in keywordOnly where parameter.hasDefault { count &+= 1 }
        return count
    }
}

public struct ScriptKeywordParameter: Hashable, Sendable {
    public var name: Int
    public var hasDefault: Bool

    public init(name: Int, hasDefault: Bool) {
        self.name = name
        self.hasDefault = hasDefault
    }
}

/// One instruction: an opcode and three operands, whose meaning `ScriptOpcode` tells. A *source* operand is a register
/// (0 or more) or a constant (`ScriptInstruction.constant(index)`, negative).
public struct ScriptInstruction: Hashable, Sendable {
    public var opcode: ScriptOpcode
    public var a: Int32
    public var b: Int32
    public var c: Int32

    public init(_ opcode: ScriptOpcode, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
        self.opcode = opcode
        self.a = Int32(clamping: a)
        self.b = Int32(clamping: b)
        self.c = Int32(clamping: c)
    }

    /// The source operand that means constant `index`.
    public static func constant(_ index: Int) -> Int { ~index }
    /// Where an optional source operand is missing.
    public static let missing = Int(Int32.min)
}

/// Where an exception goes that an instruction of `start ..< end` raises: it is put in `register`, and the function
/// goes on at `target`.
public struct ScriptHandler: Hashable, Sendable {
    public var start: Int
    public var end: Int
    public var target: Int
    public var register: Int

    public init(start: Int, end: Int, target: Int, register: Int) {
        self.start = start
        self.end = end
        self.target = target
        self.register = register
    }
}

/// The shape of a call's arguments: positional ones, then one for each keyword, in consecutive registers.
public struct ScriptCallSite: Hashable, Sendable {
    /// The method or the builtin: an index of names; -1 for `callKeywords`.
    public var name: Int
    public var positionalCount: Int
    /// Indices of names.
    public var keywords: [Int]

    public init(name: Int = -1, positionalCount: Int, keywords: [Int] = []) {
        self.name = name
        self.positionalCount = positionalCount
        self.keywords = keywords
    }
}

/// How a function object is made where its definition is reached.
public struct ScriptClosure: Hashable, Sendable {
    public var function: Int
    /// Registers that hold the cells to hand over: `captureCount` of the function.
    public var cells: [Int]
    /// Source operands: values of the defaults, `allDefaultsCount` of the function's parameters.
    public var defaults: [Int]

    public init(function: Int, cells: [Int] = [], defaults: [Int] = []) {
        self.function = function
        self.cells = cells
        self.defaults = defaults
    }
}

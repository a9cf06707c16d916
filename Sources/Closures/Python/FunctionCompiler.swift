// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Compiles one function to instructions of a script. Local variables have registers, or cells where inner functions
/// use them; temporaries are a stack of registers above. Only the last instruction of what computes a value writes its
/// destination, so that the destination may be a variable that the value is computed from.
final class FunctionCompiler {
    enum Binding {
        case register(Int)
        case cell(Int)
    }

    /// A place that a jump goes to, known when it is reached.
    struct Label { fileprivate let index: Int }

    /// Instructions from which an exception goes to a handler, with gaps.
    final class Region {
        fileprivate var start: Int?
        fileprivate(set) var ranges: [(start: Int, end: Int)] = []
    }

    /// What a jump out of the current statement leaves.
    enum Context {
        case loop(leave: Label, next: Label)
        /// The body of a `try`, with what is to be done when it is left.
        case protected(Region, finally: [PythonStatement])
        /// The body of an `except`: the register of its exception, and the name that is unbound at its end.
        case handler(exception: Int, name: String?)
    }

    let builder: ScriptBuilder
    let parent: FunctionCompiler?
    let source: ClosureSource
    let isGenerator: Bool
    private let functionName: String
    private let parameters: PythonParameters
    private let body: [PythonStatement]
    private let analysis: NameAnalysis
    private let captures: [String]

    /// Scopes by name: the function's, then those of comprehensions around the current place.
    var scopes: [[String: Binding]] = [[:]]
    /// Registers of variables that have a value here whatever way was taken.
    var bound: Set<Int> = []
    var contexts: [Context] = []
    var place: Place
    private(set) var top = 0
    private var registerCount = 0
    private var instructions: [ScriptInstruction] = []
    private var spans: [Int] = []
    private var handlers: [ScriptHandler] = []
    private var callSites: [ScriptCallSite] = []
    private var closures: [ScriptClosure] = []
    private var labels: [Int] = []

    init(
        _ builder: ScriptBuilder, parent: FunctionCompiler? = nil, name: String, source: ClosureSource,
        parameters: PythonParameters, body: [PythonStatement], isGenerator: Bool
    ) {
        self.builder = builder
        self.parent = parent
        self.source = source
        self.isGenerator = isGenerator
        functionName = name
        self.parameters = parameters
        self.body = body
        analysis = NameAnalysis.of(parameters, body)
        let free = analysis.used.union(analysis.nonlocals).subtracting(analysis.locals(parameters))
        captures = free.sorted()
        place = Place(line: source.line)
    }

    /// Whether an operand may be changed by another operand of the same expression.
    var hasNamedExpression: Bool { analysis.hasNamedExpression }

    // MARK: The function

    /// A captured function, whose defaults are constants.
    func compileCaptured() throws(ClosureError) -> ScriptFunction {
        if let name = captures.first {
            throw error("the name \(name), which nothing around the function binds", advice: "bind it in the function")
        }
        var defaults: [Int] = []
        for value in parameters.defaults + parameters.keywordOnly.compactMap(\.defaultValue) {
            switch value.kind {
            case .constant(let constant): defaults.append(builder.constant(constant))
            case .captured(let index): defaults.append(builder.captured(index))
            default:
                place = value.place
                throw error("a default value that is \(value.kind.constructName)", advice: "use a plain value")
            }
        }
        return try compile(defaults: defaults)
    }

    /// The cells that the function needs of the function around it.
    var neededCells: [String] { captures }

    func compile(defaults: [Int]) throws(ClosureError) -> ScriptFunction {
        let shape = ScriptParameters(
            positional: parameters.names.map { builder.name($0) }, defaultCount: parameters.defaults.count,
            rest: parameters.rest.map { builder.name($0) } ?? -1,
            keywordOnly: parameters.keywordOnly.map {
                ScriptKeywordParameter(name: builder.name($0.name), hasDefault: $0.defaultValue != nil)
            }, keywordRest: parameters.keywordRest.map { builder.name($0) } ?? -1)
        try bindNames()
        try run(body)
        emit(.returnValue, 0, constant(.null))
        guard builder.countInstruction() else { throw error("the function is too large") }
        let resolved = instructions.map { instruction in
            var instruction = instruction
            if case .target = instruction.opcode.operands.c { instruction.c = Int32(labels[Int(instruction.c)]) }
            return instruction
        }
        return ScriptFunction(
            name: builder.name(functionName), parameters: shape, captureCount: captures.count,
            registerCount: registerCount, isGenerator: isGenerator, defaults: defaults, instructions: resolved,
            spans: spans, handlers: handlers, callSites: callSites, closures: closures)
    }

    /// Gives parameters, captured cells and local variables their registers.
    private func bindNames() throws(ClosureError) {
        let shared = analysis.usedInside
        for name in parameters.allNames {
            let register = try allocate()
            scopes[0][name] = shared.contains(name) ? .cell(register) : .register(register)
            if !analysis.unbound.contains(name) { bound.insert(register) }
        }
        for name in captures { scopes[0][name] = .cell(try allocate()) }
        for name in analysis.locals(parameters).subtracting(parameters.allNames).sorted() {
            let register = try allocate()
            scopes[0][name] = shared.contains(name) ? .cell(register) : .register(register)
            if shared.contains(name) { emit(.makeCell, register) }
        }
        for name in parameters.allNames {
            if case .cell(let register)? = scopes[0][name] { emit(.makeCell, register) }
        }
    }

    /// Whether a value of the variable can be proven at all.
    func mayBeProven(_ name: String) -> Bool { !analysis.unbound.contains(name) }

    // MARK: Errors

    func error(_ what: String, advice: String = "") -> ClosureError {
        ClosureError(
            what, advice: advice, file: source.file, line: place.line, column: place.column,
            text: source.lines[place.line] ?? "")
    }

    // MARK: Registers

    func allocate(_ count: Int = 1) throws(ClosureError) -> Int {
        let first = top
        top += count
        guard top <= ClosureLimits.scriptRegistersMax else {
            throw error("the function is too large", advice: "split it into several functions")
        }
        registerCount = max(registerCount, top)
        return first
    }

    /// Gives the temporaries above `mark` back.
    func release(to mark: Int) { top = mark }

    // MARK: Instructions

    /// Position of the next instruction.
    var position: Int { instructions.count }

    func emit(_ opcode: ScriptOpcode, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
        // One beyond the limit is reported at the end of the function.
        guard builder.countInstruction() else { return }
        instructions.append(ScriptInstruction(opcode, a, b, c))
        spans.append(builder.span(source, place))
    }

    func constant(_ value: Scalar) -> Int { ScriptInstruction.constant(builder.constant(value)) }

    func emitCall(_ opcode: ScriptOpcode, _ result: Int, _ base: Int, _ site: ScriptCallSite) {
        let index = callSites.firstIndex(of: site) ?? callSites.count
        if index == callSites.count { callSites.append(site) }
        emit(opcode, result, base, index)
    }

    func emitFunction(_ result: Int, _ closure: ScriptClosure) {
        closures.append(closure)
        emit(.makeFunction, result, closures.count - 1)
    }

    // MARK: Labels

    func label() -> Label {
        labels.append(0)
        return Label(index: labels.count - 1)
    }

    func put(_ label: Label) { labels[label.index] = instructions.count }

    func jump(_ label: Label) { emit(.jump, 0, 0, label.index) }

    func jump(to label: Label, if opcode: ScriptOpcode, _ value: Int) { emit(opcode, 0, value, label.index) }

    func forNext(_ element: Int, _ iterator: Int, end label: Label) { emit(.forNext, element, iterator, label.index) }

    // MARK: Handlers

    func open(_ region: Region) { region.start = instructions.count }

    func close(_ region: Region) {
        guard let start = region.start else { return }
        if instructions.count > start { region.ranges.append((start, instructions.count)) }
        region.start = nil
    }

    func handle(_ region: Region, at target: Int, exception register: Int) {
        for range in region.ranges {
            handlers.append(ScriptHandler(start: range.start, end: range.end, target: target, register: register))
        }
    }

    // MARK: Names

    /// The binding of a name here; nil when neither this function nor one around it has it.
    func binding(_ name: String) -> Binding? {
        for scope in scopes.reversed() {
            if let binding = scope[name] { return binding }
        }
        return nil
    }

    func cell(_ name: String) -> Int? {
        if case .cell(let register)? = binding(name) { return register }
        return nil
    }

    /// The register of a variable that has a value, or a temporary with the content of its cell.
    func load(_ name: String) throws(ClosureError) -> Int {
        switch try known(name) {
        case .register(let register):
            if !bound.contains(register) {
                emit(.checkBound, register, builder.name(name))
                if mayBeProven(name) { bound.insert(register) }
            }
            return register
        case .cell(let register):
            let value = try allocate()
            emit(.loadCell, value, register, builder.name(name))
            return value
        }
    }

    func known(_ name: String) throws(ClosureError) -> Binding {
        guard let binding = binding(name), isCaptured(name) else {
            throw error("the name \(name) has no value here")
        }
        return binding
    }

    /// Whether a captured name is one of a function around this one.
    private func isCaptured(_ name: String) -> Bool {
        guard scopes.dropFirst().allSatisfy({ $0[name] == nil }), captures.contains(name) else { return true }
        return parent?.cell(name) != nil
    }

    func store(_ name: String, _ value: Int) throws(ClosureError) {
        switch try known(name) {
        case .register(let register):
            if register != value { emit(.move, register, value) }
            if mayBeProven(name) { bound.insert(register) }
        case .cell(let register): emit(.storeCell, register, value)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Compiles the body of one closure into the segment that an emitter is writing. Types are inferred on the way: each
/// node gives a register, and the register has a type.
final class ClosureCompiler {
    let emitter: Emitter
    let closure: Closure
    private(set) var environment: [Variable: Register] = [:]
    /// The keys of `environment`, in the order in which they were first bound.
    private(set) var variables: [Variable] = []
    /// Registers of nodes already compiled, innermost scope last; a shared node is compiled once a scope.
    private var memo: [[ObjectIdentifier: Register]] = [[:]]
    private var nodesCompiled = 0
    private(set) var node: Node
    /// Variables of loops that begin with a small int and may turn out to be floats, and those that were taken for
    /// stand-ins.
    var trials: Set<Register> = []
    var trialsUsed: Set<Register> = []
    /// The `try` whose body is being compiled.
    var attempt: Attempt?

    init(_ closure: Closure, emitter: Emitter) {
        self.closure = closure
        self.emitter = emitter
        node = closure.body
    }

    var dialect: Dialect { closure.dialect }

    /// The value of the closure for the given arguments.
    func run(_ arguments: [Register]) throws(ClosureError) -> Register {
        try start(arguments)
        return try seen(whole: [body(closure.body)])[0]
    }

    /// Binds the parameters.
    func start(_ arguments: [Register]) throws(ClosureError) {
        emitter.span = emitter.span(file: closure.source, place: Place(line: closure.source.line))
        if dialect == .python { emitter.keepsFailures = true }
        guard arguments.count == closure.parameters.count else {
            throw error(
                "the closure takes \(closure.parameters.count) values and is given \(arguments.count)",
                advice: "write it with \(arguments.count) parameter\(arguments.count == 1 ? "" : "s")")
        }
        for (parameter, argument) in zip(closure.parameters, arguments) { bind(parameter, argument) }
    }

    /// An expression, or statements that give a value back.
    func body(_ node: Node) throws(ClosureError) -> Register {
        if case .sequence(let statements) = node.kind { return try run(statements[...], .function)[0] }
        return try compile(node)
    }

    // MARK: Errors

    func error(_ message: String, advice: String = "") -> ClosureError {
        let place = closure.place(of: node) ?? Place(line: closure.source.line)
        let builder = SourceMap(
            files: [SourceFile(name: closure.source.file, lines: closure.source.lines)])
        let text = builder.excerpt(
            SourceSpan(file: 0, line: place.line, column: place.column, endColumn: place.endColumn))
        return ClosureError(
            message, advice: advice, file: closure.source.file, line: place.line, column: place.column,
            text: text ?? "")
    }

    /// Emits an instruction; what the typing table refuses becomes an error at the current node.
    func emit(_ opcode: Opcode, _ operands: Register..., immediate: Int = 0) throws(ClosureError) -> Register {
        try emit(opcode, operands, immediate: immediate)
    }

    func emit(_ opcode: Opcode, _ operands: [Register], immediate: Int = 0) throws(ClosureError) -> Register {
        guard operands.count <= BytecodeLimits.operandsMax else {
            throw error(
                "\(operands.count) values in one place are more than the limit of \(BytecodeLimits.operandsMax)")
        }
        do throws(BytecodeError) { return try emitter.emit(opcode, operands, immediate: immediate) } catch {
            throw self.error(error.reason)
        }
    }

    func type(_ register: Register) -> DataType { emitter.type(register) }

    // MARK: Nodes

    /// Compiles a node within the current scope.
    func compile(_ node: Node) throws(ClosureError) -> Register { try exact(compileOpen(node)) }

    /// As `compile`, where a float may stand for an int.
    func compileOpen(_ node: Node) throws(ClosureError) -> Register {
        let key = ObjectIdentifier(node)
        for layer in memo.reversed() {
            if let known = layer[key] { return known }
        }
        let outerNode = self.node
        let outerSpan = emitter.span
        self.node = node
        defer {
            self.node = outerNode
            emitter.span = outerSpan
        }
        guard !node.isTooDeep else {
            throw error(
                "the expression nests deeper than \(ClosureLimits.treeDepthMax) levels",
                advice: "split it over several map steps")
        }
        nodesCompiled += 1
        guard nodesCompiled <= ClosureLimits.nodesCompiledMax else {
            throw error("the closure is too large", advice: "split it over several map steps")
        }
        if let place = closure.place(of: node) { emitter.span = emitter.span(file: closure.source, place: place) }
        let register = try compile(node.kind)
        memo[memo.count - 1][key] = register
        return register
    }

    /// Goes on to a statement, for errors and spans.
    func enter(_ statement: Node) throws(ClosureError) {
        node = statement
        guard !statement.isTooDeep else {
            throw error("the statements nest too deep", advice: "write a helper function")
        }
        nodesCompiled += 1
        guard nodesCompiled <= ClosureLimits.nodesCompiledMax else {
            throw error("the closure is too large", advice: "split it over several map steps")
        }
        if let place = closure.place(of: statement) {
            emitter.span = emitter.span(file: closure.source, place: place)
        }
    }

    /// Gives a variable a value; nodes compiled with an earlier value of it are compiled anew.
    func bind(_ variable: Variable, _ register: Register) {
        if environment.updateValue(register, forKey: variable) == nil {
            variables.append(variable)
        } else {
            forgetCompiled()
        }
    }

    /// Takes a variable's value away, at the end of where it is known.
    func unbind(_ variable: Variable) {
        environment[variable] = nil
        variables.removeAll { $0 == variable }
    }

    /// The values of all variables, to be put back by `restore`.
    func names() -> Names { Names(environment: environment, variables: variables) }

    struct Names {
        fileprivate var environment: [Variable: Register]
        fileprivate var variables: [Variable]
    }

    func restore(_ names: Names) {
        environment = names.environment
        variables = names.variables
        forgetCompiled()
    }

    func forgetCompiled() { memo = memo.map { _ in [:] } }

    private func compile(_ kind: Node.Kind) throws(ClosureError) -> Register {
        switch kind {
        case .constant(let constant): return try compile(constant)
        case .variable(let variable):
            guard let register = environment[variable] else {
                throw error("the name \(variable.name) has no value here")
            }
            return register
        case .unary(let operation, let value): return try unary(open: operation, compileOpen(value))
        case .binary(let operation, let left, let right):
            let first = try compileOpen(left)
            return try binary(open: operation, first, compileOpen(right))
        case .compare(let comparison, let left, let right):
            let first = try compileOpen(left)
            return try compare(comparison, first, compileOpen(right))
        case .logical(let operation, let left, let right):
            return dialect == .sql
                ? try sqlLogical(operation, left, right) : try logical(operation, left, right)
        case .conditional(let condition, let yes, let no): return try conditional(condition, yes, no)
        case .call(.valueOr, let arguments) where dialect == .sql: return try coalesce(arguments)
        case .instruction(let opcode, let arguments, let immediate):
            return try instruction(opcode, arguments, immediate)
        case .call(let function, let arguments): return try call(open: function, arguments)
        case .tuple(let members): return try emit(.makeTuple, seen(whole: compile(all: members)))
        case .member(let value, let index): return try member(compile(value), index)
        case .unpacked(let value, let index, let count): return try unpacked(compile(value), index, count)
        case .list(let elements, let element): return try list(elements, element)
        case .mapList(let list, let variable, let body):
            return try overList(.listMap, compile(list), variable) { (inner: ClosureCompiler) throws(ClosureError) in
                try inner.compile(body)
            }
        case .filterList(let list, let variable, let body):
            return try overList(.listFilter, compile(list), variable) { (inner: ClosureCompiler) throws(ClosureError) in
                try inner.condition(inner.compileOpen(body))
            }
        case .quantifier(let isAll, let list, let variable, let body):
            return try quantifier(isAll, list, variable, body)
        case .block(let statements): return try block(statements)
        case .attempt(let body, let caught, let otherwise): return try attempt(body, caught, otherwise)
        case .python(let call, let arguments): return try python(call, compile(all: arguments))
        case .fold(let list, let sum, let element, let start, let body):
            return try fold(list, sum, element, start, body)
        case .bind(let variable, let value, let body):
            bind(variable, try compileOpen(value))
            return try compileOpen(body)
        case .rowNumber: return try rowNumber("rowNumber")
        case .partitionNumber: return try emit(.partitionNumber)
        case .random(let seed): return try emit(.random, rowNumber("random"), immediate: seed)
        case .fail(let message, let type): return emitter.emitFailure(try text(compile(message)), type: type)
        case .sequence, .assign, .branch, .whileLoop, .forLoop, .either, .return, .break, .continue:
            throw error("a statement stands where a value is needed")
        }
    }

    func compile(all nodes: [Node]) throws(ClosureError) -> [Register] {
        var registers: [Register] = []
        for node in nodes { registers.append(try compile(node)) }
        return registers
    }

    private func compile(_ constant: Constant) throws(ClosureError) -> Register {
        guard constant.value.fits(constant.type) else {
            throw error("the value \(constant.value) is not of the type \(constant.type)")
        }
        return emitter.emit(constant)
    }

    private func rowNumber(_ what: String) throws(ClosureError) -> Register {
        guard let register = emitter.emitRowNumber() else {
            throw error(
                "\(what) belongs to a row and cannot be used for the elements of a list",
                advice: "use flatMap first, so that each element is a row")
        }
        return register
    }

    private func member(_ value: Register, _ index: Int) throws(ClosureError) -> Register {
        guard case .tuple(let members) = type(value) else {
            throw error("a value of type \(type(value)) has no members", advice: "only tuples have members")
        }
        guard members.indices.contains(index) else {
            throw error(
                "the tuple \(type(value)) has no member \(index)", advice: "its members are 0 ..< \(members.count)")
        }
        return try emit(.member, value, immediate: index)
    }

    private func list(_ nodes: [Node], _ element: DataType?) throws(ClosureError) -> Register {
        if nodes.isEmpty {
            guard let element else {
                throw error("the type of an empty list is not known", advice: "give it at least one element")
            }
            return emitter.emit(Constant(type: .list(element), value: .list([])))
        }
        return try emit(.makeList, unify(seen(whole: compile(all: nodes)), "the elements of a list"))
    }

    private func overList(
        _ opcode: Opcode, _ list: Register, _ variable: Variable,
        _ body: (ClosureCompiler) throws(ClosureError) -> Register
    ) throws(ClosureError) -> Register {
        if opcode == .listMap, dialect == .python, case .tuple(let members) = type(list), !members.isEmpty {
            return try overMembers(list, members.count, variable, body)
        }
        let list = try iterable(list)
        guard case .list(let element) = type(list) else {
            throw error("a value of type \(type(list)) is not a list", advice: "only lists have elements to go through")
        }
        memo.append([:])
        let register = emitter.open(element: element)
        let outer = environment[variable]
        bind(variable, register)
        let result = try seen(whole: [body(self)])[0]
        if let outer { bind(variable, outer) } else { unbind(variable) }
        memo.removeLast()
        do throws(BytecodeError) { return try emitter.emitList(opcode, list, yielding: result) } catch {
            throw self.error(error.reason)
        }
    }

    /// The list of what the body makes of each member of a tuple; it must be of one type.
    private func overMembers(
        _ tuple: Register, _ count: Int, _ variable: Variable,
        _ body: (ClosureCompiler) throws(ClosureError) -> Register
    ) throws(ClosureError) -> Register {
        let outer = environment[variable]
        var values: [Register] = []
        for index in 0..<count {
            memo.append([:])
            bind(variable, try emit(.member, tuple, immediate: index))
            values += try seen(whole: [body(self)])
            memo.removeLast()
        }
        if let outer { bind(variable, outer) } else { unbind(variable) }
        return try emit(.makeList, unify(values, "what is made of the members of a tuple"))
    }

    /// A loop over the elements: the value so far and the number of the next element are carried.
    private func fold(
        _ listNode: Node, _ sum: Variable, _ element: Variable, _ startNode: Node, _ body: Node
    ) throws(ClosureError) -> Register {
        let list = try iterable(compile(listNode))
        let start = try compile(startNode)
        guard case .list = type(list) else { throw error("a value of type \(type(list)) is not a list") }
        let count = try emit(.listCount, list)
        let zero = emitter.emit(Constant(type: .int, value: .int(0)))
        let one = emitter.emit(Constant(type: .int, value: .int(1)))
        memo.append([:])
        let parameters = emitter.open(carried: [type(start), .int])
        let going = try emit(.sqlLess, parameters[1], count)
        let (outerSum, outerElement) = (environment[sum], environment[element])
        let next = try branch(
            going,
            { (inner: ClosureCompiler) throws(ClosureError) in
                inner.bind(sum, parameters[0])
                inner.bind(element, try inner.emit(.listElement, list, parameters[1]))
                let value = try inner.compile(body)
                return [value, try inner.emit(.addInt, parameters[1], one)]
            }, { (_: ClosureCompiler) throws(ClosureError) in [parameters[0], parameters[1]] })
        if let outerSum { bind(sum, outerSum) } else { unbind(sum) }
        if let outerElement { bind(element, outerElement) } else { unbind(element) }
        memo.removeLast()
        guard type(next[0]) == type(start) else {
            throw error("a fold from \(type(start)) gives \(type(next[0]))", advice: "give both one type")
        }
        return emitter.emitLoop([start, zero], emitter.close(yielding: [going] + next))[0]
    }

    // MARK: Blocks

    /// Compiles `body` into a block that is left open and detached, with its value.
    func detached(
        _ body: (ClosureCompiler) throws(ClosureError) -> [Register]
    ) throws(ClosureError) -> (scope: Emitter.Scope, values: [Register]) {
        memo.append([:])
        emitter.open()
        let values = try body(self)
        memo.removeLast()
        return (emitter.detach(), values)
    }

    private func conditional(_ condition: Node, _ yes: Node, _ no: Node) throws(ClosureError) -> Register {
        let test = try self.condition(compileOpen(condition))
        if case .bool(let known)? = emitter.constant(test)?.value { return try compileOpen(known ? yes : no) }
        return try branch(
            test, { (inner: ClosureCompiler) throws(ClosureError) in [try inner.compileOpen(yes)] },
            { (inner: ClosureCompiler) throws(ClosureError) in [try inner.compileOpen(no)] })[0]
    }

    /// An `if` whose blocks give as many values each; where the types differ they are made equal by promotion.
    /// `nullable` is the index of one that may be a null on one side, as what a loop gives back is until it does.
    func branch(
        _ test: Register, nullable: Int? = nil, _ yes: (ClosureCompiler) throws(ClosureError) -> [Register],
        _ no: (ClosureCompiler) throws(ClosureError) -> [Register]
    ) throws(ClosureError) -> [Register] {
        let first = try detached(yes)
        let second = try detached(no)
        var types: [DataType] = []
        var standIns: [Int] = []
        for (index, (left, right)) in zip(first.values, second.values).enumerated() {
            if needsFlag(left, right) {
                types.append(.float)
                standIns.append(index)
                continue
            }
            types.append(
                try commonType(type(left), type(right), "the two branches", allowsNull: index == nullable))
        }
        if first.values == second.values && !first.scope.instructions.contains(where: { emitter.mustStay($0) })
            && !second.scope.instructions.contains(where: { emitter.mustStay($0) })
        {
            return first.values
        }
        let yesBlock = try close(first, types, standIns)
        let noBlock = try close(second, types, standIns)
        if types == [.bool], yesBlock.instructions.isEmpty, noBlock.instructions.isEmpty,
            emitter.constant(yesBlock.yields[0])?.value == .bool(true),
            emitter.constant(noBlock.yields[0])?.value == .bool(false)
        {
            return [test]
        }
        let results = emitter.emitIf(test, yesBlock, noBlock)
        for (place, index) in standIns.enumerated() {
            emitter.mark(results[index], standsForIntWhere: results[types.count + place])
        }
        return Array(results.prefix(types.count))
    }

    func close(
        _ part: (scope: Emitter.Scope, values: [Register]), _ types: [DataType], _ standIns: [Int] = []
    ) throws(ClosureError) -> Block {
        emitter.attach(part.scope)
        var values: [Register] = []
        for (value, type) in zip(part.values, types) { values.append(try convert(value, to: type)) }
        for index in standIns { values.append(flag(part.values[index])) }
        return emitter.close(yielding: values)
    }
}

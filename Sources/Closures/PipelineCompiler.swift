// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// Compiles a chain of narrow operations (map, filter, flatMap and their kin) into one program. Each call infers and
/// emits at once, so that an error comes from the call that the user wrote; `finish` optimises the whole.
public final class PipelineCompiler {
    let emitter: Emitter
    var row: Register
    /// How the Python function that was added last runs.
    public internal(set) var lastForm: FunctionForm?

    /// A pipeline over rows of type `input`, of which the tuples that `form` says are dicts.
    public init(input: DataType, form: RowForm = .plain) {
        emitter = Emitter(inputs: [input])
        row = emitter.inputs[0]
        row = emitter.formed(row, form)
    }

    /// The type of the rows so far.
    public var outputType: DataType { emitter.type(row) }

    /// The rows so far as columns: the dicts in them that are known by their keys as tuples of their values.
    public var outputColumns: RowColumns { emitter.columns(row) }

    /// The value of `closure` in the place of each row.
    public func map(_ closure: Closure) throws(ClosureError) {
        row = try ClosureCompiler(closure, emitter: emitter).run([row])
    }

    /// The rows for which `closure` is true.
    public func filter(_ closure: Closure) throws(ClosureError) {
        let compiler = ClosureCompiler(closure, emitter: emitter)
        let condition = try compiler.condition(compiler.run([row]))
        if emitter.constant(condition)?.value == .bool(true) { return }
        row = emitter.filter(condition, carrying: [row])[0]
    }

    /// The elements of the list that `closure` gives, each a row.
    public func flatMap(_ closure: Closure) throws(ClosureError) {
        let compiler = ClosureCompiler(closure, emitter: emitter)
        try compiler.start([row])
        row = try explode(closure.body, compiler, context: []).element
    }

    /// Of rows (key, value): the value of `closure` for each value, the key kept.
    public func mapValues(_ closure: Closure) throws(ClosureError) {
        let (key, value) = try pair(closure, "mapValues")
        let result = try ClosureCompiler(closure, emitter: emitter).run([value])
        row = try tuple([key, result], closure)
    }

    /// Of rows (key, value): a row (key, element) for each element of the list that `closure` gives for the value.
    public func flatMapValues(_ closure: Closure) throws(ClosureError) {
        let (key, value) = try pair(closure, "flatMapValues")
        let compiler = ClosureCompiler(closure, emitter: emitter)
        try compiler.start([value])
        let (element, context) = try explode(closure.body, compiler, context: [key])
        row = try tuple([context[0], element], closure)
    }

    /// Rows (value of `closure`, row).
    public func keyBy(_ closure: Closure) throws(ClosureError) {
        let key = try ClosureCompiler(closure, emitter: emitter).run([row])
        row = try tuple([key, row], closure)
    }

    /// Member `index` of rows that are tuples: 0 for the keys, 1 for the values of pairs.
    public func member(_ index: Int, file: String = "", line: Int = 0) throws(ClosureError) {
        let variable = Variable("$0")
        let body = Node(.member(Node(.variable(variable)), index))
        try map(.traced(parameters: [variable], body: body, file: file, line: line))
    }

    /// Makes the tuples that `form` says are dicts dicts.
    public func shape(as form: RowForm) { row = emitter.formed(row, form) }

    /// The keys of rows (key, value).
    public func keys(file: String = "", line: Int = 0) throws(ClosureError) { try member(0, file: file, line: line) }

    /// The values of rows (key, value).
    public func values(file: String = "", line: Int = 0) throws(ClosureError) { try member(1, file: file, line: line) }

    /// The program: optimised and proven valid. The compiler is used up.
    ///
    /// - Parameter asColumns: whether the rows leave as `outputColumns`, for a pipeline that goes on with them.
    public func finish(asColumns: Bool = false) throws(ClosureError) -> Program {
        if asColumns { row = emitter.unformed(row) }
        return try Optimizer.finish(emitter.finish(yielding: row), keepsFailures: emitter.keepsFailures)
    }

    /// Whether the program so far is so large that what follows is better put into another one.
    package var isLarge: Bool { emitter.registerCount >= ClosureLimits.fusedRegistersMax }

    /// Does `step`, or undoes what was begun of it when it fails or gives rows of another type; whether it was done.
    package func attempt(giving columns: RowColumns, _ step: () throws(ClosureError) -> Void) -> Bool {
        let (state, row, span, keeps) = (emitter.state, self.row, emitter.span, emitter.keepsFailures)
        do throws(ClosureError) {
            try step()
            if outputColumns == columns { return true }
        } catch {}
        (emitter.state, emitter.span, emitter.keepsFailures) = (state, span, keeps)
        self.row = row
        return false
    }

    // MARK: Parts

    private func tuple(_ members: [Register], _ closure: Closure) throws(ClosureError) -> Register {
        do throws(BytecodeError) { return try emitter.emit(.makeTuple, members) } catch {
            throw ClosureError(error.reason, file: closure.source.file, line: closure.source.line)
        }
    }

    private func pair(_ closure: Closure, _ operation: String) throws(ClosureError) -> (key: Register, value: Register)
    {
        guard case .tuple(let members) = outputType, members.count == 2 else {
            throw ClosureError(
                "\(operation) takes rows (key, value), and these are of type \(outputType)",
                advice: "make pairs with map or keyBy first", file: closure.source.file, line: closure.source.line)
        }
        do throws(BytecodeError) {
            return (try emitter.emit(.member, row, immediate: 0), try emitter.emit(.member, row, immediate: 1))
        } catch {
            throw ClosureError(error.reason, file: closure.source.file, line: closure.source.line)
        }
    }

    /// Ends the segment with a row for each element of the list that `body` means. A list that is another list mapped
    /// or filtered is not built: its source is exploded and the rest done row by row.
    func explode(
        _ body: Node, _ compiler: ClosureCompiler, context: [Register]
    ) throws(ClosureError) -> (element: Register, context: [Register]) {
        switch body.kind {
        case .mapList(let list, let variable, let inner) where !inner.usesRow:
            let (element, outer) = try explode(list, compiler, context: context)
            compiler.bind(variable, element)
            return (try compiler.compile(inner), outer)
        case .filterList(let list, let variable, let inner) where !inner.usesRow:
            let (element, outer) = try explode(list, compiler, context: context)
            compiler.bind(variable, element)
            let condition = try compiler.condition(compiler.compile(inner))
            let carried = compiler.variables
            let values = outer + carried.map { compiler.environment[$0]! } + [element]
            let after = emitter.filter(condition, carrying: values)
            compiler.enterSegment(carried, Array(after[outer.count..<outer.count + carried.count]))
            return (after[after.count - 1], Array(after[..<outer.count]))
        default:
            let list = try compiler.iterable(compiler.body(body))
            guard case .list(let element) = emitter.type(list) else {
                throw compiler.error(
                    "flatMap needs a list, and the closure gives \(emitter.type(list))",
                    advice: "give a list, or use map")
            }
            let carried = compiler.variables
            let values = context + carried.map { compiler.environment[$0]! }
            let after = emitter.explode(list, element: element, carrying: values)
            compiler.enterSegment(carried, Array(after.values[context.count...]))
            return (after.element, Array(after.values[..<context.count]))
        }
    }
}

extension Node {
    /// Whether the value depends on the number of the row.
    fileprivate var usesRow: Bool {
        var seen: Set<ObjectIdentifier> = []
        return usesRow(&seen)
    }

    private func usesRow(_ seen: inout Set<ObjectIdentifier>) -> Bool {
        guard seen.insert(ObjectIdentifier(self)).inserted else { return false }
        switch kind {
        case .rowNumber, .random: return true
        default:
            for child in kind.children where child.usesRow(&seen) { return true }
            return false
        }
    }
}

extension ClosureCompiler {
    /// Goes on in the next segment, where the variables have new registers.
    func enterSegment(_ variables: [Variable], _ registers: [Register]) {
        forgetCompiled()
        for (variable, register) in zip(variables, registers) { bind(variable, register) }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// Steps with Python functions: typed where the function and the rows allow it with exactly Python's meaning, scripts
/// otherwise. `lastForm` is the way that was taken; an error says what neither can do.
extension PipelineCompiler {
    /// The value of `closure` in the place of each row.
    public func map(_ closure: PythonClosure) throws(ClosureError) {
        try step(closure) { () throws(ClosureError) in
            row = try typedValue(closure, [row])
        } otherwise: { () throws(ClosureError) in
            row = try script(closure, [row], result: .any)
        }
    }

    /// The rows for which the value of `closure` is true.
    public func filter(_ closure: PythonClosure) throws(ClosureError) {
        try step(closure) { () throws(ClosureError) in
            try filter(PythonLowering.lower(closure, argumentCount: 1, purpose: .condition))
        } otherwise: { () throws(ClosureError) in
            row = emitter.filter(try script(closure, [row], result: .bool), carrying: [row])[0]
        }
    }

    /// A row for each element of what `closure` gives.
    public func flatMap(_ closure: PythonClosure) throws(ClosureError) {
        try step(closure) { () throws(ClosureError) in
            row = try typedElements(closure, row, context: []).element
        } otherwise: { () throws(ClosureError) in
            let list = try script(closure, [row], result: .list(.any))
            row = emitter.explode(list, element: .any, carrying: []).element
        }
    }

    /// Of rows (key, value): (key, value of `closure` for the value).
    public func mapValues(_ closure: PythonClosure) throws(ClosureError) {
        guard let (key, value) = try pairMembers() else {
            try map(closure.ofPairs(isFlat: false))
            lastForm = FunctionForm(closure, script: lastForm?.reason)
            return
        }
        try step(closure) { () throws(ClosureError) in
            row = try tuple([key, typedValue(closure, [value])])
        } otherwise: { () throws(ClosureError) in
            row = try tuple([key, script(closure, [value], result: .any)])
        }
    }

    /// Of rows (key, value): a row (key, element) for each element of what `closure` gives for the value.
    public func flatMapValues(_ closure: PythonClosure) throws(ClosureError) {
        guard let (key, value) = try pairMembers() else {
            try flatMap(closure.ofPairs(isFlat: true))
            lastForm = FunctionForm(closure, script: lastForm?.reason)
            return
        }
        try step(closure) { () throws(ClosureError) in
            let (element, context) = try typedElements(closure, value, context: [key])
            row = try tuple([context[0], element])
        } otherwise: { () throws(ClosureError) in
            let list = try script(closure, [value], result: .list(.any))
            let after = emitter.explode(list, element: .any, carrying: [key])
            row = try tuple([after.values[0], after.element])
        }
    }

    /// Rows (value of `closure`, row).
    public func keyBy(_ closure: PythonClosure) throws(ClosureError) {
        try step(closure) { () throws(ClosureError) in
            row = try tuple([typedValue(closure, [row]), row])
        } otherwise: { () throws(ClosureError) in
            row = try tuple([script(closure, [row], result: .any), row])
        }
    }

    /// Of rows (key, value): (number, row), where `closure` gives the number for the key.
    public func numberByKey(_ closure: PythonClosure) throws(ClosureError) {
        guard let (key, _) = try pairMembers() else {
            throw ClosureError("rows of type \(outputType) are not pairs", file: "", line: 0)
        }
        try step(closure) { () throws(ClosureError) in
            let number = try typedValue(closure, [key])
            guard emitter.type(number) == .int else {
                throw ClosureError("a partition's number is an int", file: "", line: 0)
            }
            row = try tuple([number, row])
        } otherwise: { () throws(ClosureError) in
            row = try tuple([script(closure, [key], result: .int), row])
        }
    }

    /// Makes rows that are not pairs by their type into pairs of columns, as `for key, value in rows` takes them apart:
    /// a row that has not exactly two values fails then, at `site`.
    public func splitPair(at site: SourcePlace? = nil) throws(ClosureError) {
        if case .tuple(let members) = outputType, members.count == 2 { return }
        try toAny()
        emitter.keepsFailures = true
        emitter.span = site.map { emitter.span(file: ClosureSource($0), place: Place($0)) } ?? -1
        let (key, value) = emitter.emitSplitPair(row)
        row = try tuple([key, value])
    }

    /// Gives all rows a type that scripts' values may have: rows of type any must be of it. One that is not fails, at
    /// `site`.
    public func shape(as type: DataType, at site: SourcePlace? = nil) throws(ClosureError) {
        if outputType == type { return }
        let place = site.map { Place($0) } ?? Place(line: 0)
        let source = site.map { ClosureSource($0) } ?? ClosureSource(file: "", line: 0)
        let body = PythonStatement(.return(PythonExpression(.name("row"), place)), place)
        var identity = PythonClosure(functions: [
            PythonFunction(name: "row", source: source, parameters: PythonParameters(["row"]), body: [body])
        ])
        identity.site = site
        emitter.keepsFailures = true
        row = try script(identity, [row], result: type)
    }

    /// Gives all rows the type any.
    public func toAny() throws(ClosureError) {
        if outputType != .any { row = try plain(.toAny, [row]) }
    }

    /// Makes each row the text that Python's `str` gives.
    public func toText() throws(ClosureError) {
        if outputType != .string { row = try plain(.toText, [row]) }
    }

    /// Gives the values of rows (key, value) the type any.
    public func valuesToAny() throws(ClosureError) {
        try splitPair()
        guard case .tuple(let members) = outputType, members[1] != .any else { return }
        let value = try plain(.toAny, [plain(.member, [row], immediate: 1)])
        row = try tuple([plain(.member, [row], immediate: 0), value])
    }

    /// Gives the keys of rows (key, value) the type any.
    public func keysToAny() throws(ClosureError) {
        try splitPair()
        guard case .tuple(let members) = outputType, members[0] != .any else { return }
        let key = try plain(.toAny, [plain(.member, [row], immediate: 0)])
        row = try tuple([key, plain(.member, [row], immediate: 1)])
    }

    // MARK: Parts

    /// Takes the typed way, or undoes what was begun on it and takes the other.
    private func step(
        _ closure: PythonClosure, _ typed: () throws(ClosureError) -> Void, otherwise: () throws(ClosureError) -> Void
    ) throws(ClosureError) {
        let (state, row, span) = (emitter.state, self.row, emitter.span)
        emitter.keepsFailures = true
        var form = FunctionForm(closure)
        do throws(ClosureError) {
            try typed()
            // Deeper than types go, values have the type any.
            guard outputType.isWithinLimits else {
                throw ClosureError("the type is nested too deep", file: "", line: 0)
            }
        } catch {
            emitter.state = state
            emitter.span = span
            self.row = row
            form.reason = error
            do throws(ClosureError) { try otherwise() } catch {
                emitter.state = state
                emitter.span = span
                self.row = row
                throw error
            }
        }
        lastForm = form
    }

    private func typedValue(_ closure: PythonClosure, _ arguments: [Register]) throws(ClosureError) -> Register {
        let lowered = try PythonLowering.lower(closure, argumentCount: arguments.count)
        let compiler = ClosureCompiler(lowered, emitter: emitter)
        let result = try compiler.run(arguments)
        try compiler.expectNoNull(result)
        return result
    }

    private func typedElements(
        _ closure: PythonClosure, _ argument: Register, context: [Register]
    ) throws(ClosureError) -> (element: Register, context: [Register]) {
        let lowered = try PythonLowering.lower(closure, argumentCount: 1, purpose: .elements)
        let compiler = ClosureCompiler(lowered, emitter: emitter)
        try compiler.start([argument])
        var result = try explode(lowered.body, compiler, context: context)
        result.element = try compiler.seen(whole: [result.element])[0]
        try compiler.expectNoNull(result.element)
        return result
    }

    private func script(
        _ closure: PythonClosure, _ arguments: [Register], result: DataType
    ) throws(ClosureError) -> Register {
        let script = try ScriptCompiler.compile(closure, argumentCount: arguments.count)
        // What the function gives is the operation's to refuse.
        let source = closure.site.map { ClosureSource($0) } ?? closure.entryFunction.source
        emitter.span = emitter.span(file: source, place: closure.site.map { Place($0) } ?? Place(line: source.line))
        return emitter.emitScript(script, arguments, result: result)
    }

    /// The first two members of rows that are tuples; nil of other rows.
    private func pairMembers() throws(ClosureError) -> (key: Register, value: Register)? {
        guard case .tuple(let members) = outputType, members.count >= 2 else { return nil }
        return (try plain(.member, [row]), try plain(.member, [row], immediate: 1))
    }

    private func tuple(_ members: [Register]) throws(ClosureError) -> Register { try plain(.makeTuple, members) }

    private func plain(
        _ opcode: Opcode, _ operands: [Register], immediate: Int = 0
    ) throws(ClosureError) -> Register {
        do throws(BytecodeError) { return try emitter.emit(opcode, operands, immediate: immediate) } catch {
            throw ClosureError(error.reason, file: "", line: 0)
        }
    }
}

extension ClosureCompiler {
    /// Refuses a value whose type holds None, which is of type any in data from Python.
    func expectNoNull(_ value: Register) throws(ClosureError) {
        guard type(value).hasNoNull else { throw error("None is given back, which a typed column does not hold") }
    }
}

extension ClosureSource {
    init(_ site: SourcePlace) { self.init(file: site.file, line: site.line, lines: [site.line: site.text]) }
}

extension Place {
    init(_ site: SourcePlace) { self.init(line: site.line, column: site.column, endColumn: site.endColumn) }
}

extension PythonClosure {
    /// The function of a row that is taken for (key, value): `(row[0], f(row[1]))`, or of each element of `f(row[1])`.
    fileprivate func ofPairs(isFlat: Bool) -> PythonClosure {
        // What is no pair fails where the operation was called, not in the user's function.
        let place = site.map { Place($0) } ?? Place(line: entryFunction.source.line)
        func node(_ kind: PythonExpression.Kind) -> PythonExpression { PythonExpression(kind, place) }
        func member(_ index: Int) -> PythonExpression {
            node(.subscripted(node(.name("row")), node(.constant(.int(index)))))
        }
        let value = node(.call(node(.function(entry)), [member(1)], []))
        let result: PythonExpression
        if isFlat {
            let pair = node(.tuple([member(0), node(.name("element"))]))
            result = node(
                .comprehension(
                    .generator, pair, [PythonGenerator(target: node(.name("element")), iterable: value)]))
        } else {
            result = node(.tuple([member(0), value]))
        }
        var closure = self
        closure.functions.append(
            PythonFunction(
                name: entryFunction.name, source: site.map { ClosureSource($0) } ?? entryFunction.source,
                parameters: PythonParameters(["row"]), body: [PythonStatement(.return(result), place)]))
        closure.entry = closure.functions.count - 1
        return closure
    }
}

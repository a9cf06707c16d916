// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// Runs one verified program over the batches of one partition, in order. Confined to the thread that runs the task;
/// unusable after it has thrown.
public final class ProgramRunner {
    public let program: VerifiedProgram
    private let compiled: CompiledProgram
    private let context: RunContext
    private var machine: Machine
    /// Rows that each segment has seen.
    private var rowsSeen: [Int]
    private let resultType: DataType
    private var pace: BatchPace
    /// What scripts did cannot be done again.
    private let isRepeatable: Bool

    public init(_ program: VerifiedProgram, context: RunContext) {
        self.program = program
        self.context = context
        compiled = CompiledProgram(program, partition: context.partition)
        machine = Machine(compiled, context: context, budget: context.instructionBudget)
        isRepeatable = program.program.scripts.isEmpty
        pace = BatchPace(program.program)
        rowsSeen = Array(repeating: 0, count: compiled.segments.count)
        resultType = program.program.resultType
    }

    /// The results for the rows of `batch`, the next one of the partition: fewer or more rows than it has.
    public func run(_ batch: Column) throws(ComputeError) -> Column {
        precondition(compiled.segments[0].parameters.count == 1, "a row program takes one input")
        return try run([batch])
    }

    /// One result for each pair of rows: a reduce program applied to (left, right).
    public func combine(_ left: Column, _ right: Column) throws(ComputeError) -> Column {
        precondition(compiled.segments[0].parameters.count == 2, "a reduce program takes two inputs")
        precondition(left.count == right.count, "a reduce program takes inputs of equal length")
        return try run([left, right])
    }

    private func run(_ inputs: [Column]) throws(ComputeError) -> Column {
        checkInputs(inputs, inputs[0].count)
        try checkCancelled()
        var results: [Column] = []
        _ = try run(inputs, inputs[0].count, isStreamed: false) { result in
            results.append(result)
            return true
        }
        switch results.count {
        case 0: return emptyColumn(resultType)
        case 1: return results[0]
        default: return concatenateShared(results)
        }
    }

    /// As `run(_:)`, but the results come as they are made: of as many rows at a time as keep what the registers hold
    /// small, and what a script's function gives for a row to be flattened a few thousand elements at a time. `emit`
    /// takes the results so far and says whether it wants more.
    public func run(_ batch: Column, emit: @escaping (Column) -> Bool) throws(ComputeError) {
        precondition(compiled.segments[0].parameters.count == 1, "a row program takes one input")
        checkInputs([batch], batch.count)
        try checkCancelled()
        _ = try run([batch], batch.count, isStreamed: true, emit)
    }

    /// Rows a few at a time, which no row can tell: they depend on nothing but their number. How many is decided by
    /// what
    /// earlier rows took, and never by what others hold: the same rows are always cut alike. Rows that take too much
    /// all
    /// the same are done by halves, because what a failed run of instructions did nobody has seen. (What a script did,
    /// somebody may have.)
    private func run(
        _ inputs: [Column], _ rows: Int, isStreamed: Bool, _ emit: @escaping (Column) -> Bool
    ) throws(ComputeError) -> Bool {
        var offset = 0
        while offset < rows {
            let count = pace.next(rows - offset)
            if offset > 0 { try checkCancelled() }
            let values = inputs.map { RegisterValue(count == rows ? $0 : $0.slice(offset, count)) }
            let seenBefore = rowsSeen
            let mayRepeat = isRepeatable && pace.isNeeded && count > 1
            machine.memoryMax = mayRepeat ? min(context.memoryMax, ComputeLimits.batchByteCountMax) : context.memoryMax
            do throws(ComputeError) {
                guard try run(values, count, from: 0, isStreamed: isStreamed, emit) else {
                    _ = machine.endBatch()
                    return false
                }
            } catch {
                guard error.kind == .memoryExceeded, mayRepeat else { throw error }
                machine = Machine(compiled, context: context, budget: machine.budget)
                rowsSeen = seenBefore
                pace.failed(count)
                continue
            }
            pace.ran(count, byteCount: machine.endBatch())
            offset += count
        }
        return true
    }

    private func checkInputs(_ inputs: [Column], _ rows: Int) {
        precondition(rows <= ComputeLimits.batchRowsMax)
        for (input, type) in zip(inputs, program.program.inputTypes) {
            precondition(input.type == type, "the input is \(input.type), the program takes \(type)")
        }
    }

    private func checkCancelled() throws(ComputeError) {
        do throws(Failure) { try machine.checkCancelled() } catch { throw ComputeError(error.kind, error.message) }
    }

    /// Runs the segments from `first` on over the values of its parameters; false when no more is wanted. `isStreamed`:
    /// what a script gives to be flattened is taken in portions.
    private func run(
        _ inputs: [RegisterValue], _ rows: Int, from first: Int, isStreamed: Bool, _ emit: @escaping (Column) -> Bool
    ) throws(ComputeError) -> Bool {
        var values = inputs
        var count = rows
        for index in first..<compiled.segments.count {
            if count == 0 { return true }
            let segment = compiled.segments[index]
            machine.firstRow = rowsSeen[index]
            rowsSeen[index] += count
            for (register, value) in zip(segment.parameters, values) { machine[register] = value.shared }
            if isStreamed, let last = compiled.streamed(index) {
                return try stream(index, last, &values, count, emit)
            }
            let ended: [RegisterValue]
            do throws(Failure) {
                try machine.run(segment, count)
                (ended, count) = try end(index, count)
            } catch { throw located(error, index, values, count) }
            for index in values.indices { machine.recycle(&values[index]) }
            values = ended
        }
        guard var result = values.first else { return true }
        let column = result.asColumn(resultType, count)
        // It is counted until whoever takes it has done so.
        defer { machine.recycle(&result) }
        return column.count == 0 ? true : emit(column)
    }

    /// A segment whose script's values are flattened: portion by portion through all segments behind it.
    private func stream(
        _ index: Int, _ last: Step, _ values: inout [RegisterValue], _ count: Int, _ emit: @escaping (Column) -> Bool
    ) throws(ComputeError) -> Bool {
        let segment = compiled.segments[index]
        let firstRow = machine.firstRow
        let stream: ScriptStream
        do throws(Failure) {
            try machine.run(segment, count, steps: segment.steps.dropLast())
            stream = try machine.scriptStream(last, count)
        } catch { throw located(error, index, values, count) }
        var wantsMore = true
        while wantsMore && !stream.isAtEnd {
            try checkCancelled()
            let (flat, rows): ([RegisterValue], Int)
            do throws(Failure) {
                try machine.takePortion(stream)
                (flat, rows) = try explode(segment, count, isLast: false)
            } catch {
                machine.firstRow = firstRow
                throw located(error, index, values, count)
            }
            machine.release(segment.yields[0])
            if rows > 0 { wantsMore = try run(flat, rows, from: index + 1, isStreamed: true, emit) }
        }
        for register in segment.locals { machine.release(register) }
        for index in values.indices { machine.recycle(&values[index]) }
        return wantsMore
    }

    /// Carries out the terminator: the values of the next segment's parameters (or the result) and its rows.
    private func end(_ index: Int, _ count: Int) throws(Failure) -> ([RegisterValue], Int) {
        let segment = compiled.segments[index]
        switch program.program.segments[index].terminator {
        case .yield(let register):
            let column = try machine.fullColumn(register.index, count)
            for value in machine.takeYields(segment) {
                var value = value
                machine.recycle(&value)
            }
            return ([RegisterValue(column)], count)
        case .filter:
            var values = machine.takeYields(segment)
            var condition = values.removeFirst()
            let kept = try filter(segment, condition, &values, count)
            machine.recycle(&condition)
            return (values, kept)
        case .explode:
            return try explode(segment, count, isLast: true)
        }
    }

    private func filter(
        _ segment: CompiledBlock, _ condition: RegisterValue, _ values: inout [RegisterValue], _ count: Int
    )
        throws(Failure) -> Int
    {
        let flags = condition.values!.pointer(UInt8.self)
        let tested = condition.isConstant ? 1 : count
        let kept = trueRows(flags, condition.valid, tested) * (count / tested)
        if kept == count || kept == 0 { return kept }
        let yes = Selection(buffer: machine.takeIndices(count), count: kept)
        let no = machine.takeIndices(count)
        splitRows(flags, condition.valid, count, yes.rows, no.pointer(Int32.self))
        for index in values.indices {
            let gathered = try machine.gather(values[index], machine.types[segment.yields[index + 1]], yes)
            machine.recycle(&values[index])
            values[index] = gathered
        }
        machine.giveIndices(yes.buffer)
        machine.giveIndices(no)
        return kept
    }

    /// The elements of the lists and what is carried along. Unless it `isLast`, the registers stay as they are.
    private func explode(_ segment: CompiledBlock, _ count: Int, isLast: Bool) throws(Failure) -> ([RegisterValue], Int)
    {
        let list = machine[segment.yields[0]]
        if list.isConstantNull {
            for register in segment.locals { machine.release(register) }
            return (segment.yields.map { _ in RegisterValue() }, 0)
        }
        let lists = Lists(try machine.fullColumn(segment.yields[0], count))
        var values = isLast ? machine.takeYields(segment) : segment.yields.map { machine[$0].shared }
        var exploded = values.removeFirst()
        let rows = lists.elements.count
        if !values.isEmpty && rows > 0 {
            let owners = Selection(buffer: machine.takeIndices(rows), count: rows)
            lists.fillRows(owners.rows)
            for index in values.indices {
                let gathered = try machine.gather(values[index], machine.types[segment.yields[index + 1]], owners)
                machine.recycle(&values[index])
                values[index] = gathered
            }
            machine.giveIndices(owners.buffer)
        }
        machine.recycle(&exploded)
        return ([RegisterValue(lists.elements)] + values, rows)
    }

    // MARK: Errors

    /// The failure with the user's line and the value that the row had on entry of the segment.
    private func located(_ failure: Failure, _ segment: Int, _ values: [RegisterValue], _ count: Int) -> ComputeError {
        var error = ComputeError(failure.kind, failure.message)
        error.exceptionType = failure.exceptionType
        error.condition = failure.condition
        error.exception = failure.exception
        let map = failure.script.map { program.program.scripts[$0].sourceMap } ?? program.program.sourceMap
        if let index = failure.span, map.spans.indices.contains(index) {
            let span = map.spans[index]
            error.span = span
            if map.files.indices.contains(span.file) {
                error.fileName = map.files[span.file].name
                error.sourceLine = map.files[span.file].lines[span.line]
            }
        }
        if let row = failure.row, row < count {
            let inputs = zip(compiled.segments[segment].parameters, values).map { register, value in
                let column = value.asColumn(compiled.types[register], count)
                return describeRow(column, value.isConstant ? 0 : row, asPython: program.program.sourceMap.isPython)
            }
            error.row = failure.shown ?? (inputs.count == 1 ? inputs[0] : "(" + inputs.joined(separator: ", ") + ")")
            error.rowNumber = machine.firstRow + row
        }
        return error
    }
}

/// A column of `type` without rows.
func emptyColumn(_ type: DataType) -> Column { ColumnBuilder(type).finish() }

// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// Runs one verified program over the batches of one partition, in order. Confined to the thread that runs the task;
/// unusable after it has thrown.
public final class ProgramRunner {
    public let program: VerifiedProgram
    private let compiled: CompiledProgram
    private let machine: Machine
    /// Rows that each segment has seen.
    private var rowsSeen: [Int]
    private let resultType: DataType

    public init(_ program: VerifiedProgram, context: RunContext) {
        self.program = program
        compiled = CompiledProgram(program, partition: context.partition)
        machine = Machine(compiled, context: context)
        rowsSeen = Array(repeating: 0, count: compiled.segments.count)
        resultType = program.program.resultType
    }

    /// The results for the rows of `batch`, the next one of the partition: fewer or more rows than it has.
    public func run(_ batch: Column) throws(ComputeError) -> Column {
        precondition(compiled.segments[0].parameters.count == 1, "a row program takes one input")
        return try run([batch], batch.count)
    }

    /// One result for each pair of rows: a reduce program applied to (left, right).
    public func combine(_ left: Column, _ right: Column) throws(ComputeError) -> Column {
        precondition(compiled.segments[0].parameters.count == 2, "a reduce program takes two inputs")
        precondition(left.count == right.count, "a reduce program takes inputs of equal length")
        return try run([left, right], left.count)
    }

    private func run(_ inputs: [Column], _ rows: Int) throws(ComputeError) -> Column {
        precondition(rows <= ComputeLimits.batchRowsMax)
        for (input, type) in zip(inputs, program.program.inputTypes) {
            precondition(input.type == type, "the input is \(input.type), the program takes \(type)")
        }
        var values = inputs.map { Value($0) }
        var count = rows
        do {
            try machine.checkCancelled()
            for index in compiled.segments.indices {
                if count == 0 { return emptyColumn(resultType) }
                let segment = compiled.segments[index]
                machine.firstRow = rowsSeen[index]
                rowsSeen[index] += count
                for (register, value) in zip(segment.parameters, values) { machine[register] = value.shared }
                do { try machine.run(segment, count) } catch { throw located(error, index, values, count) }
                let ended: [Value]
                do {
                    (ended, count) = try end(index, count)
                } catch { throw located(error, index, values, count) }
                for index in values.indices { machine.recycle(&values[index]) }
                values = ended
            }
        } catch let error as Failure {
            throw ComputeError(error.kind, error.message)
        } catch let error as ComputeError {
            throw error
        } catch { fatalError("unexpected error: \(error)") }
        guard var result = values.first else { return emptyColumn(resultType) }
        let column = result.asColumn(resultType, count)
        machine.recycle(&result)
        return column
    }

    /// Carries out the terminator: the values of the next segment's parameters (or the result) and its rows.
    private func end(_ index: Int, _ count: Int) throws(Failure) -> ([Value], Int) {
        let segment = compiled.segments[index]
        switch program.program.segments[index].terminator {
        case .yield(let register):
            let column = try machine.fullColumn(register.index, count)
            for value in machine.takeYields(segment) {
                var value = value
                machine.recycle(&value)
            }
            return ([Value(column)], count)
        case .filter:
            var values = machine.takeYields(segment)
            var condition = values.removeFirst()
            let kept = try filter(segment, condition, &values, count)
            machine.recycle(&condition)
            return (values, kept)
        case .explode:
            return try explode(segment, count)
        }
    }

    private func filter(
        _ segment: CompiledBlock, _ condition: Value, _ values: inout [Value], _ count: Int
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

    private func explode(_ segment: CompiledBlock, _ count: Int) throws(Failure) -> ([Value], Int) {
        let list = machine[segment.yields[0]]
        if list.isConstantNull {
            for register in segment.locals { machine.release(register) }
            return (segment.yields.map { _ in Value() }, 0)
        }
        let lists = Lists(try machine.fullColumn(segment.yields[0], count))
        var values = machine.takeYields(segment)
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
        return ([Value(lists.elements)] + values, rows)
    }

    // MARK: Errors

    /// The failure with the user's line and the value that the row had on entry of the segment.
    private func located(_ failure: Failure, _ segment: Int, _ values: [Value], _ count: Int) -> ComputeError {
        var error = ComputeError(failure.kind, failure.message)
        error.exceptionType = failure.exceptionType
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
            error.row = inputs.count == 1 ? inputs[0] : "(" + inputs.joined(separator: ", ") + ")"
            error.rowNumber = machine.firstRow + row
        }
        return error
    }
}

/// A column of `type` without rows.
func emptyColumn(_ type: DataType) -> Column { ColumnBuilder(type).finish() }

// SPDX-License-Identifier: Apache-2.0

import Bytecode
package import Closures
package import Columnar
import Plan
import Storage

// Operations that are made of others.
extension Dataset {
    /// Each different row once.
    package func distinct(name: String, partitions: Int?) throws(MartletError) -> Dataset {
        let row = Variable("$0")
        let null = Node(.constant(.init(type: .null, value: .null)))
        let pair = Closure.traced(
            parameters: [row], body: Node(.tuple([Node(.variable(row)), null])), file: name, line: 0)
        return try adding(.map(pair)).aggregateByKey(.first, name: name, partitions: partitions)
            .adding(.map(.member(0, name: name)))
    }

    /// Of rows of type bool: 1 for true, 0 for false.
    package func counted() throws(MartletError) -> Dataset {
        let row = Variable("$0")
        func number(_ value: Int) -> Node { Node(.constant(.init(type: .int, value: .int(value)))) }
        let closure = Closure.traced(
            parameters: [row], body: Node(.conditional(Node(.variable(row)), then: number(1), else: number(0))),
            file: "", line: 0)
        return try adding(.map(closure))
    }

    /// The rows as lines of text, as Python's `str` gives them.
    package func lines() throws(MartletError) -> Dataset {
        rowType == .string ? self : try adding(.toText)
    }

    /// Of rows (key, value): one row a key, its values combined by a Python function of two, in order.
    package func reducedByKey(
        _ closure: PythonClosure, name: String, partitions: Int?
    ) throws(MartletError) -> Dataset {
        let pairs = try pairs()
        guard case .tuple(let members) = pairs.rowType else { return pairs }
        let reduce = try compiled(closure, members[1])
        let ready = reduce.type == members[1] ? pairs : try pairs.adding(.valuesToAny)
        return try ready.aggregateByKey(
            AggregateKind(reduce.program), name: name, partitions: partitions, function: reduce.form)
    }

    /// All rows combined by a Python function of two, in order; nil without rows.
    package func reduced(
        _ closure: PythonClosure, name: String
    ) throws(MartletError) -> @Sendable (ActionControl) throws(MartletError) -> Column? {
        let reduce = try compiled(closure, rowType)
        let kind = AggregateKind(reduce.program)
        let ready = reduce.type == rowType ? self : try adding(.toAny)
        return { control throws(MartletError) in try ready.reduce(kind, name: name, control: control) }
    }

    private func compiled(_ closure: PythonClosure, _ type: DataType) throws(MartletError) -> PythonReduce {
        do throws(ClosureError) { return try compileReduce(closure, type: type) } catch { throw .compilation(error) }
    }

    /// Rows that are parted already, a partition for each column.
    package static func local(
        _ engine: Engine, partitions: [Column], type: DataType, name: String
    ) throws(MartletError) -> Dataset {
        try checkPartitions(partitions.count, name)
        var all: [[[UInt8]]] = []
        for column in partitions { all.append(try blocks(of: column, name: name)) }
        return Dataset(engine: engine, lineage: Lineage(.blocks(all), rowType: type, name: name))
    }

    /// The rows of each partition, or of those listed.
    package func collectPartitions(
        name: String, partitions: [Int]?, control: ActionControl?
    ) throws(MartletError) -> [[Column]] {
        var columns: [[Column]] = []
        for pieces in try run(.collect(rowType), name: name, partitions: partitions, control: control) {
            columns.append(try decodeBlocks(pieces, rowType))
        }
        return columns
    }

    /// How the user's functions run, and the stages of a collect, as a person reads them.
    package func explanation(name: String) throws(MartletError) -> (functions: String, stages: String) {
        let lineage = try lineage(name: name)
        let job = try engine.plan(lineage, sink: .collect(rowType), name: name)
        return (
            lineage.functionNotes.map(\.explanation).joined(separator: "\n"),
            job.stages.map(\.explanation).joined(separator: "\n")
        )
    }
}

extension AggregateKind {
    /// The aggregate of a compiled reduce function.
    init(_ program: ReduceProgram) {
        switch program {
        case .sum: self = .sum
        case .minimum: self = .minimum
        case .maximum: self = .maximum
        case .and: self = .and
        case .or: self = .or
        case .program(let program): self = .reduce(program)
        }
    }
}

extension Closure {
    /// The member of a row that is a tuple.
    package static func member(_ index: Int, name: String) -> Closure {
        let row = Variable("$0")
        return .traced(parameters: [row], body: Node(.member(Node(.variable(row)), index)), file: name, line: 0)
    }
}

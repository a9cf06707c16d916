// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
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

    /// The rows as lines of text.
    package func lines(name: String) throws(MartletError) -> Dataset {
        if rowType == .string { return self }
        let row = Variable("$0")
        let text = Closure.traced(
            parameters: [row], body: textNode(Node(.variable(row)), rowType), file: name, line: 0)
        return try adding(.map(text))
    }

    /// Rows that are parted already, a partition for each column.
    package static func local(
        _ engine: Engine, partitions: [Column], type: DataType, name: String
    ) throws(MartletError) -> Dataset {
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

    /// The stages of a collect, as a person reads them.
    package func explanation(name: String) throws(MartletError) -> String {
        let job = try engine.plan(try lineage(name: name), sink: .collect(rowType), name: name)
        return job.stages.map(\.explanation).joined(separator: "\n")
    }
}

extension Closure {
    /// The member of a row that is a tuple.
    package static func member(_ index: Int, name: String) -> Closure {
        let row = Variable("$0")
        return .traced(parameters: [row], body: Node(.member(Node(.variable(row)), index)), file: name, line: 0)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Plan

/// The action that an explanation is about.
public enum ExplainedAction: Sendable {
    case collect
    case count
    case sum
}

extension RDD {
    /// The stages of the job that an action would run: sources, disassembled programs, what becomes of the rows. Runs
    /// nothing but the sample that a sort needs.
    public func explain(
        _ action: ExplainedAction = .collect, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> String {
        let name = callSite("\(action)", file, line)
        let sink: Sink
        switch action {
        case .collect: sink = .collect(Element.dataType)
        case .count: sink = .count
        case .sum: sink = .aggregate(Aggregation(kind: .sum, keyType: nil, valueType: Element.dataType))
        }
        let job = try dataset.engine.plan(try dataset.lineage(name: name), sink: sink, name: name)
        return job.stages.map(\.explanation).joined(separator: "\n")
    }
}

extension Stage {
    /// The stage as a person reads it.
    package var explanation: String {
        var lines = ["Stage \(id): \(name), \(tasks.count) tasks"]
        for (index, branch) in branches.enumerated() {
            if branches.count > 1 { lines.append("  branch \(index)") }
            lines.append("  from \(branch.source.explanation)")
            for program in branch.programs {
                for text in Disassembler.disassemble(program).split(separator: "\n", omittingEmptySubsequences: false) {
                    lines.append("    " + text)
                }
            }
        }
        lines.append("  to \(sink.explanation)")
        return lines.joined(separator: "\n")
    }
}

extension Source {
    fileprivate var explanation: String {
        switch self {
        case .range: "range: int"
        case .blocks(let type): "values of the driver: \(type)"
        case .text: "text files: string"
        case .shuffle(let id, let type, let reading):
            switch reading {
            case .concatenate: "shuffle \(id): \(type), in map order"
            case .aggregate(let aggregation): "shuffle \(id): \(type), \(aggregation.kind.explanation) by key"
            case .sort(let order): "shuffle \(id): \(type), sorted\(order.descending ? ", descending" : "")"
            }
        }
    }
}

extension Sink {
    fileprivate var explanation: String {
        switch self {
        case .shuffle(let id, let partitions, let type, let partitioning, let combine):
            "shuffle \(id): \(type), \(partitions) partitions by \(partitioning.explanation)"
                + (combine.map { ", \($0.kind.explanation) by key first" } ?? "")
        case .collect(let type): "the driver: \(type)"
        case .take(let type, let rows): "the driver: \(type), \(rows) rows a partition at most"
        case .count: "the driver: number of rows"
        case .aggregate(let aggregation): "the driver: \(aggregation.kind.explanation) of each partition"
        case .text(let directory, _, let gzip): "text files in \(directory)\(gzip ? ", gzip" : "")"
        case .discard: "nothing"
        case .sample(_, let type, let rows): "the driver: a sample of \(rows) keys: \(type)"
        }
    }
}

extension Partitioning {
    fileprivate var explanation: String {
        switch self {
        case .hashOfKey: "hash of key"
        case .range: "range of key"
        case .roundRobin: "turns"
        }
    }
}

extension AggregateKind {
    fileprivate var explanation: String {
        switch self {
        case .sum: "sum"
        case .minimum: "minimum"
        case .maximum: "maximum"
        case .and: "and"
        case .or: "or"
        case .count: "count"
        case .first: "first"
        case .collectList: "list"
        case .reduce(let program): "reduce by\n" + Disassembler.disassemble(program)
        }
    }
}

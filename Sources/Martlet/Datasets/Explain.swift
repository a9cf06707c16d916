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
            lines += branch.explanation.map { "  " + $0 }
        }
        lines.append("  to \(sink.explanation)")
        return lines.joined(separator: "\n")
    }
}

extension Branch {
    fileprivate var explanation: [String] {
        var lines = ["from \(source.explanation)"]
        if case .nested(_, let branches) = source {
            for (index, branch) in branches.enumerated() {
                lines.append("  branch \(index)")
                lines += branch.explanation.map { "    " + $0 }
            }
        }
        for transform in transforms {
            switch transform {
            case .program(let program):
                lines += Disassembler.disassemble(program).split(separator: "\n", omittingEmptySubsequences: false)
                    .map { "  " + $0 }
            case .partition(let script):
                lines.append(
                    "  a script over each partition: \(script.inputType) to \(script.resultType), "
                        + "\(script.code.count) bytes")
            }
        }
        return lines
    }
}

extension Source {
    fileprivate var explanation: String {
        switch self {
        case .range: "range: int"
        case .blocks(let type): "values of the driver: \(type)"
        case .text: "text files: string"
        case .files: "whole text files: (path, content)"
        case .nested(.concatenate, _): "partitions joined"
        case .nested(.zip, _): "rows of two partitions side by side"
        case .nested(.product, _): "each row of one partition with each of another"
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
        case .explicit: "the number with each row"
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

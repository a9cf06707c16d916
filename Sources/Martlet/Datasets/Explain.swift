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
        var lines = ["Stage \(id): \(name), \(counted(tasks.count, "task"))"]
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
        for step in operators { lines += step.explanation.map { "  " + $0 } }
        return lines
    }
}

extension Operator {
    fileprivate var explanation: [String] {
        switch self {
        case .program(let program):
            return Disassembler.disassemble(program).split(separator: "\n", omittingEmptySubsequences: false)
                .map { String($0) }
        case .partition(let script):
            return [
                "a script over each partition: \(script.inputType) to \(script.resultType), "
                    + "\(script.code.count) bytes"
            ]
        case .aggregate(let aggregation): return [aggregation.explanation]
        case .sort(let order): return ["sorted\(order.explanation)"]
        case .top(let order, let rows): return ["sorted\(order.explanation), the first \(counted(rows, "row"))"]
        case .limit(let skip, let rows):
            return ["\(counted(rows, "row"))\(skip == 0 ? "" : " behind the first \(skip)")"]
        case .window(let window): return window.explanation
        case .registered(let named): return ["operator \(named.name): \(named.inputType) to \(named.resultType)"]
        case .stored(let rows):
            return ["dataset \(rows.id), kept \(rows.level.explanation): read where it is, else computed and kept"]
        case .join(let join, let branches):
            let way = join.order == .ofLeft ? ", by a table of the others" : ""
            var lines = ["joined with rows of equal keys, \(join.kind.explanation)\(way)"]
            if let condition = join.condition {
                lines.append("where")
                lines += Disassembler.disassemble(condition).split(separator: "\n").map { "  " + $0 }
            }
            for (index, branch) in branches.enumerated() {
                lines.append("side \(index)")
                lines += branch.explanation.map { "  " + $0 }
            }
            return lines
        }
    }
}

extension StorageLevel {
    fileprivate var explanation: String {
        switch self {
        case .memory: "in memory"
        case .memoryAndDisk: "in memory or on disk"
        case .disk: "on disk"
        }
    }
}

extension Window {
    fileprivate var explanation: [String] {
        ["\(counted(calls.count, "function")) of rows and their neighbours with equal keys"]
            + calls.map { "  \($0.function), \($0.start) to \($0.end)" }
    }
}

extension SortOrder {
    fileprivate var explanation: String {
        let words = directions.map { direction in
            let nulls = direction.nullsFirst == direction.descending
            return (direction.descending ? "descending" : "ascending")
                + (nulls ? ", nulls \(direction.nullsFirst ? "first" : "last")" : "")
        }
        return words == ["ascending"] ? "" : ", " + words.joined(separator: "; ")
    }
}

extension Aggregation {
    fileprivate var explanation: String {
        switch phase {
        case .complete: functions.explanation + place
        case .partial: functions.explanation + place + ", in parts"
        case .final: functions.explanation + place + ", of the parts"
        }
    }

    private var place: String { keyType == nil ? "" : " by key" }
}

extension Source {
    fileprivate var explanation: String {
        switch self {
        case .range: "range: int"
        case .blocks(let type): "values of the driver: \(type)"
        case .files(let scan): scan.explanation
        case .nested(.concatenate, _): "partitions joined"
        case .nested(.zip, _): "rows of two partitions side by side"
        case .nested(.product, _): "each row of one partition with each of another"
        case .shuffle(let id, let type): "shuffle \(id): \(type), in map order"
        }
    }
}

extension FileScan {
    fileprivate var explanation: String {
        switch format {
        case "lines": return "text files: \(rowType)"
        case "wholefiles": return "whole text files: (path, content)"
        default:
            let names = wanted.map { columns[$0].name } + wantedPartitions.map { partitionColumns[$0].name }
            return "\(format) files: \(names.isEmpty ? "no columns" : names.joined(separator: ", "))"
        }
    }
}

extension Sink {
    fileprivate var explanation: String {
        switch self {
        case .shuffle(let id, let partitions, let type, let partitioning):
            "shuffle \(id): \(type), \(counted(partitions, "partition")) by \(partitioning.explanation)"
        case .collect(let type): "the driver: \(type)"
        case .take(let type, let rows): "the driver: \(type), \(rows) rows a partition at most"
        case .count: "the driver: number of rows"
        case .aggregate(let aggregation): "the driver: \(aggregation.functions.explanation) of each partition"
        case .files(let target): "\(target.format) files in \(target.directory)"
        case .discard: "nothing"
        case .sample(_, let type, let rows): "the driver: a sample of \(rows) keys: \(type)"
        }
    }
}

extension JoinKind {
    fileprivate var explanation: String {
        switch self {
        case .inner: "all pairs of them"
        case .left: "and left rows without a match"
        case .right: "and right rows without a match"
        case .full: "and rows of both without a match"
        case .semi: "the left ones"
        case .anti: "the left ones that have no match"
        case .antiUnlessNull: "the left ones that have no match, none when there is a null"
        case .rightSemi: "the right ones"
        case .rightAnti: "the right ones that have no match"
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

extension Aggregation.Functions {
    fileprivate var explanation: String {
        switch self {
        case .whole(let kind): kind.explanation
        case .calls(let calls): calls.map(\.explanation).joined(separator: ", ")
        }
    }
}

extension AggregateCall {
    fileprivate var explanation: String {
        function.explanation + (input.map { " of member \($0)" } ?? "") + (filter.map { " where member \($0)" } ?? "")
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
        case .last: "last"
        case .collectList: "list"
        case .collectSet: "set"
        case .firstRows(let order, let rows):
            "first \(rows) by " + order.map { "\($0.member)" }.joined(separator: ", ")
        case .average: "average"
        case .variance: "variance"
        case .deviation: "standard deviation"
        case .reduce(let program): "reduce by\n" + Disassembler.disassemble(program)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Net
import Plan
import Storage

/// What a job is to give, and how to tell whether it did.
enum Action: Hashable {
    case collect
    case count
    case sum
    case take(Int)
    case text(directory: String, gzip: Bool)
    /// These lines in files of HDFS.
    case words(directory: String, lines: [String])

    func sink(_ type: DataType, job: String) -> Sink {
        switch self {
        case .collect: .collect(type)
        case .count: .count
        case .sum: .aggregate(Aggregation(kind: .sum, keyType: nil, valueType: .int))
        case .take(let rows): .take(type, rows: rows)
        case .text(let directory, let gzip):
            .files(
                FileTarget(
                    directory: directory, job: job, format: "lines", compression: gzip ? 1 : 0, rowType: .string))
        case .words(let directory, _):
            .files(FileTarget(directory: directory, job: job, format: "lines", rowType: .string))
        }
    }

    /// For the trace.
    var outline: String {
        if case .words(let directory, let lines) = self { return "\(lines.count) lines in \(directory)" }
        return "\(self)"
    }
}

/// The rows of the blocks of one result partition, as the oracle has them.
func decodeRows(_ pieces: [[UInt8]], _ type: DataType) throws -> [Row] {
    var rows: [Row] = []
    for piece in pieces {
        try piece.withUnsafeBytes { raw in
            var offset = 0
            while offset < raw.count {
                let rest = UnsafeRawBufferPointer(rebasing: raw[offset...])
                let length = try BlockCodec.peekLength(rest) ?? rest.count
                let whole = UnsafeRawBufferPointer(rebasing: rest.prefix(length))
                append(try BlockCodec.decode(whole, expecting: type), to: &rows)
                offset += max(length, 1)
            }
        }
    }
    return rows
}

private func append(_ column: Column, to rows: inout [Row]) {
    for row in 0..<column.count {
        if column.type == .int {
            rows.append([column.ints[row]])
        } else if column.children[1].type == .int {
            rows.append([column.children[0].ints[row], column.children[1].ints[row]])
        } else if case .tuple(let members) = column.scalar(row), case .list(let values) = members[1] {
            rows.append(
                [column.children[0].ints[row]] + values.map { if case .int(let value) = $0 { value } else { 0 } })
        }
    }
}

/// Compares results with the oracle; nil when they agree, else the difference in words.
struct Judge {
    let dataset: Dataset
    let action: Action

    func verdict(_ partitions: [[[UInt8]]]) throws -> String? {
        let type = dataset.lineage.rowType
        switch action {
        case .collect: return try collected(partitions.map { try decodeRows($0, type) })
        case .count:
            let counts = try decodeRows(partitions.flatMap { $0 }, .int).map { $0[0] }
            return differs(counts.reduce(0, +), dataset.rows.count, "rows")
        case .sum:
            let sums = try decodeRows(partitions.flatMap { $0 }, .int).map { $0[0] }
            return differs(sums.reduce(0, +), dataset.rows.reduce(0) { $0 + $1[1] }, "the sum")
        case .take(let rows):
            let taken = try partitions.map { try decodeRows($0, type) }
            let wanted = dataset.partitions.map { Array($0.prefix(rows)) }
            return taken == wanted ? nil : "the first \(rows) of each partition are \(taken), not \(wanted)"
        case .text, .words: return nil
        }
    }

    private func differs(_ got: Int, _ wanted: Int, _ what: String) -> String? {
        got == wanted ? nil : "\(what): \(got), not \(wanted)"
    }

    private func collected(_ partitions: [[Row]]) -> String? {
        switch dataset.order {
        case .exact:
            return partitions == dataset.partitions
                ? nil : difference(partitions.flatMap { $0 }, dataset.rows) + " (by partition)"
        case .sequence:
            let got = partitions.flatMap { $0 }
            return got == dataset.rows ? nil : difference(got, dataset.rows)
        case .rowsOnly:
            let sorts: (Row, Row) -> Bool = { $0.lexicographicallyPrecedes($1) }
            var got = partitions.flatMap { $0 }
            var wanted = dataset.rows
            if dataset.hasUnorderedLists { got = got.map { [$0[0]] + $0.dropFirst().sorted() } }
            got.sort(by: sorts)
            wanted.sort(by: sorts)
            return got == wanted ? nil : difference(got, wanted)
        }
    }

    private func difference(_ got: [Row], _ wanted: [Row]) -> String {
        let index = zip(got, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        guard let index else { return "\(got.count) rows, not \(wanted.count)" }
        return "row \(index) of \(got.count) is \(got[index]), not \(wanted[index]); \(wanted.count) rows are wanted"
    }

    /// The text of each output file.
    var texts: [String] {
        dataset.partitions.map { $0.map { "\($0[1])\n" }.joined() }
    }
}

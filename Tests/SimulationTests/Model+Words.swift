// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Files
import Net
import Plan

/// Text files and what a job is to make of them, computed here, naively.
struct WordsTask {
    enum Kind: CaseIterable {
        /// How often each word is there, in the order of the words.
        case count
        /// The lines in their order.
        case sort
    }

    let kind: Kind
    let texts: [String]
    let partitionsMin: Int

    /// The lines of all output files, one after another.
    var lines: [String] {
        let all = texts.flatMap { $0.split(separator: "\n").map(String.init) }
        if kind == .sort { return all.sorted(by: Self.precedes) }
        var counts: [Substring: Int] = [:]
        for word in all.flatMap({ $0.split(separator: " ") }) { counts[word, default: 0] += 1 }
        return counts.keys.map(String.init).sorted(by: Self.precedes).map { "\($0) \(counts[Substring($0)]!)" }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension DatasetMaker {
    private static let pairs = DataType.tuple([.string, .int])

    /// Files of none, one or several blocks; lines lie across the ends of blocks, and some are longer than one.
    mutating func words() -> WordsTask {
        let known = (0..<number(3...120)).map { _ in word() }
        let texts = (0..<number(1...4)).map { _ in
            let size = random.chance(1, in: 8) ? 0 : number(1...(isBulky ? 40_000 : 14_000))
            var text = ""
            while text.utf8.count < size {
                let count = random.chance(1, in: 60) ? 900 : number(1...14)
                text += (0..<count).map { _ in known[number(0...known.count - 1)] }.joined(separator: " ") + "\n"
            }
            return text
        }
        let kinds = WordsTask.Kind.allCases
        return WordsTask(kind: kinds[number(0...kinds.count - 1)], texts: texts, partitionsMin: number(1...5))
    }

    private mutating func word() -> String {
        String(decoding: (0..<number(1...9)).map { _ in UInt8(ascii: "a") + UInt8(number(0...25)) }, as: UTF8.self)
    }

    /// The job over the splits of its files: rows are lines of text.
    mutating func lineage(_ kind: WordsTask.Kind, _ splits: [FileSplit]) throws -> Lineage {
        let parts = splits.map { split in
            FilePart(
                ranges: [
                    FileRange(
                        path: split.path, start: split.start, byteCount: split.byteCount,
                        fileByteCount: split.fileByteCount, compression: split.compression.rawValue)
                ], hosts: split.hosts)
        }
        let lines = Lineage(
            .files(FileScan(format: "lines", rowType: .string), parts), rowType: .string, name: "textFile")
        if kind == .sort { return sorted(lines, SortOrder(key: nil, descending: false), keyType: .string) }
        let words = try transformed(lines, "flatMap") { compiler in
            try compiler.flatMap(closure { line in Node(.call(.splitWhitespace, [line])) })
            try compiler.map(closure { word in tuple(word, constant(1)) })
        }
        let counts = Aggregation(kind: .sum, keyType: .string, valueType: .int)
        let partial = operated(words, .aggregate(counts.phase(.partial)), Self.pairs)
        let whole = operated(
            shuffled(partial, "reduceByKey", number(1...4), .known(.hashOfKey)), .aggregate(counts.phase(.final)),
            Self.pairs)
        let compiler = PipelineCompiler(input: Self.pairs)
        try compiler.keys()
        let ordered = sorted(whole, SortOrder(key: try compiler.finish(), descending: false), keyType: .string)
        return try transformed(ordered, "map") { compiler in
            try compiler.map(
                closure { row in
                    let number = Node(.call(.toString, [member(row, 1)]))
                    return joined(joined(member(row, 0), text(" ")), number)
                })
        }
    }

    private mutating func sorted(_ parent: Lineage, _ order: SortOrder, keyType: DataType) -> Lineage {
        let way = Shuffle.Way.rangeToBeSampled(order, keyType: keyType)
        return operated(shuffled(parent, "sortBy", number(1...5), way), .sort(order), parent.rowType)
    }
}

private func text(_ value: String) -> Node { Node(.constant(Constant(type: .string, value: .string(value)))) }
private func joined(_ left: Node, _ right: Node) -> Node { Node(.call(.concatenate, [left, right])) }

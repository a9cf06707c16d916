// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Reads the row groups whose middle lies in a split: only the pages of wanted columns, a page at a time.
final class ParquetReader: FormatReader {
    private let split: FileSplit
    private let context: ReadContext
    private let file: any InputFile
    private let footer: ParquetFooter
    private let decompressor = PageDecompressor()
    private let types: [DataType]
    private let plans: [ReadPlan]
    private let leaves: [LeafReader]
    private let groups: [ParquetFooter.Group]
    private var nextGroup = 0
    private var rowsLeft = 0
    /// Rows of a batch: fewer where rows have many parts.
    private var rowsWanted = 0

    init(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ options: ParquetOptions, _ context: ReadContext
    ) throws(FileError) {
        self.split = split
        self.context = context
        file = try context.fileSystem.open(split.path)
        guard file.byteCount == split.fileByteCount else {
            throw .changed(split.path, "has \(file.byteCount) bytes", was: split.fileByteCount)
        }
        types = wanted.map { columns[$0].type.layout }
        let range = split.start..<split.start + split.byteCount
        do throws(ParquetFault) {
            footer = try ParquetFooter(file, context)
            var planner = ReadPlanner(
                footer.schema, split.path, context, isCaseSensitive: options.isCaseSensitive)
            var plans: [ReadPlan] = []
            for column in wanted { plans.append(try planner.plan(columns[column])) }
            self.plans = plans
            leaves = planner.leaves
            let pruner = try RowGroupPruner(options.bounds, context.wanted, columns, planner)
            var groups: [ParquetFooter.Group] = []
            for group in footer.groups where group.rows > 0 {
                guard range.contains(min(max(group.middle, 0), file.byteCount - 1)) else { continue }
                if try pruner.keeps(group, footer) { groups.append(group) }
            }
            self.groups = groups
        } catch { throw error.fileError(split.path) }
        let isFlat = plans.allSatisfy { $0.flatLeaf(leaves) != nil }
        rowsWanted = isFlat ? context.rowsMax : min(context.rowsMax, 64)
    }

    var bytesRead: Int { leaves.reduce(footer.bytesRead) { $0 + $1.bytesRead } }

    func next() throws(FileError) -> Column? {
        if context.isCancelled() { throw .cancelled(split.path) }
        do throws(ParquetFault) {
            let held = leaves.reduce(0) { $0 + $1.heldByteCount }
            guard held == 0 || context.reserve(held) else { throw .file(.noMemory(split.path, held)) }
            if rowsLeft == 0 {
                guard nextGroup < groups.count else { return nil }
                try open(groups[nextGroup])
                nextGroup += 1
            }
            return try batch(min(rowsWanted, rowsLeft))
        } catch { throw error.fileError(split.path) }
    }

    private func open(_ group: ParquetFooter.Group) throws(ParquetFault) {
        let chunks = try footer.chunks(of: group, Set(leaves.map(\.leaf.leaves.lowerBound)))
        for leaf in leaves {
            guard let chunk = chunks[leaf.leaf.leaves.lowerBound] else { throw .damaged("a row group lacks a column") }
            try leaf.open(
                try ChunkReader(file, chunk, leaf.leaf, decompressor, context), valueCount: chunk.valueCount)
        }
        rowsLeft = group.rows
    }

    private func batch(_ rows: Int) throws(ParquetFault) -> Column {
        var nested: [LeafRows?] = Array(repeating: nil, count: leaves.count)
        let flat = plans.map { $0.flatLeaf(leaves) }
        let apart = Set(flat.compactMap { $0 })
        var levels = 0
        for (place, leaf) in leaves.enumerated() where !apart.contains(place) {
            let found = try leaf.nestedRows(rows)
            levels = max(levels, found.count)
            nested[place] = found
        }
        var members: [Column] = []
        for (place, plan) in plans.enumerated() {
            if let leaf = flat[place] {
                members.append(try leaves[leaf].flatRows(rows))
            } else {
                members.append(try plan.column(nested, repetition: 0, holder: 0, slots: rows))
            }
        }
        if levels > 8 * context.rowsMax {
            rowsWanted = max(1, rowsWanted / 2)
        } else if levels < 2 * context.rowsMax {
            rowsWanted = min(context.rowsMax, rowsWanted * 2)
        }
        rowsLeft -= rows
        return Column(type: .tuple(types), count: rows, children: members)
    }
}

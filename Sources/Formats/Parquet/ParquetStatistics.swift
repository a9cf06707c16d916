// SPDX-License-Identifier: Apache-2.0

public import Files

extension ParquetFormat {
    /// Rows, and the spans of columns of whole numbers, dates, times and short decimals, from the footer.
    public func statistics(
        _ split: FileSplit, _ columns: [FileColumn], _ context: ReadContext
    ) throws(FileError) -> FileStatistics? {
        guard split.fileByteCount > 0 else { return FileStatistics(rowCount: 0) }
        let file = try context.fileSystem.open(split.path)
        do throws(ParquetFault) {
            let footer = try ParquetFooter(file, context)
            let planner = ReadPlanner(footer.schema, split.path, context, isCaseSensitive: false)
            var found = FileStatistics(rowCount: footer.groups.reduce(0) { $0 + $1.rows })
            var leaves: [Int: (name: String, conversion: ValueConversion)] = [:]
            for column in columns {
                guard let leaf = try planner.find(column.name), leaf.isLeaf, leaf.repetitionLevel == 0,
                    leaf.physical == .int32 || leaf.physical == .int64,
                    let conversion = try leaf.conversion(to: column.type)
                else { continue }
                leaves[leaf.leaves.lowerBound] = (column.name, conversion)
            }
            var unknown: Set<String> = []
            for group in footer.groups where group.rows > 0 {
                for (place, chunk) in try footer.chunks(of: group, Set(leaves.keys)) {
                    guard let (name, conversion) = leaves[place] else { continue }
                    if chunk.statistics.nullCount == group.rows { continue }
                    let bounds = chunk.statistics
                    guard let least = RowGroupPruner.int(bounds.least ?? bounds.oldLeast, conversion),
                        let most = RowGroupPruner.int(bounds.most ?? bounds.oldMost, conversion)
                    else {
                        unknown.insert(name)
                        continue
                    }
                    let span = FileStatistics.Span(least: least, most: most)
                    found.spans[name] = found.spans[name]?.joined(span) ?? span
                }
            }
            for name in unknown { found.spans[name] = nil }
            return found
        } catch { throw error.fileError(split.path) }
    }
}

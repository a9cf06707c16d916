// SPDX-License-Identifier: Apache-2.0

import Columnar
import Lowering
import Martlet
import Relational

extension RelationLowering {
    /// The rows of a recursive query: its steps are jobs of their own, until one gives no rows.
    func rows(of recursive: RecursiveRows) throws(MartletError) -> any FrameRows {
        let type = recursive.start.schema.rowType
        var level = try dataset(of: recursive.start).collect(name: name)
        let all = ColumnBuilder(type)
        var count = 0
        var depth = 0
        while true {
            let rows = level.reduce(0) { $0 + $1.count }
            if rows == 0 { break }
            count += rows
            guard count <= RelationalLimits.recursiveRowsMax else { throw .query(recursive.tooMany) }
            for column in level {
                for row in 0..<column.count {
                    guard all.append(column.scalar(row)) else {
                        throw .argument("\(recursive.description): rows that do not fit their columns")
                    }
                }
            }
            depth += 1
            guard depth <= recursive.levelsMax else { throw .query(recursive.tooDeep) }
            let before = DatasetRows(
                recursive.description, try Dataset.local(engine, joined(level, type), partitions: 1, name: name))
            level = try dataset(of: recursive.step(over: before)).collect(name: name)
        }
        return DatasetRows(
            recursive.description, try Dataset.local(engine, all.finish(), partitions: 1, name: name))
    }

    private func joined(_ columns: [Column], _ type: DataType) -> Column {
        if columns.count == 1 { return columns[0] }
        let builder = ColumnBuilder(type)
        for column in columns {
            for row in 0..<column.count { _ = builder.append(column.scalar(row)) }
        }
        return builder.finish()
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
package import Files
import Lowering
package import Martlet
import Plan
package import Relational

/// What holds the rows at the bottom of a relation.
package protocol FrameRows: RowSource {
    /// The rows as tuples of the columns with these numbers, in this order; of at least one.
    func dataset(_ engine: Engine, wanted: [Int], name: String) throws(MartletError) -> Dataset
    /// As above, when only those are asked for that satisfy bounds: others may be left out, and need not be.
    func dataset(
        _ engine: Engine, wanted: [Int], bounds: [ColumnBound], name: String
    ) throws(MartletError) -> Dataset
    /// The rows in any form, when only their number counts; nil: as with one column.
    func count(_ engine: Engine, name: String) throws(MartletError) -> Dataset?
}

extension FrameRows {
    package func dataset(
        _ engine: Engine, wanted: [Int], bounds: [ColumnBound], name: String
    ) throws(MartletError) -> Dataset {
        try dataset(engine, wanted: wanted, name: name)
    }

    package func count(_ engine: Engine, name: String) throws(MartletError) -> Dataset? { nil }
}

/// Rows of a dataset that are tuples with a member for each column: local data, an RDD.
package final class DatasetRows: FrameRows {
    package let description: String
    package let statistics: SourceStatistics?
    private let dataset: Dataset

    /// - Parameters:
    ///   - description: what a plan shows.
    ///   - dataset: of tuples laid out as the schema of the relation says.
    ///   - statistics: what is known of the rows; of the driver's own it is their number, whether it is given or not.
    package init(_ description: String, _ dataset: Dataset, statistics: SourceStatistics? = nil) {
        self.description = description
        self.dataset = dataset
        self.statistics =
            statistics
            ?? dataset.localSize.map { SourceStatistics(rowCount: Double($0.rows), byteCount: Double($0.bytes)) }
    }

    /// Nothing is kept of the rows any more.
    func release() { dataset.stored?.release() }

    package func dataset(_ engine: Engine, wanted: [Int], name: String) throws(MartletError) -> Dataset {
        guard case .tuple(let members) = dataset.rowType, wanted != Array(members.indices) else { return dataset }
        return try dataset.adding(.map(.members(wanted)))
    }
}

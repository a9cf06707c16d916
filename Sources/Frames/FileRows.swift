// SPDX-License-Identifier: Apache-2.0

import Closures
import Files
import Martlet
import Relational
import Threads

/// The rows of files.
final class FileRows: FrameRows {
    private let table: FileTable
    /// Where the columns are among those of the table.
    private let places: [Int]
    private let found: Lock<SourceStatistics?>
    private let engine: Engine

    init(_ table: FileTable, _ engine: Engine, places: [Int]? = nil) {
        self.table = table
        self.places = places ?? Array((table.columns + table.partitionColumns).indices)
        self.engine = engine
        found = Lock(nil)
    }

    /// Read from the files when first asked for.
    var statistics: SourceStatistics? {
        if let known = found.withLock({ $0 }) { return known }
        let read = table.statistics(engine)
        let spans = read.spans.mapValues { $0.least...max($0.least, $0.most) }
        let made = SourceStatistics(rowCount: Double(read.rowCount), spans: spans)
        found.withLock { $0 = made }
        return made
    }

    var description: String { "FileScan \(table.format.lowercased())" }

    func dataset(_ engine: Engine, wanted: [Int], name: String) throws(MartletError) -> Dataset {
        try dataset(engine, wanted: wanted, bounds: [], name: name)
    }

    func dataset(
        _ engine: Engine, wanted: [Int], bounds: [ColumnBound], name: String
    ) throws(MartletError) -> Dataset {
        let wanted = wanted.map { places[$0] }
        // Scans give columns of folders last.
        let scanned = wanted.filter { $0 < table.columns.count } + wanted.filter { $0 >= table.columns.count }
        let rows = try Dataset.files(engine, table, wanted: scanned, bounds: bounds, name: name)
        if scanned == wanted { return rows }
        return try rows.adding(.map(.members(wanted.compactMap { scanned.firstIndex(of: $0) })))
    }

    /// The same rows with the names of their files as one more column.
    var withNames: FileRows {
        return FileRows(
            table.withNames("input_file_name"), engine,
            places: places + [table.columns.count + table.partitionColumns.count])
    }

    func count(_ engine: Engine, name: String) throws(MartletError) -> Dataset? {
        try Dataset.files(engine, table, wanted: [], name: name)
    }
}

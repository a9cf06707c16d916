// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Files

/// Parquet files: columns in row groups, as Apache Parquet's format specification has them and Spark, Arrow, Polars and
/// DuckDB write them.
///
/// A split reads the row groups whose middle lies in it, and of these only the pages of the wanted columns. Columns are
/// found by name; those that a file lacks are null, narrower types of the file widen.
///
/// Options: `mergeSchema`, and for writing `compression` (snappy, zstd, gzip, none).
public struct ParquetFormat: FileFormat {
    public static let name = "parquet"
    private let options: ParquetOptions

    public init(_ options: FormatOptions) throws(FileError) { self.options = try ParquetOptions(options) }

    public var fileSuffix: String { options.suffix }

    /// Pages are compressed, never the file.
    public func fileCompression(_ options: FormatOptions) throws(FileError) -> FileCompression { .none }

    /// Decimals of any precision.
    public func rowType(_ columns: [FileColumn]) throws(FileError) -> DataType {
        .tuple(columns.map(\.type.layout))
    }

    public func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader {
        // What stands for an empty partition of other tools has no rows and no schema.
        if split.fileByteCount == 0 { return NoRows() }
        return try ParquetReader(split, columns, wanted: wanted, options, context)
    }

    public func makeWriter(
        _ columns: [FileColumn], _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) -> any FormatWriter {
        try ParquetWriter(columns, options.codec, output, context)
    }

    public var inference: SchemaInference { options.mergesSchemas ? .allSplits : .firstSplit }

    public func inspect(_ split: FileSplit, _ context: ReadContext) throws(FileError) -> [UInt8] {
        guard split.start == 0, split.fileByteCount > 0 else { return InspectionCoding.encode([]) }
        let file = try context.fileSystem.open(split.path)
        do throws(ParquetFault) {
            return InspectionCoding.encode(try ParquetFooter(file, context).columns())
        } catch { throw error.fileError(split.path) }
    }

    public func columns(of inspected: [[UInt8]]) throws(FileError) -> [FileColumn] {
        var merged: [FileColumn] = []
        for bytes in inspected {
            let columns = try InspectionCoding.decode(bytes).columns
            if merged.isEmpty {
                merged = columns
                continue
            }
            guard case .structure(let both)? = FileType.merged(.structure(merged), .structure(columns)) else {
                throw FileError(
                    .malformed, path: "",
                    "[CANNOT_MERGE_SCHEMAS] Failed merging schemas: the files have columns of one name and different "
                        + "types. SQLSTATE: 42KD9")
            }
            merged = both
        }
        return merged
    }
}

/// The reader of a file without rows.
private final class NoRows: FormatReader {
    let bytesRead = 0
    func next() -> Column? { nil }
}

extension FileType {
    /// The type that holds values of both; nil when there is none. Structures have the fields of both.
    fileprivate static func merged(_ left: FileType, _ right: FileType) -> FileType? {
        switch (left, right) {
        case _ where left == right: return left
        case (.null, let other), (let other, .null): return other
        case (.structure(var fields), .structure(let others)):
            for other in others {
                if let place = fields.firstIndex(where: { $0.name.lowercased() == other.name.lowercased() }) {
                    guard let type = merged(fields[place].type, other.type) else { return nil }
                    fields[place].type = type
                } else {
                    fields.append(other)
                }
            }
            return .structure(fields)
        case (.list(let left), .list(let right)): return merged(left, right).map { .list($0) }
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            guard let keys = merged(key, otherKey), let values = merged(value, otherValue) else { return nil }
            return .map(keys, values)
        case (.float32, .float64), (.float64, .float32): return .float64
        default:
            let widths: [FileType] = [.int8, .int16, .int32, .int64]
            guard let place = widths.firstIndex(of: left), let other = widths.firstIndex(of: right) else { return nil }
            return widths[max(place, other)]
        }
    }
}

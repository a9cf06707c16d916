// SPDX-License-Identifier: Apache-2.0

import Files

/// What users say about Parquet files.
struct ParquetOptions: Sendable {
    /// How pages are written.
    let codec: PageCodec
    /// The columns are those of all files.
    let mergesSchemas: Bool
    let isCaseSensitive: Bool
    /// Row groups without rows that satisfy these may be left out.
    let bounds: [ColumnBound]

    init(_ options: FormatOptions) throws(FileError) {
        mergesSchemas = try options.bool("mergeSchema", or: false)
        isCaseSensitive = try options.bool("caseSensitive", or: false)
        guard let bounds = ColumnBound.decode(options[ColumnBound.option] ?? "") else {
            throw options.refused(ColumnBound.option, "no list of bounds")
        }
        self.bounds = bounds
        let name = options["compression", "codec", "parquetCodec"] ?? "snappy"
        switch name.lowercased() {
        case "none", "uncompressed": codec = .none
        case "snappy": codec = .snappy
        case "gzip": codec = .gzip
        case "zstd": codec = .zstd
        default:
            throw options.refused(
                "compression", "\"\(name)\"; none, snappy, gzip and zstd can be written to Parquet files")
        }
    }

    var suffix: String {
        switch codec {
        case .snappy: ".snappy.parquet"
        case .gzip: ".gz.parquet"
        case .zstd: ".zstd.parquet"
        default: ".parquet"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What `spark.sql.…` settings mean for the analysis and the running of queries.
public struct SQLSettings: Hashable, Sendable {
    /// `spark.sql.ansi.enabled`: what has no value fails instead of being null or wrapping around.
    public var isANSI = true
    /// `spark.sql.caseSensitive`.
    public var isCaseSensitive = false
    /// `spark.sql.session.timeZone`.
    public var timeZone = "UTC"
    /// `spark.sql.shuffle.partitions`; nil: as many as the parent has.
    public var shufflePartitions: Int?
    /// `spark.sql.parquet.compression.codec`: how Parquet files are compressed whose writer says nothing.
    public var parquetCodec = "snappy"

    /// Functions of the user's by their names in small letters.
    public var functions: [String: UserFunction] = [:]

    public init() {}

    var onFailure: OnFailure { isANSI ? .fail : .null }
    /// Of integer arithmetic.
    var onOverflow: OnFailure { isANSI ? .fail : .wrap }
}

extension SQLSettings {
    /// Takes a setting by its name; false when its value means nothing. Unknown names are taken and do nothing here.
    public mutating func set(_ name: String, _ value: String?) -> Bool {
        func flag(_ standard: Bool) -> Bool? {
            guard let value else { return standard }
            return value.lowercased() == "true" ? true : value.lowercased() == "false" ? false : nil
        }
        switch name {
        case "spark.sql.ansi.enabled":
            guard let flag = flag(true) else { return false }
            isANSI = flag
        case "spark.sql.caseSensitive":
            guard let flag = flag(false) else { return false }
            isCaseSensitive = flag
        case "spark.sql.parquet.compression.codec":
            let codec = value?.lowercased() ?? "snappy"
            guard ["none", "uncompressed", "snappy", "gzip", "zstd"].contains(codec) else { return false }
            parquetCodec = codec
        case "spark.sql.session.timeZone": timeZone = value ?? "UTC"
        case "spark.sql.shuffle.partitions":
            guard let value else {
                shufflePartitions = nil
                return true
            }
            guard let count = Int(value), count > 0 else { return false }
            shufflePartitions = count
        default: break
        }
        return true
    }
}

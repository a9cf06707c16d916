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

    /// `spark.sql.autoBroadcastJoinThreshold`: bytes of a join's side that goes as a whole to each partition of the
    /// other; below 0 none does, nil: as it pays.
    public var broadcastBytesMax: Int?

    /// `spark.sql.warehouse.dir`: the folder of tables; nil: `spark-warehouse` in the working folder.
    public var warehouse: String?
    /// The current database.
    public var database = TableName.standardDatabase
    /// `spark.sql.sources.default`: the format of tables and files that are told none.
    public var standardFormat = "parquet"
    /// `spark.sql.sources.partitionOverwriteMode`: overwriting leaves partitions that get no rows.
    public var overwritesPartitions = false

    /// Who runs the session.
    public var user = ""
    /// `spark.sql.mapKeyDedupPolicy` is `LAST_WIN`: of equal keys of a map the last counts, instead of being an error.
    public var keepsLastKey = false
    /// Functions that SQL texts define, by their names in small letters.
    public var macros: [String: SQLMacro] = [:]

    /// `spark.sql.timestampType`: what `TIMESTAMP` is, with the session's time zone or without one.
    public var timestamp = SQLType.timestamp
    /// `spark.sql.ansi.doubleQuotedIdentifiers`.
    var hasDoubleQuotedNames = false

    /// Variables of the session by their names in small letters.
    public var variables: [String: SessionVariable] = [:]

    /// Functions of the user's by their names in small letters.
    public var functions: [String: UserFunction] = [:]

    public init() {}

    /// Whether what stands in double quotes is a name.
    public var quotesNames: Bool { isANSI && hasDoubleQuotedNames }

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
        case "spark.sql.autoBroadcastJoinThreshold":
            guard let value else {
                broadcastBytesMax = nil
                return true
            }
            guard let bytes = SQLSettings.byteCount(value) else { return false }
            broadcastBytesMax = bytes
        case "spark.sql.warehouse.dir": warehouse = value
        case "spark.sql.sources.default": standardFormat = value?.lowercased() ?? "parquet"
        case "spark.sql.sources.partitionOverwriteMode":
            let mode = value?.lowercased() ?? "static"
            guard mode == "static" || mode == "dynamic" else { return false }
            overwritesPartitions = mode == "dynamic"
        case "spark.sql.mapKeyDedupPolicy":
            let policy = value?.uppercased() ?? "EXCEPTION"
            guard policy == "EXCEPTION" || policy == "LAST_WIN" else { return false }
            keepsLastKey = policy == "LAST_WIN"
        case "spark.sql.timestampType":
            let type = value?.uppercased() ?? "TIMESTAMP_LTZ"
            guard type == "TIMESTAMP_LTZ" || type == "TIMESTAMP_NTZ" else { return false }
            timestamp = type == "TIMESTAMP_NTZ" ? .timestampNTZ : .timestamp
        case "spark.sql.ansi.doubleQuotedIdentifiers":
            guard let flag = flag(false) else { return false }
            hasDoubleQuotedNames = flag
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

    /// `10485760`, `10MB`, `-1`.
    private static func byteCount(_ text: String) -> Int? {
        var digits = text.lowercased()
        if digits.hasSuffix("b") { digits.removeLast() }
        let units: [Character: Int] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]
        var factor = 1
        if let unit = digits.last.flatMap({ units[$0] }) {
            factor = unit
            digits.removeLast()
        }
        guard let number = Int(digits) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }
}

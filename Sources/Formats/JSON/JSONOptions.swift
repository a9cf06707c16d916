// SPDX-License-Identifier: Apache-2.0

import Files

/// The options of JSON files, by Spark's names.
struct JSONOptions: Sendable {
    let badRecords: BadRecords
    let corruptColumn: String
    let isMultiLine: Bool
    let text: TextFormat
    let patterns: TimePatterns
    let leniency: JSONLeniency
    let primitivesAreText: Bool
    let prefersDecimal: Bool
    /// Texts that are times are guessed to be timestamps.
    let infersTimes: Bool
    /// Columns in which only null was seen are left out of a schema that is inferred.
    let dropsNulls: Bool
    /// Writing: members that are null are left out.
    let leavesOutNulls: Bool

    init(_ options: FormatOptions) throws(FileError) {
        badRecords = try BadRecords(options)
        corruptColumn = options["columnNameOfCorruptRecord"] ?? "_corrupt_record"
        isMultiLine = try options.bool("multiLine", or: false)
        text = try TextFormat(options, replacesMalformed: true)
        patterns = try TimePatterns(options)
        leniency = JSONLeniency(
            singleQuotes: try options.bool("allowSingleQuotes", or: true),
            unquotedNames: try options.bool("allowUnquotedFieldNames", or: false),
            leadingZeros: try options.bool("allowNumericLeadingZeros", or: false),
            nonNumericNumbers: try options.bool("allowNonNumericNumbers", or: true))
        primitivesAreText = try options.bool("primitivesAsString", or: false)
        prefersDecimal = try options.bool("prefersDecimal", or: false)
        infersTimes = try options.bool("inferTimestamp", or: false)
        dropsNulls = try options.bool("dropFieldIfAllNull", or: false)
        leavesOutNulls = try options.bool("ignoreNullFields", or: true)
        if text.isBytes { throw options.refused("bytes", "of no meaning for JSON") }
    }

    func isCorruptColumn(_ column: FileColumn) -> Bool { column.name == corruptColumn && column.type == .text }
}

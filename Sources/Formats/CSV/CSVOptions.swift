// SPDX-License-Identifier: Apache-2.0

import Files

/// What becomes of records that are not as the schema says.
enum BadRecords: Hashable, Sendable {
    /// What cannot be read is null; the record may be kept as text in a column.
    case permissive
    /// They are left out.
    case dropped
    /// The first one fails the task.
    case failure

    init(_ options: FormatOptions) throws(FileError) {
        switch options["mode"]?.uppercased() {
        case nil, "PERMISSIVE": self = .permissive
        case "DROPMALFORMED": self = .dropped
        case "FAILFAST": self = .failure
        case let other?:
            throw options.refused("mode", "\"\(other)\"; PERMISSIVE, DROPMALFORMED and FAILFAST are possible")
        }
    }
}

/// The options of CSV files, by Spark's names.
struct CSVOptions: Sendable {
    /// Between fields; not empty.
    let separator: [UInt8]
    /// nil: fields are never quoted.
    let quote: UInt8?
    let escape: UInt8?
    /// What escapes an escape in a quoted field.
    let escapeEscape: UInt8?
    let comment: UInt8?
    let hasHeader: Bool
    let infersSchema: Bool
    /// Columns are those of a schema by their places, whatever the header says.
    let enforcesSchema: Bool
    let nullValue: [UInt8]
    let emptyValue: [UInt8]?
    let nanValue: [UInt8]
    let positiveInfinity: [UInt8]
    let negativeInfinity: [UInt8]
    let skipsLeadingSpace: Bool?
    let skipsTrailingSpace: Bool?
    let badRecords: BadRecords
    let corruptColumn: String
    let isMultiLine: Bool
    let text: TextFormat
    let patterns: TimePatterns
    let columnsMax: Int
    let prefersDate: Bool
    // Writing.
    let quotesAll: Bool
    let escapesQuotes: Bool

    init(_ options: FormatOptions) throws(FileError) {
        separator = try CSVOptions.separator(options)
        quote = try CSVOptions.character(options, "quote", UInt8(ascii: "\""))
        escape = try CSVOptions.character(options, "escape", UInt8(ascii: "\\"))
        escapeEscape = try CSVOptions.character(
            options, "charToEscapeQuoteEscaping", escape == quote ? nil : escape)
        comment = try CSVOptions.character(options, "comment", nil)
        hasHeader = try options.bool("header", or: false)
        infersSchema = try options.bool("inferSchema", or: false)
        enforcesSchema = try options.bool("enforceSchema", or: true)
        nullValue = Array((options["nullValue"] ?? "").utf8)
        emptyValue = options["emptyValue"].map { Array($0.utf8) }
        nanValue = Array((options["nanValue"] ?? "NaN").utf8)
        positiveInfinity = Array((options["positiveInf"] ?? "Inf").utf8)
        negativeInfinity = Array((options["negativeInf"] ?? "-Inf").utf8)
        skipsLeadingSpace = try CSVOptions.optionalBool(options, "ignoreLeadingWhiteSpace")
        skipsTrailingSpace = try CSVOptions.optionalBool(options, "ignoreTrailingWhiteSpace")
        badRecords = try BadRecords(options)
        corruptColumn = options["columnNameOfCorruptRecord"] ?? "_corrupt_record"
        isMultiLine = try options.bool("multiLine", or: false)
        text = try TextFormat(options, replacesMalformed: true)
        patterns = try TimePatterns(options)
        prefersDate = try options.bool("preferDate", or: true)
        columnsMax = min(try options.int("maxColumns", or: FormatsLimits.columnCountMax), FormatsLimits.columnCountMax)
        quotesAll = try options.bool("quoteAll", or: false)
        escapesQuotes = try options.bool("escapeQuotes", or: true)
        if text.isBytes { throw options.refused("bytes", "of no meaning for CSV") }
        if let quote, separator.contains(quote) {
            throw options.refused("quote", "part of the separator too: choose another for one of them")
        }
    }

    private static func optionalBool(_ options: FormatOptions, _ name: String) throws(FileError) -> Bool? {
        options[name] == nil ? nil : try options.bool(name, or: false)
    }

    /// One character of ASCII; empty or NUL is none.
    private static func character(
        _ options: FormatOptions, _ name: String, _ initial: UInt8?
    ) throws(FileError) -> UInt8? {
        guard let text = options[name] else { return initial }
        let bytes = Array(unescaped(text).utf8)
        if bytes.isEmpty || bytes == [0] { return nil }
        guard bytes.count == 1, bytes[0] < 0x80 else {
            throw options.refused(name, "\"\(text)\"; one ASCII character is possible, or none")
        }
        return bytes[0]
    }

    private static func separator(_ options: FormatOptions) throws(FileError) -> [UInt8] {
        guard let text = options["sep", "delimiter"] else { return [UInt8(ascii: ",")] }
        let bytes = Array(unescaped(text).utf8)
        guard (1...FormatsLimits.separatorByteCountMax).contains(bytes.count) else {
            throw options.refused(
                "sep", "of \(bytes.count) bytes; 1 to \(FormatsLimits.separatorByteCountMax) are possible")
        }
        guard !bytes.contains(10), !bytes.contains(13) else { throw options.refused("sep", "holding a line end") }
        return bytes
    }

    /// `\t` and the like as people write them.
    private static func unescaped(_ text: String) -> String {
        switch text {
        case "\\t": "\t"
        case "\\0", "\\u0000": "\0"
        case "\\\\": "\\"
        case "\\\"": "\""
        case "\\'": "'"
        case "\\b": "\u{8}"
        case "\\f": "\u{C}"
        default: text
        }
    }

    /// The schema's columns that are in the files: all but the one that keeps bad records.
    func isCorruptColumn(_ column: FileColumn) -> Bool { column.name == corruptColumn && column.type == .text }
}

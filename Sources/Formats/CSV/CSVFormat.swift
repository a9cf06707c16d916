// SPDX-License-Identifier: Apache-2.0

import Columnar
public import Files

/// Comma-separated values, as Spark reads and writes them: options by Spark's names, columns by their position.
///
/// Records end with their line; with `multiLine` quoted fields may hold line ends, and a file is read by one task.
/// Options: `sep`, `quote`, `escape`, `charToEscapeQuoteEscaping`, `comment`, `header`, `enforceSchema`, `inferSchema`,
/// `preferDate`, `nullValue`, `emptyValue`, `nanValue`, `positiveInf`, `negativeInf`, `ignoreLeadingWhiteSpace`,
/// `ignoreTrailingWhiteSpace`, `mode`, `columnNameOfCorruptRecord`, `multiLine`, `encoding`, `lineSep`, `dateFormat`,
/// `timestampFormat`, `timestampNTZFormat`, `timeZone`, `maxColumns`, and for writing `quoteAll`, `escapeQuotes`.
public struct CSVFormat: FileFormat {
    public static let name = "csv"
    private let options: CSVOptions

    public init(_ options: FormatOptions) throws(FileError) { self.options = try CSVOptions(options) }

    public var isSplittable: Bool { !options.isMultiLine }
    public var fileSuffix: String { ".csv" }

    public func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader {
        try CSVReader(split, columns, wanted: wanted, options, context)
    }

    public func makeWriter(
        _ columns: [FileColumn], _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) -> any FormatWriter {
        try CSVWriter(columns, options, output, context)
    }

    // MARK: The columns of files without a schema

    public var inference: SchemaInference { options.infersSchema ? .allSplits : .firstSplit }

    /// The fields of the first record, and with `inferSchema` the types of all.
    public func inspect(_ split: FileSplit, _ context: ReadContext) throws(FileError) -> [UInt8] {
        let records = try options.records(split, context)
        let scanner = FieldScanner(options, stopsAtLineEnd: false)
        let guesser = TypeGuesser(options, context.zones)
        let skipsHeader = try options.beginsWithHeader(split, context)
        var columns: [FileColumn]?
        var types: [FileType] = []
        var texts = UnescapedText(bufferIndex: 0)
        while let batch = try records.next() {
            for row in 0..<batch.count {
                let record = batch.bytes(row)
                let base = record.baseAddress!
                if options.isSkipped(base, record.count) { continue }
                if columns == nil {
                    columns = try names(base, record.count, scanner, split)
                    types = columns.map { Array(repeating: .null, count: $0.count) } ?? []
                    if !options.infersSchema { return InspectionCoding.encode(columns ?? []) }
                    if skipsHeader { continue }
                }
                inspect(base, record.count, scanner, guesser, &types, &texts)
            }
        }
        let found = (columns ?? []).enumerated().map { FileColumn($0.element.name, types[$0.offset]) }
        return InspectionCoding.encode(found)
    }

    private func inspect(
        _ base: UnsafeRawPointer, _ count: Int, _ scanner: FieldScanner, _ guesser: TypeGuesser,
        _ types: inout [FileType], _ texts: inout UnescapedText
    ) {
        var at = base
        let end = base + count
        for place in types.indices {
            let field = scanner.field(at, end)
            if field.count > 0 {
                var (text, length) = (field.start, field.count)
                if field.form == .escaped {
                    texts.clear()
                    let place = texts.room(length, recordsBytes: count)
                    length = texts.add(scanner, field)
                    text = texts.start(place)
                }
                let isNull = UnsafeRawBufferPointer(start: text, count: length).elementsEqual(options.nullValue)
                if !isNull {
                    // Compared, because writing an enum with payloads costs more.
                    let type = guesser.widened(types[place], text, length)
                    if type != types[place] { types[place] = type }
                }
            }
            if field.isLast { return }
            at = field.next
        }
    }

    /// Columns of strings by the first record of a split: with a header its names, else `_c0` and so on.
    private func names(
        _ base: UnsafeRawPointer, _ count: Int, _ scanner: FieldScanner, _ split: FileSplit
    ) throws(FileError) -> [FileColumn] {
        let names = try options.fields(base, count, scanner, split)
        guard options.hasHeader else { return names.indices.map { FileColumn("_c\($0)", .text) } }
        let counts = Dictionary(names.map { ($0.lowercased(), 1) }, uniquingKeysWith: +)
        return names.enumerated().map { place, name in
            if name.isEmpty { return FileColumn("_c\(place)", .text) }
            return FileColumn(counts[name.lowercased(), default: 0] > 1 ? "\(name)\(place)" : name, .text)
        }
    }

    public func columns(of inspected: [[UInt8]]) throws(FileError) -> [FileColumn] {
        var merged: [FileColumn] = []
        for bytes in inspected {
            let columns = try InspectionCoding.decode(bytes).columns
            if merged.isEmpty {
                merged = columns
                continue
            }
            for place in merged.indices.prefix(columns.count) {
                merged[place].type = TypeGuesser.merged(merged[place].type, columns[place].type)
            }
        }
        return merged.map { FileColumn($0.name, $0.type == .null ? .text : $0.type) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
public import Files

/// JSON objects, one a line, or with `multiLine` as a file has them: options by Spark's names, columns by the names of
/// members.
///
/// Options: `mode`, `columnNameOfCorruptRecord`, `multiLine`, `encoding`, `lineSep`, `dateFormat`, `timestampFormat`,
/// `timestampNTZFormat`, `timeZone`, `allowSingleQuotes`, `allowUnquotedFieldNames`, `allowNumericLeadingZeros`,
/// `allowNonNumericNumbers`, `primitivesAsString`, `prefersDecimal`, `dropFieldIfAllNull`, and for writing
/// `ignoreNullFields`.
public struct JSONFormat: FileFormat {
    public static let name = "json"
    private let options: JSONOptions

    public init(_ options: FormatOptions) throws(FileError) { self.options = try JSONOptions(options) }

    public var isSplittable: Bool { !options.isMultiLine }
    public var fileSuffix: String { ".json" }

    public func makeReader(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ context: ReadContext
    ) throws(FileError) -> any FormatReader {
        try JSONReader(split, columns, wanted: wanted, options, context)
    }

    public func makeWriter(
        _ columns: [FileColumn], _ output: any OutputFile, _ context: WriteContext
    ) throws(FileError) -> any FormatWriter {
        try JSONWriter(columns, options, output, context)
    }

    public var inference: SchemaInference { .allSplits }

    public func inspect(_ split: FileSplit, _ context: ReadContext) throws(FileError) -> [UInt8] {
        let records = try options.records(split, context)
        let guesser = JSONGuesser(options: options, values: try ValueReader(options.patterns, context.zones))
        var type = FileType.structure([])
        var hasBad = false
        while let batch = try records.next() {
            for row in 0..<batch.count {
                let record = batch.bytes(row)
                guard let base = record.baseAddress else { continue }
                var scanner = JSONScanner(base, record.count, options.leniency)
                if scanner.peek() == 0, scanner.at == scanner.end { continue }
                do throws(JSONFault) {
                    if scanner.takes(91) {
                        if scanner.takes(93) { continue }
                        repeat {
                            type = JSONGuesser.merged(type, try guesser.object(&scanner, 0))
                        } while scanner.takes(44)
                        try scanner.expect(93)
                    } else if scanner.peek() != 123, scanner.kind(of: scanner.word()) == .null {
                        // Nothing is known of it.
                        continue
                    } else {
                        repeat {
                            type = JSONGuesser.merged(type, try guesser.object(&scanner, 0))
                        } while options.isMultiLine && scanner.peek() == 123
                    }
                } catch {
                    hasBad = true
                    guard options.badRecords != .failure else {
                        throw FileError(
                            .malformed, path: split.path,
                            "\(split.path) has a record that is no JSON object (\(error.what)): "
                                + String(decoding: record.prefix(200), as: UTF8.self))
                    }
                }
            }
        }
        guard case .structure(let fields) = type else { return InspectionCoding.encode([], note: hasBad ? 1 : 0) }
        return InspectionCoding.encode(fields, note: hasBad ? 1 : 0)
    }

    public func columns(of inspected: [[UInt8]]) throws(FileError) -> [FileColumn] {
        var type = FileType.structure([])
        for bytes in inspected {
            let (columns, note) = try InspectionCoding.decode(bytes)
            type = JSONGuesser.merged(type, .structure(columns))
            if note == 1, options.badRecords == .permissive {
                type = JSONGuesser.merged(type, .structure([FileColumn(options.corruptColumn, .text)]))
            }
        }
        let settled = JSONGuesser.settled(type, dropsNulls: options.dropsNulls)
        guard case .structure(let fields)? = settled else { return [] }
        var seen: Set<String> = []
        for field in fields {
            guard seen.insert(field.name.lowercased()).inserted else {
                throw FileError(
                    .malformed, path: "",
                    "[COLUMN_ALREADY_EXISTS] The column `\(field.name.lowercased())` already exists. Choose "
                        + "another name or "
                        + "rename the existing column. SQLSTATE: 42711")
            }
        }
        return fields
    }
}

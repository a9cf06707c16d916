// SPDX-License-Identifier: Apache-2.0

import Files

// The first record of a file that has a header.
extension CSVOptions {
    /// The fields of a record as text.
    func fields(
        _ base: UnsafeRawPointer, _ count: Int, _ scanner: FieldScanner, _ split: FileSplit
    ) throws(FileError) -> [String] {
        var names: [String] = []
        var at = base
        let end = base + count
        while true {
            let field = scanner.field(at, end)
            var text = Array(UnsafeRawBufferPointer(start: field.start, count: field.count))
            if field.form == .escaped {
                let raw = text + [UInt8](repeating: 0, count: 16)
                let length = raw.withUnsafeBytes { source in
                    text.withUnsafeMutableBytes { scanner.unescape(source.baseAddress!, field.count, $0.baseAddress!) }
                }
                text.removeLast(text.count - length)
            }
            names.append(text == nullValue ? "" : String(decoding: text, as: UTF8.self))
            guard names.count <= columnsMax else {
                throw FileError(
                    .malformed, path: split.path,
                    "\(split.path) has more than \(columnsMax) columns (maxColumns): is "
                        + "\"\(String(decoding: scanner.separator, as: UTF8.self))\" what separates its fields?")
            }
            if field.isLast { return names }
            at = field.next
        }
    }

    /// With `enforceSchema` off the header's names must be those of the schema, whatever their case.
    func checkHeader(
        _ record: UnsafeRawBufferPointer, _ schema: [String], _ scanner: FieldScanner, _ split: FileSplit
    ) throws(FileError) {
        guard !enforcesSchema, let base = record.baseAddress else { return }
        let header = try fields(base, record.count, scanner, split)
        func refuse(_ why: String) throws(FileError) {
            throw FileError(
                .malformed, path: split.path,
                "[FAILED_READ_FILE.NO_HINT] " + why
                    + "\nCSV file: \(split.path) (enforceSchema=true takes the columns by their places)")
        }
        guard header.count == schema.count else {
            return try refuse(
                "Number of column in CSV header is not equal to number of fields in the schema:\n"
                    + " Header length: \(header.count), schema size: \(schema.count)")
        }
        for (found, expected) in zip(header, schema) where found.lowercased() != expected.lowercased() {
            try refuse(
                "CSV header does not conform to the schema.\n"
                    + " Header: \(header.joined(separator: ", "))\n Schema: \(schema.joined(separator: ", "))\n"
                    + "Expected: \(expected) but found: \(found)")
        }
    }
}

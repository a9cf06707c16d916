// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Glibc

/// Reads JSON objects, one a line or all of a file, into columns by the names of their members.
final class JSONReader: FormatReader {
    private let split: FileSplit
    private let options: JSONOptions
    private let records: any RecordSource
    private let values: JSONValues
    private let fields: [FileColumn]
    private let names: [[UInt8]]
    /// Where each wanted column comes from: a field, or the record itself.
    private let sources: [Int?]
    private let builders: [ColumnBuilder]
    private let corrupt = ColumnBuilder(.string)
    /// The values of the object that is being read.
    private var found: [Found]
    private var rows = 0

    private enum Found {
        case missing
        case scalar(Scalar)
        case text(JSONString)
    }

    init(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ options: JSONOptions, _ context: ReadContext
    ) throws(FileError) {
        self.split = split
        self.options = options
        records = try options.records(split, context)
        values = JSONValues(options, try ValueReader(options.patterns, context.zones))
        let keepsRecords = wanted.contains { options.isCorruptColumn(columns[$0]) }
        // Where bad records count, every column is looked at, so that a count sees what a collect does.
        let checksAll = keepsRecords || options.badRecords != .permissive
        let read = columns.indices.filter {
            !options.isCorruptColumn(columns[$0]) && (checksAll || wanted.contains($0))
        }
        fields = read.map { columns[$0] }
        names = fields.map { Array($0.name.utf8) }
        sources = wanted.map { column in read.firstIndex(of: column) }
        builders = fields.map { ColumnBuilder($0.type.layout) }
        found = Array(repeating: .missing, count: fields.count)
    }

    var bytesRead: Int { records.bytesRead }

    func next() throws(FileError) -> Column? {
        while let batch = try records.next() {
            for row in 0..<batch.count { try read(batch.bytes(row)) }
            if rows > 0 { return finish() }
        }
        return nil
    }

    private func finish() -> Column {
        let columns = builders.map { $0.finish() }
        let records = corrupt.finish()
        let members = sources.map { $0.map { columns[$0] } ?? records }
        defer { rows = 0 }
        return Column.tuple(members, count: rows)
    }

    private func read(_ record: UnsafeRawBufferPointer) throws(FileError) {
        guard let base = record.baseAddress else { return }
        var scanner = JSONScanner(base, record.count, options.leniency)
        if scanner.peek() == 0, scanner.at == scanner.end { return }
        values.hasMismatch = false
        do throws(JSONFault) {
            if !scanner.takes(91) {
                repeat { try object(&scanner, record) } while options.isMultiLine && scanner.peek() == 123
            } else if !scanner.takes(93) {
                repeat { try object(&scanner, record) } while scanner.takes(44)
                try scanner.expect(93)
            }
        } catch {
            for place in found.indices { found[place] = .missing }
            guard add(isBad: true, record) else { throw malformed(record, error.what) }
        }
        if failure { throw malformed(record, "a value is not of its column's type") }
    }

    /// A record was bad, and the first one fails.
    private var failure = false

    private func object(_ scanner: inout JSONScanner, _ record: UnsafeRawBufferPointer) throws(JSONFault) {
        guard scanner.peek() == 123 else {
            throw JSONFault(what: "no object")
        }
        var expected = 0
        try values.members(&scanner) { (name, scanner) throws(JSONFault) in
            guard let place = place(of: name, expected) else { return try scanner.skip() }
            expected = place + 1
            let type = fields[place].type
            if type == .text, scanner.peek() == 34 {
                found[place] = .text(try scanner.string())
            } else {
                found[place] = .scalar(try values.member(&scanner, type))
            }
        }
        if !add(isBad: values.hasMismatch, record) { failure = true }
        values.hasMismatch = false
    }

    /// Which field has the name; `expected` is tried first, because objects mostly have the same order.
    @inline(__always)
    private func place(of name: JSONString, _ expected: Int) -> Int? {
        if expected < names.count, !name.hasEscapes, isName(name, names[expected]) { return expected }
        return anyPlace(of: name)
    }

    private func anyPlace(of name: JSONString) -> Int? {
        if name.hasEscapes {
            let text = Array(name.text.utf8)
            return names.firstIndex(of: text)
        }
        return names.firstIndex { isName(name, $0) }
    }

    @inline(__always)
    private func isName(_ name: JSONString, _ wanted: [UInt8]) -> Bool {
        name.count == wanted.count && memcmp(name.start, wanted, wanted.count) == 0
    }

    /// Ends a row; false when it is bad and that fails the task.
    private func add(isBad: Bool, _ record: UnsafeRawBufferPointer) -> Bool {
        defer { for place in found.indices { found[place] = .missing } }
        if isBad {
            if options.badRecords == .dropped { return true }
            if options.badRecords == .failure { return false }
        }
        for (place, builder) in builders.enumerated() {
            switch found[place] {
            case .missing: _ = builder.append(.null)
            case .scalar(let value): if !builder.append(value) { _ = builder.append(.null) }
            case .text(let text) where !text.hasEscapes: builder.append(bytes: text.bytes)
            case .text(let text):
                withUnsafeTemporaryAllocation(byteCount: text.count, alignment: 16) { space in
                    let length = text.unescape(into: space.baseAddress!)
                    builder.append(bytes: UnsafeRawBufferPointer(rebasing: space[..<length]))
                }
            }
        }
        if isBad { corrupt.append(bytes: record) } else { _ = corrupt.append(.null) }
        rows += 1
        return true
    }

    private func malformed(_ record: UnsafeRawBufferPointer, _ why: String) -> FileError {
        let text = String(decoding: record.prefix(200), as: UTF8.self) + (record.count > 200 ? "…" : "")
        return FileError(
            .malformed, path: split.path,
            "[FAILED_READ_FILE.NO_HINT] \(split.path) has a record that is not as the schema says (\(why)): \(text) "
                + "(mode FAILFAST; PERMISSIVE makes null of what cannot be read)")
    }
}

extension JSONOptions {
    func records(_ split: FileSplit, _ context: ReadContext) throws(FileError) -> any RecordSource {
        if isMultiLine { return WholeRecord(split, text, context) }
        return try TextReader(
            split, fileSystem: context.fileSystem, rowsMax: context.rowsMax, bytesMax: context.bytesMax, format: text,
            isCancelled: context.isCancelled)
    }
}

/// A whole file as one record.
private final class WholeRecord: RecordSource {
    private let split: FileSplit
    private let format: TextFormat
    private let context: ReadContext
    private(set) var bytesRead = 0
    private var isFinished = false

    init(_ split: FileSplit, _ format: TextFormat, _ context: ReadContext) {
        self.split = split
        self.format = format
        self.context = context
    }

    func next() throws(FileError) -> Column? {
        if isFinished { return nil }
        isFinished = true
        let content = try WholeFileReader.read(split, format, context)
        bytesRead = split.fileByteCount
        let builder = ColumnBuilder(.string)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        content.withUnsafeBytes {
            builder.append(bytes: UnsafeRawBufferPointer(rebasing: content.starts(with: mark) ? $0[3...] : $0[...]))
        }
        return builder.finish()
    }
}

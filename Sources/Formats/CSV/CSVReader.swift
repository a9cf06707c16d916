// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Glibc

/// Reads the records of a split into columns.
final class CSVReader: FormatReader {
    private let split: FileSplit
    private let options: CSVOptions
    private let records: any RecordSource
    private let values: ValueReader
    private let scanner: FieldScanner
    /// Fields that are read, in their order in a record.
    private var targets: [CSVTarget]
    /// Where each wanted column comes from: a target, or the record itself.
    private let sources: [Source]
    /// Fields that a record should have.
    private let fieldCount: Int
    private let nullByteCount: Int
    /// Records are checked as a whole, also where nothing of them is wanted.
    private let checksAll: Bool
    private var skipsHeader: Bool
    /// The names of the fields that a record should have.
    private let fieldNames: [String]
    /// What `""` becomes, in the batch that is being read.
    private var empty = StringView()

    private enum Source {
        case target(Int)
        case record
    }

    init(
        _ split: FileSplit, _ columns: [FileColumn], wanted: [Int], _ options: CSVOptions, _ context: ReadContext
    ) throws(FileError) {
        self.split = split
        self.options = options
        records = try options.records(split, context)
        values = try ValueReader(options.patterns, context.zones)
        scanner = FieldScanner(options, stopsAtLineEnd: false)
        skipsHeader = try options.beginsWithHeader(split, context)
        let fields = columns.indices.filter { !options.isCorruptColumn(columns[$0]) }
        fieldCount = fields.count
        fieldNames = fields.map { columns[$0].name }
        nullByteCount = options.nullValue.count
        let keepsRecords = wanted.contains { options.isCorruptColumn(columns[$0]) }
        checksAll = keepsRecords || options.badRecords != .permissive
        var targets: [CSVTarget] = []
        var places: [Int: Int] = [:]
        for (field, column) in fields.enumerated() where checksAll || wanted.contains(column) {
            places[column] = targets.count
            targets.append(try CSVTarget(columns[column], field: field))
        }
        self.targets = targets
        sources = wanted.map { column in places[column].map { .target($0) } ?? .record }
    }

    var bytesRead: Int { records.bytesRead }

    func next() throws(FileError) -> Column? {
        while let batch = try records.next() {
            let rows = try read(batch)
            if rows.count > 0 { return rows }
        }
        return nil
    }

    private func read(_ batch: Column) throws(FileError) -> Column {
        for index in targets.indices { targets[index].begin(batch.count) }
        let corrupt = CSVTarget.Space(batch.count, width: 16)
        var texts = UnescapedText(bufferIndex: batch.data.count)
        empty = options.emptyValue.map { texts.view($0) } ?? StringView()
        var rows = 0
        var (failed, header): (Int?, Int?)
        var skipsHeader = self.skipsHeader
        defer { self.skipsHeader = skipsHeader }
        targets.withUnsafeMutableBufferPointer { targets in
            for record in 0..<batch.count {
                let text = batch.bytes(record)
                let base = text.baseAddress!
                if options.isSkipped(base, text.count) { continue }
                if skipsHeader {
                    skipsHeader = false
                    header = record
                    continue
                }
                let view = batch.views[record]
                let isGood = readRecord(base, text.count, view, row: rows, targets, &texts)
                if !isGood {
                    if options.badRecords == .dropped { continue }
                    if options.badRecords == .failure {
                        failed = record
                        break
                    }
                }
                corrupt.valid[rows] = isGood ? 0 : 1
                corrupt.values.pointer(StringView.self)[rows] = isGood ? StringView() : view
                rows += 1
            }
        }
        if let header, !sources.isEmpty { try options.checkHeader(batch.bytes(header), fieldNames, scanner, split) }
        if let failed { throw malformed(batch.bytes(failed)) }
        let data = batch.data + (texts.buffer.map { [$0] } ?? [])
        let members = sources.map { source in
            switch source {
            case .target(let target): return targets[target].column(rows, data)
            case .record:
                return Column(
                    type: .string, count: rows, validity: corrupt.validity(rows), values: corrupt.values(rows, 16),
                    data: batch.data)
            }
        }
        return Column.tuple(members, count: rows)
    }

    private func malformed(_ record: UnsafeRawBufferPointer) -> FileError {
        let text = String(decoding: record.prefix(200), as: UTF8.self) + (record.count > 200 ? "…" : "")
        return FileError(
            .malformed, path: split.path,
            "[FAILED_READ_FILE.NO_HINT] \(split.path) has a record that is not as the schema says: \(text) "
                + "(mode FAILFAST; PERMISSIVE makes null of what cannot be read)")
    }

    /// Reads one record; whether it was as the schema says. `view` is that of the record.
    @inline(__always)
    private func readRecord(
        _ start: UnsafeRawPointer, _ count: Int, _ view: StringView, row: Int,
        _ targets: UnsafeMutableBufferPointer<CSVTarget>, _ texts: inout UnescapedText
    ) -> Bool {
        let end = start + count
        // NUL is no quote.
        let (isSimple, quote) = (scanner.isSimple, scanner.quote ?? 0)
        var at = start
        var field = 0
        var next = 0
        var isGood = true
        while next < targets.count || checksAll {
            var cell = Cell(start: at, count: 0, isQuoted: false)
            let isLast: Bool
            if isSimple, at < end, at.load(as: UInt8.self) != quote {
                let stop = scanner.findByte(at, end)
                cell.count = stop - at
                isLast = stop == end
                at = stop + 1
            } else {
                let found = scanner.field(at, end)
                cell = Cell(start: found.start, count: found.count, isQuoted: found.form != .plain)
                if found.form == .escaped {
                    cell.escapedAt = texts.room(found.count, recordsBytes: count)
                    cell.count = texts.add(scanner, found)
                    cell.start = texts.start(cell.escapedAt)
                }
                isLast = found.isLast
                at = found.next
            }
            if next < targets.count, targets[next].field == field {
                isGood = put(cell, start, view, row, &targets[next], texts) && isGood
                next &+= 1
            }
            field &+= 1
            if isLast { break }
        }
        while next < targets.count {
            targets[next].putNull(row)
            next &+= 1
        }
        return isGood && (!checksAll || field == fieldCount)
    }

    /// Reads one field; whether it is of the column's type.
    @inline(__always)
    private func put(
        _ cell: Cell, _ record: UnsafeRawPointer, _ view: StringView, _ row: Int, _ target: inout CSVTarget,
        _ texts: UnescapedText
    ) -> Bool {
        let (text, count) = (cell.start, cell.count)
        if count == 0 {
            guard cell.isQuoted, options.emptyValue != nil || !options.nullValue.isEmpty else {
                target.putNull(row)
                return true
            }
            return putEmpty(row, &target)
        }
        if count == nullByteCount, isNull(text, count) {
            target.putNull(row)
            return true
        }
        switch target.kind {
        case .text:
            let place: (Int, Int)
            if cell.escapedAt >= 0 {
                place = (texts.bufferIndex, cell.escapedAt)
            } else {
                place = (view.bufferIndex, view.offset &+ (text - record))
            }
            target.put(StringView(text, count: count, bufferIndex: place.0, offset: place.1), row)
            return true
        case .int:
            guard let value = readInt(text, count), value >= target.least, value <= target.most else { break }
            target.put(value, row)
            return true
        case .double, .float:
            guard let value = double(text, count) else { break }
            target.put(target.kind == .float ? Double(Float(value)) : value, row)
            return true
        case .bool:
            guard let value = readBool(text, count) else { break }
            target.put(value, row)
            return true
        case .wide:
            guard let value = values.decimal(text, count, target.type) else { break }
            target.put(value, row)
            return true
        case .date:
            // Other ways to write a date are read below.
            guard let value = readPlainDate(text, count), !values.hasDatePattern else { fallthrough }
            target.put(value, row)
            return true
        case .other:
            guard let value = values.int(text, count, target.type) else { break }
            target.put(value, row)
            return true
        }
        target.putNull(row)
        return false
    }

    @inline(never)
    private func isNull(_ text: UnsafeRawPointer, _ count: Int) -> Bool { memcmp(text, options.nullValue, count) == 0 }

    @inline(__always)
    private func double(_ text: UnsafeRawPointer, _ count: Int) -> Double? {
        if let value = readDouble(text, count) { return value }
        func equals(_ name: [UInt8]) -> Bool { count == name.count && memcmp(text, name, count) == 0 }
        if equals(options.nanValue) { return .nan }
        if equals(options.positiveInfinity) { return .infinity }
        if equals(options.negativeInfinity) { return -.infinity }
        return nil
    }

    /// What stands for `""`.
    @inline(never)
    private func putEmpty(_ row: Int, _ target: inout CSVTarget) -> Bool {
        if options.emptyValue ?? [] == options.nullValue {
            target.putNull(row)
            return true
        }
        guard target.kind == .text else {
            target.putNull(row)
            return false
        }
        target.put(empty, row)
        return true
    }
}

/// The text of a field.
struct Cell {
    var start: UnsafeRawPointer
    var count: Int
    var isQuoted: Bool
    /// Where it is among the texts whose escapes were undone; -1 of others.
    var escapedAt = -1
}

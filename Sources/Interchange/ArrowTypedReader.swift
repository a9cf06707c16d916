// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar

/// Copies one Arrow array into a column laid out as the meaning of a field says.
struct ArrowTypedReader {
    let span: ArrowSpan
    let field: ArrowField
    /// A byte a row, 0 where what holds the row is null itself; nil when nothing is.
    private let live: Buffer?

    /// - Parameters:
    ///   - span: an array whose node has been checked against `field`.
    ///   - live: a byte a row, 0 where what holds the row is null itself, so that it may be so whatever the field says.
    init(_ span: ArrowSpan, _ field: ArrowField, live: Buffer?) {
        self.span = span
        self.field = field
        self.live = live
    }

    func column() throws(ConversionError) -> Column {
        let column = try values().masked(span.mask)
        if !field.isNullable { try checkValues(column) }
        return column
    }

    private func values() throws(ConversionError) -> Column {
        if span.isNothing { return .nulls(field.meaning.layout, count: span.count) }
        if !span.node.dictionary.isEmpty { return try decoded() }
        switch field.meaning {
        case .null: throw .damaged
        case .boolean: return try span.bools()
        case .integer(let bits): return try integers(bits)
        case .float32: return try singles()
        case .float64: return try span.floats()
        case .decimal(let precision, _, let isWide): return try decimals(precision, isWide: isWide)
        case .text, .bytes: return try span.texts()
        case .date, .timestamp, .timeOfDay, .duration: return try times()
        case .months: return try span.ints(byteCount: 4)
        case .list(let element): return try list(element)
        case .map(let key, let value): return try map(key, value)
        case .structure(let fields): return try structure(fields)
        }
    }

    /// Throws when a row is null that must not be.
    private func checkValues(_ column: Column) throws(ConversionError) {
        guard column.type == .null || column.validity != nil else { return }
        let live = live?.pointer(UInt8.self)
        for row in 0..<column.count where column.isNull(row) && (live.map { $0[row] != 0 } ?? true) {
            let what = field.name.isEmpty ? "a row of an Arrow table" : "field \(field.name)"
            throw ConversionError(.value, "\(what) is null, but must not be")
        }
    }

    private func decoded() throws(ConversionError) -> Column {
        // What is null is looked at when rows have been chosen.
        let entry = ArrowField(field.name, field.meaning)
        let source = try ArrowTypedReader(try span.dictionary(), entry, live: nil).column()
        guard let rows = try span.chosen(from: source.count) else {
            return .nulls(field.meaning.layout, count: span.count)
        }
        return try source.gathered(rows, count: span.count)
    }

    // MARK: Numbers

    private func integers(_ bits: Int) throws(ConversionError) -> Column {
        let column = try span.ints()
        guard bits < 64 else { return column }
        let (numbers, shift) = (column.ints, 64 - bits)
        try span.refuse(
            { (numbers[$0] &<< shift) &>> shift != numbers[$0] },
            ConversionError(.overflow, "a number of field \(field.name) does not fit \(bits) bits"))
        return column
    }

    private func singles() throws(ConversionError) -> Column {
        let column = try span.floats()
        // Not yet anybody else's.
        if span.node.format == "g" {
            for row in 0..<column.count { column.floats[row] = Double(Float(column.floats[row])) }
        }
        return column
    }

    /// Dates become days, times microseconds; what is finer loses its end, as pyarrow's casts do it.
    private func times() throws(ConversionError) -> Column {
        guard let time = ArrowTime(span.node.format) else { throw .damaged }
        let column = try span.ints(byteCount: time.byteCount)
        let numbers = column.ints
        if case .date = field.meaning {
            let units = time.units
            if units > 1 { for row in 0..<span.count { numbers[row] /= units } }
            try span.refuse(
                { Int(Int32(truncatingIfNeeded: numbers[$0])) != numbers[$0] },
                ConversionError(.overflow, "a date of field \(field.name) does not fit 32 bits"))
            return column
        }
        if case .timeOfDay = field.meaning {
            let factor = 1_000_000_000 / time.units
            try span.refuse(
                { !(0..<time.units * 86_400).contains(numbers[$0]) },
                ConversionError(.value, "a time of day of field \(field.name) is none"))
            for row in 0..<span.count { numbers[row] = numbers[row] &* factor }
            return column
        }
        if time.units > 1_000_000 {
            let finer = time.units / 1_000_000
            for row in 0..<span.count { numbers[row] /= finer }
            return column
        }
        let factor = 1_000_000 / time.units
        guard factor > 1 else { return column }
        let (least, most) = (Int.min / factor, Int.max / factor)
        try span.refuse(
            { numbers[$0] < least || numbers[$0] > most },
            ConversionError(.overflow, "a time of field \(field.name) does not fit 64 bits of microseconds"))
        for row in 0..<span.count { numbers[row] = numbers[row] &* factor }
        return column
    }

    // MARK: Nested

    private func reader(_ span: ArrowSpan, _ field: ArrowField, _ live: Buffer?) -> ArrowTypedReader {
        ArrowTypedReader(span, field, live: field.isNullable && !field.meaning.demandsValues ? nil : live)
    }

    /// Which rows are values of something that is one itself.
    private func livingRows() -> Buffer? {
        guard let live, let mask = span.mask else { return live ?? span.mask }
        let both = Buffer(byteCount: span.count)
        let (out, one, other) = (both.pointer(UInt8.self), live.pointer(UInt8.self), mask.pointer(UInt8.self))
        for row in 0..<span.count { out[row] = one[row] & other[row] }
        return both
    }

    private func structure(_ fields: [ArrowField]) throws(ConversionError) -> Column {
        let living = livingRows()
        var members: [Column] = []
        for (index, field) in fields.enumerated() {
            let child = try span.child(index, from: span.offset, count: span.count)
            members.append(try reader(child, field, living).column())
        }
        return .tuple(members, count: span.count)
    }

    /// Which elements are of lists that are no null.
    private func livingElements(_ offsets: Buffer, _ total: Int) -> Buffer? {
        guard field.meaning.demandsValues, let living = livingRows() else { return nil }
        let elements = Buffer(byteCount: total, filledWith: 0)
        let (ends, rows, out) = (
            offsets.pointer(Int32.self), living.pointer(UInt8.self), elements.pointer(UInt8.self)
        )
        for row in 0..<span.count where rows[row] != 0 {
            for element in Int(ends[row])..<Int(ends[row + 1]) { out[element] = 1 }
        }
        return elements
    }

    private func list(_ element: ArrowField) throws(ConversionError) -> Column {
        let format = span.node.format
        if format == "+vl" || format == "+vL" { return try listView(element) }
        let (offsets, first, total): (Buffer, Int, Int)
        if let width = span.node.width(of: "+w:") {
            (offsets, first, total) = try fixedEnds(width)
        } else {
            (offsets, first, total) = format == "+L" ? try span.ends(Int64.self) : try span.ends(Int32.self)
        }
        let living = livingElements(offsets, total)
        let elements = try reader(try span.child(0, from: first, count: total), element, living).column()
        return Column(type: field.meaning.layout, count: span.count, values: offsets, children: [elements])
    }

    private func fixedEnds(_ width: Int) throws(ConversionError) -> (Buffer, Int, Int) {
        let (first, start) = span.offset.multipliedReportingOverflow(by: width)
        let (total, end) = span.count.multipliedReportingOverflow(by: width)
        guard !start, !end, total <= Int(Int32.max) else { throw .damaged }
        let offsets = Buffer(byteCount: (span.count + 1) * 4)
        for row in 0...span.count { offsets.pointer(Int32.self)[row] = Int32(row * width) }
        return (offsets, first, total)
    }

    /// Lists that say where each begins and how long it is, in any order.
    private func listView(_ element: ArrowField) throws(ConversionError) -> Column {
        let child = try span.wholeChild()
        let size = span.node.format == "+vl" ? 4 : 8
        let (starts, lengths) = (try span.buffer(1), try span.buffer(2))
        func number(_ buffer: UnsafeRawPointer, _ row: Int) -> Int {
            let at = (span.offset + row) * size
            return size == 4
                ? Int(buffer.loadUnaligned(fromByteOffset: at, as: Int32.self))
                : buffer.loadUnaligned(fromByteOffset: at, as: Int.self)
        }
        let offsets = Buffer(byteCount: (span.count + 1) * 4)
        var chosen: [Int32] = []
        offsets.pointer(Int32.self)[0] = 0
        for row in 0..<span.count {
            if !span.isNull(row) {
                let (start, length) = (number(starts, row), number(lengths, row))
                guard start >= 0, length >= 0, start <= child.count, length <= child.count - start,
                    chosen.count <= Int(Int32.max) - length
                else { throw .damaged }
                for element in start..<(start + length) { chosen.append(Int32(truncatingIfNeeded: element)) }
            }
            offsets.pointer(Int32.self)[row + 1] = Int32(chosen.count)
        }
        let elements = try reader(child, element, nil).column()
        let rows = chosen.withUnsafeBytes { Buffer(copying: $0) }
        return Column(
            type: field.meaning.layout, count: span.count, values: offsets,
            children: [try elements.gathered(rows, count: chosen.count)])
    }

    private func map(_ key: ArrowField, _ value: ArrowField) throws(ConversionError) -> Column {
        let (offsets, first, total) = try span.ends(Int32.self)
        // Entries are never null, nor are keys.
        let entry = field.meaning.children[0]
        let living = livingElements(offsets, total)
        let entries = try reader(try span.child(0, from: first, count: total), entry, living).column()
        return try Column(
            type: field.meaning.layout, count: span.count, values: offsets,
            children: [entries.validity == nil ? entries : .tuple(entries.children, count: total)]
        ).withoutRepeatedKeys(span.mask)
    }
}

// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar

/// Copies one Arrow array into a column of rows that have no schema: those with nulls are of type `any`.
struct ArrowReader {
    private let span: ArrowSpan

    init(_ span: ArrowSpan) { self.span = span }

    func column() throws(ConversionError) -> Column {
        let plain = try values()
        guard let mask = span.mask, plain.count > 0 else { return plain }
        return Column(
            type: plain.type, count: plain.count, validity: mask, values: plain.values, data: plain.data,
            children: plain.children
        ).asAny
    }

    private func values() throws(ConversionError) -> Column {
        if !span.node.dictionary.isEmpty { return try decoded() }
        switch span.node.format {
        case "n": return repeated(.null)
        case "b": return try span.bools()
        case "g", "f": return try span.floats()
        case "u", "z", "U", "Z", "vu", "vz": return try span.texts()
        case "+l": return try list(Int32.self)
        case "+L": return try list(Int64.self)
        case "+m": return try map()
        case "+s": return try tuple()
        default:
            if let time = ArrowTime(span.node.format) { return try times(time) }
            return try span.ints()
        }
    }

    private func repeated(_ value: Scalar) -> Column { Column(.any, Array(repeating: value, count: span.count))! }

    private func times(_ time: ArrowTime) throws(ConversionError) -> Column {
        let numbers = try span.ints(byteCount: time.byteCount)
        let builder = ColumnBuilder(.any)
        var writer = AnyWriter()
        for row in 0..<span.count {
            writer.removeAll()
            if span.isNull(row) {
                writer.none()
            } else {
                try time.write(numbers.ints[row], to: &writer)
            }
            writer.bytes.withUnsafeBytes { builder.append(bytes: $0) }
        }
        return builder.finish()
    }

    /// Values of a dictionary by their indices.
    private func decoded() throws(ConversionError) -> Column {
        let source = try ArrowReader(try span.dictionary()).column()
        // Every value may be null: then there is nothing to gather from.
        guard let rows = try span.chosen(from: source.count) else { return repeated(.null) }
        return try source.gathered(rows, count: span.count)
    }

    // MARK: Nested

    private func child(_ index: Int, from first: Int, count: Int) throws(ConversionError) -> Column {
        try ArrowReader(try span.child(index, from: first, count: count)).column()
    }

    private func tuple() throws(ConversionError) -> Column {
        guard !span.node.children.isEmpty else { return repeated(.tuple([])) }
        var members: [Column] = []
        for index in span.node.children.indices {
            members.append(try child(index, from: span.offset, count: span.count))
        }
        return .tuple(members, count: span.count)
    }

    private func list<Offset: FixedWidthInteger & BitwiseCopyable>(
        _ width: Offset.Type
    ) throws(ConversionError) -> Column {
        let (offsets, first, total) = try span.ends(width)
        let elements = try child(0, from: first, count: total)
        return Column(type: .list(elements.type), count: span.count, values: offsets, children: [elements])
    }

    /// Maps become dicts, of type `any`.
    private func map() throws(ConversionError) -> Column {
        let (offsets, first, total) = try span.ends(Int32.self)
        let entries = try child(0, from: first, count: total)
        guard case .tuple(let members) = entries.type else { throw .damaged }
        return Column(
            type: .map(members[0], members[1]), count: span.count, values: offsets, children: [entries]
        ).asAny
    }
}

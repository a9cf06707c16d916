// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Interchange
import Testing

/// An Arrow array that a test makes by hand, right or wrong, whose memory it owns.
final class ForeignArray {
    var format: String
    var count: Int
    var offset = 0
    var nullCount = -1
    /// The first is the validity of the rows; nil where the interface has no pointer.
    var buffers: [[UInt8]?]
    var bufferCount: Int?
    var children: [ForeignArray]
    var childCount: Int?
    var schemaChildCount: Int?
    var dictionary: ForeignArray?
    private var memory: [UnsafeMutableRawPointer] = []

    init(_ format: String, _ count: Int, _ buffers: [[UInt8]?] = [nil], _ children: [ForeignArray] = []) {
        self.format = format
        self.count = count
        self.buffers = buffers
        self.children = children
    }

    deinit { for one in memory { one.deallocate() } }

    private func kept<T>(_ values: [T]) -> UnsafeMutablePointer<T> {
        let made = UnsafeMutablePointer<T>.allocate(capacity: max(values.count, 1))
        made.initialize(from: values, count: values.count)
        memory.append(UnsafeMutableRawPointer(made))
        return made
    }

    var schema: ArrowSchema {
        var schema = ArrowSchema()
        schema.format = UnsafePointer(kept(format.utf8CString.map { $0 }))
        schema.n_children = Int64(schemaChildCount ?? children.count)
        schema.children = kept(children.map { kept([$0.schema]) })
        if let dictionary { schema.dictionary = kept([dictionary.schema]) }
        return schema
    }

    var array: ArrowArray {
        var array = ArrowArray()
        array.length = Int64(count)
        array.offset = Int64(offset)
        array.null_count = Int64(nullCount)
        array.n_buffers = Int64(bufferCount ?? buffers.count)
        array.buffers = kept(buffers.map { bytes in bytes.map { UnsafeRawPointer(kept($0)) } })
        array.n_children = Int64(childCount ?? children.count)
        array.children = kept(children.map { kept([$0.array]) })
        if let dictionary { array.dictionary = kept([dictionary.array]) }
        return array
    }

    func column(_ meaning: ArrowMeaning, isNullable: Bool = true) throws -> Column {
        var (schema, array) = (self.schema, self.array)
        return try Arrow.column(&schema, &array, as: ArrowField("x", meaning, isNullable: isNullable))
    }

    func scalars(_ meaning: ArrowMeaning) throws -> [Scalar] {
        let column = try column(meaning)
        #expect(column.type == meaning.layout)
        return (0..<column.count).map { column.scalar($0) }
    }
}

func bytes<T: FixedWidthInteger>(_ values: [T]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
}

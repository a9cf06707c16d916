// SPDX-License-Identifier: Apache-2.0

/// Reads Thrift's compact protocol, in which Parquet's footers and page headers are written. Every length is held
/// against the bytes that are there.
struct ThriftReader {
    /// A field's number and the type of its value.
    struct Field {
        let id: Int
        let type: UInt8
    }

    private let start: UnsafeRawPointer
    private(set) var at: UnsafeRawPointer
    private let end: UnsafeRawPointer

    init(_ start: UnsafeRawPointer, _ count: Int) {
        self.start = start
        at = start
        end = start + count
    }

    /// Bytes read so far.
    var offset: Int { at - start }

    private mutating func byte() throws(ParquetFault) -> UInt8 {
        guard at < end else { throw .damaged("its metadata ends too early") }
        defer { at += 1 }
        return at.load(as: UInt8.self)
    }

    private mutating func varint() throws(ParquetFault) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        throw .damaged("its metadata has a number of more than 64 bits")
    }

    /// The next field of a structure whose last one was `previous` (0 at the start); nil at its end.
    mutating func field(after previous: Int) throws(ParquetFault) -> Field? {
        let head = try byte()
        if head == 0 { return nil }
        let step = Int(head >> 4)
        if step > 0 { return Field(id: previous + step, type: head & 15) }
        let id = try varint()
        return Field(id: Int(Int64(bitPattern: id >> 1) ^ -Int64(bitPattern: id & 1)) & 0xFFFF, type: head & 15)
    }

    private func expect(_ field: Field, _ types: ClosedRange<UInt8>) throws(ParquetFault) {
        guard types.contains(field.type) else {
            throw .damaged("field \(field.id) of its metadata is of the wrong type \(field.type)")
        }
    }

    mutating func int(_ field: Field) throws(ParquetFault) -> Int {
        try expect(field, 3...6)
        return field.type == 3 ? Int(Int8(bitPattern: try byte())) : try int()
    }

    private mutating func int() throws(ParquetFault) -> Int {
        let value = try varint()
        return Int(Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1))
    }

    func bool(_ field: Field) throws(ParquetFault) -> Bool {
        try expect(field, 1...2)
        return field.type == 1
    }

    mutating func bytes(_ field: Field) throws(ParquetFault) -> UnsafeRawBufferPointer {
        try expect(field, 8...8)
        return try bytes()
    }

    private mutating func bytes() throws(ParquetFault) -> UnsafeRawBufferPointer {
        let count = try varint()
        guard count <= UInt64(end - at) else { throw .damaged("its metadata has a text that is longer than it") }
        defer { at += Int(count) }
        return UnsafeRawBufferPointer(start: at, count: Int(count))
    }

    mutating func string(_ field: Field) throws(ParquetFault) -> String {
        String(decoding: try bytes(field), as: UTF8.self)
    }

    /// Enters a structure.
    func structure(_ field: Field) throws(ParquetFault) { try expect(field, 12...12) }

    /// Enters a list of structures; how many there are.
    mutating func structures(_ field: Field) throws(ParquetFault) -> Int {
        try expect(field, 9...9)
        let (count, type) = try list()
        guard type == 12 || count == 0 else { throw .damaged("a list of its metadata holds the wrong type \(type)") }
        return count
    }

    private mutating func list() throws(ParquetFault) -> (count: Int, type: UInt8) {
        let head = try byte()
        let count = head >> 4 == 15 ? try varint() : UInt64(head >> 4)
        guard count <= UInt64(end - at) else { throw .damaged("its metadata has a list that is longer than it") }
        return (Int(count), head & 15)
    }

    mutating func skip(_ field: Field) throws(ParquetFault) { try skip(field.type, depth: 0) }

    /// Passes over the rest of a structure.
    mutating func skipStructure(depth: Int = 0) throws(ParquetFault) {
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            try skip(field.type, depth: depth + 1)
        }
    }

    private mutating func skip(_ type: UInt8, depth: Int) throws(ParquetFault) {
        guard depth < FormatsLimits.thriftDepthMax else { throw .damaged("its metadata nests too deeply") }
        switch type {
        case 1, 2: break
        case 3: _ = try byte()
        case 4...6: _ = try varint()
        case 7:
            guard end - at >= 8 else { throw .damaged("its metadata ends too early") }
            at += 8
        case 8: _ = try bytes()
        case 9, 10:
            let (count, element) = try list()
            // Truth values in lists take a byte.
            for _ in 0..<count { try skip(element <= 2 ? 3 : element, depth: depth + 1) }
        case 11:
            let count = try varint()
            if count == 0 { return }
            guard count <= UInt64(end - at) else { throw .damaged("its metadata has a map that is longer than it") }
            let types = try byte()
            for _ in 0..<Int(count) {
                try skip(types >> 4 <= 2 ? 3 : types >> 4, depth: depth + 1)
                try skip(types & 15 <= 2 ? 3 : types & 15, depth: depth + 1)
            }
        case 12: try skipStructure(depth: depth)
        default: throw .damaged("its metadata has a value of the unknown type \(type)")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// How values of a physical type lie in memory before they become what the column means.
enum ValueForm {
    /// 64 bits, narrower ones extended.
    case int
    case float
    /// A byte, 0 or 1.
    case bool
    /// A view of bytes.
    case view

    init(_ physical: PhysicalType) {
        switch physical {
        case .boolean: self = .bool
        case .int32, .int64, .int96: self = .int
        case .float, .double: self = .float
        case .byteArray, .fixedByteArray: self = .view
        }
    }

    var width: Int {
        switch self {
        case .int, .float: 8
        case .bool: 1
        case .view: 16
        }
    }
}

/// Reads the values of one page, as many at a time as a batch wants. Confined to one thread.
protocol ValueDecoder: AnyObject {
    /// The next `count` values in their form. Views point into buffers of `texts`.
    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault)
}

/// The buffers that the views of a batch point into. Confined to one thread.
final class BatchTexts {
    private(set) var buffers: [Buffer] = []
    private let reserve: (Int) -> Bool
    private let path: String

    init(_ path: String, _ reserve: @escaping (Int) -> Bool) {
        self.path = path
        self.reserve = reserve
    }

    func begin() { buffers = [] }

    /// The index of a buffer, which is added when it is not the last one.
    func index(of buffer: Buffer) -> Int {
        if let last = buffers.last, last === buffer { return buffers.count - 1 }
        buffers.append(buffer)
        return buffers.count - 1
    }

    /// Memory of its own for `count` bytes; its index.
    func make(_ count: Int) throws(ParquetFault) -> Int {
        guard count < Int(UInt32.max), reserve(count) else { throw .file(.noMemory(path, count)) }
        buffers.append(Buffer(byteCount: count))
        return buffers.count - 1
    }

    func bytes(_ view: StringView, at place: UnsafeRawPointer) -> UnsafeRawBufferPointer {
        let start = view.isInline ? place + 4 : UnsafeRawPointer(buffers[view.bufferIndex].base) + view.offset
        return UnsafeRawBufferPointer(start: start, count: view.count)
    }
}

/// The bytes of a page's values.
struct ValueBytes {
    /// What holds them, and is held by views into them.
    let buffer: Buffer
    let offset: Int
    let count: Int

    var start: UnsafeRawPointer { UnsafeRawPointer(buffer.base + offset) }

    func make(
        _ encoding: Int, _ leaf: SchemaNode, _ physical: PhysicalType, valueCount: Int, _ dictionary: PageDictionary?
    ) throws(ParquetFault) -> any ValueDecoder {
        guard let kind = PageEncoding(rawValue: encoding) else {
            throw .unsupported("the column \(leaf.name) is written in the unknown encoding \(encoding)")
        }
        switch (kind, physical) {
        case (.plain, .byteArray): return PlainTextDecoder(self)
        case (.plain, .fixedByteArray): return FixedTextDecoder(self, length: leaf.length)
        case (.plain, .boolean): return BitDecoder(self)
        case (.plain, _): return PlainDecoder(self, physical)
        case (.plainDictionary, _), (.dictionary, _):
            guard let dictionary else {
                throw .damaged("a page of \(leaf.name) refers to a dictionary that is not there")
            }
            return try DictionaryDecoder(self, dictionary, ValueForm(physical))
        case (.rle, .boolean): return try RunDecoder(self)
        case (.deltaBinaryPacked, .int32), (.deltaBinaryPacked, .int64):
            return try DeltaValueDecoder(self, isNarrow: physical == .int32)
        case (.deltaLengthByteArray, .byteArray): return try DeltaLengthDecoder(self)
        case (.deltaByteArray, .byteArray): return try DeltaTextDecoder(self, length: nil)
        case (.deltaByteArray, .fixedByteArray): return try DeltaTextDecoder(self, length: leaf.length)
        case (.byteStreamSplit, .int32), (.byteStreamSplit, .int64), (.byteStreamSplit, .float),
            (.byteStreamSplit, .double), (.byteStreamSplit, .fixedByteArray):
            return try StreamSplitDecoder(self, physical, length: leaf.length)
        default:
            throw .unsupported("the column \(leaf.name) of type \(physical) is written in the encoding \(kind)")
        }
    }
}

let fewerValues = ParquetFault.damaged("a page has fewer values than it says")

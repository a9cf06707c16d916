// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The values of a chunk that its pages refer to by number, already as the column means them.
final class PageDictionary {
    let count: Int
    /// Values as they lie in the column; views point into `buffers`, which come first among a batch's.
    let values: Buffer
    let width: Int
    let buffers: [Buffer]

    init(count: Int, values: Buffer, width: Int, buffers: [Buffer]) {
        self.count = count
        self.values = values
        self.width = width
        self.buffers = buffers
    }

    var byteCount: Int { values.byteCount + buffers.reduce(0) { $0 + $1.byteCount } }
}

/// Values by their numbers in a dictionary. Gives them as the column means them.
final class DictionaryDecoder: ValueDecoder {
    private let bytes: ValueBytes
    private let dictionary: PageDictionary
    private var indices: HybridDecoder
    private var numbers = Buffer(byteCount: 0)

    init(_ bytes: ValueBytes, _ dictionary: PageDictionary, _ form: ValueForm) throws(ParquetFault) {
        self.bytes = bytes
        self.dictionary = dictionary
        // A page of nulls may have nothing.
        let width = bytes.count == 0 ? 0 : Int(bytes.start.load(as: UInt8.self))
        guard width <= 32 else { throw .damaged("a page has indices of \(width) bits") }
        indices = HybridDecoder(bytes.start + min(1, bytes.count), max(bytes.count - 1, 0), width: width)
    }

    func decode(_ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts) throws(ParquetFault) {
        guard count > 0 else { return }
        if numbers.byteCount < count * 4 { numbers = Buffer(byteCount: max(count, 1_024) * 4) }
        let numbers = self.numbers.pointer(UInt32.self)
        try indices.read(numbers, count)
        var most: UInt32 = 0
        for index in 0..<count { most = max(most, numbers[index]) }
        guard Int(most) < dictionary.count else { throw .damaged("a page refers to more than its dictionary holds") }
        let source = dictionary.values.base
        switch dictionary.width {
        case 1: gatherNumbers(UInt8.self, source, numbers, out, count)
        case 8: gatherNumbers(UInt64.self, source, numbers, out, count)
        default: gatherNumbers(StringView.self, source, numbers, out, count)
        }
    }
}

@inline(__always)
private func gatherNumbers<Value>(
    _: Value.Type, _ source: UnsafeMutableRawPointer, _ numbers: UnsafePointer<UInt32>,
    _ out: UnsafeMutableRawPointer, _ count: Int
) {
    let values = source.assumingMemoryBound(to: Value.self)
    let target = out.assumingMemoryBound(to: Value.self)
    for index in 0..<count { target[index] = values[Int(truncatingIfNeeded: numbers[index])] }
}

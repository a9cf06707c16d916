// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Levels of a page that were read and not yet given out.
struct LevelBlock {
    static let capacity = 4_096

    private let memory = Buffer(byteCount: 2 * LevelBlock.capacity)
    var at = 0
    var count = 0

    var definitions: UnsafeMutablePointer<UInt8> { memory.pointer(UInt8.self) }
    var repetitions: UnsafeMutablePointer<UInt8> { memory.pointer(UInt8.self) + LevelBlock.capacity }

    func clearDefinitions() { definitions.update(repeating: 0, count: count) }
    func clearRepetitions() { repetitions.update(repeating: 0, count: count) }

    func isWithin(definition: Int, repetition: Int) -> Bool {
        var (most, deepest): (UInt8, UInt8) = (0, 0)
        for index in 0..<count {
            most = max(most, definitions[index])
            deepest = max(deepest, repetitions[index])
        }
        return Int(most) <= definition && Int(deepest) <= repetition
    }

    /// Where the row behind the first `rows` begins; counts those that begin before.
    func end(of rows: Int, _ begun: inout Int) -> Int {
        for index in at..<count where repetitions[index] == 0 {
            if begun == rows { return index }
            begun += 1
        }
        return count
    }
}

/// The levels of some rows of a leaf, and the values that are there, one behind another.
final class LeafRows {
    private let leaf: LeafReader
    private(set) var count = 0
    private var definitionBytes = Buffer(byteCount: 0)
    private var repetitionBytes = Buffer(byteCount: 0)
    private var dense = Buffer(byteCount: 0)
    private var present = 0
    var texts: [Buffer] = []

    init(_ leaf: LeafReader) { self.leaf = leaf }

    var definitions: UnsafeMutablePointer<UInt8> { definitionBytes.pointer(UInt8.self) }
    var repetitions: UnsafeMutablePointer<UInt8> { repetitionBytes.pointer(UInt8.self) }

    /// Adds levels; how many of them have values.
    func add(_ block: LevelBlock, _ places: Range<Int>, max: Int) -> Int {
        definitionBytes = grown(definitionBytes, count, places.count)
        repetitionBytes = grown(repetitionBytes, count, places.count)
        (definitions + count).update(from: block.definitions + places.lowerBound, count: places.count)
        (repetitions + count).update(from: block.repetitions + places.lowerBound, count: places.count)
        var found = 0
        for place in places { found &+= Int(block.definitions[place]) == max ? 1 : 0 }
        count += places.count
        return found
    }

    /// Room for values of `width` bytes, which are counted in.
    func room(_ added: Int, _ width: Int) -> UnsafeMutableRawPointer {
        // One more can be read behind the last one.
        dense = grown(dense, present * width, (added + 1) * width)
        defer { present += added }
        return dense.base + present * width
    }

    private func grown(_ buffer: Buffer, _ used: Int, _ added: Int) -> Buffer {
        guard used + added > buffer.byteCount else { return buffer }
        let larger = Buffer(byteCount: max(used + added, 2 * buffer.byteCount))
        larger.base.copyMemory(from: buffer.base, byteCount: used)
        return larger
    }

    /// A value for each place where what holds it is there, which definition level `holder` says.
    func column(holder: Int) -> Column {
        let (layout, width) = (leaf.layout, leaf.layout.valueByteCount)
        let max = UInt8(truncatingIfNeeded: leaf.leaf.definition)
        let least = UInt8(truncatingIfNeeded: holder)
        let validity = Buffer(byteCount: count)
        let valid = validity.pointer(UInt8.self)
        var slots = 0
        for index in 0..<count {
            valid[slots] = definitions[index] == max ? 1 : 0
            slots &+= definitions[index] >= least ? 1 : 0
        }
        if present == slots {
            return Column(
                type: layout, count: slots,
                values: Buffer(
                    slice: dense.byteCount == 0 ? Buffer(byteCount: 0) : dense, offset: 0, byteCount: slots * width),
                data: texts)
        }
        let values = Buffer(byteCount: slots * width)
        _ = room(0, width)
        spreadValues(width, dense.base, present, valid, values.base, slots)
        return Column(
            type: layout, count: slots, validity: Buffer(slice: validity, offset: 0, byteCount: slots), values: values,
            data: texts)
    }
}

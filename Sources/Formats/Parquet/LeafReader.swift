// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Reads the values of one column of a file, row group by row group. Confined to one thread.
final class LeafReader {
    let leaf: SchemaNode
    let layout: DataType
    private let physical: PhysicalType
    private let form: ValueForm
    private let conversion: ValueConversion
    private let width: Int
    /// Those of a decimal at most.
    private let digits: Int?
    private let texts: BatchTexts
    private var chunk: ChunkReader?
    private var bytesReadBefore = 0
    private var dictionary: PageDictionary?
    /// Values of the chunk, nulls included, that no page has brought yet.
    private var valuesLeft = 0
    /// Something of the chunk was read.
    private var hasPages = false

    // The page that is being read.
    private var pageLeft = 0
    private var decoder: (any ValueDecoder)?
    private var definitions: LevelDecoder?
    private var repetitions: LevelDecoder?
    /// Values come as the column means them.
    private var isIndexed = false
    private var isConverted = false
    private var page: Buffer?

    /// Values before they are spread, and before they are converted.
    private var scratch = Buffer(byteCount: 0)
    private var raw = Buffer(byteCount: 0)
    /// Levels of the page that were read ahead.
    private var levels = LevelBlock()

    init(
        _ leaf: SchemaNode, _ physical: PhysicalType, _ conversion: ValueConversion, _ layout: DataType,
        digits: Int?, _ path: String, _ context: ReadContext
    ) {
        self.digits = digits
        self.leaf = leaf
        self.layout = layout
        self.physical = physical
        self.conversion = conversion
        form = ValueForm(physical)
        width = conversion.width(form)
        texts = BatchTexts(path, context.reserve)
    }

    var bytesRead: Int { bytesReadBefore + (chunk?.bytesRead ?? 0) }

    /// Memory that is held between batches.
    var heldByteCount: Int {
        (chunk?.heldByteCount ?? 0) + (dictionary?.byteCount ?? 0) + scratch.byteCount + raw.byteCount
    }

    /// Begins with a row group.
    func open(_ reader: ChunkReader, valueCount: Int) throws(ParquetFault) {
        guard valueCount >= 0 else { throw .damaged("the column \(leaf.name) has a negative number of values") }
        bytesReadBefore += chunk?.bytesRead ?? 0
        chunk = reader
        valuesLeft = valueCount
        (dictionary, hasPages) = (nil, false)
        (decoder, definitions, repetitions, page, pageLeft) = (nil, nil, nil, nil, 0)
        levels = LevelBlock()
    }

    func begin() {
        texts.begin()
        for buffer in dictionary?.buffers ?? [] { _ = texts.index(of: buffer) }
    }

    // MARK: Pages

    /// Goes to the next page with values; false behind the last one.
    private func nextPage() throws(ParquetFault) -> Bool {
        while pageLeft == 0 {
            // Whose memory the next page may take.
            (decoder, definitions, repetitions, page) = (nil, nil, nil, nil)
            guard valuesLeft > 0, let page = try chunk?.page() else { return false }
            if page.header.kind == .dictionary {
                try readDictionary(page)
                continue
            }
            guard page.header.valueCount <= valuesLeft else {
                throw .damaged("the pages of \(leaf.name) have more values than it")
            }
            try open(page)
        }
        return true
    }

    private func readDictionary(_ page: Page) throws(ParquetFault) {
        guard !hasPages else { throw .damaged("the column \(leaf.name) has a dictionary that is not its first page") }
        hasPages = true
        let count = page.header.valueCount
        // Each value takes a bit at least, so the page bounds them.
        guard count <= page.count * 8, form != .bool else {
            throw .damaged("a dictionary has fewer values than it says")
        }
        guard [0, 2].contains(page.header.encoding) else {
            throw .unsupported("the dictionary of \(leaf.name) is in the encoding \(page.header.encoding)")
        }
        // Indices are tested against the count before values of an empty dictionary would be looked at.
        let own = BatchTexts("", { _ in true })
        let bytes = ValueBytes(buffer: page.bytes, offset: page.offset, count: page.count)
        let decoder = try bytes.make(0, leaf, physical, valueCount: count, nil)
        let values = Buffer(byteCount: count * width)
        isConverted = false
        try self.decode(decoder, count, values.base, own)
        dictionary = PageDictionary(
            count: count, values: values, width: width, buffers: layout.isView ? own.buffers : [])
        begin()
    }

    private func open(_ page: Page) throws(ParquetFault) {
        hasPages = true
        let header = page.header
        var at = page.offset
        let end = page.offset + page.count
        let base = UnsafeRawPointer(page.bytes.base)
        func level(_ max: Int, _ encoding: Int, _ length: Int) throws(ParquetFault) -> LevelDecoder? {
            guard header.kind == .data else {
                guard length <= end - at else { throw .damaged("the levels of a page are longer than it") }
                defer { at += length }
                return max == 0 ? nil : LevelDecoder(base + at, length, max: max, isPacked: false)
            }
            guard max > 0 else { return nil }
            let isPacked = encoding == PageEncoding.bitPacked.rawValue
            var length = (header.valueCount * LevelDecoder.width(max) + 7) / 8
            if !isPacked {
                guard end - at >= 4 else { throw .damaged("the levels of a page are longer than it") }
                length = Int((base + at).loadUnaligned(as: UInt32.self))
                at += 4
            }
            guard length <= end - at else { throw .damaged("the levels of a page are longer than it") }
            defer { at += length }
            return LevelDecoder(base + at, length, max: max, isPacked: isPacked)
        }
        repetitions = try level(leaf.repetitionLevel, header.repetitionEncoding, header.repetitionByteCount)
        definitions = try level(leaf.definition, header.definitionEncoding, header.definitionByteCount)
        let bytes = ValueBytes(buffer: page.bytes, offset: at, count: end - at)
        pageLeft = header.valueCount
        valuesLeft -= header.valueCount
        self.page = page.bytes
        guard pageLeft > 0 else { return }
        isIndexed = [2, 8].contains(header.encoding)
        decoder = try bytes.make(header.encoding, leaf, physical, valueCount: pageLeft, dictionary)
        let isPlainASCII = conversion == .text && skipASCII(bytes.start, 0, bytes.count) == bytes.count
        isConverted = isPlainASCII || conversion == .none
    }

    /// The next `count` values of the page as the column means them.
    private func decode(_ count: Int, _ out: UnsafeMutableRawPointer) throws(ParquetFault) {
        guard count > 0 else { return }
        guard let decoder else { throw fewerValues }
        if isIndexed { return try decoder.decode(count, out, texts) }
        try decode(decoder, count, out, texts)
    }

    private func decode(
        _ decoder: any ValueDecoder, _ count: Int, _ out: UnsafeMutableRawPointer, _ texts: BatchTexts
    ) throws(ParquetFault) {
        if conversion.isInPlace(form) {
            try decoder.decode(count, out, texts)
            if !isConverted { try conversion.convert(out, out, count, texts) }
        } else {
            if raw.byteCount < count * form.width { raw = Buffer(byteCount: count * form.width) }
            try decoder.decode(count, raw.base, texts)
            try conversion.convert(raw.base, out, count, texts)
        }
        if let digits { try checkDigits(out, count, digits) }
    }

    // MARK: Columns without parts

    /// The next `rows` rows of a column that is in no group.
    func flatRows(_ rows: Int) throws(ParquetFault) -> Column {
        begin()
        let values = Buffer(byteCount: rows * width)
        let validity = leaf.definition == 0 ? nil : Buffer(byteCount: rows)
        var hasNulls = false
        var done = 0
        while done < rows {
            guard try nextPage() else { throw .damaged("the column \(leaf.name) has fewer values than rows") }
            let count = min(rows - done, pageLeft)
            let out = values.base + done * width
            if let validity, definitions != nil {
                let valid = validity.pointer(UInt8.self) + done
                try definitions!.read(valid, count)
                let present = countOnes(valid, count)
                if present == count {
                    try decode(count, out)
                } else {
                    hasNulls = true
                    if scratch.byteCount < (count + 1) * width { scratch = Buffer(byteCount: (count + 1) * width) }
                    try decode(present, scratch.base)
                    spreadValues(width, scratch.base, present, valid, out, count)
                }
            } else {
                try decode(count, out)
            }
            pageLeft -= count
            done += count
        }
        return Column(
            type: layout, count: rows, validity: hasNulls ? validity : nil, values: values,
            data: layout.isView ? texts.buffers : [])
    }

    // MARK: Columns in groups

    /// The levels and values of so many whole rows.
    func nestedRows(_ rows: Int) throws(ParquetFault) -> LeafRows {
        begin()
        let found = LeafRows(self)
        var rowsBegun = 0
        while true {
            if levels.at == levels.count {
                guard try nextPage() else {
                    guard rowsBegun == rows else {
                        throw .damaged("the column \(leaf.name) has fewer values than rows")
                    }
                    break
                }
                try readLevels()
            }
            let start = levels.at
            let end = levels.end(of: rows, &rowsBegun)
            if end > start {
                guard rowsBegun > 0 else { throw .damaged("a page of \(leaf.name) begins within a row") }
                let present = found.add(levels, start..<end, max: leaf.definition)
                guard found.count <= FormatsLimits.batchLevelCountMax else {
                    throw .unsupported(
                        "rows of the column \(leaf.name) have more than \(FormatsLimits.batchLevelCountMax) parts")
                }
                try decode(present, found.room(present, width))
            }
            levels.at = end
            if end < levels.count { break }
        }
        found.texts = layout.isView ? texts.buffers : []
        return found
    }

    private func readLevels() throws(ParquetFault) {
        let count = min(pageLeft, LevelBlock.capacity)
        levels.at = 0
        levels.count = count
        if definitions != nil { try definitions!.read(levels.definitions, count) } else { levels.clearDefinitions() }
        if repetitions != nil { try repetitions!.read(levels.repetitions, count) } else { levels.clearRepetitions() }
        guard levels.isWithin(definition: leaf.definition, repetition: leaf.repetitionLevel) else {
            throw .damaged("a page of \(leaf.name) has levels beyond its type's")
        }
        pageLeft -= count
    }
}

/// Refuses numbers of more digits than a decimal of so many holds: of 64 bits up to 18 digits, of 128 above.
private func checkDigits(_ values: UnsafeMutableRawPointer, _ count: Int, _ digits: Int) throws(ParquetFault) {
    var isBeyond = false
    let limit = (0..<digits).reduce(Int128(1)) { value, _ in value * 10 }
    if digits <= FileType.shortDecimalPrecisionMax {
        let (ints, most) = (values.assumingMemoryBound(to: Int.self), UInt(limit - 1))
        for index in 0..<count { isBeyond = isBeyond || ints[index].magnitude > most }
    } else {
        let wides = values.assumingMemoryBound(to: Wide128.self)
        for index in 0..<count { isBeyond = isBeyond || wides[index].value.magnitude >= UInt128(limit) }
    }
    if isBeyond { throw .damaged("a decimal has more digits than its type") }
}

/// How many of `count` bytes, each 0 or 1, are 1.
private func countOnes(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var total = 0
    for index in 0..<count { total &+= Int(bytes[index]) }
    return total
}

/// Puts dense values where `valid` is 1, and zeros elsewhere. One value behind the `present` ones can be read.
func spreadValues(
    _ width: Int, _ dense: UnsafeMutableRawPointer, _ present: Int, _ valid: UnsafePointer<UInt8>,
    _ out: UnsafeMutableRawPointer, _ count: Int
) {
    (dense + present * width).initializeMemory(as: UInt8.self, repeating: 0, count: width)
    switch width {
    case 1: spread(UInt8(0), dense, valid, out, count)
    case 8: spread(UInt64(0), dense, valid, out, count)
    default: spread(StringView(), dense, valid, out, count)
    }
}

@inline(__always)
private func spread<Value>(
    _ zero: Value, _ dense: UnsafeMutableRawPointer, _ valid: UnsafePointer<UInt8>, _ out: UnsafeMutableRawPointer,
    _ count: Int
) {
    let source = dense.assumingMemoryBound(to: Value.self)
    let target = out.assumingMemoryBound(to: Value.self)
    var next = 0
    for index in 0..<count {
        let isValid = valid[index] != 0
        target[index] = isValid ? source[next] : zero
        next &+= isValid ? 1 : 0
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Writes the values of one column as pages, kept until the row group ends. Confined to one thread.
final class LeafWriter {
    let leaf: WrittenLeaf
    private let compressor: PageCompressor
    private var statistics: StatisticsBuilder

    // The page.
    private var rows = 0
    private var entries = 0
    /// Levels, a byte each; those of a column in no group only once there is a null.
    private let definitions = ByteSink()
    private let repetitions = ByteSink()
    private let plain = ByteSink()
    private let numbers = ByteSink()
    /// A value for each bit, a byte each.
    private let bools = ByteSink()

    // The chunk.
    private var dictionary: ValueDictionary?
    private var isPlain = true
    private var isFirstPage = true
    private var valueCount = 0
    private var plainByteCount = 0
    private let pages = ByteSink()
    private var pagesUncompressed = 0
    private var hasPlainPages = false
    private let scratch = ByteSink()

    init(_ leaf: WrittenLeaf, _ compressor: PageCompressor) {
        self.leaf = leaf
        self.compressor = compressor
        statistics = StatisticsBuilder(leaf.form, isText: leaf.type == .text)
        begin()
    }

    private func begin() {
        statistics = StatisticsBuilder(leaf.form, isText: leaf.type == .text)
        switch leaf.form {
        case .bool, .wide: isPlain = true
        default:
            isPlain = false
            if let dictionary { dictionary.clear() } else { dictionary = ValueDictionary(ofTexts: leaf.form == .bytes) }
        }
        isFirstPage = true
        hasPlainPages = false
        (valueCount, plainByteCount, pagesUncompressed) = (0, 0, 0)
        pages.clear()
    }

    /// Bytes of the row group so far, about as readers have them.
    var groupByteCount: Int { plainByteCount }

    private var width: Int {
        switch leaf.form {
        case .bool: 1
        case .int32, .float: 4
        case .int64, .double: 8
        case .bytes: 16
        case .wide(let count): count
        }
    }

    // MARK: Values

    /// Adds rows of a column that is in no group.
    func add(flat column: Column) {
        rows += column.count
        entries += column.count
        valueCount += column.count
        guard let valid = column.valid else {
            if definitions.count > 0 { fillDefinitions(1, column.count) }
            return addValues(column)
        }
        if definitions.count == 0 { fillDefinitions(1, entries - column.count) }
        definitions.append(UnsafeRawBufferPointer(start: valid, count: column.count))
        let present = presentRows(valid, column.count)
        statistics.nullCount += column.count - present.count
        present.withUnsafeBufferPointer { rows in
            if let base = rows.baseAddress, rows.count > 0 { addValues(column.gather(base, count: rows.count)) }
        }
    }

    private func fillDefinitions(_ level: UInt8, _ count: Int) {
        definitions.extend(count).initializeMemory(as: UInt8.self, repeating: level, count: count)
    }

    /// Adds rows whose levels are known, and the values that are there.
    func add(_ levels: Levels, rows added: Int, _ column: Column) {
        rows += added
        entries += levels.definitions.count
        valueCount += levels.definitions.count
        levels.definitions.withUnsafeBytes { definitions.append($0) }
        if leaf.repetition > 0 { levels.repetitions.withUnsafeBytes { repetitions.append($0) } }
        let places = levels.rows.filter { $0 >= 0 }
        statistics.nullCount += levels.definitions.count - places.count
        places.withUnsafeBufferPointer { places in
            if let base = places.baseAddress, !places.isEmpty { addValues(column.gather(base, count: places.count)) }
        }
    }

    /// Adds values, none of them null.
    private func addValues(_ column: Column) {
        let count = column.count
        guard count > 0 else { return }
        if leaf.form == .bytes {
            let (views, data) = (UnsafePointer(column.views), column.dataPointers)
            var total = 4 * count
            for row in 0..<count { total &+= views[row].count }
            plainByteCount += total
            if isPlain { return addPlain(views, data, count, total) }
            dictionary!.numbers(of: views, data, count, room(count))
            return
        }
        plainByteCount += count * width
        switch leaf.form {
        case .bool:
            statistics.add(UnsafePointer(column.bools), count)
            bools.append(UnsafeRawBufferPointer(start: column.bools, count: count))
        case .wide(let size):
            statistics.add(UnsafePointer(column.decimals), count)
            let out = plain.extend(count * size)
            for row in 0..<count {
                let value = column.decimals[row]
                for place in 0..<size {
                    let bits = 8 * (size - 1 - place)
                    let byte =
                        bits < 64
                        ? UInt8(truncatingIfNeeded: value.low >> UInt64(bits))
                        : UInt8(truncatingIfNeeded: value.high >> Int64(bits - 64))
                    (out + (row * size + place)).storeBytes(of: byte, as: UInt8.self)
                }
            }
        default:
            let words = column.values!.pointer(UInt64.self)
            if isPlain { return addPlain(words, count) }
            dictionary!.numbers(of: words, count, room(count))
        }
    }

    private func room(_ count: Int) -> UnsafeMutablePointer<UInt32> {
        numbers.extend(4 * count).assumingMemoryBound(to: UInt32.self)
    }

    private func addPlain(_ words: UnsafeMutablePointer<UInt64>, _ count: Int) {
        let raw = UnsafeMutableRawPointer(words)
        let (ints, floats) = (raw.assumingMemoryBound(to: Int.self), raw.assumingMemoryBound(to: Double.self))
        let out = plain.extend(count * width)
        switch leaf.form {
        case .int32:
            let target = out.assumingMemoryBound(to: Int32.self)
            for index in 0..<count { target[index] = Int32(truncatingIfNeeded: ints[index]) }
            statistics.add(UnsafePointer(ints), count)
        case .float:
            let target = out.assumingMemoryBound(to: Float.self)
            for index in 0..<count { target[index] = Float(floats[index]) }
            statistics.add(UnsafePointer(floats), count)
        case .double:
            out.copyMemory(from: raw, byteCount: 8 * count)
            statistics.add(UnsafePointer(floats), count)
        default:
            out.copyMemory(from: raw, byteCount: 8 * count)
            statistics.add(UnsafePointer(ints), count)
        }
    }

    private func addPlain(
        _ views: UnsafePointer<StringView>, _ data: UnsafePointer<UnsafeRawPointer>, _ count: Int, _ total: Int
    ) {
        var out = plain.extend(total)
        for index in 0..<count {
            let bytes = viewBytes(views, index, data)
            out.storeBytes(of: UInt32(truncatingIfNeeded: bytes.count), as: UInt32.self)
            if let base = bytes.baseAddress { (out + 4).copyMemory(from: base, byteCount: bytes.count) }
            out += 4 &+ bytes.count
            statistics.add(bytes)
        }
    }

    // MARK: Pages

    /// Looks whether the page is full. Called behind the same rows, however they came.
    func endBlock() throws(FileError) {
        if let dictionary, !isPlain, dictionary.plainByteCount(width: width) > FormatsLimits.dictionaryByteCountMax {
            // The page keeps what it has; the next ones are plain.
            try endPage()
            leaveDictionary()
        } else if rows >= FormatsLimits.pageRowCount
            || plain.count + bools.count / 8 + numbers.count / 4 >= FormatsLimits.pageByteCount
        {
            try endPage()
        }
    }

    private func leaveDictionary() {
        guard !isPlain, let dictionary else { return }
        isPlain = true
        addStatistics(of: dictionary)
    }

    private func addStatistics(of dictionary: ValueDictionary) {
        if dictionary.texts != nil {
            for number in 0..<dictionary.count { statistics.add(dictionary.text(number)) }
            return
        }
        let raw = UnsafeMutableRawPointer(dictionary.words)
        if leaf.form == .float || leaf.form == .double {
            statistics.add(UnsafePointer(raw.assumingMemoryBound(to: Double.self)), dictionary.count)
        } else {
            statistics.add(UnsafePointer(raw.assumingMemoryBound(to: Int.self)), dictionary.count)
        }
    }

    private func endPage() throws(FileError) {
        guard entries > 0 else { return }
        if isFirstPage, !isPlain, let dictionary {
            // Where most values differ, they are smaller without numbers.
            let count = numbers.count / 4
            let packed = count * indexWidth(dictionary) / 8 + dictionary.plainByteCount(width: width)
            let bare = leaf.form == .bytes ? plainByteCount : count * width
            if packed >= bare { makePlain(dictionary, count) }
        }
        isFirstPage = false
        let page = scratch
        page.clear()
        if leaf.repetition > 0 { writeLevels(repetitions, leaf.repetition, page) }
        if leaf.definition > 0 {
            if definitions.count == 0 { fillDefinitions(UInt8(leaf.definition), entries) }
            writeLevels(definitions, leaf.definition, page)
        }
        if !isPlain, let dictionary {
            let width = indexWidth(dictionary)
            page.append(byte: UInt8(width))
            writeHybrid(
                UnsafePointer(numbers.base.assumingMemoryBound(to: UInt32.self)), numbers.count / 4, width: width,
                to: page)
        } else {
            hasPlainPages = true
            if leaf.form == .bool { writeBits(page) } else { page.append(plain.bytes) }
        }
        let (count, isIndexed) = (entries, !isPlain)
        try write(page, to: pages) { header in
            header.structure(5) {
                $0.int32(1, count)
                $0.int32(2, (isIndexed ? PageEncoding.dictionary : .plain).rawValue)
                $0.int32(3, PageEncoding.rle.rawValue)
                $0.int32(4, PageEncoding.rle.rawValue)
            }
        } type: {
            $0.int32(1, 0)
        }
        for sink in [definitions, repetitions, plain, numbers, bools] { sink.clear() }
        (rows, entries) = (0, 0)
    }

    private func indexWidth(_ dictionary: ValueDictionary) -> Int {
        LevelDecoder.width(max(dictionary.count - 1, 0))
    }

    /// Writes what the first page refers to in place of the numbers.
    private func makePlain(_ dictionary: ValueDictionary, _ count: Int) {
        let numbers = self.numbers.base.assumingMemoryBound(to: UInt32.self)
        leaveDictionary()
        let known = statistics
        if dictionary.texts != nil {
            for index in 0..<count {
                let text = dictionary.text(Int(numbers[index]))
                plain.extend(4).storeBytes(of: UInt32(truncatingIfNeeded: text.count), as: UInt32.self)
                plain.append(text)
            }
        } else {
            let words = Buffer(byteCount: 8 * count)
            withExtendedLifetime(words) {
                let values = words.pointer(UInt64.self)
                for index in 0..<count { values[index] = dictionary.words[Int(numbers[index])] }
                addPlain(values, count)
            }
        }
        statistics = known
        dictionary.clear()
    }

    private func writeLevels(_ levels: ByteSink, _ max: Int, _ page: ByteSink) {
        let start = page.count
        _ = page.extend(4)
        writeHybrid(
            UnsafePointer(levels.base.assumingMemoryBound(to: UInt8.self)), levels.count,
            width: LevelDecoder.width(max), to: page)
        (page.base + start).storeBytes(of: UInt32(page.count - start - 4), as: UInt32.self)
    }

    private func writeBits(_ page: ByteSink) {
        let values = bools.base.assumingMemoryBound(to: UInt8.self)
        let size = (bools.count + 7) / 8
        let out = page.extend(size)
        out.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        for index in 0..<bools.count where values[index] != 0 {
            let byte = out + index >> 3
            byte.storeBytes(of: byte.load(as: UInt8.self) | 1 << UInt8(index & 7), as: UInt8.self)
        }
    }

    /// Compresses a page and writes it with its header.
    private func write(
        _ page: ByteSink, to out: ByteSink, details: (inout ThriftWriter) -> Void,
        type: (inout ThriftWriter) -> Void
    ) throws(FileError) {
        guard page.count <= Int(Int32.max) - (64 << 20) else {
            throw FileError(
                .invalidArgument, path: "",
                "a row of the column \(leaf.path.joined(separator: ".")) has \(page.count) bytes, and a page of a "
                    + "Parquet file holds less than 2 GB")
        }
        let compressed = ByteSink(capacity: page.count / 2 + 64)
        let size = try compressor.compress(page.bytes, to: compressed)
        var header = ThriftWriter()
        header.element {
            type(&$0)
            $0.int32(2, page.count)
            $0.int32(3, size)
            details(&$0)
        }
        header.bytes.withUnsafeBytes { out.append($0) }
        withExtendedLifetime(compressed) { out.append(compressed.bytes) }
        pagesUncompressed += header.bytes.count + page.count
    }

    // MARK: The chunk

    /// What a footer says of a chunk that was written.
    struct Chunk {
        var offset = 0
        var dictionaryByteCount: Int?
        var byteCount = 0
        var uncompressedByteCount = 0
        var valueCount = 0
        var hasPlainPages = false
        var statistics: StatisticsBuilder
    }

    /// Writes the pages of the row group to the file, and begins anew.
    func endGroup(_ output: (UnsafeRawBufferPointer) throws(FileError) -> Void) throws(FileError) -> Chunk {
        try endPage()
        var chunk = Chunk(statistics: statistics)
        let head = ByteSink()
        defer { withExtendedLifetime(head) {} }
        if let dictionary, dictionary.count > 0 {
            if !isPlain { addStatistics(of: dictionary) }
            try writeDictionary(dictionary, head)
            chunk.dictionaryByteCount = head.count
        }
        chunk.statistics = statistics
        chunk.byteCount = head.count + pages.count
        chunk.uncompressedByteCount = pagesUncompressed
        chunk.valueCount = valueCount
        chunk.hasPlainPages = hasPlainPages
        try output(head.bytes)
        try output(pages.bytes)
        begin()
        return chunk
    }

    private func writeDictionary(_ dictionary: ValueDictionary, _ out: ByteSink) throws(FileError) {
        let page = scratch
        page.clear()
        let known = (isPlain, statistics)
        plain.clear()
        if dictionary.texts != nil {
            for number in 0..<dictionary.count {
                let text = dictionary.text(number)
                page.extend(4).storeBytes(of: UInt32(truncatingIfNeeded: text.count), as: UInt32.self)
                page.append(text)
            }
        } else {
            addPlain(dictionary.words, dictionary.count)
            page.append(plain.bytes)
            plain.clear()
        }
        (isPlain, statistics) = known
        let count = dictionary.count
        try write(page, to: out) { header in
            header.structure(7) {
                $0.int32(1, count)
                $0.int32(2, PageEncoding.plain.rawValue)
            }
        } type: {
            $0.int32(1, 2)
        }
    }
}

private func presentRows(_ valid: UnsafePointer<UInt8>, _ count: Int) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: count) { rows, used in
        for row in 0..<count {
            rows[used] = Int32(truncatingIfNeeded: row)
            used &+= Int(valid[row])
        }
    }
}

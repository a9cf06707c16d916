// SPDX-License-Identifier: Apache-2.0

import Checksums
import Columnar
import ColumnarSamples
import Storage
import Testing
import Threads

private func decode(_ block: [UInt8], _ type: DataType) throws(BlockError) -> Column {
    try block.withUnsafeBufferPointer { (raw) throws(BlockError) in
        try BlockCodec.decode(UnsafeRawBufferPointer(raw), expecting: type)
    }
}

/// Puts the checksum right after a test changed a block.
private func resealed(_ block: [UInt8]) -> [UInt8] {
    var block = block
    var checksum = Checksum()
    block.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0[..<20])) }
    block.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0[24...])) }
    block.withUnsafeMutableBytes { $0.storeBytes(of: checksum.value, toByteOffset: 20, as: UInt32.self) }
    return block
}

private func setWord(_ block: inout [UInt8], at offset: Int, _ value: UInt32) {
    block.withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: offset, as: UInt32.self) }
}

private func word(_ block: [UInt8], at offset: Int) -> Int {
    Int(block.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) })
}

extension DataType {
    /// Buffers of a block at most.
    fileprivate var encodedBufferCount: Int { 3 + children.reduce(0) { $0 + $1.encodedBufferCount } }
}

@Suite struct BlockTests {
    @Test func `the size of the rows of several blocks is read from their headers alone`() throws {
        let column = Column(.string, (0..<1_000).map { _ in .string(String(repeating: "x", count: 1_000)) })!
        let block = try BlockCodec.encode(column)
        #expect(block.count < 100_000, "it compresses well")
        let bytes = try BlockCodec.decodedByteCount([block + block, block])
        #expect(bytes == 3 * 1_016_000)
        for cut in [1, 23, 24, 40, block.count - 1] {
            #expect(throws: BlockError.self) { try BlockCodec.decodedByteCount([Array(block.prefix(cut))]) }
        }
        var lie = block
        setWord(&lie, at: 32 + 8, .max)
        #expect(throws: BlockError.self) { try BlockCodec.decodedByteCount([lie]) }
    }

    @Test(arguments: sampleTypes)
    func `a column of any type comes back as it was`(_ type: DataType) throws {
        for count in [0, 1, 2, 3, 7, 8, 9, 64, 100] {
            for nullEvery in [0, 3] {
                let column = randomColumn(type, count: count, nullEvery: nullEvery, seed: UInt64(count + nullEvery))
                for compression in [BlockCompression.none, .automatic, .always] {
                    let block = try BlockCodec.encode(column, compression: compression)
                    #expect(block.count % 8 == 0)
                    #expect(try block.withUnsafeBytes { try BlockCodec.peekLength($0) } == block.count)
                    #expect(try block.withUnsafeBytes { try BlockCodec.peekRowCount($0) } == count)
                    #expect(try block.withUnsafeBytes { try BlockCodec.type(of: $0) } == type)
                    let back = try decode(block, type)
                    #expect(scalars(back) == scalars(column))
                    #expect(try BlockCodec.encode(back, compression: compression) == block)
                    // What headers say of the rows is what decoding makes: bits to a byte a row, eight at a time.
                    let (said, made) = (try BlockCodec.decodedByteCount([block]), back.byteCount)
                    let slack = 16 * type.encodedBufferCount
                    #expect(said >= made && said <= made + slack, "\(said) said, \(made) made")
                    let held = block.withUnsafeBytes { Buffer(copying: $0) }
                    #expect(scalars(try BlockCodec.decode(held, expecting: type)) == scalars(column))
                }
            }
        }
    }

    @Test(arguments: sampleTypes)
    func `the block of a slice is the block of its rows alone`(_ type: DataType) throws {
        let column = randomColumn(type, count: 21, nullEvery: 4, seed: 9)
        let all = scalars(column)
        for start in 0..<column.count {
            for count in [0, 1, 2, 3, column.count - start] where start + count <= column.count {
                let slice = try BlockCodec.encode(column.slice(start, count))
                let alone = try BlockCodec.encode(Column(type, Array(all[start..<start + count]))!)
                #expect(slice == alone)
            }
        }
    }

    @Test(arguments: sampleTypes)
    func `the block of gathered and joined rows is the block of those rows`(_ type: DataType) throws {
        let column = randomColumn(type, count: 10, nullEvery: 3, seed: 4)
        let all = scalars(column)
        let rows: [Int32] = [9, 0, 3, 3, 8, 1]
        let gathered = column.gather(rows, count: rows.count)
        let joined = Column.concatenate([gathered, column.slice(2, 5), gathered])
        let expected = rows.map { all[Int($0)] } + all[2..<7] + rows.map { all[Int($0)] }
        #expect(try BlockCodec.encode(joined) == BlockCodec.encode(Column(type, expected)!))
    }

    @Test func `what lies under a null is not written`() throws {
        let mask = Buffer(byteCount: 2)
        mask.pointer(UInt8.self)[0] = 1
        mask.pointer(UInt8.self)[1] = 0
        let long = stringColumn(["short", "a text that is longer than a view"])
        let hidden = Column(type: .string, count: 2, validity: mask, values: long.values, data: long.data)
        #expect(try BlockCodec.encode(hidden) == BlockCodec.encode(Column(.string, [.string("short"), .null])!))
        let numbers = intColumn([1, 77])
        let hiddenNumber = Column(type: .int, count: 2, validity: mask, values: numbers.values)
        #expect(try BlockCodec.encode(hiddenNumber) == BlockCodec.encode(Column(.int, [.int(1), .null])!))
    }

    @Test func `a mask without a null is not written`() throws {
        let numbers = intColumn([1, 2, 3])
        let masked = Column(type: .int, count: 3, validity: Buffer(byteCount: 3, filledWith: 1), values: numbers.values)
        #expect(try BlockCodec.encode(masked) == BlockCodec.encode(numbers))
    }

    @Test func `encoding into an array appends the same bytes`() throws {
        let column = randomColumn(.tuple([.string, .int]), count: 50, nullEvery: 5, seed: 2)
        var out: [UInt8] = [1, 2, 3]
        try BlockCodec.encode(column, into: &out)
        #expect(out == [1, 2, 3] + (try BlockCodec.encode(column)))
    }

    @Test func `every change of one byte is refused`() throws {
        let column = randomColumn(.tuple([.string, .int, .list(.bool)]), count: 9, nullEvery: 3, seed: 1)
        let block = try BlockCodec.encode(column, compression: .always)
        for index in block.indices {
            for change in [UInt8(1), 0x80, 0xFF] {
                var changed = block
                changed[index] ^= change
                #expect(throws: BlockError.self) { try decode(changed, column.type) }
            }
        }
    }

    @Test func `every cut and every addition is refused`() throws {
        let block = try BlockCodec.encode(randomColumn(.string, count: 5, nullEvery: 0, seed: 1))
        for length in 0..<block.count {
            #expect(throws: BlockError.self) { try decode(Array(block[..<length]), .string) }
        }
        #expect(throws: BlockError.self) { try decode(block + [UInt8](repeating: 0, count: 8), .string) }
    }

    @Test func `a block of another type is refused and says which`() throws {
        let block = try BlockCodec.encode(intColumn([1]))
        #expect(throws: BlockError.wrongType(found: "int", expected: .float)) { try decode(block, .float) }
        #expect(throws: BlockError.wrongType(found: "int", expected: .tuple([.int]))) {
            try decode(block, .tuple([.int]))
        }
    }

    @Test func `repetitive text is compressed and random text is not`() throws {
        let same = stringColumn((0..<2000).map { _ in "the same words again and again and again" })
        #expect(try BlockCodec.encode(same).count * 4 < BlockCodec.encode(same, compression: .none).count)
        var random = SeededRandom(3)
        let noise = Column.ints(count: 20_000) { out in
            for row in 0..<20_000 { out[row] = Int(truncatingIfNeeded: random.next()) }
        }
        #expect(try BlockCodec.encode(noise).count == BlockCodec.encode(noise, compression: .none).count)
    }

    @Test(arguments: [7, 8, 15, 16, 31, 32, 62])
    func `integers are stored in as few bytes as they need`(bits: Int) throws {
        let top = 1 << bits
        var numbers = (0..<1000).map { $0 &* 0x1E37_79B9_7F4A_7C15 % top }
        numbers += [top - 1, -top, 0]
        let plain = Column(.int, numbers.map { .int($0) })!
        let gaps = Column(.int, numbers.enumerated().map { $0 % 3 == 1 ? .null : .int($1) })!
        for column in [plain, gaps] {
            for compression in [BlockCompression.automatic, .always, .none] {
                let block = try BlockCodec.encode(column, compression: compression)
                let back = try block.withUnsafeBytes { try BlockCodec.decode($0, expecting: .int) }
                #expect(scalars(back) == scalars(column))
                if compression == .automatic && bits < 32 {
                    let width = bits < 8 ? 1 : (bits < 16 ? 2 : 4)
                    #expect(block.count < numbers.count * width + 400, "\(bits) bits take \(block.count) bytes")
                }
            }
        }
    }

    @Test func `declared lengths beyond the limits are refused before anything is allocated`() throws {
        let block = try BlockCodec.encode(intColumn([1, 2]), compression: .none)
        // Offset in the block, and the value to put there: length, rows, type length, raw and stored length of the
        // values.
        let table = 24 + 8 + 8
        for (offset, value) in [
            (8, UInt32.max - 7), (12, .max), (12, 1 << 27), (16, .max), (table, .max), (table, 1 << 30),
            (table + 4, .max), (table + 4, 1 << 30), (table + 4, 1 << 31 | 16),
        ] {
            var bomb = block
            setWord(&bomb, at: offset, value)
            #expect(throws: BlockError.self) { try decode(resealed(bomb), .int) }
        }
    }

    @Test func `a compressed buffer that claims too much is refused`() throws {
        let column = stringColumn((0..<100).map { _ in "the same words again and again and again" })
        let block = try BlockCodec.encode(column, compression: .always)
        let text = 24 + 8 + 16
        #expect(word(block, at: text + 4) < 0 || word(block, at: text + 4) >= 1 << 31)
        for raw in [UInt32(1 << 30), 1 << 20, 3999, 4001, 0] {
            var bomb = block
            setWord(&bomb, at: text, raw)
            #expect(throws: BlockError.self) { try decode(resealed(bomb), .string) }
        }
    }

    @Test func `views that break the rules are refused`() throws {
        let column = stringColumn(["abc", "a text of twenty-six bytes"])
        let block = try BlockCodec.encode(column, compression: .none)
        let views = 24 + 8 + 24
        #expect(word(block, at: views) == 3 && word(block, at: views + 16) == 26)
        let changes: [(offset: Int, value: UInt32)] = [
            (views + 8, 1),  // behind a short text
            (views, 2),  // the third byte is now behind the end
            (views + 16, 27), (views + 16, .max), (views + 16, 2),  // too long, far too long, short with text behind it
            (views + 24, 1), (views + 28, 1), (views + 28, .max),  // buffer, offset
            (views + 20, 0),  // prefix
        ]
        for change in changes {
            var wrong = block
            setWord(&wrong, at: change.offset, change.value)
            #expect(throws: BlockError.self, "\(change)") { try decode(resealed(wrong), .string) }
        }
    }

    @Test func `offsets that do not rise from 0 are refused`() throws {
        let column = Column(.list(.int), [.list([.int(1)]), .list([]), .list([.int(2), .int(3)])])!
        let block = try BlockCodec.encode(column, compression: .none)
        let offsets = 24 + 8 + 4 * 8
        #expect((0..<4).map { word(block, at: offsets + $0 * 4) } == [0, 1, 1, 3])
        for (index, value) in [(0, UInt32(1)), (1, 2), (1, .max), (2, 0), (3, 2), (3, 4), (3, 1 << 30)] {
            var wrong = block
            setWord(&wrong, at: offsets + index * 4, value)
            #expect(throws: BlockError.self) { try decode(resealed(wrong), column.type) }
        }
    }

    @Test func `bytes between and behind the parts must be 0`() throws {
        let column = Column(.bool, [.bool(true), .null, .bool(true)])!
        let block = try BlockCodec.encode(column, compression: .none)
        for index in 25..<block.count {
            for bit in 0..<8 where block[index] & 1 << bit == 0 {
                var wrong = block
                wrong[index] |= 1 << bit
                let back = try? decode(resealed(wrong), .bool)
                // Only a bit of a row may be set without harm.
                if let back { #expect(scalars(back) != scalars(column) || index == block.count - 8) }
            }
        }
    }

    @Test func `too deep and too wide types are refused`() throws {
        var deep = DataType.int
        for _ in 0..<40 { deep = .list(deep) }
        #expect(throws: BlockError.self) { try BlockCodec.encode(Column(deep, [])!) }
        let wide = DataType.tuple(Array(repeating: .int, count: ColumnarLimits.tupleMembersMax + 1))
        #expect(throws: BlockError.self) { try BlockCodec.encode(Column(wide, [])!) }
    }

    @Test func `random bytes never trap`() {
        var random = SeededRandom(77)
        for length in 0..<400 {
            for _ in 0..<10 {
                let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                bytes.withUnsafeBytes { fuzzBlockDecoder($0) }
            }
        }
    }

    @Test(arguments: sampleTypes)
    func `changed blocks with a right checksum never trap`(_ type: DataType) throws {
        var random = SeededRandom(5)
        let column = randomColumn(type, count: 12, nullEvery: 4, seed: 8)
        for compression in [BlockCompression.none, .always] {
            let block = try BlockCodec.encode(column, compression: compression)
            for _ in 0..<2000 {
                var changed = block
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let index = Int.random(in: 0..<block.count, using: &random)
                    changed[index] = UInt8.random(in: 0...255, using: &random)
                }
                guard let back = try? decode(resealed(changed), type) else { continue }
                for row in 0..<min(back.count, 100) { _ = back.scalar(row) }
                _ = try BlockCodec.encode(back)
            }
        }
    }

    @Test func `narrow blocks have narrow integers and nothing compressed`() throws {
        let numbers = intColumn((0..<1_000).map { $0 % 100 })
        let words = Column(.string, (0..<1_000).map { _ in .string("the same words again and again") })!
        let narrow = try BlockCodec.encode(numbers, compression: .narrow)
        #expect(narrow.count < 1_200 && narrow.count >= 1_000)
        #expect(
            try BlockCodec.encode(words, compression: .narrow).count
                == BlockCodec.encode(words, compression: .none).count)
        let back = try decode(narrow, .int)
        #expect((0..<1_000).allSatisfy { back.ints[$0] == $0 % 100 })
    }

    @Test func `several threads make all calls once`() {
        for (count, threads) in [(0, 4), (1, 4), (5, 1), (1_000, 3)] {
            let calls = Lock([Int](repeating: 0, count: count))
            inParallel(count, threads: threads) { number in calls.withLock { $0[number] += 1 } }
            #expect(calls.withLock { $0 } == [Int](repeating: 1, count: count))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import ColumnarSamples
import Testing

private func column(_ values: [Scalar]) -> Column { Column(.any, values)! }

private func hashes(_ column: Column) -> [UInt64] {
    Array(unsafeUninitializedCapacity: column.count) { buffer, count in
        column.hash(into: buffer.baseAddress!)
        count = column.count
    }
}

private func nested(_ depth: Int) -> Scalar { depth == 1 ? .int(1) : .tuple([nested(depth - 1)]) }

/// Values that are close to one another: pairs of them are often equal.
private func closeValues(seed: UInt64, count: Int) -> [Scalar] {
    var random = SeededRandom(seed)
    var values: [Scalar] = []
    for _ in 0..<count {
        var value = randomAny(depth: 2, &random)
        if let other = values.randomElement(using: &random), Bool.random(using: &random) {
            value = reworded(other, &random)
        }
        values.append(value)
    }
    return values
}

/// An equal value that is written otherwise, or a value that is a little different.
private func reworded(_ value: Scalar, _ random: inout SeededRandom) -> Scalar {
    switch value {
    case .int(0), .int(1): return .bool(value == .int(1))
    case .int(let number): return .float(Double(number))
    case .float(let number): return Int(exactly: number).map { .int($0) } ?? .float(number.nextUp)
    case .tuple(let members):
        if Bool.random(using: &random) {
            return .object("Row", [.null, .tuple(members.map { reworded($0, &random) })])
        }
        return .tuple(members.map { reworded($0, &random) })
    case .list(let elements): return .list(elements.map { reworded($0, &random) })
    case .set(let members): return .frozenSet(members.shuffled(using: &random))
    case .frozenSet(let members): return .set(members.shuffled(using: &random))
    case .map(let entries):
        let shuffled = Scalar.map(entries.shuffled(using: &random))
        return Bool.random(using: &random) ? shuffled : .object("collections.Counter", [shuffled])
    default: return value
    }
}

@Suite("Values of type any") struct AnyTests {
    @Test("an int with other bytes than the least ones beyond 64 bits is no number, and no trap")
    func malformedInts() {
        let wrong: [[UInt8]] = [
            [], [5], [0, 0, 0, 0, 0, 0, 0, 0], [5, 0, 0, 0, 0, 0, 0, 0, 0], [0xFB] + [UInt8](repeating: 0xFF, count: 9),
            [UInt8](repeating: 0, count: 40), [UInt8](repeating: 0xFF, count: 200),
        ]
        let right: [[UInt8]] = [
            [0, 0, 0, 0, 0, 0, 0, 0x80, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF],
        ]
        let ints = column((wrong + right).map { .object("int", [.bytes($0)]) })
        let floats = column([.float(0), .float(5), .float(0x1p63), .float(-0x1p63), .float(.nan), .int(5)])
        _ = hashes(ints)
        for row in 0..<ints.count {
            #expect(ints.compare(row, with: ints, row) == 0)
            for other in 0..<floats.count {
                let order = ints.compare(row, with: floats, other)
                #expect(order == -floats.compare(other, with: ints, row))
                #expect(order != 0 || row == wrong.count && other == 2)
            }
        }
    }

    @Test("survive the encoding") func roundTrip() {
        var random = SeededRandom(1)
        for _ in 0..<2_000 {
            let value = randomAny(depth: 4, &random)
            let bytes = AnyCoding.encode(value)!
            #expect(bytes.withUnsafeBytes { AnyCoding.fault(in: $0) } == nil)
            #expect(AnyCoding.decode(bytes).flatMap { AnyCoding.encode($0) } == bytes)
            let row = column([value])
            #expect(row.count == 1 && row.validity == nil)
            #expect(AnyCoding.encode(row.scalar(0)) == bytes)
            bytes.withUnsafeBytes { raw in
                var cursor = AnyCursor(raw.baseAddress!)
                cursor.skip()
                #expect(cursor.next == raw.baseAddress! + raw.count)
            }
        }
    }

    @Test("are encoded as the format says") func layout() {
        let value = Scalar.tuple([
            .null, .bool(true), .int(-1), .int(64), .string("é"), .bytes([7]), .set([.int(0)]),
            .map([.init(key: .string("a"), value: .float(1))]), .object("Row", [.null, .tuple([])]),
        ])
        let expected: [UInt8] = [
            7, 9, 0, 2, 3, 1, 3, 0x80, 1, 5, 2, 0xC3, 0xA9, 6, 1, 7, 10, 1, 3, 0, 9, 1, 5, 1, 97, 4, 0, 0, 0, 0, 0, 0,
            0xF0, 0x3F, 12, 3, 82, 111, 119, 2, 0, 7, 0,
        ]
        #expect(AnyCoding.encode(value) == expected)
    }

    @Test("are refused when they are cut, extended or damaged") func damage() {
        var random = SeededRandom(2)
        for _ in 0..<400 {
            let bytes = AnyCoding.encode(randomAny(depth: 3, &random))!
            for count in 0..<bytes.count { #expect(AnyCoding.decode(Array(bytes[..<count])) == nil) }
            #expect(AnyCoding.decode(bytes + [0]) == nil)
            var changed = bytes
            changed[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            // One value has one encoding, whatever happens to the bytes.
            if let value = AnyCoding.decode(changed) { #expect(AnyCoding.encode(value) == changed) }
        }
        let refused: [[UInt8]] = [
            [], [13], [3, 0x80, 0], [3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2], [5, 1, 0x80],
            [5, 2, 0xC1, 0x80], [5, 3, 0xED, 0xA0, 0x80], [5, 4, 0xF4, 0x90, 0x80, 0x80], [12, 0, 0], [9, 1, 0],
            [7, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
        ]
        for bytes in refused { #expect(AnyCoding.decode(bytes) == nil, "\(bytes)") }
    }

    @Test("nest up to the limit") func depth() {
        let most = ColumnarLimits.anyDepthMax
        let bytes = AnyCoding.encode(nested(most))
        #expect(bytes != nil && AnyCoding.decode(bytes!) == nested(most))
        #expect(AnyCoding.encode(nested(most + 1)) == nil)
        #expect(Column(.any, [nested(most + 1)]) == nil)
        #expect(AnyCoding.decode([7, 1] + bytes!) == nil)
    }

    @Test("are equal, and hash and order, by Python's rules") func laws() {
        for seed in 0..<40 as Range<UInt64> {
            let values = closeValues(seed: seed, count: 40)
            let rows = column(values)
            let hash = hashes(rows)
            let canonical = rows.canonicalised()
            for left in values.indices {
                for right in values.indices {
                    let equal = AnyModel.equal(values[left], values[right])
                    let place: Comment = "\(values[left]) and \(values[right])"
                    #expect(anyEquals(rows.anyCursor(left), rows.anyCursor(right), nanIsEqual: true) == equal, place)
                    #expect((rows.compare(left, with: rows, right) == 0) == equal, place)
                    #expect(canonical.bytes(left).elementsEqual(canonical.bytes(right)) == equal, place)
                    if equal { #expect(hash[left] == hash[right], place) }
                    let model = try? AnyModel.order(values[left], values[right])
                    let order = try? rows.strictOrder(left, with: rows, right)
                    #expect(model?.signum() == order?.signum(), place)
                    if let order { #expect(rows.compare(left, with: rows, right).signum() == order.signum(), place) }
                }
            }
        }
    }

    @Test("that have no order are neighbours somewhere when they are sorted") func neighbours() {
        for seed in 0..<3_000 as Range<UInt64> {
            let values = Array(closeValues(seed: seed, count: 5).prefix(Int(2 + seed % 4)))
            let rows = column(values)
            func haveOrder(_ left: Int, _ right: Int) -> Bool {
                (try? rows.strictOrder(left, with: rows, right)) != nil
            }
            var all = true
            for left in values.indices {
                for right in values.indices where left < right { all = all && haveOrder(left, right) }
            }
            let order = values.indices.sorted { rows.compare($0, with: rows, $1) < 0 }
            #expect(zip(order, order.dropFirst()).allSatisfy { haveOrder($0, $1) } == all, "\(values)")
        }
    }

    @Test("hash as typed columns do") func typedHashes() {
        let types: [DataType] = [.bool, .int, .float, .string, .bytes, .tuple([.string, .int]), .list(.list(.float))]
        for type in types {
            let typed = randomColumn(type, count: 200, nullEvery: 5, seed: 3)
            #expect(hashes(typed) == hashes(column(scalars(typed))), "\(type)")
        }
    }

    @Test("name the types that `<` does not compare") func messages() {
        func message(_ left: Scalar, _ right: Scalar) -> String? {
            do throws(Incomparable) {
                _ = try column([left]).strictOrder(0, with: column([right]), 0)
                return nil
            } catch { return error.message }
        }
        func between(_ left: String, _ right: String) -> String {
            "'<' not supported between instances of '\(left)' and '\(right)'"
        }
        #expect(message(.string("a"), .int(1)) == between("str", "int"))
        #expect(message(.null, .null) == between("NoneType", "NoneType"))
        #expect(message(.tuple([.int(1), .null]), .tuple([.bool(true), .float(2)])) == between("NoneType", "float"))
        #expect(message(.tuple([.null, .int(2)]), .tuple([.null, .int(1)])) == nil)
        #expect(message(.list([]), .tuple([])) == between("list", "tuple"))
        #expect(message(.set([]), .set([])) == between("set", "set"))
        #expect(message(.object("collections.Counter", [.map([])]), .map([])) == between("Counter", "dict"))
        #expect(
            message(.object("exception", [.string("KeyError"), .tuple([])]), .int(1)) == between("KeyError", "int"))
    }

    @Test("compare instants and ranges by what they mean") func objects() {
        func moment(_ hour: Int, _ offset: Scalar, fold: Int = 0) -> Scalar {
            .object(
                "datetime.datetime",
                [.int(2024), .int(3), .int(1), .int(hour), .int(0), .int(0), .int(5), offset, .int(fold)])
        }
        func range(_ start: Int, _ stop: Int, _ step: Int) -> Scalar {
            .object("range", [.int(start), .int(stop), .int(step)])
        }
        let rows = column([
            moment(12, .int(3600)), moment(11, .int(0)), moment(11, .null), moment(11, .null, fold: 1),
            moment(10, .null),
            range(0, 5, 2), range(0, 6, 2), range(3, 3, 1), range(9, 2, 5), range(7, 8, 1), range(7, 9, 4),
            range(.min, .max, 1),
        ])
        let hash = hashes(rows)
        for (left, right) in [(0, 1), (2, 3), (5, 6), (7, 8), (9, 10)] {
            #expect(rows.equals(left, rows, right) && hash[left] == hash[right])
        }
        for (left, right) in [(1, 2), (3, 4), (6, 7), (8, 9), (6, 11)] { #expect(!rows.equals(left, rows, right)) }
        #expect((try? rows.strictOrder(4, with: rows, 3)) == -1)
        #expect(throws: Incomparable.self) { try rows.strictOrder(1, with: rows, 2) }
        #expect(throws: Incomparable.self) { try rows.strictOrder(5, with: rows, 6) }
    }

    @Test("are None where a row is null") func nulls() {
        let rows = Column(
            type: .any, count: 2, validity: Buffer(byteCount: 2, filledWith: 0),
            values: Buffer(byteCount: 32, filledWith: 0))
        let none = column([.null, .null])
        #expect(rows.scalar(0) == .null && rows.equals(0, none, 1) && hashes(rows) == hashes(none))
        #expect(none.validity == nil && none.bytes(0).elementsEqual([0]))
        #expect(rows.canonicalised().validity == nil)
    }

    /// The least bytes of two's complement of ±2^power + rest.
    private func wide(power: Int, plus rest: UInt8 = 0, isNegative: Bool = false) -> Scalar {
        var bytes = [UInt8](repeating: 0, count: power / 8)
        bytes.append(1 << UInt8(power % 8))
        bytes[0] |= rest
        if isNegative {
            var carry = true
            for index in bytes.indices {
                bytes[index] = ~bytes[index] &+ (carry ? 1 : 0)
                carry = carry && bytes[index] == 0
            }
        }
        let fill: UInt8 = isNegative ? 0xFF : 0
        if bytes.last! >> 7 != fill & 1 { bytes.append(fill) }
        while bytes.count > 1, bytes[bytes.count - 1] == fill, bytes[bytes.count - 2] >> 7 == fill & 1 {
            bytes.removeLast()
        }
        return .object("int", [.bytes(bytes)])
    }

    @Test("ints beyond 64 bits are numbers: equal to floats, and in one order with all others")
    func wideInts() throws {
        let inOrder: [Scalar] = [
            .float(-.infinity), wide(power: 70, plus: 1, isNegative: true), .float(-0x1p70),
            wide(power: 64, isNegative: true),
            .int(.min), .float(-1.5), .int(3), .int(.max), wide(power: 63), .float(0x1p64), wide(power: 64, plus: 1),
            wide(power: 70), wide(power: 70, plus: 5), .float(1e300), .float(.infinity),
        ]
        let codes = try inOrder.map { try #require(AnyCoding.encode($0)) }
        func compared(_ left: [UInt8], _ right: [UInt8]) -> Int { withCursorsOf(left, right) { compareOrder($0, $1) } }
        for (index, left) in codes.enumerated() {
            for (other, right) in codes.enumerated() {
                #expect(
                    compared(left, right).signum() == (index - other).signum(), "\(inOrder[index]), \(inOrder[other])")
            }
        }
        for (one, two) in [
            (wide(power: 70), Scalar.float(0x1p70)), (wide(power: 65, isNegative: true), .float(-0x1p65)),
        ] {
            let (left, right) = (try #require(AnyCoding.encode(one)), try #require(AnyCoding.encode(two)))
            withCursorsOf(left, right) {
                #expect(anyEquals($0, $1, nanIsEqual: true))
                #expect(hashAny($0) == hashAny($1))
            }
        }
    }

    private func compareOrder(_ left: AnyCursor, _ right: AnyCursor) -> Int {
        guard case .number(let one) = head(left), case .number(let two) = head(right) else { return 0 }
        return AnyNumber.compare(one, two)
    }

    private func head(_ cursor: AnyCursor) -> AnyHead {
        var cursor = cursor
        return cursor.head()
    }

    private func withCursorsOf<Result>(
        _ left: [UInt8], _ right: [UInt8], _ body: (AnyCursor, AnyCursor) -> Result
    ) -> Result {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in body(AnyCursor(left.baseAddress!), AnyCursor(right.baseAddress!)) }
        }
    }

    @Test("numbers of numpy are the numbers that they hold")
    func numbersOfNumpy() throws {
        let pairs: [(Scalar, Scalar)] = [
            (.object("numpy.float64", [.float(2.5)]), .float(2.5)), (.object("numpy.int64", [.int(3)]), .float(3)),
            (.object("numpy.bool", [.bool(true)]), .int(1)),
            (.object("numpy.int64", [.int(-7)]), .object("numpy.float64", [.float(-7)])),
        ]
        for (left, right) in pairs {
            let (one, two) = (try #require(AnyCoding.encode(left)), try #require(AnyCoding.encode(right)))
            withCursorsOf(one, two) {
                #expect(anyEquals($0, $1, nanIsEqual: true))
                #expect(hashAny($0) == hashAny($1))
            }
        }
        // Neither is what hostile data calls so.
        let text = try #require(AnyCoding.encode(.object("numpy.float64", [.string("x")])))
        let array = try #require(
            AnyCoding.encode(.object("numpy.ndarray", [.string("bool"), .tuple([]), .bytes([1])])))
        withCursorsOf(text, array) { #expect($0.kindRank == 8 && $1.kindRank == 8) }
    }

    @Test("decimals are equal and ordered by their value")
    func decimals() throws {
        let texts = ["-Infinity", "-1E+3", "-2.01", "-2", "-0.5", "0", "1E-7", "1.49", "1.5", "12", "1E+3", "Infinity"]
        let codes = try texts.map { try #require(AnyCoding.encode(.object("decimal.Decimal", [.string($0)]))) }
        let builder = ColumnBuilder(.any)
        for code in codes { code.withUnsafeBytes { builder.append(bytes: $0) } }
        let column = builder.finish()
        for row in 0..<texts.count - 1 {
            #expect(column.compare(row, with: column, row + 1) < 0, "\(texts[row]) \(texts[row + 1])")
        }
        let one = try #require(AnyCoding.encode(.object("decimal.Decimal", [.string("1.50")])))
        let two = try #require(AnyCoding.encode(.object("decimal.Decimal", [.string("15E-1")])))
        withCursorsOf(one, two) {
            #expect(anyEquals($0, $1, nanIsEqual: true))
            #expect(hashAny($0) == hashAny($1))
        }
    }
}

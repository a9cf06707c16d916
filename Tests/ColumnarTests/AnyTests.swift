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
}

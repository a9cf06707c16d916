// SPDX-License-Identifier: Apache-2.0

import Columnar
import ColumnarSamples
import Testing

private func hashes(_ column: Column) -> [UInt64] {
    var out = [UInt64](repeating: 0, count: column.count)
    out.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { column.hash(into: start) } }
    return out
}

@Suite struct ColumnTests {
    @Test(arguments: sampleTypes)
    func `scalars come back from a column as they went in`(_ type: DataType) {
        for (count, nullEvery) in [(0, 0), (1, 0), (1, 1), (50, 0), (50, 3)] {
            var random = SeededRandom(UInt64(count))
            let values = (0..<count).map { _ in randomScalar(type, nullEvery: nullEvery, &random) }
            #expect(Column(type, values).map(scalars) == values)
        }
    }

    @Test(arguments: sampleTypes)
    func `slices of slices have the rows they say`(_ type: DataType) {
        let column = randomColumn(type, count: 30, nullEvery: 4, seed: 1)
        let all = scalars(column)
        let slice = column.slice(5, 20)
        #expect(scalars(slice) == Array(all[5..<25]))
        #expect(scalars(slice.slice(3, 7)) == Array(all[8..<15]))
        #expect(scalars(slice.slice(20, 0)) == [])
        #expect(hashes(slice) == Array(hashes(column)[5..<25]))
    }

    @Test(arguments: sampleTypes)
    func `a builder takes rows of other columns in any order and is empty afterwards`(_ type: DataType) {
        let source = randomColumn(type, count: 40, nullEvery: 5, seed: 2).slice(3, 30)
        let plain = randomColumn(type, count: 10, nullEvery: 0, seed: 3)
        let (all, others) = (scalars(source), scalars(plain))
        let rows: [Int32] = [29, 0, 0, 7, 15, 28, 1]
        let builder = ColumnBuilder(type)
        for _ in 0..<3 {
            builder.append(plain)
            builder.append(source, rows: rows, count: rows.count)
            builder.append(source, rows: rows, count: 0)
            builder.append(plain)
            #expect(builder.count == 27 && builder.byteCount <= builder.allocatedByteCount)
            #expect(scalars(builder.finish()) == others + rows.map { all[Int($0)] } + others)
            #expect(builder.count == 0)
        }
        #expect(scalars(builder.finish()) == [])
    }

    @Test(arguments: sampleTypes)
    func `gathered and joined rows are the rows they come from`(_ type: DataType) {
        let source = randomColumn(type, count: 40, nullEvery: 5, seed: 2).slice(3, 30)
        let all = scalars(source)
        let rows: [Int32] = [29, 0, 0, 7, 15, 28, 1]
        let gathered = source.gather(rows, count: rows.count)
        #expect(scalars(gathered) == rows.map { all[Int($0)] })
        let plain = randomColumn(type, count: 10, nullEvery: 0, seed: 3)
        let joined = Column.concatenate([plain, gathered, source.slice(1, 0), source.slice(10, 5)])
        #expect(scalars(joined) == scalars(plain) + rows.map { all[Int($0)] } + all[10..<15])
    }

    @Test func `text of many chunks survives a builder`() {
        let rows = (0..<3000).map { String(repeating: "x\($0 % 10)", count: 1 + $0 % 1500) }
        let column = Column(.string, rows.map { .string($0) })!
        #expect(column.data.count > 3)
        let builder = ColumnBuilder(.string)
        builder.append(column)
        #expect(scalars(builder.finish()) == rows.map { .string($0) })
    }

    @Test func `the compact size counts the rows of a slice and shared text once a row`() {
        let long = String(repeating: "y", count: 100)
        let column = Column(.string, (0..<10).map { _ in .string(long) })!
        #expect(column.compactByteCount == 10 * 117)
        #expect(column.slice(2, 3).compactByteCount == 3 * 117)
        let list = Column(.list(.int), [.list([.int(1), .int(2)]), .list([.int(3)])])!
        #expect(list.slice(1, 1).compactByteCount == 5 + 4 + 9)
    }

    @Test func `a scalar that does not fit its column is refused`() {
        let builder = ColumnBuilder(.tuple([.int, .string]))
        #expect(!builder.append(.int(1)))
        #expect(!builder.append(.tuple([.int(1)])))
        #expect(!builder.append(.tuple([.string("a"), .int(1)])))
        #expect(builder.append(.tuple([.null, .string("a")])))
        #expect(builder.count == 1)
    }
}

@Suite struct OrderingTests {
    @Test(arguments: sampleTypes)
    func `comparison is an order and equal rows hash alike`(_ type: DataType) {
        let column = randomColumn(type, count: 25, nullEvery: 4, seed: 6)
        let hashes = hashes(column)
        for left in 0..<25 {
            #expect(column.compare(left, with: column, left) == 0)
            for right in 0..<25 {
                let order = column.compare(left, with: column, right).signum()
                #expect(order == -column.compare(right, with: column, left).signum())
                if order == 0 { #expect(hashes[left] == hashes[right] && column.equals(left, column, right)) }
                for third in 0..<25 where order < 0 && column.compare(right, with: column, third) < 0 {
                    #expect(column.compare(left, with: column, third) < 0)
                }
            }
        }
    }

    @Test func `values are in the order that people expect`() {
        let ordered: [(DataType, [Scalar])] = [
            (.int, [.null, .int(.min), .int(-1), .int(0), .int(.max)]),
            (
                .float,
                [.null, .float(-.infinity), .float(-1), .float(0), .float(1e-300), .float(.infinity), .float(.nan)]
            ),
            (
                .string,
                [
                    .null, .string(""), .string("a"), .string("a\0"), .string("aa"), .string("b"), .string("é"),
                    .string("𝄞"),
                ]
            ),
            (
                .list(.int),
                [.null, .list([]), .list([.null]), .list([.int(1)]), .list([.int(1), .int(0)]), .list([.int(2)])]
            ),
            (
                .tuple([.int, .bool]),
                [.null, .tuple([.int(1), .null]), .tuple([.int(1), .bool(false)]), .tuple([.int(1), .bool(true)])]
            ),
        ]
        for (type, values) in ordered {
            let column = Column(type, values)!
            for left in values.indices {
                for right in values.indices {
                    #expect(
                        column.compare(left, with: column, right).signum() == (left - right).signum(),
                        "\(values[left]) \(values[right])")
                }
            }
        }
    }

    @Test func `zeros are equal and so are all that are not numbers`() {
        let column = Column(.float, [.float(0), .float(-0.0), .float(.nan), .float(-.nan)])!
        #expect(column.equals(0, column, 1) && column.equals(2, column, 3))
        let hashes = hashes(column)
        #expect(hashes[0] == hashes[1] && hashes[2] == hashes[3])
    }

    @Test func `a buffer holds the bytes of an array, with room behind them or without`() {
        for spare in [0, 1, 15, 16, 100] {
            var bytes = [UInt8](unsafeUninitializedCapacity: 1_000 + spare) { memory, count in
                for place in 0..<1_000 { memory.initializeElement(at: place, to: UInt8(truncatingIfNeeded: place)) }
                count = 1_000
            }
            let buffer = Buffer(holding: bytes)
            let slice = Buffer(slice: Buffer(holding: bytes), offset: 900, byteCount: 100)
            for place in bytes.indices { bytes[place] = 0xFF }
            #expect(buffer.bytes.elementsEqual((0..<1_000).map { UInt8(truncatingIfNeeded: $0) }))
            #expect(slice.bytes.elementsEqual((900..<1_000).map { UInt8(truncatingIfNeeded: $0) }))
        }
        #expect(Buffer(holding: []).byteCount == 0)
    }
}

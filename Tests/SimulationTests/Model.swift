// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Net
import Plan
import Storage

/// A row as the oracle has it: (key, value), or (key, values…) after grouping, or a single number.
typealias Row = [Int]

/// A dataset twice: the lineage that the engine runs, and its rows computed here, naively.
struct Dataset {
    /// What is known of the order of the rows.
    enum Order: Int, Comparable {
        /// Nothing: which rows there are.
        case rowsOnly
        /// Their sequence over all partitions.
        case sequence
        /// Which partition each is in, and where.
        case exact

        static func < (left: Order, right: Order) -> Bool { left.rawValue < right.rawValue }
    }

    var lineage: Lineage
    /// By partition when the order is `exact`; else in one.
    var partitions: [[Row]]
    var order: Order
    /// Each value is a list of which only the elements are known, not their order.
    var hasUnorderedLists = false
    /// Partition functions on the way, by what they call themselves, and the partitions that they work on.
    var functions: [Int: Int] = [:]
    /// Partitions are worked on several times.
    var hasProduct = false

    var rows: [Row] { partitions.flatMap { $0 } }

    static let pairType = DataType.tuple([.int, .int])
}

/// Draws datasets and the operations between them from a seed.
struct DatasetMaker {
    var random: Net.SeededRandom
    let isBulky: Bool
    private var lastFunction = 0
    let nextShuffle: () -> ShuffleID
    let release: @Sendable (ShuffleID) -> Void

    init(
        random: Net.SeededRandom, isBulky: Bool, nextShuffle: @escaping () -> ShuffleID,
        release: @escaping @Sendable (ShuffleID) -> Void
    ) {
        self.random = random
        self.isBulky = isBulky
        self.nextShuffle = nextShuffle
        self.release = release
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(random.next() % UInt64(range.count))
    }

    // MARK: Sources

    mutating func source() throws -> Dataset {
        if random.chance(1, in: 8) {
            let first = try source()
            return try union(first, source())
        }
        return random.chance(1, in: 2) ? try rangeSource() : try blockSource()
    }

    /// Integers that become pairs (x % m, x).
    private mutating func rangeSource() throws -> Dataset {
        let count = random.chance(1, in: 12) ? number(0...3) : isBulky ? number(2_000...6_000) : number(50...1_500)
        let (start, step, partitions) = (number(0...1_000), number(1...7), number(1...8))
        let keys = isBulky ? number(50...4_000) : number(1...200)
        let lineage = Lineage(
            .range(start: start, step: step, count: count, partitions: partitions), rowType: .int, name: "range")
        let pairs = try transformed(lineage, "map") { compiler in
            try compiler.map(closure { x in tuple(binary(.remainder, x, constant(keys)), x) })
        }
        var rows: [[Row]] = []
        for partition in 0..<partitions {
            let numbers = partition * count / partitions..<(partition + 1) * count / partitions
            rows.append(numbers.map { [(start + $0 * step) % keys, start + $0 * step] })
        }
        return Dataset(lineage: pairs, partitions: rows, order: .exact)
    }

    /// Pairs that travel with the tasks.
    private mutating func blockSource() throws -> Dataset {
        try blocks(number(1...6), rows: isBulky ? 100...1_200 : 0...300, keys: number(1...400), values: 2_000)
    }

    /// More than 128 KiB in a partition.
    mutating func largeSource() throws -> Dataset {
        try blocks(number(2...3), rows: 9_000...9_100, keys: 1 << 62, values: 1 << 62)
    }

    private mutating func blocks(
        _ partitions: Int, rows counts: ClosedRange<Int>, keys: Int, values: Int
    ) throws -> Dataset {
        var rows: [[Row]] = []
        var blocks: [[[UInt8]]] = []
        for _ in 0..<partitions {
            let part: [Row] = (0..<number(counts)).map { _ in
                [Int(random.next() % UInt64(keys)), Int(random.next() % UInt64(values)) - values / 2]
            }
            rows.append(part)
            blocks.append([try encoded(part)])
        }
        let lineage = Lineage(.blocks(blocks), rowType: Dataset.pairType, name: "parallelize")
        return Dataset(lineage: lineage, partitions: rows, order: .exact)
    }

    private func encoded(_ rows: [Row]) throws -> [UInt8] {
        let builder = ColumnBuilder(Dataset.pairType)
        for row in rows { _ = builder.append(.tuple([.int(row[0]), .int(row[1])])) }
        return try BlockCodec.encode(builder.finish())
    }

    // MARK: Operations

    /// One operation more, of those that keep pairs pairs.
    mutating func extended(_ parent: Dataset) throws -> Dataset {
        let child = try extendedRows(parent)
        var whole = child
        whole.functions.merge(parent.functions) { $1 }
        whole.hasProduct = whole.hasProduct || parent.hasProduct
        return whole
    }

    private mutating func extendedRows(_ parent: Dataset) throws -> Dataset {
        switch random.next() % 16 {
        case 12: return try aggregated(parent)
        case 13: return try ordered(parent)
        case 14: return try different(parent)
        case 15: return try windowed(parent)
        case 11: return try joined(parent)
        case 6: return parent.order == .exact ? mappedByPartition(parent) : try mapped(parent)
        case 7: return coalesced(parent)
        case 8: return try numbered(parent)
        case 9: return parent.order == .exact ? try zipped(parent) : try filtered(parent)
        case 10: return parent.order == .exact ? try product(parent) : try repartitioned(parent)
        case 0: return try mapped(parent)
        case 1: return try filtered(parent)
        case 2: return try repartitioned(parent)
        case 3: return try reduced(parent)
        case 4: return try sorted(parent)
        default:
            let other = try source()
            return try union(parent, other)
        }
    }

    private mutating func mapped(_ parent: Dataset) throws -> Dataset {
        let (factor, modulus, offset) = (number(1...9), number(1...300), number(-5...5))
        let lineage = try transformed(parent.lineage, "map") { compiler in
            try compiler.map(
                closure { row in
                    let key = binary(.multiply, member(row, 0), constant(factor))
                    return tuple(
                        binary(.remainder, key, constant(modulus)), binary(.add, member(row, 1), constant(offset)))
                })
        }
        let rows = parent.partitions.map { $0.map { [$0[0] * factor % modulus, $0[1] + offset] } }
        return Dataset(lineage: lineage, partitions: rows, order: parent.order)
    }

    private mutating func filtered(_ parent: Dataset) throws -> Dataset {
        let modulus = number(2...9)
        let lineage = try transformed(parent.lineage, "filter") { compiler in
            try compiler.filter(
                closure { row in
                    Node(.compare(.notEqual, binary(.remainder, member(row, 1), constant(modulus)), constant(0)))
                })
        }
        let rows = parent.partitions.map { $0.filter { $0[1] % modulus != 0 } }
        return Dataset(lineage: lineage, partitions: rows, order: parent.order)
    }

    private func union(_ first: Dataset, _ second: Dataset) throws -> Dataset {
        let parents = [first.lineage, second.lineage]
        let order = min(first.order, second.order)
        // With as many partitions of both, those with the same number may come together.
        let isAligned =
            order == .exact && parents[0].partitionCount == parents[1].partitionCount
            && Lineage.nesting(ofAligned: parents) <= PlanLimits.nestingMax
        let lineage = Lineage(
            isAligned ? .aligned(parents) : .union(parents), rowType: Dataset.pairType, name: "union")
        let partitions =
            isAligned ? zip(first.partitions, second.partitions).map(+) : first.partitions + second.partitions
        return Dataset(
            lineage: lineage, partitions: partitions, order: order,
            functions: first.functions.merging(second.functions) { $1 },
            hasProduct: first.hasProduct || second.hasProduct)
    }

    private mutating func mappedByPartition(_ parent: Dataset) -> Dataset {
        var kind = SimulatedFunctions.Kind.allCases[number(0...SimulatedFunctions.Kind.allCases.count - 1)]
        // One that asks for no more leaves functions of later parts of its partition unrun.
        if kind == .firstRows && !parent.functions.isEmpty { kind = .everyOther }
        lastFunction += 1
        let lineage = Lineage(
            .transformed(parent.lineage, .partition(SimulatedFunctions.script(kind, id: lastFunction))),
            rowType: Dataset.pairType, name: "mapPartitions")
        let rows = parent.partitions.enumerated().map { SimulatedFunctions.apply(kind, $0.offset, $0.element) }
        return Dataset(
            lineage: lineage, partitions: rows, order: .exact,
            functions: [lastFunction: parent.lineage.partitionCount])
    }

    private mutating func coalesced(_ parent: Dataset) -> Dataset {
        let count = number(1...5)
        let lineage = Lineage(
            .coalesced(parent.lineage, partitions: count), rowType: Dataset.pairType, name: "coalesce")
        guard parent.order == .exact else {
            return Dataset(lineage: lineage, partitions: [parent.rows], order: parent.order)
        }
        let (old, new) = (parent.partitions.count, lineage.partitionCount)
        let rows = (0..<new).map { part in
            Array(parent.partitions[(old * part / new)..<(old * (part + 1) / new)].joined())
        }
        return Dataset(lineage: lineage, partitions: rows, order: .exact)
    }

    /// Each row goes to the partition that it names, some by negative numbers.
    private mutating func numbered(_ parent: Dataset) throws -> Dataset {
        let (count, offset) = (number(1...7), number(0...100))
        let pairs = try transformed(parent.lineage, "map") { compiler in
            try compiler.map(closure { row in tuple(binary(.subtract, member(row, 0), constant(offset)), row) })
        }
        let shuffle = Shuffle(
            id: nextShuffle(), parent: pairs, partitionCount: count, rowType: Dataset.pairType, way: .known(.explicit),
            onRelease: release)
        let lineage = Lineage(.shuffled(shuffle), rowType: Dataset.pairType, name: "partitionBy")
        var rows = [[Row]](repeating: [], count: count)
        for row in parent.rows { rows[((row[0] - offset) % count + count) % count].append(row) }
        guard parent.order == .exact else {
            return Dataset(lineage: lineage, partitions: [rows.flatMap { $0 }], order: .rowsOnly)
        }
        return Dataset(lineage: lineage, partitions: rows, order: .exact)
    }

    /// Rows with those that a map made of them, side by side.
    private mutating func zipped(_ parent: Dataset) throws -> Dataset {
        let other = try mapped(parent)
        let type = DataType.tuple([Dataset.pairType, Dataset.pairType])
        let lineage = Lineage(.zipped(parent.lineage, other.lineage), rowType: type, name: "zip")
        let rows = zip(parent.partitions, other.partitions).map { zip($0, $1).map { [$0[0], $1[1]] } }
        // Each side runs the functions above.
        return Dataset(
            lineage: try crossed(lineage), partitions: rows, order: .exact, hasProduct: !parent.functions.isEmpty)
    }

    private mutating func product(_ parent: Dataset) throws -> Dataset {
        guard parent.rows.count <= 400 else { return try mapped(parent) }
        let other = try blocks(number(1...3), rows: 0...8, keys: number(1...400), values: 2_000)
        let type = DataType.tuple([Dataset.pairType, Dataset.pairType])
        let lineage = Lineage(.product(parent.lineage, other.lineage), rowType: type, name: "cartesian")
        let rows = parent.partitions.flatMap { left in
            other.partitions.map { right in left.flatMap { row in right.map { [row[0], $0[1]] } } }
        }
        return Dataset(lineage: try crossed(lineage), partitions: rows, order: .exact, hasProduct: true)
    }

    /// Rows of two datasets with equal keys, each pair as the key and one of the values.
    private mutating func joined(_ parent: Dataset) throws -> Dataset {
        let other = try blocks(number(1...4), rows: 0...120, keys: number(1...300), values: 2_000)
        let count = number(1...5)
        func placed(_ side: Dataset) -> Lineage {
            shuffled(side.lineage, "join", count, .known(.hashOfKey))
        }
        var left: [Int: [Row]] = [:]
        var right: [Int: [Row]] = [:]
        for row in parent.rows { left[row[0], default: []].append(row) }
        for row in other.rows { right[row[0], default: []].append(row) }
        let pairs = left.reduce(0) { $0 + $1.value.count * (right[$1.key]?.count ?? 0) }
        let kinds: [JoinKind] = pairs > 5_000 ? [.semi, .anti] : [.inner, .left, .right, .semi, .anti]
        let kind = kinds[number(0...kinds.count - 1)]
        let (ours, theirs) = (placed(parent), placed(other))
        var lineage = Lineage(
            .joined(ours, theirs, Join(kind)), rowType: kind.rowType(Dataset.pairType, Dataset.pairType)!, name: "join")
        if kind != .semi && kind != .anti {
            lineage = try transformed(lineage, "map") { compiler in
                try compiler.map(
                    closure { row in tuple(member(row, 0), member(member(row, 1), kind == .left ? 0 : 1)) })
            }
        }
        var rows = [[Row]](repeating: [], count: count)
        for key in Set(left.keys).union(right.keys).sorted(by: { hashInt($0) < hashInt($1) }) {
            let (one, two) = (left[key] ?? [], right[key] ?? [])
            let partition = Int(hashInt(key).multipliedFullWidth(by: UInt64(count)).high)
            switch kind {
            case .semi: if !two.isEmpty { rows[partition] += one }
            case .anti: if two.isEmpty { rows[partition] += one }
            case .left: for row in one { rows[partition] += two.isEmpty ? [row] : two.map { _ in row } }
            default:
                if one.isEmpty && kind == .right { rows[partition] += two }
                for _ in one { rows[partition] += two }
            }
        }
        return Dataset(
            lineage: lineage, partitions: parent.order == .rowsOnly ? [rows.flatMap { $0 }] : rows,
            order: parent.order == .rowsOnly ? .rowsOnly : .exact)
    }

    /// Of pairs of pairs: the first's key with the second's value.
    private func crossed(_ lineage: Lineage) throws -> Lineage {
        try transformed(lineage, "map") { compiler in
            try compiler.map(closure { row in tuple(member(member(row, 0), 0), member(member(row, 1), 1)) })
        }
    }

    private mutating func repartitioned(_ parent: Dataset) throws -> Dataset {
        let count = number(1...7)
        let lineage = shuffled(parent.lineage, "repartition", count, .known(.roundRobin))
        guard parent.order == .exact else {
            return Dataset(lineage: lineage, partitions: [parent.rows], order: .rowsOnly)
        }
        var rows = [[Row]](repeating: [], count: count)
        for (map, part) in parent.partitions.enumerated() {
            for (index, row) in part.enumerated() { rows[(map + index) % count].append(row) }
        }
        return Dataset(lineage: lineage, partitions: rows, order: .exact)
    }

    private mutating func reduced(_ parent: Dataset) throws -> Dataset {
        let kinds: [AggregateKind] = [.sum, .minimum, .maximum, .count] + (parent.order > .rowsOnly ? [.first] : [])
        let kind = kinds[number(0...kinds.count - 1)]
        let aggregation = Aggregation(kind: kind, keyType: .int, valueType: .int)
        let partial = operated(parent.lineage, .aggregate(aggregation.phase(.partial)), Dataset.pairType)
        let lineage = operated(
            shuffled(partial, "reduceByKey", number(1...6), .known(.hashOfKey)),
            .aggregate(aggregation.phase(.final)), Dataset.pairType)
        var values: [Int: Int] = [:]
        for row in parent.rows {
            let value = kind == .count ? 1 : row[1]
            guard let old = values[row[0]] else {
                values[row[0]] = value
                continue
            }
            switch kind {
            case .sum, .count: values[row[0]] = old + value
            case .minimum: values[row[0]] = min(old, value)
            case .maximum: values[row[0]] = max(old, value)
            default: break
            }
        }
        return Dataset(lineage: lineage, partitions: [values.map { [$0.key, $0.value] }], order: .rowsOnly)
    }

    private mutating func sorted(_ parent: Dataset) throws -> Dataset {
        let descending = random.chance(1, in: 2)
        var key: Program?
        // Rows of equal keys keep their order, so a sort by key says something only when there is one.
        if parent.order > .rowsOnly, random.chance(1, in: 2) {
            let compiler = PipelineCompiler(input: Dataset.pairType)
            try compiler.keys()
            key = try compiler.finish()
        }
        let order = SortOrder(key: key, descending: descending)
        let way: Shuffle.Way = .rangeToBeSampled(order, keyType: key == nil ? Dataset.pairType : .int)
        let lineage = operated(
            shuffled(parent.lineage, "sort", number(1...6), way), .sort(order), Dataset.pairType)
        let byKey = key != nil
        let rows = parent.rows.enumerated().sorted { left, right in
            let (a, b) = byKey ? ([left.element[0]], [right.element[0]]) : (left.element, right.element)
            if a == b { return left.offset < right.offset }
            return descending ? b.lexicographicallyPrecedes(a) : a.lexicographicallyPrecedes(b)
        }
        return Dataset(lineage: lineage, partitions: [rows.map(\.element)], order: .sequence)
    }

    /// Rows (key, values in order).
    mutating func grouped(_ parent: Dataset) throws -> Dataset {
        let aggregation = Aggregation(kind: .collectList, keyType: .int, valueType: .int)
        let lineage = operated(
            shuffled(parent.lineage, "groupByKey", number(1...6), .known(.hashOfKey)), .aggregate(aggregation),
            .tuple([.int, .list(.int)]))
        var values: [Int: [Int]] = [:]
        for row in parent.rows { values[row[0], default: []].append(row[1]) }
        let hasOrder = parent.order > .rowsOnly
        let rows = values.map { [$0.key] + (hasOrder ? $0.value : $0.value.sorted()) }
        return Dataset(
            lineage: lineage, partitions: [rows], order: .rowsOnly, hasUnorderedLists: !hasOrder,
            functions: parent.functions, hasProduct: parent.hasProduct)
    }

    /// The values as text, for output files.
    func texts(_ parent: Dataset) throws -> Lineage {
        try transformed(parent.lineage, "toString") { compiler in
            try compiler.map(closure { row in Node(.call(.toString, [member(row, 1)])) })
        }
    }

    /// The values alone, for sums.
    func values(_ parent: Dataset) throws -> Lineage {
        try transformed(parent.lineage, "values") { try $0.values() }
    }

    // MARK: Parts

    func shuffled(_ parent: Lineage, _ name: String, _ partitions: Int, _ way: Shuffle.Way) -> Lineage {
        let shuffle = Shuffle(
            id: nextShuffle(), parent: parent, partitionCount: partitions, rowType: parent.rowType, way: way,
            onRelease: release)
        return Lineage(.shuffled(shuffle), rowType: parent.rowType, name: name)
    }

    func operated(_ parent: Lineage, _ step: Operator, _ type: DataType) -> Lineage {
        Lineage(.transformed(parent, step), rowType: type, name: parent.name)
    }

    func transformed(
        _ parent: Lineage, _ name: String, _ build: (PipelineCompiler) throws -> Void
    ) throws -> Lineage {
        let compiler = PipelineCompiler(input: parent.rowType)
        try build(compiler)
        let program = try compiler.finish()
        return Lineage(.transformed(parent, .program(program)), rowType: program.resultType, name: name)
    }
}

// MARK: - Short forms of closures

func closure(_ body: (Node) -> Node) -> Closure {
    let variable = Variable("$0")
    return .traced(
        parameters: [variable], body: body(Node(.variable(variable))), file: "Simulation.swift", line: 1)
}

func constant(_ value: Int) -> Node { Node(.constant(Constant(type: .int, value: .int(value)))) }
func binary(_ operation: BinaryOperation, _ left: Node, _ right: Node) -> Node {
    Node(.binary(operation, left, right))
}
func member(_ row: Node, _ index: Int) -> Node { Node(.member(row, index)) }
func tuple(_ members: Node...) -> Node { Node(.tuple(members)) }

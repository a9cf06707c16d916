// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Aggregates all values of a partition into one: as `HashAggregator` with a single group, except that a reduce
/// program is applied pairwise within blocks of `ComputeLimits.reduceBlockRows` rows (counted from the partition's
/// first row) and then from block to block, left to right: the program has to be associative, and batch sizes do not
/// matter. Of several functions there is always a result.
public final class Aggregator {
    private let valueType: DataType
    private let function: AggregateFunction
    private let context: RunContext
    private let accumulators: (any Accumulators)?
    private let ledger: MemoryLedger
    private var held = 0
    private var rowsSeen = 0
    private var zeros = Growing<Int32>()

    /// The sum of ints: exact whatever the order, checked in the end.
    private var total: Int128 = 0
    private var totalIsNull = false

    private let runner: ProgramRunner?
    private var pending: [Column] = []
    private var pendingRows = 0
    private var folded: Column?

    public init(
        valueType: DataType, function: AggregateFunction, mode: AggregateMode = .complete,
        memory: any MemoryBudget, context: RunContext
    ) {
        self.valueType = valueType
        self.function = function
        self.context = context
        ledger = MemoryLedger(memory)
        if case .reduce(let program) = function {
            runner = ProgramRunner(program, context: context)
            accumulators = nil
        } else {
            runner = nil
            let made = makeAccumulators(function, valueType, mode, context)
            made.ensure(1)
            accumulators = made
        }
    }

    deinit { zeros.free() }

    /// The next rows of the partition.
    public func add(_ values: Column) throws(ComputeError) {
        precondition(values.type == valueType, "values of another type than announced")
        try context.checkCancelled()
        if values.count == 0 { return }
        if let runner { return try addToBlocks(values, runner) }
        let known = rowsSeen == 0 ? 0 : 1
        rowsSeen += values.count
        if try addWhole(values) { return }
        if zeros.count < values.count {
            zeros.reserve(values.count)
            zeros.base.update(repeating: 0, count: values.count)
            zeros.count = values.count
        }
        try accumulators!.update(zeros.base, values, known: known)
        let grown = accumulators!.variableByteCount - held
        if grown > 0 && !ledger.hold(grown) {
            throw ComputeError(
                .memoryExceeded, "the values of the partition do not fit in the memory of a task; use more partitions")
        }
        held += grown
    }

    private var sumsInts: Bool { if case .sum = function { valueType == .int } else { false } }

    /// Functions that fold a whole batch at once.
    private func addWhole(_ values: Column) throws(ComputeError) -> Bool {
        if sumsInts {
            if let valid = values.valid, trueRows(valid, nil, values.count) < values.count { totalIsNull = true }
            total += sumInts(values.ints, values.count)
            return true
        }
        if values.validity != nil || valueType != .int { return false }
        let source = values.ints
        switch function {
        case .minimum:
            var least = source[0]
            for row in 1..<values.count { least = min(least, source[row]) }
            try fold(.ints(count: 1) { $0[0] = least })
        case .maximum:
            var greatest = source[0]
            for row in 1..<values.count { greatest = max(greatest, source[row]) }
            try fold(.ints(count: 1) { $0[0] = greatest })
        default: return false
        }
        return true
    }

    private func fold(_ value: Column) throws(ComputeError) {
        var group: Int32 = 0
        try accumulators!.update(&group, value, known: 1)
    }

    // MARK: Reduce programs

    private func addToBlocks(_ values: Column, _ runner: ProgramRunner) throws(ComputeError) {
        var start = 0
        while start < values.count {
            let part = min(values.count - start, ComputeLimits.reduceBlockRows - pendingRows)
            let piece = values.slice(start, part)
            let bytes = piece.byteCountWithoutText
            if !ledger.hold(bytes) {
                throw ComputeError(.memoryExceeded, "no memory for \(part) rows to reduce; give executors more memory")
            }
            held += bytes
            pending.append(piece)
            pendingRows += part
            start += part
            if pendingRows == ComputeLimits.reduceBlockRows { try reduceBlock(runner) }
        }
    }

    private func reduceBlock(_ runner: ProgramRunner) throws(ComputeError) {
        if pending.isEmpty { return }
        var rows = concatenateShared(pending)
        pending = []
        pendingRows = 0
        while rows.count > 1 {
            let pairs = rows.count / 2
            let (lefts, rights) = everySecond(rows, pairs)
            let combined = try runner.combine(lefts, rights)
            rows = rows.count % 2 == 0 ? combined : concatenateShared([combined, rows.slice(rows.count - 1, 1)])
        }
        folded = try folded.map { (left) throws(ComputeError) in try runner.combine(left, rows) } ?? rows
        ledger.drop(held)
        held = 0
    }

    private func everySecond(_ rows: Column, _ pairs: Int) -> (Column, Column) {
        let indices = Buffer(byteCount: pairs * 8)
        let order = indices.pointer(Int32.self)
        for pair in 0..<pairs {
            order[pair] = Int32(truncatingIfNeeded: 2 * pair)
            order[pairs + pair] = Int32(truncatingIfNeeded: 2 * pair + 1)
        }
        return (rows.gather(order, count: pairs), rows.gather(order + pairs, count: pairs))
    }

    // MARK: Result

    /// The result, or no row when there were no values (but 0 for `count`).
    public func finish() throws(ComputeError) -> Column {
        defer { ledger.releaseAll() }
        if let runner {
            try reduceBlock(runner)
            return folded ?? emptyColumn(valueType)
        }
        if rowsSeen == 0, !isWithoutRows { return emptyColumn(function.resultType(valueType)) }
        if sumsInts {
            if totalIsNull { return Column(.int, [.null])! }
            guard let sum = Int(exactly: total) else {
                throw ComputeError(.overflow, "the sum, \(total), does not fit in 64 bits; use floats")
            }
            return .ints(count: 1) { $0[0] = sum }
        }
        var group: Int32 = 0
        return try accumulators!.results(&group, 1)
    }

    /// Whether there is a result where no rows are.
    private var isWithoutRows: Bool {
        switch function {
        case .count, .calls: true
        default: false
        }
    }
}

/// The exact sum.
private func sumInts(_ values: UnsafePointer<Int>, _ count: Int) -> Int128 {
    var sum = 0
    var sizes = 0
    for row in 0..<count {
        let value = values[row]
        sum &+= value
        sizes |= value ^ (value &>> 63)
    }
    // Values within 2^32 of zero cannot overflow within a batch of fewer than 2^31 rows.
    if sizes >> 32 == 0 { return Int128(sum) }
    var (low, high) = (0, 0)
    for row in 0..<count {
        low &+= values[row] & 0xffff_ffff
        high &+= values[row] &>> 32
    }
    return Int128(high) << 32 + Int128(low)
}

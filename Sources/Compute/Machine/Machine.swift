// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting
import Values

/// The register file and the instruction loop of one runner. Confined to the thread that runs the task.
final class Machine {
    let types: [DataType]
    let partition: Int
    private let isCancelled: () -> Bool
    /// Bytes that the registers of one batch may hold.
    var memoryMax: Int
    /// Rows times instructions that may still be executed.
    private(set) var budget: Int
    private let registers: UnsafeMutablePointer<RegisterValue>
    private var pool = BufferPool()
    private var memoryUsed = 0
    /// The most that was used since the last `endBatch`.
    private var memoryPeak = 0
    /// The task's share of memory, and what registers have of it.
    private let share: (any MemoryBudget)?
    private var reserved = 0
    private var wasRefused = false
    /// Number of the first row of the batch within the current segment.
    var firstRow = 0
    /// Registers preset from the program's constants.
    private let programConstants: Set<Int>
    /// Sets that `sqlIn` looks into, of the program's constants, by register.
    var constantSets: [Int: ValueSet] = [:]
    /// Rules of time zones by name, of those that the program has named.
    var zoneRules: [String: ZoneRules] = [:]
    /// Regular expressions and patterns of times by their text, of those that the program has used.
    var javaPatterns: [String: JavaPattern] = [:]
    var textPatterns: [PatternKey: TextPattern] = [:]
    var timePatterns: [String: TimePattern] = [:]
    /// Those of the last row, which are those of the next in most programs.
    var lastTimePattern = Remembered<TimePattern>()
    var lastZone = Remembered<ZoneRules>()
    var lastRecordForm = Remembered<RecordForm>()
    /// Program constants repeated to the longest batch so far, by register.
    private var repeated: [Int: Column] = [:]
    let programScripts: [Script]
    let scriptEnvironment: ScriptEnvironment
    /// Instances made so far, by script: one a runner, so that what a script keeps lives as long as the task.
    var scripts: [Int: ScriptInstance] = [:]

    init(_ program: CompiledProgram, context: RunContext, budget: Int) {
        types = program.types
        partition = context.partition
        isCancelled = context.isCancelled
        memoryMax = context.memoryMax
        self.budget = budget
        share = context.memory
        programScripts = program.program.scripts
        scriptEnvironment = context.scriptEnvironment
        registers = .allocate(capacity: max(types.count, 1))
        registers.initialize(repeating: RegisterValue(), count: types.count)
        programConstants = Set(program.constants.map(\.register))
        for (register, column) in program.constants { registers[register] = RegisterValue(column, isConstant: true) }
    }

    deinit {
        share?.shrink(by: reserved)
        registers.deinitialize(count: types.count)
        registers.deallocate()
    }

    // MARK: Registers

    subscript(_ register: Int) -> RegisterValue {
        @inline(__always) get { registers[register] }
        @inline(__always) set { registers[register] = newValue }
    }

    /// The register's value as a column: of `count` rows, or of one when it is constant.
    func column(_ register: Int, _ count: Int) -> Column {
        registers[register].asColumn(types[register], count)
    }

    /// The register's value as a column of `count` rows, constants repeated.
    func fullColumn(_ register: Int, _ count: Int) throws(Failure) -> Column {
        let value = registers[register]
        if !value.isConstant { return value.asColumn(types[register], count) }
        if let known = repeated[register], known.count >= count { return known.slice(0, count) }
        let column = try repeatRow(value.asColumn(types[register], 1), count)
        if programConstants.contains(register) { repeated[register] = column }
        return column
    }

    private func repeatRow(_ row: Column, _ count: Int) throws(Failure) -> Column {
        try checkFits(row.byteCountWithoutText.multipliedReportingOverflow(by: count).partialValue)
        let indices = Buffer(byteCount: count * 4, filledWith: 0)
        return row.gather(indices.pointer(Int32.self), count: count)
    }

    /// Forgets a register's value and takes back its buffer.
    func release(_ register: Int) {
        var value = registers[register]
        registers[register] = RegisterValue()
        recycle(&value)
    }

    /// Takes back the buffer of a value that is no longer needed.
    func recycle(_ value: inout RegisterValue) {
        memoryUsed -= value.charge
        value.charge = 0
        guard value.isPooled, var buffer = value.values else { return }
        value.values = nil
        value.isPooled = false
        if isKnownUniquelyReferenced(&buffer) { pool.give(buffer) }
    }

    /// Whether the register holds the same value for all batches.
    func isProgramConstant(_ register: Int) -> Bool { programConstants.contains(register) }

    // MARK: Limits

    /// Counts `bytes` against the memory limit of the batch, and takes them from the task's share.
    func charge(_ bytes: Int) throws(Failure) {
        try checkFits(bytes)
        memoryUsed += bytes
        memoryPeak = max(memoryPeak, memoryUsed)
        if memoryUsed > reserved + ComputeLimits.registersUnreservedByteCount { try reserve() }
    }

    /// Registers go on without their share while they are small: batches are cut by what they hold (`BatchPace`), and
    /// the same rows must be cut alike whoever else holds memory.
    private func reserve() throws(Failure) {
        guard let share else { return }
        if !wasRefused {
            let needed = memoryUsed - reserved
            if share.grow(by: needed) {
                reserved += needed
                return
            }
            wasRefused = true
        }
        if memoryUsed > ComputeLimits.registersUnrefusedByteCount {
            throw Failure(
                .memoryExceeded,
                "this expression needs \(memoryUsed) bytes for one batch, and the task's memory has not that "
                    + "many left; "
                    + "make smaller values, or give the executors more memory (spark.executor.memory)")
        }
    }

    /// The batch is done, and nothing of it is left in registers: gives its memory back. Returns the most that they
    /// held.
    func endBatch() -> Int {
        if reserved > 0 { share?.shrink(by: reserved) }
        reserved = 0
        wasRefused = false
        memoryUsed = 0
        defer { memoryPeak = 0 }
        return memoryPeak
    }

    func checkFits(_ bytes: Int) throws(Failure) {
        if bytes < 0 || bytes > memoryMax - memoryUsed {
            throw Failure(
                .memoryExceeded,
                "this expression needs more than the \(memoryMax) bytes that one batch may take; make smaller values")
        }
    }

    /// Bytes that values may still take.
    var memoryLeft: Int { max(memoryMax - memoryUsed, 0) }

    /// Counts `amount` of rows times instructions.
    @inline(__always)
    func meter(_ amount: Int) throws(Failure) {
        budget &-= amount
        if budget < 0 {
            throw Failure(
                .budgetExceeded,
                "the instruction budget of this task is used up; does a loop of the closure never end?")
        }
    }

    func checkCancelled() throws(Failure) {
        if isCancelled() { throw Failure(.cancelled, "the task was cancelled") }
    }

    /// A buffer of the pool for `count` rows of `width` bytes, counted.
    func allocate(_ count: Int, _ width: Int) throws(Failure) -> Buffer {
        try charge(count * width)
        return pool.take(count * width)
    }

    /// Memory for row indices; give it back with `giveIndices`.
    func takeIndices(_ count: Int) -> Buffer { pool.take(count * 4) }

    func giveIndices(_ buffer: consuming Buffer) { pool.give(buffer) }

    // MARK: Running

    /// Runs the block's instructions for `count` > 0 rows; its parameters are set. The caller takes the yields and then
    /// calls `releaseLocals`.
    func run(_ block: CompiledBlock, _ count: Int) throws(Failure) { try run(block, count, steps: block.steps[...]) }

    /// As `run(_:_:)`, of the block's first steps.
    func run(_ block: CompiledBlock, _ count: Int, steps: ArraySlice<Step>) throws(Failure) {
        for step in steps {
            do {
                try meter(count)
                try execute(step, count)
            } catch {
                var failure = error
                if failure.span == nil { failure.span = step.span }
                throw failure
            }
            for register in step.releases { release(register) }
        }
    }

    /// What the block yields, moved out of the registers; all else that the block assigned is released.
    func takeYields(_ block: CompiledBlock) -> [RegisterValue] {
        var yields: [RegisterValue] = []
        yields.reserveCapacity(block.yields.count)
        for (register, isMoved) in zip(block.yields, block.yieldIsMoved) {
            yields.append(isMoved ? registers[register] : registers[register].shared)
        }
        for (register, isMoved) in zip(block.yields, block.yieldIsMoved) where isMoved {
            registers[register] = RegisterValue()
        }
        for register in block.locals { release(register) }
        return yields
    }

    /// Sets a register to a value made for it, which is counted from now on when it brings no charge.
    func set(_ register: Int, _ column: Column, isConstant: Bool) throws(Failure) {
        let bytes = column.byteCountWithoutText
        try charge(bytes)
        var value = RegisterValue(column, isConstant: isConstant)
        value.charge = bytes
        registers[register] = value
    }

    /// Sets a register to a flat value in a buffer from `allocate`.
    func set(_ register: Int, flat values: Buffer, validity: Buffer?, isConstant: Bool, charge: Int) {
        var value = RegisterValue(flat: values, validity: validity, isConstant: isConstant)
        value.charge = charge
        registers[register] = value
    }

    /// Sets a register to a value that another register or a block made.
    func set(_ register: Int, sharing value: RegisterValue) { registers[register] = value.shared }

    /// Sets a register to a null for all rows.
    func setNull(_ register: Int) {
        let column = Column(types[register], [.null])!
        registers[register] = RegisterValue(column, isConstant: true)
    }

    /// Whether all operands are constant, so that one row is enough.
    func allConstant(_ step: Step) -> Bool {
        for register in step.operands where !registers[register].isConstant { return false }
        return true
    }

    /// The validity of a result that is null where an operand is; operands are not constant nulls.
    func combinedValidity(_ step: Step, _ count: Int) -> Buffer? {
        var combined: Buffer?
        for register in step.operands {
            guard let mask = registers[register].validity, !registers[register].isConstant else { continue }
            combined = combined.map { bothValid($0, mask, count) } ?? mask
        }
        return combined
    }

    func anyConstantNull(_ step: Step) -> Bool {
        for register in step.operands where registers[register].isConstantNull { return true }
        return false
    }
}

private func bothValid(_ left: Buffer, _ right: Buffer, _ count: Int) -> Buffer {
    if left === right { return left }
    let out = Buffer(byteCount: count)
    let (mask, a, b) = (out.pointer(UInt8.self), left.pointer(UInt8.self), right.pointer(UInt8.self))
    for row in 0..<count { mask[row] = a[row] & b[row] }
    return out
}

extension Column {
    /// Bytes of this column's own buffers, without the text that views point to (which is mostly shared).
    var byteCountWithoutText: Int {
        (validity?.byteCount ?? 0) + (values?.byteCount ?? 0) + children.reduce(0) { $0 + $1.byteCountWithoutText }
    }
    /// Bytes of the text that the views point to, but for what they share with `other`.
    func textByteCount(notIn other: Column) -> Int {
        var shared = Set<ObjectIdentifier>()
        other.forEachText { shared.insert(ObjectIdentifier($0)) }
        var total = 0
        forEachText { if !shared.contains(ObjectIdentifier($0)) { total += $0.byteCount } }
        return total
    }

    private func forEachText(_ body: (Buffer) -> Void) {
        data.forEach(body)
        for child in children { child.forEachText(body) }
    }
}

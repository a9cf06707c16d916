// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

/// The states of a fold by a script, kept as the script's values from one row to the next and encoded when they leave:
/// for a result, or to disk. Rows are folded one by one, in order. What the states take comes from the task's memory as
/// they grow. Where there are many groups with small states, they are stored encoded instead, close together.
final class ScriptAccumulators: Accumulators {
    private let type: DataType
    private let program: VerifiedProgram
    private let context: RunContext
    private let instance: ScriptInstance
    private let script: Script
    /// nil for a group without a row.
    private var states: [Scripting.Value?] = []
    private var stored: StoredAccumulators?
    /// Until a stored state has grown: then all stay live.
    private var isStorable = true
    private var capacity = 0
    private var groupCount = 0

    /// Below this many bytes of states it is others who have to do with less.
    private static let shortBytesMin = 1 << 20
    /// Groups beyond which states of few bytes are stored, and bytes of a stored one beyond which all are live again.
    private static let liveGroupsMax = 8_192
    private static let smallStateBytes = 256
    private static let storedStateBytesMax = 1_024

    /// nil when the program is more than one call of a script with both values.
    init?(_ program: VerifiedProgram, _ type: DataType, _ context: RunContext) {
        let code = program.program
        guard type == .any, code.segments.count == 1, let segment = code.segments.first,
            segment.instructions.count == 1, let call = segment.instructions.first, call.opcode == .callScript,
            call.operands == segment.parameters, call.operands.count == 2, case .yield(let result) = segment.terminator,
            call.results == [result], code.registers[result.index] == .any,
            code.scripts.indices.contains(call.immediate)
        else { return nil }
        self.type = type
        self.program = program
        self.context = context
        script = code.scripts[call.immediate]
        do throws(ScriptFailure) {
            instance = try ScriptInstance(VerifiedScript(unchecked: script), environment: context.scriptEnvironment)
        } catch { return nil }
    }

    /// Before the instance, which then gives back what they took.
    deinit { states = [] }

    /// A state's register, and what the store takes besides.
    var groupByteCount: Int { MemoryLayout<Scripting.Value?>.stride + 24 }
    var variableByteCount: Int { stored?.variableByteCount ?? 0 }
    var isVariable: Bool { true }
    var isShort: Bool {
        stored == nil && instance.heldBytes > Self.shortBytesMin && context.memory?.isShort == true
    }

    func ensure(_ capacity: Int) {
        self.capacity = max(self.capacity, capacity)
        if let stored { return stored.ensure(capacity) }
        if capacity > states.count { states += repeatElement(nil, count: capacity - states.count) }
    }

    func update(_ groups: UnsafePointer<Int32>, _ values: Column, known: Int) throws(ComputeError) {
        for row in 0..<values.count { groupCount = max(groupCount, Int(groups[row]) + 1) }
        if let stored {
            // A stored state is read and written whole for each row: one that grows must not stay stored.
            if stored.areSmall(groups, values.count, bytesMax: Self.storedStateBytesMax) {
                return try stored.update(groups, values, known: known)
            }
            try becomeLive(stored)
        }
        try fold(groups, values)
        if isStorable, groupCount > Self.liveGroupsMax,
            instance.heldBytes < groupCount * Self.smallStateBytes
        {
            try becomeStored()
        }
    }

    private func fold(_ groups: UnsafePointer<Int32>, _ values: Column) throws(ComputeError) {
        let node = RowNode(values)
        instance.beginUse()
        defer { instance.endUse() }
        for row in 0..<values.count {
            do throws(ScriptFailure) {
                let value = try instance.perform { (_) throws(Raised) in try scriptValue(node, row) }
                let group = Int(groups[row])
                if states[group] == nil { states[group] = value } else { try instance.fold(&states[group], value) }
            } catch {
                var failure = ComputeError(error, script)
                failure.row = describeRow(values, row, asPython: true)
                throw failure
            }
        }
    }

    private func becomeStored() throws(ComputeError) {
        let made = StoredAccumulators(type, .program(ProgramRunner(program, context: context)))
        made.ensure(capacity)
        try forEachPart { (groups, count) throws(ComputeError) in
            try made.update(groups, try results(groups, count), known: 0)
        }
        instance.beginUse()
        states = []
        instance.endUse()
        stored = made
    }

    private func becomeLive(_ stored: StoredAccumulators) throws(ComputeError) {
        self.stored = nil
        isStorable = false
        ensure(capacity)
        try forEachPart { (groups, count) throws(ComputeError) in
            try fold(groups, try stored.results(groups, count))
        }
    }

    /// All groups, some thousands at a time.
    private func forEachPart(
        _ body: (UnsafePointer<Int32>, Int) throws(ComputeError) -> Void
    ) throws(ComputeError) {
        let buffer = Buffer(byteCount: ComputeLimits.emittedRowsMax * 4)
        let groups = buffer.pointer(Int32.self)
        var first = 0
        while first < groupCount {
            let count = min(ComputeLimits.emittedRowsMax, groupCount - first)
            for index in 0..<count { groups[index] = Int32(truncatingIfNeeded: first + index) }
            try body(groups, count)
            first += count
        }
    }

    func results(_ groups: UnsafePointer<Int32>, _ rows: Int) throws(ComputeError) -> Column {
        if let stored { return try stored.results(groups, rows) }
        let builder = ColumnBuilder(.any)
        var encoded: [UInt8] = []
        for row in 0..<rows {
            encoded.removeAll(keepingCapacity: true)
            let state = states[Int(groups[row])] ?? Scripting.Value.none
            do throws(ScriptFailure) {
                try instance.perform { (host) throws(Raised) in try AnyCoder.encode(state, to: &encoded, host) }
            } catch { throw ComputeError(error, script) }
            guard encoded.count <= ComputeLimits.textByteCountMax else {
                throw ComputeError(
                    .memoryExceeded, "a value of more than \(ComputeLimits.textByteCountMax) bytes would be made")
            }
            encoded.withUnsafeBytes { builder.append(bytes: $0) }
        }
        return builder.finish()
    }
}

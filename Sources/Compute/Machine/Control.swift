// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Row indices into the enclosing rows, in ascending order.
struct Selection {
    let buffer: Buffer
    let count: Int

    var rows: UnsafeMutablePointer<Int32> { buffer.pointer(Int32.self) }
}

extension Machine {
    // MARK: If

    func runIf(_ step: Step, _ count: Int) throws(Failure) {
        let condition = self[step.a]
        let flags = condition.values!.pointer(UInt8.self)
        let isTrue = trueRows(flags, condition.valid, condition.isConstant ? 1 : count)
        if isTrue == (condition.isConstant ? 1 : count) || isTrue == 0 {
            let block = step.blocks[isTrue == 0 ? 1 : 0]
            try run(block, count)
            for (register, value) in zip(step.results, takeYields(block)) { self[register] = value }
            return
        }
        let (yes, no) = (takeIndices(count), takeIndices(count))
        splitRows(flags, condition.valid, count, yes.pointer(Int32.self), no.pointer(Int32.self))
        let scatters = step.results.map { Scatter(types[$0], count: count) }
        try runSelected(step.blocks[0], Selection(buffer: yes, count: isTrue), scatters)
        try runSelected(step.blocks[1], Selection(buffer: no, count: count - isTrue), scatters)
        giveIndices(yes)
        giveIndices(no)
        for (register, scatter) in zip(step.results, scatters) {
            try set(register, scatter.finish(), isConstant: false)
        }
    }

    /// Runs a block on the selected rows alone and puts what it yields in their place.
    private func runSelected(_ block: CompiledBlock, _ selection: Selection, _ scatters: [Scatter]) throws(Failure) {
        let outer = try gatherCaptures(block, selection)
        do { try run(block, selection.count) } catch { throw mapped(error, selection) }
        for (scatter, register) in zip(scatters, block.yields) {
            let value = self[register]
            scatter.put(
                column(register, selection.count), stride: value.stride, rows: selection.rows, count: selection.count)
        }
        for register in block.locals { release(register) }
        restore(block, outer)
    }

    /// Replaces what the block reads from outside by the selected rows; returns what was there.
    func gatherCaptures(_ block: CompiledBlock, _ selection: Selection) throws(Failure) -> [RegisterValue] {
        var outer: [RegisterValue] = []
        outer.reserveCapacity(block.captures.count)
        for register in block.captures {
            let value = self[register]
            outer.append(value)
            if !value.isConstant { self[register] = try gather(value, types[register], selection) }
        }
        return outer
    }

    /// The selected rows of a value.
    func gather(_ value: RegisterValue, _ type: DataType, _ selection: Selection) throws(Failure) -> RegisterValue {
        if value.isConstant { return value.shared }
        let (rows, count) = (selection.rows, selection.count)
        guard value.column == nil, let source = value.values else {
            let column = value.column!.gather(rows, count: count)
            var gathered = RegisterValue(column)
            gathered.charge = column.byteCountWithoutText
            try charge(gathered.charge)
            return gathered
        }
        let width = type.valueByteCount
        let buffer = try allocate(count, width)
        if width == 8 {
            let (out, from) = (buffer.pointer(Int.self), source.pointer(Int.self))
            for index in 0..<count { out[index] = from[Int(rows[index])] }
        } else if width == 16 {
            let (out, from) = (buffer.pointer(Wide128.self), source.pointer(Wide128.self))
            for index in 0..<count { out[index] = from[Int(rows[index])] }
        } else {
            let (out, from) = (buffer.pointer(UInt8.self), source.pointer(UInt8.self))
            for index in 0..<count { out[index] = from[Int(rows[index])] }
        }
        let mask = value.valid.map { valid in
            let buffer = Buffer(byteCount: count)
            let out = buffer.pointer(UInt8.self)
            for index in 0..<count { out[index] = valid[Int(rows[index])] }
            return buffer
        }
        var gathered = RegisterValue(flat: buffer, validity: mask, isConstant: false)
        gathered.charge = count * width
        return gathered
    }

    func restore(_ block: CompiledBlock, _ outer: [RegisterValue]) {
        for (register, value) in zip(block.captures, outer) {
            if value.isConstant { continue }
            releaseNarrowed(register, outer: value)
            self[register] = value
        }
    }

    /// The failure with its row counted in the enclosing rows.
    func mapped(_ failure: Failure, _ selection: Selection) -> Failure {
        var failure = failure
        if let row = failure.row { failure.row = Int(selection.rows[row]) }
        return failure
    }

    // MARK: Loop

    func runLoop(_ step: Step, _ count: Int) throws(Failure) {
        let body = step.blocks[0]
        var carried = step.operands.map { self[$0].shared }
        // The rows still in the loop; nil while all are, and none has left.
        var active: Selection?
        var left: [Scatter] = []
        let outer = body.captures.map { self[$0] }
        while true {
            try checkCancelled()
            let rows = active?.count ?? count
            for (register, value) in zip(body.parameters, carried) { self[register] = value }
            do {
                try meter(rows)
                try run(body, rows)
            } catch {
                throw active.map { mapped(error, $0) } ?? error
            }
            var yields = takeYields(body)
            var going = yields.removeFirst()
            let tested = going.isConstant ? 1 : rows
            let staying = trueRows(going.values!.pointer(UInt8.self), going.valid, tested) * (rows / tested)
            if staying == rows {
                recycle(&going)
                carried = yields
                continue
            }
            if staying == 0 && active == nil {
                recycle(&going)
                for (register, value) in zip(step.results, yields) { self[register] = value }
                return
            }
            if active == nil {
                left = step.results.map { Scatter(types[$0], count: count) }
                active = allRows(count)
            }
            if staying == 0 {
                putAll(step, yields, active!, left)
                break
            }
            carried = try leaveLoop(step, going, &yields, &active!, staying, left)
            try narrowCaptures(body, outer, active!)
            recycle(&going)
        }
        if let active { giveIndices(active.buffer) }
        restore(body, outer)
        for (register, scatter) in zip(step.results, left) { try set(register, scatter.finish(), isConstant: false) }
    }

    /// All active rows leave.
    private func putAll(_ step: Step, _ values: [RegisterValue], _ active: Selection, _ left: [Scatter]) {
        for index in left.indices {
            var value = values[index]
            let part = value.asColumn(types[step.results[index]], active.count)
            left[index].put(part, stride: value.stride, rows: active.rows, count: active.count)
            recycle(&value)
        }
    }

    /// Splits the active rows into those that leave, whose values go to `left`, and those that stay, whose carried
    /// values it returns.
    private func leaveLoop(
        _ step: Step, _ going: RegisterValue, _ values: inout [RegisterValue], _ active: inout Selection,
        _ staying: Int,
        _ left: [Scatter]
    ) throws(Failure) -> [RegisterValue] {
        let rows = active.count
        let stays = Selection(buffer: takeIndices(rows), count: staying)
        let leaves = Selection(buffer: takeIndices(rows), count: rows - staying)
        splitRows(going.values!.pointer(UInt8.self), going.valid, rows, stays.rows, leaves.rows)
        let places = takeIndices(rows)
        let absolute = places.pointer(Int32.self)
        for index in 0..<leaves.count { absolute[index] = active.rows[Int(leaves.rows[index])] }
        var carried: [RegisterValue] = []
        for index in values.indices {
            let type = types[step.results[index]]
            if values[index].isConstant {
                left[index].put(values[index].asColumn(type, 1), stride: 0, rows: absolute, count: leaves.count)
                carried.append(values[index])
                continue
            }
            let part = values[index].asColumn(type, rows)
            left[index].put(
                part.gather(leaves.rows, count: leaves.count), stride: 1, rows: absolute, count: leaves.count)
            carried.append(try gather(values[index], type, stays))
            recycle(&values[index])
        }
        giveIndices(places)
        giveIndices(leaves.buffer)
        for index in 0..<staying { stays.rows[index] = active.rows[Int(stays.rows[index])] }
        giveIndices(active.buffer)
        active = stays
        return carried
    }

    /// Replaces what the loop's body reads from outside by the active rows.
    private func narrowCaptures(_ body: CompiledBlock, _ outer: [RegisterValue], _ active: Selection) throws(Failure) {
        for (register, value) in zip(body.captures, outer) where !value.isConstant {
            releaseNarrowed(register, outer: value)
            self[register] = try gather(value, types[register], active)
        }
    }

    private func releaseNarrowed(_ register: Int, outer: RegisterValue) {
        let isOuter = outer.values.map { $0 === self[register].values } ?? (outer.column === self[register].column)
        if !isOuter { release(register) }
    }

    // MARK: Selections

    private func allRows(_ count: Int) -> Selection {
        let selection = Selection(buffer: takeIndices(count), count: count)
        let rows = selection.rows
        for row in 0..<count { rows[row] = Int32(truncatingIfNeeded: row) }
        return selection
    }
}

/// Number of rows where the flag is set and not null.
func trueRows(_ flags: UnsafePointer<UInt8>, _ valid: UnsafePointer<UInt8>?, _ count: Int) -> Int {
    var total = 0
    if let valid {
        for row in 0..<count { total &+= Int(flags[row] & valid[row]) }
    } else {
        for row in 0..<count { total &+= Int(flags[row]) }
    }
    return total
}

/// Writes the rows where the flag is set and not null to `yes`, the others to `no`; both have room for all.
func splitRows(
    _ flags: UnsafePointer<UInt8>, _ valid: UnsafePointer<UInt8>?, _ count: Int, _ yes: UnsafeMutablePointer<Int32>,
    _ no: UnsafeMutablePointer<Int32>
) {
    var (trues, falses) = (0, 0)
    for row in 0..<count {
        let flag = Int(flags[row] & (valid.map { $0[row] } ?? 1))
        yes[trues] = Int32(truncatingIfNeeded: row)
        no[falses] = Int32(truncatingIfNeeded: row)
        trues &+= flag
        falses &+= 1 &- flag
    }
}

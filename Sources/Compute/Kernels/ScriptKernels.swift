// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

extension Machine {
    /// `callScript`: the script's function once a row, in the order of the rows, constants or not: it may add to
    /// accumulators.
    func callScript(_ step: Step, _ count: Int) throws(Failure) {
        let call = try scriptCall(step, count)
        call.instance.beginUse()
        defer { call.instance.endUse() }
        switch step.type {
        case .bool: try testValues(step, count, call)
        case .list(.any): try collectIterables(step, count, call)
        default: try collectValues(step, count, call)
        }
    }

    private func scriptCall(_ step: Step, _ count: Int) throws(Failure) -> ScriptCall {
        ScriptCall(
            script: step.immediate, instance: try script(step.immediate),
            arguments: step.operands.map { (RowNode(column($0, count)), self[$0].stride) })
    }

    /// The instance of a script: one for as long as the runner lives.
    private func script(_ index: Int) throws(Failure) -> ScriptInstance {
        if let known = scripts[index] { return known }
        do throws(ScriptFailure) {
            let made = try ScriptInstance(
                VerifiedScript(unchecked: programScripts[index]), environment: scriptEnvironment)
            scripts[index] = made
            return made
        } catch { throw Failure(error, script: index, row: nil) }
    }

    /// Results that a filter takes: the truth of each value.
    private func testValues(_ step: Step, _ count: Int, _ call: ScriptCall) throws(Failure) {
        let buffer = try allocate(count, 1)
        let out = buffer.pointer(UInt8.self)
        for row in 0..<count {
            let value = try call.value(row)
            do throws(ScriptFailure) { out[row] = try call.instance.isTrue(value) ? 1 : 0 } catch {
                throw Failure(error, script: call.script, row: row)
            }
        }
        set(step.result, flat: buffer, validity: nil, isConstant: false, charge: count)
    }

    private func collectValues(_ step: Step, _ count: Int, _ call: ScriptCall) throws(Failure) {
        let builder = ColumnBuilder(step.type)
        var encoded: [UInt8] = []
        var charged = 0
        for row in 0..<count {
            let value = try call.value(row)
            if step.type == .any {
                try append(value, to: builder, &encoded, call, row)
            } else {
                try append(value, typed: step.type, to: builder, row)
            }
            if row & 15 == 15 || encoded.count > 4 << 10 { try charge(builder, &charged) }
        }
        let column = builder.finish()
        try charge(max(column.byteCount - charged, 0))
        var value = RegisterValue(column)
        value.charge = max(column.byteCount, charged)
        self[step.result] = value
    }

    /// Counts what a builder has come to hold, in steps.
    @inline(__always)
    private func charge(_ builder: ColumnBuilder, _ charged: inout Int) throws(Failure) {
        let more = builder.byteCount - charged
        if more < ComputeLimits.reservationStepByteCount { return }
        try charge(more)
        charged += more
    }

    /// What iterating each value gives.
    private func collectIterables(_ step: Step, _ count: Int, _ call: ScriptCall) throws(Failure) {
        let stream = ScriptStream(step, count, call)
        try take(from: stream, rowsMax: .max, bytesMax: .max)
    }

    /// The values of a script's iterables, to be taken in portions; the rows' operands stay where they are meanwhile.
    func scriptStream(_ step: Step, _ count: Int) throws(Failure) -> ScriptStream {
        ScriptStream(step, count, try scriptCall(step, count))
    }

    /// The next portion of what iterating each value gives: about so many elements, or bytes of them. Rows before and
    /// behind the portion have empty lists.
    func takePortion(_ stream: ScriptStream) throws(Failure) {
        stream.call.instance.beginUse()
        defer { stream.call.instance.endUse() }
        do throws(Failure) {
            try take(
                from: stream, rowsMax: ComputeLimits.flatRowsMax, bytesMax: ComputeLimits.partitionBatchBytesMax)
        } catch {
            var failure = error
            if failure.span == nil { failure.span = stream.step.span }
            throw failure
        }
    }

    private func take(from stream: ScriptStream, rowsMax: Int, bytesMax: Int) throws(Failure) {
        let (step, count, call) = (stream.step, stream.count, stream.call)
        let offsets = Buffer(byteCount: (count + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        for row in 0...stream.row { ends[row] = 0 }
        let builder = ColumnBuilder(.any)
        var encoded: [UInt8] = []
        portion: while stream.row < count {
            let row = stream.row
            do throws(ScriptFailure) {
                let iterator: any ValueIterator
                if let open = stream.iterator {
                    iterator = open
                } else {
                    iterator = try call.instance.values(of: try call.rawValue(row))
                    stream.iterator = iterator
                }
                while let value = try call.instance.next(iterator) {
                    do throws(Failure) {
                        try append(value, to: builder, &encoded, call, row)
                        if builder.count & 255 == 0 { try checkElements(builder) }
                    } catch {
                        call.pending = error
                        break
                    }
                    if builder.count >= rowsMax || builder.byteCount >= bytesMax {
                        ends[row + 1] = Int32(truncatingIfNeeded: builder.count)
                        break portion
                    }
                }
            } catch { throw Failure(error, script: call.script, row: row) }
            if let pending = call.pending { throw pending }
            stream.iterator = nil
            stream.row += 1
            ends[row + 1] = Int32(truncatingIfNeeded: builder.count)
        }
        if stream.row < count {
            for row in stream.row..<count { ends[row + 1] = Int32(truncatingIfNeeded: builder.count) }
        }
        try checkElements(builder)
        let elements = builder.finish()
        try charge(elements.byteCount + offsets.byteCount)
        var value = RegisterValue(Column(type: step.type, count: count, values: offsets, children: [elements]))
        value.charge = elements.byteCount + offsets.byteCount
        self[step.result] = value
    }

    private func checkElements(_ builder: ColumnBuilder) throws(Failure) {
        try checkFits(builder.byteCount)
        if builder.count > ComputeLimits.listElementsMax {
            throw Failure(.memoryExceeded, "too many list elements in a batch")
        }
    }

    private func append(
        _ value: Scripting.Value, to builder: ColumnBuilder, _ encoded: inout [UInt8], _ call: ScriptCall, _ row: Int
    ) throws(Failure) {
        encoded.removeAll(keepingCapacity: true)
        do throws(ScriptFailure) {
            try call.instance.perform { (host) throws(Raised) in try AnyCoder.encode(value, to: &encoded, host) }
        } catch { throw Failure(error, script: call.script, row: row) }
        guard encoded.count <= ComputeLimits.textByteCountMax else {
            throw Failure(
                .memoryExceeded, "a value of more than \(ComputeLimits.textByteCountMax) bytes would be made", row: row)
        }
        encoded.withUnsafeBytes { builder.append(bytes: $0) }
    }

    private func append(
        _ value: Scripting.Value, typed type: DataType, to builder: ColumnBuilder, _ row: Int
    ) throws(Failure) {
        guard let scalar = scalar(value, type), builder.append(scalar) else {
            throw Failure(
                exception: "TypeError", "the function gave '\(typeName(of: value))', which is not \(type)", row: row)
        }
    }

    /// The value as one of `type`; nil when it is of another.
    private func scalar(_ value: Scripting.Value, _ type: DataType) -> Scalar? {
        switch (type, value) {
        case (.any, _):
            var encoded: [UInt8] = []
            guard (try? AnyCoder.encode(value, to: &encoded, QuietHost())) != nil else { return nil }
            return AnyCoding.decode(encoded)
        case (_, .none): return .null
        case (.decimal, _): return scalar(value, .any)?.withDecimals(of: type)
        case (.bool, .bool(let flag)): return .bool(flag)
        case (.int, .int(let number)): return .int(number)
        case (.float, .float(let number)): return .float(number)
        case (.string, .text(let text)): return .string(text.string)
        case (.bytes, .bytes(let content)): return .bytes(content.bytes)
        case (.tuple(let types), .tuple(let tuple)):
            guard types.count == tuple.elements.count else { return nil }
            var members: [Scalar] = []
            for (type, element) in zip(types, tuple.elements) {
                guard let member = scalar(element, type) else { return nil }
                members.append(member)
            }
            return .tuple(members)
        case (.list(let type), .list(let list)):
            var elements: [Scalar] = []
            for element in list.elements {
                guard let element = scalar(element, type) else { return nil }
                elements.append(element)
            }
            return .list(elements)
        case (.map(let keyType, let valueType), .dict(let dict)):
            var entries: [Scalar.Entry] = []
            var position = 0
            while let (key, value) = dict.next(from: &position) {
                guard let key = scalar(key, keyType), key != .null, let value = scalar(value, valueType) else {
                    return nil
                }
                entries.append(Scalar.Entry(key: key, value: value))
            }
            return .map(entries)
        default: return nil
        }
    }
}

/// An execution of `callScript` whose values are iterated in portions.
final class ScriptStream {
    let step: Step
    let count: Int
    fileprivate let call: ScriptCall
    /// The row whose value is iterated, or will be next.
    fileprivate(set) var row = 0
    fileprivate var iterator: (any ValueIterator)?

    fileprivate init(_ step: Step, _ count: Int, _ call: ScriptCall) {
        self.step = step
        self.count = count
        self.call = call
    }

    /// All values have been given.
    var isAtEnd: Bool { row == count }
}

/// One execution of `callScript`.
private final class ScriptCall {
    let script: Int
    let instance: ScriptInstance
    private let arguments: [(node: RowNode, stride: Int)]
    /// Why taking over a value of an iterable failed.
    var pending: Failure?

    init(script: Int, instance: ScriptInstance, arguments: [(RowNode, Int)]) {
        self.script = script
        self.instance = instance
        self.arguments = arguments
    }

    /// What the function gives for a row.
    func value(_ row: Int) throws(Failure) -> Scripting.Value {
        do throws(ScriptFailure) { return try rawValue(row) } catch { throw Failure(error, script: script, row: row) }
    }

    func rawValue(_ row: Int) throws(ScriptFailure) -> Scripting.Value {
        let values = try instance.perform { (_) throws(Raised) in
            var values: [Scripting.Value] = []
            values.reserveCapacity(arguments.count)
            for (node, stride) in arguments { values.append(try scriptValue(node, row &* stride)) }
            return values
        }
        return try instance.call(values)
    }
}

extension Failure {
    /// The end of a script, in the words of the virtual machine.
    init(_ failure: ScriptFailure, script: Int, row: Int?) {
        switch failure.cause {
        case .exception: self.init(exception: failure.type, failure.message, row: row)
        case .cancelled: self.init(.cancelled, "the task was cancelled", row: row)
        case .instructionBudget: self.init(.budgetExceeded, failure.message, row: row)
        case .memoryBudget: self.init(.memoryExceeded, failure.message, row: row)
        }
        exception = failure.exception
        if failure.span >= 0 {
            span = failure.span
            self.script = script
        }
    }
}

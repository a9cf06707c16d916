// SPDX-License-Identifier: Apache-2.0

import Bytecode

/// How a frame stops running.
enum Outcome {
    case returned(Value)
    case yielded(Value)
}

extension ScriptInstance {
    /// Runs a frame, and those that it calls, until it returns or yields.
    func run(_ start: Frame, raising: Raised?) throws(Raised) -> Outcome {
        try enter()
        let depthBefore = depth
        let (reserved, outside) = (meter.pointee.pending, meter.pointee.pendingOutside)
        meter.pointee.pendingOutside = reserved
        defer {
            runs -= 1
            depth = depthBefore
            meter.pointee.pending = reserved
            meter.pointee.pendingOutside = outside
        }
        var frame = start
        var pending = raising
        while true {
            do throws(Raised) {
                if let raised = pending {
                    pending = nil
                    throw raised
                }
                return try execute(&frame, start)
            } catch {
                try unwind(&frame, start, error)
            }
        }
    }

    /// Goes to the handler of an exception in this frame or one of its callers; throws when there is none.
    private func unwind(_ frame: inout Frame, _ start: Frame, _ error: Raised) throws(Raised) {
        var raised = NativeStack.orTooDeep(error)
        while true {
            let place = max(frame.pointee.position - 1, 0)
            if raised.span < 0, place < frame.code.spans.count { raised.span = frame.code.spans[place] }
            if !mustEnd {
                for handler in frame.code.handlers where place >= handler.start && place < handler.end {
                    frame.registers[handler.register] = .object(ExceptionObject.of(raised))
                    frame.pointee.position = handler.target
                    return
                }
            }
            guard frame != start, let caller = frame.pointee.caller else { throw raised }
            frame.code.recycle(frame)
            frame = caller
            depth -= 1
        }
    }

    /// The loop. `frame` is the one that runs; its position is written back wherever something may throw.
    private func execute(_ current: inout Frame, _ start: Frame) throws(Raised) -> Outcome {
        let constants = constants
        let fuel = fuel
        var frame = current
        var code = frame.pointee.instructions
        var registers = frame.registers
        var position = frame.pointee.position
        var quickCalls = frame.pointee.quickCalls
        let functions = functions
        defer {
            frame.pointee.position = position
            current = frame
        }
        @inline(__always) func source(_ operand: Int32) -> Value {
            operand >= 0 ? registers[Int(operand)] ?? .none : constants[Int(~operand)]
        }
        @inline(__always) func place(_ operand: Int32) -> UnsafeMutablePointer<Value?> {
            operand >= 0
                ? registers + Int(operand)
                : UnsafeMutableRawPointer(constants + Int(~operand)).assumingMemoryBound(to: Value?.self)
        }
        // Numbers are looked at where they are: taking a value out counts references.
        @inline(__always) func whole(_ operand: Int32) -> Int? {
            if operand >= 0 {
                if case .int(let number)? = registers[Int(operand)] { return number }
            } else if case .int(let number) = constants[Int(~operand)] {
                return number
            }
            return nil
        }
        /// Goes on in the function that is called, if the loop runs it; its caller goes on from `next`.
        @inline(__always) func enter(_ call: ScriptInstruction, from next: Int) throws(Raised) -> Bool {
            guard let callee = try frameOfCall(registers + Int(call.b), Int(call.c)) else { return false }
            if depth >= ScriptingLimits.recursionMax {
                callee.recycle()
                throw Raised("RecursionError", "maximum recursion depth exceeded")
            }
            depth &+= 1
            frame.pointee.position = next
            callee.pointee.caller = frame
            callee.pointee.destination = Int(call.a)
            frame = callee
            code = callee.pointee.instructions
            registers = callee.registers
            quickCalls = callee.pointee.quickCalls
            position = 0
            return true
        }
        /// Goes on in the caller, which gets the value; false where the loop began with this function.
        @inline(__always) func leave(_ operand: Int32) -> Bool {
            guard frame != start, let caller = frame.pointee.caller else { return false }
            let destination = caller.registers + frame.pointee.destination
            let from = place(operand)
            if from.isPlain { destination.put(plainOf: from) } else { destination.pointee = source(operand) }
            frame.recycle()
            depth &-= 1
            frame = caller
            code = caller.pointee.instructions
            registers = caller.registers
            quickCalls = caller.pointee.quickCalls
            position = caller.pointee.position
            return true
        }
        while true {
            let instruction = code[position]
            position &+= 1
            fuel.pointee &-= 1
            if fuel.pointee < 0 { try refuel() }
            let a = Int(instruction.a)
            switch instruction.opcode {
            case .nop: break
            case .move:
                let from = place(instruction.b)
                if from.isPlain { (registers + a).put(plainOf: from) } else { registers[a] = source(instruction.b) }
            case .add:
                if let left = whole(instruction.b), let right = whole(instruction.c) {
                    let (sum, overflows) = left.addingReportingOverflow(right)
                    if overflows {
                        registers[a] = try wideOperation(.add, .int(left), .int(right), self)
                        continue
                    }
                    (registers + a).put(sum)
                    // A sum is returned, or an argument, often enough to look what comes next.
                    let next = code[position]
                    if next.opcode == .returnValue, next.b == instruction.a, leave(next.b) {
                        fuel.pointee &-= 1
                    } else if next.opcode == .call, try enter(next, from: position &+ 1) {
                        fuel.pointee &-= 1
                    }
                    continue
                }
                if place(instruction.b).tag == ValueTag.list,
                    try addToDying(instruction, code[position], frame, registers)
                {
                    continue
                }
                let left = source(instruction.b)
                let right = source(instruction.c)
                if case .float(let left) = left, case .float(let right) = right {
                    (registers + a).put(left + right)
                } else {
                    registers[a] = try binary(.add, left, right)
                }
            case .subtract:
                if let left = whole(instruction.b), let right = whole(instruction.c) {
                    let (difference, overflows) = left.subtractingReportingOverflow(right)
                    if overflows {
                        registers[a] = try wideOperation(.subtract, .int(left), .int(right), self)
                        continue
                    }
                    (registers + a).put(difference)
                    if code[position].opcode == .call, try enter(code[position], from: position &+ 1) {
                        fuel.pointee &-= 1
                    }
                    continue
                }
                let left = source(instruction.b)
                let right = source(instruction.c)
                if case .float(let left) = left, case .float(let right) = right {
                    (registers + a).put(left - right)
                } else {
                    registers[a] = try binary(.subtract, left, right)
                }
            case .multiply:
                if let left = whole(instruction.b), let right = whole(instruction.c) {
                    let (product, overflows) = left.multipliedReportingOverflow(by: right)
                    if overflows {
                        registers[a] = try wideOperation(.multiply, .int(left), .int(right), self)
                    } else {
                        (registers + a).put(product)
                    }
                    continue
                }
                let left = source(instruction.b)
                let right = source(instruction.c)
                if case .float(let left) = left, case .float(let right) = right {
                    (registers + a).put(left * right)
                } else {
                    registers[a] = try binary(.multiply, left, right)
                }
            case .modulo:
                if let left = whole(instruction.b), let right = whole(instruction.c), right > 0 {
                    let rest = left % right
                    (registers + a).put(rest < 0 ? rest + right : rest)
                } else {
                    registers[a] = try binary(.modulo, source(instruction.b), source(instruction.c))
                }
            case .less, .lessEqual, .greater, .greaterEqual, .equal, .notEqual:
                if let left = whole(instruction.b), let right = whole(instruction.c) {
                    let result: Bool
                    switch instruction.opcode {
                    case .less: result = left < right
                    case .lessEqual: result = left <= right
                    case .greater: result = left > right
                    case .greaterEqual: result = left >= right
                    case .equal: result = left == right
                    default: result = left != right
                    }
                    (registers + a).put(result)
                    // What it is asked for comes next, nearly always.
                    let next = code[position]
                    guard next.b == instruction.a else { continue }
                    if next.opcode == .jumpIfFalse {
                        position = result ? position &+ 1 : Int(next.c)
                        fuel.pointee &-= 1
                    } else if next.opcode == .jumpIfTrue {
                        position = result ? Int(next.c) : position &+ 1
                        fuel.pointee &-= 1
                    }
                } else if isArray(place(instruction.b)) || isArray(place(instruction.c)) {
                    beginNative()
                    registers[a] = try arrayComparison(
                        instruction.opcode, source(instruction.b), source(instruction.c))
                } else {
                    (registers + a).put(
                        try comparison(instruction.opcode, source(instruction.b), source(instruction.c)))
                }
            case .floorDivide:
                if let left = whole(instruction.b), let right = whole(instruction.c), right > 0 {
                    let (quotient, rest) = left.quotientAndRemainder(dividingBy: right)
                    (registers + a).put(rest < 0 ? quotient &- 1 : quotient)
                } else {
                    registers[a] = try binary(.floorDivide, source(instruction.b), source(instruction.c))
                }
            case .divide, .power, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
                if place(instruction.b).tag == ValueTag.set,
                    try addToDying(instruction, code[position], frame, registers)
                {
                    continue
                }
                registers[a] = try binary(
                    BinaryOperator(instruction.opcode), source(instruction.b), source(instruction.c))
            case .addInPlace:
                if let left = whole(instruction.b), let right = whole(instruction.c) {
                    let (sum, overflows) = left.addingReportingOverflow(right)
                    if overflows {
                        registers[a] = try wideOperation(.add, .int(left), .int(right), self)
                    } else {
                        (registers + a).put(sum)
                    }
                } else {
                    registers[a] = try binaryInPlace(.add, source(instruction.b), source(instruction.c))
                }
            case .subtractInPlace, .multiplyInPlace, .bitAndInPlace, .bitOrInPlace, .bitXorInPlace:
                registers[a] = try binaryInPlace(
                    BinaryOperator(instruction.opcode), source(instruction.b), source(instruction.c))
            case .isSame: (registers + a).put(areSame(source(instruction.b), source(instruction.c)))
            case .isNotSame: (registers + a).put(!areSame(source(instruction.b), source(instruction.c)))
            case .isIn:
                if let found = try quickContains(place(instruction.c), place(instruction.b)) {
                    (registers + a).put(found)
                } else {
                    (registers + a).put(try containsValue(source(instruction.c), source(instruction.b), self))
                }
            case .isNotIn:
                if let found = try quickContains(place(instruction.c), place(instruction.b)) {
                    (registers + a).put(!found)
                    continue
                }
                (registers + a).put(!(try containsValue(source(instruction.c), source(instruction.b), self)))
            case .negate, .positive, .invert:
                registers[a] = try unary(instruction.opcode, source(instruction.b))
            case .not:
                if instruction.b >= 0, case .bool(let flag)? = registers[Int(instruction.b)] {
                    (registers + a).put(!flag)
                } else {
                    (registers + a).put(!(try truth(source(instruction.b))))
                }

            case .jump: position = Int(instruction.c)
            case .jumpIfTrue:
                if instruction.b >= 0, case .bool(let flag)? = registers[Int(instruction.b)] {
                    if flag { position = Int(instruction.c) }
                } else if try truth(source(instruction.b)) {
                    position = Int(instruction.c)
                }
            case .jumpIfFalse:
                if instruction.b >= 0, case .bool(let flag)? = registers[Int(instruction.b)] {
                    if !flag { position = Int(instruction.c) }
                } else if try !truth(source(instruction.b)) {
                    position = Int(instruction.c)
                }
            case .jumpIfNone: if case .none = source(instruction.b) { position = Int(instruction.c) }
            case .getIterator: registers[a] = try iteratorValue(source(instruction.b))
            case .forNext:
                if try !step(registers + Int(instruction.b), into: registers + a) { position = Int(instruction.c) }
            case .returnValue:
                if leave(instruction.b) { continue }
                return .returned(source(instruction.b))
            case .yieldValue: return .yielded(source(instruction.b))
            case .yieldFrom:
                let iterator = registers[Int(instruction.b)] ?? .none
                if let value = try nextValue(iterator) {
                    position &-= 1
                    // The value sent is lost here: only generators that the script drives by hand could tell.
                    return .yielded(value)
                }
                registers[a] = generatorResult(iterator)
            case .call:
                if try enter(instruction, from: position) { continue }
                let base = Int(instruction.b)
                let count = Int(instruction.c)
                registers[a] = try call(registers[base] ?? .none, arguments(registers, base + 1, count), keywords: [])
            case .callMethod:
                let quick = quickCalls[Int(instruction.c)]
                if quick != .none {
                    if try quickMethod(quick, registers + Int(instruction.b), into: registers + a) { continue }
                }
                registers[a] = try other(instruction, frame, registers)
            case .callBuiltin:
                let quick = quickCalls[Int(instruction.c)]
                if quick != .none, try quickBuiltin(quick, registers + Int(instruction.b), into: registers + a) {
                    continue
                }
                registers[a] = try other(instruction, frame, registers)
            case .getItem:
                if instruction.b >= 0, let index = whole(instruction.c),
                    let element = quickElement(registers + Int(instruction.b), index)
                {
                    registers[a] = element
                } else if instruction.b >= 0, (registers + Int(instruction.b)).tag == ValueTag.dict {
                    let dict = (registers + Int(instruction.b)).borrowed(DictObject.self).takeUnretainedValue()
                    guard let value = try dict.value(ofKeyAt: place(instruction.c)) else {
                        throw Raised("KeyError", arguments: [source(instruction.c)])
                    }
                    registers[a] = value
                } else {
                    registers[a] = try elementOf(source(instruction.b), source(instruction.c), self)
                }
            case .setItem, .dictSet:
                if (registers + a).tag == ValueTag.dict {
                    let dict = (registers + a).borrowed(DictObject.self).takeUnretainedValue()
                    try makeRoom(dict)
                    try dict.set(source(instruction.c), forKeyAt: place(instruction.b))
                    continue
                }
                if instruction.opcode == .dictSet {
                    _ = try other(instruction, frame, registers)
                } else {
                    try setElement(registers[a] ?? .none, source(instruction.b), source(instruction.c))
                }
            case .loadFunction:
                if let known = functions[Int(instruction.b)] {
                    let register = registers + a
                    // A call before left it there.
                    if register.tag == ValueTag.object,
                        register.borrowed(FunctionObject.self).toOpaque() == Unmanaged.passUnretained(known).toOpaque()
                    {
                        continue
                    }
                    registers[a] = .object(known)
                } else {
                    registers[a] = .object(try function(Int(instruction.b)))
                }
            case .checkBound:
                if case nil = registers[a] { _ = try other(instruction, frame, registers) }
            case .listAppend:
                if case .list(let list)? = registers[a] {
                    try makeRoom(list)
                    list.elements.append(source(instruction.b))
                } else {
                    _ = try other(instruction, frame, registers)
                }
            case .buildTuple:
                let count = Int(instruction.c)
                try checkMemory()
                registers[a] = .tuple(TupleObject(arguments(registers, Int(instruction.b), count)))
            case .unpack:
                let count = Int(instruction.c)
                if instruction.b >= 0, case .tuple(let tuple)? = registers[Int(instruction.b)],
                    tuple.elements.count == count
                {
                    for index in 0..<count { registers[a + index] = tuple.elements[index] }
                } else {
                    try unpack(source(instruction.b), before: count, after: nil, into: registers + a)
                }
            case .formatValue:
                let flags = Int(instruction.c)
                let value = registers + Int(instruction.b)
                if flags == 0, case .int(let whole)? = value.pointee {
                    registers[a] = .text(Text(decimal: whole))
                } else {
                    let spec = flags & 4 == 0 ? nil : value[1]
                    registers[a] = .text(try format(value[0] ?? .none, flags, spec: spec))
                    try checkMemory()
                }
            default:
                registers[a] = try other(instruction, frame, registers)
            }
        }
    }

    /// Whether a register holds an array or a number of one.
    @inline(__always)
    private func isArray(_ register: UnsafeMutablePointer<Value?>) -> Bool {
        register.tag == ValueTag.object
            && register.borrowed(ScriptObject.self)._withUnsafeGuaranteedRef { $0.loopKind } == .array
    }

    /// Takes a step of the iterator in a register; false at its end.
    @inline(__always)
    private func step(
        _ iterator: UnsafeMutablePointer<Value?>, into target: UnsafeMutablePointer<Value?>
    ) throws(Raised) -> Bool {
        if iterator.tag == ValueTag.object {
            let object = iterator.borrowed(ScriptObject.self)
            switch object._withUnsafeGuaranteedRef({ $0.loopKind }) {
            case .range:
                let next = iterator.borrowed(RangeIterator.self)._withUnsafeGuaranteedRef { $0.step() }
                guard let next else { return false }
                target.put(next)
                return true
            case .list:
                let next = iterator.borrowed(ListIterator.self)._withUnsafeGuaranteedRef { $0.step() }
                guard let next else { return false }
                target.pointee = next
                return true
            case .tuple:
                let next = iterator.borrowed(TupleIterator.self)._withUnsafeGuaranteedRef { $0.step() }
                guard let next else { return false }
                target.pointee = next
                return true
            case .text:
                let next = iterator.borrowed(TextIterator.self)._withUnsafeGuaranteedRef { $0.step(self) }
                guard let next else { return false }
                target.pointee = next
                return true
            default: break
            }
        }
        beginNative()
        let next = try nextValue(iterator.pointee ?? .none)
        try NativeStack.checkDepth()
        guard let next else { return false }
        target.pointee = next
        return true
    }

    /// The frame for a call of what `window` begins with, when that is a function which the loop runs itself.
    @inline(__always)
    private func frameOfCall(_ window: UnsafeMutablePointer<Value?>, _ count: Int) throws(Raised) -> Frame? {
        guard window.tag == ValueTag.object else { return nil }
        let object = window.borrowed(ScriptObject.self)
        guard object._withUnsafeGuaranteedRef({ $0.loopKind }) == .function else { return nil }
        let function = window.borrowed(FunctionObject.self)
        let frame = function._withUnsafeGuaranteedRef { (function) -> Frame? in
            guard function.plainCount == count else { return nil }
            return function.pool.pointee.take() ?? function.code.frame()
        }
        if let frame {
            let registers = frame.registers
            for index in 0..<count {
                let from = window + (1 &+ index)
                if from.isPlain {
                    (registers + index).put(plainOf: from)
                } else {
                    registers[index] = from.pointee ?? Value.none
                }
            }
            return frame
        }
        let callee = function.takeUnretainedValue()
        if callee.code.isGenerator { return nil }
        return try self.frame(callee, arguments(window, 1, count), [])
    }

    @inline(__always)
    func arguments(_ registers: UnsafeMutablePointer<Value?>, _ first: Int, _ count: Int) -> [Value] {
        [Value](unsafeUninitializedCapacity: count) { (buffer, filled) in
            guard let start = buffer.baseAddress else { return }
            for index in 0..<count { (start + index).initialize(to: registers[first + index] ?? Value.none) }
            filled = count
        }
    }

    func keywordArguments(_ registers: UnsafeMutablePointer<Value?>, _ first: Int, _ names: [String]) -> Keywords {
        var keywords: Keywords = []
        for (index, name) in names.enumerated() { keywords.append((name, registers[first + index] ?? Value.none)) }
        return keywords
    }

    func iteratorValue(_ value: Value) throws(Raised) -> Value {
        switch value {
        case .list(let list): return .object(ListIterator(list))
        case .tuple(let tuple): return .object(TupleIterator(tuple.elements))
        case .text(let text): return .object(TextIterator(text))
        case .object(let object):
            if type(of: object) == RangeObject.self {
                return .object(RangeIterator(unsafeDowncast(object, to: RangeObject.self)))
            }
        default: break
        }
        let iterator = try iterate(value)
        if let object = iterator as? ScriptObject { return .object(object) }
        return .object(IteratorBox(iterator))
    }

    func nextValue(_ iterator: Value) throws(Raised) -> Value? {
        guard case .object(let object) = iterator else {
            throw Raised("TypeError", "'\(typeName(of: iterator))' object is not an iterator")
        }
        switch object.loopKind {
        case .basic, .range, .list, .tuple, .text:
            return try unsafeDowncast(object, to: BasicIterator.self).next(self)
        case .box: return try unsafeDowncast(object, to: IteratorBox.self).base.next(self)
        case .generator: return try unsafeDowncast(object, to: GeneratorObject.self).next(self)
        case .other, .function, .array: break
        }
        guard let iterator = object as? any ValueIterator else {
            throw Raised("TypeError", "'\(object.typeName)' object is not an iterator")
        }
        return try iterator.next(self)
    }

    private func generatorResult(_ iterator: Value) -> Value {
        if case .object(let object) = iterator, let generator = object as? GeneratorObject { return generator.result }
        return .none
    }
}

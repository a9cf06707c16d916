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
        defer {
            runs -= 1
            depth = depthBefore
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
        var raised = error
        while true {
            let place = max(frame.position - 1, 0)
            if raised.span < 0, place < frame.code.spans.count { raised.span = frame.code.spans[place] }
            if !mustEnd {
                for handler in frame.code.handlers where place >= handler.start && place < handler.end {
                    frame.registers[handler.register] = .object(ExceptionObject.of(raised))
                    frame.position = handler.target
                    return
                }
            }
            guard frame !== start, let caller = frame.caller else { throw raised }
            frame.caller = nil
            frame = caller
            depth -= 1
        }
    }

    /// The loop. `frame` is the one that runs; its position is written back wherever something may throw.
    private func execute(_ current: inout Frame, _ start: Frame) throws(Raised) -> Outcome {
        let constants = constants
        let fuel = fuel
        var frame = current
        var code = frame.code.instructions
        var registers = frame.registers
        var position = frame.position
        defer {
            frame.position = position
            current = frame
        }
        @inline(__always) func source(_ operand: Int32) -> Value {
            operand >= 0 ? registers[Int(operand)] ?? .none : constants[Int(~operand)]
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
        while true {
            let instruction = code[position]
            position &+= 1
            fuel.pointee &-= 1
            if fuel.pointee < 0 { try refuel() }
            let a = Int(instruction.a)
            switch instruction.opcode {
            case .nop: break
            case .move: registers[a] = source(instruction.b)
            case .add:
                if let left = whole(instruction.b), let right = whole(instruction.c) {
                    let (sum, overflows) = left.addingReportingOverflow(right)
                    if overflows { throw overflow() }
                    registers[a] = .int(sum)
                    continue
                }
                let left = source(instruction.b)
                let right = source(instruction.c)
                if case .float(let left) = left, case .float(let right) = right {
                    registers[a] = .float(left + right)
                } else {
                    registers[a] = try binary(.add, left, right)
                }
            case .subtract:
                if let left = whole(instruction.b), let right = whole(instruction.c) {
                    let (difference, overflows) = left.subtractingReportingOverflow(right)
                    if overflows { throw overflow() }
                    registers[a] = .int(difference)
                    continue
                }
                let left = source(instruction.b)
                let right = source(instruction.c)
                if case .float(let left) = left, case .float(let right) = right {
                    registers[a] = .float(left - right)
                } else {
                    registers[a] = try binary(.subtract, left, right)
                }
            case .multiply:
                if let left = whole(instruction.b), let right = whole(instruction.c) {
                    let (product, overflows) = left.multipliedReportingOverflow(by: right)
                    if overflows { throw overflow() }
                    registers[a] = .int(product)
                    continue
                }
                let left = source(instruction.b)
                let right = source(instruction.c)
                if case .float(let left) = left, case .float(let right) = right {
                    registers[a] = .float(left * right)
                } else {
                    registers[a] = try binary(.multiply, left, right)
                }
            case .modulo:
                if let left = whole(instruction.b), let right = whole(instruction.c), right > 0 {
                    let rest = left % right
                    registers[a] = .int(rest < 0 ? rest + right : rest)
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
                    registers[a] = .bool(result)
                } else {
                    registers[a] = .bool(
                        try comparison(instruction.opcode, source(instruction.b), source(instruction.c)))
                }
            case .divide, .floorDivide, .power, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
                registers[a] = try binary(
                    BinaryOperator(instruction.opcode), source(instruction.b), source(instruction.c))
            case .addInPlace:
                if let left = whole(instruction.b), let right = whole(instruction.c) {
                    let (sum, overflows) = left.addingReportingOverflow(right)
                    if overflows { throw overflow() }
                    registers[a] = .int(sum)
                } else {
                    registers[a] = try binaryInPlace(.add, source(instruction.b), source(instruction.c))
                }
            case .subtractInPlace, .multiplyInPlace, .bitAndInPlace, .bitOrInPlace, .bitXorInPlace:
                registers[a] = try binaryInPlace(
                    BinaryOperator(instruction.opcode), source(instruction.b), source(instruction.c))
            case .isSame: registers[a] = .bool(areSame(source(instruction.b), source(instruction.c)))
            case .isNotSame: registers[a] = .bool(!areSame(source(instruction.b), source(instruction.c)))
            case .isIn: registers[a] = .bool(try containsValue(source(instruction.c), source(instruction.b), self))
            case .isNotIn:
                registers[a] = .bool(!(try containsValue(source(instruction.c), source(instruction.b), self)))
            case .negate, .positive, .invert:
                registers[a] = try unary(instruction.opcode, source(instruction.b))
            case .not: registers[a] = .bool(!isTrue(source(instruction.b)))

            case .jump: position = Int(instruction.c)
            case .jumpIfTrue:
                if instruction.b >= 0, case .bool(let flag)? = registers[Int(instruction.b)] {
                    if flag { position = Int(instruction.c) }
                } else if isTrue(source(instruction.b)) {
                    position = Int(instruction.c)
                }
            case .jumpIfFalse:
                if instruction.b >= 0, case .bool(let flag)? = registers[Int(instruction.b)] {
                    if !flag { position = Int(instruction.c) }
                } else if !isTrue(source(instruction.b)) {
                    position = Int(instruction.c)
                }
            case .jumpIfNone: if case .none = source(instruction.b) { position = Int(instruction.c) }
            case .getIterator: registers[a] = try iteratorValue(source(instruction.b))
            case .forNext:
                guard let next = try nextValue(registers[Int(instruction.b)] ?? .none) else {
                    position = Int(instruction.c)
                    continue
                }
                registers[a] = next
            case .returnValue:
                let value = source(instruction.b)
                if frame === start {
                    if !frame.code.isGenerator { finish(frame) }
                    return .returned(value)
                }
                let ended = frame
                guard let caller = ended.caller else { return .returned(value) }
                let destination = ended.destination
                ended.code.recycle(ended)
                depth &-= 1
                frame = caller
                code = frame.code.instructions
                registers = frame.registers
                position = frame.position
                registers[destination] = value
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
                let base = Int(instruction.b)
                let count = Int(instruction.c)
                let callee = registers[base] ?? .none
                if case .object(let object) = callee, type(of: object) == FunctionObject.self {
                    let function = unsafeDowncast(object, to: FunctionObject.self)
                    if !function.code.isGenerator {
                        let next = function.code.frame()
                        if function.code.isSimple, function.code.positionalNames.count == count {
                            for index in 0..<count { next.registers[index] = registers[base + 1 + index] ?? Value.none }
                            for index in 0..<function.cells.count {
                                next.registers[count + index] = function.cells[index]
                            }
                        } else {
                            try bind(function, arguments(registers, base + 1, count), [], next)
                        }
                        if depth >= ScriptingLimits.recursionMax {
                            throw Raised("RecursionError", "maximum recursion depth exceeded")
                        }
                        depth &+= 1
                        frame.position = position
                        next.caller = frame
                        next.destination = a
                        frame = next
                        code = frame.code.instructions
                        registers = frame.registers
                        position = 0
                        continue
                    }
                }
                registers[a] = try call(callee, arguments(registers, base + 1, count), keywords: [])
            default:
                registers[a] = try other(instruction, frame, registers)
            }
        }
    }

    private func finish(_ frame: Frame) { frame.code.recycle(frame) }

    @inline(__always)
    func arguments(_ registers: UnsafeMutablePointer<Value?>, _ first: Int, _ count: Int) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for index in first..<first + count { values.append(registers[index] ?? Value.none) }
        return values
    }

    func keywordArguments(_ registers: UnsafeMutablePointer<Value?>, _ first: Int, _ names: [String]) -> Keywords {
        var keywords: Keywords = []
        for (index, name) in names.enumerated() { keywords.append((name, registers[first + index] ?? Value.none)) }
        return keywords
    }

    func iteratorValue(_ value: Value) throws(Raised) -> Value {
        let iterator = try iterate(value)
        if let object = iterator as? ScriptObject { return .object(object) }
        return .object(IteratorBox(iterator))
    }

    func nextValue(_ iterator: Value) throws(Raised) -> Value? {
        guard case .object(let object) = iterator else {
            throw Raised("TypeError", "'\(typeName(of: iterator))' object is not an iterator")
        }
        if type(of: object) == RangeIterator.self {
            return unsafeDowncast(object, to: RangeIterator.self).step().map { .int($0) }
        }
        if type(of: object) == ListIterator.self { return unsafeDowncast(object, to: ListIterator.self).step() }
        if type(of: object) == TupleIterator.self { return unsafeDowncast(object, to: TupleIterator.self).step() }
        if let basic = object as? BasicIterator { return try basic.next(self) }
        if type(of: object) == IteratorBox.self {
            return try unsafeDowncast(object, to: IteratorBox.self).base.next(self)
        }
        if type(of: object) == GeneratorObject.self {
            return try unsafeDowncast(object, to: GeneratorObject.self).next(self)
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

/// `x is y`: the same object, or equal plain values.
func areSame(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.none, .none): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.float(let left), .float(let right)): left.bitPattern == right.bitPattern
    case (.text(let left), .text(let right)): left === right || left.utf8 == right.utf8
    case (.bytes(let left), .bytes(let right)): left === right || left.bytes == right.bytes
    case (.tuple(let left), .tuple(let right)): left === right || left.elements.isEmpty && right.elements.isEmpty
    case (.list(let left), .list(let right)): left === right
    case (.dict(let left), .dict(let right)): left === right
    case (.set(let left), .set(let right)): left === right
    case (.object(let left), .object(let right)): left === right || left.isOneOfAKind && left.isEqual(.object(right))
    default: false
    }
}

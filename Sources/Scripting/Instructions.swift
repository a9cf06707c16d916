// SPDX-License-Identifier: Apache-2.0

import Bytecode

extension ScriptInstance {
    /// The instructions that are rarer, or long anyway. Gives what register a holds afterwards.
    func other(
        _ instruction: ScriptInstruction, _ frame: Frame, _ registers: UnsafeMutablePointer<Value?>
    ) throws(Raised) -> Value? {
        beginNative()
        let value = try otherValue(instruction, frame, registers)
        try NativeStack.checkDepth()
        return value
    }

    private func otherValue(
        _ instruction: ScriptInstruction, _ frame: Frame, _ registers: UnsafeMutablePointer<Value?>
    ) throws(Raised) -> Value? {
        let a = Int(instruction.a)
        let b = Int(instruction.b)
        let c = Int(instruction.c)
        func source(_ operand: Int) -> Value { operand >= 0 ? registers[operand] ?? .none : constants[~operand] }
        switch instruction.opcode {
        case .loadBuiltin: return try builtin(b)
        case .loadModule: return try loadModule(b)
        case .loadFunction: return .object(try function(b))
        case .makeFunction:
            let closure = frame.code.closures[b]
            return .object(
                FunctionObject(
                    codes[closure.function], cells: closure.cells.map { registers[$0] ?? .none },
                    defaults: closure.defaults.map { source($0) }))
        case .loadAccumulator: return .object(AccumulatorObject(script.accumulators[b], self))
        case .checkBound:
            guard let value = registers[a] else {
                throw Raised(
                    "UnboundLocalError",
                    "cannot access local variable '\(names[b])' where it is not associated with a value")
            }
            return value
        case .unbind: return nil
        case .makeCell: return .object(Cell(registers[a]))
        case .loadCell:
            guard let value = try cell(registers[b]).content else {
                throw Raised(
                    "NameError",
                    "cannot access free variable '\(names[c])' where it is not associated with a value in enclosing "
                        + "scope")
            }
            return value
        case .storeCell: try cell(registers[a]).content = source(b)
        case .unbindCell: try cell(registers[a]).content = nil
        case .raise:
            let raised = try raisedFrom(source(b), self)
            if c != ScriptInstruction.missing, case .object(let object) = source(c) {
                (raised.object as? ExceptionObject)?.cause = .object(object)
            }
            throw raised
        case .reraise: throw try raisedFrom(registers[b] ?? .none, self)
        case .matchException: return .bool(try matches(source(b), source(c)))
        case .raiseAssertion:
            throw Raised("AssertionError", arguments: b == ScriptInstruction.missing ? [] : [source(b)])
        case .buildTuple:
            try checkMemory()
            return .tuple(TupleObject(arguments(registers, b, c)))
        case .buildList:
            try checkMemory()
            return .list(ListObject(arguments(registers, b, c)))
        case .buildSet:
            let set = SetObject(isFrozen: false)
            for value in arguments(registers, b, c) { set.insert(try ValueKey(value)) }
            return .set(set)
        case .buildDict:
            let dict = DictObject()
            for index in 0..<c {
                dict[try ValueKey(registers[b + 2 * index] ?? .none)] = registers[b + 2 * index + 1] ?? Value.none
            }
            return .dict(dict)
        case .buildString:
            var bytes: [UInt8] = []
            bytes.reserveCapacity(24)
            for index in b..<b + c {
                guard case .text(let text)? = registers[index] else {
                    throw Raised("SystemError", "a part of a string is not a string")
                }
                if text.utf8.count > TextLimits.reprStep { try reserve(text.utf8.count) }
                bytes += text.utf8
            }
            return .text(Text(utf8: bytes))
        case .buildSlice:
            return .object(
                SliceObject(registers[b] ?? .none, registers[b + 1] ?? .none, registers[b + 2] ?? .none))
        case .listAppend:
            let target = try list(registers[a])
            try makeRoom(target)
            target.elements.append(source(b))
        case .listExtend: try extend(try list(registers[a]), source(b))
        case .setAdd:
            let target = try set(registers[a])
            try makeRoom(target.members)
            target.insert(try ValueKey(source(b)))
        case .setUpdate:
            let target = try set(registers[a])
            for value in try valuesOf(source(b), self) { target.insert(try ValueKey(value)) }
        case .dictSet:
            let target = try dict(registers[a])
            try makeRoom(target)
            target[try ValueKey(source(b))] = source(c)
        case .dictMerge: try merge(source(b), into: try dict(registers[a]), asKeywords: c == 1)
        case .listToTuple: return .tuple(TupleObject(try list(source(b)).elements))
        case .unpack: try unpack(source(b), before: c, after: nil, into: registers + a)
        case .unpackStar: try unpack(source(b), before: c & 0xFFFF, after: c >> 16, into: registers + a)
        case .formatValue: return .text(try format(registers[b] ?? .none, c, spec: c & 4 == 0 ? nil : registers[b + 1]))
        case .getAttribute: return try attributeOf(source(b), names[c], self)
        case .setAttribute: try setAttribute(registers[a] ?? .none, names[c], source(b))
        case .getItem: return try elementOf(source(b), source(c), self)
        case .setItem: try setElement(registers[a] ?? .none, source(b), source(c))
        case .deleteItem: try deleteElement(registers[a] ?? .none, source(b))
        case .call, .callKeywords, .callMethod, .callBuiltin, .callSpread:
            return try otherCall(instruction, frame, registers)
        default: throw Raised("SystemError", "an instruction is not known")
        }
        return registers[a]
    }

    private func otherCall(
        _ instruction: ScriptInstruction, _ frame: Frame, _ registers: UnsafeMutablePointer<Value?>
    ) throws(Raised) -> Value {
        let b = Int(instruction.b)
        if instruction.opcode == .callSpread {
            var keywords: Keywords = []
            if case .dict(let dict)? = registers[b + 2] {
                for (key, value) in dict.items {
                    guard case .text(let name) = key else { throw Raised("TypeError", "keywords must be strings") }
                    keywords.append((name.string, value))
                }
            }
            let spread = try valuesOf(registers[b + 1] ?? .none, self)
            return try call(registers[b] ?? .none, spread, keywords: keywords)
        }
        let site = frame.code.callSites[Int(instruction.c)]
        let first = instruction.opcode == .callBuiltin ? b : b + 1
        let keywords =
            site.keywords.isEmpty
            ? [] : keywordArguments(registers, first + site.positionalCount, site.keywords)
        let values = arguments(registers, first, site.positionalCount)
        switch instruction.opcode {
        case .callMethod:
            if case .text(let text)? = registers[b], let method = site.textMethod {
                if text.utf8.count >= 64 { try spend(text.utf8.count >> 5) }
                return try method(text, Call(site.name, values, keywords, self, owner: "str"))
            }
            return try callMethodOf(registers[b] ?? .none, site.name, values, keywords, self)
        case .callBuiltin:
            if let builtin = site.builtin { return try callBuiltin(builtin, values, keywords) }
            guard let value = builtinValue(site.name) else {
                throw Raised("NameError", "name '\(site.name)' is not defined")
            }
            return try call(value, values, keywords: keywords)
        default: return try call(registers[b] ?? .none, values, keywords: keywords)
        }
    }

    // MARK: Operands of a certain kind; what a program that is only verified may get wrong is an error.

    private func cell(_ value: Value?) throws(Raised) -> Cell {
        if case .object(let object)? = value, let cell = object as? Cell { return cell }
        throw Raised("SystemError", "a register holds no cell")
    }

    private func list(_ value: Value?) throws(Raised) -> ListObject {
        if case .list(let list)? = value { return list }
        throw Raised("SystemError", "a register holds no list")
    }

    private func set(_ value: Value?) throws(Raised) -> SetObject {
        if case .set(let set)? = value { return set }
        throw Raised("SystemError", "a register holds no set")
    }

    private func dict(_ value: Value?) throws(Raised) -> DictObject {
        if case .dict(let dict)? = value { return dict }
        throw Raised("SystemError", "a register holds no dict")
    }

    // MARK: Parts

    func extend(_ list: ListObject, _ iterable: Value) throws(Raised) {
        let values = try valuesOf(iterable, self)
        try makeRoom(list, values.count)
        try spend(values.count >> 4)
        list.elements += values
    }

    func merge(_ source: Value, into target: DictObject, asKeywords: Bool) throws(Raised) {
        guard let entries = try mappingItems(source) else {
            throw Raised("TypeError", "'\(typeName(of: source))' object is not a mapping")
        }
        for (key, value) in entries {
            let known = try ValueKey(key)
            if asKeywords, target[known] != nil {
                throw Raised(
                    "TypeError", "got multiple values for keyword argument '\(try strOf(key, self))'")
            }
            target[known] = value
        }
    }

    /// The entries of a dict, or of an object with `keys`.
    func mappingItems(_ value: Value) throws(Raised) -> [(key: Value, value: Value)]? {
        if case .dict(let dict) = value { return dict.items }
        guard case .object(let object) = value, let keys = try object.callMethod("keys", [], [], self) else {
            return nil
        }
        var items: [(key: Value, value: Value)] = []
        for key in try valuesOf(keys, self) { items.append((key, try elementOf(value, key, self))) }
        return items
    }

    func unpack(
        _ value: Value, before: Int, after: Int?, into target: UnsafeMutablePointer<Value?>
    ) throws(Raised) {
        let elements: [Value]
        switch value {
        case .tuple(let tuple): elements = tuple.elements
        case .list(let list): elements = list.elements
        default:
            let iterator: any ValueIterator
            do throws(Raised) { iterator = try iterate(value) } catch {
                if case .object = value { throw error }
                throw Raised("TypeError", "cannot unpack non-iterable \(typeName(of: value)) object")
            }
            var read: [Value] = []
            while after != nil || read.count <= before, let next = try iterator.next(self) {
                if read.count == read.capacity { try reserve((read.count + 1) * MemoryLayout<Value>.stride) }
                try spend(1)
                read.append(next)
            }
            elements = read
        }
        guard let after else {
            if elements.count < before {
                throw Raised(
                    "ValueError", "not enough values to unpack (expected \(before), got \(elements.count))")
            }
            if elements.count > before {
                throw Raised("ValueError", "too many values to unpack (expected \(before))")
            }
            for index in 0..<before { target[index] = elements[index] }
            return
        }
        if elements.count < before + after {
            throw Raised(
                "ValueError",
                "not enough values to unpack (expected at least \(before + after), got \(elements.count))")
        }
        for index in 0..<before { target[index] = elements[index] }
        target[before] = .list(ListObject(Array(elements[before..<elements.count - after])))
        for index in 0..<after { target[before + 1 + index] = elements[elements.count - after + index] }
    }

    func format(_ value: Value, _ flags: Int, spec: Value?) throws(Raised) -> Text {
        var value = value
        switch flags & 3 {
        case 1: value = .text(Text(try strOf(value, self)))
        case 2: value = .text(Text(try reprOf(value, self)))
        case 3: value = .text(Text(try asciiOf(value, self)))
        default: break
        }
        if case .text(let spec)? = spec {
            if case .float(let number) = value, let text = fixedText(number, spec) { return text }
            return try formatValue(value, spec: spec, self)
        }
        if case .text(let text) = value { return text }
        return try formatValue(value, spec: Text(""), self)
    }
}

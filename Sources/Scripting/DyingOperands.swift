// SPDX-License-Identifier: Apache-2.0

import Bytecode

extension ScriptInstance {
    /// `return a + b` and `return a | b`, where nobody else knows the list or set in the register of `a`: it takes up
    /// what `b` has and is the result, instead of a copy of both. So a fold that adds lists takes linear time. False,
    /// with nothing done, for everything else.
    @inline(never)
    func addToDying(
        _ instruction: ScriptInstruction, _ following: ScriptInstruction, _ frame: Frame,
        _ registers: UnsafeMutablePointer<Value?>
    ) throws(Raised) -> Bool {
        guard following.opcode == .returnValue, following.b == instruction.a, instruction.b >= 0 else { return false }
        let code = frame.code
        // A handler or a resumed generator might look at the operand again.
        if code.isGenerator || !code.handlers.isEmpty { return false }
        let left = registers + Int(instruction.b)
        let right = instruction.c >= 0 ? registers[Int(instruction.c)] : constants[Int(~instruction.c)]
        switch (instruction.opcode, left.tag, right) {
        case (.add, ValueTag.list, .list(let more)?):
            guard left.holdsOnly(ListObject.self), case .list(let list)? = left.pointee else { return false }
            beginNative()
            try makeRoom(list, more.elements.count)
            try spend(more.elements.count >> 4)
            list.elements += more.elements
        case (.bitOr, ValueTag.set, .set(let more)?):
            guard left.holdsOnly(SetObject.self), case .set(let set)? = left.pointee else { return false }
            beginNative()
            try spend(more.count >> 2)
            var position = 0
            while let (key, _) = more.members.next(from: &position) {
                try makeRoom(set.members)
                set.insert(try ValueKey(key))
            }
            try NativeStack.checkDepth()
        default: return false
        }
        if instruction.a != instruction.b { (registers + Int(instruction.a)).pointee = left.pointee }
        return true
    }

    /// Folds a value into a state, which nobody else holds meanwhile: `state = f(state, value)`.
    public func fold(_ state: inout Value?, _ value: Value) throws(ScriptFailure) {
        try perform { (_) throws(Raised) in
            try self.fold(.object(try self.function(self.script.entry)), &state, value)
        }
    }

    /// `state = function(state, value)`, where the function's frame is all that holds the state meanwhile.
    func fold(_ function: Value, _ state: inout Value?, _ value: Value) throws(Raised) {
        guard case .object(let object) = function, let known = object as? FunctionObject, known.plainCount == 2
        else {
            let given = state.take() ?? Value.none
            state = try call(function, [given, value], keywords: [])
            return
        }
        let frame = known.code.frame()
        defer { known.code.recycle(frame) }
        frame.registers[0] = state.take()
        frame.registers[1] = value
        guard case .returned(let result) = try run(frame, raising: nil) else { return }
        state = result
    }
}

extension UnsafeMutablePointer where Pointee == Value? {
    /// Whether the register is the only one that refers to its object, which is of this class.
    fileprivate func holdsOnly<Object: AnyObject>(_ type: Object.Type) -> Bool {
        isKnownUniquelyReferenced(&UnsafeMutableRawPointer(self).assumingMemoryBound(to: Object.self).pointee)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
public import Columnar

/// How rows lie in columns between two steps: dicts as tuples of their values, which the form names.
public struct RowColumns: Hashable, Sendable {
    public var type: DataType
    public var form: RowForm

    public init(_ type: DataType, _ form: RowForm = .plain) {
        self.type = type
        self.form = form
    }
}

extension Emitter {
    /// The value whose columns `register` holds: with dicts where the form says so.
    func formed(_ register: Register, _ form: RowForm) -> Register {
        func made(_ forms: [RowForm]) -> [Register] {
            forms.enumerated().map { index, form in formed(plain(.member, [register], immediate: index), form) }
        }
        switch form {
        case .plain: return register
        case .tuple(let forms): return plain(.makeTuple, made(forms))
        case .dict(let keys, let forms): return plain(.makeDict, [emit(keys: keys)] + made(forms))
        }
    }

    /// What `formed` makes the value of again.
    func unformed(_ register: Register) -> Register {
        if let fields = fields(register) { return plain(.makeTuple, fields.map { unformed($0.value) }) }
        if let members = members(register), !columns(register).form.isPlain {
            return plain(.makeTuple, members.map { unformed($0) })
        }
        return register
    }

    /// Type and form of `unformed(register)`.
    func columns(_ register: Register) -> RowColumns {
        if let fields = fields(register) {
            let values = fields.map { columns($0.value) }
            return RowColumns(.tuple(values.map(\.type)), .dict(fields.map(\.key), values.map(\.form)))
        }
        guard let members = members(register) else { return RowColumns(type(register)) }
        let values = members.map { columns($0) }
        let forms = values.map(\.form)
        return RowColumns(.tuple(values.map(\.type)), forms.allSatisfy(\.isPlain) ? .plain : .tuple(forms))
    }

    /// An instruction on registers whose types are known to fit.
    private func plain(_ opcode: Opcode, _ operands: [Register], immediate: Int = 0) -> Register {
        do throws(BytecodeError) { return try emit(opcode, operands, immediate: immediate) } catch {
            preconditionFailure("the form of rows does not fit their type: \(error.reason)")
        }
    }
}

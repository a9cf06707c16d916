// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// What a reduce program does to one number within its values, of both sides at the same place.
enum MemberFold {
    case left, right
    case addInt, multiplyInt, minimumInt, maximumInt, bitAnd, bitOr, bitXor
    case addFloat, multiplyFloat, minimumFloat, maximumFloat

    fileprivate init?(_ opcode: Opcode) {
        switch opcode {
        case .addInt: self = .addInt
        case .multiplyInt: self = .multiplyInt
        case .minimumInt: self = .minimumInt
        case .maximumInt: self = .maximumInt
        case .bitAnd: self = .bitAnd
        case .bitOr: self = .bitOr
        case .bitXor: self = .bitXor
        case .addFloat: self = .addFloat
        case .multiplyFloat: self = .multiplyFloat
        case .minimumFloat: self = .minimumFloat
        case .maximumFloat: self = .maximumFloat
        default: return nil
        }
    }

    /// `flags` becomes negative where the program fails.
    @inline(__always)
    func apply(_ one: UInt64, _ two: UInt64, _ flags: inout Int) -> UInt64 {
        @inline(__always)
        func ints<K: BinaryKernel>(_: K.Type) -> UInt64 where K.Operand == Int, K.Result == Int {
            UInt64(bitPattern: Int64(K.apply(Int(bitPattern: UInt(one)), Int(bitPattern: UInt(two)), &flags)))
        }
        @inline(__always)
        func floats<K: BinaryKernel>(_: K.Type) -> UInt64 where K.Operand == Double, K.Result == Double {
            K.apply(Double(bitPattern: one), Double(bitPattern: two), &flags).bitPattern
        }
        switch self {
        case .left: return one
        case .right: return two
        case .addInt: return ints(AddInt.self)
        case .multiplyInt: return ints(MultiplyInt.self)
        case .minimumInt: return ints(MinimumInt.self)
        case .maximumInt: return ints(MaximumInt.self)
        case .bitAnd: return ints(BitAnd.self)
        case .bitOr: return ints(BitOr.self)
        case .bitXor: return ints(BitXor.self)
        case .addFloat: return floats(AddFloat.self)
        case .multiplyFloat: return floats(MultiplyFloat.self)
        case .minimumFloat: return floats(MinimumFloat.self)
        case .maximumFloat: return floats(MaximumFloat.self)
        }
    }
}

/// What a register of a reduce program holds.
private indirect enum Term {
    /// The part at a place of the left value, and of the right one.
    case left([Int]), right([Int])
    /// Of both parts at a place.
    case folded(MemberFold, [Int])
    case tuple([Term])
    case other

    func member(_ index: Int) -> Term {
        switch self {
        case .left(let place): .left(place + [index])
        case .right(let place): .right(place + [index])
        case .tuple(let members): members.indices.contains(index) ? members[index] : .other
        case .folded, .other: .other
        }
    }
}

extension VerifiedProgram {
    /// What a reduce program does to each of the ints and floats that its values, tuples, are made of, from the left;
    /// nil where it does anything else.
    var memberFolds: [MemberFold]? {
        guard program.segments.count == 1, program.segments[0].parameters.count == 2 else { return nil }
        let segment = program.segments[0]
        var known: [Register: Term] = [segment.parameters[0]: .left([]), segment.parameters[1]: .right([])]
        for instruction in segment.instructions {
            let operands = instruction.operands.map { known[$0] ?? .other }
            guard instruction.results.count == 1 else { return nil }
            switch instruction.opcode {
            case .member: known[instruction.results[0]] = operands[0].member(instruction.immediate)
            case .makeTuple: known[instruction.results[0]] = .tuple(operands)
            default:
                guard let fold = MemberFold(instruction.opcode), operands.count == 2,
                    case .left(let one) = operands[0], case .right(let two) = operands[1], one == two
                else { return nil }
                known[instruction.results[0]] = .folded(fold, one)
            }
        }
        guard case .yield(let result) = segment.terminator, case .tuple = program.resultType else { return nil }
        return folds(known[result] ?? .other, program.resultType, [])
    }

    private func folds(_ term: Term, _ type: DataType, _ place: [Int]) -> [MemberFold]? {
        if case .tuple(let types) = type {
            var found: [MemberFold] = []
            for (index, type) in types.enumerated() {
                guard let part = folds(term.member(index), type, place + [index]) else { return nil }
                found += part
            }
            return found
        }
        guard type == .int || type == .float else { return nil }
        switch term {
        case .left(place): return [.left]
        case .right(place): return [.right]
        case .folded(let fold, place): return [fold]
        default: return nil
        }
    }
}

extension Column {
    /// The words of the ints and floats that rows, tuples, are made of, from the left; nil where there are nulls.
    var plainWords: [UnsafeMutablePointer<UInt64>]? {
        guard validity == nil else { return nil }
        guard case .tuple = type else { return [values!.pointer(UInt64.self)] }
        var found: [UnsafeMutablePointer<UInt64>] = []
        for child in children {
            guard let words = child.plainWords else { return nil }
            found += words
        }
        return found
    }
}

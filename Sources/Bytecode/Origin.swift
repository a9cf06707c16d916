// SPDX-License-Identifier: Apache-2.0

/// Where a value comes from, for those who look through programs.
public indirect enum Origin: Hashable, Sendable {
    /// A member of the rows of a source, as it is there.
    case member(Int)
    case tuple([Origin])
    case other
}

extension Program {
    /// Where its result comes from, given where its input does. Nil when rows that are left out of the input would be
    /// missed by more than what is made of them: rows are numbered or drawn, something may fail, or a script runs.
    public func origin(of input: Origin) -> Origin? {
        guard scripts.isEmpty, segments[0].parameters.count == 1 else { return nil }
        var carried = [input]
        for segment in segments {
            guard !misses(segment.instructions) else { return nil }
            var known: [Register: Origin] = [:]
            for (register, value) in zip(segment.parameters, carried) { known[register] = value }
            func origin(_ register: Register) -> Origin { known[register] ?? .other }
            for instruction in segment.instructions {
                switch instruction.opcode {
                case .makeTuple: known[instruction.results[0]] = .tuple(instruction.operands.map(origin))
                case .member:
                    guard case .tuple(let members) = origin(instruction.operands[0]),
                        members.indices.contains(instruction.immediate)
                    else { continue }
                    known[instruction.results[0]] = members[instruction.immediate]
                default: break
                }
            }
            switch segment.terminator {
            case .yield(let register): return origin(register)
            case .filter(_, let registers): carried = registers.map(origin)
            case .explode(_, let registers): carried = [.other] + registers.map(origin)
            }
        }
        return nil
    }

    private func misses(_ instructions: [Instruction]) -> Bool {
        instructions.contains { instruction in
            switch instruction.opcode {
            case .rowNumber, .partitionNumber, .random, .callScript, .fail, .loop: return true
            default:
                let types = instruction.operands.map { registers[$0.index] }
                return Typing.canFail(instruction.opcode, operands: types, immediate: instruction.immediate)
                    || instruction.blocks.contains { misses($0.instructions) }
            }
        }
    }
}

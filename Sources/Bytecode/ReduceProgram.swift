// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// How two values of one type become one. The function is associative by the user's promise.
public enum ReduceProgram: Hashable, Sendable {
    /// The sum of ints (checked) or floats.
    case sum
    /// The lesser of two ints, floats or strings, by the order of values.
    case minimum
    case maximum
    /// Of bools.
    case and
    case or
    /// Any other function: two inputs (accumulated, value) of the type, one segment, a result of the type.
    case program(Program)
}

/// A reduce program that has passed the verifier, for values of `type`.
public struct VerifiedReduce: Sendable {
    public enum Function: Sendable {
        case sum, minimum, maximum, and, or
        case program(VerifiedProgram)
    }

    public let type: DataType
    public let function: Function
}

extension ReduceProgram {
    /// The reduce program, proven to fit values of `type`.
    public func verified(for type: DataType) throws(BytecodeError) -> VerifiedReduce {
        switch self {
        case .sum:
            guard type == .int || type == .float else { throw misfit(type) }
        case .minimum, .maximum:
            guard type == .int || type == .float || type == .string || type == .any else { throw misfit(type) }
        case .and, .or:
            guard type == .bool else { throw misfit(type) }
        case .program(let program):
            let verified = try Verifier.verify(program)
            guard program.inputTypes == [type, type], program.resultType == type else {
                throw BytecodeError(
                    "a reduce program for \(type) takes \(DataType.tuple(program.inputTypes))"
                        + " and gives \(program.resultType); it must take two values of the type and give one")
            }
            return VerifiedReduce(type: type, function: .program(verified))
        }
        return VerifiedReduce(type: type, function: builtIn)
    }

    private var builtIn: VerifiedReduce.Function {
        switch self {
        case .sum: .sum
        case .minimum: .minimum
        case .maximum: .maximum
        case .and: .and
        case .or: .or
        case .program(let program): .program(VerifiedProgram(unchecked: program))
        }
    }

    private func misfit(_ type: DataType) -> BytecodeError {
        BytecodeError("the reduce function \(self) does not take \(type)")
    }
}

/// The binary form of reduce programs (protocol/bytecode.md, "Reduce programs").
public enum ReduceProgramCodec {
    public static func encode(_ reduce: ReduceProgram) -> [UInt8] {
        switch reduce {
        case .sum: [0]
        case .minimum: [1]
        case .maximum: [2]
        case .and: [3]
        case .or: [4]
        case .program(let program): [5] + ProgramCodec.encode(program)
        }
    }

    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(BytecodeError) -> ReduceProgram {
        guard let tag = bytes.first else { throw BytecodeError("a reduce program without bytes") }
        if tag == 5 { return .program(try ProgramCodec.decode(UnsafeRawBufferPointer(rebasing: bytes[1...]))) }
        guard bytes.count == 1 else { throw BytecodeError("bytes follow the end of a reduce program") }
        switch tag {
        case 0: return .sum
        case 1: return .minimum
        case 2: return .maximum
        case 3: return .and
        case 4: return .or
        default: throw BytecodeError("\(tag) is not the tag of a reduce program")
        }
    }

    /// As `decode(_:)`, of an array.
    public static func decode(_ bytes: [UInt8]) throws(BytecodeError) -> ReduceProgram {
        try withRawBytes(of: bytes) { raw throws(BytecodeError) in try decode(raw) }
    }
}

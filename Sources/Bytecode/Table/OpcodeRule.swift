// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// What is said of an opcode, once: `OpcodeTable` has one of each, and codec, typing, verifier, disassembler, generator
/// and the tables of protocol/bytecode.md follow from it or are held against it by a test.
public struct OpcodeRule: Sendable {
    public let opcode: Opcode
    /// What it takes and gives, as protocol/bytecode.md has it: `(int, [E]) → E`. Single capitals stand for any type,
    /// the same one everywhere.
    public let types: String
    /// Nested blocks that it needs.
    public let blocks: Int
    public let immediate: ImmediateRule
    public let failure: FailureRule
    /// What it does, in the words of protocol/bytecode.md.
    public let meaning: String
    /// The types as patterns; nil when `Typing` has a rule of its own for the opcode.
    let signature: Signature?

    init(
        _ opcode: Opcode, _ types: String, blocks: Int = 0, immediate: ImmediateRule = .none,
        fails failure: FailureRule = .never, _ meaning: String
    ) {
        self.opcode = opcode
        self.types = types
        self.blocks = blocks
        self.immediate = immediate
        self.failure = failure
        self.meaning = meaning
        signature = blocks == 0 ? Signature(types) : nil
    }

    /// Operands and result of an opcode that takes and gives certain types only.
    package var plainTypes: (operands: [DataType], result: DataType)? {
        guard let signature else { return nil }
        var operands: [DataType] = []
        for pattern in signature.operands {
            guard let type = pattern.plain else { return nil }
            operands.append(type)
        }
        return signature.result.plain.map { (operands, $0) }
    }
}

/// What an immediate may be.
public enum ImmediateRule: Hashable, Sendable {
    /// 0.
    case none
    case any
    /// 0 ... the number.
    case upTo(Int)
    /// A `SQLImmediate`: with a mode alone, or with widths of ints and a variant besides.
    case sql(widths: Bool = false, variant: Bool = false)
    /// A `DecimalImmediate`.
    case decimal
    /// A `SQLFunctionImmediate`.
    case sqlFunction

    /// Whether an instruction may have it.
    public func allows(_ immediate: Int) -> Bool {
        switch self {
        case .none: return immediate == 0
        case .any: return true
        case .upTo(let most): return immediate >= 0 && immediate <= most
        case .sql(let widths, let variant):
            guard let parts = SQLImmediate(encoded: immediate) else { return false }
            return (widths || parts.width == .bits64) && (variant || !parts.variant)
        case .decimal: return DecimalImmediate(encoded: immediate) != nil
        case .sqlFunction: return SQLFunctionImmediate(encoded: immediate) != nil
        }
    }

    /// In words, for an error.
    var description: String {
        switch self {
        case .none: "0"
        case .any: "any int"
        case .upTo(let most): "0 ... \(most)"
        case .sql(let widths, let variant):
            "a mode of SQL (0, 1, 2)" + (widths ? " with a width" : "") + (variant ? " and a variant" : "")
        case .decimal: "a mode, rounding, precision and scales of decimals"
        case .sqlFunction: "a mode and the number of a function"
        }
    }
}

/// Whether an instruction may end the task. What cannot may be computed for rows that do not need it.
public enum FailureRule: Hashable, Sendable {
    case never
    case always
    /// With this immediate alone.
    case withImmediate(Int)
    /// With the mode `fail` of a `SQLImmediate`.
    case inModeFail
    /// On some values of type any.
    case onMixedValues
}

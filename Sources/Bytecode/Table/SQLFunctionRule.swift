// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// What is said of a function of `sqlFunction`.
public struct SQLFunctionRule: Sendable {
    public let code: SQLFunctionCode
    /// What it takes and gives, as protocol/bytecode.md has it.
    public let types: String
    /// Whether it is called with nulls; otherwise it is null where an operand is.
    public let seesNulls: Bool
    public let meaning: String
    private let signature: FunctionSignature

    init(_ code: SQLFunctionCode, _ types: String, seesNulls: Bool = false, _ meaning: String) {
        self.code = code
        self.types = types
        self.seesNulls = seesNulls
        self.meaning = meaning
        signature = FunctionSignature(types)
    }

    /// The result for operands of these types; nil when they do not fit.
    public func result(of operands: [DataType]) -> DataType? { signature.result(of: operands) }
}

/// The immediate of `sqlFunction`: mode + 4 × number of the function.
public struct SQLFunctionImmediate: Hashable, Sendable {
    /// `wrap` is as `null`.
    public var mode: SQLMode
    public var code: SQLFunctionCode

    public init(_ code: SQLFunctionCode, _ mode: SQLMode = .fail) {
        self.mode = mode
        self.code = code
    }

    public init?(encoded: Int) {
        guard encoded >= 0, let mode = SQLMode(rawValue: encoded & 3),
            let code = SQLFunctionCode(rawValue: encoded >> 2)
        else { return nil }
        self.init(code, mode)
    }

    public var encoded: Int { mode.rawValue + 4 * code.rawValue }
}

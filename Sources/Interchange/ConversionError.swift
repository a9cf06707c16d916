// SPDX-License-Identifier: Apache-2.0

/// Why a value could not come in or go out.
public struct ConversionError: Error, Hashable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable {
        /// An int beyond 64 bits.
        case overflow = "OverflowError"
        /// Damaged bytes, nesting without end, too many rows.
        case value = "ValueError"
        /// A type that has no place here.
        case type = "TypeError"
        /// Text that is not Unicode.
        case text = "UnicodeEncodeError"
        case memory = "MemoryError"
    }

    public var kind: Kind
    /// What, where, and what to try.
    public var description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// An int that 64 bits do not hold.
    static let overflow = ConversionError(
        .overflow, "an int does not fit 64 bits; use float, or str where the digits matter")
    static let endsEarly = ConversionError(.value, "marshal data ends early")

    static func surrogates(at position: Int) -> ConversionError {
        ConversionError(
            .text, "a str holds a lone surrogate (at byte \(position)); text must be Unicode, use bytes for the rest")
    }

    static func tooDeep(_ limit: Int) -> ConversionError {
        ConversionError(.value, "a value is nested more than \(limit) levels deep, or holds itself")
    }
}

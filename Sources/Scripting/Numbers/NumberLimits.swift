// SPDX-License-Identifier: Apache-2.0

/// Bounds of numbers.
enum NumberLimits {
    /// Words from which on a product is split into halves.
    static let karatsubaWords = 40
    /// Bits that the result of a power or a shift may have.
    static let resultBitsMax = 1 << 25
    /// Decimal digits of an int that is written or read, as in CPython.
    static let textDigitsMax = 4_300
    /// Bits from which on an int has more digits than that for sure.
    static let textBitsMax = 14_290
    /// Digits that an int to a base of 2, 4, 8, 16 or 32 may be read from.
    static let binaryDigitsMax = 1 << 20
    /// Words of a product between two looks at the budget.
    static let wordsAStep = 32
    /// Repetitions of an item in a format of `struct`.
    static let structRepeatMax = 1 << 24
    /// Digits of a decimal's coefficient, and the greatest of its exponents.
    static let decimalDigitsMax = 100_000
    static let decimalExponentMax = 999_999
}

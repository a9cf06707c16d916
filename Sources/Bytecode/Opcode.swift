// SPDX-License-Identifier: Apache-2.0

/// The operations of the virtual machine. Raw values are the encoding (protocol/bytecode.md): never reuse one.
///
/// Notation: `(operand types) -> result type`; T = any type, E = element type, `imm` = the immediate. Unless said
/// otherwise an operation on a null operand gives null, and "fails" means: the task ends with an error that names the
/// instruction's source span and the row.
public enum Opcode: UInt8, CaseIterable, Sendable {
    // MARK: Values
    /// `() -> T`: constant number imm.
    case constant = 0
    /// `() -> int`: number of the row within the segment in this partition, from 0, whatever the batch sizes. Only
    /// directly in a segment, not in a nested block.
    case rowNumber = 1
    /// `() -> int`: the partition's number.
    case partitionNumber = 2
    /// `(int) -> float`: uniform in [0, 1), a pure function of (imm = seed, partition, operand), by two rounds of
    /// SplitMix64.
    case random = 3

    // MARK: Integers (all fail on overflow)
    /// `(int, int) -> int`
    case addInt = 10
    case subtractInt = 11
    case multiplyInt = 12
    /// Truncates toward zero (Swift). Fails on division by zero.
    case divideTruncating = 13
    /// Sign of the dividend (Swift). Fails on division by zero.
    case remainderTruncating = 14
    /// Rounds toward minus infinity (Python `//`). Fails on division by zero.
    case divideFloor = 15
    /// Sign of the divisor (Python `%`). Fails on division by zero.
    case moduloFloor = 16
    /// `(int) -> int`
    case negateInt = 17
    case absoluteInt = 18
    /// `(int, int) -> int`; fails on a negative exponent.
    case powerInt = 19
    case minimumInt = 20
    case maximumInt = 21
    case bitAnd = 22
    case bitOr = 23
    case bitXor = 24
    /// `(int, int) -> int`; fails when bits are lost or the count is negative.
    case shiftLeft = 25
    /// Arithmetic shift; a count over 63 gives 0 or -1; fails when negative.
    case shiftRight = 26
    /// `(int) -> int`
    case bitNot = 27
    /// `(int, int) -> float`: the quotient rounded once (Python `/`). Fails on division by zero.
    case divideInts = 28

    // MARK: Floats (IEEE 754, never fail unless said)
    /// `(float, float) -> float`
    case addFloat = 30
    case subtractFloat = 31
    case multiplyFloat = 32
    case divideFloat = 33
    /// As `divideFloat` but fails on division by zero (Python `/`).
    case divideFloatChecked = 34
    /// Python `//` on floats; fails on division by zero.
    case divideFloorFloat = 35
    /// Python `%` on floats; fails on division by zero.
    case moduloFloorFloat = 36
    /// C `fmod` (Swift `truncatingRemainder`).
    case remainderFloat = 37
    /// C `pow`; imm 1: fails where Python's `**` does, on overflow, zero to a negative power and what would be complex.
    case powerFloat = 38
    case minimumFloat = 39
    case maximumFloat = 40
    /// `(float) -> float`
    case negateFloat = 41
    case absoluteFloat = 42
    /// Of this and of `exponential` to `tangent`: imm 1 fails where Python's `math` does.
    case squareRoot = 43
    case floor = 44
    case ceiling = 45
    /// To nearest, ties away from zero (Swift `rounded()`).
    case roundAwayFromZero = 46
    /// To nearest, ties to even (Python `round`).
    case roundToEven = 47
    case exponential = 48
    /// Natural logarithm.
    case logarithm = 49
    case sine = 50
    case cosine = 51
    case tangent = 52

    // MARK: Conversions
    /// `(int) -> float`
    case intToFloat = 60
    /// `(float) -> int`: truncates; fails on NaN, infinity and what does not fit, with imm 1 by Python's kinds of
    /// error.
    case floatToInt = 61
    /// `(bool) -> int`
    case boolToInt = 62
    /// `(int) -> string`, decimal.
    case intToString = 63
    /// `(float) -> string`: shortest text that reads back; imm 0 = Swift's form, 1 = Python's `repr`.
    case floatToString = 64
    /// `(bool) -> string`; imm 0 = `true`/`false`, 1 = `True`/`False`.
    case boolToString = 65
    /// `(string) -> int`: fails unless the whole text is a decimal integer in range. imm 0 = Swift's `Int(_:)` rules
    /// (no spaces, one sign), 1 = Python's `int()` (surrounding spaces, `_` between digits).
    case parseInt = 66
    /// `(string) -> float`: fails unless the whole text is a number. imm as in `parseInt`.
    case parseFloat = 67

    // MARK: Comparison, by `Column.compare`'s order; operands of one type
    /// `(T, T) -> bool`; null equals null, nothing else.
    case equal = 70
    case notEqual = 71
    /// `(T, T) -> bool`; fails on a null operand. Floats follow IEEE 754 (comparisons with NaN are false) in all six.
    case less = 72
    case lessOrEqual = 73
    case greater = 74
    case greaterOrEqual = 75
    /// `(T) -> bool`
    case isNull = 76

    // MARK: Logic (both operands are evaluated; short-circuit is an `if`)
    /// `(bool, bool) -> bool`
    case and = 80
    case or = 81
    /// `(bool) -> bool`
    case not = 82

    // MARK: Strings. Positions and lengths count Unicode scalars (code points)
    /// `(string, string) -> string`
    case concatenate = 90
    /// `(string) -> int`: imm 0 = scalars (Python `len`), 1 = extended grapheme clusters (Swift `count`), 2 = bytes.
    case length = 91
    /// `(string, string) -> [string]`: parts between separators; imm 0 keeps empty parts (Python `split(sep)`), 1
    /// leaves them out (Swift `split(separator:)`). Fails on an empty separator. Parts share the text of the operand.
    case split = 92
    /// `(string) -> [string]`: parts between runs of white space (Python `split()`).
    case splitWhitespace = 93
    /// `(string) -> string`: without white space at imm 0 = both ends, 1 = the start, 2 = the end.
    case trim = 94
    case uppercase = 95
    /// imm 1: a sigma at the end of a word becomes a final one (Python).
    case lowercase = 96
    /// `(string, string) -> bool`
    case hasPrefix = 97
    case hasSuffix = 98
    case containsText = 99
    /// `(string, string) -> int`: position of the first occurrence, or -1.
    case findText = 100
    /// `(string, string, string) -> string`: all occurrences of the second replaced by the third.
    case replaceText = 101
    /// `(string, int, int) -> string`: scalars from ..< to; both clamped to 0 ... length after a negative one counted
    /// from the end (Python slicing); empty when from >= to.
    case substring = 102
    /// `([string], string) -> string`: the elements with the separator between them.
    case join = 103
    /// `(string, int) -> string`: empty when the count is <= 0. Fails when the result exceeds the text limit.
    case repeatText = 104
    /// `(string, int) -> string`: one scalar; a negative index counts from the end when imm is 1. Fails out of range.
    case characterAt = 105

    // MARK: Tuples
    /// `(T...) -> (T...)`
    case makeTuple = 110
    /// `((T...)) -> T`: member imm.
    case member = 111

    // MARK: Lists
    /// `(E...) -> [E]`; at least one operand (an empty list is a constant).
    case makeList = 120
    /// `([E]) -> int`
    case listCount = 121
    /// `([E], int) -> E`: fails out of range; a negative index counts from the end when imm is 1.
    case listElement = 122
    /// `([E], E) -> bool`
    case listContains = 123
    /// `([E], int, int) -> [E]`: as `substring`.
    case listSlice = 124
    /// `([E], [E]) -> [E]`
    case listConcatenate = 125
    /// `(int, int) -> [int]`: from ..< to; empty when from >= to. Fails when longer than the list limit.
    case listRange = 126
    /// `([int]) -> int` or `([float]) -> float`: 0 when empty; fails on overflow.
    case listSum = 127
    /// `([E]) -> E`: fails when empty.
    case listMinimum = 128
    case listMaximum = 129
    /// `([E]) -> [E]`: ascending, stable; imm 1 = descending.
    case listSort = 130
    /// `([E]) -> [E]`
    case listReverse = 131
    /// `([E], captured...) -> [R]`: block (element, captured...) gives R for each element.
    case listMap = 132
    /// `([E], captured...) -> [E]`: block (element, captured...) gives bool.
    case listFilter = 133

    // MARK: Values of type any and scripts. A null operand is the value None
    /// `(T) -> any`: tuples become tuples, lists lists, maps dicts. Fails when the value nests too deep.
    case toAny = 140
    /// `(T...) -> R`: the script number imm, called once a row with the operands as arguments. R is the type of the
    /// result's register: any (the value), bool (its truth), [any] (what iterating it gives), or null, int, float,
    /// string, bytes or a tuple or list of such (the value must be of that type, or None). Fails as the script does.
    case callScript = 141
    /// `(any) -> any, any`: the two values of an iterable. Fails as Python does when it has fewer or more.
    case splitPair = 142
    /// `(T) -> string`: Python's `str(x)`.
    case toText = 143

    // MARK: Control
    /// `(bool) -> results`: blocks[0] runs for rows where the operand is true, blocks[1] for the others (null is
    /// false); both without parameters, yielding the results.
    case `if` = 150
    /// `(initial values...) -> results`: blocks[0] has the carried values as parameters and yields a bool (go on?)
    /// followed by the next carried values. Rows leave when the bool is false, with the carried values yielded along
    /// with it. The body runs at least once. Metered.
    case loop = 151
    /// `(string) -> T`: fails with the text as message; imm 1 = as an invalid argument (Python's `ValueError`). The
    /// result's type is that of its register.
    case fail = 152
}

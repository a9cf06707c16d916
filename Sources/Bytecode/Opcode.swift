// SPDX-License-Identifier: Apache-2.0

/// The operations of the virtual machine. Raw values are the encoding (protocol/bytecode.md): never reuse one.
/// `OpcodeTable` says what each takes, gives and means.
public enum Opcode: UInt8, CaseIterable, Sendable {
    // MARK: Values
    case constant = 0
    case rowNumber = 1
    case partitionNumber = 2
    case random = 3

    // MARK: Integers (all fail on overflow)
    case addInt = 10
    case subtractInt = 11
    case multiplyInt = 12
    case divideTruncating = 13
    case remainderTruncating = 14
    case divideFloor = 15
    case moduloFloor = 16
    case negateInt = 17
    case absoluteInt = 18
    case powerInt = 19
    case minimumInt = 20
    case maximumInt = 21
    case bitAnd = 22
    case bitOr = 23
    case bitXor = 24
    case shiftLeft = 25
    case shiftRight = 26
    case bitNot = 27
    case divideInts = 28

    // MARK: Floats (IEEE 754, never fail unless said)
    case addFloat = 30
    case subtractFloat = 31
    case multiplyFloat = 32
    case divideFloat = 33
    case divideFloatChecked = 34
    case divideFloorFloat = 35
    case moduloFloorFloat = 36
    case remainderFloat = 37
    case powerFloat = 38
    case minimumFloat = 39
    case maximumFloat = 40
    case negateFloat = 41
    case absoluteFloat = 42
    case squareRoot = 43
    case floor = 44
    case ceiling = 45
    case roundAwayFromZero = 46
    case roundToEven = 47
    case exponential = 48
    case logarithm = 49
    case sine = 50
    case cosine = 51
    case tangent = 52

    // MARK: Conversions
    case intToFloat = 60
    case floatToInt = 61
    case boolToInt = 62
    case intToString = 63
    case floatToString = 64
    case boolToString = 65
    case parseInt = 66
    case parseFloat = 67

    // MARK: Comparison, by `Column.compare`'s order; operands of one type
    case equal = 70
    case notEqual = 71
    case less = 72
    case lessOrEqual = 73
    case greater = 74
    case greaterOrEqual = 75
    case isNull = 76

    // MARK: Logic (both operands are evaluated; short-circuit is an `if`)
    case and = 80
    case or = 81
    case not = 82

    // MARK: Regular expressions of Python's `re`
    case matchPattern = 84
    case splitPattern = 85
    case replacePattern = 86
    case findPattern = 87

    // MARK: Strings. Positions and lengths count Unicode scalars (code points)
    case concatenate = 90
    case length = 91
    case split = 92
    case splitWhitespace = 93
    case trim = 94
    case uppercase = 95
    case lowercase = 96
    case hasPrefix = 97
    case hasSuffix = 98
    case containsText = 99
    case findText = 100
    case replaceText = 101
    case substring = 102
    case join = 103
    case repeatText = 104
    case characterAt = 105
    case format = 106
    case characters = 107
    case classifyText = 108
    case countText = 109

    // MARK: Tuples
    case makeTuple = 110
    case member = 111

    // MARK: More of strings and floats
    case trimSet = 112
    case reverseText = 113
    case recaseText = 114
    case splitAtMost = 115
    case roundPlaces = 116

    // MARK: Lists
    case makeList = 120
    case listCount = 121
    case listElement = 122
    case listContains = 123
    case listSlice = 124
    case listConcatenate = 125
    case listRange = 126
    case listSum = 127
    case listMinimum = 128
    case listMaximum = 129
    case listSort = 130
    case listReverse = 131
    case listMap = 132
    case listFilter = 133
    case listZip = 134
    case listFlatten = 135
    case listDistinct = 136
    case listFind = 137
    case listSortBy = 138
    case listExtremeBy = 139

    // MARK: Values of type any and scripts. A null operand is the value None
    case toAny = 140
    case callScript = 141
    case splitPair = 142
    case toText = 143
    case makeDict = 144
    case makeRow = 145

    // MARK: Control
    case `if` = 150
    case loop = 151
    case fail = 152

    // MARK: Groups of lists, and combinations
    case listGroup = 153
    case listGroupSum = 154
    case listToMap = 155
    case mapEntries = 156
    case listCombinations = 157

    // MARK: The SQL dialect
    case sqlEqual = 160
    case sqlNotEqual = 161
    case sqlLess = 162
    case sqlLessOrEqual = 163
    case sqlGreater = 164
    case sqlGreaterOrEqual = 165
    case sqlSame = 166
    case sqlAnd = 167
    case sqlOr = 168
    case sqlIn = 169
    case sqlCoalesce = 170
    case sqlLeast = 171
    case sqlGreatest = 172

    case sqlAddInt = 176
    case sqlSubtractInt = 177
    case sqlMultiplyInt = 178
    case sqlNegateInt = 179
    case sqlAbsoluteInt = 180
    case sqlDivideInt = 181
    case sqlRemainderInt = 182
    case sqlPositiveRemainderInt = 183
    case sqlNarrow = 184
    case sqlRoundInt = 185

    case sqlDivideFloat = 188
    case sqlRemainderFloat = 189
    case sqlPositiveRemainderFloat = 190
    case sqlRoundFloat = 191
    case sqlRoundToFloat32 = 192

    case sqlFloatToInt = 194
    case sqlParseInt = 195
    case sqlParseFloat = 196
    case sqlParseBool = 197
    case sqlParseDate = 198
    case sqlParseTimestamp = 199

    case sqlDateToString = 204
    case sqlClockToString = 205
    case sqlToClock = 206
    case sqlFromClock = 207
    case sqlDatePart = 208
    case sqlClockPart = 209
    case sqlAddMonths = 210
    case sqlTruncateDate = 211
    case sqlTruncateClock = 212

    case sqlSubstring = 216
    case sqlLike = 217
    case sqlPad = 218

    // MARK: Decimals
    case decimalAdd = 224
    case decimalSubtract = 225
    case decimalMultiply = 226
    case decimalDivide = 227
    case decimalRemainder = 228
    case decimalRescale = 229
    case decimalFromFloat = 230
    case decimalParse = 231
    case decimalToInt = 232
    case decimalToFloat = 233
    case decimalToString = 234

    // MARK: Functions of SQL, by number (`SQLFunctionCode`)
    case sqlFunction = 240
}

// SPDX-License-Identifier: Apache-2.0

extension OpcodeTable {
    // MARK: Values

    static let values: [OpcodeRule] = [
        OpcodeRule(
            .constant, "() → T", immediate: .upTo(BytecodeLimits.constantsMax - 1),
            "Constant number *immediate*."),
        OpcodeRule(
            .rowNumber, "() → int",
            "Number of the row among all rows that this segment sees in the partition, from 0."),
        OpcodeRule(.partitionNumber, "() → int", "Number of the partition."),
        OpcodeRule(
            .random, "(int) → float", immediate: .any,
            "Uniform in [0, 1): a pure function of the seed (*immediate*, any int), the partition and the "
                + "operand; see section 8."),
    ]

    // MARK: Integers

    static let integers: [OpcodeRule] = [
        OpcodeRule(.addInt, "(int, int) → int", fails: .always, "Sum."),
        OpcodeRule(.subtractInt, "(int, int) → int", fails: .always, "Difference."),
        OpcodeRule(.multiplyInt, "(int, int) → int", fails: .always, "Product."),
        OpcodeRule(
            .divideTruncating, "(int, int) → int", fails: .always,
            "Quotient toward zero. Fails on division by zero."),
        OpcodeRule(
            .remainderTruncating, "(int, int) → int", fails: .always,
            "Remainder with the sign of the dividend. Fails on division by zero."),
        OpcodeRule(
            .divideFloor, "(int, int) → int", fails: .always,
            "Quotient toward minus infinity. Fails on division by zero."),
        OpcodeRule(
            .moduloFloor, "(int, int) → int", fails: .always,
            "Remainder with the sign of the divisor. Fails on division by zero."),
        OpcodeRule(.negateInt, "(int) → int", fails: .always, "Negation."),
        OpcodeRule(.absoluteInt, "(int) → int", fails: .always, "Magnitude."),
        OpcodeRule(
            .powerInt, "(int, int) → int", fails: .always,
            "Power; 0 to the 0 is 1. Fails on a negative exponent."),
        OpcodeRule(.minimumInt, "(int, int) → int", "The lesser."),
        OpcodeRule(.maximumInt, "(int, int) → int", "The greater."),
        OpcodeRule(.bitAnd, "(int, int) → int", "Bitwise and of the two's complements."),
        OpcodeRule(.bitOr, "(int, int) → int", "Bitwise or."),
        OpcodeRule(.bitXor, "(int, int) → int", "Bitwise exclusive or."),
        OpcodeRule(
            .shiftLeft, "(int, int) → int", fails: .always,
            "Times a power of two. Fails when bits are lost or the count is negative."),
        OpcodeRule(
            .shiftRight, "(int, int) → int", fails: .always,
            "Arithmetic shift; a count over 63 gives 0 or -1. Fails on a negative count."),
        OpcodeRule(.bitNot, "(int) → int", "Bitwise complement."),
        OpcodeRule(
            .divideInts, "(int, int) → float", fails: .always,
            "Quotient of the exact ints, rounded once. Fails on division by zero."),
    ]

    // MARK: Floats

    static let floats: [OpcodeRule] = [
        OpcodeRule(.addFloat, "(float, float) → float", "Sum."),
        OpcodeRule(.subtractFloat, "(float, float) → float", "Difference."),
        OpcodeRule(.multiplyFloat, "(float, float) → float", "Product."),
        OpcodeRule(.divideFloat, "(float, float) → float", "Quotient."),
        OpcodeRule(
            .divideFloatChecked, "(float, float) → float", fails: .always,
            "Quotient. Fails on division by zero."),
        OpcodeRule(
            .divideFloorFloat, "(float, float) → float", fails: .always,
            "Python's `//`. Fails on division by zero."),
        OpcodeRule(
            .moduloFloorFloat, "(float, float) → float", fails: .always,
            "Python's `%`. Fails on division by zero."),
        OpcodeRule(.remainderFloat, "(float, float) → float", "C's `fmod`."),
        OpcodeRule(
            .powerFloat, "(float, float) → float", immediate: .upTo(1), fails: .withImmediate(1),
            "C's `pow`. With immediate 1 fails where finite operands give an infinity or NaN."),
        OpcodeRule(
            .minimumFloat, "(float, float) → float",
            "The lesser in the order of values; the left one of equals."),
        OpcodeRule(
            .maximumFloat, "(float, float) → float",
            "The greater in the order of values; the left one of equals."),
        OpcodeRule(.negateFloat, "(float) → float", "Negation."),
        OpcodeRule(.absoluteFloat, "(float) → float", "Magnitude."),
        OpcodeRule(
            .squareRoot, "(float) → float", immediate: .upTo(1), fails: .withImmediate(1),
            "Square root; NaN of a negative number. In this and in 48 to 52, immediate 1: fails where "
                + "Python's `math` raises."),
        OpcodeRule(.floor, "(float) → float", "Greatest whole number not above."),
        OpcodeRule(.ceiling, "(float) → float", "Least whole number not below."),
        OpcodeRule(.roundAwayFromZero, "(float) → float", "Nearest whole number, ties away from zero."),
        OpcodeRule(.roundToEven, "(float) → float", "Nearest whole number, ties to even."),
        OpcodeRule(.exponential, "(float) → float", immediate: .upTo(1), fails: .withImmediate(1), "e to the operand."),
        OpcodeRule(
            .logarithm, "(float) → float", immediate: .upTo(1), fails: .withImmediate(1),
            "Natural logarithm; NaN of a negative number."),
        OpcodeRule(.sine, "(float) → float", immediate: .upTo(1), fails: .withImmediate(1), "Of radians."),
        OpcodeRule(.cosine, "(float) → float", immediate: .upTo(1), fails: .withImmediate(1), "Of radians."),
        OpcodeRule(.tangent, "(float) → float", immediate: .upTo(1), fails: .withImmediate(1), "Of radians."),
    ]

    // MARK: Conversions

    static let conversions: [OpcodeRule] = [
        OpcodeRule(.intToFloat, "(int) → float", "Nearest float, ties to even."),
        OpcodeRule(
            .floatToInt, "(float) → int", immediate: .upTo(1), fails: .always,
            "Truncates. Fails on NaN, infinity and what does not fit; with immediate 1 by Python's kinds of "
                + "error."),
        OpcodeRule(.boolToInt, "(bool) → int", "0 or 1."),
        OpcodeRule(.intToString, "(int) → string", "Decimal."),
        OpcodeRule(
            .floatToString, "(float) → string", immediate: .upTo(3),
            "Shortest text that reads back. Immediate 0: as Swift's `description`; 1: as Python's `repr`; 2: as Java's "
                + "`Double.toString`; 3: as Java's `Float.toString`, of the operand rounded to binary32."),
        OpcodeRule(
            .boolToString, "(bool) → string", immediate: .upTo(1),
            "Immediate 0: `true`, `false`; 1: `True`, `False`."),
        OpcodeRule(
            .parseInt, "(string) → int", immediate: .upTo(2), fails: .always,
            "Fails unless the whole text is a decimal integer in range. Immediate 0: as Swift's `Int(_:)` "
                + "(one sign, digits); 1: as Python's `int()` (white space around, `_` between digits); 2: as 1, but "
                + "null of what is no integer."),
        OpcodeRule(
            .parseFloat, "(string) → float", immediate: .upTo(2), fails: .always,
            "Fails unless the whole text is a number. Immediate 0: as Swift's `Double(_:)`; 1: as Python's "
                + "`float()`; 2: as 1, but null of what is no number."),
    ]

    // MARK: Comparison

    static let comparison: [OpcodeRule] = [
        OpcodeRule(.equal, "(T, T) → bool", "Null equals null and nothing else; never null."),
        OpcodeRule(.notEqual, "(T, T) → bool", "The opposite of `equal`."),
        OpcodeRule(.less, "(T, T) → bool", fails: .always, "Fails on a null operand, as do the three below."),
        OpcodeRule(.lessOrEqual, "(T, T) → bool", fails: .always, ""),
        OpcodeRule(.greater, "(T, T) → bool", fails: .always, ""),
        OpcodeRule(.greaterOrEqual, "(T, T) → bool", fails: .always, ""),
        OpcodeRule(.isNull, "(T) → bool", "Whether the operand is null; never null."),
    ]

    // MARK: Logic

    static let logic: [OpcodeRule] = [
        OpcodeRule(.and, "(bool, bool) → bool", "Both are computed; short-circuit is an `if`."),
        OpcodeRule(.or, "(bool, bool) → bool", "As `and`."),
        OpcodeRule(.not, "(bool) → bool", ""),
    ]
}

// SPDX-License-Identifier: Apache-2.0

// The SQL dialect. An immediate called a mode is a `SQLImmediate`.
extension OpcodeTable {
    // MARK: SQL: comparison and logic

    static let sqlComparison: [OpcodeRule] = [
        OpcodeRule(.sqlEqual, "(T, T) → bool", "Whether both are equal; null when one is null."),
        OpcodeRule(.sqlNotEqual, "(T, T) → bool", "The opposite of `sqlEqual`."),
        OpcodeRule(.sqlLess, "(T, T) → bool", "Null when one is null, as are the three below."),
        OpcodeRule(.sqlLessOrEqual, "(T, T) → bool", ""),
        OpcodeRule(.sqlGreater, "(T, T) → bool", ""),
        OpcodeRule(.sqlGreaterOrEqual, "(T, T) → bool", ""),
        OpcodeRule(.sqlSame, "(T, T) → bool", "SQL's `<=>`: null equals null and nothing else; never null."),
        OpcodeRule(.sqlAnd, "(bool, bool) → bool", "False when one is false, else null when one is null, else true."),
        OpcodeRule(.sqlOr, "(bool, bool) → bool", "True when one is true, else null when one is null, else false."),
        OpcodeRule(
            .sqlIn, "(T, [T]) → bool",
            "Whether an element equals the operand: null when the operand or the list is null, or when none does "
                + "and an "
                + "element is null. Made for constant lists."),
        OpcodeRule(.sqlCoalesce, "(T, T) → T", "The first operand, or the second where the first is null."),
        OpcodeRule(.sqlLeast, "(T, T) → T", "The lesser in the order of values; null only when both are null."),
        OpcodeRule(.sqlGreatest, "(T, T) → T", "The greater in the order of values; null only when both are null."),
    ]

    // MARK: SQL: integers

    static let sqlIntegers: [OpcodeRule] = [
        OpcodeRule(.sqlAddInt, "(int, int) → int", immediate: .sql(widths: true), fails: .inModeFail, "Sum."),
        OpcodeRule(
            .sqlSubtractInt, "(int, int) → int", immediate: .sql(widths: true), fails: .inModeFail, "Difference."),
        OpcodeRule(
            .sqlMultiplyInt, "(int, int) → int", immediate: .sql(widths: true), fails: .inModeFail, "Product."),
        OpcodeRule(.sqlNegateInt, "(int) → int", immediate: .sql(widths: true), fails: .inModeFail, "Negation."),
        OpcodeRule(.sqlAbsoluteInt, "(int) → int", immediate: .sql(widths: true), fails: .inModeFail, "Magnitude."),
        OpcodeRule(
            .sqlDivideInt, "(int, int) → int", immediate: .sql(widths: true), fails: .inModeFail,
            "SQL's `div`: quotient toward zero. Of zero: `DIVIDE_BY_ZERO`."),
        OpcodeRule(
            .sqlRemainderInt, "(int, int) → int", immediate: .sql(widths: true), fails: .inModeFail,
            "SQL's `%`: sign of the dividend. Of zero: `REMAINDER_BY_ZERO`."),
        OpcodeRule(
            .sqlPositiveRemainderInt, "(int, int) → int", immediate: .sql(widths: true), fails: .inModeFail,
            "SQL's `pmod`: with r the remainder, r when it is not negative, else the remainder of r + divisor. "
                + "Of zero: "
                + "`REMAINDER_BY_ZERO`."),
        OpcodeRule(
            .sqlNarrow, "(int) → int", immediate: .sql(widths: true), fails: .inModeFail,
            "The int as one of the width. Beyond it: `CAST_OVERFLOW`."),
        OpcodeRule(
            .sqlRoundInt, "(int, int) → int", immediate: .sql(widths: true, variant: true), fails: .inModeFail,
            "Rounded to so many decimal places, which count when negative: half up, or with variant half to even."),
    ]

    // MARK: SQL: floats

    static let sqlFloats: [OpcodeRule] = [
        OpcodeRule(
            .sqlDivideFloat, "(float, float) → float", immediate: .sql(), fails: .inModeFail,
            "Quotient. Of zero: `DIVIDE_BY_ZERO`."),
        OpcodeRule(
            .sqlRemainderFloat, "(float, float) → float", immediate: .sql(), fails: .inModeFail,
            "C's `fmod`. Of zero: `REMAINDER_BY_ZERO`."),
        OpcodeRule(
            .sqlPositiveRemainderFloat, "(float, float) → float", immediate: .sql(), fails: .inModeFail,
            "As `sqlPositiveRemainderInt`, of floats."),
        OpcodeRule(
            .sqlRoundFloat, "(float, int) → float", immediate: .upTo(1),
            "The decimal number that `floatToString` writes, rounded to so many places: half up, or with "
                + "immediate 1 half "
                + "to even. Infinities and NaN stay."),
        OpcodeRule(.sqlRoundToFloat32, "(float) → float", "Rounded to the nearest IEEE 754 binary32, ties to even."),
    ]

    // MARK: SQL: casts

    static let sqlCasts: [OpcodeRule] = [
        OpcodeRule(
            .sqlFloatToInt, "(float) → int", immediate: .sql(widths: true), fails: .inModeFail,
            "Truncates. NaN and what does not fit: `CAST_OVERFLOW`; in mode wrap as Java does: NaN is 0, others the "
                + "nearest int of 64 or 32 bits, of which 16 and 8 bits are the lowest."),
        OpcodeRule(
            .sqlParseInt, "(string) → int", immediate: .sql(widths: true, variant: true), fails: .inModeFail,
            "White space around, a sign, digits; with variant also a fraction, which is cut off. Else, or beyond "
                + "the width: "
                + "`CAST_INVALID_INPUT`."),
        OpcodeRule(
            .sqlParseFloat, "(string) → float", immediate: .sql(variant: true), fails: .inModeFail,
            "White space around, a decimal number with or without exponent, `d` or `f` behind it; `inf`, `infinity`, "
                + "`nan` in any case. With variant rounded to binary32. Else: `CAST_INVALID_INPUT`."),
        OpcodeRule(
            .sqlParseBool, "(string) → bool", immediate: .sql(), fails: .inModeFail,
            "`t`, `true`, `y`, `yes`, `1`, `f`, `false`, `n`, `no`, `0` in any case, white space around. Else: "
                + "`CAST_INVALID_INPUT`."),
        OpcodeRule(
            .sqlParseDate, "(string) → int", immediate: .sql(), fails: .inModeFail,
            "Days since 1970-01-01 of `y`, `y-m` or `y-m-d`, which a blank or `T` and anything may follow. Else: "
                + "`CAST_INVALID_INPUT`."),
        OpcodeRule(
            .sqlParseTimestamp, "(string, string) → int", immediate: .sql(variant: true), fails: .inModeFail,
            "Microseconds since 1970-01-01 UTC of a date, which a blank or `T`, `h[:m[:s[.fraction]]]` and a zone may "
                + "follow; without a zone it is in the zone of the second operand. With variant a zone in the "
                + "text does not "
                + "count and the result is on no zone's clock. Else: `CAST_INVALID_INPUT`."),
    ]

    // MARK: SQL: dates and times

    static let sqlTimes: [OpcodeRule] = [
        OpcodeRule(.sqlDateToString, "(int) → string", "`yyyy-MM-dd` of days since 1970-01-01, all days Gregorian."),
        OpcodeRule(
            .sqlClockToString, "(int) → string",
            "`yyyy-MM-dd HH:mm:ss` and the fraction without trailing zeros, of microseconds on a clock."),
        OpcodeRule(
            .sqlToClock, "(int, string) → int", immediate: .sql(), fails: .inModeFail,
            "What the clocks of the zone show at a moment, both in microseconds. No such zone: `INVALID_TIMEZONE`."),
        OpcodeRule(
            .sqlFromClock, "(int, string) → int", immediate: .sql(), fails: .inModeFail,
            "The moment at which the zone's clocks show the operand: the first of two; a time that they skip is "
                + "later by "
                + "as much as they skip."),
        OpcodeRule(
            .sqlDatePart, "(int) → int", immediate: .upTo(DatePart.allCases.count - 1),
            "Of days since 1970-01-01: 0 year, 1 quarter, 2 month, 3 day, 4 day of the week from Sunday = 1, 5 from "
                + "Monday = 0, 6 day of the year, 7 week and 8 its year by ISO 8601, 9 the last day of the month."),
        OpcodeRule(
            .sqlClockPart, "(int) → int", immediate: .upTo(ClockPart.allCases.count - 1),
            "Of microseconds on a clock: 0 hour, 1 minute, 2 second, 3 microseconds of the minute."),
        OpcodeRule(
            .sqlAddMonths, "(int, int) → int", immediate: .sql(), fails: .inModeFail,
            "The date so many months later, in a shorter month its last day."),
        OpcodeRule(
            .sqlTruncateDate, "(int) → int", immediate: .upTo(4),
            "The first day of: 0 the year, 1 the quarter, 2 the month, 3 the week from Monday, 4 the day itself."),
        OpcodeRule(
            .sqlTruncateClock, "(int) → int", immediate: .upTo(TimeUnit.allCases.count - 1),
            "The first microsecond of the unit: as `sqlTruncateDate`; 5 hour, 6 minute, 7 second, 8 millisecond, 9 "
                + "microsecond."),
    ]

    // MARK: SQL: texts

    static let sqlTexts: [OpcodeRule] = [
        OpcodeRule(
            .sqlSubstring, "(string, int, int) → string",
            "So many scalars from a position on: the first is 1, as is 0; negative ones count from the end."),
        OpcodeRule(
            .sqlLike, "(string, string) → bool", immediate: .upTo(0x10FFFF), fails: .always,
            "Whether the whole text matches: `%` any scalars, `_` one, behind the escape (*immediate*) a `%`, `_` or "
                + "escape as such. An escape before anything else: `INVALID_FORMAT.ESC_IN_THE_MIDDLE`, at the end "
                + "`INVALID_FORMAT.ESC_AT_THE_END`."),
        OpcodeRule(
            .sqlPad, "(string, int, string) → string", immediate: .upTo(1), fails: .always,
            "So many scalars: cut at the end, or filled with the third operand at the start, with immediate 1 at "
                + "the end. "
                + "Fails when longer than the executor's text limit."),
    ]

    // MARK: SQL: functions by number

    static let sqlFunctions: [OpcodeRule] = [
        OpcodeRule(
            .sqlFunction, "(T…) → by function", immediate: .sqlFunction, fails: .always,
            "The function whose number is *immediate* / 4 (section \"Functions\"); in another mode than fail what "
                + "fails with a condition of SQL is null.")
    ]
}

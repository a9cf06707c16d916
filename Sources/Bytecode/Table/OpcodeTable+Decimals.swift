// SPDX-License-Identifier: Apache-2.0

extension OpcodeTable {
    // MARK: Decimals

    static let decimals: [OpcodeRule] = [
        OpcodeRule(.decimalAdd, "(dec, dec) → dec", immediate: .decimal, fails: .inModeFail, "Sum."),
        OpcodeRule(.decimalSubtract, "(dec, dec) → dec", immediate: .decimal, fails: .inModeFail, "Difference."),
        OpcodeRule(.decimalMultiply, "(dec, dec) → dec", immediate: .decimal, fails: .inModeFail, "Product."),
        OpcodeRule(
            .decimalDivide, "(dec, dec) → dec", immediate: .decimal, fails: .inModeFail,
            "Quotient. Of zero: `DIVIDE_BY_ZERO`."),
        OpcodeRule(
            .decimalRemainder, "(dec, dec) → dec", immediate: .decimal, fails: .inModeFail,
            "Rest of the division toward zero, with the sign of the dividend. Of zero: `REMAINDER_BY_ZERO`."),
        OpcodeRule(
            .decimalRescale, "(dec) → dec", immediate: .decimal, fails: .inModeFail,
            "The number with the scale of the result, rounded as the immediate says."),
        OpcodeRule(
            .decimalFromFloat, "(float) → dec", immediate: .decimal, fails: .inModeFail,
            "The decimal number of the shortest text that reads back. Null of infinities and NaN."),
        OpcodeRule(
            .decimalParse, "(string) → dec", immediate: .decimal, fails: .inModeFail,
            "White space around, a sign, digits with or without a point, an exponent. Else: `CAST_INVALID_INPUT`."),
        OpcodeRule(
            .decimalToInt, "(decimal) → int", immediate: .sql(widths: true), fails: .inModeFail,
            "The digits as an int. Beyond the width: `CAST_OVERFLOW`."),
        OpcodeRule(
            .decimalToFloat, "(dec) → float", immediate: .upTo(38),
            "The nearest float of the number whose scale is the immediate."),
        OpcodeRule(
            .decimalToString, "(dec) → string", immediate: .upTo(38),
            "The number whose scale is the immediate, with as many digits behind the point."),
    ]
}

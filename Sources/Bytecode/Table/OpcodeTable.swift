// SPDX-License-Identifier: Apache-2.0

/// The one table of instructions: what each opcode takes, gives and means, and whether it can fail. A new instruction
/// is a case of `Opcode`, a rule here, a row in protocol/bytecode.md (a test holds it against the rule) and a kernel
/// in `Compute` (the compiler asks for its family, a test for the kernel).
public enum OpcodeTable {
    /// All rules, in the order of the document.
    public static let rules: [OpcodeRule] =
        values + integers + floats + conversions + comparison + logic + patterns + strings + tuples + moreTexts + lists
        + mixed + control + groups + sqlComparison + sqlIntegers + sqlFloats + sqlCasts + sqlTimes + sqlTexts + decimals
        + sqlFunctions

    /// The rule of an opcode.
    public static func rule(_ opcode: Opcode) -> OpcodeRule { byNumber[Int(opcode.rawValue)] }

    private static let byNumber: [OpcodeRule] = {
        // Numbers without an opcode hold the first rule; nobody asks for them.
        var table = Array(repeating: rules[0], count: 256)
        for rule in rules { table[Int(rule.opcode.rawValue)] = rule }
        return table
    }()
}

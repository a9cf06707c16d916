// SPDX-License-Identifier: Apache-2.0

import Columnar

// Instructions of regular expressions.
extension ProgramGenerator {
    /// Regular expressions of all kinds of parts, and two that are none.
    mutating func pattern() {
        let patterns = ["a+", "[^ ,]*", "(a)|(b)", "\\s+", "(\\w)(\\w?)", "^.*$", "", "a*?b?", "(", "+"]
        constants.append(Constant(type: .string, value: .string(patterns[random.below(patterns.count)])))
        let pattern = append(.constant, [], immediate: constants.count - 1, type: .string)
        let opcode = Self.patternOpcodes[random.below(4)]
        // Of the flags one at most: what they mean together is the library's to test.
        let flags = [0, 0, 1, 2, 4][random.below(5)]
        let mode = opcode == .matchPattern ? random.below(3) * PatternFlags.count : 0
        let others = opcode == .replacePattern ? [replacement()] : []
        append(
            opcode, [operand(.string), pattern] + others, immediate: flags + mode,
            type: opcode == .replacePattern ? .string : .list(.string))
    }

    private mutating func replacement() -> Register {
        constants.append(Constant(type: .string, value: .string(["", "-", "<\\g<0>>", "\\1"][random.below(4)])))
        return append(.constant, [], immediate: constants.count - 1, type: .string)
    }
}

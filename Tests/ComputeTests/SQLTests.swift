// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// What Spark gives for cases that random operands seldom meet.
@Suite struct SQLTests {
    /// The results of one instruction over rows of its operands, in batches of 1, 2, 3 and all rows.
    private func results(
        _ opcode: Opcode, _ rows: [[Scalar]], types: [DataType], _ settings: SQLImmediate = SQLImmediate(.null),
        immediate: Int? = nil
    ) throws -> [Scalar] {
        let number = immediate ?? settings.encoded
        let result = try Typing.results(of: opcode, operands: types, immediate: number)[0]
        let program = OperationCase(opcode: opcode, operands: types, result: result, immediate: number)
            .program(constants: 0, rows[0])
        let verified = try Verifier.verify(program.program)
        let input = Column(.tuple(types), rows.map { .tuple($0) })!
        var all: [[Scalar]] = []
        for size in [1, 2, 3, rows.count] {
            let runner = ProgramRunner(verified, context: RunContext())
            all.append(try input.batches(size).flatMap { try runner.run($0).scalars })
        }
        for other in all.dropFirst() { #expect("\(other)" == "\(all[0])") }
        return all[0]
    }

    private func texts(_ values: [String]) -> [[Scalar]] { values.map { [.string($0)] } }

    @Test func `texts become ints as Spark's do`() throws {
        let given = [" 12 ", "+12", "-7", "1.9", "1e3", "", "2147483648", "９", "-2147483648", "0x1"]
        let strict = try results(.sqlParseInt, texts(given), types: [.string], SQLImmediate(.null, width: .bits32))
        #expect(
            strict == [.int(12), .int(12), .int(-7), .null, .null, .null, .null, .null, .int(-2_147_483_648), .null])
        let lenient = try results(
            .sqlParseInt, texts(["1.9", ".5", "1.", ".", "-1.9x"]), types: [.string],
            SQLImmediate(.wrap, variant: true))
        #expect(lenient == [.int(1), .int(0), .int(1), .null, .null])
    }

    @Test func `texts become floats and bools as Spark's do`() throws {
        let given = [
            "1e3", "1d", "1.5F", "inf", "-Infinity", "NaN", "nan", ".5", "5.", "x", "1e", " 2 ", "0x1p3", "1_0",
        ]
        #expect(
            "\(try results(.sqlParseFloat, texts(given), types: [.string]))"
                == "[1000.0, 1.0, 1.5, inf, -inf, nan, nan, 0.5, 5.0, null, null, 2.0, null, null]")
        let words = ["true", "T", "YES", "y", "1", "false", "f", "no", "N", "0", "on", "", " true "]
        let bools: [Bool?] = [true, true, true, true, true, false, false, false, false, false, nil, nil, true]
        #expect(
            try results(.sqlParseBool, texts(words), types: [.string]) == bools.map { $0.map { .bool($0) } ?? .null })
    }

    @Test func `floats are written as Java writes them`() throws {
        let given: [Double] = [1, 1e7, 1e-4, 0.001, 123456789.123, .nan, -.infinity, -0.0, 9999999, 1e21, 4.9e-324]
        let rows = given.map { [Scalar.float($0)] }
        let expected = [
            "1.0", "1.0E7", "1.0E-4", "0.001", "1.23456789123E8", "NaN", "-Infinity", "-0.0", "9999999.0", "1.0E21",
            "4.9E-324",
        ]
        #expect(
            try results(.floatToString, rows, types: [.float], immediate: 2) == expected.map { .string($0) })
        let single = try results(.floatToString, [[.float(0.1)], [.float(16777216)]], types: [.float], immediate: 3)
        #expect(single == [.string("0.1"), .string("1.6777216E7")])
    }

    @Test func `rounding is half up or half to even of the decimal number`() throws {
        let given: [(Double, Int)] = [
            (2.5, 0), (-2.5, 0), (2.675, 2), (1.005, 2), (0.125, 2), (1234.5, -2), (-0.4, 0), (1e300, 2), (0.5, 0),
            (4.35, 1), (1.45, 1), (5, -1), (4.9, -1), (123456789.985, 2),
        ]
        let rows = given.map { [Scalar.float($0.0), .int($0.1)] }
        let up = try results(.sqlRoundFloat, rows, types: [.float, .int], immediate: 0)
        #expect(
            "\(up)" == "[3.0, -3.0, 2.68, 1.01, 0.13, 1200.0, 0.0, 1e+300, 1.0, 4.4, 1.5, 10.0, 0.0, 123456789.99]")
        let even = try results(.sqlRoundFloat, rows, types: [.float, .int], immediate: 1)
        #expect(
            "\(even)" == "[2.0, -2.0, 2.68, 1.0, 0.12, 1200.0, 0.0, 1e+300, 0.0, 4.4, 1.4, 0.0, 0.0, 123456789.98]")
        let ints: [[Scalar]] = [
            [.int(25), .int(-1)], [.int(-25), .int(-1)], [.int(.max), .int(-1)], [.int(4), .int(-20)],
        ]
        #expect(
            try results(.sqlRoundInt, ints, types: [.int, .int]) == [.int(30), .int(-30), .null, .int(0)])
    }

    @Test func `floats beyond the ints fail, are null or saturate`() throws {
        let given: [Double] = [1.9, -1.9, 1e20, -1e20, .nan, 300, 2_147_483_648]
        let rows = given.map { [Scalar.float($0)] }
        let wrapped = try results(.sqlFloatToInt, rows, types: [.float], SQLImmediate(.wrap, width: .bits8))
        #expect(wrapped == [.int(1), .int(-1), .int(-1), .int(0), .int(0), .int(44), .int(-1)])
        let wide = try results(.sqlFloatToInt, rows, types: [.float], SQLImmediate(.wrap))
        #expect(wide == [.int(1), .int(-1), .int(.max), .int(.min), .int(0), .int(300), .int(2_147_483_648)])
        let nulls = try results(.sqlFloatToInt, rows, types: [.float], SQLImmediate(.null, width: .bits32))
        #expect(nulls == [.int(1), .int(-1), .null, .null, .null, .int(300), .null])
    }

    @Test func `clocks follow the zone's rules`() throws {
        // 2024-03-31 02:30 is skipped in Berlin, 2024-10-27 02:30 comes twice.
        let skipped = 1_711_852_200_000_000
        let twice = 1_729_996_200_000_000
        let rows: [[Scalar]] = [
            [.int(skipped), .string("+01:00")], [.int(twice), .string("UTC")], [.int(0), .string("nowhere")],
            [.int(.min), .string("+01:00")],
        ]
        #expect(
            try results(.sqlFromClock, rows, types: [.int, .string]) == [
                .int(skipped - 3_600_000_000), .int(twice), .null, .null,
            ])
        let error = #expect(throws: ComputeError.self) {
            try results(.sqlToClock, [[.int(0), .string("nowhere")]], types: [.int, .string], SQLImmediate())
        }
        #expect(error?.condition == .invalidTimezone)
    }

    @Test func `timestamps are read in a zone`() throws {
        let given: [(String, String)] = [
            ("2020-01-02 03:04:05", "+01:00"), ("2020-01-02 03:04:05Z", "+01:00"),
            ("2020-01-02T03:04:05 +02:00", "UTC"),
            ("2020-01-02 03:04:05 Nowhere", "UTC"), ("2020-01-02 03:04:05", "nowhere"),
        ]
        let rows = given.map { [Scalar.string($0.0), .string($0.1)] }
        let noon = 1_577_934_245_000_000
        #expect(
            try results(.sqlParseTimestamp, rows, types: [.string, .string]) == [
                .int(noon - 3_600_000_000), .int(noon), .int(noon - 7_200_000_000), .null, .null,
            ])
        #expect(
            try results(.sqlParseTimestamp, rows, types: [.string, .string], SQLImmediate(.null, variant: true)) == [
                .int(noon), .int(noon), .int(noon), .null, .int(noon),
            ])
    }

    @Test func `substring and pad count as SQL does`() throws {
        let given: [(String, Int, Int)] = [
            ("hello", 0, 2), ("hello", -3, 2), ("hello", -10, 7), ("hello", 2, .max), ("hello", 9, 1), ("日本語", 2, 1),
            ("hello", 1, -1), ("hello", .min, 3),
        ]
        let rows = given.map { [Scalar.string($0.0), .int($0.1), .int($0.2)] }
        #expect(
            try results(.sqlSubstring, rows, types: [.string, .int, .int], immediate: 0)
                == ["he", "ll", "he", "ello", "", "本", "", ""].map { .string($0) })
        let padded: [[Scalar]] = [
            [.string("abc"), .int(2), .string("x")], [.string("abc"), .int(6), .string("xy")],
            [.string("abc"), .int(6), .string("")], [.string("é"), .int(3), .string("日本")],
        ]
        let types: [DataType] = [.string, .int, .string]
        #expect(
            try results(.sqlPad, padded, types: types, immediate: 0)
                == ["ab", "xyxabc", "abc", "日本é"].map { .string($0) })
        #expect(
            try results(.sqlPad, padded, types: types, immediate: 1)
                == ["ab", "abcxyx", "abc", "é日本"].map { .string($0) })
    }

    @Test func `like takes any scalars, one, and escapes`() throws {
        let given: [(String, String, Bool)] = [
            ("abc", "a%", true), ("abc", "%c", true), ("abc", "%b%", true), ("abc", "a_c", true), ("abc", "_", false),
            ("日本", "__", true), ("a%c", "a\\%c", true), ("abc", "a\\%c", false), ("", "%", true), ("", "", true),
            ("aXbXc", "a%b%c", true), ("ab", "a%b%c", false), ("a\nb", "a_b", true), ("aab", "%ab", true),
            ("abab", "ab%ab", true), ("ab", "ab%ab", false), ("special forces requests", "%special%requests%", true),
        ]
        let rows = given.map { [Scalar.string($0.0), .string($0.1)] }
        #expect(
            try results(.sqlLike, rows, types: [.string, .string], immediate: 0x5C) == given.map { .bool($0.2) })
        for (pattern, condition) in [("a\\b", SQLCondition.escapeInTheMiddle), ("a\\", .escapeAtTheEnd)] {
            let error = #expect(throws: ComputeError.self) {
                try results(.sqlLike, [[.string("a"), .string(pattern)]], types: [.string, .string], immediate: 0x5C)
            }
            #expect(error?.condition == condition)
        }
    }

    @Test func `errors name the condition and the value`() throws {
        let cases: [(Opcode, [DataType], [Scalar], SQLImmediate, String)] = [
            (
                .sqlAddInt, [.int, .int], [.int(.max), .int(1)], SQLImmediate(),
                "[ARITHMETIC_OVERFLOW] overflow. Use 'try_add' to tolerate overflow"
            ),
            (
                .sqlAddInt, [.int, .int], [.int(127), .int(1)], SQLImmediate(width: .bits8),
                "[BINARY_ARITHMETIC_OVERFLOW] 127S + 1S caused overflow. Use `try_add` to ignore overflow problem"
            ),
            (.sqlRemainderInt, [.int, .int], [.int(7), .int(0)], SQLImmediate(), "[REMAINDER_BY_ZERO] "),
            (.sqlDivideFloat, [.float, .float], [.float(1), .float(0)], SQLImmediate(), "[DIVIDE_BY_ZERO] "),
            (
                .sqlParseInt, [.string], [.string("x")], SQLImmediate(width: .bits32),
                "[CAST_INVALID_INPUT] The value 'x' of the type \"STRING\" cannot be cast to \"INT\""
            ),
            (
                .sqlFloatToInt, [.float], [.float(1e20)], SQLImmediate(),
                "[CAST_OVERFLOW] The value 1.0E20D of the type \"DOUBLE\" cannot be cast to \"BIGINT\""
            ),
            (
                .sqlParseDate, [.string], [.string("01/02/2020")], SQLImmediate(),
                "[CAST_INVALID_INPUT] The value '01/02/2020' of the type \"STRING\" cannot be cast to \"DATE\""
            ),
        ]
        for (opcode, types, operands, settings, message) in cases {
            let error = #expect(throws: ComputeError.self) {
                try results(opcode, [operands], types: types, settings)
            }
            #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
            #expect(error?.condition != nil)
            #expect(error?.rowNumber == 0)
        }
    }
}

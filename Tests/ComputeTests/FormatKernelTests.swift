// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Testing

/// What `format` makes of rows that are its operands, template included or constant.
private func formatted(_ template: String?, _ types: [DataType], _ rows: [Scalar]) throws -> [Scalar] {
    var writer = ProgramWriter()
    let row = writer.register(.tuple((template == nil ? [.string] : []) + types))
    var code: [Instruction] = []
    var operands: [Register] = []
    if let template { operands.append(writer.constant(.string, .string(template), into: &code)) }
    if case .tuple(let members) = writer.registers[row.index] {
        for (index, type) in members.enumerated() {
            operands.append(writer.emit(.member, type, [row], immediate: index, into: &code))
        }
    }
    let text = writer.emit(.format, .string, operands, into: &code)
    let program = writer.program([Segment(parameters: [row], instructions: code, terminator: .yield(text))])
    _ = try Verifier.verify(program.program)
    return try ProgramRunner(program, context: RunContext()).run(Column(writer.registers[row.index], rows)!).scalars
}

private let intCases: [(String, Int, String)] = [
    (":d", 0, "0"), (":,", 1_234_567, "1,234,567"), (":,", -1_234, "-1,234"), (":_x", 0xABCDE, "a_bcde"),
    (":#X", -255, "-0XFF"), (":#b", 5, "0b101"), (":o", 8, "10"), (":08", -42, "-0000042"), (":+", 7, "+7"),
    (": d", 7, " 7"), (":<6", 7, "7     "), (":^6", -7, "  -7  "), (":é=5", -7, "-ééé7"),
    (":012,", 1_234, "0,000,001,234"), (":011,", 1_234, "000,001,234"), (":010,", 1_234, "00,001,234"),
    (":.2f", 3, "3.00"), (":e", 1_500, "1.500000e+03"), (":%", 1, "100.000000%"), (":c", 0x65E5, "日"),
    (":5c", 97, "    a"), (":<3c", 97, "a  "), (":d", .min, "-9223372036854775808"),
    (":,", .min, "-9,223,372,036,854,775,808"), (":b", .min, "-1" + String(repeating: "0", count: 63)),
    // As `%` has it: a least number of digits.
    (":.5d", -42, "-00042"), (":>8.3d", 7, "     007"), (":#.4x", 255, "0x00ff"),
]

private let floatCases: [(String, Double, String)] = [
    ("", 0.1, "0.1"), ("", 1e16, "1e+16"), ("", 9_999_999_999_999_998, "9999999999999998.0"),
    ("", 1e-4, "0.0001"), ("", 9.9e-5, "9.9e-05"), ("", -0.0, "-0.0"), ("", .nan, "nan"), ("", -.infinity, "-inf"),
    ("", 5e-324, "5e-324"), ("", 0.1 + 0.2, "0.30000000000000004"), (":.2f", 2.675, "2.67"), (":.0f", 0.5, "0"),
    (":.0f", 1.5, "2"), (":.0f", 2.5, "2"), (":.1f", 0.25, "0.2"), (":.3f", 0.0005, "0.001"),
    (":.3f", 0.0015, "0.002"), (":.2f", -0.001, "-0.00"), (":z.2f", -0.001, "0.00"),
    (":f", 1e15, "1000000000000000.000000"),
    (":.2f", 1e22, "10000000000000000000000.00"), (":.17f", 0.1, "0.10000000000000001"),
    (":.20f", 0.1, "0.10000000000000000555"), (":,.2f", 1_234_567.891, "1,234,567.89"),
    (":010.2f", -3.14159, "-000003.14"),
    (":010.2f", .nan, "0000000nan"), (":+f", .infinity, "+inf"), (":F", .infinity, "INF"),
    (":e", 12_345.678, "1.234568e+04"),
    (":.0E", 12_345.678, "1E+04"), (":g", 1e6, "1e+06"), (":g", 123_456, "123456"), (":.3g", 0.00012345, "0.000123"),
    (":.3", 1_234.5, "1.23e+03"), (":.10", 1.0, "1.0"), (":%", 0.125, "12.500000%"), (":.1%", .nan, "nan%"),
    (":>8", 1.5, "     1.5"), (":*^9.1f", 2.25, "***2.2***"), (":#.0f", 3, "3."), (":_.1f", 12_345.67, "12_345.7"),
    (":.60f", 0x1p-50, "0.000000000000000888178419700125232338905334472656250000000000"), (":.2f", 5e-324, "0.00"),
    (":d", -0.5, "0"), (":d", -7.9, "-7"), (":>6d", 1e3, "  1000"), (":d", 1e22, "10000000000000000000000"),
]

@Suite("format") struct FormatKernelTests {
    private func one(_ specification: String, _ value: Scalar, _ type: DataType) throws -> String {
        let result = try formatted("{\(specification)}", [type], [.tuple([value])])[0]
        guard case .string(let text) = result else { return "\(result)" }
        return text
    }

    @Test("writes ints as Python does", arguments: intCases)
    func ints(_ specification: String, _ value: Int, _ text: String) throws {
        #expect(try one(specification, .int(value), .int) == text)
    }

    @Test("writes floats as Python does", arguments: floatCases)
    func floats(_ specification: String, _ value: Double, _ text: String) throws {
        #expect(try one(specification, .float(value), .float) == text)
    }

    @Test("writes texts, bools and what has members") func others() throws {
        #expect(try one(":>5", .string("日本"), .string) == "   日本")
        #expect(try one(":é^6.3", .string("naïve"), .string) == "énaïéé")
        #expect(try one(":.0", .string("x"), .string).isEmpty)
        #expect(try one("!r:>7", .string("it's"), .string) == " \"it's\"")
        #expect(try one("", .bool(true), .bool) == "True")
        #expect(try one("!s:>6", .bool(false), .bool) == " False")
        #expect(try one("!r", .float(1), .float) == "1.0")
        #expect(try one("", .tuple([.int(1), .string("a")]), .tuple([.int, .string])) == "(1, 'a')")
        #expect(try one("!s:<8", .list([.int(1)]), .list(.int)) == "[1]     ")
    }

    @Test("keeps fields and text in order, with a null for a null") func rows() throws {
        let types: [DataType] = [.int, .string, .float]
        let rows: [Scalar] = (0..<200).map {
            .tuple([.int($0), $0 % 7 == 3 ? .null : .string("a long text \($0)"), .float(Double($0) / 4)])
        }
        let wanted: [Scalar] = (0..<200).map {
            $0 % 7 == 3 ? .null : .string("{é}\($0)|a long text \($0)|\(Double($0) / 4)")
        }
        #expect(try formatted("{{é}}{}|{}|{}", types, rows) == wanted)
        let own: [Scalar] = (0..<50).map { .tuple([.string($0 % 2 == 0 ? "<{}>" : "{:03d}"), .int($0)]) }
        let texts = (0..<50).map { (row: Int) -> Scalar in
            let digits = "\(row)"
            return .string(row % 2 == 0 ? "<\(row)>" : String(repeating: "0", count: 3 - digits.count) + digits)
        }
        #expect(try formatted(nil, [.int], own) == texts)
    }

    @Test("refuses what is no format of its operands") func refused() throws {
        let cases: [(String, DataType, Scalar, ComputeError.Kind)] = [
            ("{", .int, .int(1), .invalidArgument), ("{} {}", .int, .int(1), .invalidArgument),
            ("", .int, .int(1), .invalidArgument), ("{:s}", .int, .int(1), .invalidArgument),
            ("{:d}", .string, .string("a"), .invalidArgument), ("{:q}", .float, .float(1), .invalidArgument),
            ("{:>9}", .list(.int), .list([]), .invalidArgument), ("{:9}", .bool, .bool(true), .invalidArgument),
            ("{:99999999}", .int, .int(1), .invalidArgument), ("{:.99999f}", .float, .float(1), .invalidArgument),
            ("{:c}", .int, .int(-1), .pythonException), ("{:c}", .int, .int(0xD800), .pythonException),
            ("{:d}", .float, .float(.nan), .invalidArgument), ("{:d}", .float, .float(.infinity), .overflow),
        ]
        for (template, type, value, kind) in cases {
            let error = #expect(throws: ComputeError.self) {
                try formatted(template, [type], [.tuple([value])])
            }
            #expect(error?.kind == kind, "\(template) of \(value)")
        }
    }
}

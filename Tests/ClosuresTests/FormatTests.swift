// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Testing

/// A row of one value of each type that formats take.
private let rowType = DataType.tuple([.int, .float, .string, .bool])
private let row = Scalar.tuple([.int(-42), .float(2.675), .string("é"), .bool(true)])

private func percent(_ format: String) -> Closure { python { binary(.remainder, constant(format), $0) } }

@Suite("Texts with fields in Python") struct FormatTests {
    @Test("`%` takes the members of a tuple, or one value")
    func percentFormats() throws {
        #expect(try value(rowType, row, percent("%d %.2f %s %s%%")) == .string("-42 2.67 é True%"))
        #expect(try value(rowType, row, percent("%06d|%-8.1e|%3s|%d")) == .string("-00042|2.7e+00 |  é|1"))
        #expect(try value(rowType, row, percent("%.4d|%+g|%r|%x")) == .string("-0042|+2.675|'é'|1"))
        #expect(try value(.int, .int(255), percent("%#06x")) == .string("0x00ff"))
        #expect(try value(.float, .float(-3.9), percent("%5d")) == .string("   -3"))
        #expect(try value(.list(.int), .list([.int(1), .int(2)]), percent("%s")) == .string("[1, 2]"))
        #expect(try mapped(rowType, percent("%d %.2f %s %s")).opcodes.filter { $0 == .format }.count == 1)
    }

    @Test("fields name their values by place, and may do so twice")
    func templates() throws {
        func formatted(_ format: String) -> Closure {
            python { call(.format, constant(format), Node(.member($0, 0)), Node(.member($0, 1)), Node(.member($0, 2))) }
        }
        #expect(try value(rowType, row, formatted("{1:>7.1f}|{0:,}|{0}|{2!r:>5}")) == .string("    2.7|-42|-42|  'é'"))
        #expect(try value(rowType, row, formatted("{{{2}}}")) == .string("{é}"))
        #expect(try value(rowType, row, formatted("none")) == .string("none"))
        let truth = python { call(.format, constant("{0:5}{0:d}{0}"), $0) }
        #expect(try value(.bool, .bool(true), truth) == .string("    11True"))
        // One plain field is what `str` gives, and constant texts become part of the format.
        let plain = try mapped(.int, python { call(.format, constant("{0}"), $0) })
        #expect(!plain.opcodes.contains(.format) && plain.opcodes.contains(.intToString))
        let constants = try mapped(.int, python { call(.format, constant("{0}{1}{2}"), constant("{a}"), none, $0) })
        #expect(constants.constants.contains { $0.value == .string("{{a}}None{}") })
    }

    @Test("members of a tuple are joined")
    func joins() throws {
        let element = Variable("element")
        let joined = python {
            call(
                .join, Node(.mapList($0, element, body: call(.toString, Node(.variable(element))))), constant(","))
        }
        #expect(try value(rowType, row, joined) == .string("-42,2.675,é,True"))
        let texts = DataType.tuple([.string, .string])
        let pair = Scalar.tuple([.string("a"), .string("b")])
        #expect(try value(texts, pair, python { call(.join, $0, constant("--")) }) == .string("a--b"))
    }

    @Test("what Python would refuse, or finds only when it runs, has no typed form")
    func refused() throws {
        let formats: [(String, DataType)] = [
            ("%d", .string), ("%x", .float), ("%c", .string), ("%*d", .int), ("%(a)s", .int), ("%d %d", .int),
            ("text", .int), ("%", .int), ("%q", .int), ("%5000d", .int), ("%s", .any), ("%s", .list(.any)),
            ("%d", .tuple([.int, .int])), ("%.1c", .int), ("%a", .string),
        ]
        for (format, type) in formats {
            #expect(throws: ClosureError.self, "\(format) of \(type)") { try mapped(type, percent(format)) }
        }
        let templates: [(String, DataType)] = [
            ("{0:d}", .string), ("{0:s}", .int), ("{0:.3d}", .int), ("{0:=5}", .string), ("{0:5}", .list(.int)),
            ("{1}", .int), ("{0!a}", .int), ("{0:{1}}", .int), ("{0", .int), ("{0:9999999}", .int), ("{0}", .any),
        ]
        for (format, type) in templates {
            #expect(throws: ClosureError.self, "\(format) of \(type)") {
                try mapped(type, python { call(.format, constant(format), $0) })
            }
        }
        #expect(throws: ClosureError.self) { try mapped(.string, python { binary(.remainder, $0, constant(1)) }) }
    }
}

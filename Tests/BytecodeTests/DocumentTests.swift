// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Foundation
import Testing

/// The folder `protocol` of the repository.
let protocolFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
        "protocol")

@Suite("protocol/bytecode.md")
struct DocumentTests {
    private let text: String

    init() throws {
        text = try String(contentsOf: protocolFolder.appendingPathComponent("bytecode.md"), encoding: .utf8)
    }

    @Test("has the rows of the table of instructions, and no others")
    func opcodes() {
        var listed: [[String]] = []
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 6, UInt8(cells[1]) != nil, cells[2].hasPrefix("`") else { continue }
            listed.append(Array(cells[1...].dropLast()))
        }
        let rules = OpcodeTable.rules.map { ["\($0.opcode.rawValue)", "`\($0.opcode)`", $0.types, $0.meaning] }
        #expect(listed.count == rules.count)
        for (row, rule) in zip(listed, rules) { #expect(row == rule) }
    }

    @Test("has the rows of the table of functions, and no others")
    func functions() {
        var listed: [[String]] = []
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count == 7, UInt8(cells[1]) != nil, cells[2].hasPrefix("`") else { continue }
            listed.append(Array(cells[1...].dropLast()))
        }
        let rules = SQLFunctionTable.rules.map {
            ["\($0.code.rawValue)", "`\($0.code)`", $0.types, $0.seesNulls ? "seen" : "", $0.meaning]
        }
        #expect(listed == rules)
        #expect(SQLFunctionTable.rules.map(\.code) == SQLFunctionCode.allCases)
    }

    @Test("names types as programs carry them")
    func typeNames() {
        let type = LogicalType.structure([
            ("a", .array(.decimal(precision: 38, scale: 2))), ("ü;", .map(.string, .timestampNTZ)),
        ])
        #expect(type.text == "R1:aAP38.2;2:ü;MSN;")
        #expect(LogicalType(type.text) == type)
        #expect(LogicalType("R1:a") == nil)
        #expect(LogicalType("P39.0;") == nil)
        #expect(LogicalType(String(repeating: "A", count: 1_000) + "i") == nil)
    }

    @Test("states each opcode once, in the order of the numbers")
    func table() {
        #expect(OpcodeTable.rules.map(\.opcode) == Opcode.allCases)
        for opcode in Opcode.allCases { #expect(OpcodeTable.rule(opcode).opcode == opcode) }
    }

    @Test("names the limits that hold")
    func limits() {
        let rows: [(String, Int)] = [
            ("bytes of a program", BytecodeLimits.programByteCountMax),
            ("registers, constants", BytecodeLimits.registersMax), ("segments", BytecodeLimits.segmentsMax),
            ("instructions, over all segments and blocks", BytecodeLimits.instructionsMax),
            ("operands, results, parameters, carried values of one place", BytecodeLimits.operandsMax),
            ("yields of a block", BytecodeLimits.resultsMax + 1),
            ("blocks of an instruction", BytecodeLimits.blocksMax),
            ("nesting of blocks", BytecodeLimits.nestingMax), ("source files", BytecodeLimits.sourceFilesMax),
            ("source spans; lines of a file", BytecodeLimits.sourceSpansMax),
            ("bytes of a source line or file name", BytecodeLimits.sourceLineByteCountMax),
            ("line and column numbers", BytecodeLimits.sourceLineNumberMax),
        ]
        let section = text.components(separatedBy: "## 5. Limits").last ?? ""
        for (what, limit) in rows {
            let row = section.split(separator: "\n").first { $0.hasPrefix("| \(what) |") }
            let digits = row?.split(separator: "|").last?.filter(\.isNumber)
            #expect(digits.flatMap { Int($0) } == limit, "the limit of \(what)")
        }
        #expect(BytecodeLimits.registersMax == BytecodeLimits.constantsMax)
        #expect(BytecodeLimits.operandsMax == BytecodeLimits.resultsMax)
    }

    @Test("has a typing rule for every opcode")
    func typing() {
        for opcode in Opcode.allCases {
            let blocks = (0..<Typing.blockCount(opcode)).map { _ in BlockSignature(yields: []) }
            do { _ = try Typing.results(of: opcode, operands: [], blocks: blocks) } catch {
                #expect(!error.reason.contains("no typing rule"), "\(opcode): \(error.reason)")
            }
        }
    }
}

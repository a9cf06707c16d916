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

    @Test("lists exactly the opcodes, with their numbers")
    func opcodes() {
        var listed: [String] = []
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard cells.count > 4, let number = UInt8(cells[1]), cells[2].hasPrefix("`") else { continue }
            listed.append("\(number) \(cells[2])")
            #expect(cells.count == 6, "the row of \(cells[2]) has other than four cells")
            #expect(cells[3].contains("→") || cells[3].contains("member"))
        }
        #expect(listed == Opcode.allCases.map { "\($0.rawValue) `\($0)`" })
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

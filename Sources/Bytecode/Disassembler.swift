// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Prints a program for people: registers with their types, structure by indentation, source lines at the right.
public struct Disassembler {
    private let program: Program
    private var lines: [String] = []
    private static let commentColumn = 56

    private init(_ program: Program) { self.program = program }

    /// The text of `program`, which need not be valid; lines end with a newline.
    public static func disassemble(_ program: Program) -> String {
        var disassembler = Disassembler(program)
        disassembler.run()
        return disassembler.lines.map { $0 + "\n" }.joined()
    }

    private mutating func run() {
        for (index, segment) in program.segments.enumerated() {
            lines.append("segment \(index) (\(declarations(segment.parameters)))")
            for instruction in segment.instructions { add(instruction, depth: 1) }
            add(segment.terminator)
        }
    }

    private func name(_ registers: [Register]) -> String {
        registers.map { "r\($0.index)" }.joined(separator: ", ")
    }

    private func declarations(_ registers: [Register]) -> String {
        registers.map { register in
            let known = program.registers.indices.contains(register.index)
            return "r\(register.index): \(known ? program.registers[register.index].description : "?")"
        }.joined(separator: ", ")
    }

    private mutating func add(_ terminator: Terminator) {
        switch terminator {
        case .yield(let register): lines.append("  yield r\(register.index)")
        case .filter(let condition, let carried):
            lines.append("  filter r\(condition.index)" + carrying(carried))
        case .explode(let list, let carried):
            lines.append("  explode r\(list.index)" + carrying(carried))
        }
    }

    private func carrying(_ registers: [Register]) -> String {
        registers.isEmpty ? "" : " carrying \(name(registers))"
    }

    private mutating func add(_ instruction: Instruction, depth: Int) {
        let indent = String(repeating: "  ", count: depth)
        var text = indent
        if !instruction.results.isEmpty { text += declarations(instruction.results) + " = " }
        text += "\(instruction.opcode)"
        if !instruction.operands.isEmpty { text += " " + name(instruction.operands) }
        text += immediate(of: instruction)
        if let place = place(of: instruction.span) {
            let padding = max(Disassembler.commentColumn - text.count, 1)
            text += String(repeating: " ", count: padding) + "; " + place
        }
        lines.append(text)
        for (index, block) in instruction.blocks.enumerated() {
            if index > 0 { lines.append(indent + "else") }
            let inner = String(repeating: "  ", count: depth + 1)
            if !block.parameters.isEmpty { lines.append(inner + "take \(declarations(block.parameters))") }
            for nested in block.instructions { add(nested, depth: depth + 1) }
            lines.append(inner + "give \(name(block.yields))")
        }
    }

    private func immediate(of instruction: Instruction) -> String {
        if instruction.opcode == .constant {
            let known = program.constants.indices.contains(instruction.immediate)
            return " " + (known ? program.constants[instruction.immediate].value.description : "?")
        }
        let shown = instruction.immediate != 0 || instruction.opcode == .member || instruction.opcode == .random
        return shown ? " #\(instruction.immediate)" : ""
    }

    /// `file:line` and the text of the place, where they are known.
    private func place(of span: Int) -> String? {
        guard program.sourceMap.spans.indices.contains(span) else { return nil }
        return program.sourceMap.describe(program.sourceMap.spans[span])
    }
}

extension SourceMap {
    /// `file:line` of a span, followed by the text that it covers where the map has it.
    public func describe(_ span: SourceSpan) -> String {
        guard files.indices.contains(span.file) else { return "?" }
        let place = "\(files[span.file].name):\(span.line)"
        guard let text = excerpt(span) else { return place }
        return "\(place) \(text)"
    }

    /// The text that a span covers: its columns of the line, or the whole line where they are unknown.
    public func excerpt(_ span: SourceSpan) -> String? {
        guard files.indices.contains(span.file), let line = files[span.file].lines[span.line] else { return nil }
        let scalars = line.unicodeScalars
        guard span.column > 0, span.endColumn > span.column, span.endColumn - 1 <= scalars.count else { return line }
        return String(String.UnicodeScalarView(scalars.prefix(span.endColumn - 1).dropFirst(span.column - 1)))
    }
}

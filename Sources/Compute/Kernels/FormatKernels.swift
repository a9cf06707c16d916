// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

extension Machine {
    /// `format`: nothing is allocated for a row where the operands are plain values.
    func formatTexts(_ call: InstructionCall) throws(Failure) {
        let templates = texts(call.step.a, call.rows)
        let operands = call.step.operands.dropFirst().map { FormatOperand(self, $0, call.rows) }
        var writer = try TextAppender(rows: call.rows, expectedByteCount: call.rows * 16 + 1024, machine: self)
        var scratch = PythonText()
        var format: RowFormat?
        for row in 0..<call.rows {
            if call.isNull(row) {
                writer.endRow()
                continue
            }
            // Nearly always all rows have one format.
            if format == nil || (templates.stride > 0 && !format!.isMade(of: templates[row])) {
                format = try RowFormat(templates[row], operands, row)
            }
            try format!.write(row, &writer, &scratch)
            writer.endRow()
        }
        try withExtendedLifetime(operands) { () throws(Failure) in try setText(call, &writer) }
    }
}

/// An operand of `format`, taken apart once.
private struct FormatOperand {
    let type: DataType
    let stride: Int
    /// Of numbers and bools.
    let values: UnsafeRawPointer?
    /// Of strings.
    let views: UnsafePointer<StringView>?
    let data: UnsafePointer<UnsafeRawPointer>?
    private let buffer: Buffer?
    let node: RowNode

    init(_ machine: Machine, _ register: Int, _ rows: Int) {
        type = machine.types[register]
        stride = machine[register].stride
        buffer = machine[register].values
        values = buffer.map { UnsafeRawPointer($0.base) }
        let column = machine.column(register, rows)
        node = RowNode(column)
        views = type == .string ? UnsafePointer(column.views) : nil
        data = type == .string ? column.dataPointers : nil
    }
}

/// A format whose fields know the types of their operands.
private struct RowFormat {
    private struct Piece {
        enum Kind {
            case literal
            /// As `str` writes it, which most are.
            case plainInt, plainFloat, plainText, plainBool
            case int, character, float, text
            /// Of any type, by `str` or `repr`.
            case value, representation
        }

        var kind: Kind
        var operand = 0
        var spec = FormatSpec()
        /// Bytes that a number takes at most.
        var byteCountMax = 0
        /// Of a literal, and where there is one value for all rows.
        var start = 0
        var count = 0
    }

    private var pieces: [Piece] = []
    private var literals: [UInt8] = []
    private let operands: [FormatOperand]
    private let template: [UInt8]

    init(_ template: UnsafeRawBufferPointer, _ operands: [FormatOperand], _ row: Int) throws(Failure) {
        self.template = Array(template)
        self.operands = operands
        let text = String(decoding: template, as: UTF8.self)
        guard let parts = TextTemplate(text), parts.fieldCount == operands.count else {
            throw Failure(
                .invalidArgument, "\(String(reflecting: text)) is no format of \(operands.count) values", row: row)
        }
        var used = 0
        for part in parts.parts {
            switch part {
            case .text(let literal):
                pieces.append(Piece(kind: .literal, start: literals.count, count: literal.utf8.count))
                literals += literal.utf8
            case .field(let field):
                do throws(FormatError) {
                    pieces.append(try Self.piece(field, operands[used].type, used))
                } catch { throw Failure(.invalidArgument, error.message, row: row) }
                used += 1
            }
        }
    }

    func isMade(of other: UnsafeRawBufferPointer) -> Bool {
        template.count == other.count && template.elementsEqual(other)
    }

    private static func piece(
        _ field: TextTemplate.Field, _ type: DataType, _ operand: Int
    ) throws(FormatError) -> Piece {
        var piece = Piece(kind: .value, operand: operand)
        let isPlain = field.specification.isEmpty
        if field.conversion != nil || type == .string {
            piece.spec = try FormatSpec(field.specification, for: "str")
            try piece.spec.checkText()
            if field.conversion == "r" {
                piece.kind = .representation
            } else if type == .string {
                piece.kind = isPlain ? .plainText : .text
            }
        } else {
            piece.spec = try FormatSpec(field.specification, for: "int")
            switch type {
            case .int where piece.spec.isOfFloats: piece.kind = .int
            case .int:
                var checked = piece.spec
                checked.precision = nil
                try checked.checkWhole("int")
                piece.kind = isPlain ? .plainInt : piece.spec.type == "c" ? .character : .int
            case .float:
                if piece.spec.type != "d" { try piece.spec.checkFloat() }
                piece.kind = isPlain ? .plainFloat : .float
            case .bool where isPlain: piece.kind = .plainBool
            default:
                guard isPlain else { throw FormatError("unsupported format string passed to a value of type \(type)") }
            }
        }
        guard piece.spec.width <= BytecodeLimits.formatSizeMax,
            piece.spec.precision ?? 0 <= BytecodeLimits.formatSizeMax
        else { throw FormatError("the format is wider than \(BytecodeLimits.formatSizeMax)") }
        // Numbers stand at the right.
        if piece.kind == .character, piece.spec.align == nil { piece.spec.align = ">" }
        piece.byteCountMax = piece.spec.numberByteCountMax
        return piece
    }

    // MARK: Rows

    @inline(__always)
    func write(_ row: Int, _ writer: inout TextAppender, _ scratch: inout PythonText) throws(Failure) {
        for index in 0..<pieces.count {
            let piece = pieces[index]
            if piece.kind == .literal {
                let out = try writer.reserve(piece.count)
                literals.withUnsafeBufferPointer { bytes in
                    out.update(from: bytes.baseAddress! + piece.start, count: piece.count)
                }
                writer.advance(piece.count)
                continue
            }
            let place = row &* operands[piece.operand].stride
            switch piece.kind {
            case .literal: break
            case .plainInt:
                let out = try writer.reserve(24)
                writer.advance(writeDecimal(int(piece, place), out))
            case .plainFloat:
                let out = try writer.reserve(32)
                writer.advance(writeFloatRepr(float(piece, place), out))
            case .plainText: try writer.append(text(piece, place))
            case .plainBool:
                let word: StaticString = byte(piece, place) != 0 ? "True" : "False"
                try writer.append(UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
            case .int:
                let out = try writer.reserve(piece.byteCountMax)
                writer.advance(piece.spec.write(int(piece, place), out))
            case .float:
                let value = float(piece, place)
                if piece.spec.type == "d", !value.isFinite { throw Self.notWhole(value, row) }
                let out = try writer.reserve(piece.byteCountMax)
                writer.advance(piece.spec.write(value, out))
            case .character: try writeCharacter(int(piece, place), piece.spec, row, &writer)
            case .text: try write(text(piece, place), piece.spec, &writer)
            case .value, .representation:
                scratch.removeAll()
                if piece.kind == .value {
                    scratch.str(operands[piece.operand].node, place)
                } else {
                    scratch.repr(operands[piece.operand].node, place)
                }
                try write(scratch.bytes, piece.spec, &writer)
            }
        }
    }

    @inline(__always) private func int(_ piece: Piece, _ place: Int) -> Int {
        operands[piece.operand].values!.load(fromByteOffset: place &* 8, as: Int.self)
    }

    @inline(__always) private func float(_ piece: Piece, _ place: Int) -> Double {
        operands[piece.operand].values!.load(fromByteOffset: place &* 8, as: Double.self)
    }

    @inline(__always) private func byte(_ piece: Piece, _ place: Int) -> UInt8 {
        operands[piece.operand].values!.load(fromByteOffset: place, as: UInt8.self)
    }

    @inline(__always) private func text(_ piece: Piece, _ place: Int) -> UnsafeRawBufferPointer {
        viewBytes(operands[piece.operand].views!, place, operands[piece.operand].data!)
    }

    private func write(
        _ bytes: UnsafeRawBufferPointer, _ spec: FormatSpec, _ writer: inout TextAppender
    ) throws(Failure) {
        let out = try writer.reserve(spec.textByteCountMax(bytes.count))
        writer.advance(spec.write(text: bytes, out))
    }

    private func writeCharacter(
        _ value: Int, _ spec: FormatSpec, _ row: Int, _ writer: inout TextAppender
    ) throws(Failure) {
        guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else {
            throw Failure(exception: "OverflowError", "%c arg not in range(0x110000)", row: row)
        }
        try write(Array(UTF8.encode(scalar)!), spec, &writer)
    }

    private func write(_ bytes: [UInt8], _ spec: FormatSpec, _ writer: inout TextAppender) throws(Failure) {
        let out = try writer.reserve(spec.textByteCountMax(bytes.count))
        writer.advance(bytes.withUnsafeBytes { spec.write(text: $0, out) })
    }

    private static func notWhole(_ value: Double, _ row: Int) -> Failure {
        value.isNaN
            ? Failure(.invalidArgument, "cannot convert float NaN to integer", row: row)
            : Failure(.overflow, "cannot convert float infinity to integer", row: row)
    }
}

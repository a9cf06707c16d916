// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

extension Machine {
    func executeConversion(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .random: try drawRandom(call)
        case .intToFloat: try unary(IntToFloat.self, call)
        case .floatToInt where call.step.immediate == 1: try unary(PythonFloatToInt.self, call)
        case .floatToInt: try unary(FloatToInt.self, call)
        case .boolToInt: try unary(BoolToInt.self, call)
        case .intToString: try writeInts(call)
        case .floatToString: try writeFloats(call)
        case .boolToString: try writeBools(call)
        case .parseInt: try parseInts(call)
        case .parseFloat: try parseFloats(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    private func drawRandom(_ call: InstructionCall) throws(Failure) {
        let source = self[call.step.a].values!.pointer(Int.self)
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Double.self)
        let stream = randomStream(seed: call.step.immediate, partition: partition)
        for row in 0..<call.rows { out[row] = randomUnit(stream, source[row]) }
        setFlat(call, buffer, 8)
    }

    private func writeInts(_ call: InstructionCall) throws(Failure) {
        let source = self[call.step.a].values!.pointer(Int.self)
        var writer = try TextAppender(rows: call.rows, expectedByteCount: call.rows * 8 + 32, machine: self)
        for row in 0..<call.rows {
            let out = try writer.reserve(24)
            writer.advance(writeDecimal(source[row], out))
            writer.endRow()
        }
        try setText(call, &writer)
    }

    private func writeFloats(_ call: InstructionCall) throws(Failure) {
        let source = self[call.step.a].values!.pointer(Double.self)
        var writer = try TextAppender(rows: call.rows, expectedByteCount: call.rows * 8 + 32, machine: self)
        if call.step.immediate == 1 {
            for row in 0..<call.rows {
                let out = try writer.reserve(32)
                writer.advance(writeFloatRepr(source[row], out))
                writer.endRow()
            }
            return try setText(call, &writer)
        }
        for row in 0..<call.rows {
            let text: String =
                switch call.step.immediate {
                case 0: source[row].description
                case 2: javaText(source[row])
                default: javaText32(source[row])
                }
            let out = try writer.reserve(text.utf8.count)
            var count = 0
            for byte in text.utf8 {
                out[count] = byte
                count += 1
            }
            writer.advance(count)
            writer.endRow()
        }
        try setText(call, &writer)
    }

    private func writeBools(_ call: InstructionCall) throws(Failure) {
        let source = self[call.step.a].values!.pointer(UInt8.self)
        let words = call.step.immediate == 1 ? ["False", "True"] : ["false", "true"]
        let texts = Column(.string, words.map { .string($0) })!
        let (no, yes) = (texts.views[0], texts.views[1])
        let views = Buffer(byteCount: call.rows * 16)
        let out = views.pointer(StringView.self)
        for row in 0..<call.rows { out[row] = source[row] != 0 ? yes : no }
        try setViews(call, views, sharing: emptyColumn(.string))
    }

    private func parseInts(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        let isPython = call.step.immediate != 0
        var nulls: Buffer?
        for row in 0..<call.rows {
            out[row] = 0
            if call.isNull(row) { continue }
            let bytes = texts[row]
            guard let value = parseDecimal(bytes) ?? (isPython ? parsePythonInt(bytes) : nil) else {
                if call.step.immediate == 2, !isPythonInt(bytes) {
                    setNull(row, of: call.rows, in: &nulls)
                    continue
                }
                throw isPython ? notPythonInt(bytes, row) : notNumber("an integer of 64 bits", bytes, row)
            }
            out[row] = value
        }
        setFlat(call, buffer, 8, nullsToo: nulls)
    }

    private func setNull(_ row: Int, of rows: Int, in nulls: inout Buffer?) {
        if nulls == nil { nulls = Buffer(byteCount: rows, filledWith: 1) }
        nulls!.pointer(UInt8.self)[row] = 0
    }

    private func parseFloats(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Double.self)
        let isPython = call.step.immediate != 0
        var nulls: Buffer?
        for row in 0..<call.rows {
            out[row] = 0
            if call.isNull(row) { continue }
            let bytes = texts[row]
            guard let value = parseSimpleFloat(bytes) ?? (isPython ? parsePythonFloat(bytes) : parseSwiftFloat(bytes))
            else {
                if call.step.immediate == 2 {
                    setNull(row, of: call.rows, in: &nulls)
                    continue
                }
                throw isPython
                    ? Failure(.parse, "could not convert string to float: \(quoted(bytes))", row: row)
                    : notNumber("a number", bytes, row)
            }
            out[row] = value
        }
        setFlat(call, buffer, 8, nullsToo: nulls)
    }

    /// An integer that is written well but does not fit is an overflow in Python's terms.
    private func notPythonInt(_ bytes: UnsafeRawBufferPointer, _ row: Int) -> Failure {
        if isPythonInt(bytes) { return Failure(.overflow, "integer result does not fit 64 bits", row: row) }
        return Failure(.parse, "invalid literal for int() with base 10: \(quoted(bytes))", row: row)
    }

    /// The beginning of a text as Python's `repr` shows plain ones.
    private func quoted(_ bytes: UnsafeRawBufferPointer) -> String {
        let text = String(decoding: bytes.prefix(ComputeLimits.errorRowCharactersMax), as: UTF8.self)
        let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": shown += "\\\\"
            case "\n": shown += "\\n"
            case "\r": shown += "\\r"
            case "\t": shown += "\\t"
            case "'": shown += quote == "'" ? "\\'" : "'"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return "\(quote)\(shown)\(quote)"
    }

    private func notNumber(_ what: String, _ bytes: UnsafeRawBufferPointer, _ row: Int) -> Failure {
        let text = String(decoding: bytes.prefix(ComputeLimits.errorRowCharactersMax), as: UTF8.self)
        return Failure(.parse, "\(String(reflecting: text)) is not \(what)", row: row)
    }
}

enum IntToFloat: UnaryKernel {
    @inline(__always) static func apply(_ a: Int, _ flags: inout Int) -> Double { Double(a) }
}

enum FloatToInt: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Int {
        let fits = a >= -0x1p63 && a < 0x1p63
        flags |= fits ? 0 : -1
        return fits ? Int(a) : 0
    }
    static func explain(_ a: Double) -> Failure? {
        a >= -0x1p63 && a < 0x1p63
            ? nil : Failure(.conversion, "\(a) is no integer of 64 bits")
    }
}

/// As `FloatToInt`, with Python's kinds of error.
enum PythonFloatToInt: UnaryKernel {
    @inline(__always) static func apply(_ a: Double, _ flags: inout Int) -> Int { FloatToInt.apply(a, &flags) }
    static func explain(_ a: Double) -> Failure? {
        if a.isNaN { return Failure(.invalidArgument, "cannot convert float NaN to integer") }
        if a.isInfinite { return Failure(.overflow, "cannot convert float infinity to integer") }
        return FloatToInt.explain(a) == nil ? nil : Failure(.overflow, "integer result does not fit 64 bits")
    }
}

enum BoolToInt: UnaryKernel {
    @inline(__always) static func apply(_ a: UInt8, _ flags: inout Int) -> Int { Int(a) }
}

// MARK: Random numbers

/// One step of SplitMix64 from `state`.
@inline(__always)
private func splitMix(_ state: UInt64) -> UInt64 {
    var z = state &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
}

/// The first round: the stream of (seed, partition).
func randomStream(seed: Int, partition: Int) -> UInt64 {
    splitMix(UInt64(bitPattern: Int64(seed)) ^ (UInt64(truncatingIfNeeded: partition) &* 0xD6E8_FEB8_6659_FD93))
}

/// The second round: number `index` of the stream, uniform in [0, 1) in steps of 2^-53.
@inline(__always)
func randomUnit(_ stream: UInt64, _ index: Int) -> Double {
    let bits = splitMix(stream &+ UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9_7F4A_7C15)
    return Double(bits &>> 11) * 0x1p-53
}

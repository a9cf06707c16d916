// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

/// What Python's methods of texts ask of single characters. Bytes do where a text is ASCII; other texts go to the
/// functions that scripts have.
extension Machine {
    func executeCharacters(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .characters: try listCharacters(call)
        case .classifyText: try classifyTexts(call)
        case .countText: try countTexts(call)
        case .trimSet: try trimSets(call)
        case .reverseText: try reverseTexts(call)
        case .recaseText: try recaseTexts(call)
        case .splitAtMost: try splitTextsAtMost(call)
        case .roundPlaces: try roundFloats(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    private func listCharacters(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let offsets = Buffer(byteCount: (call.rows + 1) * 4)
        let ends = offsets.pointer(Int32.self)
        ends[0] = 0
        var total = 0
        for row in 0..<call.rows {
            if !call.isNull(row) { total += scalarCount(texts[row]) }
            if total > ComputeLimits.listElementsMax {
                throw Failure(.memoryExceeded, "the characters of these texts are too many for a batch", row: row)
            }
            ends[row + 1] = Int32(truncatingIfNeeded: total)
        }
        try checkFits(total * 16)
        let views = Buffer(byteCount: total * 16)
        var out = views.pointer(StringView.self)
        for row in 0..<call.rows where !call.isNull(row) {
            let bytes = texts[row]
            var start = 0
            while start < bytes.count {
                let width = scalarByteCount(bytes[start])
                out.pointee = StringView(inline: bytes.baseAddress! + start, count: width)
                out += 1
                start += width
            }
        }
        let child = Column(type: .string, count: total, values: views, data: [])
        let lists = Column(
            type: call.step.type, count: call.rows, validity: call.validity, values: offsets, children: [child])
        try set(call.step.result, lists, isConstant: call.isConstant)
    }

    private func classifyTexts(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let kind = TextClass(rawValue: call.step.immediate) ?? .ascii
        let buffer = try allocate(call.rows, 1)
        let out = buffer.pointer(UInt8.self)
        for row in 0..<call.rows {
            let bytes = texts[row]
            if bytes.isEmpty || kind == .ascii {
                out[row] = kind == .ascii && isASCII(bytes) ? 1 : 0
            } else if isASCII(bytes) {
                out[row] = isASCIIText(bytes, kind) ? 1 : 0
            } else {
                out[row] = isText(Array(bytes), kind) ? 1 : 0
            }
        }
        setFlat(call, buffer, 1)
    }

    private func countTexts(_ call: InstructionCall) throws(Failure) {
        let (texts, parts) = (texts(call.step.a, call.rows), texts(call.step.b, call.rows))
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        for row in 0..<call.rows {
            let (bytes, part) = (texts[row], parts[row])
            if part.isEmpty {
                out[row] = scalarCount(bytes) + 1
                continue
            }
            var (found, count) = (findBytes(bytes, part), 0)
            while found >= 0 {
                count += 1
                found = findBytes(bytes, part, from: found + part.count)
            }
            out[row] = count
        }
        setFlat(call, buffer, 8)
    }

    private func trimSets(_ call: InstructionCall) throws(Failure) {
        let (texts, sets) = (texts(call.step.a, call.rows), texts(call.step.b, call.rows))
        let views = Buffer(byteCount: call.rows * 16)
        let out = views.pointer(StringView.self)
        for row in 0..<call.rows {
            let (bytes, set) = (texts[row], sets[row])
            var (start, end) = (0, bytes.count)
            if call.step.immediate != 2 {
                while start < end, let width = widthOfMember(bytes, start, of: set) { start += width }
            }
            if call.step.immediate != 1 {
                while end > start {
                    var last = end - 1
                    while last > start, bytes[last] & 0xC0 == 0x80 { last -= 1 }
                    guard widthOfMember(bytes, last, of: set) != nil else { break }
                    end = last
                }
            }
            out[row] = texts.part(row, start, end - start)
        }
        try setViews(call, views, sharing: texts.column)
    }

    private func reverseTexts(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        var writer = try TextAppender(
            rows: call.rows, expectedByteCount: textByteCount(texts, call.rows) + 16, machine: self)
        for row in 0..<call.rows {
            if !call.isNull(row) {
                let bytes = texts[row]
                let out = try writer.reserve(bytes.count)
                var (start, end) = (0, bytes.count)
                while start < bytes.count {
                    let width = scalarByteCount(bytes[start])
                    end -= width
                    for index in 0..<width { out[end + index] = bytes[start + index] }
                    start += width
                }
                writer.advance(bytes.count)
            }
            writer.endRow()
        }
        try setText(call, &writer)
    }

    private func recaseTexts(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let form = TextRecasing(rawValue: call.step.immediate) ?? .capitalize
        var writer = try TextAppender(
            rows: call.rows, expectedByteCount: textByteCount(texts, call.rows) + 16, machine: self)
        for row in 0..<call.rows {
            let bytes = texts[row]
            if call.isNull(row) {
                writer.endRow()
                continue
            }
            if isASCII(bytes) {
                let out = try writer.reserve(bytes.count)
                recaseASCII(bytes, form, out)
                writer.advance(bytes.count)
            } else {
                try writer.append(recased(Array(bytes), form))
            }
            writer.endRow()
        }
        try setText(call, &writer)
    }

    private func roundFloats(_ call: InstructionCall) throws(Failure) {
        let (numbers, places) = (self[call.step.a], self[call.step.b])
        let (values, counts) = (numbers.values!.pointer(Double.self), places.values!.pointer(Int.self))
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Double.self)
        for row in 0..<call.rows {
            out[row] =
                call.isNull(row)
                ? 0 : roundedFloat(values[row &* numbers.stride], places: counts[row &* places.stride])
        }
        setFlat(call, buffer, 8)
    }
}

/// Bytes of the scalar that begins with `first` in valid UTF-8.
@inline(__always)
private func scalarByteCount(_ first: UInt8) -> Int {
    first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
}

/// The bytes of the scalar at `start`, when it is one of those of `set`; nil when it is none.
@inline(__always)
private func widthOfMember(_ bytes: UnsafeRawBufferPointer, _ start: Int, of set: UnsafeRawBufferPointer) -> Int? {
    let first = bytes[start]
    if first < 0x80 {
        for byte in set where byte == first { return 1 }
        return nil
    }
    let width = min(scalarByteCount(first), bytes.count - start)
    // A scalar's bytes occur in valid UTF-8 nowhere but where it stands.
    return findBytes(set, UnsafeRawBufferPointer(rebasing: bytes[start..<start + width])) >= 0 ? width : nil
}

private func isASCIIText(_ bytes: UnsafeRawBufferPointer, _ kind: TextClass) -> Bool {
    func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    func isLetter(_ byte: UInt8) -> Bool { (byte | 32) &- 97 < 26 }
    switch kind {
    case .ascii: return true
    case .alphanumeric: return bytes.allSatisfy { isDigit($0) || isLetter($0) }
    case .alphabetic: return bytes.allSatisfy(isLetter)
    case .decimal, .digit, .numeric: return bytes.allSatisfy(isDigit)
    case .space: return bytes.allSatisfy { $0 &- 9 < 5 || $0 &- 28 < 5 }
    case .lower: return bytes.contains { $0 &- 97 < 26 } && !bytes.contains { $0 &- 65 < 26 }
    case .upper: return bytes.contains { $0 &- 65 < 26 } && !bytes.contains { $0 &- 97 < 26 }
    }
}

private func recaseASCII(_ bytes: UnsafeRawBufferPointer, _ form: TextRecasing, _ out: UnsafeMutablePointer<UInt8>) {
    var isInWord = false
    for index in 0..<bytes.count {
        let byte = bytes[index]
        let isLetter = (byte | 32) &- 97 < 26
        switch form {
        case .capitalize: out[index] = isLetter ? (index == 0 ? byte & 0xDF : byte | 32) : byte
        case .title: out[index] = isLetter ? (isInWord ? byte | 32 : byte & 0xDF) : byte
        case .swapcase: out[index] = isLetter ? byte ^ 32 : byte
        }
        isInWord = isLetter
    }
}

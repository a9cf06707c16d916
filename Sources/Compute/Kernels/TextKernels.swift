// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Glibc

extension Machine {
    func executeText(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .concatenate: try concatenateTexts(call)
        case .length: try measureTexts(call)
        case .split, .splitWhitespace: try splitTexts(call)
        case .trim: try trimTexts(call)
        case .uppercase: try changeCase(call, upper: true)
        case .lowercase: try changeCase(call, upper: false)
        case .hasPrefix: try testTexts(call) { text, part in startsWith(text, part) }
        case .hasSuffix: try testTexts(call) { text, part in endsWith(text, part) }
        case .containsText: try testTexts(call) { text, part in findBytes(text, part) >= 0 }
        case .findText: try findTexts(call)
        case .replaceText: try replaceTexts(call)
        case .substring: try sliceTexts(call)
        case .join: try joinTexts(call)
        case .repeatText: try repeatTexts(call)
        case .characterAt: try pickCharacters(call)
        case .format: try formatTexts(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    private func concatenateTexts(_ call: InstructionCall) throws(Failure) {
        let (left, right) = (texts(call.step.a, call.rows), texts(call.step.b, call.rows))
        var (total, longest) = (0, 0)
        for row in 0..<call.rows {
            let count = left.views[row &* left.stride].count &+ right.views[row &* right.stride].count
            total &+= count > StringView.inlineByteCountMax ? count : 0
            longest = max(longest, count)
        }
        if longest > ComputeLimits.textByteCountMax {
            throw Failure(.memoryExceeded, "a text longer than \(ComputeLimits.textByteCountMax) bytes would be made")
        }
        // The last row may be short and needs room while it is put together.
        var writer = try TextAppender(rows: call.rows, expectedByteCount: total + 16, machine: self)
        for row in 0..<call.rows {
            if !call.isNull(row) {
                try writer.append(left[row])
                try writer.append(right[row])
            }
            writer.endRow()
        }
        try setText(call, &writer)
    }

    private func measureTexts(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        switch call.step.immediate {
        case 0: for row in 0..<call.rows { out[row] = scalarCount(texts[row]) }
        case 1: for row in 0..<call.rows { out[row] = call.isNull(row) ? 0 : graphemeCount(texts[row]) }
        default: for row in 0..<call.rows { out[row] = texts[row].count }
        }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: call.rows * 8)
    }

    private func trimTexts(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let views = Buffer(byteCount: call.rows * 16)
        let out = views.pointer(StringView.self)
        for row in 0..<call.rows {
            let side = call.step.immediate % 3
            let range =
                call.step.immediate < 3
                ? trimmedRange(texts[row], start: side != 2, end: side != 1)
                : rangeWithoutBlanks(texts[row], start: side != 2, end: side != 1)
            out[row] = texts.part(row, range.lowerBound, range.count)
        }
        try setViews(call, views, sharing: texts.column)
    }

    private func changeCase(_ call: InstructionCall, upper: Bool) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        var writer = try TextAppender(
            rows: call.rows, expectedByteCount: textByteCount(texts, call.rows) + 16, machine: self)
        let first: UInt8 = upper ? 97 : 65
        for row in 0..<call.rows {
            let bytes = texts[row]
            if call.isNull(row) {
                writer.endRow()
                continue
            }
            if isASCII(bytes) {
                let out = try writer.reserve(bytes.count)
                for index in 0..<bytes.count {
                    let byte = bytes[index]
                    out[index] = byte ^ (byte &- first < 26 ? 32 : 0)
                }
                writer.advance(bytes.count)
            } else {
                let text = String(decoding: bytes, as: UTF8.self)
                var changed = upper ? text.uppercased() : text.lowercased()
                if !upper && call.step.immediate == 1 { changed = lowercasedWithFinalSigma(text) ?? changed }
                let out = try writer.reserve(changed.utf8.count)
                changed.withUTF8 { utf8 in
                    if let start = utf8.baseAddress { out.update(from: start, count: utf8.count) }
                    writer.advance(utf8.count)
                }
            }
            writer.endRow()
        }
        try setText(call, &writer)
    }

    @inline(__always)
    private func testTexts(
        _ call: InstructionCall, _ test: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool
    ) throws(Failure) {
        let (texts, parts) = (texts(call.step.a, call.rows), texts(call.step.b, call.rows))
        let buffer = try allocate(call.rows, 1)
        let out = buffer.pointer(UInt8.self)
        for row in 0..<call.rows { out[row] = test(texts[row], parts[row]) ? 1 : 0 }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: call.rows)
    }

    private func findTexts(_ call: InstructionCall) throws(Failure) {
        let (texts, parts) = (texts(call.step.a, call.rows), texts(call.step.b, call.rows))
        let buffer = try allocate(call.rows, 8)
        let out = buffer.pointer(Int.self)
        for row in 0..<call.rows {
            let bytes = texts[row]
            let found = findBytes(bytes, parts[row])
            out[row] = found <= 0 ? found : scalarCount(UnsafeRawBufferPointer(rebasing: bytes[..<found]))
        }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: call.rows * 8)
    }

    private func replaceTexts(_ call: InstructionCall) throws(Failure) {
        let (texts, parts) = (texts(call.step.a, call.rows), texts(call.step.b, call.rows))
        let replacements = self.texts(call.step.c, call.rows)
        var writer = try TextAppender(rows: call.rows, machine: self)
        for row in 0..<call.rows {
            if !call.isNull(row) { try replace(texts[row], parts[row], replacements[row], &writer) }
            writer.endRow()
        }
        try setText(call, &writer)
    }

    /// An empty part occurs before each scalar and at the end.
    private func replace(
        _ text: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer, _ replacement: UnsafeRawBufferPointer,
        _ writer: inout TextAppender
    ) throws(Failure) {
        var start = 0
        if part.isEmpty {
            while start < text.count {
                let end = byteOffset(text, scalar: 1, from: start)
                try writer.append(replacement)
                try writer.append(UnsafeRawBufferPointer(rebasing: text[start..<end]))
                start = end
            }
            return try writer.append(replacement)
        }
        while true {
            let found = findBytes(text, part, from: start)
            let end = found < 0 ? text.count : found
            try writer.append(UnsafeRawBufferPointer(rebasing: text[start..<end]))
            if found < 0 { return }
            try writer.append(replacement)
            start = end + part.count
        }
    }

    private func sliceTexts(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let (from, to) = (self[call.step.b], self[call.step.c])
        let (firsts, ends) = (from.values!.pointer(Int.self), to.values!.pointer(Int.self))
        let views = Buffer(byteCount: call.rows * 16)
        let out = views.pointer(StringView.self)
        for row in 0..<call.rows {
            let bytes = texts[row]
            let ascii = isASCII(bytes)
            let length = ascii ? bytes.count : scalarCount(bytes)
            let range = clampedSlice(firsts[row &* from.stride], ends[row &* to.stride], length)
            if ascii || range.isEmpty {
                out[row] = texts.part(row, range.lowerBound, range.count)
            } else {
                let start = byteOffset(bytes, scalar: range.lowerBound)
                let end = byteOffset(bytes, scalar: range.count, from: start)
                out[row] = texts.part(row, start, end - start)
            }
        }
        try setViews(call, views, sharing: texts.column)
    }

    private func repeatTexts(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let times = self[call.step.b]
        let counts = times.values!.pointer(Int.self)
        var writer = try TextAppender(rows: call.rows, machine: self)
        for row in 0..<call.rows {
            let bytes = texts[row]
            let count = call.isNull(row) ? 0 : counts[row &* times.stride]
            if count > 0 && !bytes.isEmpty {
                let (total, overflow) = bytes.count.multipliedReportingOverflow(by: count)
                if overflow || total > ComputeLimits.textByteCountMax {
                    throw Failure(
                        .memoryExceeded,
                        "\(count) times \(bytes.count) bytes is more than the \(ComputeLimits.textByteCountMax) bytes "
                            + "that a text may have", row: row)
                }
                for _ in 0..<count { try writer.append(bytes) }
            }
            writer.endRow()
        }
        try setText(call, &writer)
    }

    private func pickCharacters(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let places = self[call.step.b]
        let indices = places.values!.pointer(Int.self)
        let views = Buffer(byteCount: call.rows * 16)
        let out = views.pointer(StringView.self)
        for row in 0..<call.rows {
            if call.isNull(row) {
                out[row] = StringView()
                continue
            }
            let bytes = texts[row]
            let index = indices[row &* places.stride]
            let length = index >= 0 && index < bytes.count && isASCII(bytes) ? bytes.count : scalarCount(bytes)
            let place = index < 0 && call.step.immediate == 1 ? index &+ length : index
            if place < 0 || place >= length {
                throw Failure(
                    .indexOutOfRange,
                    call.step.immediate == 1
                        ? "string index out of range"
                        : "index \(index) is out of range of a text of \(length) characters", row: row)
            }
            let start = length == bytes.count ? place : byteOffset(bytes, scalar: place)
            out[row] = texts.part(row, start, byteOffset(bytes, scalar: 1, from: start) - start)
        }
        try setViews(call, views, sharing: texts.column)
    }

    private func joinTexts(_ call: InstructionCall) throws(Failure) {
        let lists = Lists(try fullColumn(call.step.a, call.rows, call))
        let elements = Texts(lists.elements, stride: 1)
        let separators = texts(call.step.b, call.rows)
        let valid = lists.elements.valid
        let nulls = valid.map { _ in Buffer(byteCount: call.rows, filledWith: 1) }
        var writer = try TextAppender(rows: call.rows, machine: self)
        for row in 0..<call.rows {
            if !call.isNull(row) {
                let first = Int(lists.offsets[row])
                for element in first..<Int(lists.offsets[row + 1]) {
                    if element > first { try writer.append(separators[row]) }
                    try writer.append(elements[element])
                    if valid?[element] == 0 { nulls!.pointer(UInt8.self)[row] = 0 }
                }
            }
            writer.endRow()
        }
        try setText(InstructionCall(call, nullsToo: nulls), &writer)
    }
}

/// Where a text lies without U+0020 around it.
private func rangeWithoutBlanks(_ bytes: UnsafeRawBufferPointer, start: Bool, end: Bool) -> Range<Int> {
    var (first, last) = (0, bytes.count)
    while start, first < last, bytes[first] == 0x20 { first += 1 }
    while end, last > first, bytes[last - 1] == 0x20 { last -= 1 }
    return first..<last
}

private func startsWith(_ text: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer) -> Bool {
    part.count <= text.count && (part.isEmpty || memcmp(text.baseAddress!, part.baseAddress!, part.count) == 0)
}

private func endsWith(_ text: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer) -> Bool {
    part.count <= text.count
        && (part.isEmpty || memcmp(text.baseAddress! + (text.count - part.count), part.baseAddress!, part.count) == 0)
}

/// The range of a slice as Python takes it: negative positions count from the end, then both are clamped.
func clampedSlice(_ from: Int, _ to: Int, _ length: Int) -> Range<Int> {
    let start = min(max(from < 0 ? from &+ length : from, 0), length)
    let end = min(max(to < 0 ? to &+ length : to, 0), length)
    return start < end ? start..<end : start..<start
}

extension InstructionCall {
    /// The same call with more rows null.
    init(_ call: InstructionCall, nullsToo mask: Buffer?) {
        guard let mask else {
            self = call
            return
        }
        if let valid = call.valid {
            let out = mask.pointer(UInt8.self)
            for row in 0..<call.rows { out[row] &= valid[row] }
        }
        self.init(step: call.step, rows: call.rows, isConstant: call.isConstant, validity: mask)
    }
}

extension Machine {
    /// The operand as a column with as many rows as the call has.
    func fullColumn(_ register: Int, _ rows: Int, _ call: InstructionCall) throws(Failure) -> Column {
        call.isConstant ? column(register, 1) : try fullColumn(register, rows)
    }
}

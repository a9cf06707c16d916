// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    func executeSQLText(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .sqlSubstring: try takeSubstrings(call)
        case .sqlLike: try matchLike(call)
        case .sqlPad: try padTexts(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    private func takeSubstrings(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let (from, lengths) = (self[call.step.b], self[call.step.c])
        let (firsts, counts) = (from.values!.pointer(Int.self), lengths.values!.pointer(Int.self))
        let views = Buffer(byteCount: call.rows * 16)
        let out = views.pointer(StringView.self)
        for row in 0..<call.rows {
            let bytes = texts[row]
            let ascii = isASCII(bytes)
            let range = sqlRange(
                firsts[row &* from.stride], counts[row &* lengths.stride], ascii ? bytes.count : scalarCount(bytes))
            if ascii || range.isEmpty {
                out[row] = texts.part(row, range.lowerBound, range.count)
            } else {
                let start = byteOffset(bytes, scalar: range.lowerBound)
                out[row] = texts.part(row, start, byteOffset(bytes, scalar: range.count, from: start) - start)
            }
        }
        try setViews(call, views, sharing: texts.column)
    }

    private func matchLike(_ call: InstructionCall) throws(Failure) {
        let (texts, patterns) = (texts(call.step.a, call.rows), texts(call.step.b, call.rows))
        let buffer = try allocate(call.rows, 1)
        let out = buffer.pointer(UInt8.self)
        var pattern: LikePattern?
        for row in 0..<call.rows {
            out[row] = 0
            if call.isNull(row) { continue }
            if pattern == nil || patterns.stride != 0 {
                do throws(Failure) {
                    pattern = try LikePattern(patterns[row], escape: call.step.immediate)
                } catch {
                    var failure = error
                    failure.row = row
                    throw failure
                }
            }
            out[row] = pattern!.matches(texts[row]) ? 1 : 0
        }
        set(call.step.result, flat: buffer, validity: call.validity, isConstant: call.isConstant, charge: call.rows)
    }

    private func padTexts(_ call: InstructionCall) throws(Failure) {
        let (texts, fillings) = (texts(call.step.a, call.rows), texts(call.step.c, call.rows))
        let lengths = self[call.step.b]
        let counts = lengths.values!.pointer(Int.self)
        var writer = try TextAppender(rows: call.rows, machine: self)
        for row in 0..<call.rows {
            if !call.isNull(row) {
                let wanted = counts[row &* lengths.stride]
                let (bytes, filling) = (texts[row], fillings[row])
                let missing = wanted > 0 ? wanted - scalarCount(bytes) : 0
                if wanted > ComputeLimits.textByteCountMax {
                    throw Failure(
                        .memoryExceeded,
                        "a text of \(wanted) characters is more than the \(ComputeLimits.textByteCountMax) bytes "
                            + "that a "
                            + "text may have", row: row)
                }
                if missing > 0 {
                    if call.step.immediate == 1 { try writer.append(bytes) }
                    try fill(filling, missing, &writer)
                    if call.step.immediate == 0 { try writer.append(bytes) }
                } else if wanted > 0 {
                    let end = byteOffset(bytes, scalar: wanted)
                    try writer.append(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
                }
            }
            writer.endRow()
        }
        try setText(call, &writer)
    }

    /// So many scalars of the filling, again and again; nothing when it is empty.
    private func fill(_ filling: UnsafeRawBufferPointer, _ count: Int, _ writer: inout TextAppender) throws(Failure) {
        let length = scalarCount(filling)
        if length == 0 { return }
        for _ in 0..<(count / length) { try writer.append(filling) }
        let end = byteOffset(filling, scalar: count % length)
        try writer.append(UnsafeRawBufferPointer(rebasing: filling[..<end]))
    }
}

/// The scalars of SQL's `substring`: positions count from 1, 0 is as 1, negative ones count from the end; what lies
/// before the start takes from the count.
func sqlRange(_ position: Int, _ count: Int, _ length: Int) -> Range<Int> {
    let start = position > 0 ? position - 1 : position < 0 ? length &+ position : 0
    let (sum, overflow) = start.addingReportingOverflow(max(count, 0))
    let end = min(overflow ? length : sum, length)
    let first = min(max(start, 0), length)
    return first < end ? first..<end : first..<first
}

/// A pattern of SQL's LIKE: runs between the `%`, each of literal bytes and single scalars.
struct LikePattern {
    private enum Piece {
        case literal([UInt8])
        case oneScalar
    }

    /// Nothing but `%` between them; the first is at the start of the text, the last at its end.
    private var runs: [[Piece]] = []

    init(_ pattern: UnsafeRawBufferPointer, escape: Int) throws(Failure) {
        var (run, literal): ([Piece], [UInt8]) = ([], [])
        func flush() {
            if !literal.isEmpty { run.append(.literal(literal)) }
            literal = []
        }
        var isEscaped = false
        for scalar in String(decoding: pattern, as: UTF8.self).unicodeScalars {
            let isEscape = Int(scalar.value) == escape
            if isEscaped {
                guard scalar == "%" || scalar == "_" || isEscape else {
                    throw Self.malformed(.escapeInTheMiddle, pattern, "before '\(scalar)'")
                }
                literal += Array(UTF8.encode(scalar)!)
                isEscaped = false
            } else if isEscape {
                isEscaped = true
            } else if scalar == "%" {
                flush()
                runs.append(run)
                run = []
            } else if scalar == "_" {
                flush()
                run.append(.oneScalar)
            } else {
                literal += Array(UTF8.encode(scalar)!)
            }
        }
        if isEscaped { throw Self.malformed(.escapeAtTheEnd, pattern, "at the end") }
        flush()
        runs.append(run)
    }

    private static func malformed(
        _ condition: SQLCondition, _ pattern: UnsafeRawBufferPointer, _ place: String
    ) -> Failure {
        let shown = String(decoding: pattern.prefix(ComputeLimits.errorRowCharactersMax), as: UTF8.self)
        return Failure(
            condition, "The format is invalid: '\(shown)'. The escape character is not allowed \(place).")
    }

    func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = end(of: runs[0], in: text, from: 0) else { return false }
        if runs.count == 1 { return start == text.count }
        var place = start
        // The leftmost place for each is as good as any.
        for run in runs.dropFirst().dropLast() {
            guard let next = find(run, in: text, from: place) else { return false }
            place = next
        }
        return endsWith(runs[runs.count - 1], text, from: place)
    }

    /// Where a run that begins at `start` ends; nil when it does not stand there.
    private func end(of run: [Piece], in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var place = start
        for piece in run {
            switch piece {
            case .literal(let bytes):
                guard text.count - place >= bytes.count else { return nil }
                for index in bytes.indices where text[place + index] != bytes[index] { return nil }
                place += bytes.count
            case .oneScalar:
                guard place < text.count else { return nil }
                place = byteOffset(text, scalar: 1, from: place)
            }
        }
        return place
    }

    /// The end of the first place of the run.
    private func find(_ run: [Piece], in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        if case .literal(let bytes) = run.first {
            var place = start
            while true {
                let found = bytes.withUnsafeBytes { findBytes(text, $0, from: place) }
                if found < 0 { return nil }
                if let end = end(of: run, in: text, from: found) { return end }
                place = found + 1
            }
        }
        var place = start
        while true {
            if let end = end(of: run, in: text, from: place) { return end }
            if place >= text.count { return nil }
            place = byteOffset(text, scalar: 1, from: place)
        }
    }

    /// Whether the run stands at the end of the text, not before `start`.
    private func endsWith(_ run: [Piece], _ text: UnsafeRawBufferPointer, from start: Int) -> Bool {
        var place = text.count
        for piece in run.reversed() {
            switch piece {
            case .literal(let bytes):
                guard place - bytes.count >= start else { return false }
                place -= bytes.count
                for index in bytes.indices where text[place + index] != bytes[index] { return false }
            case .oneScalar:
                guard place > start else { return false }
                place -= 1
                while place > start, text[place] & 0xC0 == 0x80 { place -= 1 }
            }
        }
        return true
    }
}

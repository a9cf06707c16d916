// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Scripting

/// What compiled patterns are kept by.
struct PatternKey: Hashable {
    let pattern: [UInt8]
    let flags: PatternFlags
}

/// Regular expressions of Python over texts: parts of these are views that share them.
extension Machine {
    func executePattern(_ call: InstructionCall) throws(Failure) {
        switch call.step.opcode {
        case .matchPattern: try matchPatterns(call)
        case .splitPattern: try splitByPatterns(call)
        case .findPattern: try findPatterns(call)
        case .replacePattern: try replacePatterns(call)
        default: throw noKernel(call.step.opcode)
        }
    }

    /// The pattern of a row. Those that the program has used are kept.
    private func pattern(
        _ text: UnsafeRawBufferPointer, _ flags: PatternFlags, _ row: Int
    ) throws(Failure) -> TextPattern {
        let key = PatternKey(pattern: Array(text), flags: flags)
        if let known = textPatterns[key] { return known }
        do throws(Raised) {
            let made = try TextPattern(text, flags: flags.python)
            if textPatterns.count >= ComputeLimits.patternsKept { textPatterns = [:] }
            textPatterns[key] = made
            return made
        } catch { throw Failure(error, row: row) }
    }

    /// Calls `body` with each row that is not null and its pattern.
    private func forEachRow(
        _ call: InstructionCall, _ texts: Texts, _ body: (Int, TextPattern) throws(Failure) -> Void,
        end: (Int) -> Void
    ) throws(Failure) {
        let patterns = self.texts(call.step.b, call.rows)
        let flags = PatternFlags(rawValue: call.step.immediate % PatternFlags.count)
        var (known, byteCount): (TextPattern?, Int) = (nil, 0)
        for row in 0..<call.rows {
            if row % ComputeLimits.rowsOfPatternsBetweenChecks == 0 {
                try checkCancelled()
                try meter(byteCount >> 6)
                byteCount = 0
            }
            if !call.isNull(row) {
                if known == nil || patterns.stride != 0 { known = try pattern(patterns[row], flags, row) }
                byteCount += texts[row].count
                try body(row, known!)
            }
            end(row)
        }
    }

    private func matchPatterns(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let mode = TextPattern.Mode(rawValue: call.step.immediate / PatternFlags.count) ?? .search
        var parts = PartWriter(rows: call.rows, expected: call.rows * 4, byteCountMax: memoryLeft)
        var (unmatched, missing): ([Int], [Int]) = ([], [])
        try forEachRow(call, texts) { (row, pattern) throws(Failure) in
            guard let pairs = try find(pattern, texts[row], mode, row) else { return unmatched.append(row) }
            let count = pattern.groupCount + 1
            let room = try parts.reserve(count, row)
            for group in 0..<count {
                let (start, end) = (pairs[2 * group], pairs[2 * group + 1])
                let isMissing = start < 0 || end < start
                if isMissing { missing.append(parts.count + group) }
                room[group] = texts.part(row, isMissing ? 0 : start, isMissing ? 0 : end - start)
            }
            parts.count += count
        } end: {
            parts.endRow($0)
        }
        let validity = mask(unmatched, call.rows, copying: call.validity)
        try setParts(call, texts.column, parts, validity: validity, partValidity: mask(missing, parts.count))
    }

    /// A mask with these rows null; nil when none is.
    private func mask(_ nulls: [Int], _ count: Int, copying mask: Buffer? = nil) -> Buffer? {
        if nulls.isEmpty { return mask }
        let result = Buffer(byteCount: count, filledWith: 1)
        let out = result.pointer(UInt8.self)
        if let mask { out.update(from: mask.pointer(UInt8.self), count: count) }
        for row in nulls { out[row] = 0 }
        return result
    }

    private func find(
        _ pattern: TextPattern, _ text: UnsafeRawBufferPointer, _ mode: TextPattern.Mode, _ row: Int
    ) throws(Failure) -> UnsafePointer<Int>? {
        do throws(Raised) { return try pattern.find(text, mode) } catch { throw Failure(error, row: row) }
    }

    /// Calls `body` with the offsets of each match: an empty one does not follow another at the same place.
    private func forEachMatch(
        _ pattern: TextPattern, _ text: UnsafeRawBufferPointer, _ row: Int,
        _ body: (UnsafePointer<Int>) throws(Failure) -> Void
    ) throws(Failure) {
        var (place, wasEmpty) = (0, false)
        while true {
            let found: UnsafePointer<Int>?
            do throws(Raised) {
                found = try pattern.find(text, from: place, mayBeEmpty: !wasEmpty)
            } catch { throw Failure(error, row: row) }
            guard let found else { return }
            let (start, end) = (found[0], found[1])
            try body(found)
            wasEmpty = start == end
            place = end
        }
    }

    private func splitByPatterns(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        var parts = PartWriter(rows: call.rows, expected: call.rows * 4, byteCountMax: memoryLeft)
        var missing: [Int] = []
        try forEachRow(call, texts) { (row, pattern) throws(Failure) in
            let text = texts[row]
            var last = 0
            try forEachMatch(pattern, text, row) { (pairs) throws(Failure) in
                let room = try parts.reserve(1 + pattern.groupCount, row)
                room[0] = texts.part(row, last, max(pairs[0] - last, 0))
                for group in 0..<pattern.groupCount {
                    let (start, end) = (pairs[2 * group + 2], pairs[2 * group + 3])
                    let isMissing = start < 0 || end < start
                    if isMissing { missing.append(parts.count + 1 + group) }
                    room[1 + group] = texts.part(row, isMissing ? 0 : start, isMissing ? 0 : end - start)
                }
                parts.count += 1 + pattern.groupCount
                last = pairs[1]
            }
            try parts.reserve(1, row).pointee = texts.part(row, last, text.count - last)
            parts.count += 1
        } end: {
            parts.endRow($0)
        }
        try setParts(call, texts.column, parts, partValidity: mask(missing, parts.count))
    }

    private func findPatterns(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        var parts = PartWriter(rows: call.rows, expected: call.rows * 4, byteCountMax: memoryLeft)
        try forEachRow(call, texts) { (row, pattern) throws(Failure) in
            let group = min(pattern.groupCount, 1)
            try forEachMatch(pattern, texts[row], row) { (pairs) throws(Failure) in
                let (start, end) = (pairs[2 * group], pairs[2 * group + 1])
                let isMissing = start < 0 || end < start
                try parts.reserve(1, row).pointee = texts.part(
                    row, isMissing ? 0 : start, isMissing ? 0 : end - start)
                parts.count += 1
            }
        } end: {
            parts.endRow($0)
        }
        try setParts(call, texts.column, parts)
    }

    private func replacePatterns(_ call: InstructionCall) throws(Failure) {
        let texts = texts(call.step.a, call.rows)
        let templates = self.texts(call.step.c, call.rows)
        var writer = try TextAppender(
            rows: call.rows, expectedByteCount: textByteCount(texts, call.rows) + 16, machine: self)
        var made: [UInt8] = []
        try forEachRow(call, texts) { (row, pattern) throws(Failure) in
            let (text, template) = (texts[row], templates[row])
            var last = 0
            do throws(Raised) { try pattern.check(template) } catch { throw Failure(error, row: row) }
            try forEachMatch(pattern, text, row) { (pairs) throws(Failure) in
                try writer.append(UnsafeRawBufferPointer(rebasing: text[last..<max(pairs[0], last)]))
                made.removeAll(keepingCapacity: true)
                do throws(Raised) {
                    try pattern.expand(template, text, pairs, &made)
                } catch { throw Failure(error, row: row) }
                try writer.append(made)
                last = pairs[1]
            }
            try writer.append(UnsafeRawBufferPointer(rebasing: text[last...]))
        } end: { _ in
            writer.endRow()
        }
        try setText(call, &writer)
    }
}

extension Failure {
    /// What the library of scripts raises.
    init(_ raised: Raised, row: Int) {
        var message = ""
        if case .text(let text)? = raised.arguments.first { message = String(decoding: text.utf8, as: UTF8.self) }
        self.init(exception: raised.type, message, row: row)
        if raised.type == "MemoryError" { kind = .memoryExceeded }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Bytes that a script pays for each piece of a split text, besides the piece itself.
private let pieceOverhead = 64

func splitText(_ text: Text, _ call: Call) throws(Raised) -> Value {
    let (separator, limit) = try splitArguments(call)
    return try splitPieces(text, separator, limit, call.host)
}

/// The pieces of a text between separators (nil: white space), after at most `limit` cuts.
func splitPieces(_ text: Text, _ separator: Text?, _ limit: Int, _ host: any ScriptHost) throws(Raised) -> Value {
    let bytes = text.utf8
    var pieces: [Value] = []
    pieces.reserveCapacity(min(bytes.count / 4 + 1, 8))
    guard let separator else {
        var offset = 0
        while true {
            while offset < bytes.count, case let width = whitespaceWidth(bytes, offset), width > 0 { offset += width }
            if offset >= bytes.count { break }
            if pieces.count == limit {
                pieces.append(.text(text.part(offset..<bytes.count)))
                break
            }
            let begin = offset
            while offset < bytes.count && whitespaceWidth(bytes, offset) == 0 { offset += 1 }
            pieces.append(.text(text.part(begin..<offset)))
        }
        return try listOf(pieces, bytes.count, host)
    }
    var offset = 0
    while pieces.count < limit, let found = findBytes(bytes, separator.utf8, from: offset, to: bytes.count) {
        pieces.append(.text(text.part(offset..<found)))
        offset = found + separator.utf8.count
    }
    pieces.append(.text(text.part(offset..<bytes.count)))
    return try listOf(pieces, bytes.count, host)
}

private func listOf(_ pieces: [Value], _ bytes: Int, _ host: any ScriptHost) throws(Raised) -> Value {
    try host.reserve(pieces.count * pieceOverhead + bytes)
    try host.spend(pieces.count)
    return .list(ListObject(pieces))
}

/// Separator (nil: white space) and the greatest number of cuts.
private func splitArguments(_ call: Call) throws(Raised) -> (Text?, Int) {
    let bound = try call.bind(["sep", "maxsplit"])
    let limit = try wholeArgument(bound[1] ?? .int(-1))
    var separator: Text?
    switch bound[0] {
    case nil, .some(.none): break
    case .text(let text):
        if text.count == 0 { throw Raised("ValueError", "empty separator") }
        separator = text
    case .some(let other): throw Raised("TypeError", "must be str or None, not \(typeName(of: other))")
    }
    return (separator, limit < 0 ? .max : limit)
}

func splitTextFromEnd(_ text: Text, _ call: Call) throws(Raised) -> Value {
    let (separator, limit) = try splitArguments(call)
    var pieces: [Value] = []
    let bytes = text.utf8
    var end = bytes.count
    guard let separator else {
        while true {
            while end > 0, case let start = characterStart(bytes, before: end), whitespaceWidth(bytes, start) > 0 {
                end = start
            }
            if end == 0 { break }
            if pieces.count == limit {
                pieces.append(.text(text.part(0..<end)))
                break
            }
            var begin = end
            while begin > 0, case let start = characterStart(bytes, before: begin), whitespaceWidth(bytes, start) == 0 {
                begin = start
            }
            pieces.append(.text(text.part(begin..<end)))
            end = begin
        }
        return try listOf(pieces.reversed(), bytes.count, call.host)
    }
    if limit == .max { return try splitText(text, call) }
    while pieces.count < limit, let found = findLastBytes(bytes, separator.utf8, from: 0, to: end) {
        pieces.append(.text(text.part(found + separator.utf8.count..<end)))
        end = found
        try call.host.spend(end >> 5)
    }
    pieces.append(.text(text.part(0..<end)))
    return try listOf(pieces.reversed(), bytes.count, call.host)
}

func splitLines(_ text: Text, _ call: Call) throws(Raised) -> Value {
    let keepsEnds = try call.bind(["keepends"])[0].map(isTrue) ?? false
    let bytes = text.utf8
    var lines: [Value] = []
    var begin = 0
    var offset = 0
    while offset < bytes.count {
        let width = lineBreakWidth(bytes, offset)
        if width == 0 {
            offset += 1
            continue
        }
        lines.append(.text(text.part(begin..<(keepsEnds ? offset + width : offset))))
        offset += width
        begin = offset
    }
    if begin < bytes.count { lines.append(.text(text.part(begin..<bytes.count))) }
    return try listOf(lines, bytes.count, call.host)
}

/// Bytes of the line break at `offset`, or 0.
func lineBreakWidth(_ bytes: [UInt8], _ offset: Int) -> Int {
    switch bytes[offset] {
    case 13: return offset + 1 < bytes.count && bytes[offset + 1] == 10 ? 2 : 1
    case 10, 11, 12, 28, 29, 30: return 1
    case 0xC2: return offset + 1 < bytes.count && bytes[offset + 1] == 0x85 ? 2 : 0
    case 0xE2:
        guard offset + 2 < bytes.count, bytes[offset + 1] == 0x80 else { return 0 }
        return bytes[offset + 2] == 0xA8 || bytes[offset + 2] == 0xA9 ? 3 : 0
    default: return 0
    }
}

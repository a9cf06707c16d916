// SPDX-License-Identifier: Apache-2.0

/// Python's `os.path`: what looks at the text of a path alone. Texts and bytes alike.
func pathModule() -> ScriptObject {
    LibraryModule(
        "os.path", pathFunctions,
        constants: [
            "sep": .text(Text("/")), "curdir": .text(Text(".")), "pardir": .text(Text("..")),
            "extsep": .text(Text(".")), "altsep": .none, "pathsep": .text(Text(":")),
        ])
}

/// The bytes of a path, and what makes a value of others like it.
private func path(_ value: Value) throws(Raised) -> (bytes: [UInt8], made: ([UInt8]) -> Value) {
    switch value {
    case .text(let text): return (text.utf8, { .text(Text(utf8: $0)) })
    case .bytes(let bytes): return (bytes.bytes, { .bytes(ByteString($0)) })
    default:
        throw Raised("TypeError", "expected str, bytes or os.PathLike object, not \(typeName(of: value))")
    }
}

private let slash: UInt8 = 47
private let dot: UInt8 = 46

/// What comes before the last slash, without the slashes at its end, and what comes after.
private func split(_ path: [UInt8]) -> (head: [UInt8], tail: [UInt8]) {
    let start = path.lastIndex(of: slash).map { $0 + 1 } ?? 0
    var head = path[..<start]
    if head.contains(where: { $0 != slash }) { while head.last == slash { head.removeLast() } }
    return (Array(head), Array(path[start...]))
}

/// The name and its extension; dots in front make none.
private func splitExtension(_ path: [UInt8]) -> (root: [UInt8], extension: [UInt8]) {
    let start = path.lastIndex(of: slash).map { $0 + 1 } ?? 0
    guard let last = path[start...].lastIndex(of: dot), path[start..<last].contains(where: { $0 != dot }) else {
        return (path, [])
    }
    return (Array(path[..<last]), Array(path[last...]))
}

private func normalised(_ path: [UInt8]) -> [UInt8] {
    if path.isEmpty { return [dot] }
    let slashes = path.prefix { $0 == slash }.count
    // POSIX leaves two of them alone.
    let root = slashes == 2 ? 2 : min(slashes, 1)
    var parts: [ArraySlice<UInt8>] = []
    for part in path.split(separator: slash) where !part.elementsEqual([dot]) {
        let isParent = part.elementsEqual([dot, dot])
        if !isParent || root == 0 && parts.isEmpty || parts.last?.elementsEqual([dot, dot]) == true {
            parts.append(part)
        } else if !parts.isEmpty {
            parts.removeLast()
        }
    }
    let result = [UInt8](repeating: slash, count: root) + parts.joined(separator: [slash])
    return result.isEmpty ? [dot] : result
}

private func joined(_ call: Call) throws(Raised) -> Value {
    try call.noKeywords()
    guard let first = call.arguments.first else {
        throw Raised("TypeError", "join() missing 1 required positional argument: 'a'")
    }
    var (result, made) = try path(first)
    for next in call.arguments.dropFirst() {
        let (bytes, _) = try path(next)
        if typeName(of: next) != typeName(of: first) {
            throw Raised("TypeError", "Can't mix strings and bytes in path components")
        }
        try call.host.reserve(result.count + bytes.count)
        if bytes.first == slash {
            result = bytes
        } else {
            if !result.isEmpty && result.last != slash { result.append(slash) }
            result += bytes
        }
    }
    return made(result)
}

private func commonPath(_ call: Call) throws(Raised) -> Value {
    let values = try call.values(try call.one())
    guard let first = values.first else { throw Raised("ValueError", "commonpath() arg is an empty sequence") }
    let made = try path(first).made
    var common: [[UInt8]]?
    var isAbsolute: Bool?
    for value in values {
        let bytes = try path(value).bytes
        if let isAbsolute, isAbsolute != (bytes.first == slash) {
            throw Raised("ValueError", "Can't mix absolute and relative paths")
        }
        isAbsolute = bytes.first == slash
        let parts = bytes.split(separator: slash).map(Array.init).filter { $0 != [dot] }
        common = common.map { zip($0, parts).prefix { $0.0 == $0.1 }.map(\.0) } ?? parts
    }
    let root: [UInt8] = isAbsolute == true ? [slash] : []
    return made(root + Array((common ?? []).joined(separator: [slash])))
}

private func commonPrefix(_ call: Call) throws(Raised) -> Value {
    let values = try call.values(try call.one())
    guard let first = values.first else { return .text(Text("")) }
    guard case .text(let text) = first else { return try path(first).made(try prefix(values)) }
    var count = text.count
    for value in values {
        guard case .text(let other) = value else {
            throw Raised("TypeError", "Can't mix strings and bytes in path components")
        }
        count = min(count, zip(text.scalars, other.scalars).prefix { $0.0 == $0.1 }.count)
    }
    return .text(Text(scalars: Array(text.scalars.prefix(count))))
}

private func prefix(_ values: [Value]) throws(Raised) -> [UInt8] {
    var common: [UInt8]?
    for value in values {
        let bytes = try path(value).bytes
        common = common.map { zip($0, bytes).prefix { $0.0 == $0.1 }.map(\.0) } ?? bytes
    }
    return common ?? []
}

private func pair(_ made: ([UInt8]) -> Value, _ parts: ([UInt8], [UInt8])) -> Value {
    .tuple(TupleObject([made(parts.0), made(parts.1)]))
}

private let pathFunctions: [String: LibraryModule.Body] = [
    "join": joined, "commonpath": commonPath, "commonprefix": commonPrefix,
    "split": { (call) throws(Raised) -> Value in
        let (bytes, made) = try path(try call.one())
        return pair(made, split(bytes))
    },
    "basename": { (call) throws(Raised) -> Value in
        let (bytes, made) = try path(try call.one())
        return made(split(bytes).tail)
    },
    "dirname": { (call) throws(Raised) -> Value in
        let (bytes, made) = try path(try call.one())
        return made(split(bytes).head)
    },
    "splitext": { (call) throws(Raised) -> Value in
        let (bytes, made) = try path(try call.one())
        return pair(made, splitExtension(bytes))
    },
    "splitdrive": { (call) throws(Raised) -> Value in
        let (bytes, made) = try path(try call.one())
        return pair(made, ([], bytes))
    },
    "normpath": { (call) throws(Raised) -> Value in
        let (bytes, made) = try path(try call.one())
        try call.host.spend(bytes.count >> 4)
        return made(normalised(bytes))
    },
    "normcase": { (call) throws(Raised) -> Value in
        let value = try call.one()
        _ = try path(value)
        return value
    },
    "isabs": { (call) throws(Raised) -> Value in .bool(try path(try call.one()).bytes.first == slash) },
]

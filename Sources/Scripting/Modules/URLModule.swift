// SPDX-License-Identifier: Apache-2.0

/// Python's `urllib.parse`, over texts.
func urlModule() -> ScriptObject { LibraryModule("urllib.parse", urlFunctions) }

private let hexDigits = Array("0123456789ABCDEF".utf8)
private let alwaysSafe: Set<UInt8> = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~".utf8)

// MARK: Quoting

private func quoted(_ bytes: [UInt8], safe: [UInt8], plus: Bool = false) -> [UInt8] {
    var kept = alwaysSafe
    for byte in safe where byte < 0x80 { kept.insert(byte) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes {
        if plus && byte == 32 {
            result.append(43)
        } else if kept.contains(byte) {
            result.append(byte)
        } else {
            result += [37, hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
        }
    }
    return result
}

private func nibble(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
}

private func unquoted(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
        if bytes[place] == 37, place + 2 < bytes.count, let high = nibble(bytes[place + 1]),
            let low = nibble(bytes[place + 2])
        {
            result.append(high << 4 | low)
            place += 3
        } else {
            result.append(bytes[place])
            place += 1
        }
    }
    return result
}

/// Text and encoding of an argument, as bytes.
private func encodedPart(_ value: Value, _ encoding: Value?, _ errors: Value?) throws(Raised) -> [UInt8] {
    switch value {
    case .bytes(let bytes): return bytes.bytes
    case .text(let text):
        return try encode(text, name(encoding, "utf-8"), errors: name(errors, "strict"))
    default: throw Raised("TypeError", "quote_from_bytes() expected bytes")
    }
}

private func name(_ value: Value?, _ standard: String) -> String {
    if case .text(let text)? = value { return text.string }
    return standard
}

private func quote(_ call: Call, plus: Bool, safe standard: String) throws(Raised) -> Value {
    let bound = try call.bind(["string", "safe", "encoding", "errors"], required: 1)
    let bytes = try encodedPart(bound[0] ?? .none, bound[2], bound[3])
    try call.host.spend(bytes.count >> 4)
    try call.host.reserve(bytes.count)
    let safe = try bound[1].map { (value) throws(Raised) -> [UInt8] in try encodedPart(value, nil, nil) }
    return .text(Text(utf8: quoted(bytes, safe: safe ?? Array(standard.utf8), plus: plus)))
}

private func unquote(_ value: Value, _ encoding: Value?, _ errors: Value?, plus: Bool) throws(Raised) -> Text {
    var bytes: [UInt8]
    switch value {
    case .text(let text): bytes = text.utf8
    case .bytes where plus: throw Raised("TypeError", "a bytes-like object is required, not 'str'")
    case .bytes(let given):
        return try decode(unquoted(given.bytes), name(encoding, "utf-8"), errors: name(errors, "replace"))
    default:
        if plus { throw Raised("AttributeError", "'\(typeName(of: value))' object has no attribute 'replace'") }
        throw Raised("TypeError", "argument of type '\(typeName(of: value))' is not iterable")
    }
    if plus { bytes = bytes.map { $0 == 43 ? 32 : $0 } }
    guard bytes.contains(37) else { return Text(utf8: bytes) }
    return try decode(unquoted(bytes), name(encoding, "utf-8"), errors: name(errors, "replace"))
}

private func queryText(_ value: Value, _ call: Call, _ options: (safe: [UInt8], plus: Bool)) throws(Raised) -> [UInt8] {
    if case .bytes(let bytes) = value { return quoted(bytes.bytes, safe: options.safe, plus: options.plus) }
    let text = try textOf(value, call.host)
    return quoted(text.utf8, safe: options.safe, plus: options.plus)
}

private func urlEncode(_ call: Call) throws(Raised) -> Value {
    let bound = try call.bind(["query", "doseq", "safe", "encoding", "errors", "quote_via"], required: 1)
    var entries: [(Value, Value)] = []
    if let items = try (call.host as? ScriptInstance)?.mappingItems(bound[0] ?? .none) {
        entries = items.map { ($0.key, $0.value) }
    } else if case .dict(let dict)? = bound[0] {
        entries = dict.items.map { ($0.key, $0.value) }
    } else {
        for pair in try call.values(bound[0] ?? .none) {
            let parts = try call.values(pair)
            guard parts.count == 2 else {
                throw Raised("TypeError", "not a valid non-string sequence or mapping object")
            }
            entries.append((parts[0], parts[1]))
        }
    }
    let safe = try bound[2].map { (value) throws(Raised) -> [UInt8] in try encodedPart(value, nil, nil) } ?? []
    var plus = true
    if case .object(let function)? = bound[5], let native = function as? NativeFunction {
        plus = native.name != "quote"
    }
    var parts: [[UInt8]] = []
    for (key, value) in entries {
        try call.host.spend(1)
        let left = try queryText(key, call, (safe, plus))
        var values = [value]
        if bound[1].map(isTrue) ?? false {
            switch value {
            case .text, .bytes, .int, .float, .bool, .none: break
            default: values = try call.values(value)
            }
        }
        for value in values { parts.append(left + [61] + (try queryText(value, call, (safe, plus)))) }
    }
    let result = Array(parts.joined(separator: [38]))
    try call.host.reserve(result.count)
    return .text(Text(utf8: result))
}

private func queryPairs(_ call: Call) throws(Raised) -> [(Text, Text)] {
    let names = [
        "qs", "keep_blank_values", "strict_parsing", "encoding", "errors", "max_num_fields", "separator",
    ]
    let bound = try call.bind(names, required: 1)
    let keepsBlanks = bound[1].map(isTrue) ?? false
    let isStrict = bound[2].map(isTrue) ?? false
    let source = try textArgument(bound[0] ?? .none, "queries on executors are texts, not ").utf8
    var separator: UInt8 = 38
    if case .text(let given)? = bound[6] {
        guard given.utf8.count == 1 else { throw Raised("ValueError", "Separator must be of type string or bytes.") }
        separator = given.utf8[0]
    }
    try call.host.spend(source.count >> 3)
    var pairs: [(Text, Text)] = []
    if source.isEmpty { return [] }
    let fields = source.split(separator: separator, omittingEmptySubsequences: false)
    if let most = bound[5]?.wholeNumber, fields.count > most {
        throw Raised("ValueError", "Max number of fields exceeded")
    }
    for field in fields where !field.isEmpty || isStrict {
        let parts = field.split(separator: 61, maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count < 2 {
            if isStrict {
                throw Raised("ValueError", "bad query field: '\(String(decoding: field, as: UTF8.self))'")
            }
            if !keepsBlanks { continue }
        }
        let value = parts.count > 1 ? Array(parts[1]) : []
        if value.isEmpty && !keepsBlanks { continue }
        let left = try unquote(.text(Text(utf8: Array(parts[0]))), bound[3], bound[4], plus: true)
        pairs.append((left, try unquote(.text(Text(utf8: value)), bound[3], bound[4], plus: true)))
    }
    return pairs
}

// MARK: Parts

/// The parts of a URL; those that Python has as texts are texts here.
struct URLParts {
    var scheme = ""
    var netloc = ""
    var path = ""
    var params = ""
    var query = ""
    var fragment = ""

    private static let withNetloc: Set<String> = [
        "", "ftp", "http", "gopher", "nntp", "telnet", "imap", "wais", "file", "mms", "https", "shttp", "snews",
        "prospero", "rtsp", "rtspu", "rsync", "svn", "svn+ssh", "sftp", "nfs", "git", "git+ssh", "ws", "wss",
        "itms-services",
    ]
    private static let withParams: Set<String> = [
        "", "ftp", "hdl", "prospero", "http", "imap", "https", "shttp", "rtsp", "rtspu", "sip", "sips", "mms", "sftp",
        "tel",
    ]
    private static let relative: Set<String> = [
        "", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms", "prospero", "rtsp",
        "rtspu", "sftp", "svn", "svn+ssh", "ws", "wss",
    ]

    init() {}

    init(_ url: String, scheme standard: String = "", fragments: Bool = true) throws(Raised) {
        var rest = Substring(
            String(
                String.UnicodeScalarView(
                    url.unicodeScalars.drop { $0.value <= 0x20 }.filter { $0 != "\t" && $0 != "\n" && $0 != "\r" })))
        scheme = standard.trimmingBlanks()
        if let colon = rest.firstIndex(of: ":"), colon > rest.startIndex, let first = rest.unicodeScalars.first,
            first.isASCII, first.properties.isAlphabetic,
            rest[..<colon].unicodeScalars.allSatisfy({
                $0.isASCII
                    && ($0.properties.isAlphabetic || (48...57).contains($0.value) || "+-.".unicodeScalars.contains($0))
            })
        {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
            netloc = String(rest[..<end])
            rest = rest[end...]
            if netloc.contains("[") != netloc.contains("]") { throw Raised("ValueError", "Invalid IPv6 URL") }
        }
        if fragments, let hash = rest.firstIndex(of: "#") {
            fragment = String(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        path = String(rest)
    }

    /// Takes what follows a semicolon in the last part of the path out of it.
    mutating func splitParams() {
        guard Self.withParams.contains(scheme), path.contains(";") else { return }
        let start = path.lastIndex(of: "/") ?? path.startIndex
        guard let mark = path[start...].firstIndex(of: ";") else { return }
        params = String(path[path.index(after: mark)...])
        path = String(path[..<mark])
    }

    /// The URL of the parts.
    var joined: String {
        var url = params.isEmpty ? path : path + ";" + params
        if !netloc.isEmpty || !scheme.isEmpty && Self.withNetloc.contains(scheme) && !url.hasPrefix("//") {
            if !url.isEmpty && !url.hasPrefix("/") { url = "/" + url }
            url = "//" + netloc + url
        } else if url.hasPrefix("//") {
            url = "//" + url
        }
        if !scheme.isEmpty { url = scheme + ":" + url }
        if !query.isEmpty { url += "?" + query }
        if !fragment.isEmpty { url += "#" + fragment }
        return url
    }

    /// Where a link in this page leads.
    func following(_ link: String) throws(Raised) -> String {
        var next = try URLParts(link, scheme: scheme)
        next.splitParams()
        if next.scheme != scheme || !Self.relative.contains(next.scheme) { return link }
        if Self.withNetloc.contains(next.scheme) {
            if !next.netloc.isEmpty { return next.joined }
            next.netloc = netloc
        }
        if next.path.isEmpty && next.params.isEmpty {
            next.path = path
            next.params = params
            if next.query.isEmpty { next.query = query }
            return next.joined
        }
        var base = path.components("/")
        if base.last != "" { base.removeLast() }
        var segments: [String]
        if next.path.hasPrefix("/") {
            segments = next.path.components("/")
        } else {
            segments = base + next.path.components("/")
            if segments.count > 2 {
                segments = [segments[0]] + segments[1..<segments.count - 1].filter { !$0.isEmpty } + [segments.last!]
            }
        }
        var resolved: [String] = []
        for segment in segments {
            if segment == ".." {
                if !resolved.isEmpty { resolved.removeLast() }
            } else if segment != "." {
                resolved.append(segment)
            }
        }
        if segments.last == "." || segments.last == ".." { resolved.append("") }
        next.path = resolved.joined(separator: "/")
        if next.path.isEmpty { next.path = "/" }
        return next.joined
    }
}

extension String {
    fileprivate func components(_ separator: Character) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    fileprivate func trimmingBlanks() -> String {
        var scalars = unicodeScalars[...]
        while let first = scalars.first, first.value <= 0x20 { scalars.removeFirst() }
        while let last = scalars.last, last.value <= 0x20 { scalars.removeLast() }
        return String(scalars)
    }
}

/// Where a URL leads, out of its netloc.
private func netlocPart(_ name: String, _ netloc: String) throws(Raised) -> Value? {
    let at = netloc.lastIndex(of: "@")
    let user = at.map { netloc[..<$0] }
    let host = at.map { netloc[netloc.index(after: $0)...] } ?? netloc[...]
    func text(_ part: Substring?) -> Value { part.map { .text(Text(String($0))) } ?? Value.none }
    var address = host
    var port: Substring?
    if let open = host.firstIndex(of: "["), let close = host[open...].firstIndex(of: "]") {
        address = host[host.index(after: open)..<close]
        let rest = host[host.index(after: close)...]
        if let colon = rest.firstIndex(of: ":") { port = rest[rest.index(after: colon)...] }
    } else if let colon = host.firstIndex(of: ":") {
        address = host[..<colon]
        port = host[host.index(after: colon)...]
    }
    switch name {
    case "username": return text(user.map { $0.prefix { $0 != ":" } })
    case "password":
        guard let user, let colon = user.firstIndex(of: ":") else { return Value.none }
        return text(user[user.index(after: colon)...])
    case "hostname": return address.isEmpty ? Value.none : .text(Text(address.lowercased()))
    case "port":
        guard let port, !port.isEmpty else { return Value.none }
        guard let number = Int(port), port.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw Raised("ValueError", "Port could not be cast to integer value as '\(port)'")
        }
        guard number <= 65_535 else { throw Raised("ValueError", "Port out of range 0-65535") }
        return .int(number)
    default: return nil
    }
}

/// What `urlsplit` and `urlparse` give.
final class URLResult: RowObject {
    static func of(_ parts: URLParts, hasParams: Bool) throws(Raised) -> Value {
        func value(_ text: String) -> Value { .text(Text(text)) }
        let name = hasParams ? "ParseResult" : "SplitResult"
        let names =
            hasParams
            ? ["scheme", "netloc", "path", "params", "query", "fragment"]
            : ["scheme", "netloc", "path", "query", "fragment"]
        guard let description = ClassDescription.namedTuple(name, names, module: "urllib.parse") else { return .none }
        var values = [value(parts.scheme), value(parts.netloc), value(parts.path)]
        if hasParams { values.append(value(parts.params)) }
        return .object(URLResult(description, values + [value(parts.query), value(parts.fragment)]))
    }

    override func with(_ values: [Value]) -> RowObject { description.map { URLResult($0, values) } ?? self }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        if let found = try super.field(name, host) { return found }
        guard case .text(let netloc) = tuple.elements[1] else { return nil }
        return try netlocPart(name, netloc.string)
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if name == "geturl" { return .text(Text(try partsOf(.object(self), host).joined)) }
        return try super.callMethod(name, arguments, keywords, host)
    }
}

/// The parts that a tuple of five or six texts names.
private func partsOf(_ value: Value, _ host: any ScriptHost) throws(Raised) -> URLParts {
    var texts: [String] = []
    let iterator = try host.iterate(value)
    while let part = try iterator.next(host) {
        texts.append(try textArgument(part, "the parts of a URL on executors are texts, not ").string)
    }
    guard texts.count == 5 || texts.count == 6 else {
        throw Raised("ValueError", "a URL has 5 or 6 parts, not \(texts.count)")
    }
    var parts = URLParts()
    (parts.scheme, parts.netloc, parts.path) = (texts[0], texts[1], texts[2])
    if texts.count == 6 { parts.params = texts[3] }
    (parts.query, parts.fragment) = (texts[texts.count - 2], texts[texts.count - 1])
    return parts
}

private func parse(_ call: Call, hasParams: Bool) throws(Raised) -> Value {
    let bound = try call.bind(["url", "scheme", "allow_fragments"], required: 1)
    let url = try textArgument(bound[0] ?? .none, "URLs on executors are texts, not ")
    try call.host.spend(url.utf8.count >> 3)
    var parts = try URLParts(
        url.string, scheme: name(bound[1], ""), fragments: bound[2].map(isTrue) ?? true)
    if hasParams { parts.splitParams() }
    return try URLResult.of(parts, hasParams: hasParams)
}

private let urlFunctions: [String: LibraryModule.Body] = [
    "quote": { (call) throws(Raised) -> Value in try quote(call, plus: false, safe: "/") },
    "quote_plus": { (call) throws(Raised) -> Value in try quote(call, plus: true, safe: "") },
    "quote_from_bytes": { (call) throws(Raised) -> Value in try quote(call, plus: false, safe: "/") },
    "unquote": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["string", "encoding", "errors"], required: 1)
        return .text(try unquote(bound[0] ?? .none, bound[1], bound[2], plus: false))
    },
    "unquote_plus": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["string", "encoding", "errors"], required: 1)
        return .text(try unquote(bound[0] ?? .none, bound[1], bound[2], plus: true))
    },
    "unquote_to_bytes": { (call) throws(Raised) -> Value in
        let value = try call.one()
        switch value {
        case .text(let text): return .bytes(ByteString(unquoted(text.utf8)))
        case .bytes(let bytes): return .bytes(ByteString(unquoted(bytes.bytes)))
        default: throw Raised("AttributeError", "'\(typeName(of: value))' object has no attribute 'split'")
        }
    },
    "urlencode": urlEncode,
    "parse_qsl": { (call) throws(Raised) -> Value in
        .list(
            ListObject(try queryPairs(call).map { .tuple(TupleObject([.text($0.0), .text($0.1)])) }))
    },
    "parse_qs": { (call) throws(Raised) -> Value in
        let dict = DictObject()
        for (name, value) in try queryPairs(call) {
            let key = try ValueKey(.text(name))
            if case .list(let list)? = dict[key] {
                list.elements.append(.text(value))
            } else {
                dict[key] = .list(ListObject([.text(value)]))
            }
        }
        return .dict(dict)
    },
    "urlsplit": { (call) throws(Raised) -> Value in try parse(call, hasParams: false) },
    "urlparse": { (call) throws(Raised) -> Value in try parse(call, hasParams: true) },
    "urlunsplit": { (call) throws(Raised) -> Value in
        .text(Text(try partsOf(try call.one(), call.host).joined))
    },
    "urlunparse": { (call) throws(Raised) -> Value in
        .text(Text(try partsOf(try call.one(), call.host).joined))
    },
    "urljoin": { (call) throws(Raised) -> Value in
        let bound = try call.bind(["base", "url", "allow_fragments"], required: 2)
        let base = try textArgument(bound[0] ?? .none, "URLs on executors are texts, not ").string
        let link = try textArgument(bound[1] ?? .none, "URLs on executors are texts, not ").string
        try call.host.spend((base.utf8.count + link.utf8.count) >> 3)
        if base.isEmpty { return .text(Text(link)) }
        if link.isEmpty { return .text(Text(base)) }
        var page = try URLParts(base)
        page.splitParams()
        return .text(Text(try page.following(link)))
    },
    "urldefrag": { (call) throws(Raised) -> Value in
        let url = try textArgument(try call.one(), "URLs on executors are texts, not ").string
        var parts = try URLParts(url)
        let fragment = parts.fragment
        parts.fragment = ""
        guard
            let description = ClassDescription.namedTuple("DefragResult", ["url", "fragment"], module: "urllib.parse")
        else { return .none }
        return .object(
            RowObject(description, [.text(Text(fragment.isEmpty ? url : parts.joined)), .text(Text(fragment))]))
    },
]

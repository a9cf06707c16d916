// SPDX-License-Identifier: Apache-2.0

var templateClass: LibraryClass {
    LibraryClass("Template", isInstance: { $0 is TemplateObject }) { (call) throws(Raised) -> Value in
        let bound = try call.bind(["template"], required: 1)
        return .object(TemplateObject(bound[0] ?? Value.none))
    }
}

/// Python's `string.Template`: `$name` and `${name}`, `$$` for a dollar.
final class TemplateObject: LibraryObject {
    private var template: Value

    init(_ template: Value) { self.template = template }

    deinit { LettingGo.take(&template) }

    override var typeName: String { "Template" }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "template": template
        case "delimiter": .text(Text("$"))
        case "idpattern": .text(Text("(?a:[_a-z][_a-z0-9]*)"))
        default: nil
        }
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "substitute": method(TemplateObject.self) { (object, call) throws(Raised) -> Value in
            try object.filled(call, isSafe: false)
        },
        "safe_substitute": method(TemplateObject.self) { (object, call) throws(Raised) -> Value in
            try object.filled(call, isSafe: true)
        },
        "get_identifiers": method(TemplateObject.self) { (object, call) throws(Raised) -> Value in
            try call.count(0, 0)
            var names: [Value] = []
            try object.parts { (part) throws(Raised) in
                if case .name(let range) = part.kind {
                    let name = Value.text(try object.text().part(range))
                    if try search(names, name, call.host) == nil { names.append(name) }
                }
            }
            return .list(ListObject(names))
        },
        "is_valid": method(TemplateObject.self) { (object, call) throws(Raised) -> Value in
            try call.count(0, 0)
            var isValid = true
            try object.parts { (part) throws(Raised) in if case .invalid = part.kind { isValid = false } }
            return .bool(isValid)
        },
    ]

    private func text() throws(Raised) -> Text {
        if case .text(let text) = template { return text }
        throw Raised("TypeError", "expected string or bytes-like object, got '\(Scripting.typeName(of: template))'")
    }

    /// What a dollar begins: the bytes of it and what they mean.
    private struct Part {
        enum Kind { case dollar, name(Range<Int>), invalid }
        var range: Range<Int>
        var kind: Kind
    }

    private func parts(_ take: (Part) throws(Raised) -> Void) throws(Raised) {
        let bytes = try text().utf8
        func nameEnd(_ start: Int) -> Int {
            var end = start
            while end < bytes.count {
                let byte = bytes[end]
                guard byte == 95 || (byte | 32) &- 97 < 26 || end > start && byte &- 48 < 10 else { break }
                end += 1
            }
            return end
        }
        var index = 0
        while let dollar = bytes[index...].firstIndex(of: 36) {
            let next = dollar + 1
            if next < bytes.count && bytes[next] == 36 {
                index = next + 1
                try take(Part(range: dollar..<index, kind: .dollar))
                continue
            }
            let isBraced = next < bytes.count && bytes[next] == 123
            let start = isBraced ? next + 1 : next
            let end = nameEnd(start)
            if end > start, !isBraced || end < bytes.count && bytes[end] == 125 {
                index = isBraced ? end + 1 : end
                try take(Part(range: dollar..<index, kind: .name(start..<end)))
            } else {
                index = next
                try take(Part(range: dollar..<next, kind: .invalid))
            }
        }
    }

    private func filled(_ call: Call, isSafe: Bool) throws(Raised) -> Value {
        try call.withoutKeywords.count(0, 1)
        let host = call.host
        let text = try text()
        let given = DictObject()
        for (name, value) in call.keywords { given[try ValueKey(.text(Text(name)))] = value }
        var bytes: [UInt8] = []
        var copied = 0
        try parts { (part) throws(Raised) in
            bytes += text.utf8[copied..<part.range.lowerBound]
            copied = part.range.upperBound
            switch part.kind {
            case .dollar: bytes.append(36)
            case .invalid:
                if !isSafe { throw Self.invalid(text, part.range.lowerBound) }
                bytes.append(36)
            case .name(let range):
                let name = Value.text(text.part(range))
                var value = given[try ValueKey(name)]
                if value == nil, let mapping = call.arguments.first {
                    do throws(Raised) { value = try elementOf(mapping, name, host) } catch {
                        if !isSafe || error.type != "KeyError" { throw error }
                    }
                }
                if let value {
                    let shown = try textOf(value, host)
                    try host.reserve(shown.utf8.count)
                    bytes += shown.utf8
                } else if isSafe {
                    bytes += text.utf8[part.range]
                } else {
                    throw Raised("KeyError", arguments: [name])
                }
            }
        }
        bytes += text.utf8[copied...]
        try host.reserve(bytes.count)
        return .text(Text(utf8: bytes))
    }

    /// The error about a dollar that begins nothing, with its line and column.
    private static func invalid(_ text: Text, _ offset: Int) -> Raised {
        var line = 1
        var start = 0
        // Up to the dollar, as `str.splitlines` counts lines.
        var index = 0
        while index < offset {
            let width = lineBreakWidth(text.utf8, index)
            index += max(width, 1)
            if width > 0 && index <= offset {
                line += 1
                start = index
            }
        }
        let column = text.position(ofByte: offset) - text.position(ofByte: start) + 1
        return Raised("ValueError", "Invalid placeholder in string: line \(line), col \(column)")
    }
}

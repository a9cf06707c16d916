// SPDX-License-Identifier: Apache-2.0

import CYAML
import JSONValues

/// Why a text is no YAML that Martlet reads.
package struct YAMLError: Error, Hashable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    package var reason: String

    package var description: String { "line \(line): \(reason)" }
}

extension JSON {
    /// Reads the first document of a YAML text (JSON is YAML) as Kubernetes' own tools do: words such as `yes` are
    /// truth values, `0400` is octal, merge keys and aliases are written out.
    package init(yaml bytes: [UInt8]) throws(YAMLError) {
        let reader = YAMLReader()
        self = try reader.document(bytes)
    }
}

/// Builds values from libyaml's events.
private final class YAMLReader {
    private var parser = yaml_parser_t()
    private var anchors: [String: JSON] = [:]
    private var depth = 0
    private var count = 0

    /// One step of the text, out of libyaml's hands.
    private struct Event {
        enum Kind {
            case scalar(String, isPlain: Bool, tag: String?)
            case list, listEnd, map, mapEnd, alias, document, end
        }
        var kind: Kind
        var anchor: String?
        var line: Int
    }

    func document(_ bytes: [UInt8]) throws(YAMLError) -> JSON {
        guard yaml_parser_initialize(&parser) == 1 else { throw YAMLError(line: 1, reason: "no memory for the parser") }
        defer { yaml_parser_delete(&parser) }
        // The parser keeps the pointer until it is deleted.
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        defer { copy.deallocate() }
        copy.update(from: bytes, count: bytes.count)
        yaml_parser_set_input_string(&parser, copy, bytes.count)
        let first = try next()
        guard case .document = first.kind else { return .null }
        return try value(try next())
    }

    private func next() throws(YAMLError) -> Event {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(&parser, &event) == 1 else {
                let reason = parser.problem.map { String(cString: $0) } ?? "the text is no YAML"
                throw YAMLError(line: parser.problem_mark.line + 1, reason: reason)
            }
            defer { yaml_event_delete(&event) }
            let line = event.start_mark.line + 1
            func made(_ kind: Event.Kind, _ anchor: UnsafeMutablePointer<yaml_char_t>? = nil) -> Event {
                Event(kind: kind, anchor: anchor.map { String(cString: $0) }, line: line)
            }
            switch event.type {
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
            case YAML_DOCUMENT_START_EVENT: return made(.document)
            case YAML_SCALAR_EVENT:
                let scalar = event.data.scalar
                let text = String(
                    decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
                let tag = scalar.tag.map { String(cString: $0) }
                return made(
                    .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, tag: tag), scalar.anchor)
            case YAML_SEQUENCE_START_EVENT: return made(.list, event.data.sequence_start.anchor)
            case YAML_SEQUENCE_END_EVENT: return made(.listEnd)
            case YAML_MAPPING_START_EVENT: return made(.map, event.data.mapping_start.anchor)
            case YAML_MAPPING_END_EVENT: return made(.mapEnd)
            case YAML_ALIAS_EVENT: return made(.alias, event.data.alias.anchor)
            default: return made(.end)
            }
        }
    }

    private func value(_ event: Event) throws(YAMLError) -> JSON {
        depth += 1
        defer { depth -= 1 }
        guard depth <= JSONLimits.valueDepthMax else {
            throw YAMLError(line: event.line, reason: "values are nested too deeply")
        }
        try tally(1, event)
        let value: JSON
        switch event.kind {
        case .scalar(let text, let isPlain, let tag):
            value = tag == nil && isPlain ? Self.resolved(text) : .string(text)
        case .list: value = try list()
        case .map: value = try map()
        case .alias:
            guard let known = anchors[event.anchor ?? ""] else {
                throw YAMLError(line: event.line, reason: "an alias '*\(event.anchor ?? "")' of nothing")
            }
            try tally(known.valueCount, event)
            return known
        case .listEnd, .mapEnd, .document, .end:
            throw YAMLError(line: event.line, reason: "the text ends within a value")
        }
        if let anchor = event.anchor { anchors[anchor] = value }
        return value
    }

    /// A few aliases of aliases can stand for more values than there is memory.
    private func tally(_ more: Int, _ event: Event) throws(YAMLError) {
        count += more
        guard count <= KubernetesLimits.yamlValuesMax else {
            throw YAMLError(line: event.line, reason: "there are more than \(KubernetesLimits.yamlValuesMax) values")
        }
    }

    private func list() throws(YAMLError) -> JSON {
        var items: [JSON] = []
        while true {
            let event = try next()
            if case .listEnd = event.kind { return .array(items) }
            items.append(try value(event))
        }
    }

    private func map() throws(YAMLError) -> JSON {
        var fields: [String: JSON] = [:]
        var merged: [JSON] = []
        while true {
            let event = try next()
            if case .mapEnd = event.kind { break }
            guard case .scalar(let key, let isPlain, _) = event.kind else {
                throw YAMLError(line: event.line, reason: "a key that is no text")
            }
            let value = try value(try next())
            if key == "<<" && isPlain {
                if case .array(let several) = value { merged += several } else { merged.append(value) }
                continue
            }
            guard fields.updateValue(value, forKey: key) == nil else {
                throw YAMLError(line: event.line, reason: "'\(key)' is there twice")
            }
        }
        for one in merged { fields.merge(one.fields) { own, _ in own } }
        return .object(fields)
    }

    /// A plain scalar by YAML 1.1's rules, as far as Kubernetes' tools follow them.
    private static func resolved(_ text: String) -> JSON {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return .bool(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || "+-.".utf8.contains(first) else {
            return .string(text)
        }
        let digits = text.filter { $0 != "_" }
        if let value = whole(digits) { return .int(value) }
        let isNumber = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        if isNumber, let value = Double(digits), value.isFinite { return .double(value) }
        return .string(text)
    }

    private static func whole(_ text: String) -> Int? {
        let isNegative = text.hasPrefix("-")
        let digits = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard digits.first?.isNumber == true else { return nil }
        let value: Int?
        let marked = digits.dropFirst(2)
        if digits.hasPrefix("0x") || digits.hasPrefix("0o") {
            guard marked.first != "-", marked.first != "+" else { return nil }
            value = Int(marked, radix: digits.hasPrefix("0x") ? 16 : 8)
        } else if digits.count > 1 && digits.hasPrefix("0") {
            value = Int(digits, radix: 8)
        } else {
            value = Int(digits)
        }
        return value.map { isNegative ? -$0 : $0 }
    }
}

extension JSON {
    /// This value and all within it.
    fileprivate var valueCount: Int {
        switch self {
        case .array(let items): items.reduce(1) { $0 + $1.valueCount }
        case .object(let fields): fields.values.reduce(1) { $0 + $1.valueCount }
        default: 1
        }
    }
}

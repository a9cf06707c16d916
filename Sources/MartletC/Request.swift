// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Interchange

/// A request of the host: a map whose fields are read by name and type.
struct Request {
    private let entries: [Scalar.Entry]
    /// That of the session: what its functions draw random numbers by.
    var randomSeed: UInt64 = 0

    init(_ bytes: UnsafeRawBufferPointer) throws(Refusal) {
        let value: Scalar
        do { value = try Marshal.decode(bytes) } catch { throw Refusal(error) }
        try self.init(value)
    }

    /// A part of a request that is a map, too.
    init(_ value: Scalar) throws(Refusal) {
        guard case .map(let entries) = value else { throw .type("a request is a dict, not \(value.kindName)") }
        self.entries = entries
    }

    /// The value of a field; nil when it is not there or None.
    func value(_ name: String) -> Scalar? {
        guard let found = entries.first(where: { $0.key == .string(name) })?.value, found != .null else { return nil }
        return found
    }

    private func required<T>(_ name: String, _ value: T?) throws(Refusal) -> T {
        guard let value else { throw .type("the request needs '\(name)'") }
        return value
    }

    private func wrong(_ name: String, _ value: Scalar, _ wanted: String) -> Refusal {
        .type("'\(name)' is \(wanted), not \(value.kindName)")
    }

    func optionalText(_ name: String) throws(Refusal) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else { throw wrong(name, value, "a str") }
        return text
    }

    func text(_ name: String) throws(Refusal) -> String { try required(name, try optionalText(name)) }

    func optionalInt(_ name: String) throws(Refusal) -> Int? {
        guard let value = value(name) else { return nil }
        guard case .int(let number) = value else { throw wrong(name, value, "an int") }
        return number
    }

    func int(_ name: String) throws(Refusal) -> Int { try required(name, try optionalInt(name)) }

    func ints(_ name: String) throws(Refusal) -> [Int] { try required(name, try optionalInts(name)) }

    func bool(_ name: String, or standard: Bool) throws(Refusal) -> Bool {
        guard let value = value(name) else { return standard }
        guard case .bool(let flag) = value else { throw wrong(name, value, "a bool") }
        return flag
    }

    func optionalBytes(_ name: String) throws(Refusal) -> [UInt8]? {
        guard let value = value(name) else { return nil }
        guard case .bytes(let bytes) = value else { throw wrong(name, value, "bytes") }
        return bytes
    }

    func optionalList(_ name: String) throws(Refusal) -> [Scalar]? {
        guard let value = value(name) else { return nil }
        switch value {
        case .list(let items), .tuple(let items): return items
        default: throw wrong(name, value, "a list")
        }
    }

    func optionalStrings(_ name: String) throws(Refusal) -> [String]? {
        guard let items = try optionalList(name) else { return nil }
        var texts: [String] = []
        for item in items {
            guard case .string(let text) = item else { throw wrong(name, item, "a list of str") }
            texts.append(text)
        }
        return texts
    }

    func optionalInts(_ name: String) throws(Refusal) -> [Int]? {
        guard let items = try optionalList(name) else { return nil }
        var numbers: [Int] = []
        for item in items {
            guard case .int(let number) = item else { throw wrong(name, item, "a list of ints") }
            numbers.append(number)
        }
        return numbers
    }

    /// Text by text, as configuration is; other values as a person writes them.
    func texts(_ name: String) throws(Refusal) -> [String: String] {
        guard let value = value(name) else { return [:] }
        guard case .map(let entries) = value else { throw wrong(name, value, "a dict") }
        var found: [String: String] = [:]
        for entry in entries {
            guard case .string(let key) = entry.key else { throw wrong(name, entry.key, "a dict of str") }
            if case .string(let text) = entry.value { found[key] = text } else { found[key] = "\(entry.value)" }
        }
        return found
    }

    /// A function of the host as a syntax tree.
    func optionalClosure(_ name: String) throws(Refusal) -> PythonClosure? {
        guard let value = value(name) else { return nil }
        var closure: PythonClosure
        do { closure = try PythonClosure(decoding: value) } catch { throw Refusal(error) }
        closure.site = try site()
        closure.randomSeed = randomSeed
        return closure
    }

    /// Where the host's user called the operation: (file, line, column, end column, text of the line).
    func site() throws(Refusal) -> SourcePlace? {
        guard let fields = try optionalList("site") else { return nil }
        guard fields.count == 5, case .string(let file) = fields[0], case .int(let line) = fields[1],
            case .int(let column) = fields[2], case .int(let end) = fields[3], case .string(let text) = fields[4]
        else { throw .type("'site' is (file, line, column, end column, text)") }
        let columns = 0...HostLimits.siteNumberMax
        guard columns.contains(line), columns.contains(column), columns.contains(end) else {
            throw .value("'site' has a line or column out of range")
        }
        guard line > 0 else { return nil }
        return SourcePlace(
            file: file, line: line, column: column, endColumn: end,
            text: String(text.prefix(HostLimits.siteCharactersMax)))
    }

    func closure(_ name: String) throws(Refusal) -> PythonClosure { try required(name, try optionalClosure(name)) }

    /// What a dataset or job is called in progress and errors.
    func name(or standard: String) throws(Refusal) -> String {
        String((try optionalText("name") ?? standard).prefix(HostLimits.nameCharactersMax))
    }
}

extension Scalar {
    /// The value's class in Python's words.
    var kindName: String {
        switch self {
        case .null: "None"
        case .bool: "bool"
        case .int: "int"
        case .float: "float"
        case .decimal: "decimal"
        case .string: "str"
        case .bytes: "bytes"
        case .tuple: "tuple"
        case .list: "list"
        case .map: "dict"
        case .set: "set"
        case .frozenSet: "frozenset"
        case .object(let name, _): name
        }
    }
}

extension PythonClosure {
    /// The function of a row (key, value) that this one is for its key.
    var ofKey: PythonClosure {
        let place = Place(line: entryFunction.source.line)
        func node(_ kind: PythonExpression.Kind) -> PythonExpression { PythonExpression(kind, place) }
        let key = node(.subscripted(node(.name("row")), node(.constant(.int(0)))))
        let value = node(.call(node(.function(entry)), [key], []))
        var closure = self
        closure.functions.append(
            PythonFunction(
                name: entryFunction.name, source: entryFunction.source, parameters: PythonParameters(["row"]),
                body: [PythonStatement(.return(value), place)]))
        closure.entry = closure.functions.count - 1
        return closure
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Python's `csv`: readers over texts, and writers into whatever has a `write`.
func csvModule() -> ScriptObject {
    var constants: [String: Value] = [
        "Error": .object(ExceptionClass("csv.Error")), "QUOTE_MINIMAL": .int(0), "QUOTE_ALL": .int(1),
        "QUOTE_NONNUMERIC": .int(2), "QUOTE_NONE": .int(3),
    ]
    constants["DictReader"] = .object(
        LibraryClass("DictReader", isInstance: { $0 is CSVReader }) { (call) throws(Raised) -> Value in
            let bound = try call.withOnly(["f", "fieldnames", "restkey", "restval", "dialect"])
            let reader = try CSVReader(try call.host.iterate(bound.values[0] ?? .none), bound.dialect, isMapping: true)
            if let names = bound.values[1], !areSame(names, .none) { reader.names = try call.values(names) }
            reader.restKey = bound.values[2] ?? .none
            reader.restValue = bound.values[3] ?? .none
            return .object(reader)
        })
    constants["DictWriter"] = .object(
        LibraryClass("DictWriter", isInstance: { $0 is CSVWriter }) { (call) throws(Raised) -> Value in
            let bound = try call.withOnly(["f", "fieldnames", "restval", "extrasaction", "dialect"])
            let writer = CSVWriter(bound.values[0] ?? .none, bound.dialect)
            writer.names = try call.values(bound.values[1] ?? .none)
            writer.restValue = bound.values[2] ?? .text(Text(""))
            if case .text(let action)? = bound.values[3] { writer.ignoresExtras = action.string == "ignore" }
            return .object(writer)
        })
    return LibraryModule(
        "csv",
        [
            "reader": { (call) throws(Raised) -> Value in
                let bound = try call.withOnly(["csvfile", "dialect"])
                return .object(
                    try CSVReader(try call.host.iterate(bound.values[0] ?? .none), bound.dialect, isMapping: false))
            },
            "writer": { (call) throws(Raised) -> Value in
                let bound = try call.withOnly(["csvfile", "dialect"])
                return .object(CSVWriter(bound.values[0] ?? .none, bound.dialect))
            },
            "field_size_limit": { (call) throws(Raised) -> Value in .int(131_072) },
            "list_dialects": { (_) throws(Raised) -> Value in
                .list(ListObject(["excel", "excel-tab", "unix"].map { .text(Text($0)) }))
            },
        ], constants: constants)
}

/// How rows are written.
struct CSVDialect {
    enum Quoting: Int { case minimal, all, nonNumeric, none }

    var delimiter: Unicode.Scalar = ","
    var quote: Unicode.Scalar? = "\""
    var escape: Unicode.Scalar?
    var doublesQuotes = true
    var skipsBlanks = false
    var lineEnd = "\r\n"
    var quoting = Quoting.minimal
    var isStrict = false

    /// A dialect of the library's by its name, and the options of a call.
    init(_ dialect: Value?, _ options: Keywords) throws(Raised) {
        if let dialect, !areSame(dialect, .none) {
            guard case .text(let name) = dialect else {
                throw Raised("TypeError", "dialects on executors are named: excel, excel-tab or unix")
            }
            switch name.string {
            case "excel": break
            case "excel-tab": delimiter = "\t"
            case "unix": (lineEnd, quoting) = ("\n", .all)
            default: throw Raised("csv.Error", "unknown dialect")
            }
        }
        for (name, value) in options { try set(name, value) }
        if quoting != .none, quote == nil { throw Raised("TypeError", "quotechar must be set if quoting enabled") }
    }

    private mutating func set(_ name: String, _ value: Value) throws(Raised) {
        switch name {
        case "delimiter":
            guard let one = try scalar(name, value) else {
                throw Raised("TypeError", "\"delimiter\" must be a 1-character string")
            }
            delimiter = one
        case "quotechar": quote = try scalar(name, value)
        case "escapechar": escape = try scalar(name, value)
        case "doublequote": doublesQuotes = isTrue(value)
        case "skipinitialspace": skipsBlanks = isTrue(value)
        case "strict": isStrict = isTrue(value)
        case "lineterminator": lineEnd = try textArgument(value, "\"lineterminator\" must be a string, not ").string
        case "quoting":
            guard let quoting = value.wholeNumber.flatMap(Quoting.init) else {
                throw Raised("TypeError", "bad \"quoting\" value")
            }
            self.quoting = quoting
        default: throw Raised("TypeError", "'\(name)' is an invalid keyword argument for this function")
        }
    }

    private func scalar(_ name: String, _ value: Value) throws(Raised) -> Unicode.Scalar? {
        if areSame(value, .none) { return nil }
        let text = try textArgument(value, "\"\(name)\" must be string, not ")
        guard text.count == 1 else { throw Raised("TypeError", "\"\(name)\" must be a 1-character string") }
        return text.scalars[0]
    }
}

extension Call {
    /// The arguments of these names; the others are options of a dialect, which is the last of them.
    fileprivate func withOnly(_ names: [String]) throws(Raised) -> (values: [Value?], dialect: CSVDialect) {
        let own = keywords.filter { names.contains($0.name) }
        let values = try Call(name, arguments, own, host).bind(names, required: 1)
        let options = keywords.filter { !names.contains($0.name) }
        return (values, try CSVDialect(values[names.count - 1], options))
    }
}

/// Rows of texts, one for each line or several of them.
private final class CSVReader: LibraryObject, ValueIterator {
    private var source: (any ValueIterator)?
    private let dialect: CSVDialect
    private let isMapping: Bool
    var names: [Value]?
    var restKey = Value.none
    var restValue = Value.none
    private var lineNumber = 0

    init(_ source: any ValueIterator, _ dialect: CSVDialect, isMapping: Bool) throws(Raised) {
        self.source = source
        self.dialect = dialect
        self.isMapping = isMapping
    }

    deinit { LettingGo.take(&source) }

    override var typeName: String { isMapping ? "DictReader" : "_csv.reader" }
    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { self }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "line_num": return .int(lineNumber)
        case "fieldnames" where isMapping: return .list(ListObject(try fieldNames(host)))
        default: return nil
        }
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "__next__": method(CSVReader.self) { (reader, call) throws(Raised) -> Value in
            guard let row = try reader.next(call.host) else { throw Raised("StopIteration", arguments: []) }
            return row
        }
    ]

    private func fieldNames(_ host: any ScriptHost) throws(Raised) -> [Value] {
        if let names { return names }
        let first = try row(host) ?? []
        names = first
        return first
    }

    func next(_ host: any ScriptHost) throws(Raised) -> Value? {
        guard isMapping else { return try row(host).map { .list(ListObject($0)) } }
        let names = try fieldNames(host)
        var values: [Value] = []
        repeat {
            guard let next = try row(host) else { return nil }
            values = next
        } while values.isEmpty
        let dict = DictObject()
        for (index, name) in names.enumerated() {
            dict[try ValueKey(name)] = index < values.count ? values[index] : restValue
        }
        if values.count > names.count {
            dict[try ValueKey(restKey)] = .list(ListObject(Array(values[names.count...])))
        }
        return .dict(dict)
    }

    private func row(_ host: any ScriptHost) throws(Raised) -> [Value]? {
        var parser = RowParser(dialect)
        repeat {
            guard let source, let line = try source.next(host) else {
                if parser.isWithin {
                    if dialect.isStrict { throw Raised("csv.Error", "unexpected end of data") }
                    try parser.endField()
                    return parser.fields
                }
                return nil
            }
            guard case .text(let text) = line else {
                throw Raised(
                    "csv.Error",
                    "iterator should return strings, not \(Scripting.typeName(of: line)) (the file should be opened "
                        + "in text mode)")
            }
            lineNumber += 1
            try host.spend(1 + text.utf8.count >> 4)
            try host.reserve(text.utf8.count + 64)
            for scalar in text.scalars { try parser.take(scalar) }
            try parser.take(nil)
        } while !parser.isAtStart
        return parser.fields
    }
}

/// One row, scalar by scalar.
private struct RowParser {
    private enum State { case startOfRow, startOfField, escaped, inField, quoted, escapedInQuotes, quoteInQuotes, end }

    private let dialect: CSVDialect
    private var state = State.startOfRow
    private(set) var fields: [Value] = []
    private var field: [UInt8] = []
    private var isNumber = false

    init(_ dialect: CSVDialect) { self.dialect = dialect }

    var isAtStart: Bool { state == .startOfRow }
    /// Whether a row has begun that no line has ended.
    var isWithin: Bool { !field.isEmpty || state == .quoted || state == .escapedInQuotes }

    mutating func endField() throws(Raised) {
        let text = Text(utf8: field)
        fields.append(isNumber ? .float(try parseFloat(text)) : .text(text))
        field = []
        isNumber = false
    }

    /// The next scalar of a line; nil at its end.
    mutating func take(_ scalar: Unicode.Scalar?) throws(Raised) {
        let isEnd = scalar == nil || scalar == "\n" || scalar == "\r"
        switch state {
        case .startOfRow:
            guard let scalar else { return }
            if isEnd {
                state = .end
            } else {
                try begin(scalar)
            }
        case .startOfField:
            if isEnd {
                try endField()
                state = scalar == nil ? .startOfRow : .end
            } else if let scalar {
                try begin(scalar)
            }
        case .escaped:
            field.appendScalar(scalar ?? "\n")
            state = .inField
        case .inField: try inside(scalar, isEnd)
        case .quoted:
            if let scalar { try quoted(scalar) }
        case .escapedInQuotes:
            field.appendScalar(scalar ?? "\n")
            state = .quoted
        case .quoteInQuotes: try afterQuote(scalar, isEnd)
        case .end:
            if scalar == nil {
                state = .startOfRow
            } else if !isEnd {
                throw Raised(
                    "csv.Error",
                    "new-line character seen in unquoted field - do you need to open the file in "
                        + "universal-newline mode?")
            }
        }
    }

    private mutating func begin(_ scalar: Unicode.Scalar) throws(Raised) {
        if scalar == dialect.quote, dialect.quoting != .none {
            state = .quoted
        } else if scalar == dialect.escape {
            state = .escaped
        } else if scalar == " ", dialect.skipsBlanks {
            state = .startOfField
        } else if scalar == dialect.delimiter {
            try endField()
            state = .startOfField
        } else {
            isNumber = dialect.quoting == .nonNumeric
            field.appendScalar(scalar)
            state = .inField
        }
    }

    private mutating func inside(_ scalar: Unicode.Scalar?, _ isEnd: Bool) throws(Raised) {
        if isEnd {
            try endField()
            state = scalar == nil ? .startOfRow : .end
        } else if scalar == dialect.escape {
            state = .escaped
        } else if scalar == dialect.delimiter {
            try endField()
            state = .startOfField
        } else if let scalar {
            field.appendScalar(scalar)
        }
    }

    private mutating func quoted(_ scalar: Unicode.Scalar) throws(Raised) {
        if scalar == dialect.escape {
            state = .escapedInQuotes
        } else if scalar == dialect.quote, dialect.quoting != .none {
            state = dialect.doublesQuotes ? .quoteInQuotes : .inField
        } else {
            field.appendScalar(scalar)
        }
    }

    private mutating func afterQuote(_ scalar: Unicode.Scalar?, _ isEnd: Bool) throws(Raised) {
        if dialect.quoting != .none, let scalar, scalar == dialect.quote {
            field.appendScalar(scalar)
            state = .quoted
        } else if scalar == dialect.delimiter {
            try endField()
            state = .startOfField
        } else if isEnd {
            try endField()
            state = scalar == nil ? .startOfRow : .end
        } else if let scalar, !dialect.isStrict {
            field.appendScalar(scalar)
            state = .inField
        } else {
            throw Raised(
                "csv.Error",
                "'\(dialect.delimiter)' expected after '\(dialect.quote.map { String(Character($0)) } ?? "")'")
        }
    }
}

/// Writes rows into an object with a method `write`.
private final class CSVWriter: LibraryObject {
    private var target: Value
    private let dialect: CSVDialect
    /// Of a writer of dicts.
    var names: [Value]?
    var restValue = Value.none
    var ignoresExtras = false

    init(_ target: Value, _ dialect: CSVDialect) {
        self.target = target
        self.dialect = dialect
    }

    deinit { LettingGo.take(&target) }

    override var typeName: String { names == nil ? "_csv.writer" : "DictWriter" }
    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "writerow": method(CSVWriter.self) { (writer, call) throws(Raised) -> Value in
            try writer.write(try call.one(), call.host)
        },
        "writerows": method(CSVWriter.self) { (writer, call) throws(Raised) -> Value in
            for row in try call.values(try call.one()) { _ = try writer.write(row, call.host) }
            return .none
        },
        "writeheader": method(CSVWriter.self) { (writer, call) throws(Raised) -> Value in
            try writer.write(values: writer.names ?? [], call.host)
        },
    ]

    private func write(_ row: Value, _ host: any ScriptHost) throws(Raised) -> Value {
        guard let names else {
            let iterator: any ValueIterator
            do throws(Raised) { iterator = try host.iterate(row) } catch {
                if error.type != "TypeError" { throw error }
                throw Raised("csv.Error", "iterable expected, not \(Scripting.typeName(of: row))")
            }
            var values: [Value] = []
            while let value = try iterator.next(host) { values.append(value) }
            return try write(values: values, host)
        }
        guard case .dict(let dict) = row else { throw Raised("AttributeError", "a writer of dicts needs a dict") }
        if !ignoresExtras {
            let extras = dict.items.map(\.key).filter { key in !names.contains { Scripting.isEqual($0, key) } }
            if !extras.isEmpty {
                var shown: [String] = []
                for extra in extras { shown.append(try reprOf(extra, host)) }
                throw Raised("ValueError", "dict contains fields not in fieldnames: " + shown.joined(separator: ", "))
            }
        }
        var values: [Value] = []
        for name in names { values.append(dict[try ValueKey(name)] ?? restValue) }
        return try write(values: values, host)
    }

    private func write(values: [Value], _ host: any ScriptHost) throws(Raised) -> Value {
        var line = ""
        for (index, value) in values.enumerated() {
            if index > 0 { line.unicodeScalars.append(dialect.delimiter) }
            try append(value, to: &line, isAlone: values.count == 1, host)
        }
        try host.reserve(line.utf8.count)
        return try callMethodOf(target, "write", [.text(Text(line + dialect.lineEnd))], [], host)
    }

    private func append(
        _ value: Value, to line: inout String, isAlone: Bool, _ host: any ScriptHost
    ) throws(Raised) {
        let text: String
        var isNumber = false
        switch value {
        case .none: text = ""
        case .text(let own): text = own.string
        case .float:
            text = try reprOf(value, host)
            isNumber = true
        default:
            isNumber = value.wholeNumber != nil
            text = try strOf(value, host)
        }
        var isQuoted = dialect.quoting == .all || dialect.quoting == .nonNumeric && !isNumber
        let special = text.unicodeScalars.contains {
            $0 == dialect.delimiter || $0 == dialect.escape || $0 == dialect.quote || $0 == "\n" || $0 == "\r"
                || dialect.lineEnd.unicodeScalars.contains($0)
        }
        if dialect.quoting == .minimal, special || isAlone && text.isEmpty { isQuoted = true }
        if isAlone, text.isEmpty, !isQuoted {
            throw Raised("csv.Error", "single empty field record must be quoted")
        }
        let quote = dialect.quote ?? "\""
        if isQuoted { line.unicodeScalars.append(quote) }
        for scalar in text.unicodeScalars {
            let isSpecial =
                scalar == dialect.delimiter || scalar == dialect.quote || scalar == dialect.escape || scalar == "\n"
                || scalar == "\r"
            if isSpecial {
                if isQuoted, scalar == dialect.quote, dialect.doublesQuotes {
                    line.unicodeScalars.append(quote)
                } else if !isQuoted || scalar == dialect.quote || scalar == dialect.escape {
                    guard let escape = dialect.escape else {
                        throw Raised("csv.Error", "need to escape, but no escapechar set")
                    }
                    line.unicodeScalars.append(escape)
                }
            }
            line.unicodeScalars.append(scalar)
        }
        if isQuoted { line.unicodeScalars.append(quote) }
    }
}

// MARK: io

/// Python's `io`: texts in memory.
func ioModule() -> ScriptObject {
    LibraryModule(
        "io", [:],
        constants: [
            "StringIO": .object(
                LibraryClass("StringIO", isInstance: { $0 is TextBuffer }) { (call) throws(Raised) -> Value in
                    let bound = try call.bind(["initial_value", "newline"])
                    guard let first = bound[0], !areSame(first, .none) else { return .object(TextBuffer([])) }
                    return .object(
                        TextBuffer(try textArgument(first, "initial_value must be str or None, not ").utf8))
                })
        ])
}

/// A text that is written and read.
private final class TextBuffer: LibraryObject, ValueIterator {
    private var bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    override var typeName: String { "StringIO" }
    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { self }

    func next(_ host: any ScriptHost) throws(Raised) -> Value? {
        let line = readLine()
        try host.spend(1 + line.count >> 5)
        return line.isEmpty ? nil : .text(Text(utf8: Array(line)))
    }

    private func readLine() -> ArraySlice<UInt8> {
        let end = bytes[place...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
        defer { place = end }
        return bytes[place..<end]
    }

    private func write(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Value {
        let text = try textArgument(value, "string argument expected, got ")
        try host.reserve(text.utf8.count)
        let end = min(place + text.utf8.count, bytes.count)
        bytes.replaceSubrange(place..<end, with: text.utf8)
        place += text.utf8.count
        return .int(text.count)
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "write": method(TextBuffer.self) { (buffer, call) throws(Raised) -> Value in
            try buffer.write(try call.one(), call.host)
        },
        "writelines": method(TextBuffer.self) { (buffer, call) throws(Raised) -> Value in
            for line in try call.values(try call.one()) { _ = try buffer.write(line, call.host) }
            return .none
        },
        "getvalue": method(TextBuffer.self) { (buffer, call) throws(Raised) -> Value in
            try call.host.reserve(buffer.bytes.count)
            return .text(Text(utf8: buffer.bytes))
        },
        "read": method(TextBuffer.self) { (buffer, call) throws(Raised) -> Value in
            try call.count(0, 1)
            let rest = Text(utf8: Array(buffer.bytes[buffer.place...]))
            var size = rest.count
            if let given = call.arguments.first?.wholeNumber, given >= 0 { size = min(given, size) }
            let end = rest.byteOffset(ofPosition: size)
            buffer.place += end
            return .text(rest.part(0..<end))
        },
        "readline": method(TextBuffer.self) { (buffer, call) throws(Raised) -> Value in
            .text(Text(utf8: Array(buffer.readLine())))
        },
        "readlines": method(TextBuffer.self) { (buffer, call) throws(Raised) -> Value in
            .list(ListObject(try call.values(.object(buffer))))
        },
        "seek": method(TextBuffer.self) { (buffer, call) throws(Raised) -> Value in
            let position = try wholeArgument(try call.one())
            guard position == 0 else { throw Raised("OSError", "on executors only seek(0) is known") }
            buffer.place = 0
            return .int(0)
        },
        "close": method(TextBuffer.self) { (_, _) throws(Raised) -> Value in .none },
    ]
}

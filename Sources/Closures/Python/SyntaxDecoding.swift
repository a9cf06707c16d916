// SPDX-License-Identifier: Apache-2.0

public import Columnar

extension PythonClosure {
    /// The closure in a decoded request. Anything that is not well formed is an error.
    public init(decoding value: Scalar) throws(ClosureError) {
        var decoder = SyntaxDecoder()
        self = try decoder.closure(value)
    }
}

/// Reads syntax trees from values: each node a tuple (kind, line, column, end column, fields ...). Depth and number of
/// nodes are bounded, so that nothing that walks a tree later meets more.
struct SyntaxDecoder {
    typealias Fields = ArraySlice<Scalar>

    private var nodeCount = 0
    private var depth = 0
    private var file = ""
    /// Entries that `captured` and `function` may name.
    private var constantCount = 0
    private var functionCount = 0

    // MARK: The module

    mutating func closure(_ value: Scalar) throws(ClosureError) -> PythonClosure {
        guard case .map(let entries) = value else { throw malformed("a closure is not a map") }
        let functions = try sequence(field("functions", entries))
        let constants = try sequence(field("constants", entries))
        guard case .int(let entry) = try field("entry", entries), functions.indices.contains(entry) else {
            throw malformed("the entry of a closure is none of its functions")
        }
        constantCount = constants.count
        functionCount = functions.count
        var decoded: [PythonFunction] = []
        for function in functions { decoded.append(try self.function(function)) }
        return PythonClosure(functions: decoded, constants: constants, entry: entry)
    }

    private mutating func function(_ value: Scalar) throws(ClosureError) -> PythonFunction {
        guard case .map(let entries) = value else { throw malformed("a function is not a map") }
        file = try text(field("file", entries))
        var lines: [Int: String] = [:]
        if case .map(let texts)? = Self.find("lines", entries) {
            for entry in texts {
                guard case .int(let number) = entry.key else { throw malformed("a line number is not an int") }
                lines[number] = try text(entry.value)
            }
        }
        let source = ClosureSource(file: file, line: try int(field("line", entries)), lines: lines)
        return PythonFunction(
            name: try text(field("name", entries)), source: source,
            parameters: try parameters(field("params", entries)), body: try statements(field("body", entries)),
            isGenerator: Self.find("generator", entries) == .bool(true))
    }

    mutating func parameters(_ value: Scalar) throws(ClosureError) -> PythonParameters {
        let fields = try sequence(value)
        guard fields.count == 5 else { throw malformed("parameters have \(fields.count) fields instead of 5") }
        var keywordOnly: [PythonParameters.KeywordOnly] = []
        for parameter in try sequence(fields[3]) {
            let pair = try sequence(parameter)
            guard pair.count == 2 else { throw malformed("a keyword parameter is not a pair") }
            keywordOnly.append(.init(name: try text(pair[0]), defaultValue: try optional(pair[1])))
        }
        let result = PythonParameters(
            try texts(fields[0]), defaults: try expressions(fields[1]), rest: try optionalText(fields[2]),
            keywordOnly: keywordOnly, keywordRest: try optionalText(fields[4]))
        guard result.defaults.count <= result.names.count else { throw malformed("more defaults than parameters") }
        guard Set(result.allNames).count == result.allNames.count else { throw malformed("a parameter twice") }
        return result
    }

    // MARK: Nodes

    /// Splits a node into kind, place and fields, and counts it.
    mutating func open(_ value: Scalar) throws(ClosureError) -> (kind: String, place: Place, fields: Fields) {
        let all = try sequence(value)
        guard all.count >= 4 else { throw malformed("a node of \(all.count) fields") }
        nodeCount += 1
        guard nodeCount <= ClosureLimits.syntaxNodesMax else {
            throw ClosureError(
                "the function is too large", advice: "split it over several map steps", file: file, line: 0)
        }
        let place = Place(line: try bounded(all[1]), column: try bounded(all[2]), endColumn: try bounded(all[3]))
        return (try text(all[0]), place, all[4...])
    }

    /// Runs `body` one level deeper.
    mutating func nested<Result>(
        _ place: Place, _ body: (inout SyntaxDecoder) throws(ClosureError) -> Result
    ) throws(ClosureError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ClosureLimits.syntaxDepthMax else {
            throw ClosureError(
                "the code nests deeper than \(ClosureLimits.syntaxDepthMax) levels",
                advice: "split it into several functions", file: file, line: place.line, column: place.column)
        }
        return try body(&self)
    }

    func count(_ fields: Fields, _ wanted: Int, _ kind: String) throws(ClosureError) {
        guard fields.count == wanted else {
            throw malformed("a node \(kind) with \(fields.count) fields instead of \(wanted)")
        }
    }

    func constant(at value: Scalar) throws(ClosureError) -> Int {
        let index = try int(value)
        guard index >= 0 && index < constantCount else { throw malformed("captured object \(index) does not exist") }
        return index
    }

    func function(at value: Scalar) throws(ClosureError) -> Int {
        let index = try int(value)
        guard index >= 0 && index < functionCount else { throw malformed("function \(index) does not exist") }
        return index
    }

    mutating func expressions(_ value: Scalar) throws(ClosureError) -> [PythonExpression] {
        var result: [PythonExpression] = []
        for element in try sequence(value) { result.append(try expression(element)) }
        return result
    }

    mutating func statements(_ value: Scalar) throws(ClosureError) -> [PythonStatement] {
        var result: [PythonStatement] = []
        for element in try sequence(value) { result.append(try statement(element)) }
        return result
    }

    mutating func optional(_ value: Scalar) throws(ClosureError) -> PythonExpression? {
        value == .null ? nil : try expression(value)
    }

    // MARK: Values

    func malformed(_ what: String) -> ClosureError {
        ClosureError("a malformed closure was received: \(what)", file: file, line: 0)
    }

    private static func find(_ name: String, _ entries: [Scalar.Entry]) -> Scalar? {
        entries.first { $0.key == .string(name) }?.value
    }

    private func field(_ name: String, _ entries: [Scalar.Entry]) throws(ClosureError) -> Scalar {
        guard let value = Self.find(name, entries) else { throw malformed("\(name) is missing") }
        return value
    }

    func sequence(_ value: Scalar) throws(ClosureError) -> [Scalar] {
        switch value {
        case .tuple(let members): return members
        case .list(let elements): return elements
        default: throw malformed("a sequence is missing")
        }
    }

    func text(_ value: Scalar) throws(ClosureError) -> String {
        guard case .string(let text) = value else { throw malformed("a text is missing") }
        return text
    }

    func optionalText(_ value: Scalar) throws(ClosureError) -> String? { value == .null ? nil : try text(value) }

    func texts(_ value: Scalar) throws(ClosureError) -> [String] {
        var result: [String] = []
        for element in try sequence(value) { result.append(try text(element)) }
        return result
    }

    func int(_ value: Scalar) throws(ClosureError) -> Int {
        guard case .int(let int) = value else { throw malformed("an int is missing") }
        return int
    }

    /// A line or a column: 0 when it is out of every file.
    private func bounded(_ value: Scalar) throws(ClosureError) -> Int {
        let number = try int(value)
        return number >= 0 && number <= Int(Int32.max) ? number : 0
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A function of the user's as data: its parameters, its body and where it is written.
public struct Closure: Sendable {
    public var parameters: [Variable]
    /// An expression, or a `sequence` of statements.
    public var body: Node
    public var dialect: Dialect
    public var source: ClosureSource
    /// Places of nodes that carry none of their own (of traced nodes: in the rendering).
    var places: [ObjectIdentifier: Place] = [:]

    public init(parameters: [Variable], body: Node, dialect: Dialect, source: ClosureSource) {
        self.parameters = parameters
        self.body = body
        self.dialect = dialect
        self.source = source
    }

    /// A traced closure: the whole of it stands on one line, whose text is rendered from the tree; columns count in
    /// that text.
    public static func traced(parameters: [Variable], body: Node, file: String, line: Int) -> Closure {
        let rendering = Rendering.of(body, line: line)
        let source = ClosureSource(file: file, line: line, lines: [line: rendering.text])
        var closure = Closure(parameters: parameters, body: body, dialect: .swift, source: source)
        closure.places = rendering.places
        return closure
    }

    func place(of node: Node) -> Place? { node.place ?? places[ObjectIdentifier(node)] }
}

/// The source file of a closure, the line where it begins, and the texts of its lines where the front end has them.
public struct ClosureSource: Hashable, Sendable {
    public var file: String
    public var line: Int
    public var lines: [Int: String]

    public init(file: String, line: Int, lines: [Int: String] = [:]) {
        self.file = file
        self.line = line
        self.lines = lines
    }
}

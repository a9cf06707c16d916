// SPDX-License-Identifier: Apache-2.0

/// Why a query means nothing, in the words that users of Spark know: a condition by name with its parameters.
public struct SQLError: Error, Sendable {
    /// A class of PySpark's.
    public enum Kind: String, Sendable {
        case analysis = "AnalysisException"
        case parse = "ParseException"
        case arithmetic = "ArithmeticException"
        case runtime = "SparkRuntimeException"
        /// What the engine does not do yet.
        case unsupported = "Unsupported"
    }

    public var kind: Kind
    public var condition: String
    public var parameters: [String: String]
    public var place: SQLPlace?
    /// What might have been meant: a line behind the text.
    public var hint: String?

    public init(
        _ condition: String, _ parameters: [String: String] = [:], at place: SQLPlace? = nil, kind: Kind = .analysis
    ) {
        self.kind = kind
        self.condition = condition
        self.parameters = parameters
        self.place = place
    }

    /// Something that the engine does not do yet, by name, and what to use instead.
    public static func unsupported(_ what: String, at place: SQLPlace? = nil) -> SQLError {
        SQLError("UNSUPPORTED", ["what": what], at: place, kind: .unsupported)
    }

    /// The same error, at `place` unless it has one.
    func placed(_ place: SQLPlace?) -> SQLError {
        var error = self
        if error.place == nil { error.place = place }
        return error
    }

    public var sqlState: String? { Conditions.find(condition)?.state }
}

extension SQLError: CustomStringConvertible {
    /// The whole message, as Spark words it.
    public var description: String {
        guard kind != .unsupported else { return parameters["what"] ?? condition }
        let text = "[\(condition)] " + Conditions.text(condition, parameters) + (hint.map { "\n" + $0 } ?? "")
        let state = sqlState.map { " SQLSTATE: \($0)" } ?? ""
        guard let place, let (line, position) = place.lineAndPosition else { return text + state }
        if kind == .parse {
            return "\n\(text)\(state) (line \(line), pos \(position))\n\n" + (place.arrow ?? "")
        }
        return "\(text)\(state); line \(line) pos \(position)"
    }
}

extension SQLPlace {
    /// The SQL text with an arrow to where reading ended.
    fileprivate var arrow: String? {
        guard case .text(let text, _, _) = self, let (line, position) = lineAndPosition else { return nil }
        var shown = ["== SQL =="]
        for (index, content) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            shown.append(String(content))
            if index == line - 1 { shown.append(String(repeating: "-", count: position) + "^^^") }
        }
        return shown.joined(separator: "\n") + "\n"
    }
}

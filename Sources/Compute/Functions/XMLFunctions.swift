// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension SQLFunctions {
    static func xml(_ code: SQLFunctionCode, _ arguments: FunctionArguments) throws(Failure) -> Scalar {
        let text = arguments.string(1)
        let path: XPath
        do { path = try XPath(text) } catch {
            throw Failure(.invalidXPath, "Invalid XPath '\(text)': \(error.why).")
        }
        if arguments.bytes(0).isEmpty { return .null }
        guard let document = XMLReader.document(arguments.bytes(0)) else {
            throw Failure(
                .invalidXPath, "The text that the XPath '\(text)' looks into is no XML document. Filter such rows out.")
        }
        let value: XPathValue
        // Paths begin at the document.
        do { value = try path.value(.init(node: document, root: document)) } catch {
            throw Failure(.invalidXPath, "Invalid XPath '\(text)': \(error.why).")
        }
        switch code {
        case .xmlTexts:
            return try checked(
                value.nodes.map { $0.kind == .element || $0.kind == .document ? .null : .string($0.value) })
        case .xmlText:
            if case .nodes(let nodes) = value, nodes.isEmpty { return .null }
            return try checked(value.text)
        case .xmlNumber:
            if case .nodes(let nodes) = value, nodes.isEmpty { return .null }
            return .float(value.number)
        default: return .bool(value.bool)
        }
    }
}

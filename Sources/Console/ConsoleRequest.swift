// SPDX-License-Identifier: Apache-2.0

package import NIOHTTP1

/// What a browser or a tool asks for.
package struct ConsoleRequest: Sendable {
    package var method: HTTPMethod
    /// Without the query, decoded, without `/` at the ends.
    package var path: String
    package var query: [(name: String, value: String)]
    package var headers: HTTPHeaders

    /// Nil when the target is no path.
    package init?(_ method: HTTPMethod, _ target: String, _ headers: HTTPHeaders) {
        guard target.hasPrefix("/") else { return nil }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = Self.decoded(parts[0]) else { return nil }
        self.method = method
        self.path = path.split(separator: "/").joined(separator: "/")
        self.headers = headers
        query = []
        guard parts.count > 1 else { return }
        for pair in parts[1].split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(halves[0]) else { return nil }
            guard let value = Self.decoded(halves.count > 1 ? halves[1] : "") else { return nil }
            query.append((name, value))
        }
    }

    package func value(_ name: String) -> String? { query.last { $0.name == name }?.value }
    package func values(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    /// Percent signs are undone; nil where they mean nothing or the result is no text.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%") {
                let digits = rest.prefix(2)
                guard digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        let result = String(decoding: bytes, as: UTF8.self)
        return Array(result.utf8) == bytes ? result : nil
    }
}

/// What is said to it.
package struct ConsoleAnswer: Sendable {
    package var status: HTTPResponseStatus
    package var type: String
    package var body: [UInt8]
    package var headers: [(String, String)] = []
    /// The answer goes on: a stream of news.
    package var isStream = false

    init(_ status: HTTPResponseStatus, _ type: String, _ body: some Sequence<UInt8>) {
        self.status = status
        self.type = type
        self.body = Array(body)
    }

    static func text(_ status: HTTPResponseStatus, _ text: String) -> ConsoleAnswer {
        ConsoleAnswer(status, "text/plain; charset=utf-8", (text + "\n").utf8)
    }

    static func html(_ status: HTTPResponseStatus, _ html: HTMLText) -> ConsoleAnswer {
        ConsoleAnswer(status, "text/html; charset=utf-8", html.html.utf8)
    }
}

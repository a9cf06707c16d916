// SPDX-License-Identifier: Apache-2.0

import JSONValues

/// What a browser or a tool asks for.
package struct ConsoleRequest: Sendable {
    package var method: ConsoleMethod
    /// Without the query, decoded, without `/` at the ends.
    package var path: String
    /// It ended in `/`, so that what is relative is within.
    package var isFolder: Bool
    package var query: [(name: String, value: String)]
    package var headers: ConsoleHeaders

    /// Nil when the target is no path.
    package init?(_ method: ConsoleMethod, _ target: String, _ headers: ConsoleHeaders) {
        guard target.hasPrefix("/") else { return nil }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = Self.decoded(parts[0]) else { return nil }
        self.method = method
        self.path = path.split(separator: "/").joined(separator: "/")
        isFolder = path.hasSuffix("/")
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
    static func decoded(_ text: Substring, plusIsSpace: Bool = true) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), plusIsSpace {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%") {
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let value = UInt8(String(Substring(digits)), radix: 16)
                else { return nil }
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
    package var status: ConsoleStatus
    package var type: String
    package var body: [UInt8]
    package var headers: [(String, String)] = []
    /// The answer goes on: a stream of news.
    package var isStream = false

    init(_ status: ConsoleStatus, _ type: String, _ body: some Sequence<UInt8>) {
        self.status = status
        self.type = type
        self.body = Array(body)
    }

    static func text(_ status: ConsoleStatus, _ text: String) -> ConsoleAnswer {
        ConsoleAnswer(status, "text/plain; charset=utf-8", (text + "\n").utf8)
    }

    /// A page that asks for nothing of others; `nonce` is that of its script, `asks` says that it has a form.
    static func page(
        _ status: ConsoleStatus, _ html: HTMLText, nonce: String?, asks: Bool = false
    ) -> ConsoleAnswer {
        var answer = ConsoleAnswer(status, "text/html; charset=utf-8", html.html.utf8)
        let script = nonce.map { "script-src 'nonce-\($0)'; connect-src 'self'; " } ?? ""
        answer.headers = [
            (
                "content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \(script)base-uri 'none'; "
                    + "form-action '\(asks ? "self" : "none")'; frame-ancestors 'self'"
            )
        ]
        return answer
    }

    static func json(_ value: JSON) -> ConsoleAnswer { ConsoleAnswer(.ok, "application/json", value.bytes) }

    /// It is elsewhere, relative to where it was asked for.
    static func moved(_ place: String) -> ConsoleAnswer {
        var answer = ConsoleAnswer.text(.found, "It is at " + place)
        answer.headers = [("location", place)]
        return answer
    }
}

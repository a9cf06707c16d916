// SPDX-License-Identifier: Apache-2.0

// As much of HTTP as a site knows: what speaks it on sockets is not needed to answer.

/// What is to be done with what is named.
package enum ConsoleMethod: Sendable {
    case get
    case head
    case post
    /// One that no site takes.
    case other
}

/// How a request was taken, by HTTP's numbers.
package enum ConsoleStatus: Int, Sendable {
    case ok = 200
    case accepted = 202
    case found = 302
    case badRequest = 400
    case unauthorized = 401
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case conflict = 409
    case requestHeaderFieldsTooLarge = 431
    case internalServerError = 500
    case serviceUnavailable = 503
}

/// Fields of a request's head: names in any case, of which one may be there several times.
package struct ConsoleHeaders: Sendable, ExpressibleByDictionaryLiteral {
    /// Names in small letters.
    private var fields: [(name: String, value: String)] = []

    package init(_ fields: some Sequence<(String, String)>) {
        for (name, value) in fields { add(name: name, value: value) }
    }

    package init(dictionaryLiteral fields: (String, String)...) { self.init(fields) }

    package mutating func add(name: String, value: String) { fields.append((name.lowercased(), value)) }

    /// The values of a name in small letters, in the order in which they came.
    package subscript(name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}

// SPDX-License-Identifier: Apache-2.0

/// A JSON value, for what is small: what an API server says and is told, what the console tells. Objects are kept
/// whole, so that what Martlet does not know (fields of a pod template, of a newer server) goes through unchanged.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// The value under `key`; null if this is no object or has no such key. Setting null removes the key, and setting
    /// anything else makes an object of what is none.
    package subscript(key: String) -> JSON {
        get {
            if case .object(let fields) = self { fields[key] ?? .null } else { .null }
        }
        set {
            var fields = self.fields
            fields[key] = newValue == .null ? nil : newValue
            self = .object(fields)
        }
    }

    /// The fields of an object; none of anything else.
    package var fields: [String: JSON] {
        if case .object(let fields) = self { fields } else { [:] }
    }

    /// The elements of an array; none of anything else.
    package var items: [JSON] {
        get {
            if case .array(let items) = self { items } else { [] }
        }
        set { self = .array(newValue) }
    }

    /// The text of a string; nil of anything else.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var int: Int? {
        switch self {
        case .int(let value): value
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    package var isNull: Bool { self == .null }

    /// The fields whose values are texts: labels, annotations, data of a Secret.
    package var texts: [String: String] { fields.compactMapValues(\.text) }

    package init(_ texts: [String: String]) { self = .object(texts.mapValues(JSON.string)) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// Fields that are null are left out.
    package init(dictionaryLiteral elements: (String, JSON)...) {
        var fields: [String: JSON] = [:]
        for (key, value) in elements where value != .null { fields[key] = value }
        self = .object(fields)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// HTML that is safe to show: text goes in escaped, and only by `HTMLText` itself or by literals of this module.
struct HTMLText: ExpressibleByStringInterpolation, Sendable {
    private(set) var html: String

    /// Of a literal.
    init(stringLiteral value: StaticString) { html = value.description }

    /// Text of anybody, shown as it is.
    init(text: String) { html = Self.escaped(text) }

    init(joining parts: [HTMLText]) { html = parts.map(\.html).joined() }

    init(stringInterpolation: Interpolation) { html = stringInterpolation.html }

    static func += (left: inout HTMLText, right: HTMLText) { left.html += right.html }

    /// What interpolates is escaped unless it is HTML already.
    struct Interpolation: StringInterpolationProtocol {
        var html = ""

        init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity) }
        mutating func appendLiteral(_ literal: StaticString) { html += literal.description }
        mutating func appendInterpolation(_ part: HTMLText) { html += part.html }
        mutating func appendInterpolation(_ text: String) { html += HTMLText.escaped(text) }
        mutating func appendInterpolation(_ number: Int) { html += String(number) }
    }

    /// Also right within quoted attributes. Control characters, which HTML forbids, become U+FFFD.
    static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            case UInt8(ascii: "\""): result += "&quot;".utf8
            case UInt8(ascii: "'"): result += "&#39;".utf8
            case 0x09, 0x0A: result.append(byte)
            case 0..<0x20, 0x7F: result += "\u{FFFD}".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// Numbers for people.
enum Amount {
    /// `1,234,567`.
    static func count(_ number: Int) -> String {
        var digits = Array(String(number.magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (number < 0 ? "-" : "") + String(digits)
    }

    /// `1.5 MiB`; nothing for no bytes.
    static func bytes(_ count: Int) -> String {
        if count == 0 { return "" }
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var (value, unit) = (Double(count), 0)
        while abs(value) >= 1_024, unit < units.count - 1 {
            value /= 1_024
            unit += 1
        }
        return unit == 0 ? "\(count) B" : tenths(value) + " " + units[unit]
    }

    /// `12 ms`, `3.4 s`, `5 min 6 s`, `2 h 3 min`.
    static func seconds(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "" }
        if seconds < 0.0995 { return tenths(seconds * 1_000) + " ms" }
        if seconds < 1 { return "\(Int((seconds * 1_000).rounded())) ms" }
        if seconds < 60 { return tenths(seconds) + " s" }
        let whole = Int(seconds)
        if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3_600) h \(whole / 60 % 60) min"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 || tenths >= 1_000 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}

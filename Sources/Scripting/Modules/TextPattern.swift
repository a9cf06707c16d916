// SPDX-License-Identifier: Apache-2.0

/// A regular expression of Python's for texts that lie in columns. Used on one thread.
package final class TextPattern {
    package enum Mode: Int { case search, match, fullMatch }

    private let engine: RegexEngine
    private var templates: [[UInt8]: RegexTemplate] = [:]

    /// Fails with `error` where the pattern is none. `flags` has Python's numbers.
    package init(_ pattern: UnsafeRawBufferPointer, flags: Int) throws(Raised) {
        engine = try RegexEngine(Text(utf8: Array(pattern)), RegexFlags(rawValue: flags))
    }

    package var groupCount: Int { engine.groupCount }

    /// Byte offsets of the whole and of each group, two each, valid until the next match; -1 of a group that took no
    /// part; nil without a match.
    package func find(
        _ text: UnsafeRawBufferPointer, from start: Int = 0, _ mode: Mode = .search, mayBeEmpty: Bool = true
    ) throws(Raised) -> UnsafePointer<Int>? {
        let way: RegexEngine.Mode =
            switch mode {
            case .search: .search
            case .match: .match
            case .fullMatch: .fullMatch
            }
        return try engine.find(text, from: start, to: text.count, way, mayBeEmpty: mayBeEmpty)
    }

    /// Appends what a template of `re.sub` makes of the match with these offsets.
    package func expand(
        _ template: UnsafeRawBufferPointer, _ text: UnsafeRawBufferPointer, _ pairs: UnsafePointer<Int>,
        _ bytes: inout [UInt8]
    ) throws(Raised) {
        try read(template).expand(text, pairs, &bytes)
    }

    /// Fails where the template is none.
    package func check(_ template: UnsafeRawBufferPointer) throws(Raised) { _ = try read(template) }

    private func read(_ template: UnsafeRawBufferPointer) throws(Raised) -> RegexTemplate {
        let key = Array(template)
        if let known = templates[key] { return known }
        let made = try RegexTemplate(Text(utf8: key), engine)
        if templates.count >= RegexLimits.recentPatterns { templates = [:] }
        templates[key] = made
        return made
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How a log's files are called: `martlet-1796040000-77-9f86d081.events.zst`, with `.inprogress` behind it until the
/// application has ended in order. Where files are there when they are closed only, a log is of parts,
/// `….0001.events.zst` and so on, of which the last one of an orderly end is `….0009.end.events.zst`.
package struct EventLogName: Hashable, Sendable {
    /// The application's, and eight digits by chance: no two logs have the same.
    package var key: String
    /// From 1 on; nil for a log of one file.
    package var part: Int?
    /// The last part after an orderly end.
    package var isLast = false
    package var isInProgress = false

    private static let ending = ".events.zst"
    private static let progress = ".inprogress"
    private static let keyBytesMax = 200

    package init(key: String, part: Int? = nil) {
        self.key = key
        self.part = part
    }

    /// Of a file's name; nil when no log is called so.
    package init?(_ name: String) {
        var rest = name[...]
        isInProgress = rest.hasSuffix(Self.progress)
        if isInProgress { rest = rest.dropLast(Self.progress.count) }
        guard rest.hasSuffix(Self.ending) else { return nil }
        rest = rest.dropLast(Self.ending.count)
        if let dot = rest.lastIndex(of: "."), rest[dot...] == ".end" {
            isLast = true
            rest = rest[..<dot]
        }
        if let dot = rest.lastIndex(of: "."), let number = Int(rest[rest.index(after: dot)...]), number > 0,
            rest.distance(from: dot, to: rest.endIndex) > 4, number <= EventLogLimits.partsMax
        {
            part = number
            rest = rest[..<dot]
        }
        guard !isLast || part != nil else { return nil }
        key = String(rest)
        let isPlain = key.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
            default: false
            }
        }
        guard isPlain, !key.isEmpty, !key.hasPrefix("."), key.utf8.count <= Self.keyBytesMax else { return nil }
    }

    package var text: String {
        var text = key
        if let part { text += "." + String(repeating: "0", count: max(4 - String(part).count, 0)) + String(part) }
        return text + (isLast ? ".end" : "") + Self.ending + (isInProgress ? Self.progress : "")
    }
}

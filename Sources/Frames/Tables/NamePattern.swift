// SPDX-License-Identifier: Apache-2.0

/// What `SHOW … LIKE` takes: `*` is any text, `|` lies between alternatives, case does not count.
struct NamePattern {
    private let alternatives: [[UInt8]]

    init(_ text: String) {
        alternatives = text.split(separator: "|").map { part in
            Array(part.lowercased().utf8.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed())
        }
    }

    func matches(_ name: String) -> Bool {
        let name = Array(name.lowercased().utf8)
        return alternatives.contains { NamePattern.matches(name, $0) }
    }

    private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        var (place, at) = (0, 0)
        /// Behind the last star, and the place that is tried next from there.
        var retry: (at: Int, place: Int)?
        while place < name.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                at += 1
                retry = (at, place)
            } else if at < pattern.count, pattern[at] == name[place] || pattern[at] == UInt8(ascii: ".") {
                (at, place) = (at + 1, place + 1)
            } else if let last = retry {
                retry = (last.at, last.place + 1)
                (at, place) = (last.at, last.place + 1)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension [String] {
    /// Those that a pattern matches; without one all.
    func matching(_ pattern: String?) -> [String] {
        guard let pattern else { return self }
        let names = NamePattern(pattern)
        return filter { names.matches($0) }
    }
}

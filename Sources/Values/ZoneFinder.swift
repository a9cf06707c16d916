// SPDX-License-Identifier: Apache-2.0

/// Zones by the names and offsets that times are written with. Confined to one thread.
package final class ZoneFinder {
    private let table: ZoneTable
    private var last: (name: String, rules: ZoneRules)?

    package init(_ table: ZoneTable) { self.table = table }

    /// `Z`, `UTC`, `GMT+1`, `+01:00`, `-0130`, or the name of a region.
    package func find(_ name: String) -> ZoneRules? {
        if let last, last.name == name { return last.rules }
        guard let rules = ZoneFinder.offset(name).map(ZoneFinder.fixed) ?? table.rules(name) else { return nil }
        last = (name, rules)
        return rules
    }

    private static func fixed(_ seconds: Int) -> ZoneRules {
        seconds == 0
            ? .utc
            : ZoneRules(constant: LocalTimeType(offset: seconds, saving: 0, isSaving: false, abbreviation: ""))
    }

    private static func offset(_ name: String) -> Int? {
        var rest = Array(name.utf8)[...]
        for prefix in ["UTC", "GMT", "UT"] where rest.starts(with: prefix.utf8) {
            rest = rest.dropFirst(prefix.utf8.count)
            break
        }
        if rest.isEmpty || rest.elementsEqual("Z".utf8) || rest.elementsEqual("z".utf8) {
            return name.isEmpty ? nil : 0
        }
        guard rest.first == 43 || rest.first == 45 else { return nil }
        let isNegative = rest.removeFirst() == 45
        let padded = Array(rest) + [UInt8](repeating: 0, count: 16)
        let seconds: Int? = padded.withUnsafeBytes { bytes in
            var scanner = TimeScanner(bytes.baseAddress!, rest.count)
            guard let hour = scanner.number(1...2), hour <= 18 else { return nil }
            if scanner.isAtEnd { return hour * 3_600 }
            _ = scanner.takes(58)
            guard let minute = scanner.number(1...2), minute < 60 else { return nil }
            if scanner.isAtEnd { return hour * 3_600 + minute * 60 }
            _ = scanner.takes(58)
            guard let second = scanner.number(2...2), second < 60, scanner.isAtEnd else { return nil }
            return hour * 3_600 + minute * 60 + second
        }
        return seconds.map { isNegative ? -$0 : $0 }
    }
}

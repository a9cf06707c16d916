// SPDX-License-Identifier: Apache-2.0

extension ZoneTable {
    /// The rules that a name means as Spark's `spark.sql.session.timeZone` does: an offset (`+02:00`, `-8`, `UTC+1`),
    /// `Z`, `UTC`, `GMT`, or a zone of the table. Nil when it means none.
    public func rules(named text: String) -> ZoneRules? {
        let name = text.trimmingBlanks
        if let offset = ZoneName.offset(name) {
            if offset == 0 { return .utc }
            return ZoneRules(
                constant: LocalTimeType(offset: offset, saving: 0, isSaving: false, abbreviation: String(name)))
        }
        return rules(String(name))
    }
}

enum ZoneName {
    /// Seconds east of UTC, up to 18 hours.
    static func offset(_ name: Substring) -> Int? {
        var rest = name
        for prefix in ["UTC", "GMT", "UT", "Z"] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
            if rest.isEmpty { return 0 }
            if prefix == "Z" { return nil }
            break
        }
        guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
        let digits = rest.dropFirst()
        var parts: [Int] = []
        if digits.contains(":") {
            for part in digits.split(separator: ":", omittingEmptySubsequences: false) {
                let isHour = parts.isEmpty
                guard part.utf8.count == 2 || (isHour && part.utf8.count == 1), let number = number(part) else {
                    return nil
                }
                parts.append(number)
            }
        } else {
            guard [1, 2, 4, 6].contains(digits.utf8.count) else { return nil }
            var left = digits
            while !left.isEmpty {
                guard let number = number(left.prefix(2)) else { return nil }
                parts.append(number)
                left = left.dropFirst(2)
            }
        }
        guard (1...3).contains(parts.count), parts.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
        parts += Array(repeating: 0, count: 3 - parts.count)
        let seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2]
        guard seconds <= 18 * 3600 else { return nil }
        return sign == "-" ? -seconds : seconds
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { $0 &- 0x30 < 10 } ? Int(text) : nil
    }
}

extension String {
    fileprivate var trimmingBlanks: Substring {
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}

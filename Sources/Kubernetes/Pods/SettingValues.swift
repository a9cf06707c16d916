// SPDX-License-Identifier: Apache-2.0

import Execution

/// Spark's settings, read with their units and bounds.
struct SettingValues {
    let settings: [String: String]

    /// Empty values count as not set.
    func text(_ key: String) -> String? {
        guard let value = settings[key], !value.isEmpty else { return nil }
        return value
    }

    /// The keys that begin so, without their beginning.
    func under(_ prefix: String) -> [String: String] {
        var found: [String: String] = [:]
        for (key, value) in settings where key.hasPrefix(prefix) && key.count > prefix.count {
            found[String(key.dropFirst(prefix.count))] = value
        }
        return found
    }

    func whole(_ key: String, _ range: ClosedRange<Int>) throws(SettingError) -> Int? {
        guard let text = text(key) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw SettingError(key, text, "it must be a whole number, \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func flag(_ key: String) throws(SettingError) -> Bool? {
        switch text(key)?.lowercased() {
        case nil: return nil
        case "true": return true
        case "false": return false
        case let other?: throw SettingError(key, other, "it must be true or false")
        }
    }

    /// Bytes; a plain number counts mebibytes, as in Spark.
    func bytes(_ key: String) throws(SettingError) -> Int? {
        guard let text = text(key) else { return nil }
        let bytes: Int
        do {
            bytes = try MemorySize.parse(text, plainUnit: 1 << 20)
        } catch {
            throw SettingError(key, text, "\(error)")
        }
        guard bytes <= KubernetesLimits.memoryBytesMax else { throw SettingError(key, text, "no node has so much") }
        return bytes
    }

    /// Milliseconds of `500ms`, `30s`, `5m`, `1h`, `1d`, or of a plain number in `plainUnit` milliseconds.
    func millis(_ key: String, plainUnit: Int) throws(SettingError) -> Int? {
        guard let text = text(key) else { return nil }
        let units = [
            ("ms", 1), ("min", 60_000), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        let lower = text.lowercased()
        let unit = units.first { lower.hasSuffix($0.0) }
        let digits = unit.map { String(lower.dropLast($0.0.count)) } ?? lower
        guard let count = Int(digits), count >= 0, count <= 1 << 31 else {
            throw SettingError(key, text, "it must be a time such as 500ms, 30s or 5m")
        }
        return count * (unit?.1 ?? plainUnit)
    }

    /// A quantity of Kubernetes: `500m`, `0.5`, `2`, `10Gi`.
    func quantity(_ key: String) throws(SettingError) -> String? {
        guard let text = text(key) else { return nil }
        let suffixes = ["", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"]
        let isNumber = suffixes.contains { suffix in
            guard text.hasSuffix(suffix), let value = Double(text.dropLast(suffix.count)) else { return false }
            return value > 0 && value.isFinite && text.utf8.allSatisfy { $0 != UInt8(ascii: "e") }
        }
        guard isNumber else { throw SettingError(key, text, "it must be a quantity such as 500m, 0.5, 2 or 10Gi") }
        return text
    }
}

/// The names that Kubernetes allows.
enum ObjectNames {
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// A label of DNS: lower-case letters, digits and `-`, not at its ends.
    static func isLabel(_ text: String, charactersMax: Int = 63) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= charactersMax else { return false }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && bytes.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// `text` made such a label, cut to `charactersMax`; `fallback` if nothing of it is left.
    static func label(_ text: String, charactersMax: Int, fallback: String) -> String {
        var bytes = text.lowercased().utf8.map { isLetterOrDigit($0) ? $0 : UInt8(ascii: "-") }[...]
        while bytes.first == UInt8(ascii: "-") { bytes.removeFirst() }
        bytes = bytes.prefix(charactersMax)
        while bytes.last == UInt8(ascii: "-") { bytes.removeLast() }
        return bytes.isEmpty ? fallback : String(decoding: bytes, as: UTF8.self)
    }

    /// `text` as the value of a label: at most 63 letters, digits and `-_.`, with letters or digits at the ends.
    static func labelValue(_ text: String) -> String {
        func isPlain(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || (0x41...0x5A).contains(byte) }
        var bytes = text.utf8.map { isPlain($0) || "-_.".utf8.contains($0) ? $0 : UInt8(ascii: "-") }[...]
        while let first = bytes.first, !isPlain(first) { bytes.removeFirst() }
        bytes = bytes.prefix(63)
        while let last = bytes.last, !isPlain(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func isLabelValue(_ text: String) -> Bool { text.isEmpty || labelValue(text) == text }
}

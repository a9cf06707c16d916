// SPDX-License-Identifier: Apache-2.0

import Files

/// Guesses what JSON values mean, as Spark does.
struct JSONGuesser {
    let options: JSONOptions
    let values: ValueReader

    /// The type of the next value.
    func type(_ scanner: inout JSONScanner, depth: Int = 0) throws(JSONFault) -> FileType {
        guard depth < FormatsLimits.nestingMax else { throw JSONFault(what: "nested too deeply") }
        switch scanner.peek() {
        case 34, 39:
            let text = try scanner.string()
            return text.count == 0 ? .null : plain(text)
        case 123: return try object(&scanner, depth)
        case 91:
            try scanner.expect(91)
            if scanner.takes(93) { return .list(.null) }
            var element = FileType.null
            repeat {
                element = JSONGuesser.merged(element, try type(&scanner, depth: depth + 1))
            } while scanner.takes(44)
            try scanner.expect(93)
            return .list(element)
        default:
            let word = scanner.word()
            guard let kind = scanner.kind(of: word) else { throw JSONFault(what: "no value") }
            if kind == .null { return .null }
            return options.primitivesAreText ? .text : plain(word, kind)
        }
    }

    /// What a text may be; one without characters is no more than null.
    private func plain(_ text: JSONString) -> FileType {
        guard options.prefersDecimal || options.infersTimes else { return .text }
        let bytes = Array(text.text.utf8)
        return (bytes + [UInt8](repeating: 0, count: 16)).withUnsafeBytes { padded in
            let word = UnsafeRawBufferPointer(rebasing: padded[..<bytes.count])
            if options.prefersDecimal, let type = decimal(word) { return type }
            return options.infersTimes && values.timestamp(padded.baseAddress!, bytes.count) != nil ? .timestamp : .text
        }
    }

    /// The decimal that has just the digits of a text; nil of what is none, or has too many.
    private func decimal(_ word: UnsafeRawBufferPointer) -> FileType? {
        let digits = word.drop { $0 == 45 || $0 == 43 }
        let point = digits.firstIndex(of: 46)
        guard digits.contains(where: { $0 &- 48 <= 9 }),
            digits.indices.allSatisfy({ digits[$0] &- 48 <= 9 || $0 == point })
        else { return nil }
        let scale = point.map { digits.endIndex - $0 - 1 } ?? 0
        let precision = max(digits.drop { $0 == 48 || $0 == 46 }.count { $0 != 46 }, scale, 1)
        return precision <= FileType.decimalPrecisionMax ? .decimal(precision: precision, scale: scale) : nil
    }

    private func plain(_ word: UnsafeRawBufferPointer, _ kind: JSONScanner.WordKind) -> FileType {
        switch kind {
        case .null: return .null
        case .isTrue, .isFalse: return .bool
        case .int:
            if readInt(word.baseAddress!, word.count) != nil { return .int64 }
            let digits = word.count { $0 &- 48 <= 9 }
            return digits <= 38 ? .decimal(precision: digits, scale: 0) : .float64
        case .fraction:
            return options.prefersDecimal ? decimal(word) ?? .float64 : .float64
        case .nonNumber: return .float64
        }
    }

    /// Members sorted by name; of two with one name the last counts.
    func object(_ scanner: inout JSONScanner, _ depth: Int) throws(JSONFault) -> FileType {
        try scanner.expect(123)
        var fields: [String: FileType] = [:]
        if !scanner.takes(125) {
            repeat {
                let name = try scanner.name().text
                try scanner.expect(58)
                fields[name] = try type(&scanner, depth: depth + 1)
            } while scanner.takes(44)
            try scanner.expect(125)
        }
        return .structure(JSONGuesser.sorted(fields))
    }

    private static func sorted(_ fields: [String: FileType]) -> [FileColumn] {
        fields.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
            .map { FileColumn($0.key, $0.value) }
    }

    /// The narrowest type that has the values of both.
    static func merged(_ one: FileType, _ two: FileType) -> FileType {
        if one == two { return one }
        switch (one, two) {
        case (.null, let other), (let other, .null): return other
        case (.structure(let first), .structure(let second)):
            var fields = Dictionary(first.map { ($0.name, $0.type) }, uniquingKeysWith: { $1 })
            for field in second { fields[field.name] = fields[field.name].map { merged($0, field.type) } ?? field.type }
            return .structure(sorted(fields))
        case (.list(let first), .list(let second)): return .list(merged(first, second))
        case (.int64, .float64), (.float64, .int64), (.decimal, .float64), (.float64, .decimal): return .float64
        case (.decimal(let digits, let scale), .int64), (.int64, .decimal(let digits, let scale)):
            return decimal(max(digits - scale, 20), scale)
        case (.decimal(let first, let firstScale), .decimal(let second, let secondScale)):
            return decimal(max(first - firstScale, second - secondScale), max(firstScale, secondScale))
        default: return .text
        }
    }

    private static func decimal(_ whole: Int, _ scale: Int) -> FileType {
        whole + scale > 38 ? .float64 : .decimal(precision: whole + scale, scale: scale)
    }

    /// What a table has for a guess: text where only null was seen, nothing for objects without members. With
    /// `dropsNulls` nothing where only null was seen.
    static func settled(_ type: FileType, dropsNulls: Bool) -> FileType? {
        switch type {
        case .null: return dropsNulls ? nil : .text
        case .list(let element):
            guard let element = settled(element, dropsNulls: dropsNulls) else {
                return dropsNulls ? nil : .list(.text)
            }
            return .list(element)
        case .structure(let fields):
            let kept = fields.compactMap { field in
                settled(field.type, dropsNulls: dropsNulls).map { FileColumn(field.name, $0) }
            }
            return kept.isEmpty ? nil : .structure(kept)
        default: return type
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Python's `unicodedata`, of Unicode 14.0 as CPython 3.11 has it: what is newer counts as unassigned.
func unicodeModule() -> ScriptObject {
    LibraryModule("unicodedata", unicodeFunctions, constants: ["unidata_version": .text(Text("14.0.0"))])
}

// MARK: Tables

private struct Decomposition {
    var isCanonical: Bool
    var scalars: [UInt32]
}

/// The items of a table: they have a blank between them.
private func items(_ table: StaticString) -> [ArraySlice<UInt8>] {
    table.withUTF8Buffer { Array($0) }.split(separator: 32)
}

private func hexNumber(_ digits: ArraySlice<UInt8>) -> UInt32 {
    digits.reduce(0) { $0 << 4 | UInt32($1 < 58 ? $1 - 48 : $1 - 87) }
}

private let decompositions: [UInt32: Decomposition] = {
    var result: [UInt32: Decomposition] = [:]
    var code: UInt32 = 0
    for item in items(unicodeDecompositions1) + items(unicodeDecompositions2) {
        guard let mark = item.firstIndex(where: { $0 == 61 || $0 == 126 }) else { continue }
        code += hexNumber(item[..<mark])
        let scalars = item[(mark + 1)...].split(separator: 44).map { hexNumber($0) }
        result[code] = Decomposition(isCanonical: item[mark] == 61, scalars: scalars)
    }
    return result
}()

/// Pairs of scalars that make one.
private let compositions: [UInt64: UInt32] = {
    var result: [UInt64: UInt32] = [:]
    for (code, entry) in decompositions where entry.isCanonical && entry.scalars.count == 2 {
        if let scalar = Unicode.Scalar(code), scalar.properties.isFullCompositionExclusion { continue }
        result[UInt64(entry.scalars[0]) << 32 | UInt64(entry.scalars[1])] = code
    }
    return result
}()

/// Ranges of scalars with something in common: where each begins, and what it is.
private struct RangeTable {
    private var starts: [UInt32] = []
    private var values: [String] = []

    init(_ table: StaticString) {
        var code: UInt32 = 0
        for item in items(table) {
            guard let mark = item.firstIndex(of: 95) else { continue }
            code += hexNumber(item[..<mark])
            starts.append(code)
            values.append(String(decoding: item[(mark + 1)...], as: UTF8.self))
        }
    }

    func value(_ code: UInt32) -> String {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= code { low = middle } else { high = middle }
        }
        return values[low]
    }
}

private let directions = RangeTable(unicodeDirections)
private let widths = RangeTable(unicodeWidths)

// MARK: One scalar

private func isAssigned(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.age.map { $0.major <= 14 } ?? false
}

private func category(_ scalar: Unicode.Scalar) -> String {
    let category = scalar.properties.generalCategory
    if !isAssigned(scalar), category != .privateUse, category != .surrogate { return "Cn" }
    return switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
}

private func combiningClass(_ code: UInt32) -> UInt8 {
    guard code >= 0x300, let scalar = Unicode.Scalar(code), isAssigned(scalar) else { return 0 }
    return scalar.properties.canonicalCombiningClass.rawValue
}

private func scalarArgument(
    _ value: Value, _ name: String, _ argument: String = "argument"
) throws(Raised) -> Unicode.Scalar {
    if case .text(let text) = value, text.count == 1, let scalar = text.scalars.first { return scalar }
    throw Raised("TypeError", "\(name)() \(argument) must be a unicode character, not \(typeName(of: value))")
}

/// `name(character)` as a text.
private func textOf(_ body: @escaping @Sendable (Unicode.Scalar) -> String) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        try call.host.spend(1)
        return .text(Text(body(try scalarArgument(try call.one(), call.name))))
    }
}

/// `name(character[, default])`, which fails without a value.
private func valueOf(
    _ missing: String, _ body: @escaping @Sendable (Unicode.Scalar) -> Value?
) -> LibraryModule.Body {
    { (call) throws(Raised) -> Value in
        try call.count(1, 2)
        let scalar = try scalarArgument(call.arguments[0], call.name, "argument 1")
        if isAssigned(scalar), let found = body(scalar) { return found }
        if call.arguments.count > 1 { return call.arguments[1] }
        throw Raised("ValueError", missing)
    }
}

// MARK: Normal forms

/// Hangul syllables are worked out.
private enum Hangul {
    static let (syllables, lead, vowel, tail): (UInt32, UInt32, UInt32, UInt32) = (0xAC00, 0x1100, 0x1161, 0x11A7)
    static let (leads, vowels, tails): (UInt32, UInt32, UInt32) = (19, 21, 28)
    static let count = leads * vowels * tails

    static func parts(_ code: UInt32) -> [UInt32]? {
        guard code >= syllables, code - syllables < count else { return nil }
        let index = code - syllables
        let first = [lead + index / (vowels * tails), vowel + index % (vowels * tails) / tails]
        return index % tails == 0 ? first : first + [tail + index % tails]
    }

    static func composed(_ left: UInt32, _ right: UInt32) -> UInt32? {
        if left >= lead, left - lead < leads, right >= vowel, right - vowel < vowels {
            return syllables + ((left - lead) * vowels + right - vowel) * tails
        }
        if left >= syllables, left - syllables < count, (left - syllables) % tails == 0, right > tail,
            right - tail < tails
        {
            return left + right - tail
        }
        return nil
    }
}

private func decompose(_ code: UInt32, isCompatible: Bool, into result: inout [UInt32]) {
    if let parts = Hangul.parts(code) {
        result += parts
    } else if code >= 0xA0, let entry = decompositions[code], entry.isCanonical || isCompatible {
        for part in entry.scalars { decompose(part, isCompatible: isCompatible, into: &result) }
    } else {
        result.append(code)
    }
}

/// Marks behind one another in the order of their classes; equal ones stay.
private func reorder(_ codes: inout [UInt32]) {
    var start = 0
    while start < codes.count {
        if combiningClass(codes[start]) == 0 {
            start += 1
            continue
        }
        var end = start
        while end < codes.count, combiningClass(codes[end]) != 0 { end += 1 }
        let marks = codes[start..<end].enumerated().sorted {
            let (one, two) = (combiningClass($0.element), combiningClass($1.element))
            return one == two ? $0.offset < $1.offset : one < two
        }
        codes.replaceSubrange(start..<end, with: marks.map(\.element))
        start = end
    }
}

private func compose(_ codes: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var starter: Int?
    var lastClass: UInt8 = 0
    for code in codes {
        let ownClass = combiningClass(code)
        if let place = starter, lastClass < ownClass || lastClass == 0 && place == result.count - 1 {
            let left = result[place]
            if let made = Hangul.composed(left, code) ?? compositions[UInt64(left) << 32 | UInt64(code)] {
                result[place] = made
                continue
            }
        }
        if ownClass == 0 { starter = result.count }
        lastClass = ownClass
        result.append(code)
    }
    return result
}

private func normalised(_ form: String, _ text: Text, _ host: any ScriptHost) throws(Raised) -> Text {
    if text.count == 0 { return text }
    guard ["NFC", "NFD", "NFKC", "NFKD"].contains(form) else {
        throw Raised("ValueError", "invalid normalization form")
    }
    if text.isASCII { return text }
    try host.spend(text.count >> 1)
    try host.reserve(text.utf8.count * 4)
    var codes: [UInt32] = []
    codes.reserveCapacity(text.count)
    for scalar in text.scalars { decompose(scalar.value, isCompatible: form.contains("K"), into: &codes) }
    reorder(&codes)
    if form.hasSuffix("C") { codes = compose(codes) }
    return Text(scalars: codes.compactMap { Unicode.Scalar($0) })
}

private func formAndText(_ call: Call) throws(Raised) -> (String, Text) {
    let (form, text) = try call.two()
    return (
        try textArgument(form, "\(call.name)() argument 1 must be str, not ").string,
        try textArgument(text, "\(call.name)() argument 2 must be str, not ")
    )
}

private let unicodeFunctions: [String: LibraryModule.Body] = [
    "category": textOf(category),
    "bidirectional": textOf {
        let found = directions.value($0.value)
        return found == "-" ? "" : found
    },
    "east_asian_width": textOf { widths.value($0.value) },
    "decomposition": textOf { (scalar) -> String in
        guard let entry = decompositions[scalar.value], entry.isCanonical else { return "" }
        return entry.scalars.map { code in
            let digits = String(code, radix: 16, uppercase: true)
            return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        }.joined(separator: " ")
    },
    "combining": { (call) throws(Raised) -> Value in
        .int(Int(combiningClass(try scalarArgument(try call.one(), call.name).value)))
    },
    "mirrored": { (call) throws(Raised) -> Value in
        let scalar = try scalarArgument(try call.one(), call.name)
        return .int(isAssigned(scalar) && scalar.properties.isBidiMirrored ? 1 : 0)
    },
    "name": valueOf("no such name") { $0.properties.name.map { .text(Text($0)) } },
    "lookup": { (_) throws(Raised) -> Value in
        throw Raised("NotImplementedError", "unicodedata.lookup is not there on executors: write the character itself")
    },
    "decimal": valueOf("not a decimal") {
        $0.properties.numericType == .decimal ? $0.properties.numericValue.map { .int(Int($0)) } : nil
    },
    "digit": valueOf("not a digit") {
        let type = $0.properties.numericType
        return type == .decimal || type == .digit ? $0.properties.numericValue.map { .int(Int($0)) } : nil
    },
    "numeric": valueOf("not a numeric character") { $0.properties.numericValue.map { .float($0) } },
    "normalize": { (call) throws(Raised) -> Value in
        let (form, text) = try formAndText(call)
        return .text(try normalised(form, text, call.host))
    },
    "is_normalized": { (call) throws(Raised) -> Value in
        let (form, text) = try formAndText(call)
        return .bool(try normalised(form, text, call.host).utf8 == text.utf8)
    },
]

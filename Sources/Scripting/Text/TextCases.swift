// SPDX-License-Identifier: Apache-2.0

// Upper and lower case and the classes of characters, by Unicode's properties as Python reads them.

/// What Python's tests of texts ask; numbered as `classifyText` of bytecode numbers them.
public enum TextClass: Int, Sendable {
    case alphanumeric, alphabetic, ascii, decimal, digit, lower, numeric, space, upper
}

/// Whether a text of valid UTF-8 is of the class, as `str.isalnum` and its like say.
public func isText(_ utf8: [UInt8], _ kind: TextClass) -> Bool {
    let text = Text(utf8: utf8)
    if kind == .ascii { return text.isASCII }
    if text.count == 0 { return false }
    let scalars = text.scalars
    switch kind {
    case .alphanumeric: return scalars.allSatisfy { isAlpha($0) || isNumeric($0) }
    case .alphabetic: return scalars.allSatisfy(isAlpha)
    case .ascii: return text.isASCII
    case .decimal: return scalars.allSatisfy(isDecimal)
    case .digit: return scalars.allSatisfy(isDigit)
    case .lower: return isCased(scalars, upper: false)
    case .numeric: return scalars.allSatisfy(isNumeric)
    case .space: return scalars.allSatisfy(isSpace)
    case .upper: return isCased(scalars, upper: true)
    }
}

/// Python's changes of case besides `lower` and `upper`; numbered as `recaseText` of bytecode numbers them.
public enum TextRecasing: Int, Sendable { case capitalize, title, swapcase }

/// A text of valid UTF-8 in another case.
public func recased(_ utf8: [UInt8], _ form: TextRecasing) -> [UInt8] {
    let text = Text(utf8: utf8)
    switch form {
    case .capitalize: return capitalized(text).utf8
    case .title: return titlecased(text).utf8
    case .swapcase: return swapcased(text).utf8
    }
}

func lowercased(_ text: Text) -> Text {
    if text.isASCII { return Text(utf8: text.utf8.map { $0 >= 65 && $0 <= 90 ? $0 | 32 : $0 }) }
    let scalars = text.scalars
    var bytes: [UInt8] = []
    for index in scalars.indices { appendLower(scalars, index, &bytes) }
    return Text(utf8: bytes)
}

/// The lower case of one code point; a sigma that ends a word has a form of its own.
private func appendLower(_ scalars: [Unicode.Scalar], _ index: Int, _ bytes: inout [UInt8]) {
    if scalars[index].value == 0x3A3 {
        bytes.appendScalar(endsWord(scalars, index) ? "\u{3C2}" : "\u{3C3}")
    } else {
        bytes += scalars[index].properties.lowercaseMapping.utf8
    }
}

private func endsWord(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    var before = index - 1
    while before >= 0 && scalars[before].properties.isCaseIgnorable { before -= 1 }
    guard before >= 0, scalars[before].properties.isCased else { return false }
    var after = index + 1
    while after < scalars.count && scalars[after].properties.isCaseIgnorable { after += 1 }
    return after == scalars.count || !scalars[after].properties.isCased
}

func uppercased(_ text: Text) -> Text {
    if text.isASCII { return Text(utf8: text.utf8.map { $0 >= 97 && $0 <= 122 ? $0 & 0xDF : $0 }) }
    var bytes: [UInt8] = []
    for scalar in text.scalars { bytes += scalar.properties.uppercaseMapping.utf8 }
    return Text(utf8: bytes)
}

func titlecased(_ text: Text) -> Text {
    let scalars = text.scalars
    var bytes: [UInt8] = []
    var isInWord = false
    for index in scalars.indices {
        if isInWord {
            appendLower(scalars, index, &bytes)
        } else {
            bytes += scalars[index].properties.titlecaseMapping.utf8
        }
        isInWord = scalars[index].properties.isCased
    }
    return Text(utf8: bytes)
}

func capitalized(_ text: Text) -> Text {
    let scalars = text.scalars
    var bytes: [UInt8] = []
    for index in scalars.indices {
        if index == 0 {
            bytes += scalars[0].properties.titlecaseMapping.utf8
        } else {
            appendLower(scalars, index, &bytes)
        }
    }
    return Text(utf8: bytes)
}

func swapcased(_ text: Text) -> Text {
    let scalars = text.scalars
    var bytes: [UInt8] = []
    for index in scalars.indices {
        if scalars[index].properties.isUppercase {
            appendLower(scalars, index, &bytes)
        } else if scalars[index].properties.isLowercase {
            bytes += scalars[index].properties.uppercaseMapping.utf8
        } else {
            bytes.appendScalar(scalars[index])
        }
    }
    return Text(utf8: bytes)
}

/// Unicode's full case folding: lower case of the upper case, but for a few letters.
func casefolded(_ text: Text) -> Text {
    if text.isASCII { return lowercased(text) }
    var bytes: [UInt8] = []
    for scalar in text.scalars {
        switch scalar.value {
        case 0x131, 0x13A0...0x13F5: bytes.appendScalar(scalar)
        case 0x13F8...0x13FD: bytes.appendScalar(Unicode.Scalar(scalar.value - 8) ?? scalar)
        case 0xAB70...0xABBF: bytes.appendScalar(Unicode.Scalar(scalar.value - 0xAB70 + 0x13A0) ?? scalar)
        default:
            for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                for upper in lower.properties.uppercaseMapping.unicodeScalars {
                    bytes += upper.properties.lowercaseMapping.utf8
                }
            }
        }
    }
    return Text(utf8: bytes)
}

func isAlpha(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (scalar.value | 32) &- 97 < 26 }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
    default: return false
    }
}

func isDecimal(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? scalar.value &- 48 < 10 : scalar.properties.generalCategory == .decimalNumber
}

func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value &- 48 < 10 }
    let type = scalar.properties.numericType
    return type == .decimal || type == .digit
}

func isNumeric(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? scalar.value &- 48 < 10 : scalar.properties.numericType != nil
}

func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9...13, 28...32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
}

/// What `repr` shows as it is: no control, format, unassigned or separator character but the space.
func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 32 && scalar.value < 127 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
        .spaceSeparator:
        return false
    default: return true
    }
}

/// `isupper` and `islower`: some cased character, and none of the other case.
func isCased(_ scalars: [Unicode.Scalar], upper: Bool) -> Bool {
    var found = false
    for scalar in scalars {
        let properties = scalar.properties
        if properties.generalCategory == .titlecaseLetter { return false }
        if properties.isUppercase {
            if !upper { return false }
            found = true
        } else if properties.isLowercase {
            if upper { return false }
            found = true
        }
    }
    return found
}

func isTitle(_ scalars: [Unicode.Scalar]) -> Bool {
    var found = false
    var isInWord = false
    for scalar in scalars {
        let properties = scalar.properties
        if properties.isUppercase || properties.generalCategory == .titlecaseLetter {
            if isInWord { return false }
            isInWord = true
            found = true
        } else if properties.isLowercase {
            if !isInWord { return false }
            found = true
        } else {
            isInWord = false
        }
    }
    return found
}

func isIdentifier(_ scalars: [Unicode.Scalar]) -> Bool {
    guard let first = scalars.first else { return false }
    guard first == "_" || first.properties.isXIDStart else { return false }
    return scalars.dropFirst().allSatisfy { $0.properties.isXIDContinue }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Glibc

/// What Python's methods of texts ask of characters, one scalar after the other; nil of other instructions.
func naiveCharacters(_ opcode: Opcode, _ immediate: Int, _ operands: [Scalar]) throws -> Scalar? {
    if opcode == .roundPlaces, case .float(let value) = operands[0], case .int(let places) = operands[1] {
        return .float(naiveRound(value, places))
    }
    guard case .string(let string) = operands[0] else { return nil }
    let scalars = Array(string.unicodeScalars)
    switch opcode {
    case .characters: return .list(scalars.map { .string(String($0)) })
    case .reverseText: return .string(text(scalars.reversed()))
    case .classifyText: return .bool(isOfClass(scalars, immediate))
    case .recaseText: return .string(recased(scalars, immediate))
    case .countText:
        guard case .string(let part) = operands[1] else { return nil }
        return .int(count(Array(part.unicodeScalars), in: scalars))
    case .trimSet:
        guard case .string(let set) = operands[1] else { return nil }
        var rest = scalars[...]
        while immediate != 2, let first = rest.first, set.unicodeScalars.contains(first) { rest.removeFirst() }
        while immediate != 1, let last = rest.last, set.unicodeScalars.contains(last) { rest.removeLast() }
        return .string(text(rest))
    case .splitAtMost:
        guard case .string(let separator) = operands[1], case .int(let most) = operands[2] else { return nil }
        guard !separator.isEmpty else { throw NaiveFailure(kind: .invalidArgument) }
        return .list(parts(scalars, Array(separator.unicodeScalars), most).map { .string(text($0)) })
    default: return nil
    }
}

private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}

private func begins(_ scalars: ArraySlice<Unicode.Scalar>, _ part: [Unicode.Scalar]) -> Bool {
    scalars.count >= part.count && Array(scalars.prefix(part.count)) == part
}

private func count(_ part: [Unicode.Scalar], in scalars: [Unicode.Scalar]) -> Int {
    if part.isEmpty { return scalars.count + 1 }
    var (found, rest) = (0, scalars[...])
    while !rest.isEmpty {
        if begins(rest, part) {
            found += 1
            rest = rest.dropFirst(part.count)
        } else {
            rest = rest.dropFirst()
        }
    }
    return found
}

private func parts(_ scalars: [Unicode.Scalar], _ separator: [Unicode.Scalar], _ most: Int) -> [[Unicode.Scalar]] {
    var (parts, part, rest): ([[Unicode.Scalar]], [Unicode.Scalar], ArraySlice) = ([], [], scalars[...])
    while let first = rest.first {
        if begins(rest, separator), most < 0 || parts.count < most {
            parts.append(part)
            part = []
            rest = rest.dropFirst(separator.count)
        } else {
            part.append(first)
            rest = rest.dropFirst()
        }
    }
    return parts + [part]
}

/// By Unicode's general categories and numeric types, as the names of Python's tests say.
private func isOfClass(_ scalars: [Unicode.Scalar], _ kind: Int) -> Bool {
    func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter].contains(
            scalar.properties.generalCategory)
    }
    func isNumeric(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }
    if kind == 2 { return scalars.allSatisfy(\.isASCII) }
    if scalars.isEmpty { return false }
    switch kind {
    case 0: return scalars.allSatisfy { isLetter($0) || isNumeric($0) }
    case 1: return scalars.allSatisfy(isLetter)
    case 3: return scalars.allSatisfy { $0.properties.numericType == .decimal }
    case 4: return scalars.allSatisfy { [.decimal, .digit].contains($0.properties.numericType) }
    case 6: return scalars.allSatisfy(isNumeric)
    case 7: return scalars.allSatisfy { naiveIsSpace($0) }
    default:
        // A titlecase letter is neither small nor capital.
        if scalars.contains(where: { $0.properties.generalCategory == .titlecaseLetter }) { return false }
        let (small, capital) = (
            scalars.contains { $0.properties.isLowercase }, scalars.contains { $0.properties.isUppercase }
        )
        return kind == 5 ? small && !capital : capital && !small
    }
}

private func recased(_ scalars: [Unicode.Scalar], _ form: Int) -> String {
    var (result, isInWord) = ("", false)
    for (index, scalar) in scalars.enumerated() {
        let properties = scalar.properties
        switch form {
        case 0: result += index == 0 ? properties.titlecaseMapping : properties.lowercaseMapping
        case 1: result += isInWord ? properties.lowercaseMapping : properties.titlecaseMapping
        default:
            result +=
                properties.isUppercase
                ? properties.lowercaseMapping : properties.isLowercase ? properties.uppercaseMapping : String(scalar)
        }
        isInWord = properties.isCased
    }
    return result
}

/// By the C library's exact digits.
private func naiveRound(_ value: Double, _ places: Int) -> Double {
    if !value.isFinite || value == 0 || places > 323 { return value }
    if places < -308 { return value < 0 ? -0.0 : 0 }
    if places >= 0 {
        var buffer = [CChar](repeating: 0, count: 800)
        _ = withVaList([Int32(places), value]) { vsnprintf(&buffer, 800, "%.*f", $0) }
        return strtod(buffer, nil)
    }
    let unit = pow(10, Double(-places))
    let quotient = value / unit
    let isTie = abs(quotient - quotient.rounded(.towardZero)) == 0.5
    return quotient.rounded(isTie ? .toNearestOrEven : .toNearestOrAwayFromZero) * unit
}

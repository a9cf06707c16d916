// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Glibc

/// What `format` makes of one row.
func naiveFormat(_ operands: [Scalar]) throws -> Scalar {
    if operands.contains(.null) { return .null }
    guard case .string(let text) = operands[0], let template = TextTemplate(text),
        template.fieldCount == operands.count - 1
    else { throw NaiveFailure(kind: .invalidArgument) }
    var result = ""
    var values = operands.dropFirst()
    for part in template.parts {
        switch part {
        case .text(let literal): result += literal
        case .field(let field): result += try naiveField(field, values.removeFirst())
        }
    }
    return .string(result)
}

private func naiveField(_ field: TextTemplate.Field, _ value: Scalar) throws -> String {
    let shown = try naiveOperation(.toText, 0, [value], operandTypes: [], partition: 0)
    guard case .string(var text) = shown else { throw NaiveFailure(kind: .invalidArgument) }
    if field.conversion == "r" { text = naiveRepr(value) }
    if field.specification.isEmpty { return text }
    switch value {
    case .int(let whole) where field.conversion == nil:
        let spec = try FormatSpec(field.specification, for: "int")
        return spec.isOfFloats ? naiveNumber(Double(whole), spec) : try naiveNumber(whole, spec)
    case .float(let float) where field.conversion == nil:
        let spec = try FormatSpec(field.specification, for: "float")
        if spec.type == "d" && !float.isFinite { throw NaiveFailure(kind: .overflow) }
        return naiveNumber(float, spec)
    default:
        let spec = try FormatSpec(field.specification, for: "str")
        let scalars = Array(text.unicodeScalars)
        return filled(Array(scalars.prefix(spec.precision ?? .max)), spec, standard: "<")
    }
}

private func naiveNumber(_ value: Int, _ spec: FormatSpec) throws -> String {
    if spec.type == "c" {
        guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else {
            throw NaiveFailure(kind: .pythonException)
        }
        return filled([scalar], spec, standard: ">")
    }
    let radix = spec.type == "x" || spec.type == "X" ? 16 : spec.type == "o" ? 8 : spec.type == "b" ? 2 : 10
    var digits = String(value.magnitude, radix: radix, uppercase: spec.type == "X")
    while digits.count < spec.precision ?? 0 { digits = "0" + digits }
    let prefix = spec.isAlternate && radix != 10 ? "0\(spec.type!)" : ""
    return number(value < 0, prefix, digits, "", spec, groupSize: radix == 10 ? 3 : 4)
}

private func naiveNumber(_ value: Double, _ spec: FormatSpec) -> String {
    var value = spec.type == "%" ? value * 100 : value
    if spec.type == "d" { value = value.rounded(.towardZero) + 0 }
    let letter = spec.type == "%" ? "f" : spec.type == "d" ? "f" : spec.type.map { String($0) } ?? "g"
    var buffer = [CChar](repeating: 0, count: 800)
    let precision = Int32(spec.type == "d" ? 0 : spec.precision ?? 6)
    _ = withVaList([precision, value.magnitude]) { vsnprintf(&buffer, 800, "%.*\(letter)", $0) }
    let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let whole = value.isFinite ? String(text.prefix { $0.isNumber }) : text
    let rest = text.dropFirst(whole.count) + (spec.type == "%" ? "%" : "")
    let isNegative = value.sign == .minus && !value.isNaN && !(spec.type == "d" && value == 0)
    return number(isNegative, "", whole, String(rest), spec, groupSize: 3)
}

private func number(
    _ isNegative: Bool, _ prefix: String, _ whole: String, _ rest: String, _ spec: FormatSpec, groupSize: Int
) -> String {
    let lead = (isNegative ? "-" : spec.sign == "+" ? "+" : spec.sign == " " ? " " : "") + prefix
    let fillsZeros = spec.align == "=" && spec.fill == "0"
    func grouped(_ digits: String) -> String {
        guard let mark = spec.grouping, whole.first?.isHexDigit == true, whole != "inf" else { return digits }
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % groupSize == 0 { text.unicodeScalars.append(mark) }
            text.append(digit)
        }
        return text
    }
    var digits = whole
    while fillsZeros, lead.count + grouped(digits).count + rest.count < spec.width { digits = "0" + digits }
    let body = grouped(digits) + rest
    guard spec.align == "=" else { return filled(Array((lead + body).unicodeScalars), spec, standard: ">") }
    var inner = FormatSpec()
    (inner.fill, inner.width) = (spec.fill, spec.width - lead.count)
    return lead + filled(Array(body.unicodeScalars), inner, standard: ">")
}

private func filled(_ content: [Unicode.Scalar], _ spec: FormatSpec, standard: Unicode.Scalar) -> String {
    let missing = max(spec.width - content.count, 0)
    let align = spec.align ?? standard
    let before = align == "<" ? 0 : align == "^" ? missing / 2 : missing
    var text = String.UnicodeScalarView(repeatElement(spec.fill, count: before))
    text += content
    text += repeatElement(spec.fill, count: missing - before)
    return String(text)
}

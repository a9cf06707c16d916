// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Texts with fields: one instruction for the whole text, where Python's would be written for all values of the types.
extension ClosureCompiler {
    /// A template whose fields name the values behind it by place.
    func format(_ arguments: [Register]) throws(ClosureError) -> Register {
        guard case .string(let text)? = emitter.constant(arguments[0])?.value, let template = TextTemplate(text) else {
            throw error("a format is computed", advice: "write it out")
        }
        var format = Format()
        for part in template.parts {
            switch part {
            case .text(let literal): format.template.append(text: literal)
            case .field(let field):
                guard let place = Int(field.name), arguments.indices.contains(place + 1) else {
                    throw error("the field \(field.name) of a format has no value")
                }
                try add(field, arguments[place + 1], to: &format)
            }
        }
        return try emit(format)
    }

    /// Python's `text % value`, where the value is a tuple of all or the only one.
    func percent(_ left: Register, _ right: Register) throws(ClosureError) -> Register {
        guard case .string(let text)? = emitter.constant(left)?.value else {
            throw error("a format is computed", advice: "write it out")
        }
        guard let template = PercentTemplate(text) else {
            throw error(
                "the format \(String(reflecting: text)) has no typed form", advice: "use plain conversions by position")
        }
        var values = [right]
        if case .tuple(let members) = type(right) {
            values = []
            for index in members.indices { values.append(try emit(.member, right, immediate: index)) }
        }
        var format = Format()
        for part in template.parts {
            switch part {
            case .text(let literal): format.template.append(text: literal)
            case .conversion(let conversion):
                guard let value = values.first else { throw error("a format has more conversions than values") }
                values.removeFirst()
                try add(conversion, value, to: &format)
            }
        }
        guard values.isEmpty else { throw error("a format has fewer conversions than values") }
        return try emit(format)
    }

    private struct Format {
        var template = TextTemplate()
        var values: [Register] = []

        mutating func add(_ value: Register, _ specification: String = "", conversion: Unicode.Scalar? = nil) {
            template.append(TextTemplate.Field(conversion: conversion, specification: specification))
            values.append(value)
        }
    }

    private func emit(_ format: Format) throws(ClosureError) -> Register {
        if format.values.isEmpty {
            var text = ""
            for case .text(let literal) in format.template.parts { text += literal }
            return emitter.emit(Constant(type: .string, value: .string(text)))
        }
        if format.template.parts == [.field(TextTemplate.Field())] {
            let type = type(format.values[0])
            if [.string, .int, .float, .bool].contains(type) { return try call(.toString, [format.values[0]]) }
        }
        guard let text = format.template.text else { throw error("a format specification has braces in it") }
        let template = emitter.emit(Constant(type: .string, value: .string(text)))
        return try emit(.format, [template] + format.values)
    }

    // MARK: Fields of formats

    private func add(
        _ field: TextTemplate.Field, _ value: Register, to format: inout Format
    ) throws(ClosureError) {
        let text = field.specification
        if text.isEmpty { return try addPlain(value, field.conversion, to: &format) }
        if field.conversion != nil || type(value) == .string {
            try expectText(value)
            try checked { () throws(FormatError) in
                let spec = try FormatSpec(text, for: "str")
                try spec.checkText()
                return spec
            }
            let isText = type(value) == .string && field.conversion == "s"
            return format.add(value, text, conversion: isText ? nil : field.conversion)
        }
        switch type(value) {
        case .int, .bool:
            let kind = type(value) == .int ? "int" : "bool"
            let spec = try checked { () throws(FormatError) in
                let spec = try FormatSpec(text, for: kind)
                try spec.checkWhole(kind)
                return spec
            }
            format.add(try convert(value, to: spec.isOfFloats ? .float : .int), text)
        case .float:
            try checked { () throws(FormatError) in
                let spec = try FormatSpec(text, for: "float")
                try spec.checkFloat()
                return spec
            }
            format.add(value, text)
        default: throw error("a value of type \(type(value)) takes no format specification")
        }
    }

    /// By `str` or `repr` alone.
    private func addPlain(
        _ value: Register, _ conversion: Unicode.Scalar?, to format: inout Format
    ) throws(ClosureError) {
        if type(value) == .null { return format.template.append(text: "None") }
        if conversion != "r", case .string(let text)? = emitter.constant(value)?.value {
            return format.template.append(text: text)
        }
        try expectText(value)
        format.add(value, conversion: conversion == "r" && type(value) != .int ? "r" : nil)
    }

    /// Refuses values whose `str` and `repr` instructions do not know.
    private func expectText(_ value: Register) throws(ClosureError) {
        func isKnown(_ type: DataType) -> Bool {
            switch type {
            case .bool, .int, .float, .string, .bytes: true
            case .tuple, .list: type.children.allSatisfy(isKnown)
            default: false
            }
        }
        guard isKnown(type(value)) else { throw error("a value of type \(type(value)) is written as a text") }
    }

    /// A specification that Python takes, and that is not wider than instructions write.
    @discardableResult
    private func checked(_ make: () throws(FormatError) -> FormatSpec) throws(ClosureError) -> FormatSpec {
        let spec: FormatSpec
        do throws(FormatError) { spec = try make() } catch { throw self.error(error.message) }
        guard spec.width <= BytecodeLimits.formatSizeMax, spec.precision ?? 0 <= BytecodeLimits.formatSizeMax else {
            throw error("a format is wider than \(BytecodeLimits.formatSizeMax)")
        }
        return spec
    }

    // MARK: Conversions of `%`

    private func add(
        _ conversion: PercentTemplate.Conversion, _ value: Register, to format: inout Format
    ) throws(ClosureError) {
        let spec = try checked { () throws(FormatError) in conversion.specification }
        let isPlain = spec.width == 0 && spec.precision == nil && spec.sign == nil
        switch (conversion.type, type(value)) {
        case ("s", _), ("r", _):
            if isPlain { return try addPlain(value, conversion.type, to: &format) }
            try expectText(value)
            format.add(
                value, spec.text, conversion: conversion.type == "s" && type(value) == .string ? nil : conversion.type)
        case ("c", .int), ("c", .bool):
            guard spec.precision == nil else { throw error("a precision of a character has no typed form") }
            var character = spec
            character.type = "c"
            format.add(try convert(value, to: .int), character.text)
        case ("d", .int), ("i", .int), ("u", .int), ("d", .bool), ("i", .bool), ("u", .bool):
            format.add(try convert(value, to: .int), isPlain ? "" : spec.text)
        case ("d", .float), ("i", .float), ("u", .float): format.add(value, spec.text)
        case ("x", .int), ("X", .int), ("o", .int), ("x", .bool), ("X", .bool), ("o", .bool):
            format.add(try convert(value, to: .int), spec.text)
        case ("e", _), ("E", _), ("f", _), ("F", _), ("g", _), ("G", _):
            guard rank(type(value)) != nil else { fallthrough }
            format.add(try convert(value, to: .float), spec.text)
        default: throw error("%\(conversion.type) takes no value of type \(type(value))")
        }
    }
}

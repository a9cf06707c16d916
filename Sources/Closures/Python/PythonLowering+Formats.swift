// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

/// Texts with fields: f-strings, `str.format` and `format`. Each becomes one `TextTemplate`, whose fields name their
/// values by place; what the types of the values take is left to the closure compiler.
extension PythonLowering {
    mutating func formatted(_ parts: [PythonTextPart], _ place: Place) throws(ClosureError) -> Node {
        var template = TextTemplate()
        var values: [Node] = []
        for part in parts {
            switch part {
            case .text(let fixed): template.append(text: fixed)
            case .value(let value, let conversion, let format):
                guard let specification = fixedText(format ?? []) else {
                    throw refused("a format that is computed", value.place, advice: "write it out")
                }
                guard conversion != "a" else { throw refused("the conversion !a", value.place) }
                template.append(
                    TextTemplate.Field(
                        name: String(values.count), conversion: conversion.unicodeScalars.first,
                        specification: specification))
                values.append(try expression(value))
            }
        }
        return try format(template, values, place)
    }

    /// `text.format(…)`: all arguments are computed in turn, also those that no field names.
    mutating func format(
        _ text: String, _ arguments: [PythonExpression], _ keywords: [PythonKeyword], _ place: Place
    ) throws(ClosureError) -> Node {
        guard let written = TextTemplate(text) else {
            throw refused("such a format", place, advice: "use plain fields, and conversions !r and !s")
        }
        var values: [Node] = []
        for argument in arguments { values.append(try expression(argument)) }
        var places: [String: Int] = [:]
        for keyword in keywords {
            guard let name = keyword.name else { throw refused("two stars in a call", place) }
            places[name] = values.count
            values.append(try expression(keyword.value))
        }
        var template = TextTemplate()
        var (isAutomatic, next): (Bool?, Int) = (nil, 0)
        for part in written.parts {
            guard case .field(var field) = part else {
                if case .text(let literal) = part { template.append(text: literal) }
                continue
            }
            if let known = places[field.name] {
                field.name = String(known)
            } else {
                let number = field.name.isEmpty ? next : Int(field.name)
                guard let number, number >= 0, number < arguments.count, field.name.utf8.first != 43,
                    isAutomatic ?? field.name.isEmpty == field.name.isEmpty
                else { throw refused("the field {\(field.name)} of a format", place) }
                isAutomatic = field.name.isEmpty
                next += 1
                field.name = String(number)
            }
            template.append(field)
        }
        return try format(template, values, place)
    }

    /// `format(value)` and `format(value, specification)`.
    mutating func format(_ arguments: [PythonExpression], _ place: Place) throws(ClosureError) -> Node {
        var field = TextTemplate.Field(name: "0")
        if arguments.count > 1 {
            guard let text = constantText(arguments[1]) else { throw refused("a format that is computed", place) }
            field.specification = text
        }
        var template = TextTemplate()
        template.append(field)
        return try format(template, [expression(arguments[0])], place)
    }

    private mutating func format(
        _ template: TextTemplate, _ values: [Node], _ place: Place
    ) throws(ClosureError) -> Node {
        guard let text = template.text else { throw refused("braces in a format specification", place) }
        return try call(.format, [constant(.string(text), place)] + values, place)
    }

    /// The text of an expression that is one, written here or captured.
    func constantText(_ value: PythonExpression) -> String? {
        switch value.kind {
        case .constant(.string(let text)): return text
        case .captured(let index):
            if case .string(let text) = module.constants[index] { return text }
            return nil
        default: return nil
        }
    }

    /// The text of parts that have no values in them.
    private func fixedText(_ parts: [PythonTextPart]) -> String? {
        var text = ""
        for part in parts {
            guard case .text(let fixed) = part else { return nil }
            text += fixed
        }
        return text
    }
}

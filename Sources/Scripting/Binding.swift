// SPDX-License-Identifier: Apache-2.0

import Bytecode

extension ScriptInstance {
    /// Puts a call's arguments into the registers of a fresh frame.
    func bind(
        _ function: FunctionObject, _ arguments: [Value], _ keywords: Keywords, _ frame: Frame
    ) throws(Raised) {
        let code = function.code
        let registers = frame.registers
        let positional = code.positionalNames.count
        let given = min(arguments.count, positional)
        for index in 0..<given { registers[index] = arguments[index] }
        var next = positional
        if code.parameters.rest >= 0 {
            registers[next] = .tuple(TupleObject(Array(arguments.dropFirst(positional))))
            next += 1
        } else if arguments.count > positional {
            throw tooMany(code, arguments.count)
        }
        let firstKeywordOnly = next
        var rest: DictObject?
        if code.parameters.keywordRest >= 0 { rest = DictObject() }
        for (name, value) in keywords {
            if let index = code.positionalNames.firstIndex(of: name) {
                if registers[index] != nil {
                    throw Raised("TypeError", "\(code.name)() got multiple values for argument '\(name)'")
                }
                registers[index] = value
            } else if let index = code.keywordOnlyNames.firstIndex(of: name) {
                if registers[firstKeywordOnly + index] != nil {
                    throw Raised("TypeError", "\(code.name)() got multiple values for keyword argument '\(name)'")
                }
                registers[firstKeywordOnly + index] = value
            } else if let rest {
                rest[try ValueKey(.text(Text(name)))] = value
            } else {
                throw Raised("TypeError", "\(code.name)() got an unexpected keyword argument '\(name)'")
            }
        }
        try fillDefaults(function, frame, firstKeywordOnly)
        next += code.keywordOnlyNames.count
        if let rest {
            registers[next] = .dict(rest)
            next += 1
        }
        for (index, cell) in function.cells.enumerated() { registers[next + index] = cell }
    }

    private func fillDefaults(_ function: FunctionObject, _ frame: Frame, _ firstKeywordOnly: Int) throws(Raised) {
        let code = function.code
        let registers = frame.registers
        let positional = code.positionalNames.count
        let required = positional - code.parameters.defaultCount
        var missing: [String] = []
        for index in 0..<positional where registers[index] == nil {
            if index >= required, index - required < function.defaults.count {
                registers[index] = function.defaults[index - required]
            } else {
                missing.append(code.positionalNames[index])
            }
        }
        if !missing.isEmpty { throw lacking(code, missing, "positional") }
        var nextDefault = code.parameters.defaultCount
        for (index, parameter) in code.parameters.keywordOnly.enumerated() {
            let value = parameter.hasDefault && nextDefault < function.defaults.count ? nextDefault : nil
            if parameter.hasDefault { nextDefault += 1 }
            if registers[firstKeywordOnly + index] != nil { continue }
            if let value {
                registers[firstKeywordOnly + index] = function.defaults[value]
            } else {
                missing.append(code.keywordOnlyNames[index])
            }
        }
        if !missing.isEmpty { throw lacking(code, missing, "keyword-only") }
    }

    private func tooMany(_ code: Code, _ given: Int) -> Raised {
        let most = code.positionalNames.count
        let least = most - code.parameters.defaultCount
        let range = least == most ? "\(most)" : "from \(least) to \(most)"
        let noun = most == 1 && least == most ? "argument" : "arguments"
        let verb = given == 1 ? "was" : "were"
        return Raised("TypeError", "\(code.name)() takes \(range) positional \(noun) but \(given) \(verb) given")
    }

    private func lacking(_ code: Code, _ missing: [String], _ kind: String) -> Raised {
        let quoted = missing.map { "'\($0)'" }
        let list: String
        switch quoted.count {
        case 1: list = quoted[0]
        case 2: list = quoted[0] + " and " + quoted[1]
        default: list = quoted.dropLast().joined(separator: ", ") + ", and " + quoted[quoted.count - 1]
        }
        let noun = missing.count == 1 ? "argument" : "arguments"
        return Raised("TypeError", "\(code.name)() missing \(missing.count) required \(kind) \(noun): \(list)")
    }
}

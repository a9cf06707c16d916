// SPDX-License-Identifier: Apache-2.0

/// Scripts as text, for people. Any script will do, also one that was not verified.
public enum ScriptDisassembler {
    public static func disassemble(_ script: Script) -> String {
        var lines: [String] = []
        for (index, function) in script.functions.enumerated() {
            let kind = function.isGenerator ? "generator" : "function"
            let mark = index == script.entry ? " (entry)" : ""
            let parameters = function.parameters.positional.map { name($0, script) }.joined(separator: ", ")
            lines.append(
                "\(kind) \(index) \(name(function.name, script))(\(parameters)), "
                    + "\(function.registerCount) registers\(mark)"
            )
            for (position, instruction) in function.instructions.enumerated() {
                let kinds = instruction.opcode.operands
                var parts = ["  \(position): \(instruction.opcode)"]
                for (operand, kind) in [
                    (instruction.a, kinds.a), (instruction.b, kinds.b), (instruction.c, kinds.c),
                ] {
                    if let text = text(Int(operand), kind, function, script) { parts.append(text) }
                }
                lines.append(parts.joined(separator: " "))
            }
            for handler in function.handlers {
                lines.append("  \(handler.start)..<\(handler.end) -> \(handler.target) with r\(handler.register)")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func name(_ index: Int, _ script: Script) -> String {
        script.names.indices.contains(index) ? script.names[index] : "?\(index)"
    }

    private static func text(
        _ operand: Int, _ kind: ScriptOperand, _ function: ScriptFunction, _ script: Script
    ) -> String? {
        switch kind {
        case .unused: return nil
        case .register, .window: return "r\(operand)"
        case .source, .optionalSource:
            if operand >= 0 { return "r\(operand)" }
            if operand == ScriptInstruction.missing { return "-" }
            let index = ~operand
            return script.constants.indices.contains(index) ? "\(script.constants[index])" : "?constant \(index)"
        case .name: return name(operand, script)
        case .target: return "-> \(operand)"
        case .function: return "function \(operand)"
        case .closure:
            guard function.closures.indices.contains(operand) else { return "?closure \(operand)" }
            let closure = function.closures[operand]
            return "function \(closure.function) cells \(closure.cells)"
        case .callSite:
            guard function.callSites.indices.contains(operand) else { return "?call site \(operand)" }
            let site = function.callSites[operand]
            let keywords = site.keywords.map { " \(name($0, script))=" }.joined()
            return (site.name < 0 ? "" : name(site.name, script)) + "(\(site.positionalCount)\(keywords))"
        case .accumulator: return "accumulator \(operand)"
        case .number: return "\(operand)"
        }
    }
}

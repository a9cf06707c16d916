// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Plan

extension FunctionNote {
    /// Of a function that was given to an operation: `reduceByKey at count.py:12`.
    init(_ operation: String, _ form: FunctionForm) {
        self.init(
            operation: Self.word(operation), function: form.function,
            place: SourcePlace(file: form.file, line: form.line),
            script: form.reason.map {
                let place = SourcePlace(file: $0.file, line: $0.line, column: $0.column, text: $0.text)
                return .because($0.message, place, advice: $0.advice)
            })
    }

    /// Of a function of whole partitions.
    init(_ operation: String, ofPartition closure: PythonClosure) {
        let entry = closure.entryFunction
        self.init(
            operation: Self.word(operation), function: entry.name,
            place: SourcePlace(file: entry.source.file, line: entry.source.line), script: .ofPartition)
    }

    private static func word(_ operation: String) -> String { String(operation.prefix { $0 != " " }) }

    /// As a person reads it.
    var explanation: String {
        let place = place.line > 0 ? " (\(place.file):\(place.line))" : ""
        let head = "\(operation) \(function)\(place): "
        switch script {
        case nil: return head + "typed, whole columns at a time"
        case .ofPartition: return head + "a script, once a partition, as functions of whole partitions are"
        case .because(let reason, let at, let advice):
            var lines = [head + "a script, once a row", "    because \(reason)"]
            if at.line > 0 { lines[1] += ", line \(at.line)" }
            if !at.text.isEmpty { lines[1] += ": \(at.text)" }
            if !advice.isEmpty { lines.append("    for typed form: \(advice)") }
            return lines.joined(separator: "\n")
        }
    }
}

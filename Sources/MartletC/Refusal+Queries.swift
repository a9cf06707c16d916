// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Frames
import Martlet
import Plan
import Relational

// protocol/relations.md, section "Errors".
extension Refusal {
    init(_ error: SQLError) {
        guard error.kind != .unsupported else {
            self = .unsupported(error.description)
            return
        }
        self.init("martlet.sql.\(error.kind.rawValue)", error.description)
        details = Refusal.details(error.condition, error.sqlState, error.parameters)
        switch error.place {
        case .host(let file, let line, let column, let end, let text)?:
            details += [
                ("file", .string(file)), ("line", .int(line)), ("column", .int(column)), ("endColumn", .int(end)),
                ("text", .string(text)),
            ]
        case let place?:
            if let (line, position) = place.lineAndPosition {
                details += [("line", .int(line)), ("position", .int(position))]
            }
        case nil: break
        }
    }

    private static func details(
        _ condition: String, _ state: String?, _ parameters: [String: String]
    ) -> [(name: String, value: Scalar)] {
        [
            ("condition", .string(condition)), ("sqlState", state.map { .string($0) } ?? .null),
            (
                "parameters",
                .fields(parameters.sorted { $0.key < $1.key }.map { ($0.key, Scalar.string($0.value)) })
            ),
        ]
    }

    /// Why a query did not run to its end: a failure of an instruction is a condition of SQL's.
    init(query error: MartletError) {
        self.init(error)
        guard case .job(let failure) = error else { return }
        // What fails in no line of the user's is an aggregate: arithmetic has a condition of its own.
        let isOfAggregate = type == "OverflowError" && failure.details?.file.isEmpty != false
        if let failed = RuntimeCondition(kind: isOfAggregate ? .overflow : failure.kind, message: message) {
            type = "martlet.sql.\(failed.exception)"
            message = failed.message
            details += Refusal.details(failed.condition, failed.state, [:])
        }
    }
}

/// A condition that ended a running query.
private struct RuntimeCondition {
    var condition: String
    var state: String?
    var message: String
    var exception: String

    /// Nil when the failure is none of the query's.
    init?(kind: FailureKind, message: String) {
        if message.hasPrefix("["), let end = message.firstIndex(of: "]") {
            condition = String(message[message.index(after: message.startIndex)..<end])
            self.message = message
        } else {
            switch kind {
            case .overflow:
                let error = SQLError(
                    "ARITHMETIC_OVERFLOW",
                    [
                        "message": "overflow",
                        "alternative": " Use 'try_add' to tolerate overflow and return NULL instead.",
                        "config": "\"spark.sql.ansi.enabled\"",
                    ])
                (condition, self.message) = (error.condition, error.description)
            case .parse:
                condition = "CAST_INVALID_INPUT"
                self.message = "[CAST_INVALID_INPUT] \(message) SQLSTATE: 22018"
            default: return nil
            }
        }
        if let mark = self.message.range(of: "SQLSTATE: ") {
            state = String(self.message[mark.upperBound...].prefix(5))
        }
        switch condition {
        case "CAST_INVALID_INPUT":
            let said = self.message
            let isTime = ["DATE", "TIME"].contains { said.contains("cannot be cast to \"\($0)") }
            let isTruth = said.contains("cannot be cast to \"BOOLEAN\"")
            exception = isTime ? "DateTimeException" : isTruth ? "SparkRuntimeException" : "NumberFormatException"
        case "INVALID_ARRAY_INDEX", "INVALID_ARRAY_INDEX_IN_ELEMENT_AT": exception = "ArrayIndexOutOfBoundsException"
        case "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE": exception = "IllegalArgumentException"
        case "USER_RAISED_EXCEPTION": exception = "SparkRuntimeException"
        default: exception = exceptionClass(ofCondition: condition) ?? "ArithmeticException"
        }
    }
}

extension String {
    /// Where `text` begins and ends first; nil when it is not there.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}

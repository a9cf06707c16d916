// SPDX-License-Identifier: Apache-2.0

import Closures
import Columnar
import Driver
import Frames
import Interchange
import Martlet
import Plan
import Relational

/// Why a request or a job did not do what it should: what the host turns into an exception.
struct Refusal: Error {
    /// A class of Python's, or one of the package's own (`martlet.Cancelled`).
    var type: String
    var message: String
    /// More about it for the host: file, line, row and so on.
    var details: [(name: String, value: Scalar)] = []

    init(_ type: String, _ message: String) {
        self.type = type
        self.message = message
    }

    static func value(_ message: String) -> Refusal { Refusal("ValueError", message) }
    static func type(_ message: String) -> Refusal { Refusal("TypeError", message) }
    static func unsupported(_ message: String) -> Refusal { Refusal("martlet.Unsupported", message) }

    init(_ error: ConversionError) { self.init(error.kind.rawValue, error.description) }

    init(_ error: MartletError) {
        switch error {
        case .configuration(let text): self.init("martlet.ConfigurationError", text)
        case .closure(let text): self.init("martlet.ClosureError", text)
        case .compilation(let error): self.init(error)
        case .file(let error): self.init(error)
        case .empty(let text), .argument(let text): self.init("ValueError", text)
        case .query(let error): self.init(error as? SQLError ?? .unsupported("\(error)"))
        case .stopped: self.init("martlet.Stopped", "\(error)")
        case .job(let error): self.init(error)
        }
    }

    init(_ error: JobError) {
        if let failure = error.details {
            self.init(failure)
            details.append(("kind", .string(error.kind.rawValue)))
            return
        }
        self.init(error.kind.exception, error.message)
        details.append(("kind", .string(error.kind.rawValue)))
    }

    /// The user's function failed.
    private init(_ failure: FailureDetails) {
        self.init(failure.exceptionType, failure.message)
        func known(_ number: Int) -> Scalar { number > 0 ? .int(number) : .null }
        func known(_ text: String?) -> Scalar { text.map { $0.isEmpty ? .null : .string($0) } ?? .null }
        details = [
            ("file", known(failure.file)), ("line", known(failure.line)), ("column", known(failure.column)),
            ("endColumn", known(failure.endColumn)), ("text", known(failure.text)), ("row", known(failure.row)),
            ("rowNumber", .optional(failure.rowNumber)), ("stage", .optional(failure.stage)),
            ("partition", .optional(failure.partition)), ("executor", known(failure.host)),
        ]
        if let exception = failure.exception.flatMap(AnyCoding.decode) { details.append(("exception", exception)) }
    }

    init(_ error: ClosureError) {
        self.init("martlet.ClosureError", "\(error)")
        details = [
            ("file", .string(error.file)), ("line", .int(error.line)), ("column", .int(error.column)),
            ("text", .string(error.text)),
        ]
    }

    /// The map that the host gets.
    var map: Scalar {
        let fields =
            [("type", Scalar.string(type)), ("message", .string(message))] + details.map { ($0.name, $0.value) }
        return .fields(fields)
    }
}

extension FailureKind {
    /// The Python class of a failure without one of its own.
    var exception: String {
        switch self {
        case .cancelled: "martlet.Cancelled"
        case .stopped: "martlet.Stopped"
        case .overflow: "OverflowError"
        case .divisionByZero: "ZeroDivisionError"
        case .indexOutOfRange: "IndexError"
        case .parse, .conversion, .emptyList, .invalidArgument: "ValueError"
        case .typeError, .nullOperand: "TypeError"
        case .memoryExceeded: "MemoryError"
        case .taskFailed, .fetchFailed, .taskLost, .noExecutors, .nonDeterministic, .invalid, .applicationFailed,
            .executors, .plan, .result, .block, .output, .budgetExceeded, .userFailure, .spill, .pythonException:
            "martlet.JobError"
        }
    }
}

extension Scalar {
    /// A map with names as keys.
    static func fields(_ fields: [(String, Scalar)]) -> Scalar {
        .map(fields.map { Entry(key: .string($0.0), value: $0.1) })
    }

    /// None or the int.
    static func optional(_ value: Int?) -> Scalar { value.map { .int($0) } ?? .null }
    static func optional(_ value: String?) -> Scalar { value.map { .string($0) } ?? .null }
}

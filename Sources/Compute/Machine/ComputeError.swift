// SPDX-License-Identifier: Apache-2.0

public import Bytecode
package import Columnar

/// Why a program, an aggregation or a sort ended a task: what failed, at which place of the user's source and for which
/// row.
public struct ComputeError: Error, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        case overflow
        case divisionByZero
        case indexOutOfRange
        /// A text that is not a number.
        case parse
        /// A float that is no integer in range.
        case conversion
        case emptyList
        /// An operand outside the operation's domain: a negative exponent, an empty separator.
        case invalidArgument
        /// The program's own `fail`.
        case userFailure
        case budgetExceeded
        case memoryExceeded
        case cancelled
        case nullOperand
        /// Writing or reading spilled rows failed.
        case spill
        /// Values of kinds that an operation does not take: an order between a string and a number.
        case typeError
        /// An exception that a script raised: `exceptionType` says which.
        case pythonException
    }

    public var kind: Kind
    public var message: String
    /// The name of the Python class, such as `KeyError`, where the operation says one: a script that raised it.
    public var exceptionType: String?
    /// SQL's error condition, of instructions of the SQL dialect; the message begins with it in brackets.
    public var condition: SQLCondition?
    /// The exception itself, as an encoded value of type any, where it can travel.
    public var exception: [UInt8]?
    /// The failing expression; nil when the program has no source map or no instruction failed.
    public var span: SourceSpan?
    public var fileName: String?
    /// The text of the user's line, when the front end has sent it.
    public var sourceLine: String?
    /// The row's value on entry of the failing segment, cut to `ComputeLimits.errorRowCharactersMax` characters.
    public var row: String?
    /// The row's number within its segment and partition, from 0.
    public var rowNumber: Int?

    public init(
        _ kind: Kind, _ message: String, span: SourceSpan? = nil, fileName: String? = nil, sourceLine: String? = nil,
        row: String? = nil, rowNumber: Int? = nil
    ) {
        self.kind = kind
        self.message = message
        self.span = span
        self.fileName = fileName
        self.sourceLine = sourceLine
        self.row = row
        self.rowNumber = rowNumber
    }

    /// The class of Python's exceptions that stands for the error.
    public var pythonType: String {
        if let exceptionType { return exceptionType }
        return switch kind {
        case .overflow: "OverflowError"
        case .divisionByZero: "ZeroDivisionError"
        case .indexOutOfRange: "IndexError"
        case .parse, .conversion, .emptyList, .invalidArgument: "ValueError"
        case .typeError, .nullOperand: "TypeError"
        case .memoryExceeded: "MemoryError"
        case .spill: "OSError"
        case .userFailure, .budgetExceeded, .cancelled, .pythonException: "RuntimeError"
        }
    }

    /// The message, the user's line with a caret under the failing expression, and the row's value.
    public var description: String {
        var text = message
        if let span {
            text += "\n  at \(fileName ?? "closure"):\(span.line)"
            if span.column > 0 { text += ":\(span.column)" }
            if let sourceLine {
                text += "\n    " + sourceLine
                if span.column > 0 { text += "\n    " + caret(under: sourceLine, span) }
            }
        }
        if let row {
            text += "\n  for row" + (rowNumber.map { " \($0)" } ?? "") + ": " + row
        }
        return text
    }

    private func caret(under line: String, _ span: SourceSpan) -> String {
        let scalars = Array(line.unicodeScalars)
        let start = min(span.column - 1, scalars.count)
        let indent = String(String.UnicodeScalarView(scalars[..<start].map { $0 == "\t" ? "\t" : " " }))
        let end = min(max(span.endColumn - 1, start + 1), max(scalars.count, start + 1))
        return indent + "^" + String(repeating: "~", count: max(end - start - 1, 0))
    }
}

/// A kernel's failure, before it is known where the program stands: `row` counts within the rows that the kernel saw.
struct Failure: Error {
    var kind: ComputeError.Kind
    var message: String
    /// Row within the current selection; nil when no row is to blame.
    var row: Int?
    /// Index into the source map; nil until the instruction is known.
    var span: Int?
    /// The script whose source map `span` is about; nil: the program's.
    var script: Int?
    var exceptionType: String?
    var condition: SQLCondition?
    /// The value to show instead of the row that the segment began with.
    var shown: String?
    /// The exception as an encoded value.
    var exception: [UInt8]?

    init(_ kind: ComputeError.Kind, _ message: String, row: Int? = nil) {
        self.kind = kind
        self.message = message
        self.row = row
    }

    init(_ incomparable: Incomparable, row: Int? = nil) {
        self.init(.typeError, incomparable.message, row: row)
        exceptionType = "TypeError"
    }

    /// An exception of Python.
    init(exception: String, _ message: String, row: Int? = nil) {
        self.init(.pythonException, message, row: row)
        exceptionType = exception
    }
}

/// What an error shows of a value: the beginning.
func shorten(_ scalar: Scalar) -> String {
    let text = limited(scalar, depth: 0).description
    let characters = text.prefix(ComputeLimits.errorRowCharactersMax)
    return characters.utf8.count == text.utf8.count ? text : String(characters) + "…"
}

private func limited(_ scalar: Scalar, depth: Int) -> Scalar {
    let most = ComputeLimits.errorElementsMax
    switch scalar {
    case .string(let text): return .string(String(text.unicodeScalars.prefix(ComputeLimits.errorRowCharactersMax)))
    case .tuple(let members): return .tuple(members.prefix(most).map { limited($0, depth: depth + 1) })
    case .list(let elements): return .list(elements.prefix(most).map { limited($0, depth: depth + 1) })
    default: return scalar
    }
}

/// A row as an error shows it, without building more of it than is shown: as the `repr` of Python, or as Swift has it.
package func describeRow(_ column: Column, _ row: Int, asPython: Bool = false) -> String {
    asPython || column.type.containsAny ? shortRepr(column, row) : shorten(beginning(of: column, row))
}

private func beginning(of column: Column, _ row: Int) -> Scalar {
    if column.isNull(row) { return .null }
    let most = ComputeLimits.errorElementsMax
    switch column.type {
    case .string:
        let bytes = column.bytes(row)
        return .string(String(decoding: bytes.prefix(ComputeLimits.errorRowCharactersMax * 4), as: UTF8.self))
    case .bytes: return .bytes(Array(column.bytes(row).prefix(ComputeLimits.errorRowCharactersMax)))
    case .tuple: return .tuple(column.children.prefix(most).map { beginning(of: $0, row) })
    case .list, .map:
        let first = Int(column.offsets[row])
        let end = min(Int(column.offsets[row + 1]), first + most)
        return .list((first..<end).map { beginning(of: column.children[0], $0) })
    default: return column.scalar(row)
    }
}

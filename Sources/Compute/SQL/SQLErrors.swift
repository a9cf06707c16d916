// SPDX-License-Identifier: Apache-2.0

import Bytecode

/// SQL's error conditions that instructions end a task with, by Spark's names. The message of such an error begins with
/// the condition in brackets and ends with the SQLSTATE, as Spark's do.
public enum SQLCondition: String, CaseIterable, Sendable {
    case arithmeticOverflow = "ARITHMETIC_OVERFLOW"
    case binaryArithmeticOverflow = "BINARY_ARITHMETIC_OVERFLOW"
    case divideByZero = "DIVIDE_BY_ZERO"
    case remainderByZero = "REMAINDER_BY_ZERO"
    case castOverflow = "CAST_OVERFLOW"
    case castInvalidInput = "CAST_INVALID_INPUT"
    case numericOutOfRange = "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION"
    case datetimeOverflow = "DATETIME_OVERFLOW"
    case invalidTimezone = "INVALID_TIMEZONE"
    case escapeInTheMiddle = "INVALID_FORMAT.ESC_IN_THE_MIDDLE"
    case escapeAtTheEnd = "INVALID_FORMAT.ESC_AT_THE_END"
    case cannotParseTimestamp = "CANNOT_PARSE_TIMESTAMP"
    case cannotParseTime = "CANNOT_PARSE_TIME"
    case datetimeFieldOutOfBounds = "DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION"
    case illegalDayOfWeek = "ILLEGAL_DAY_OF_WEEK"
    case invalidTimePattern = "INVALID_DATETIME_PATTERN"
    case invalidParameterStart = "INVALID_PARAMETER_VALUE.START"
    case invalidParameterLength = "INVALID_PARAMETER_VALUE.LENGTH"
    case invalidParameterFormat = "INVALID_PARAMETER_VALUE.FORMAT"
    case invalidPattern = "INVALID_PARAMETER_VALUE.PATTERN"
    case invalidGroupIndex = "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX"
    case invalidCharset = "INVALID_PARAMETER_VALUE.CHARSET"
    case malformedCharacters = "MALFORMED_CHARACTER_CODING"
    case invalidIndexOfZero = "INVALID_INDEX_OF_ZERO"
    case comparatorReturnsNull = "COMPARATOR_RETURNS_NULL"
    case illegalSequence = "ILLEGAL_SEQUENCE_BOUNDARIES"
    case mapLengths = "MAP_LENGTHS_DIFFER"
    case nullMapKey = "NULL_MAP_KEY"
    case duplicatedMapKey = "DUPLICATED_MAP_KEY"
    case conversionInvalid = "CONVERSION_INVALID_INPUT"
    case cannotDecodeURL = "CANNOT_DECODE_URL"
    case invalidURL = "INVALID_URL"
    case malformedRecord = "MALFORMED_RECORD_IN_PARSING"
    case udfReturn = "UDF_RETURN_TYPE"
    case pictureMismatch = "INVALID_FORMAT.MISMATCH_INPUT"
    case invalidUTF8 = "INVALID_UTF8_STRING"
    case invalidXPath = "INVALID_XPATH"
    case vectorLengths = "VECTOR_DIMENSION_MISMATCH"
    case vectorDegree = "INVALID_VECTOR_NORM_DEGREE"
    case bitmapPosition = "INVALID_BITMAP_POSITION"
    case invalidSketch = "INVALID_SKETCH"
    case invalidParameterRank = "INVALID_PARAMETER_VALUE.RANK"
    case invalidTimeUnit = "INVALID_PARAMETER_VALUE.TIME_UNIT"
    case aesKeyLength = "INVALID_PARAMETER_VALUE.AES_KEY_LENGTH"
    case aesVectorLength = "INVALID_PARAMETER_VALUE.AES_IV_LENGTH"
    case aesCrypto = "INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR"
    case aesMode = "UNSUPPORTED_FEATURE.AES_MODE"
    case aesVector = "UNSUPPORTED_FEATURE.AES_MODE_IV"
    case aesAdded = "UNSUPPORTED_FEATURE.AES_MODE_AAD"

    /// The five characters of the SQL standard.
    public var sqlState: String {
        switch self {
        case .arithmeticOverflow, .binaryArithmeticOverflow, .castOverflow, .numericOutOfRange: "22003"
        case .divideByZero, .remainderByZero: "22012"
        case .castInvalidInput: "22018"
        case .datetimeOverflow: "22008"
        case .invalidTimezone: "22009"
        case .escapeInTheMiddle, .escapeAtTheEnd: "42601"
        case .cannotParseTimestamp, .invalidTimePattern: "22007"
        case .cannotParseTime: "22010"
        case .datetimeFieldOutOfBounds, .invalidParameterStart, .invalidParameterLength,
            .invalidParameterFormat, .invalidPattern, .invalidGroupIndex, .invalidCharset, .illegalSequence,
            .mapLengths, .malformedRecord:
            "22023"
        case .illegalDayOfWeek: "22009"
        case .aesMode, .aesVector, .aesAdded: "0A000"
        case .malformedCharacters: "22000"
        case .invalidIndexOfZero: "22003"
        case .comparatorReturnsNull: "22004"
        case .nullMapKey: "2200E"
        case .duplicatedMapKey: "23505"
        case .udfReturn: "42K0E"
        case .pictureMismatch: "42601"
        case .invalidUTF8, .invalidXPath, .vectorLengths, .vectorDegree, .bitmapPosition, .invalidSketch,
            .invalidParameterRank, .invalidTimeUnit,
            .aesKeyLength, .aesVectorLength, .aesCrypto:
            "22023"
        case .conversionInvalid: "22018"
        case .cannotDecodeURL: "22546"
        case .invalidURL: "22P02"
        }
    }

    /// What kind of error it is to the virtual machine.
    var kind: ComputeError.Kind {
        switch self {
        case .arithmeticOverflow, .binaryArithmeticOverflow, .castOverflow, .numericOutOfRange, .datetimeOverflow:
            .overflow
        case .divideByZero, .remainderByZero: .divisionByZero
        case .castInvalidInput: .parse
        case .invalidTimezone, .escapeInTheMiddle, .escapeAtTheEnd: .invalidArgument
        case .cannotParseTimestamp, .cannotParseTime, .conversionInvalid, .malformedRecord, .udfReturn: .parse
        case .datetimeFieldOutOfBounds, .illegalDayOfWeek, .invalidTimePattern, .invalidParameterStart,
            .invalidParameterLength, .invalidParameterFormat, .invalidPattern, .invalidGroupIndex,
            .invalidCharset, .malformedCharacters, .invalidIndexOfZero, .comparatorReturnsNull,
            .illegalSequence, .mapLengths, .nullMapKey, .duplicatedMapKey, .cannotDecodeURL, .invalidURL,
            .pictureMismatch, .invalidUTF8, .invalidXPath, .vectorLengths, .vectorDegree, .bitmapPosition,
            .invalidSketch, .invalidParameterRank, .invalidTimeUnit,
            .aesKeyLength, .aesVectorLength, .aesCrypto, .aesMode, .aesVector, .aesAdded:
            .invalidArgument
        }
    }

    /// The class of the Python package's exceptions.
    public var exceptionType: String {
        switch self {
        case .arithmeticOverflow, .binaryArithmeticOverflow, .castOverflow, .numericOutOfRange, .divideByZero,
            .remainderByZero:
            "martlet.sql.ArithmeticException"
        case .castInvalidInput: "martlet.sql.NumberFormatException"
        case .udfReturn: "martlet.sql.PythonException"
        case .datetimeOverflow, .invalidTimezone: "martlet.sql.DateTimeException"
        case .escapeInTheMiddle, .escapeAtTheEnd: "martlet.sql.AnalysisException"
        case .cannotParseTimestamp, .cannotParseTime, .datetimeFieldOutOfBounds: "martlet.sql.DateTimeException"
        case .illegalDayOfWeek, .invalidTimePattern, .invalidParameterFormat, .invalidCharset,
            .cannotDecodeURL, .invalidURL, .pictureMismatch, .invalidUTF8:
            "martlet.sql.IllegalArgumentException"
        case .invalidParameterStart, .invalidParameterLength, .invalidPattern, .invalidGroupIndex,
            .malformedCharacters, .invalidIndexOfZero, .comparatorReturnsNull, .illegalSequence, .mapLengths,
            .nullMapKey, .duplicatedMapKey, .malformedRecord, .invalidXPath, .vectorLengths, .vectorDegree,
            .bitmapPosition, .invalidSketch, .invalidParameterRank, .invalidTimeUnit,
            .aesKeyLength, .aesVectorLength, .aesCrypto, .aesMode, .aesVector, .aesAdded:
            "martlet.sql.SparkRuntimeException"
        case .conversionInvalid: "martlet.sql.NumberFormatException"
        }
    }
}

extension Failure {
    /// `text` says what happened, with the value, and ends with a full stop.
    init(_ condition: SQLCondition, _ text: String, exception: String? = nil) {
        self.init(condition.kind, "[\(condition.rawValue)] \(text) SQLSTATE: \(condition.sqlState)")
        self.condition = condition
        exceptionType = exception ?? condition.exceptionType
    }
}

private let ansiOff = "set \"spark.sql.ansi.enabled\" to \"false\" to bypass this error."

/// `what` says the operands to those with a small type, whose condition Spark gives them; others have none.
func sqlOverflow(_ what: String, _ width: IntWidth, _ instead: String?) -> Failure {
    if width == .bits16 || width == .bits8 {
        return Failure(
            .binaryArithmeticOverflow,
            "\(what) caused overflow."
                + (instead.map { " Use `\($0)` to ignore overflow problem and return NULL." } ?? ""))
    }
    return Failure(
        .arithmeticOverflow,
        "overflow."
            + (instead.map { " Use '\($0)' to tolerate overflow and return NULL instead." } ?? "")
            + " If necessary \(ansiOff)")
}

func sqlDivideByZero() -> Failure {
    Failure(
        .divideByZero,
        "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If necessary "
            + ansiOff)
}

func sqlRemainderByZero() -> Failure {
    Failure(
        .remainderByZero,
        "Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return NULL instead. If necessary " + ansiOff)
}

/// `value` is written as SQL writes a literal of the type.
func sqlCastOverflow(_ value: String, from source: String, to target: String) -> Failure {
    Failure(
        .castOverflow,
        "The value \(value) of the type \"\(source)\" cannot be cast to \"\(target)\" due to an overflow. Use "
            + "`try_cast` to tolerate overflow and return NULL instead.")
}

/// A text that is no value of the type.
func sqlInvalidInput(_ bytes: UnsafeRawBufferPointer, to target: String, exception: String? = nil) -> Failure {
    let shown = String(decoding: bytes.prefix(ComputeLimits.errorRowCharactersMax), as: UTF8.self)
    let quoted = shown.replacing("'", with: "\\'")
    return Failure(
        .castInvalidInput,
        "The value '\(quoted)' of the type \"STRING\" cannot be cast to \"\(target)\" because it is malformed. "
            + "Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed "
            + "input and return NULL instead.", exception: exception)
}

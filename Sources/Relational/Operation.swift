// SPDX-License-Identifier: Apache-2.0

/// What an expression computes. Operands have the types that the function table asks for; a null operand gives null
/// unless said otherwise.
public enum Operation: String, Sendable {
    // MARK: Numbers, operands of one type
    case add, subtract, multiply
    /// Of doubles or decimals.
    case divide
    /// Of integers or decimals, towards zero, to a bigint.
    case integralDivide
    /// Sign of the dividend.
    case remainder
    /// Not negative for a positive divisor.
    case positiveRemainder
    case negate, absolute, sign
    case bitAnd, bitOr, bitXor, bitNot, shiftLeft, shiftRight
    case squareRoot, cubeRoot, exponential, naturalLogarithm, logarithm10, logarithm2, logarithmPlusOne, power
    case sine, cosine, tangent
    /// Of doubles, to bigint; of decimals, to one without digits behind the point.
    case floor, ceiling
    /// (number, int literal of digits): half up, half even.
    case roundHalfUp, roundHalfEven
    /// Nulls are left out.
    case greatest, least

    // MARK: Comparison, operands of one type: NaN equals itself and is greatest
    case equal, less, lessOrEqual, greater, greaterOrEqual
    /// Null equals null; never null.
    case nullSafeEqual
    /// The first among the others; null when it is not and one of them is null.
    case isIn

    // MARK: Logic of three values
    case and, or, not
    /// Never null.
    case isNull, isNotNull
    /// Never null: null is no NaN.
    case isNaN
    /// The first that is not null.
    case coalesce
    /// The first, or the second when it is a NaN.
    case nanOr

    // MARK: Text
    case concatenate
    /// The separator, then texts and arrays of texts; nulls are left out.
    case concatenateWithSeparator
    case uppercase, lowercase, capitalise, reverse
    case trim, trimStart, trimEnd
    /// Code points of text, bytes of binary.
    case length
    /// (text, position from 1, length)
    case substring
    case startsWith, endsWith, contains
    /// (text, part): position from 1, or 0.
    case position
    case replace
    case repeated
    /// (text, length, pad)
    case padStart, padEnd
    /// (text, pattern, escape)
    case like, likeIgnoringCase
    case matches
    /// (text, pattern, limit)
    case split
    /// (text, pattern, replacement), (text, pattern, group)
    case regexReplace, regexExtract
    case translate
    case base64

    // MARK: Dates: days; timestamps: microseconds
    case year, month, dayOfMonth, quarter, dayOfWeek, weekday, dayOfYear, weekOfYear
    case hour, minute, second
    case addDays, subtractDays, daysBetween
    case addMonths, lastDayOfMonth
    /// (unit, date)
    case truncateDate
    /// Seconds since 1970 of a timestamp, and back.
    case secondsOf, fromSeconds
    /// The day and the instant at which the query began.
    case currentDate, currentTimestamp

    // MARK: Arrays, maps, structs
    case makeArray, makeStruct, makeMap
    /// Of null, null.
    case size
    /// (array, index from 0), (array, index from 1 or, negative, from the end), (map, key)
    case elementFromZero, element, mapValue
    case arrayContains
    case sortArray
    case arrayJoin

    /// (value, number): the value; fails when the number, of rows, is more than 1.
    case single
    /// Whether a key is summed up over, and the bits of all; gone once the query is analysed.
    case grouping, groupingID

    // MARK: Rows
    case monotonicID, partitionID
    /// (int literal: seed)
    case random
    /// (int literal: seed), (length, seed), (array, seed)
    case randomUUID, randomText, listShuffled
    /// The file that a row was read from; empty where there is none.
    case inputFile
    /// (number)
    case spaces

    // MARK: Functions that the engine knows by the same name (protocol/bytecode.md)
    case regexExtractAll, regexCount, regexPosition, regexSubstring, unhex, unbase64, textBytes, encode, decode
    case locate, substringIndex, levenshtein, soundex, formatText, formatNumber, ascii, character, trimOf
    case overlay, splitPart, findInSet, mask, quoteText, urlEncode, urlDecode, parseURL, md5, sha1, sha2, crc32
    case binaryDigits, convertBase, joinPresent, joinFilled, textToMap, jaroWinkler, arcCosine, arcSine
    case arcTangent, arcTangent2, arcCosineHyperbolic, arcSineHyperbolic, arcTangentHyperbolic, cosineHyperbolic
    case sineHyperbolic, tangentHyperbolic, exponentialMinusOne, hypotenuse, factorial, widthBucket, bitCount
    case bitGet, shiftBitsLeft, shiftBitsRight, shiftBitsRightUnsigned, formatClock, parseClock, monthsBetween
    case timeOfDay, timeOfDayText, parseTimeOfDay, timeUnit, encryptAES, decryptAES, countSketch
    case nextDay, makeDate, makeClock, addMonthsClock, monthsDifference, truncateClockTo, mapContains
    case mapFromLists, mapKeys, mapValues, mapEntries, mapFromEntries, mapConcatenate, listPosition, listRemove
    case listDistinct, listUnion, listIntersect, listExcept, listOverlaps, listLeast, listGreatest, listSorted
    case listSortedNullsLast, listPart, listFlatten, listRepeat, listInsert, listAppend, listCompact, listsZip
    case listSequence, listSequenceMonths, hashMurmur, hashXX, jsonPath, jsonLength, jsonKeys, jsonSchema
    case toJSON, fromJSON, toCSV, fromCSV, csvSchema
    case numberPicture, pictureNumber, patternNumber, base32, unbase32, isUTF8, occurrence, sentences, hmac, isLuhn
    case xmlTexts, xmlText, xmlNumber, xmlBool, histogram, vectorPair, vectorNorm, vectorScaled, vectorsMean
    case bitmapOf, bitmapsMerge, bitmapCount, mapFromListsLast, calendarAdded, calendarScaled, mostFrequent
    case quantileSketch, quantileMerge, quantileValue, quantileRank, quantileCount, quantileText
    case distinctSketch, distinctMerge, distinctEstimate, tupleSketch, tupleMerge, tupleEstimate

    // MARK: Functions of lambda functions
    /// (array, function)
    case transformList, filterList, anyInList, allInList
    /// (array, start, function[, function of the result])
    case foldList
    /// (array, array, function)
    case zipLists
    /// (array, function that compares)
    case sortListBy
    /// (map, function), (map, map, function)
    case filterMap, transformKeys, transformValues, zipMaps

    // MARK: More of times
    /// The week's year; seconds with their fraction, a decimal(8,6).
    case weekYear, secondsWithFraction
    /// (clock, zone): what UTC shows, what the zone shows.
    case toUTC, fromUTC
    /// (time, microseconds), (time, time)
    case addMicros, microsBetween

    /// 1 / x of doubles, whatever x.
    case floatQuotient
    /// Of 64 bits, of bytes, in hexadecimal digits.
    case hexInt, hexBytes
    /// States of aggregates: of one number, of one pair, of (hash, bits).
    case momentsOf, pairOf, distinctOf
    /// Bytes of binary values.
    case byteCount
    /// Two arrays or binary values, one behind the other.
    case concatenateLists, concatenateBinary

    /// (text): ends the query.
    case raiseError
}

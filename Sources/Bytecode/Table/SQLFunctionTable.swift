// SPDX-License-Identifier: Apache-2.0

/// The one table of functions of `sqlFunction`: a new one is a case of `SQLFunctionCode`, a rule here, a row in
/// protocol/bytecode.md (a test holds it against the rule) and a function in `Compute`.
public enum SQLFunctionTable {
    public static func rule(_ code: SQLFunctionCode) -> SQLFunctionRule { rules[code.rawValue] }

    /// In the order of the numbers.
    public static let rules: [SQLFunctionRule] = [
        SQLFunctionRule(
            .regexMatches, "(string, string) → bool",
            "Whether the regular expression of Java's finds something."),
        SQLFunctionRule(
            .regexExtract, "(string, string, int) → string",
            "The group of the first find; empty without one."),
        SQLFunctionRule(.regexExtractAll, "(string, string, int) → [string]", "The group of each find."),
        SQLFunctionRule(
            .regexReplace, "(string, string, string, int) → string",
            "The finds from a position (from 1) on replaced; `$1` is a group."),
        SQLFunctionRule(
            .regexSplit, "(string, string, int) → [string]",
            "The parts between the finds, at most so many when it is positive."),
        SQLFunctionRule(.regexCount, "(string, string) → int", "How many finds there are."),
        SQLFunctionRule(
            .regexPosition, "(string, string, int) → int",
            "Where the first find begins, from 1; 0 without one."),
        SQLFunctionRule(.regexSubstring, "(string, string) → string", "The first find; null without one."),
        SQLFunctionRule(
            .capitalise, "(string) → string",
            "Each word, between spaces, with a capital and small letters behind it."),
        SQLFunctionRule(
            .translate, "(string, string, string) → string",
            "Scalars of the second replaced by those of the third, or left out."),
        SQLFunctionRule(.hexInt, "(int) → string", "The digits of 64 bits to the base 16, without zeros in front."),
        SQLFunctionRule(.hexBytes, "(bytes) → string", "Two hexadecimal digits a byte."),
        SQLFunctionRule(
            .unhex, "(string) → bytes",
            "The bytes of hexadecimal digits; null where others are among them."),
        SQLFunctionRule(.base64, "(bytes) → string", "Base64 (RFC 4648), filled up."),
        SQLFunctionRule(.unbase64, "(string) → bytes", "The bytes of Base64: `CONVERSION_INVALID_INPUT` of others."),
        SQLFunctionRule(.textBytes, "(string) → bytes", "UTF-8."),
        SQLFunctionRule(.bytesText, "(bytes) → string", "UTF-8, what is none replaced."),
        SQLFunctionRule(.encode, "(string, string) → bytes", "In the charset of the second."),
        SQLFunctionRule(.decode, "(bytes, string) → string", "From the charset of the second."),
        SQLFunctionRule(
            .locate, "(string, string, int) → int",
            "Where the first begins in the second from a position on, from 1; 0 when nowhere."),
        SQLFunctionRule(
            .substringIndex, "(string, string, int) → string",
            "Up to the n-th delimiter, or behind it from the end."),
        SQLFunctionRule(
            .levenshtein, "(string, string, int) → int",
            "Edits from one to the other; -1 when more than the third, if that is not negative."),
        SQLFunctionRule(.soundex, "(string) → string", "The Soundex code."),
        SQLFunctionRule(
            .formatText, "(string, string, T…) → string", seesNulls: true,
            "The format of Java's `Formatter` with values of the types that the first names."),
        SQLFunctionRule(
            .formatNumber, "(string, int) → string",
            "The number, as text, with commas and so many digits behind the point, half to even."),
        SQLFunctionRule(.ascii, "(string) → int", "The first scalar's number; 0 of none."),
        SQLFunctionRule(
            .character, "(int) → string",
            "The scalar of the number modulo 256; empty of a negative one."),
        SQLFunctionRule(
            .trimOf, "(string, string, int) → string",
            "Without the scalars of the second at: 0 both ends, 1 the start, 2 the end."),
        SQLFunctionRule(
            .overlay, "(string, string, int, int) → string",
            "The second put over the first from a position on, over so many scalars."),
        SQLFunctionRule(
            .splitPart, "(string, string, int) → string",
            "The n-th part between delimiters; empty beyond them."),
        SQLFunctionRule(
            .findInSet, "(string, string) → int",
            "The number of the first among those between the commas of the second; 0 when it is none."),
        SQLFunctionRule(.reverseText, "(string) → string", "The scalars from the end."),
        SQLFunctionRule(
            .mask, "(string, string, string, string, string) → string", seesNulls: true,
            "Capitals, small letters, digits and others replaced by the operands; null leaves them."),
        SQLFunctionRule(.quoteText, "(string) → string", "In quotes, with `\\` before quotes."),
        SQLFunctionRule(.urlEncode, "(string) → string", "As forms of HTML encode it."),
        SQLFunctionRule(.urlDecode, "(string) → string", "Its opposite: `CANNOT_DECODE_URL` of others."),
        SQLFunctionRule(
            .parseURL, "(string, string, string) → string", seesNulls: true,
            "A part of a URL, or of its query by a key; null without it."),
        SQLFunctionRule(.md5, "(bytes) → string", "In hexadecimal digits."),
        SQLFunctionRule(.sha1, "(bytes) → string", "In hexadecimal digits."),
        SQLFunctionRule(
            .sha2, "(bytes, int) → string",
            "Of 224, 256, 384 or 512 bits (0 is 256), in hexadecimal digits; null of others."),
        SQLFunctionRule(.crc32, "(bytes) → int", "CRC-32 of IEEE 802.3."),
        SQLFunctionRule(
            .binaryDigits, "(int) → string",
            "The digits of 64 bits to the base 2, without zeros in front."),
        SQLFunctionRule(
            .convertBase, "(string, int, int) → string",
            "The number from one base in another; null of bases beyond 2 ... 36."),
        SQLFunctionRule(.sliceBytes, "(bytes, int, int) → bytes", "As `sqlSubstring`, of bytes."),
        SQLFunctionRule(
            .padBytes, "(bytes, int, bytes, int) → bytes",
            "As `sqlPad`, of bytes; the last is 0 for the start."),
        SQLFunctionRule(.concatenateBytes, "(bytes, bytes) → bytes", "One behind the other."),
        SQLFunctionRule(.byteCount, "(bytes) → int", "How many bytes."),
        SQLFunctionRule(
            .joinPresent, "([string], string) → string",
            "The texts that are there with the separator between them."),
        SQLFunctionRule(
            .joinFilled, "([string], string, string) → string",
            "The texts with the separator between them, the third in the place of nulls."),
        SQLFunctionRule(
            .textToMap, "(string, string, string) → [string: string]",
            "Of pairs between the second, key and value parted by the third."),
        SQLFunctionRule(.jaroWinkler, "(string, string) → float", "How alike two texts are, 0 to 1."),
        SQLFunctionRule(.arcCosine, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.arcSine, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.arcTangent, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.arcTangent2, "(float, float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.arcCosineHyperbolic, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.arcSineHyperbolic, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.arcTangentHyperbolic, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.cosineHyperbolic, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.sineHyperbolic, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.tangentHyperbolic, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.cubeRoot, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.exponentialMinusOne, "(float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.logarithmPlusOne, "(float) → float", "Null for -1 and less."),
        SQLFunctionRule(.logarithm10, "(float) → float", "Null for 0 and less."),
        SQLFunctionRule(.logarithm2, "(float) → float", "Null for 0 and less."),
        SQLFunctionRule(.hypotenuse, "(float, float) → float", "As Java's `StrictMath`."),
        SQLFunctionRule(.factorial, "(int) → int", "Null beyond 0 ... 20."),
        SQLFunctionRule(
            .widthBucket, "(float, float, float, int) → int",
            "The bucket, from 0, of so many between two bounds."),
        SQLFunctionRule(.bitCount, "(int) → int", "How many of 64 bits are set."),
        SQLFunctionRule(.bitGet, "(int, int) → int", "The bit at a position from the right."),
        SQLFunctionRule(.shiftBitsLeft, "(int, int, int) → int", "Within so many bits as the third says."),
        SQLFunctionRule(.shiftBitsRight, "(int, int, int) → int", "Within so many bits, with the sign."),
        SQLFunctionRule(.shiftBitsRightUnsigned, "(int, int, int) → int", "Within so many bits, with zeros."),
        SQLFunctionRule(
            .formatClock, "(int, string) → string",
            "Microseconds on a clock in the letters of Java's `DateTimeFormatter`."),
        SQLFunctionRule(.formatInstant, "(int, string, string) → string", "A moment in a zone, likewise."),
        SQLFunctionRule(
            .parseClock, "(string, string) → int",
            "Microseconds on a clock of such a text: `CANNOT_PARSE_TIMESTAMP` of others."),
        SQLFunctionRule(
            .parseInstant, "(string, string, string) → int",
            "A moment; without a zone in the text, in that of the third."),
        SQLFunctionRule(
            .monthsBetween, "(int, int, bool) → float",
            "Months from the second clock to the first, rounded to 8 digits."),
        SQLFunctionRule(
            .nextDay, "(int, string) → int",
            "The first day behind it that the second names: `ILLEGAL_DAY_OF_WEEK` of others."),
        SQLFunctionRule(
            .makeDate, "(int, int, int) → int",
            "`DATETIME_FIELD_OUT_OF_BOUNDS` where there is no such day."),
        SQLFunctionRule(
            .makeClock, "(int, int, int, int, int, int) → int",
            "The last are microseconds of the minute."),
        SQLFunctionRule(.addMonthsClock, "(int, int) → int", "As `sqlAddMonths`, of microseconds on a clock."),
        SQLFunctionRule(.monthsDifference, "(int, int) → int", "Whole months from the first clock to the second."),
        SQLFunctionRule(
            .truncateClockTo, "(string, int) → int",
            "As `sqlTruncateClock`, the unit by its name; null of others."),
        SQLFunctionRule(.dayTimeText, "(int) → string", "An interval as `INTERVAL '1 02:03:04' DAY TO SECOND`."),
        SQLFunctionRule(.yearMonthText, "(int) → string", "An interval as `INTERVAL '1-2' YEAR TO MONTH`."),
        SQLFunctionRule(.mapValue, "([K: V], K) → V", "The value of the key; null without it."),
        SQLFunctionRule(.mapContains, "([K: V], K) → bool", "Whether the key is there."),
        SQLFunctionRule(
            .mapFromLists, "([K], [V]) → [K: V]",
            "`NULL_MAP_KEY`, `DUPLICATED_MAP_KEY` and lists of other lengths fail."),
        SQLFunctionRule(.mapKeys, "([K: V]) → [K]", "The keys."),
        SQLFunctionRule(.mapValues, "([K: V]) → [V]", "The values."),
        SQLFunctionRule(.mapEntries, "([K: V]) → [(K, V)]", "The entries."),
        SQLFunctionRule(.mapFromEntries, "([(K, V)]) → [K: V]", "Null where an entry is."),
        SQLFunctionRule(.mapConcatenate, "([K: V], [K: V]) → [K: V]", "Entries of both: `DUPLICATED_MAP_KEY`."),
        SQLFunctionRule(
            .mapZip, "([K: V], [K: W]) → [(K, V, W)]",
            "Entries of both by key, nulls where one has none."),
        SQLFunctionRule(.mapCount, "([K: V]) → int", "How many entries."),
        SQLFunctionRule(.listPosition, "([E], E) → int", "Where the value is, from 1; 0 when nowhere."),
        SQLFunctionRule(.listRemove, "([E], E) → [E]", "Without all that equal the value."),
        SQLFunctionRule(.listDistinct, "([E]) → [E]", "Each of equal values once."),
        SQLFunctionRule(.listUnion, "([E], [E]) → [E]", "The different values of both."),
        SQLFunctionRule(.listIntersect, "([E], [E]) → [E]", "The different values that both have."),
        SQLFunctionRule(
            .listExcept, "([E], [E]) → [E]",
            "The different values of the first that the second has not."),
        SQLFunctionRule(.listOverlaps, "([E], [E]) → bool", "Whether a value is in both; null when it might be."),
        SQLFunctionRule(.listLeast, "([E]) → E", "The least that is there."),
        SQLFunctionRule(.listGreatest, "([E]) → E", "The greatest that is there."),
        SQLFunctionRule(.listSorted, "([E], bool) → [E]", "Ascending or descending, nulls first when ascending."),
        SQLFunctionRule(.listSortedNullsLast, "([E]) → [E]", "Ascending, nulls last."),
        SQLFunctionRule(
            .listPart, "([E], int, int) → [E]",
            "So many from a position on, from 1 or from the end: `INVALID_PARAMETER_VALUE` of others."),
        SQLFunctionRule(.listFlatten, "([[E]]) → [E]", "Null where one of them is."),
        SQLFunctionRule(.listRepeat, "(E, int) → [E]", seesNulls: true, "The value so many times."),
        SQLFunctionRule(.listInsert, "([E], int, E) → [E]", seesNulls: true, "With the value at a position."),
        SQLFunctionRule(.listAppend, "([E], E) → [E]", seesNulls: true, "With the value at the end."),
        SQLFunctionRule(.listCompact, "([E]) → [E]", "Without nulls."),
        SQLFunctionRule(.listZip, "([A], [B]) → [(A, B)]", "Pairs, nulls where one is shorter."),
        SQLFunctionRule(.listsZip, "(T…) → [(T…)]", "As `listZip`, of any number."),
        SQLFunctionRule(.listEnumerate, "([E]) → [(E, int)]", "With positions from 0."),
        SQLFunctionRule(.listPairs, "([E]) → [(E, E)]", "Each with each, all pairs of the first first."),
        SQLFunctionRule(.listSortedBy, "([E], [int]) → [E]", "By what a comparison said of all pairs (`listPairs`)."),
        SQLFunctionRule(.listAny, "([bool]) → bool", "Three-valued or of all."),
        SQLFunctionRule(.listAll, "([bool]) → bool", "Three-valued and of all."),
        SQLFunctionRule(
            .listSequence, "(int, int, int) → [int]",
            "From, to, step: `ILLEGAL_SEQUENCE_BOUNDARIES` where the step leads away."),
        SQLFunctionRule(
            .listSequenceMonths, "(int, int, int) → [int]",
            "Of microseconds on a clock, the step in months."),
        SQLFunctionRule(
            .hashMurmur, "(string, T…) → int", seesNulls: true,
            "Spark's 32-bit hash of values of the types that the first names."),
        SQLFunctionRule(.hashXX, "(string, T…) → int", seesNulls: true, "The 64-bit one."),
        SQLFunctionRule(
            .jsonPath, "(string, string) → string",
            "What a path finds in JSON; null of nothing and of no JSON."),
        SQLFunctionRule(.jsonLength, "(string) → int", "Elements of a JSON array; null of others."),
        SQLFunctionRule(.jsonKeys, "(string) → [string]", "Names in a JSON object; null of others."),
        SQLFunctionRule(.jsonSchema, "(string, string) → string", "The type of JSON as DDL."),
        SQLFunctionRule(
            .toJSON, "(string, string, string, E) → string",
            "A value of the type that the first names, in the zone of the second, with options."),
        SQLFunctionRule(
            .fromJSON, "(R, string, string, string, string) → R", seesNulls: true,
            "The first is null and says the layout; type, zone, options, then the text."),
        SQLFunctionRule(.toCSV, "(string, string, string, E) → string", "A struct as a line of CSV, as `toJSON`."),
        SQLFunctionRule(
            .fromCSV, "(R, string, string, string, string) → R", seesNulls: true, "As `fromJSON`, of a line of CSV."),
        SQLFunctionRule(.csvSchema, "(string, string) → string", "The type of a line of CSV as DDL."),
        SQLFunctionRule(
            .valueText, "(string, string, E) → string",
            "A nested value of the type that the first names as a cast to text has it."),
        SQLFunctionRule(
            .percentile, "([float], [float]) → [float]",
            "Interpolated percentiles of values; null of none."),
        SQLFunctionRule(.percentileOf, "([E], [float], int) → [E]", "Percentiles that are among the values."),
        SQLFunctionRule(.mostFrequent, "([E]) → E", "The most frequent value, of several the first."),
        SQLFunctionRule(.listProduct, "([float]) → float", "Null of none."),
        SQLFunctionRule(
            .momentsOf, "(float) → (float, float, float, float, float)",
            "Count, mean and central moments 2 to 4 of one value."),
        SQLFunctionRule(.momentsMerge, "(E, E) → E", "Of both together."),
        SQLFunctionRule(
            .momentsResult, "((float, float, float, float, float), int) → float",
            "0 skewness, 1 kurtosis."),
        SQLFunctionRule(
            .pairOf, "(float, float) → (float, float, float, float, float, float)",
            "Count, means, co-moment and second moments of one pair."),
        SQLFunctionRule(.pairMerge, "(E, E) → E", "Of both together."),
        SQLFunctionRule(
            .pairResult, "((float, float, float, float, float, float), int) → float",
            "By number: covariance (0 population, 1 sample), 2 correlation, 3 ... 10 of regression."),
        SQLFunctionRule(
            .distinctOf, "(int, int) → int",
            "Of a hash of 64 bits: the register of HyperLogLog++ of so many bits × 64 + the run that it sees."),
        SQLFunctionRule(.distinctCount, "([int], int) → int", "About how many different hashes gave these."),
        SQLFunctionRule(
            .pythonValue, "(R, string, any) → R", seesNulls: true,
            "The first is null and says the layout; type, then what a Python function gave: `UDF_RETURN_TYPE` of what "
                + "is none."),
        SQLFunctionRule(
            .numberPicture, "(string, string) → string",
            "A number, as text, in a picture of digits (`to_char` of Spark)."),
        SQLFunctionRule(
            .pictureNumber, "(string, string) → string",
            "The digits of a text in such a picture: `INVALID_FORMAT.MISMATCH_INPUT` of others."),
        SQLFunctionRule(
            .patternNumber, "(string, string) → string",
            "A number, as text, in a pattern of Java's `DecimalFormat`."),
        SQLFunctionRule(
            .listShuffled, "([E], int, int, int) → [E]",
            "The elements in an order by chance: of a seed, a partition and a row."),
        SQLFunctionRule(
            .randomUUID, "(int, int, int) → string",
            "A UUID of version 4: of a seed, a partition and a row."),
        SQLFunctionRule(
            .randomText, "(int, int, int, int) → string",
            "So many letters and digits: of a seed, a partition and a row."),
        SQLFunctionRule(.base32, "(bytes) → string", "Base32 (RFC 4648), filled up."),
        SQLFunctionRule(.unbase32, "(string) → bytes", "The bytes of Base32: `CONVERSION_INVALID_INPUT` of others."),
        SQLFunctionRule(.isUTF8, "(bytes) → bool", "Whether the bytes are UTF-8."),
        SQLFunctionRule(
            .occurrence, "(string, string, int, int) → int",
            "Where the n-th find of the second begins, from a position on, backwards of a negative one; "
                + "0 when nowhere."),
        SQLFunctionRule(.sentences, "(string) → [[string]]", "The words of each sentence."),
        SQLFunctionRule(
            .xmlTexts, "(string, string) → [string]",
            "The texts of the nodes that an XPath finds in XML; null of elements."),
        SQLFunctionRule(
            .xmlText, "(string, string) → string",
            "What an XPath gives, as text; null when it finds nothing."),
        SQLFunctionRule(
            .xmlNumber, "(string, string) → float",
            "What an XPath gives, as a number; null when it finds nothing."),
        SQLFunctionRule(.xmlBool, "(string, string) → bool", "Whether what an XPath gives is true."),
        SQLFunctionRule(
            .histogram, "([float], int) → [(float, float)]",
            "Centres and heights of so many buckets (Ben-Haim and Tom-Tov, 2010); null of no values."),
        SQLFunctionRule(
            .hmac, "(bytes, bytes, string) → bytes",
            "The code of the second by the key (RFC 2104), with the digest that the third names."),
        SQLFunctionRule(.isLuhn, "(string) → bool", "Whether the digits have Luhn's checksum."),
        SQLFunctionRule(
            .intervalText, "(int, int) → string",
            "An interval in the units that the second says: first × 8 + last of year, month, day, hour, "
                + "minute, second."),
        SQLFunctionRule(
            .vectorPair, "([float], [float], int) → float",
            "0 inner product, 1 cosine, 2 distance, of vectors of 32 bits; `VECTOR_DIMENSION_MISMATCH` "
                + "of other lengths."),
        SQLFunctionRule(.vectorNorm, "([float], float) → float", "The norm of degree 1, 2 or infinity."),
        SQLFunctionRule(.vectorScaled, "([float], float) → [float]", "The vector divided by its norm."),
        SQLFunctionRule(
            .vectorsMean, "([[float]], bool) → [float]",
            "The sum of vectors by element, or their mean when the second is true; null of none."),
        SQLFunctionRule(.bitmapOf, "([int]) → bytes", "4096 bytes with the bits at these positions set."),
        SQLFunctionRule(
            .bitmapsMerge, "([bytes], bool) → bytes",
            "4096 bytes: the bits that any has, or that all have when the second is true."),
        SQLFunctionRule(.bitmapCount, "(bytes) → int", "How many bits are set."),
        SQLFunctionRule(.mapFromListsLast, "([K], [V]) → [K: V]", "As `mapFromLists`, of equal keys the last value."),
        SQLFunctionRule(
            .calendarText, "((int, int, int)) → string",
            "An interval of months, days and microseconds as `1 months 2 days`."),
        SQLFunctionRule(
            .calendarAdded, "(int, (int, int, int)) → int",
            "A clock so many months, days and microseconds later."),
        SQLFunctionRule(
            .calendarScaled, "((int, int, int), float, bool) → (int, int, int)",
            "Such an interval times a number, or divided by it when the last is true."),
        SQLFunctionRule(
            .quantileSketch, "([float], int) → bytes",
            "A sketch of values for quantiles, of size k (Karnin, Lang and Liberty, 2016)."),
        SQLFunctionRule(
            .quantileMerge, "([bytes]) → bytes",
            "Of sketches together; null of none, `INVALID_SKETCH` of others."),
        SQLFunctionRule(.quantileValue, "(bytes, float) → float", "The value at a rank, 0 to 1."),
        SQLFunctionRule(.quantileRank, "(bytes, float) → float", "The share of values that are not greater."),
        SQLFunctionRule(.quantileCount, "(bytes) → int", "How many values there were."),
        SQLFunctionRule(.quantileText, "(bytes) → string", "What a sketch is, in lines of text."),
        SQLFunctionRule(
            .distinctSketch, "([int], int) → bytes",
            "The registers of HyperLogLog of what `distinctOf` gave, of so many bits."),
        SQLFunctionRule(
            .distinctMerge, "([bytes]) → bytes",
            "Of sketches together; null of none, `INVALID_SKETCH` of others."),
        SQLFunctionRule(.distinctEstimate, "(bytes) → int", "About how many different values there were."),
        SQLFunctionRule(
            .tupleSketch, "([(int, float)], int, int) → bytes",
            "The least hashes, 2^bits of them, each with a number: 0 sum, 1 least, 2 greatest, 3 always one."),
        SQLFunctionRule(
            .tupleMerge, "([bytes], int, int) → bytes",
            "Of sketches: operation (0 union, 1 intersection, 2 difference) + 4 × 2^bits' bits; mode as "
                + "`tupleSketch`."),
        SQLFunctionRule(
            .tupleEstimate, "(bytes, int) → float",
            "0 about how many different keys, 1 the sampled share, 2 … 5 their numbers: sum, least, "
                + "greatest, one."),
        SQLFunctionRule(
            .timeOfDay, "(int) → int",
            "Nanoseconds of microseconds since midnight: `DATETIME_FIELD_OUT_OF_BOUNDS` beyond a day."),
        SQLFunctionRule(.timeOfDayText, "(int) → string", "The clock's reading so many nanoseconds behind midnight."),
        SQLFunctionRule(
            .parseTimeOfDay, "(string, string, string) → int",
            "Nanoseconds since midnight of a text by a pattern, of `H:m:s` by an empty one: `CAST_INVALID_INPUT` "
                + "of others where the third is `cast`, else `CANNOT_PARSE_TIME`."),
        SQLFunctionRule(
            .timeUnit, "(string) → int",
            "Nanoseconds of the unit of a clock that is named: `INVALID_PARAMETER_VALUE.TIME_UNIT` of others."),
        SQLFunctionRule(
            .encryptAES, "(bytes, bytes, string, string, bytes, bytes, int, int, int) → bytes",
            "The first by AES with the key that is the second, mode, padding, initial vector (one made of seed, "
                + "partition and row where it is empty) and what is authenticated too: the vector, then the rest."),
        SQLFunctionRule(
            .decryptAES, "(bytes, bytes, string, string, bytes, bytes, int, int, int) → bytes",
            "What `encryptAES` was given: `INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR` of other bytes."),
        SQLFunctionRule(
            .countSketch, "([T], float, float, int) → bytes",
            "How often each value is there, about: a count-min sketch (Cormode and Muthukrishnan, 2005) of relative "
                + "error, confidence and seed, in the form of Spark's."),
    ]
}

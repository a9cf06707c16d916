// SPDX-License-Identifier: Apache-2.0

// What Parquet's Thrift definitions (parquet.thrift of Apache Parquet) call things, as far as they are read.

/// How values lie in pages.
enum PhysicalType: Int {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    case int96 = 3
    case float = 4
    case double = 5
    case byteArray = 6
    case fixedByteArray = 7
}

/// What a column or a group means beyond how it lies.
enum Annotation: Equatable {
    case string, enumeration, json, bson, uuid
    case map, list
    case decimal(precision: Int, scale: Int)
    case date
    case time
    case timestamp(TimeUnit, isUTC: Bool)
    case integer(bits: Int, isSigned: Bool)
    case null
    case float16
    case interval
    /// By name: what Martlet does not know.
    case other(String)
}

enum TimeUnit { case millis, micros, nanos }

enum Repetition: Int {
    case required = 0
    case optional = 1
    case repeated = 2
}

enum PageEncoding: Int {
    case plain = 0
    case plainDictionary = 2
    case rle = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthByteArray = 6
    case deltaByteArray = 7
    case dictionary = 8
    case byteStreamSplit = 9
}

/// One element of the schema, of which a file has a list in depth-first order.
struct SchemaElement {
    var name = ""
    var physical: PhysicalType?
    var length = 0
    var repetition = Repetition.required
    var childCount: Int?
    var annotation: Annotation?
}

/// One column of one row group.
struct ColumnChunk {
    var codec = 0
    var physical: PhysicalType?
    var valueCount = 0
    var uncompressedByteCount = 0
    var byteCount = 0
    var dataOffset = 0
    var dictionaryOffset: Int?
    var isElsewhere = false
    var isEncrypted = false
    var statistics = ChunkStatistics()

    /// Where its pages begin.
    var start: Int {
        guard let dictionaryOffset, dictionaryOffset > 0, dictionaryOffset < dataOffset else { return dataOffset }
        return dictionaryOffset
    }
}

/// What a footer says of the values of a chunk. Texts point into the footer.
struct ChunkStatistics {
    var nullCount: Int?
    var least: UnsafeRawBufferPointer?
    var most: UnsafeRawBufferPointer?
    /// Those of old writers, which compare as signed numbers.
    var oldLeast: UnsafeRawBufferPointer?
    var oldMost: UnsafeRawBufferPointer?
}

/// What stands before a page.
struct PageHeader {
    enum Kind { case data, dictionary, dataV2, other }

    var kind = Kind.other
    var uncompressedByteCount = 0
    var byteCount = 0
    var checksum: UInt32?
    var valueCount = 0
    var encoding = 0
    var definitionEncoding = 3
    var repetitionEncoding = 3
    var definitionByteCount = 0
    var repetitionByteCount = 0
    var isCompressed = true
}

// SPDX-License-Identifier: Apache-2.0

// How the structures of ParquetMetadata.swift are read.

extension ThriftReader {
    mutating func schemaElement() throws(ParquetFault) -> SchemaElement {
        var element = SchemaElement()
        var converted: Int?
        var (scale, precision) = (0, 0)
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            switch field.id {
            case 1:
                let number = try int(field)
                guard let type = PhysicalType(rawValue: number) else { throw .damaged("it has a type \(number)") }
                element.physical = type
            case 2: element.length = try int(field)
            case 3:
                let number = try int(field)
                guard let repetition = Repetition(rawValue: number) else {
                    throw .damaged("it has a repetition \(number)")
                }
                element.repetition = repetition
            case 4: element.name = try string(field)
            case 5: element.childCount = try int(field)
            case 6: converted = try int(field)
            case 7: scale = try int(field)
            case 8: precision = try int(field)
            case 10:
                try structure(field)
                element.annotation = try logicalType()
            default: try skip(field)
            }
        }
        if element.annotation == nil, let converted {
            element.annotation = Annotation(converted: converted, precision: precision, scale: scale)
        }
        // A writer without children may say so in numbers.
        if element.physical != nil, element.childCount == 0 { element.childCount = nil }
        return element
    }

    private mutating func logicalType() throws(ParquetFault) -> Annotation? {
        var found: Annotation?
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            try structure(field)
            switch field.id {
            case 1: found = .string
            case 2: found = .map
            case 3: found = .list
            case 4: found = .enumeration
            case 5: found = try decimalType()
            case 6: found = .date
            case 7, 8: found = try timeType(isTime: field.id == 7)
            case 10: found = try integerType()
            case 11: found = .null
            case 12: found = .json
            case 13: found = .bson
            case 14: found = .uuid
            case 15: found = .float16
            case 16: found = .other("VARIANT")
            case 17: found = .other("GEOMETRY")
            case 18: found = .other("GEOGRAPHY")
            default: found = .other("number \(field.id)")
            }
            if ![5, 7, 8, 10].contains(field.id) { try skipStructure() }
        }
        return found
    }

    private mutating func decimalType() throws(ParquetFault) -> Annotation {
        var (scale, precision) = (0, 0)
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            switch field.id {
            case 1: scale = try int(field)
            case 2: precision = try int(field)
            default: try skip(field)
            }
        }
        return .decimal(precision: precision, scale: scale)
    }

    private mutating func timeType(isTime: Bool) throws(ParquetFault) -> Annotation {
        var isUTC = false
        var unit: TimeUnit?
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            switch field.id {
            case 1: isUTC = try bool(field)
            case 2:
                try structure(field)
                var inner = 0
                while let choice = try self.field(after: inner) {
                    inner = choice.id
                    unit = choice.id == 1 ? .millis : choice.id == 2 ? .micros : choice.id == 3 ? .nanos : nil
                    try skip(choice)
                }
            default: try skip(field)
            }
        }
        if isTime { return .time }
        guard let unit else { throw .damaged("it has a timestamp without a unit") }
        return .timestamp(unit, isUTC: isUTC)
    }

    private mutating func integerType() throws(ParquetFault) -> Annotation {
        var (bits, isSigned) = (0, true)
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            switch field.id {
            case 1: bits = try int(field)
            case 2: isSigned = try bool(field)
            default: try skip(field)
            }
        }
        guard [8, 16, 32, 64].contains(bits) else { throw .damaged("it has integers of \(bits) bits") }
        return .integer(bits: bits, isSigned: isSigned)
    }

    mutating func columnChunk() throws(ParquetFault) -> ColumnChunk {
        var chunk = ColumnChunk()
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            switch field.id {
            case 1: chunk.isElsewhere = try !bytes(field).isEmpty
            case 3:
                try structure(field)
                try columnMetadata(&chunk)
            case 8:
                chunk.isEncrypted = true
                try skip(field)
            default: try skip(field)
            }
        }
        return chunk
    }

    private mutating func columnMetadata(_ chunk: inout ColumnChunk) throws(ParquetFault) {
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            switch field.id {
            case 1: chunk.physical = PhysicalType(rawValue: try int(field))
            case 4: chunk.codec = try int(field)
            case 5: chunk.valueCount = try int(field)
            case 6: chunk.uncompressedByteCount = try int(field)
            case 7: chunk.byteCount = try int(field)
            case 9: chunk.dataOffset = try int(field)
            case 11: chunk.dictionaryOffset = try int(field)
            case 12:
                try structure(field)
                chunk.statistics = try statistics()
            default: try skip(field)
            }
        }
    }

    private mutating func statistics() throws(ParquetFault) -> ChunkStatistics {
        var statistics = ChunkStatistics()
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            switch field.id {
            case 1: statistics.oldMost = try bytes(field)
            case 2: statistics.oldLeast = try bytes(field)
            case 3: statistics.nullCount = try int(field)
            case 5: statistics.most = try bytes(field)
            case 6: statistics.least = try bytes(field)
            default: try skip(field)
            }
        }
        return statistics
    }

    mutating func pageHeader() throws(ParquetFault) -> PageHeader {
        var header = PageHeader()
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            switch field.id {
            case 1:
                let kind = try int(field)
                header.kind = kind == 0 ? .data : kind == 2 ? .dictionary : kind == 3 ? .dataV2 : .other
            case 2: header.uncompressedByteCount = try int(field)
            case 3: header.byteCount = try int(field)
            case 4: header.checksum = UInt32(truncatingIfNeeded: try int(field))
            case 5, 7, 8:
                try structure(field)
                try pageDetails(&header, isV2: field.id == 8)
            default: try skip(field)
            }
        }
        guard header.uncompressedByteCount >= 0, header.byteCount >= 0, header.valueCount >= 0,
            header.definitionByteCount >= 0, header.repetitionByteCount >= 0
        else { throw .damaged("a page has a negative size") }
        return header
    }

    private mutating func pageDetails(_ header: inout PageHeader, isV2: Bool) throws(ParquetFault) {
        var last = 0
        while let field = try field(after: last) {
            last = field.id
            switch (field.id, isV2) {
            case (1, _): header.valueCount = try int(field)
            case (2, false), (4, true): header.encoding = try int(field)
            case (3, false) where field.type >= 3: header.definitionEncoding = try int(field)
            case (4, false): header.repetitionEncoding = try int(field)
            case (5, true): header.definitionByteCount = try int(field)
            case (6, true): header.repetitionByteCount = try int(field)
            case (7, true): header.isCompressed = try bool(field)
            default: try skip(field)
            }
        }
    }
}

extension Annotation {
    /// What writers said before there were logical types; nil for what says nothing.
    init?(converted: Int, precision: Int, scale: Int) {
        switch converted {
        case 0: self = .string
        case 1, 2: self = .map
        case 3: self = .list
        case 4: self = .enumeration
        case 5: self = .decimal(precision: precision, scale: scale)
        case 6: self = .date
        case 7, 8: self = .time
        case 9: self = .timestamp(.millis, isUTC: true)
        case 10: self = .timestamp(.micros, isUTC: true)
        case 11...14: self = .integer(bits: 8 << (converted - 11), isSigned: false)
        case 15...18: self = .integer(bits: 8 << (converted - 15), isSigned: true)
        case 19: self = .json
        case 20: self = .bson
        case 21: self = .interval
        default: return nil
        }
    }
}

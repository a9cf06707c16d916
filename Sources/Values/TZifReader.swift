// SPDX-License-Identifier: Apache-2.0

extension ZoneRules {
    /// The rules in a TZif file of any version (RFC 9636). Fails for what is not one, before it allocates anything that
    /// the file's bytes do not account for.
    public convenience init(tzif bytes: [UInt8]) throws(ZoneError) {
        guard bytes.count <= ValuesLimits.zoneBytesMax else {
            throw ZoneError("a time zone's file has \(bytes.count) bytes; at most \(ValuesLimits.zoneBytesMax)")
        }
        var reader = TZifReader(bytes)
        let data = try reader.read()
        let savings = data.savings
        let types = data.types.enumerated().map { index, type in
            LocalTimeType(
                offset: type.offset, saving: savings[index], isSaving: type.isSaving, abbreviation: type.abbreviation)
        }
        let used = data.indexes.map { types[$0] }
        let tail: Tail = try data.footer.isEmpty ? .fixed(used.last ?? types[0]) : PosixRuleParser.parse(data.footer)
        var isConstant = types.count == 1
        if case .fixed(let type) = tail, isConstant { isConstant = type == types[0] } else { isConstant = false }
        self.init(
            transitions: data.transitions, types: used,
            before: types.first { !$0.isSaving } ?? used.first ?? types[0], initial: types[0].offset, tail: tail,
            isConstant: isConstant)
    }
}

/// The parts of a TZif file that say what clocks show.
private struct TZifData {
    struct TypeRecord {
        var offset: Int
        var isSaving: Bool
        var abbreviation: String
    }

    var transitions: [Int] = []
    var indexes: [Int] = []
    var types: [TypeRecord] = []
    var footer: [UInt8] = []

    /// How much of each type's offset is daylight saving. Files do not say it: it is the distance from the standard
    /// time before it, or else behind it, and an hour where there is none.
    var savings: [Int] {
        var savings = [Int](repeating: 0, count: types.count)
        var missing = types.count { $0.isSaving }
        for place in indexes.indices.dropFirst() {
            if missing == 0 { break }
            let index = indexes[place]
            guard types[index].isSaving, savings[index] == 0 else { continue }
            let earlier = types[indexes[place - 1]]
            var saving = earlier.isSaving ? 0 : types[index].offset - earlier.offset
            if saving == 0, index < types.count - 1, place + 1 < indexes.count {
                let later = types[indexes[place + 1]]
                if later.isSaving { continue }
                saving = types[index].offset - later.offset
            }
            guard saving != 0 else { continue }
            savings[index] = saving
            missing -= 1
        }
        for index in types.indices where missing > 0 && types[index].isSaving && savings[index] == 0 {
            savings[index] = 3600
        }
        return savings
    }
}

/// Reads big-endian numbers, each against the bytes that are left.
private struct TZifReader {
    private struct Header {
        var version: UInt8
        var utcIndicators: Int
        var wallIndicators: Int
        var leapSeconds: Int
        var transitions: Int
        var types: Int
        var characters: Int

        /// Bytes of the data behind it, with times of `width` bytes.
        func byteCount(_ width: Int) -> Int {
            transitions * (width + 1) + types * 6 + characters + leapSeconds * (width + 4) + wallIndicators
                + utcIndicators
        }
    }

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private static func damaged(_ what: String) -> ZoneError {
        ZoneError("a time zone's file is not a TZif file: \(what)")
    }

    private mutating func take(_ count: Int) throws(ZoneError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - place else { throw Self.damaged("it ends early") }
        defer { place += count }
        return bytes[place..<place + count]
    }

    private mutating func signed(_ width: Int) throws(ZoneError) -> Int {
        var value: UInt64 = 0
        for byte in try take(width) { value = value << 8 | UInt64(byte) }
        return width == 4 ? Int(Int32(truncatingIfNeeded: value)) : Int(Int64(bitPattern: value))
    }

    private mutating func count(_ what: String, _ most: Int) throws(ZoneError) -> Int {
        let value = Int(UInt32(truncatingIfNeeded: try signed(4)))
        guard value <= most else { throw Self.damaged("\(value) \(what), at most \(most)") }
        return value
    }

    private mutating func header() throws(ZoneError) -> Header {
        guard try take(4).elementsEqual("TZif".utf8) else { throw Self.damaged("it begins with something else") }
        guard let version = try take(1).first else { throw Self.damaged("it has no version") }
        _ = try take(15)
        let most = ValuesLimits.zoneTransitionsMax
        return Header(
            version: version, utcIndicators: try count("indicators", ValuesLimits.zoneTypesMax),
            wallIndicators: try count("indicators", ValuesLimits.zoneTypesMax),
            leapSeconds: try count("leap seconds", most), transitions: try count("transitions", most),
            types: try count("types", ValuesLimits.zoneTypesMax), characters: try count("characters", most))
    }

    mutating func read() throws(ZoneError) -> TZifData {
        var header = try header()
        if header.version == 0 { return try data(header, 4) }
        // The same again with times of 64 bits, and a rule for the future.
        _ = try take(header.byteCount(4))
        header = try self.header()
        var data = try data(header, 8)
        data.footer = try footer()
        return data
    }

    private mutating func data(_ header: Header, _ width: Int) throws(ZoneError) -> TZifData {
        guard header.types > 0 else { throw Self.damaged("it has no local time type") }
        var data = TZifData()
        var last = Int.min
        for _ in 0..<header.transitions {
            let time = try signed(width)
            guard time > last else { throw Self.damaged("its transitions are not in order") }
            // Moments outside of the calendar's years are all alike; this keeps sums within 64 bits.
            data.transitions.append(min(max(time, -(1 << 48) + data.transitions.count), 1 << 48))
            last = time
        }
        for index in try take(header.transitions) {
            guard Int(index) < header.types else { throw Self.damaged("a transition has no type") }
            data.indexes.append(Int(index))
        }
        var records: [(offset: Int, isSaving: Bool, name: Int)] = []
        for _ in 0..<header.types {
            let offset = try signed(4)
            guard offset.magnitude < 86_400 else { throw Self.damaged("an offset of \(offset) s") }
            let flags = try take(2)
            records.append((offset, flags[flags.startIndex] != 0, Int(flags[flags.startIndex + 1])))
        }
        let names = Array(try take(header.characters))
        for record in records {
            guard record.name < names.count, let end = names[record.name...].firstIndex(of: 0),
                end - record.name <= ValuesLimits.abbreviationBytesMax,
                names[record.name..<end].allSatisfy({ (0x21...0x7E).contains($0) })
            else { throw Self.damaged("an abbreviation is missing, too long or not of ASCII characters") }
            data.types.append(
                .init(
                    offset: record.offset, isSaving: record.isSaving,
                    abbreviation: String(decoding: names[record.name..<end], as: UTF8.self)))
        }
        _ = try take(header.leapSeconds * (width + 4) + header.wallIndicators + header.utcIndicators)
        return data
    }

    private mutating func footer() throws(ZoneError) -> [UInt8] {
        guard try take(1).first == 10, let end = bytes[place...].firstIndex(of: 10) else {
            throw Self.damaged("its rule for the future has no end")
        }
        return Array(try take(end - place))
    }
}

// SPDX-License-Identifier: Apache-2.0

// The tagged encoding of one `any` value (protocol/blocks.md, "Values of type any"). Numbers are little-endian; a count
// is an unsigned LEB128 number in its shortest form.

/// The first byte of a value.
public enum AnyTag: UInt8, Sendable {
    case none, `false`, `true`
    /// A zigzag number as a count.
    case int
    /// 8 bytes.
    case float
    /// A count and as many bytes of UTF-8.
    case string
    /// A count and as many bytes.
    case bytes
    /// A count and as many values.
    case tuple, list
    /// A count and twice as many values: key, value, in order of insertion.
    case dict
    /// A count and as many values.
    case set, frozenSet
    /// The type's name (a count and as many bytes of UTF-8), a count and as many values: its fields.
    case object
}

/// Writes `any` values, one after the other or one inside the other. The writer of a container writes its count and
/// then that many values.
public struct AnyWriter {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    public mutating func none() { bytes.append(AnyTag.none.rawValue) }

    public mutating func bool(_ value: Bool) { bytes.append(value ? AnyTag.true.rawValue : AnyTag.false.rawValue) }

    public mutating func int(_ value: Int) {
        bytes.append(AnyTag.int.rawValue)
        unsigned(UInt64(bitPattern: Int64((value << 1) ^ (value >> 63))))
    }

    /// A whole number of up to 128 bits: beyond 64 an object `int`.
    public mutating func whole(_ value: Int128) {
        if let short = Int(exactly: value) { return int(short) }
        beginObject("int", count: 1)
        Self.complement(value).withUnsafeBytes { bytes($0) }
    }

    /// The shortest two's complement, the lowest byte first.
    public static func complement(_ value: Int128) -> [UInt8] {
        var digits: [UInt8] = []
        var rest = value
        // Until what is left is the sign alone.
        repeat {
            digits.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        } while !(rest == 0 && digits.last! < 128) && !(rest == -1 && digits.last! >= 128)
        return digits
    }

    public mutating func float(_ value: Double) {
        bytes.append(AnyTag.float.rawValue)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A string; `text` is UTF-8.
    public mutating func string(_ text: UnsafeRawBufferPointer) { sized(.string, text) }

    public mutating func string(_ text: String) {
        var text = text
        text.withUTF8 { sized(.string, UnsafeRawBufferPointer($0)) }
    }

    public mutating func bytes(_ content: UnsafeRawBufferPointer) { sized(.bytes, content) }

    /// The beginning of a tuple, list, dict (`count` entries), set or frozenset.
    public mutating func begin(_ container: AnyTag, count: Int) {
        bytes.append(container.rawValue)
        unsigned(UInt64(truncatingIfNeeded: count))
    }

    /// The beginning of an object with `count` fields.
    public mutating func beginObject(_ type: String, count: Int) {
        var type = type
        type.withUTF8 { sized(.object, UnsafeRawBufferPointer($0)) }
        unsigned(UInt64(truncatingIfNeeded: count))
    }

    /// A value that is encoded already.
    public mutating func encoded(_ value: UnsafeRawBufferPointer) { bytes.append(contentsOf: value) }

    private mutating func sized(_ tag: AnyTag, _ content: UnsafeRawBufferPointer) {
        bytes.append(tag.rawValue)
        unsigned(UInt64(truncatingIfNeeded: content.count))
        bytes.append(contentsOf: content)
    }

    private mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// `value` and what it holds; it must not nest deeper than `ColumnarLimits.anyDepthMax`.
    public mutating func scalar(_ value: Scalar) {
        switch value {
        case .null: none()
        case .bool(let value): bool(value)
        case .int(let value): int(value)
        case .float(let value): float(value)
        case .decimal(let value): whole(value)
        case .string(let text): string(text)
        case .bytes(let content): content.withUnsafeBytes { bytes($0) }
        case .tuple(let members): scalars(.tuple, members)
        case .list(let elements): scalars(.list, elements)
        case .set(let members): scalars(.set, members)
        case .frozenSet(let members): scalars(.frozenSet, members)
        case .map(let entries):
            begin(.dict, count: entries.count)
            for entry in entries {
                scalar(entry.key)
                scalar(entry.value)
            }
        case .object(let type, let fields):
            beginObject(type, count: fields.count)
            for field in fields { scalar(field) }
        }
    }

    private mutating func scalars(_ tag: AnyTag, _ values: [Scalar]) {
        begin(tag, count: values.count)
        for value in values { scalar(value) }
    }
}

/// Reads values that are known to be valid: what a column of type `any` holds.
@frozen
public struct AnyCursor {
    public var next: UnsafeRawPointer

    @inlinable
    public init(_ next: UnsafeRawPointer) { self.next = next }

    /// The tag of the value, which the cursor passes.
    @inlinable
    public mutating func tag() -> AnyTag {
        defer { next += 1 }
        return AnyTag(rawValue: next.load(as: UInt8.self)) ?? .none
    }

    /// The tag of the value that comes next.
    @inlinable public var peek: AnyTag { AnyTag(rawValue: next.load(as: UInt8.self)) ?? .none }

    @inlinable
    public mutating func unsigned() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = next.load(as: UInt8.self)
            next += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
    }

    /// A count, after the tag of a container.
    @inlinable public mutating func count() -> Int { Int(truncatingIfNeeded: unsigned()) }

    /// After the tag `int`.
    @inlinable
    public mutating func int() -> Int {
        let raw = unsigned()
        return Int(Int64(bitPattern: (raw >> 1) ^ (0 &- (raw & 1))))
    }

    /// After the tag `float`.
    @inlinable
    public mutating func float() -> Double {
        defer { next += 8 }
        return Double(bitPattern: UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)))
    }

    /// After the tag `string`, `bytes` or `object`: the content.
    @inlinable
    public mutating func content() -> UnsafeRawBufferPointer {
        let count = self.count()
        defer { next += count }
        return UnsafeRawBufferPointer(start: next, count: count)
    }

    /// Passes one value.
    public mutating func skip() {
        var left = 1
        while left > 0 {
            left -= 1
            switch tag() {
            case .none, .false, .true: break
            case .int: _ = unsigned()
            case .float: next += 8
            case .string, .bytes: _ = content()
            case .tuple, .list, .set, .frozenSet: left += count()
            case .dict: left += 2 * count()
            case .object:
                _ = content()
                left += count()
            }
        }
    }

    /// The value, which the cursor passes.
    public mutating func scalar() -> Scalar {
        switch tag() {
        case .none: return .null
        case .false: return .bool(false)
        case .true: return .bool(true)
        case .int: return .int(int())
        case .float: return .float(float())
        case .string: return .string(String(decoding: content(), as: UTF8.self))
        case .bytes: return .bytes(Array(content()))
        case .tuple: return .tuple(scalars(count()))
        case .list: return .list(scalars(count()))
        case .set: return .set(scalars(count()))
        case .frozenSet: return .frozenSet(scalars(count()))
        case .dict:
            let count = count()
            var entries: [Scalar.Entry] = []
            entries.reserveCapacity(count)
            for _ in 0..<count {
                let key = scalar()
                entries.append(Scalar.Entry(key: key, value: scalar()))
            }
            return .map(entries)
        case .object:
            let type = String(decoding: content(), as: UTF8.self)
            return .object(type, scalars(count()))
        }
    }

    private mutating func scalars(_ count: Int) -> [Scalar] {
        var values: [Scalar] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(scalar()) }
        return values
    }
}

/// Checks bytes that came from elsewhere.
public enum AnyCoding {
    /// Why `bytes` are not one whole value within the limits; nil when they are.
    public static func fault(in bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count <= ColumnarLimits.anyByteCountMax else { return "a value is too long" }
        var validator = AnyValidator(bytes)
        if let fault = validator.value() { return fault }
        return validator.position == bytes.count ? nil : "bytes follow a value"
    }

    /// The encoding of a scalar; nil when it nests too deep.
    public static func encode(_ value: Scalar) -> [UInt8]? {
        guard value.fits(.any) else { return nil }
        var writer = AnyWriter()
        writer.scalar(value)
        return writer.bytes
    }

    /// The value that `bytes` hold; nil when they are not one.
    public static func decode(_ bytes: [UInt8]) -> Scalar? {
        bytes.withUnsafeBytes { raw in
            guard fault(in: raw) == nil else { return nil }
            var cursor = AnyCursor(raw.baseAddress!)
            return cursor.scalar()
        }
    }
}

/// Every read is checked; the depth is held by a stack of counts, not by recursion.
private struct AnyValidator {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Passes one value; why it is not one.
    mutating func value() -> String? {
        // Values still to come at each level of nesting.
        var open: [Int] = []
        repeat {
            while let left = open.last, left == 0 { open.removeLast() }
            if position > 0, open.isEmpty { return nil }
            if !open.isEmpty { open[open.count - 1] -= 1 }
            guard position < bytes.count, let tag = AnyTag(rawValue: bytes[position]) else {
                return position < bytes.count ? "a value has the tag \(bytes[position])" : "a value ends early"
            }
            position += 1
            var inside = 0
            switch tag {
            case .none, .false, .true: continue
            case .int: if unsigned() == nil { return "an int is not a number of 64 bits" } else { continue }
            case .float:
                guard bytes.count - position >= 8 else { return "a float ends early" }
                position += 8
                continue
            case .string: if content(isText: true) == nil { return "a string is not UTF-8" } else { continue }
            case .bytes: if content(isText: false) == nil { return "bytes end early" } else { continue }
            case .tuple, .list, .set, .frozenSet:
                guard let count = count(each: 1) else { return "a container has more values than bytes" }
                inside = count
            case .dict:
                guard let count = count(each: 2) else { return "a dict has more entries than bytes" }
                inside = 2 * count
            case .object:
                guard let name = content(isText: true), (1...ColumnarLimits.anyTypeNameByteCountMax).contains(name)
                else { return "the type of an object has no name" }
                guard let count = count(each: 1) else { return "an object has more fields than bytes" }
                inside = count
            }
            guard inside > 0 else { continue }
            open.append(inside)
            if open.count >= ColumnarLimits.anyDepthMax {
                return "a value nests deeper than \(ColumnarLimits.anyDepthMax)"
            }
        } while !open.isEmpty
        return nil
    }

    private mutating func unsigned() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if shift == 63 && byte > 1 { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return byte == 0 && shift > 0 ? nil : value }
            shift += 7
        }
        return nil
    }

    /// A count of values of at least `each` bytes.
    private mutating func count(each: Int) -> Int? {
        guard let count = unsigned(), count <= UInt64((bytes.count - position) / each) else { return nil }
        return Int(count)
    }

    /// Passes a count and as many bytes; gives the count.
    private mutating func content(isText: Bool) -> Int? {
        guard let count = count(each: 1) else { return nil }
        defer { position += count }
        if count == 0 || !isText { return count }
        let text = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
        return isUTF8(text) ? count : nil
    }
}

/// Whether `text` is well-formed UTF-8 (Unicode 16, table 3-7).
private func isUTF8(_ text: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    while position < text.count {
        let lead = text[position]
        position += 1
        if lead < 0x80 { continue }
        let (more, least, most): (Int, UInt8, UInt8)
        switch lead {
        case 0xC2...0xDF: (more, least, most) = (1, 0x80, 0xBF)
        case 0xE0: (more, least, most) = (2, 0xA0, 0xBF)
        case 0xED: (more, least, most) = (2, 0x80, 0x9F)
        case 0xE1...0xEF: (more, least, most) = (2, 0x80, 0xBF)
        case 0xF0: (more, least, most) = (3, 0x90, 0xBF)
        case 0xF1...0xF3: (more, least, most) = (3, 0x80, 0xBF)
        case 0xF4: (more, least, most) = (3, 0x80, 0x8F)
        default: return false
        }
        guard text.count - position >= more, (least...most).contains(text[position]) else { return false }
        for index in 1..<more where text[position + index] & 0xC0 != 0x80 { return false }
        position += more
    }
    return true
}

/// A byte that is the value None.
private let noneBuffer = Buffer(byteCount: 1, filledWith: AnyTag.none.rawValue)

extension Column {
    /// any column: the encoded value of a row; None for a null.
    public func anyBytes(_ row: Int) -> UnsafeRawBufferPointer {
        if let valid, valid[row] == 0 { return noneBuffer.bytes }
        return bytes(row)
    }

    /// any column: a cursor on the value of a row, valid while the column is.
    public func anyCursor(_ row: Int) -> AnyCursor { AnyCursor(anyBytes(row).baseAddress!) }
}

// SPDX-License-Identifier: Apache-2.0

/// Python's `struct`.
func structModule() -> ScriptObject {
    LibraryModule(
        "struct", structFunctions,
        constants: [
            "error": .object(ExceptionClass("struct.error")),
            "Struct": .object(
                LibraryClass("Struct", isInstance: { $0 is StructObject }) { (call) throws(Raised) -> Value in
                    .object(StructObject(try layout(try call.one())))
                }),
        ])
}

private func failed(_ why: String) -> Raised { Raised("struct.error", why) }

/// A format, item by item.
struct StructLayout {
    enum Item {
        case pad(Int)
        case integer(size: Int, isSigned: Bool, code: Character)
        case float(size: Int)
        case flag
        case byte
        /// A text of bytes; a Pascal one has its length in front.
        case text(Int, isPascal: Bool)
    }

    let format: String
    let isBigEndian: Bool
    private(set) var items: [Item] = []
    private(set) var byteCount = 0
    /// How many values it takes.
    private(set) var valueCount = 0

    init(_ format: String) throws(Raised) {
        self.format = format
        var characters = Substring(format)
        var isNative = true
        var isBig = false
        if let first = characters.first, "@=<>!".contains(first) {
            isNative = first == "@"
            isBig = first == ">" || first == "!"
            characters.removeFirst()
        }
        isBigEndian = isBig
        var count: Int?
        for character in characters {
            if let digit = character.wholeNumberValue, character.isASCII {
                count = (count ?? 0) * 10 + digit
                if count! > NumberLimits.structRepeatMax { throw failed("overflow in item count") }
                continue
            }
            if character == " " || character == "\n" || character == "\t" { continue }
            try add(character, count, isNative: isNative)
            count = nil
        }
        if count != nil { throw failed("repeat count given without format specifier") }
    }

    private mutating func add(_ code: Character, _ count: Int?, isNative: Bool) throws(Raised) {
        switch code {
        case "x": put(.pad(count ?? 1), count ?? 1)
        case "s", "p":
            put(.text(count ?? 1, isPascal: code == "p"), count ?? 1)
            valueCount += 1
        default:
            guard let (item, size) = Self.item(code, isNative: isNative) else {
                throw failed("bad char in struct format")
            }
            if isNative {
                let rest = byteCount % size
                if rest != 0 { put(.pad(size - rest), size - rest) }
            }
            for _ in 0..<(count ?? 1) { put(item, size) }
            valueCount += count ?? 1
        }
    }

    private mutating func put(_ item: Item, _ size: Int) {
        if size > 0 || valueCount == 0 { items.append(item) } else { items.append(item) }
        byteCount += size
    }

    private static func item(_ code: Character, isNative: Bool) -> (Item, Int)? {
        func integer(_ size: Int, _ isSigned: Bool) -> (Item, Int) {
            (.integer(size: size, isSigned: isSigned, code: code), size)
        }
        return switch code {
        case "b": integer(1, true)
        case "B": integer(1, false)
        case "h": integer(2, true)
        case "H": integer(2, false)
        case "i": integer(4, true)
        case "I": integer(4, false)
        case "l": integer(isNative ? 8 : 4, true)
        case "L": integer(isNative ? 8 : 4, false)
        case "q": integer(8, true)
        case "Q": integer(8, false)
        case "n" where isNative: integer(8, true)
        case "N" where isNative, "P" where isNative: integer(8, false)
        case "c": (.byte, 1)
        case "?": (.flag, 1)
        case "e": (.float(size: 2), 2)
        case "f": (.float(size: 4), 4)
        case "d": (.float(size: 8), 8)
        default: nil
        }
    }

    // MARK: Writing

    func pack(_ values: [Value], _ host: any ScriptHost) throws(Raised) -> [UInt8] {
        guard values.count == valueCount else {
            throw failed("pack expected \(valueCount) items for packing (got \(values.count))")
        }
        try host.reserve(byteCount)
        try host.spend(items.count >> 2)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        var next = 0
        for item in items {
            if case .pad(let count) = item {
                bytes += [UInt8](repeating: 0, count: count)
                continue
            }
            try append(item, values[next], to: &bytes)
            next += 1
        }
        return bytes
    }

    private func append(_ item: Item, _ value: Value, to bytes: inout [UInt8]) throws(Raised) {
        switch item {
        case .pad: break
        case .integer(let size, let isSigned, let code):
            put(try bits(value, size, isSigned: isSigned, code), size, to: &bytes)
        case .flag: bytes.append(isTrue(value) ? 1 : 0)
        case .byte:
            guard case .bytes(let one) = value, one.bytes.count == 1 else {
                throw failed("char format requires a bytes object of length 1")
            }
            bytes += one.bytes
        case .text(let count, let isPascal):
            guard case .bytes(let text) = value else {
                throw failed("argument for '\(isPascal ? "p" : "s")' must be a bytes object")
            }
            if isPascal, count > 0 {
                let kept = text.bytes.prefix(min(count - 1, 255))
                bytes.append(UInt8(kept.count))
                bytes += kept + [UInt8](repeating: 0, count: count - 1 - kept.count)
            } else if !isPascal {
                let kept = text.bytes.prefix(count)
                bytes += kept + [UInt8](repeating: 0, count: count - kept.count)
            }
        case .float(let size): try appendFloat(value, size, to: &bytes)
        }
    }

    private func appendFloat(_ value: Value, _ size: Int, to bytes: inout [UInt8]) throws(Raised) {
        let number: Double
        do throws(Raised) { number = try floatArgument(value) } catch {
            if error.type != "TypeError" { throw error }
            throw failed("required argument is not a float")
        }
        switch size {
        case 8: put(number.bitPattern, 8, to: &bytes)
        case 4:
            let narrow = Float(number)
            if narrow.isInfinite && number.isFinite {
                throw Raised("OverflowError", "float too large to pack with f format")
            }
            put(UInt64(narrow.bitPattern), 4, to: &bytes)
        default:
            let narrow = Float16(number)
            if narrow.isInfinite && number.isFinite {
                throw Raised("OverflowError", "float too large to pack with e format")
            }
            put(UInt64(narrow.bitPattern), 2, to: &bytes)
        }
    }

    private func put(_ bits: UInt64, _ size: Int, to bytes: inout [UInt8]) {
        for place in 0..<size {
            let shift = UInt64(8 * (isBigEndian ? size - 1 - place : place))
            bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
    }

    private func bits(
        _ value: Value, _ size: Int, isSigned: Bool, _ code: Character
    ) throws(Raised) -> UInt64 {
        guard let whole = value.wholeNumber else {
            if let wide = wideBits(value), size == 8, !isSigned { return wide }
            throw failed(isWide(value) ? outOfRange(size, isSigned, code) : "required argument is not an integer")
        }
        let least = isSigned ? -1 << (8 * size - 1) : 0
        let most = size == 8 ? Int.max : isSigned ? 1 << (8 * size - 1) - 1 : 1 << (8 * size) - 1
        if size == 4, !isSigned, whole < 0 { throw failed("argument out of range") }
        guard whole >= least, whole <= most else { throw failed(outOfRange(size, isSigned, code)) }
        return UInt64(bitPattern: Int64(whole))
    }

    private func outOfRange(_ size: Int, _ isSigned: Bool, _ code: Character) -> String {
        if size == 1 {
            return isSigned ? "byte format requires -128 <= number <= 127" : "ubyte format requires 0 <= number <= 255"
        }
        if size == 2 {
            return isSigned
                ? "short format requires -32768 <= number <= 32767" : "ushort format requires 0 <= number <= 65535"
        }
        if size == 8 { return "argument out of range" }
        return isSigned
            ? "'\(code)' format requires -2147483648 <= number <= 2147483647"
            : "'\(code)' format requires 0 <= number <= 4294967295"
    }

    // MARK: Reading

    func unpack(_ bytes: ArraySlice<UInt8>) throws(Raised) -> Value {
        var values: [Value] = []
        values.reserveCapacity(valueCount)
        var place = bytes.startIndex
        for item in items {
            switch item {
            case .pad(let count): place += count
            case .integer(let size, let isSigned, _):
                values.append(wholeValue(number(bytes, place, size), size, isSigned: isSigned))
                place += size
            case .flag:
                values.append(.bool(bytes[place] != 0))
                place += 1
            case .byte:
                values.append(.bytes(ByteString([bytes[place]])))
                place += 1
            case .text(let count, let isPascal):
                var text = bytes[place..<place + count]
                if isPascal, let length = text.first { text = text.dropFirst().prefix(Int(length)) }
                values.append(.bytes(ByteString(Array(text))))
                place += count
            case .float(let size):
                let bits = number(bytes, place, size)
                values.append(
                    .float(
                        size == 8
                            ? Double(bitPattern: bits)
                            : size == 4
                                ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
                                : Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))))
                place += size
            }
        }
        return .tuple(TupleObject(values))
    }

    private func number(_ bytes: ArraySlice<UInt8>, _ start: Int, _ size: Int) -> UInt64 {
        var value: UInt64 = 0
        for place in 0..<size {
            let byte = UInt64(bytes[start + place])
            if isBigEndian { value = value << 8 | byte } else { value |= byte << UInt64(8 * place) }
        }
        return value
    }

    private func wholeValue(_ bits: UInt64, _ size: Int, isSigned: Bool) -> Value {
        if isSigned {
            let unused = UInt64(64 - 8 * size)
            return .int(Int(Int64(bitPattern: bits << unused) >> Int64(unused)))
        }
        return wholeValueOf(bits)
    }
}

private func layout(_ value: Value) throws(Raised) -> StructLayout {
    switch value {
    case .text(let text): return try StructLayout(text.string)
    case .bytes(let bytes): return try StructLayout(String(decoding: bytes.bytes, as: UTF8.self))
    default:
        throw Raised("TypeError", "Struct() argument 1 must be a str or bytes object, not \(typeName(of: value))")
    }
}

private func unpacked(_ layout: StructLayout, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Value {
    let bytes = try bytesArgument(value)
    guard bytes.count == layout.byteCount else {
        throw failed("unpack requires a buffer of \(layout.byteCount) bytes")
    }
    try host.spend(layout.items.count >> 2)
    try host.reserve(layout.valueCount * MemoryLayout<Value>.stride)
    return try layout.unpack(bytes[...])
}

private func unpackedFrom(_ layout: StructLayout, _ call: Call, _ first: Int) throws(Raised) -> Value {
    let bytes = try bytesArgument(
        call.arguments.count > first ? call.arguments[first] : call.keyword("buffer") ?? .none)
    let given = call.arguments.count > first + 1 ? call.arguments[first + 1] : call.keyword("offset")
    var offset = try given.map { (value) throws(Raised) -> Int in try wholeArgument(value) } ?? 0
    if offset < 0 { offset += bytes.count }
    guard offset >= 0, bytes.count - offset >= layout.byteCount else {
        throw failed(
            "unpack_from requires a buffer of at least \(max(offset, 0) + layout.byteCount) bytes for unpacking "
                + "\(layout.byteCount) bytes at offset \(offset) (actual buffer size is \(bytes.count))")
    }
    return try layout.unpack(bytes[offset...])
}

private func unpackedAll(_ layout: StructLayout, _ value: Value) throws(Raised) -> Value {
    let bytes = try bytesArgument(value)
    if layout.byteCount == 0 { throw failed("cannot iteratively unpack with a struct of length 0") }
    guard bytes.count % layout.byteCount == 0 else {
        throw failed("iterative unpacking requires a buffer of a multiple of \(layout.byteCount) bytes")
    }
    var place = 0
    return .object(
        IteratorObject("unpack_iterator") { (_) throws(Raised) -> Value? in
            guard place < bytes.count else { return nil }
            defer { place += layout.byteCount }
            return try layout.unpack(bytes[place..<place + layout.byteCount])
        })
}

private func rest(_ call: Call) -> [Value] { Array(call.arguments.dropFirst()) }

private let structFunctions: [String: LibraryModule.Body] = [
    "calcsize": { (call) throws(Raised) -> Value in .int(try layout(try call.one()).byteCount) },
    "pack": { (call) throws(Raised) -> Value in
        .bytes(ByteString(try layout(call.arguments.first ?? Value.none).pack(rest(call), call.host)))
    },
    "unpack": { (call) throws(Raised) -> Value in
        let (format, bytes) = try call.two()
        return try unpacked(try layout(format), bytes, call.host)
    },
    "unpack_from": { (call) throws(Raised) -> Value in
        try unpackedFrom(try layout(call.arguments.first ?? Value.none), call, 1)
    },
    "iter_unpack": { (call) throws(Raised) -> Value in
        let (format, bytes) = try call.two()
        return try unpackedAll(try layout(format), bytes)
    },
]

/// A compiled format.
private final class StructObject: LibraryObject {
    let layout: StructLayout

    init(_ layout: StructLayout) { self.layout = layout }

    override var typeName: String { "Struct" }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "size": .int(layout.byteCount)
        case "format": .text(Text(layout.format))
        default: nil
        }
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "pack": method(StructObject.self) { (object, call) throws(Raised) -> Value in
            .bytes(ByteString(try object.layout.pack(call.arguments, call.host)))
        },
        "unpack": method(StructObject.self) { (object, call) throws(Raised) -> Value in
            try unpacked(object.layout, try call.one(), call.host)
        },
        "unpack_from": method(StructObject.self) { (object, call) throws(Raised) -> Value in
            try unpackedFrom(object.layout, call, 0)
        },
        "iter_unpack": method(StructObject.self) { (object, call) throws(Raised) -> Value in
            try unpackedAll(object.layout, try call.one())
        },
    ]
}

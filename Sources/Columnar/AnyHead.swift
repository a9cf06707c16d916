// SPDX-License-Identifier: Apache-2.0

/// A number of an `any` value: bool, int or float.
package struct AnyNumber {
    package var isFloat: Bool
    package var whole: Int
    package var float: Double
    /// An int beyond 64 bits: the least bytes of its two's complement, the lowest first.
    var wide: UnsafeRawBufferPointer?

    static func int(_ value: Int) -> AnyNumber { AnyNumber(isFloat: false, whole: value, float: 0) }
    static func float(_ value: Double) -> AnyNumber { AnyNumber(isFloat: true, whole: 0, float: value) }
    static func wide(_ bytes: UnsafeRawBufferPointer) -> AnyNumber {
        AnyNumber(isFloat: false, whole: 0, float: 0, wide: bytes)
    }

    /// A float near the number: numbers in order have floats in order, and a float is near itself.
    package var approximate: Double {
        guard let wide else { return isFloat ? float : Double(whole) }
        let isNegative = (wide.last ?? 0) >> 7 == 1
        var top: UInt64 = 0
        var left = 0
        for byte in wide.reversed() {
            if top >> 56 != 0 {
                left += 1
            } else {
                top = top << 8 | UInt64(isNegative ? ~byte : byte)
            }
        }
        let value = Double(sign: .plus, exponent: 8 * left, significand: Double(top))
        return isNegative ? -value : value
    }

    /// A float that is a whole number beyond 64 bits, as such a number.
    var wideWhole: [UInt8]? {
        isFloat && float.isFinite && abs(float) >= 0x1p63 && float != -0x1p63 ? complement(float) : nil
    }

    var hash: UInt64 {
        guard let wide else { return isFloat ? hashFloat(float) : hashInt(whole) }
        // As the float that it equals, if there is one.
        if let float = wideFloat(wide) { return hashFloat(float) }
        var state = HashConstants.length ^ UInt64(wide.count)
        for byte in wide { state = mixHash(state ^ UInt64(byte), HashConstants.multiplier) }
        return state
    }

    /// Exact, also between int and float; NaN is greater than all and equals itself.
    package static func compare(_ left: AnyNumber, _ right: AnyNumber) -> Int {
        if left.wide != nil || right.wide != nil { return compareWide(left, right) }
        return switch (left.isFloat, right.isFloat) {
        case (false, false): left.whole < right.whole ? -1 : (left.whole > right.whole ? 1 : 0)
        case (true, true): compareFloats(left.float, right.float)
        case (false, true): compare(left.whole, right.float)
        case (true, false): -compare(right.whole, left.float)
        }
    }

    /// At least one is beyond 64 bits.
    private static func compareWide(_ left: AnyNumber, _ right: AnyNumber) -> Int {
        guard let wide = left.wide else { return -compareWide(right, left) }
        let isNegative = (wide.last ?? 0) >> 7 == 1
        if let other = right.wide { return compareComplements(wide, other) }
        guard right.isFloat else { return isNegative ? -1 : 1 }
        if right.float.isNaN || right.float == .infinity { return -1 }
        if right.float == -.infinity || abs(right.float) < 0x1p63 {
            return right.float == -.infinity ? 1 : isNegative ? -1 : 1
        }
        return complement(right.float).withUnsafeBytes { compareComplements(wide, $0) }
    }

    private static func compare(_ left: Int, _ right: Double) -> Int {
        if right.isNaN || right >= 0x1p63 { return -1 }
        if right < -0x1p63 { return 1 }
        let whole = Int(right)
        if left != whole { return left < whole ? -1 : 1 }
        let rest = right - Double(whole)
        return rest > 0 ? -1 : (rest < 0 ? 1 : 0)
    }
}

/// Two numbers as the least bytes of their two's complements.
private func compareComplements(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    let isNegative = (left.last ?? 0) >> 7 == 1
    if isNegative != ((right.last ?? 0) >> 7 == 1) { return isNegative ? -1 : 1 }
    if left.count != right.count { return (left.count < right.count) != isNegative ? -1 : 1 }
    for place in left.indices.reversed() where left[place] != right[place] {
        return left[place] < right[place] ? -1 : 1
    }
    return 0
}

/// The least bytes of two's complement of a float that is a whole number beyond 64 bits.
private func complement(_ value: Double) -> [UInt8] {
    let shift = Int(value.exponent) - 52
    let significand = UInt64(value.significandBitPattern) | 1 << 52
    var bytes = [UInt8](repeating: 0, count: shift / 8)
    var rest = UInt64(significand) << UInt64(shift % 8)
    while rest > 0 {
        bytes.append(UInt8(truncatingIfNeeded: rest))
        rest >>= 8
    }
    bytes.append(0)
    if value < 0 {
        var carry = true
        for index in bytes.indices {
            bytes[index] = ~bytes[index] &+ (carry ? 1 : 0)
            carry = carry && bytes[index] == 0
        }
    }
    let fill: UInt8 = value < 0 ? 0xFF : 0
    while bytes.count > 1, bytes[bytes.count - 1] == fill, bytes[bytes.count - 2] >> 7 == fill & 1 {
        bytes.removeLast()
    }
    return bytes
}

/// The float that a number beyond 64 bits is exactly; nil when there is none.
private func wideFloat(_ bytes: UnsafeRawBufferPointer) -> Double? {
    guard bytes.count <= 129 else { return nil }
    let isNegative = (bytes.last ?? 0) >> 7 == 1
    var value = 0.0
    for byte in bytes.reversed() { value = value * 256 + Double(isNegative ? ~byte : byte) }
    // A rounded sum may be another number.
    let found = isNegative ? -value - 1 : value
    guard found.isFinite else { return nil }
    let back = complement(found)
    return back.count == bytes.count && back.elementsEqual(bytes) ? found : nil
}

/// Whether bytes are the least ones of an int beyond 64 bits: hostile data may have others, which are no number.
private func isWide(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count > 8 else { return false }
    let (last, before) = (bytes[bytes.count - 1], bytes[bytes.count - 2])
    return !(last == 0 && before < 0x80) && !(last == 0xFF && before >= 0x80)
}

/// What a value is as far as equality and order go, in the order of kinds. A container's values follow at the cursor.
package enum AnyHead {
    case none
    case number(AnyNumber)
    case text(UnsafeRawBufferPointer)
    case bytes(UnsafeRawBufferPointer)
    case tuple(Int)
    case list(Int)
    case dict(Int)
    case set(Int)
    /// The cursor stays before the object.
    case object

    var rank: Int {
        switch self {
        case .none: 0
        case .number: 1
        case .text: 2
        case .bytes: 3
        case .tuple: 4
        case .list: 5
        case .dict: 6
        case .set: 7
        case .object: 8
        }
    }
}

extension AnyCursor {
    /// The beginning of the value. Objects that equal a plain container are that container: a row of a table is a
    /// tuple, a counter is a dict. In all of them the container is the last field.
    package mutating func head() -> AnyHead {
        switch peek {
        case .none:
            next += 1
            return .none
        case .false:
            next += 1
            return .number(.int(0))
        case .true:
            next += 1
            return .number(.int(1))
        case .int:
            next += 1
            return .number(.int(int()))
        case .float:
            next += 1
            return .number(.float(float()))
        case .object:
            let start = next
            if let container = unwrap() { return container }
            next = start
            return .object
        default: return containerHead()
        }
    }

    private mutating func containerHead() -> AnyHead {
        switch tag() {
        case .string: .text(content())
        case .bytes: .bytes(content())
        case .tuple: .tuple(count())
        case .list: .list(count())
        case .dict: .dict(count())
        default: .set(count())
        }
    }

    private mutating func unwrap() -> AnyHead? {
        next += 1
        let type = content()
        let fields = count()
        if fields == 1, peek == .bytes, type.elementsEqual("int".utf8) {
            _ = tag()
            let bytes = content()
            return isWide(bytes) ? .number(.wide(bytes)) : nil
        }
        if fields == 2, type.elementsEqual("Row".utf8) || type.elementsEqual("namedtuple".utf8) {
            skip()
            return peek == .tuple ? containerHead() : nil
        }
        if fields == 1, type.count <= 13, type.starts(with: "numpy.".utf8) {
            switch peek {
            case .false, .true, .int, .float: return head()
            default: return nil
            }
        }
        if fields == 3, type.elementsEqual("enumvalue".utf8) {
            skip()
            skip()
            return peek == .object ? nil : head()
        }
        if fields == 1,
            type.elementsEqual("collections.Counter".utf8) || type.elementsEqual("collections.OrderedDict".utf8)
        {
            return peek == .dict ? containerHead() : nil
        }
        if fields == 2, type.elementsEqual("collections.defaultdict".utf8) {
            skip()
            return peek == .dict ? containerHead() : nil
        }
        return nil
    }

    /// Where the value's kind stands in the order of kinds (`Column.compare`): 0 for None to 8 for objects.
    public var kindRank: Int {
        var cursor = self
        return cursor.head().rank
    }

    /// The name of the value's type as Python's messages have it.
    public var typeName: String {
        var cursor = self
        switch cursor.tag() {
        case .none: return "NoneType"
        case .false, .true: return "bool"
        case .int: return "int"
        case .float: return "float"
        case .string: return "str"
        case .bytes: return "bytes"
        case .tuple: return "tuple"
        case .list: return "list"
        case .dict: return "dict"
        case .set: return "set"
        case .frozenSet: return "frozenset"
        case .object:
            let name = String(decoding: cursor.content(), as: UTF8.self)
            switch name {
            case "collections.Counter": return "Counter"
            case "exception":
                guard cursor.count() > 0, cursor.tag() == .string else { return "Exception" }
                let found = String(decoding: cursor.content(), as: UTF8.self)
                return classPart(found) ?? found
            case "namedtuple", "record", "enum", "enumvalue":
                guard cursor.count() > 0, cursor.tag() == .string else { return name }
                return classPart(String(decoding: cursor.content(), as: UTF8.self)) ?? name
            default: return name
            }
        }
    }

    /// Passes an object; the name of its type and the encoded tuple of (name, what its equality is about).
    mutating func objectForm() -> (type: String, form: [UInt8]) {
        guard case .object(let type, let fields) = scalar() else { return ("object", [AnyTag.none.rawValue]) }
        var writer = AnyWriter()
        writer.scalar(.tuple([.string(type)] + comparedFields(type, fields)))
        return (type, writer.bytes)
    }
}

/// The name of the class in the description of a class of the user's (blocks.md); nil for other texts.
private func classPart(_ description: String) -> String? {
    let parts = description.split(separator: "\u{1F}", omittingEmptySubsequences: false)
    return parts.count == 6 ? parts[2].split(separator: ".").last.map(String.init) : nil
}

/// The fields by which two objects of a type are compared.
private func comparedFields(_ type: String, _ fields: [Scalar]) -> [Scalar] {
    switch type {
    case "datetime.datetime": dateTimeForm(fields) ?? fields
    case "range": rangeForm(fields) ?? fields
    case "collections.deque": Array(fields.prefix(1))
    case "record": recordForm(fields) ?? fields
    case "decimal.Decimal": decimalForm(fields) ?? fields
    default: fields
    }
}

/// An object of a class of the user's without the fields that its equality leaves out; nil when there are none.
private func recordForm(_ fields: [Scalar]) -> [Scalar]? {
    guard fields.count == 2, case .string(let description) = fields[0], case .tuple(let values) = fields[1] else {
        return nil
    }
    let parts = description.split(separator: "\u{1F}", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[3].contains("v") else { return nil }
    let names = parts[5].split(separator: ",")
    guard names.count == values.count else { return nil }
    let compared = zip(names, values).filter { name, _ in
        !(name.split(separator: ":").dropFirst().first?.contains("c") ?? false)
    }
    return [fields[0], .tuple(compared.map(\.1))]
}

private func dateTimeForm(_ fields: [Scalar]) -> [Scalar]? {
    guard fields.count == 9 || fields.count == 10 else { return nil }
    var numbers: [Int] = []
    for field in fields.prefix(7) {
        guard case .int(let number) = field else { return nil }
        numbers.append(number)
    }
    guard (1...9999).contains(numbers[0]), numbers.allSatisfy({ (0...1_000_000).contains($0) }) else { return nil }
    var seconds = numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
    var isAware = 0
    if case .int(let offset) = fields[7], abs(Double(offset)) < 1e6 {
        seconds -= offset
        isAware = 1
    }
    let days = dayNumber(numbers[0], numbers[1], numbers[2])
    let form: [Scalar] = [.int(isAware), .int((days * 86_400 + seconds) * 1_000_000 + numbers[6])]
    // A time that the zone's clocks show twice, or never, equals none of another zone.
    if fields.count == 10, case .tuple(let zone) = fields[9], zone.count == 2 { return form + [fields[9]] }
    return form
}

/// Days since the beginning of the year 0 of the Gregorian calendar, whose years begin here in March.
private func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day
}

/// Ranges are equal when they have the same numbers.
private func rangeForm(_ fields: [Scalar]) -> [Scalar]? {
    guard fields.count == 3, case .int(let start) = fields[0], case .int(let stop) = fields[1],
        case .int(let step) = fields[2], step != 0
    else { return nil }
    let distance = step > 0 ? Int128(stop) - Int128(start) : Int128(start) - Int128(stop)
    let size = Int128(step.magnitude)
    let count = max((distance + size - 1) / size, 0)
    let length = Scalar.float(Double(count))
    return count == 0
        ? [length] : (count == 1 ? [length, fields[0]] : [length, fields[0], .int(step), lastOf(start, count, step)])
}

private func lastOf(_ start: Int, _ count: Int128, _ step: Int) -> Scalar {
    Int(exactly: Int128(start) + (count - 1) * Int128(step)).map { .int($0) } ?? .null
}

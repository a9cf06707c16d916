// SPDX-License-Identifier: Apache-2.0

/// A number of an `any` value: bool, int or float.
package struct AnyNumber {
    package var isFloat: Bool
    package var whole: Int
    package var float: Double

    static func int(_ value: Int) -> AnyNumber { AnyNumber(isFloat: false, whole: value, float: 0) }
    static func float(_ value: Double) -> AnyNumber { AnyNumber(isFloat: true, whole: 0, float: value) }

    var hash: UInt64 { isFloat ? hashFloat(float) : hashInt(whole) }

    /// Exact, also between int and float; NaN is greater than all and equals itself.
    static func compare(_ left: AnyNumber, _ right: AnyNumber) -> Int {
        switch (left.isFloat, right.isFloat) {
        case (false, false): left.whole < right.whole ? -1 : (left.whole > right.whole ? 1 : 0)
        case (true, true): compareFloats(left.float, right.float)
        case (false, true): compare(left.whole, right.float)
        case (true, false): -compare(right.whole, left.float)
        }
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
        if type.elementsEqual("Row".utf8) && fields == 2 {
            skip()
            return peek == .tuple ? containerHead() : nil
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
                return String(decoding: cursor.content(), as: UTF8.self)
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

/// The fields by which two objects of a type are compared.
private func comparedFields(_ type: String, _ fields: [Scalar]) -> [Scalar] {
    switch type {
    case "datetime.datetime": dateTimeForm(fields) ?? fields
    case "range": rangeForm(fields) ?? fields
    case "collections.deque": Array(fields.prefix(1))
    default: fields
    }
}

private func dateTimeForm(_ fields: [Scalar]) -> [Scalar]? {
    guard fields.count == 9 else { return nil }
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
    return [.int(isAware), .int((days * 86_400 + seconds) * 1_000_000 + numbers[6])]
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

// SPDX-License-Identifier: Apache-2.0

/// Python's `datetime.timedelta`: a number of microseconds.
final class DeltaObject: LibraryObject {
    static let greatestDays = 999_999_999
    private static let microsecondsADay: Int128 = 86_400_000_000

    let microseconds: Int128

    /// Fails with `OverflowError` beyond 999999999 days.
    init(_ microseconds: Int128) throws(Raised) {
        let days = Self.floorDivide(microseconds, Self.microsecondsADay)
        if days > Int128(Self.greatestDays) || days < -Int128(Self.greatestDays) {
            throw Raised("OverflowError", "days=\(days); must have magnitude <= 999999999")
        }
        self.microseconds = microseconds
    }

    static func floorDivide(_ left: Int128, _ right: Int128) -> Int128 {
        let quotient = left / right
        return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient
    }

    var days: Int { Int(Self.floorDivide(microseconds, Self.microsecondsADay)) }
    /// Microseconds of the day.
    private var rest: Int { Int(microseconds - Int128(days) * Self.microsecondsADay) }
    var seconds: Int { rest / 1_000_000 }
    var micro: Int { rest % 1_000_000 }
    var totalSeconds: Double { Self.seconds(microseconds) }

    /// The quotient of both as whole numbers, rounded once.
    static func seconds(_ microseconds: Int128) -> Double {
        if microseconds.magnitude < 1 << 53 { return Double(microseconds) / 1e6 }
        let whole = microseconds / 1_000_000
        return Double(whole) + Double(microseconds - whole * 1_000_000) / 1e6
    }

    override var typeName: String { "datetime.timedelta" }
    override var isTrue: Bool { microseconds != 0 }

    override func isEqual(_ other: Value) -> Bool { Self.of(other)?.microseconds == microseconds }

    override func hashValue() -> UInt64? {
        try? hashOf(.tuple(TupleObject([.int(days), .int(rest)])))
    }

    static func of(_ value: Value) -> DeltaObject? {
        if case .object(let object) = value { return object as? DeltaObject }
        return nil
    }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        guard let other = Self.of(other) else { return nil }
        return microseconds == other.microseconds ? 0 : microseconds < other.microseconds ? -1 : 1
    }

    override func field(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "days": .int(days)
        case "seconds": .int(seconds)
        case "microseconds": .int(micro)
        default: nil
        }
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        var parts: [String] = []
        if days != 0 { parts.append("days=\(days)") }
        if seconds != 0 { parts.append("seconds=\(seconds)") }
        if micro != 0 { parts.append("microseconds=\(micro)") }
        return "datetime.timedelta(" + (parts.isEmpty ? "0" : parts.joined(separator: ", ")) + ")"
    }

    override func str(_ host: any ScriptHost) throws(Raised) -> String {
        var text = "\(seconds / 3600):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        if days != 0 { text = "\(days) day\(abs(days) == 1 ? "" : "s"), " + text }
        return micro == 0 ? text : text + "." + padded(micro, 6)
    }

    /// Half to even, as Python rounds.
    private static func divideRounding(_ left: Int128, _ right: Int128) -> Int128 {
        let quotient = floorDivide(left, right)
        let twice = 2 * (left - quotient * right)
        let isAbove = right > 0 ? twice > right : twice < right
        return isAbove || (twice == right && quotient % 2 != 0) ? quotient + 1 : quotient
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let other = Self.of(other) {
            let (left, right) = isReflected ? (other, self) : (self, other)
            switch op {
            case "+": return .object(try DeltaObject(left.microseconds + right.microseconds))
            case "-": return .object(try DeltaObject(left.microseconds - right.microseconds))
            case "/", "//", "%":
                if right.microseconds == 0 {
                    throw Raised(
                        "ZeroDivisionError", op == "/" ? "division by zero" : "integer division or modulo by zero")
                }
                if op == "/" { return .float(Double(left.microseconds) / Double(right.microseconds)) }
                let quotient = Self.floorDivide(left.microseconds, right.microseconds)
                if op == "%" { return .object(try DeltaObject(left.microseconds - quotient * right.microseconds)) }
                guard let whole = Int(exactly: quotient) else { throw overflow() }
                return .int(whole)
            default: return nil
            }
        }
        if isReflected && op != "*" { return nil }
        if let whole = other.wholeNumber {
            switch op {
            case "*":
                let (product, overflows) = microseconds.multipliedReportingOverflow(by: Int128(whole))
                if overflows { throw overflow() }
                return .object(try DeltaObject(product))
            case "/", "//":
                if whole == 0 { throw Raised("ZeroDivisionError", "integer division or modulo by zero") }
                return .object(
                    try DeltaObject(
                        op == "/"
                            ? Self.divideRounding(microseconds, Int128(whole))
                            : Self.floorDivide(microseconds, Int128(whole))))
            default: return nil
            }
        }
        if case .float(let factor) = other, op == "*" || op == "/" {
            if op == "/" && factor == 0 { throw Raised("ZeroDivisionError", "division by zero") }
            let exact = op == "*" ? Double(microseconds) * factor : Double(microseconds) / factor
            return .object(try DeltaObject(try Self.whole(exact)))
        }
        return nil
    }

    /// The microseconds of a float, half to even.
    static func whole(_ value: Double) throws(Raised) -> Int128 {
        if value.isNaN { throw Raised("ValueError", "cannot convert float NaN to integer") }
        guard value.magnitude < 1e25 else {
            throw Raised("OverflowError", "days=\(floatRepr(value / 8.64e10)); must have magnitude <= 999999999")
        }
        return Int128(value.rounded(.toNearestOrEven))
    }

    override var methods: [String: Method] { Self.table }

    private static let table: [String: Method] = [
        "total_seconds": method(DeltaObject.self) { (delta, call) throws(Raised) -> Value in
            try call.count(0, 0)
            return .float(delta.totalSeconds)
        },
        "__neg__": method(DeltaObject.self) { (delta, _) throws(Raised) -> Value in
            .object(try DeltaObject(-delta.microseconds))
        },
        "__pos__": method(DeltaObject.self) { (delta, _) throws(Raised) -> Value in .object(delta) },
        "__abs__": method(DeltaObject.self) { (delta, _) throws(Raised) -> Value in
            .object(try DeltaObject(delta.microseconds.magnitude > Int128.max.magnitude ? 0 : abs(delta.microseconds)))
        },
    ]

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("datetime.timedelta", [.int(days), .int(seconds), .int(micro)])
    }
}

/// The class `datetime.timedelta`.
var deltaClass: LibraryClass {
    let constants: [String: Value] = [
        "resolution": (try? DeltaObject(1)).map { .object($0) } ?? Value.none,
        "min": (try? DeltaObject(-86_399_999_913_600_000_000)).map { .object($0) } ?? Value.none,
        "max": (try? DeltaObject(86_399_999_999_999_999_999)).map { .object($0) } ?? Value.none,
    ]
    return LibraryClass("timedelta", constants: constants, isInstance: { $0 is DeltaObject }, construct: makeDelta)
}

@Sendable private func makeDelta(_ call: Call) throws(Raised) -> Value {
    let units: [(name: String, microseconds: Int128)] = [
        ("days", 86_400_000_000), ("seconds", 1_000_000), ("microseconds", 1), ("milliseconds", 1000),
        ("minutes", 60_000_000), ("hours", 3_600_000_000), ("weeks", 604_800_000_000),
    ]
    var whole: Int128 = 0
    var fraction = 0.0
    for (unit, value) in zip(units, try call.bind(units.map(\.name))) {
        guard let value else { continue }
        if let number = value.wholeNumber {
            whole += Int128(number) * unit.microseconds
        } else if case .float(let number) = value {
            // The whole part is exact, the fraction is rounded once at the end.
            let part = number.rounded(.towardZero)
            guard part.magnitude < 1e15 else {
                throw Raised("OverflowError", "days=\(floatRepr(number)); must have magnitude <= 999999999")
            }
            whole += Int128(part) * unit.microseconds
            fraction += (number - part) * Double(unit.microseconds)
        } else {
            let kind = typeName(of: value)
            throw Raised("TypeError", "unsupported type for timedelta \(unit.name) component: \(kind)")
        }
    }
    return .object(try DeltaObject(whole + (try DeltaObject.whole(fraction))))
}

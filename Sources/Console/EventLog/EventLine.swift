// SPDX-License-Identifier: Apache-2.0

/// JSON on its way into a log, written where it lies: a line costs no more than its bytes.
struct EventLine {
    private(set) var bytes: [UInt8] = []

    mutating func clear() { bytes.removeAll(keepingCapacity: true) }
    mutating func cut(to count: Int) { bytes.removeLast(bytes.count - count) }

    // MARK: Members

    /// The beginning of a line: what happened, and when by the driver's clock.
    mutating func begin(_ event: StaticString, at millis: UInt64) {
        raw("{\"event\":\"")
        raw(event)
        raw("\",\"at\":")
        number(Int(clamping: millis))
    }

    mutating func end() { raw("}\n") }

    mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        number(value)
    }

    /// Left out when it is 0: most counts are.
    mutating func count(_ name: StaticString, _ value: Int) { if value != 0 { member(name, value) } }

    mutating func member(_ name: StaticString, seconds: Double) {
        key(name)
        let text = seconds.isFinite ? "\(seconds)" : "0"
        bytes.append(contentsOf: text.utf8)
    }

    mutating func member(_ name: StaticString, _ value: String, most: Int = EventLogLimits.textBytesMax) {
        key(name)
        text(value, most: most)
    }

    /// Left out when it is empty.
    mutating func text(_ name: StaticString, _ value: String, most: Int = EventLogLimits.textBytesMax) {
        if !value.isEmpty { member(name, value, most: most) }
    }

    mutating func member(_ name: StaticString, word: StaticString) {
        key(name)
        raw("\"")
        raw(word)
        raw("\"")
    }

    mutating func member(_ name: StaticString, _ texts: [String: String]) {
        if texts.isEmpty { return }
        key(name)
        raw("{")
        for (index, entry) in texts.sorted(by: { $0.key < $1.key }).prefix(EventLogLimits.propertiesMax).enumerated() {
            if index > 0 { raw(",") }
            text(entry.key, most: EventLogLimits.textBytesMax)
            raw(":")
            text(entry.value, most: EventLogLimits.textBytesMax)
        }
        raw("}")
    }

    private mutating func key(_ name: StaticString) {
        raw(",\"")
        raw(name)
        raw("\":")
    }

    // MARK: Values

    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func number(_ value: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value.magnitude
            var first = 20
            repeat {
                first -= 1
                digits[first] = UInt8(truncatingIfNeeded: 48 &+ rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                first -= 1
                digits[first] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[first..<20]))
        }
    }

    /// `1,2,3`
    mutating func numbers(_ values: [Int]) {
        for (index, value) in values.enumerated() {
            if index > 0 { raw(",") }
            number(value)
        }
    }

    mutating func text(_ value: String, most: Int) {
        let value = value.cut(to: most)
        raw("\"")
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: raw("\\n")
            case 0x00..<0x20:
                let digits: StaticString = "0123456789abcdef"
                raw("\\u00")
                bytes.append(digits.utf8Start[Int(byte >> 4)])
                bytes.append(digits.utf8Start[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        raw("\"")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Reads numbers and signs one after another.
package struct TimeScanner {
    package let text: UnsafeRawPointer
    package let count: Int
    package var place = 0

    package init(_ text: UnsafeRawPointer, _ count: Int) {
        self.text = text
        self.count = count
    }

    package var isAtEnd: Bool { place == count }
    /// The next byte; 0 at the end.
    package var byte: UInt8 { place < count ? text.load(fromByteOffset: place, as: UInt8.self) : 0 }

    package mutating func takes(_ byte: UInt8) -> Bool {
        guard place < count, self.byte == byte else { return false }
        place += 1
        return true
    }

    /// A number of `digits` digits.
    package mutating func number(_ digits: ClosedRange<Int>) -> Int? {
        var value = 0
        let start = place
        while place < count, place - start < digits.upperBound {
            let digit = text.load(fromByteOffset: place, as: UInt8.self) &- 48
            if digit > 9 { break }
            value = value &* 10 &+ Int(digit)
            place += 1
        }
        return place - start < digits.lowerBound ? nil : value
    }
}

/// Microseconds that the digits of a fraction say.
func readFraction(_ scanner: inout TimeScanner) -> Int {
    var (micros, weight) = (0, 100_000)
    while !scanner.isAtEnd, scanner.byte &- 48 <= 9 {
        micros += Int(scanner.byte &- 48) * weight
        weight /= 10
        scanner.place += 1
    }
    return micros
}

/// What a text says of a time.
package enum ReadTime {
    /// Microseconds on a wall clock, without a zone.
    case wall(Int)
    /// Microseconds since 1970, UTC.
    case instant(Int)
}

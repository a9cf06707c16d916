// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

/// The different values of a column that is written, in the order in which they come. Confined to one thread.
final class ValueDictionary {
    private(set) var count = 0
    /// Numbers: their 64 bits. Texts: where they begin and end in `texts`.
    private(set) var words: UnsafeMutablePointer<UInt64>
    private var wordCapacity = 1_024
    let texts: ByteSink?
    /// Numbers of values plus one, by hash.
    private var slots: UnsafeMutablePointer<UInt32>
    private var slotBits = 12

    init(ofTexts: Bool) {
        texts = ofTexts ? ByteSink(capacity: 16 << 10) : nil
        words = .allocate(capacity: wordCapacity)
        slots = .allocate(capacity: 1 << slotBits)
        slots.initialize(repeating: 0, count: 1 << slotBits)
    }

    deinit {
        words.deallocate()
        slots.deallocate()
    }

    func clear() {
        count = 0
        texts?.clear()
        slots.update(repeating: 0, count: 1 << slotBits)
    }

    /// Bytes of the values of a number, or of texts with their lengths.
    func plainByteCount(width: Int) -> Int { texts.map { $0.count + 4 * count } ?? count * width }

    func text(_ number: Int) -> UnsafeRawBufferPointer {
        let (start, length) = (Int(words[number] >> 32), Int(words[number] & 0xFFFF_FFFF))
        return UnsafeRawBufferPointer(start: UnsafeRawPointer(texts!.base + start), count: length)
    }

    @inline(__always)
    private func slot(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> UInt64(64 &- slotBits)) }

    /// The numbers of `count` values, in 64 bits each.
    func numbers(of values: UnsafePointer<UInt64>, _ count: Int, _ out: UnsafeMutablePointer<UInt32>) {
        var (slots, words, mask, shift) = (self.slots, self.words, 1 << slotBits - 1, UInt64(64 - slotBits))
        for index in 0..<count {
            let value = values[index]
            var place = Int(truncatingIfNeeded: (value &* 0x9E37_79B9_7F4A_7C15) &>> shift)
            while true {
                let number = slots[place]
                if number == 0 {
                    out[index] = UInt32(truncatingIfNeeded: add(value, place))
                    (slots, words, mask, shift) = (self.slots, self.words, 1 << slotBits - 1, UInt64(64 - slotBits))
                    break
                }
                if words[Int(number &- 1)] == value {
                    out[index] = number &- 1
                    break
                }
                place = (place &+ 1) & mask
            }
        }
    }

    /// The numbers of `count` texts.
    func numbers(
        of views: UnsafePointer<StringView>, _ data: UnsafePointer<UnsafeRawPointer>, _ count: Int,
        _ out: UnsafeMutablePointer<UInt32>
    ) {
        for index in 0..<count {
            let bytes = viewBytes(views, index, data)
            var place = slot(hashBytes(bytes))
            while true {
                let number = slots[place]
                if number == 0 {
                    let start = texts!.count
                    texts!.append(bytes)
                    out[index] = UInt32(truncatingIfNeeded: add(UInt64(start) << 32 | UInt64(bytes.count), place))
                    break
                }
                let known = text(Int(number &- 1))
                if isSame(known, bytes) {
                    out[index] = number &- 1
                    break
                }
                place = (place &+ 1) & (1 << slotBits - 1)
            }
        }
    }

    private func add(_ word: UInt64, _ place: Int) -> Int {
        if count == wordCapacity {
            let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * wordCapacity)
            larger.update(from: words, count: count)
            words.deallocate()
            (words, wordCapacity) = (larger, 2 * wordCapacity)
        }
        words[count] = word
        count += 1
        slots[place] = UInt32(truncatingIfNeeded: count)
        if 2 * count > 1 << slotBits { rehash() }
        return count - 1
    }

    private func rehash() {
        slots.deallocate()
        slotBits += 2
        slots = .allocate(capacity: 1 << slotBits)
        slots.initialize(repeating: 0, count: 1 << slotBits)
        for number in 0..<count {
            var place = slot(texts == nil ? words[number] &* 0x9E37_79B9_7F4A_7C15 : hashBytes(text(number)))
            while slots[place] != 0 { place = (place &+ 1) & (1 << slotBits - 1) }
            slots[place] = UInt32(truncatingIfNeeded: number + 1)
        }
    }
}

@inline(__always)
private func isSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count, let first = left.baseAddress, let second = right.baseAddress else {
        return left.count == right.count
    }
    return memcmp(first, second, left.count) == 0
}

/// A hash of bytes for tables that are never seen.
@inline(__always)
private func hashBytes(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    guard let base = bytes.baseAddress else { return 0 }
    let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
    var hash = UInt64(bytes.count) &* multiplier
    var at = 0
    while at &+ 8 <= bytes.count {
        hash = (hash ^ (base + at).loadUnaligned(as: UInt64.self)) &* multiplier
        hash ^= hash &>> 29
        at &+= 8
    }
    var rest: UInt64 = 0
    while at < bytes.count {
        rest = rest &<< 8 | UInt64((base + at).load(as: UInt8.self))
        at &+= 1
    }
    hash = (hash ^ rest) &* multiplier
    return (hash ^ hash &>> 32) &* multiplier
}

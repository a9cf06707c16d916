// SPDX-License-Identifier: Apache-2.0

import CZlib
import Files
import Glibc

/// Finds the ends of lines one after another in a window of bytes that grows at its end. Remembers how far it has
/// looked, so that a line that grows is not searched again.
struct LineScanner {
    enum Ends {
        /// `\n`, `\r\n` and `\r`.
        case standard
        case sequence([UInt8])
        /// The same in units of two bytes that begin at even places of the file.
        case wideStandard(isBigEndian: Bool)
        case wideSequence([UInt8])
    }

    let ends: Ends
    /// No line end begins before these: for `standard` the next `\n` and the next `\r`, else both are one.
    private var feedAt = 0
    private var returnAt = 0
    /// Bytes looked at, for tests that count work.
    private(set) var bytesSearched = 0

    init(_ ends: Ends) { self.ends = ends }

    /// Whether lines end as the fast path of the reader knows them.
    var isStandard: Bool { if case .standard = ends { true } else { false } }

    /// The window lost its first `count` bytes.
    mutating func dropped(_ count: Int) {
        feedAt = max(feedAt - count, 0)
        returnAt = max(returnAt - count, 0)
    }

    /// Where the search goes on when nothing was found: what is before holds no line end.
    func resume(_ from: Int) -> Int { max(from, min(feedAt, returnAt)) }

    /// The first line that ends in `from ..< to`: where its text ends and where the next begins. Nil when it takes more
    /// bytes to know. `isOdd`: the window begins at an odd place of the file.
    mutating func next(
        _ base: UnsafeRawPointer, _ from: Int, _ to: Int, isOdd: Bool, isAtEnd: Bool
    ) -> (end: Int, next: Int)? {
        switch ends {
        case .standard: return standard(base, from, to, isAtEnd)
        case .sequence(let bytes): return sequence(bytes, base, from, to, step: 1, isOdd: false)
        case .wideStandard(let isBigEndian): return wide(isBigEndian, base, from, to, isOdd, isAtEnd)
        case .wideSequence(let bytes): return sequence(bytes, base, from, to, step: 2, isOdd: isOdd)
        }
    }

    private mutating func standard(
        _ base: UnsafeRawPointer, _ from: Int, _ to: Int, _ isAtEnd: Bool
    ) -> (end: Int, next: Int)? {
        feedAt = find(10, base, max(feedAt, from), to)
        returnAt = find(13, base, max(returnAt, from), to)
        if returnAt < feedAt {
            if returnAt + 1 == to && !isAtEnd { return nil }
            return (returnAt, returnAt + 1 == feedAt && feedAt < to ? feedAt + 1 : returnAt + 1)
        }
        return feedAt < to ? (feedAt, feedAt + 1) : nil
    }

    /// The first `byte` in `from ..< to`, or `to`; at once when it is the first.
    private mutating func find(_ byte: Int32, _ base: UnsafeRawPointer, _ from: Int, _ to: Int) -> Int {
        guard from < to, base.load(fromByteOffset: from, as: UInt8.self) != UInt8(byte) else { return min(from, to) }
        let found = memchr(base + from, byte, to - from).map { UnsafeRawPointer($0) - base } ?? to
        bytesSearched += found - from
        return found
    }

    private mutating func sequence(
        _ bytes: [UInt8], _ base: UnsafeRawPointer, _ from: Int, _ to: Int, step: Int, isOdd: Bool
    ) -> (end: Int, next: Int)? {
        var at = max(feedAt, from)
        defer {
            feedAt = at
            returnAt = at
        }
        while to - at >= bytes.count {
            guard let match = martlet_find(base + at, to - at, bytes, bytes.count) else {
                bytesSearched += to - at
                at = to - bytes.count + 1
                return nil
            }
            let found = match - base
            bytesSearched += found - at
            if step == 1 || (found & 1 == 1) == isOdd {
                at = found
                return (found, found + bytes.count)
            }
            at = found + 1
        }
        return nil
    }

    private mutating func wide(
        _ isBigEndian: Bool, _ base: UnsafeRawPointer, _ from: Int, _ to: Int, _ isOdd: Bool, _ isAtEnd: Bool
    ) -> (end: Int, next: Int)? {
        let first = max(feedAt, from)
        var at = first + ((first & 1 == 1) == isOdd ? 0 : 1)
        defer {
            bytesSearched += at - first
            feedAt = at
            returnAt = at
        }
        let (feed, carriage): (UInt16, UInt16) = isBigEndian ? (0x0A00, 0x0D00) : (0x000A, 0x000D)
        while at + 2 <= to {
            let unit = (base + at).loadUnaligned(as: UInt16.self)
            if unit == feed { return (at, at + 2) }
            if unit == carriage {
                guard at + 4 <= to else { return isAtEnd ? (at, at + 2) : nil }
                return (at, (base + at + 2).loadUnaligned(as: UInt16.self) == feed ? at + 4 : at + 2)
            }
            at += 2
        }
        return nil
    }
}

/// Whether a `\r` in `from ..< to` is followed by something else than `\n`. One that is the last byte is not.
func hasLoneReturn(_ base: UnsafeRawPointer, _ from: Int, _ to: Int) -> Bool {
    guard to - from > 1, let first = memchr(base + from, 13, to - from) else { return false }
    let bytes = base.assumingMemoryBound(to: UInt8.self)
    var found: UInt8 = 0
    for index in (UnsafeRawPointer(first) - base)..<(to &- 1) {
        found |= (bytes[index] == 13 ? 1 : 0) & (bytes[index &+ 1] == 10 ? 0 : 1)
    }
    return found != 0
}

/// Where a search for the lines of a split must begin that starts at `start` of a file whose lines end with
/// `separator`: no separator lies across that place, so that whoever reads from the beginning of the file and whoever
/// begins there see the same separators. For most that is a separator's length before; one that can overlap itself
/// ("\n\n") takes a look at what is before. `step` is 2 for units of two bytes.
func searchStart(
    _ start: Int, separator: [UInt8], step: Int, _ file: any InputFile, _ isCancelled: CancellationCheck
) throws(FileError) -> Int {
    let length = separator.count
    var place = max(start - length, 0)
    place -= place % step
    let overlaps = (1..<length).contains { separator.dropFirst($0).elementsEqual(separator.dropLast($0)) }
    if !overlaps { return place }
    // Bytes of the file from `low` on.
    var low = place
    var bytes: [UInt8] = []
    search: while place > 0 {
        if place - length + 1 < low || bytes.count < place + length - low {
            if isCancelled() { throw FileError.cancelled(file.path) }
            low = max(place + length - FilesLimits.readByteCount, 0)
            bytes = try readBytes(file, low..<min(place + length, file.byteCount))
        }
        // A separator that begins before `place` and ends behind it.
        for begin in max(place - length + 1, low)..<place {
            let at = begin - low
            guard at + length <= bytes.count, begin % step == 0 else { continue }
            if bytes[at..<at + length].elementsEqual(separator) {
                place = begin
                continue search
            }
        }
        return place
    }
    return place
}

/// All bytes of `range`, or as many as there are.
private func readBytes(_ file: any InputFile, _ range: Range<Int>) throws(FileError) -> [UInt8] {
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: max(range.count, 1), alignment: 16)
    defer { target.deallocate() }
    var count = 0
    while count < range.count {
        let piece = UnsafeMutableRawBufferPointer(rebasing: target[count..<range.count])
        let read = try file.read(at: range.lowerBound + count, into: piece)
        if read == 0 { break }
        count += read
    }
    return Array(target[..<count])
}

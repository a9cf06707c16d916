// SPDX-License-Identifier: Apache-2.0

import Martlet

/// A small generator: the same numbers from the same seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var mixed = state ^ (state >> 33)
        mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
        return mixed ^ (mixed >> 33)
    }
}

/// Lines of six words out of `words` different ones, about `byteCount` bytes.
func textBytes(byteCount: Int, words: Int, seed: UInt64) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount + 128)
    while bytes.count < byteCount {
        for position in 0..<6 {
            if position > 0 { bytes.append(0x20) }
            let word = random.next() % UInt64(words)
            bytes.append(UInt8(0x61 + word % 26))
            bytes += String(word, radix: 36).utf8
        }
        bytes.append(0x0A)
    }
    return bytes
}

/// A sum whose tasks each take a while: `partitions` tasks of `rows` lists of 10 000 numbers each.
func slowSum(_ session: Session, partitions: Int, rows: Int = 250) throws -> Int {
    try session.range(0..<partitions * rows, partitions: partitions)
        .flatMap { range($0, $0 + 10_000) }
        .map { $0 * 3 - $0 * 2 }
        .sum()
}

/// What `slowSum` gives.
func slowSumAnswer(partitions: Int, rows: Int = 250) -> Int {
    let count = partitions * rows
    return 10_000 * (count * (count - 1) / 2) + count * (10_000 * 9_999 / 2)
}

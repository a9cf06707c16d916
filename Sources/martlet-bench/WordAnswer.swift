// SPDX-License-Identifier: Apache-2.0

/// Distinct words, words in all, and an order-independent checksum: what peers' scripts compute from their counts.
func wordAnswer(_ counts: some Sequence<(String, Int)>) -> String {
    var distinct = 0
    var total = 0
    var checksum: UInt64 = 0
    for (word, count) in counts {
        distinct += 1
        total += count
        checksum &+= fnv1a(word.utf8) &* UInt64(count)
    }
    let digits = String(checksum, radix: 16)
    return "\(distinct):\(total):" + String(repeating: "0", count: 16 - digits.count) + digits
}

/// FNV-1a, 64 bits.
func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

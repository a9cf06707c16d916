// SPDX-License-Identifier: Apache-2.0

import Glibc

// MD5 (RFC 1321), SHA-1 and SHA-512 (FIPS 180-4), for scripts without the network's library and for seeds that are
// texts. None guards a secret here.

/// The message with its padding: a one bit, zeros, and its length in bits.
private func padded(_ bytes: [UInt8], block: Int, bigEndian: Bool) -> [UInt8] {
    var message = bytes
    message.append(0x80)
    let lengthBytes = block / 8
    while message.count % block != block - lengthBytes { message.append(0) }
    message += [UInt8](repeating: 0, count: bigEndian ? lengthBytes - 8 : 0)
    let bits = UInt64(bytes.count) &* 8
    for place in 0..<8 {
        message.append(UInt8(truncatingIfNeeded: bits >> UInt64(bigEndian ? 56 - 8 * place : 8 * place)))
    }
    return message
}

private func word32(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
        | UInt32(bytes[offset + 3])
}

private func rotatedLeft(_ value: UInt32, _ count: UInt32) -> UInt32 { value << count | value >> (32 - count) }
private func rotatedRight(_ value: UInt32, _ count: UInt32) -> UInt32 { value >> count | value << (32 - count) }
private func rotatedRight(_ value: UInt64, _ count: UInt64) -> UInt64 { value >> count | value << (64 - count) }

private func bigEndianBytes<T: FixedWidthInteger>(_ words: [T]) -> [UInt8] {
    var bytes: [UInt8] = []
    for word in words {
        for place in (0..<T.bitWidth / 8).reversed() { bytes.append(UInt8(truncatingIfNeeded: word >> T(8 * place))) }
    }
    return bytes
}

package func md5(_ bytes: [UInt8]) -> [UInt8] {
    let shifts: [[UInt32]] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]
    let table = (0..<64).map { UInt32(sin(Double($0 + 1)).magnitude * 4_294_967_296) }
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
    let message = padded(bytes, block: 64, bigEndian: false)
    for block in stride(from: 0, to: message.count, by: 64) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        for step in 0..<64 {
            let mixed: UInt32
            let place: Int
            switch step >> 4 {
            case 0: (mixed, place) = ((b & c) | (~b & d), step)
            case 1: (mixed, place) = ((d & b) | (~d & c), (5 * step + 1) & 15)
            case 2: (mixed, place) = (b ^ c ^ d, (3 * step + 5) & 15)
            default: (mixed, place) = (c ^ (b | ~d), (7 * step) & 15)
            }
            let word = word32(message, block + 4 * place).byteSwapped
            let sum = a &+ mixed &+ table[step] &+ word
            (a, d, c, b) = (d, c, b, b &+ rotatedLeft(sum, shifts[step >> 4][step & 3]))
        }
        state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d]
    }
    return bigEndianBytes(state.map(\.byteSwapped))
}

package func sha1(_ bytes: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    let message = padded(bytes, block: 64, bigEndian: true)
    for block in stride(from: 0, to: message.count, by: 64) {
        var words = (0..<16).map { word32(message, block + 4 * $0) }
        for place in 16..<80 {
            words.append(rotatedLeft(words[place - 3] ^ words[place - 8] ^ words[place - 14] ^ words[place - 16], 1))
        }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for step in 0..<80 {
            let (mixed, constant): (UInt32, UInt32) =
                switch step / 20 {
                case 0: ((b & c) | (~b & d), 0x5A82_7999)
                case 1: (b ^ c ^ d, 0x6ED9_EBA1)
                case 2: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
                default: (b ^ c ^ d, 0xCA62_C1D6)
                }
            let sum = rotatedLeft(a, 5) &+ mixed &+ e &+ constant &+ words[step]
            (e, d, c, b, a) = (d, c, rotatedLeft(b, 30), a, sum)
        }
        state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d, state[4] &+ e]
    }
    return bigEndianBytes(state)
}

/// The first bits of the fractions of roots of the first primes, as the standard defines its constants.
private enum SHA2 {
    static let primes: [UInt64] = {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 80 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }()

    /// 64 bits of the fraction of the cube root.
    static let rounds: [UInt64] = primes.map { prime in
        fraction { root in isCubeAbove(root, prime) }
    }

    /// 64 bits of the fraction of the square root: eight for SHA-512, eight for SHA-384.
    static let start: [UInt64] = primes.prefix(16).map { prime in
        fraction { root in isSquareAbove(root, prime) }
    }

    /// The greatest number (whole part in `high`, fraction in `low`) that is not above, found bit by bit.
    private static func fraction(_ isAbove: ((high: UInt64, low: UInt64)) -> Bool) -> UInt64 {
        var whole: UInt64 = 0
        while !isAbove((whole + 1, 0)) { whole += 1 }
        var low: UInt64 = 0
        for bit in (0..<64).reversed() {
            let candidate = low | 1 << UInt64(bit)
            if !isAbove((whole, candidate)) { low = candidate }
        }
        return low
    }

    /// The product of two numbers of 64-bit words, least first.
    private static func multiply(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        var result = [UInt64](repeating: 0, count: left.count + right.count)
        for (i, x) in left.enumerated() {
            var carry: UInt64 = 0
            for (j, y) in right.enumerated() {
                let (high, low) = x.multipliedFullWidth(by: y)
                let (first, overflow) = low.addingReportingOverflow(carry)
                let (sum, more) = result[i + j].addingReportingOverflow(first)
                result[i + j] = sum
                carry = high &+ (overflow ? 1 : 0) &+ (more ? 1 : 0)
            }
            result[i + right.count] = carry
        }
        return result
    }

    private static func isSquareAbove(_ root: (high: UInt64, low: UInt64), _ prime: UInt64) -> Bool {
        let square = multiply([root.low, root.high], [root.low, root.high])
        return exceeds(square, whole: 2, prime)
    }

    private static func isCubeAbove(_ root: (high: UInt64, low: UInt64), _ prime: UInt64) -> Bool {
        let words = [root.low, root.high]
        return exceeds(multiply(multiply(words, words), words), whole: 3, prime)
    }

    /// Whether the number with its point before word `whole` is greater than the prime.
    private static func exceeds(_ words: [UInt64], whole: Int, _ prime: UInt64) -> Bool {
        if words[(whole + 1)...].contains(where: { $0 != 0 }) { return true }
        if words[whole] != prime { return words[whole] > prime }
        return words[..<whole].contains { $0 != 0 }
    }
}

package func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var digest = SHA256Digest(is224: false)
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.digest()
}

package func sha224(_ bytes: [UInt8]) -> [UInt8] {
    var digest = SHA256Digest(is224: true)
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.digest()
}

package func sha512(_ bytes: [UInt8]) -> [UInt8] { sha512(bytes, from: SHA2.start[..<8]) }

package func sha384(_ bytes: [UInt8]) -> [UInt8] { Array(sha512(bytes, from: SHA2.start[8...]).prefix(48)) }

private func sha512(_ bytes: [UInt8], from start: ArraySlice<UInt64>) -> [UInt8] {
    var state = Array(start)
    let message = padded(bytes, block: 128, bigEndian: true)
    for block in stride(from: 0, to: message.count, by: 128) {
        var words = (0..<16).map { place in
            UInt64(word32(message, block + 8 * place)) << 32 | UInt64(word32(message, block + 8 * place + 4))
        }
        for place in 16..<80 {
            let (early, late) = (words[place - 15], words[place - 2])
            let first = rotatedRight(early, 1) ^ rotatedRight(early, 8) ^ early >> 7
            let second = rotatedRight(late, 19) ^ rotatedRight(late, 61) ^ late >> 6
            words.append(words[place - 16] &+ first &+ words[place - 7] &+ second)
        }
        var v = state
        for step in 0..<80 {
            let s1 = rotatedRight(v[4], 14) ^ rotatedRight(v[4], 18) ^ rotatedRight(v[4], 41)
            let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
            let first = v[7] &+ s1 &+ choice &+ SHA2.rounds[step] &+ words[step]
            let s0 = rotatedRight(v[0], 28) ^ rotatedRight(v[0], 34) ^ rotatedRight(v[0], 39)
            let second = s0 &+ ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]))
            v = [first &+ second, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
        }
        for place in 0..<8 { state[place] = state[place] &+ v[place] }
    }
    return bigEndianBytes(state)
}

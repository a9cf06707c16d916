// SPDX-License-Identifier: Apache-2.0

/// The cipher of FIPS 197 with keys of 128, 192 or 256 bits, and its modes ECB, CBC and GCM (NIST SP 800-38A and D).
/// For columns of values: it keeps no secret from who watches caches and clocks of the same machine.
struct AES {
    static let blockBytes = 16
    static let gcmVectorBytes = 12

    private static let forward: [UInt8] = {
        // Multiplicative inverses of GF(2^8) by a generator and its inverse, then the affine map.
        var box = [UInt8](repeating: 0, count: 256)
        var (p, q): (UInt8, UInt8) = (1, 1)
        repeat {
            p = p ^ doubled(p)
            q ^= q << 1
            q ^= q << 2
            q ^= q << 4
            if q & 0x80 != 0 { q ^= 0x09 }
            box[Int(p)] = q ^ rotated(q, 1) ^ rotated(q, 2) ^ rotated(q, 3) ^ rotated(q, 4) ^ 0x63
        } while p != 1
        box[0] = 0x63
        return box
    }()
    private static let backward: [UInt8] = {
        var box = [UInt8](repeating: 0, count: 256)
        for (place, value) in forward.enumerated() { box[Int(value)] = UInt8(place) }
        return box
    }()

    private static func rotated(_ byte: UInt8, _ count: UInt8) -> UInt8 { byte << count | byte >> (8 - count) }

    private static func doubled(_ byte: UInt8) -> UInt8 { byte << 1 ^ (byte & 0x80 != 0 ? 0x1B : 0) }

    private static func product(_ byte: UInt8, _ factor: UInt8) -> UInt8 {
        var (sum, power, rest): (UInt8, UInt8, UInt8) = (0, byte, factor)
        while rest != 0 {
            if rest & 1 != 0 { sum ^= power }
            power = doubled(power)
            rest >>= 1
        }
        return sum
    }

    /// The round keys behind one another.
    private let keys: [UInt8]
    private var rounds: Int { keys.count / AES.blockBytes - 1 }

    /// Nil of keys of another length.
    init?(key: [UInt8]) {
        guard [16, 24, 32].contains(key.count) else { return nil }
        var words = key
        let count = (key.count / 4 + 7) * AES.blockBytes
        var constant: UInt8 = 1
        while words.count < count {
            var last = Array(words.suffix(4))
            if words.count % key.count == 0 {
                last = [last[1], last[2], last[3], last[0]].map { AES.forward[Int($0)] }
                last[0] ^= constant
                constant = AES.doubled(constant)
            } else if key.count == 32, words.count % key.count == 16 {
                last = last.map { AES.forward[Int($0)] }
            }
            for byte in last { words.append(words[words.count - key.count] ^ byte) }
        }
        keys = words
    }

    private func addKey(_ round: Int, _ block: inout [UInt8]) {
        for place in block.indices { block[place] ^= keys[round * AES.blockBytes + place] }
    }

    func encrypted(_ input: [UInt8]) -> [UInt8] {
        var block = input
        addKey(0, &block)
        for round in 1...rounds {
            // Each row moves left by its number.
            var moved = block
            for place in block.indices {
                moved[place] = AES.forward[Int(block[(place + place % 4 * 4) % AES.blockBytes])]
            }
            block = moved
            if round < rounds { mix(&block, [2, 3, 1, 1]) }
            addKey(round, &block)
        }
        return block
    }

    func decrypted(_ input: [UInt8]) -> [UInt8] {
        var block = input
        for round in (1...rounds).reversed() {
            addKey(round, &block)
            if round < rounds { mix(&block, [14, 11, 13, 9]) }
            var moved = block
            for place in block.indices {
                moved[(place + place % 4 * 4) % AES.blockBytes] = AES.backward[Int(block[place])]
            }
            block = moved
        }
        addKey(0, &block)
        return block
    }

    private func mix(_ block: inout [UInt8], _ factors: [UInt8]) {
        for column in stride(from: 0, to: AES.blockBytes, by: 4) {
            let old = Array(block[column..<column + 4])
            for row in 0..<4 {
                block[column + row] = (0..<4).reduce(0) { $0 ^ AES.product(old[(row + $1) % 4], factors[$1]) }
            }
        }
    }

    // MARK: Modes

    /// Filled up to whole blocks (PKCS #7).
    func codebook(encrypting plain: [UInt8]) -> [UInt8] { blocks(AES.padded(plain)).flatMap { encrypted($0) } }

    /// Nil of what no encryption gave.
    func codebook(decrypting bytes: [UInt8]) -> [UInt8]? {
        bytes.count % AES.blockBytes == 0 ? AES.unpadded(blocks(bytes).flatMap { decrypted($0) }) : nil
    }

    func chained(encrypting plain: [UInt8], vector: [UInt8]) -> [UInt8] {
        var (last, result): ([UInt8], [UInt8]) = (vector, [])
        for block in blocks(AES.padded(plain)) {
            last = encrypted(zip(block, last).map { $0 ^ $1 })
            result += last
        }
        return result
    }

    func chained(decrypting bytes: [UInt8], vector: [UInt8]) -> [UInt8]? {
        guard bytes.count % AES.blockBytes == 0 else { return nil }
        var (last, result): ([UInt8], [UInt8]) = (vector, [])
        for block in blocks(bytes) {
            result += zip(decrypted(block), last).map { $0 ^ $1 }
            last = block
        }
        return AES.unpadded(result)
    }

    /// The encrypted bytes, and 16 bytes that prove them and what is authenticated with them.
    func sealed(_ plain: [UInt8], vector: [UInt8], authenticating: [UInt8]) -> [UInt8] {
        let hidden = counted(plain, vector)
        return hidden + tag(hidden, vector, authenticating)
    }

    /// Nil where the proof does not hold.
    func opened(_ bytes: [UInt8], vector: [UInt8], authenticating: [UInt8]) -> [UInt8]? {
        guard bytes.count >= AES.blockBytes else { return nil }
        let hidden = Array(bytes.dropLast(AES.blockBytes))
        let proof = tag(hidden, vector, authenticating)
        let differs = zip(proof, bytes.suffix(AES.blockBytes)).reduce(0) { $0 | ($1.0 ^ $1.1) }
        return differs == 0 ? counted(hidden, vector) : nil
    }

    private func counted(_ bytes: [UInt8], _ vector: [UInt8]) -> [UInt8] {
        var (counter, result): (UInt32, [UInt8]) = (1, [])
        for block in blocks(bytes) {
            counter &+= 1
            result += zip(block, encrypted(vector + bigEndian(counter))).map { $0 ^ $1 }
        }
        return result
    }

    private func tag(_ hidden: [UInt8], _ vector: [UInt8], _ authenticating: [UInt8]) -> [UInt8] {
        let subkey = word(encrypted([UInt8](repeating: 0, count: AES.blockBytes)))
        var sum: UInt128 = 0
        for block in blocks(authenticating) + blocks(hidden) { sum = fieldProduct(sum ^ word(block), subkey) }
        let lengths = bigEndian(UInt64(authenticating.count) * 8) + bigEndian(UInt64(hidden.count) * 8)
        sum = fieldProduct(sum ^ word(lengths), subkey)
        return zip(bigEndian(sum), encrypted(vector + bigEndian(UInt32(1)))).map { $0 ^ $1 }
    }

    /// In GF(2^128), bits from the left.
    private func fieldProduct(_ one: UInt128, _ two: UInt128) -> UInt128 {
        var (sum, power): (UInt128, UInt128) = (0, two)
        for bit in 0..<128 {
            if one >> UInt128(127 - bit) & 1 == 1 { sum ^= power }
            power = power & 1 == 1 ? power >> 1 ^ 0xE1 << 120 : power >> 1
        }
        return sum
    }

    private func word(_ block: [UInt8]) -> UInt128 {
        (block + [UInt8](repeating: 0, count: AES.blockBytes - block.count)).reduce(0) { $0 << 8 | UInt128($1) }
    }

    private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    private func blocks(_ bytes: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: AES.blockBytes).map {
            Array(bytes[$0..<min($0 + AES.blockBytes, bytes.count)])
        }
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        let count = blockBytes - bytes.count % blockBytes
        return bytes + [UInt8](repeating: UInt8(count), count: count)
    }

    private static func unpadded(_ bytes: [UInt8]) -> [UInt8]? {
        guard let count = bytes.last, (1...blockBytes).contains(Int(count)),
            bytes.suffix(Int(count)).allSatisfy({ $0 == count })
        else { return nil }
        return Array(bytes.dropLast(Int(count)))
    }
}

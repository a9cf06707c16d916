// SPDX-License-Identifier: Apache-2.0

import Checksums
import ColumnarSamples
import Storage
import Testing

@Suite struct ChecksumTests {
    /// RFC 3720, appendix B.4.
    @Test func `the vectors of RFC 3720 hold`() {
        let vectors: [([UInt8], UInt32)] = [
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E),
            (Array((0..<32).reversed()), 0x113F_DB5C),
            (
                [0x01, 0xC0, 0, 0] + [UInt8](repeating: 0, count: 12) + [
                    0x14, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0x14, 0, 0, 0,
                ]
                    + [0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0],
                0xD996_3A56
            ),
        ]
        for (bytes, expected) in vectors {
            #expect(bytes.withUnsafeBytes { Checksum.of($0) } == expected)
            #expect(bytes.withUnsafeBytes { ~Checksum.extendByTable(~0, $0.baseAddress!, $0.count) } == expected)
        }
    }

    @Test func `instruction and table agree on every length`() {
        var random = SeededRandom(1)
        let bytes = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        bytes.withUnsafeBytes { raw in
            for length in Array(0..<300) + [4079, 4080, 4081, 8160, 8161, 12_239, 12_240, 20_000] {
                let part = UnsafeRawBufferPointer(rebasing: raw[(20_000 - length)...])
                let expected = length == 0 ? 0 : ~Checksum.extendByTable(~0, part.baseAddress!, length)
                #expect(Checksum.of(part) == expected)
            }
        }
    }

    @Test(arguments: [1, 8, 100, 512, 4_096])
    func `checksums of stretches are those of each, and the first wrong one is found`(_ each: Int) {
        let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 >> 3) }
        for length in [0, 1, each - 1, each, each + 1, 2 * each, 3 * each, 3 * each + 1, 7 * each - 1, 19_999]
        where length <= bytes.count {
            let part = Array(bytes.prefix(length))
            let wanted = stride(from: 0, to: length, by: each).flatMap { start in
                let sum = part[start..<min(start + each, length)].withUnsafeBytes { Checksum.of($0) }
                return withUnsafeBytes(of: sum.bigEndian) { Array($0) }
            }
            var sums = [UInt8](repeating: 0, count: wanted.count + 1)
            part.withUnsafeBytes { part in
                sums.withUnsafeMutableBytes { Checksum.write(part, each: each, to: $0.baseAddress!) }
            }
            #expect(sums.dropLast() == wanted[...], "\(length) bytes")
            func wrong() -> Int? {
                part.withUnsafeBytes { part in
                    sums.withUnsafeBytes { Checksum.firstWrong(part, each: each, $0.baseAddress!) }
                }
            }
            #expect(wrong() == nil)
            for stretch in [0, 1, 2, 3, 5, wanted.count / 4 - 1] where stretch >= 0 && stretch < wanted.count / 4 {
                sums[stretch * 4 + 3] ^= 1
                #expect(wrong() == stretch, "\(length) bytes")
                sums[stretch * 4 + 3] ^= 1
            }
        }
    }

    @Test func `a checksum in pieces is the checksum of the whole`() {
        let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        bytes.withUnsafeBytes { raw in
            for cut in [0, 1, 7, 8, 100, 4080, 4999, 5000] {
                var checksum = Checksum()
                checksum.update(UnsafeRawBufferPointer(rebasing: raw[..<cut]))
                checksum.update(UnsafeRawBufferPointer(rebasing: raw[cut...]))
                #expect(checksum.value == Checksum.of(raw))
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Writes text records of one width for sorting: a random key of ten printable characters, the record's number in
/// sixteen digits, random letters, a newline.
struct RecordGenerator {
    private static let keyBytes = 10
    private static let numberBytes = 16

    let folder: String
    let count: Int
    let width: Int
    let files: Int
    let seed: UInt64

    /// Returns the bytes written: `count * width`.
    func run() throws(BenchError) -> Int {
        try makeFolder(folder)
        var total = 0
        for index in 0..<files {
            let range = (count * index / files)..<(count * (index + 1) / files)
            total += try writeFile(index, range)
        }
        return total
    }

    private func writeFile(_ index: Int, _ records: Range<Int>) throws(BenchError) -> Int {
        var random = WorkloadRandom(seed: seed, stream: UInt64(index))
        var file = try OutputFile(path: partPath(folder, index))
        for number in records {
            let record = try file.room(for: width)
            fillRecord(record, width, number, &random)
            file.advance(width)
        }
        try file.flush()
        return file.bytesWritten
    }

    private func fillRecord(
        _ record: UnsafeMutablePointer<UInt8>, _ width: Int, _ number: Int, _ random: inout WorkloadRandom
    ) {
        for at in 0..<Self.keyBytes { record[at] = UInt8(33 + random.next(below: 94)) }
        record[Self.keyBytes] = 32
        var rest = number
        for at in stride(from: Self.keyBytes + Self.numberBytes, to: Self.keyBytes, by: -1) {
            record[at] = UInt8(48 + rest % 10)
            rest /= 10
        }
        var at = Self.keyBytes + Self.numberBytes + 1
        record[at] = 32
        at += 1
        while at < width - 1 {
            // Twelve letters of 32 from one draw.
            var bits = random.next()
            for _ in 0..<min(12, width - 1 - at) {
                record[at] = UInt8(64 + (bits & 31))
                bits >>= 5
                at += 1
            }
        }
        record[width - 1] = 10
    }
}

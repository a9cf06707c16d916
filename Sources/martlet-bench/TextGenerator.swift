// SPDX-License-Identifier: Apache-2.0

/// Writes text: lines of about 80 characters, words separated by one blank, the same bytes for the same arguments.
struct TextGenerator {
    /// A line ends with the first word that reaches this column.
    private static let lineBytes = 76

    let folder: String
    let bytes: Int
    let files: Int
    let seed: UInt64

    /// Returns the bytes written: `bytes` and at most a line a file more.
    func run() throws(BenchError) -> Int {
        try makeFolder(folder)
        let vocabulary = Vocabulary(count: BenchLimits.vocabularyWords, seed: seed)
        var total = 0
        for index in 0..<files {
            let target = bytes * (index + 1) / files - bytes * index / files
            total += try writeFile(index, target, vocabulary)
        }
        return total
    }

    private func writeFile(_ index: Int, _ target: Int, _ vocabulary: borrowing Vocabulary) throws(BenchError) -> Int {
        var random = WorkloadRandom(seed: seed, stream: UInt64(index))
        var file = try OutputFile(path: partPath(folder, index))
        var written = 0
        while written < target {
            let line = try file.room(for: Self.lineBytes + 2 * Vocabulary.slotBytes)
            let count = fillLine(line, Self.lineBytes, &random, vocabulary)
            file.advance(count)
            written += count
        }
        try file.flush()
        return file.bytesWritten
    }
}

/// One line at `line`, its last blank turned into a newline; a free function, so that the loop touches no fields.
private func fillLine(
    _ line: UnsafeMutablePointer<UInt8>, _ width: Int, _ random: inout WorkloadRandom,
    _ vocabulary: borrowing Vocabulary
) -> Int {
    var count = 0
    while count < width { count &+= vocabulary.draw(&random, to: line + count) }
    line[count &- 1] = 10
    return count
}

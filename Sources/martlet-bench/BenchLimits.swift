// SPDX-License-Identifier: Apache-2.0

/// Bounds of the benchmark tool.
enum BenchLimits {
    /// Bytes gathered before a generator writes to its file.
    static let writeBufferBytes = 4 << 20
    /// Files that one generated data set may have.
    static let filesMax = 4096
    /// Bytes of one generated data set.
    static let dataBytesMax = 1 << 44
    /// Words of the generated vocabulary; each is at most `wordBytesMax` long.
    static let vocabularyWords = 100_000
    static let wordBytesMax = 12
    /// Bytes a record needs for its key, its number, two blanks and the newline.
    static let recordBytesMin = 40
    static let recordBytesMax = 1 << 16
    /// Timed runs of one scenario.
    static let runsMax = 1000
    /// Bytes of one line that a peer's script may print.
    static let peerLineBytesMax = 1 << 20
}

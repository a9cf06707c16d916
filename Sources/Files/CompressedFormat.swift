// SPDX-License-Identifier: Apache-2.0

/// Ways of compressing that Martlet does not undo: files of such kinds are named, not read as if they were text.
package enum CompressedFormat {
    /// Bytes that are enough for `name(of:)`.
    package static let prefixByteCount = 16

    /// What a file that begins with `bytes` is compressed with; nil when it does not look compressed.
    static func name(of bytes: some Sequence<UInt8>) -> String? {
        let start = Array(bytes.prefix(prefixByteCount))
        func begins(_ magic: [UInt8], at offset: Int = 0) -> Bool { start.dropFirst(offset).starts(with: magic) }
        if begins([0x1F, 0x8B, 8]) { return "gzip" }
        // Blocks of bzip2 begin with the digits of pi, its end with those of its root.
        if begins([0x42, 0x5A, 0x68]), begins([0x31, 0x41, 0x59, 0x26], at: 4) || begins([0x17, 0x72, 0x45], at: 4) {
            return "bzip2"
        }
        if begins([0x28, 0xB5, 0x2F, 0xFD]) { return "Zstandard" }
        if begins([0x04, 0x22, 0x4D, 0x18]) { return "LZ4" }
        if begins([0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59]) { return "Snappy" }
        if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return "xz" }
        if begins([0x50, 0x4B, 0x03, 0x04]) || begins([0x50, 0x4B, 0x05, 0x06]) { return "zip" }
        return nil
    }

    private static let suffixes = [
        ".zst": "Zstandard", ".zstd": "Zstandard", ".lz4": "LZ4", ".snappy": "Snappy", ".xz": "xz",
        ".zip": "zip",
    ]

    /// What the end of a file's name says that it is compressed with.
    static func name(ofPath path: String) -> String? { suffixes.first { path.lowercased().hasSuffix($0.key) }?.value }

    /// Refuses a file whose name says that it is compressed.
    package static func check(path: String) throws(FileError) {
        guard let name = name(ofPath: path) else { return }
        throw FileError(
            .malformed, path: path,
            "\(path) is compressed with \(name), as its name says, and Martlet reads plain, gzip (.gz) and bzip2 "
                + "files (.bz2): uncompress it, or if it is plain text all the same, rename it")
    }

    /// Refuses a file that begins as compressed ones do.
    package static func check(path: String, start: some Sequence<UInt8>) throws(FileError) {
        guard let name = name(of: start) else { return }
        let end = name == "gzip" ? ".gz" : ".bz2"
        let advice =
            name == "gzip" || name == "bzip2"
            ? "give it a name that ends in \(end), and it is uncompressed" : "uncompress it, or compress it with gzip"
        throw FileError(
            .malformed, path: path,
            "\(path) is compressed with \(name), as its first bytes say, and its name is no \"\(end)\": \(advice)")
    }

    /// As `check(path:start:)`, of an open file.
    package static func check(_ file: any InputFile) throws(FileError) {
        var start = [UInt8](repeating: 0, count: prefixByteCount)
        var failure: FileError?
        let count = start.withUnsafeMutableBytes { target -> Int in
            do throws(FileError) { return try file.read(at: 0, into: target) } catch { failure = error }
            return 0
        }
        if let failure { throw failure }
        try check(path: file.path, start: start.prefix(count))
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How the bytes of a file are compressed. Numbered as on the wire.
public enum FileCompression: UInt8, Hashable, Sendable, CaseIterable {
    case none = 0
    case gzip = 1
    case bzip2 = 2

    /// By the end of the name, as everywhere: `.gz` is gzip, `.bz2` bzip2.
    public init(path: String) {
        self = path.hasSuffix(".gz") ? .gzip : path.hasSuffix(".bz2") ? .bzip2 : .none
    }

    /// By the name that the option `compression` has for it; nil for one that cannot be written.
    public init?(name: String) {
        switch name.lowercased() {
        case "none", "uncompressed", "": self = .none
        case "gzip", "gz", "org.apache.hadoop.io.compress.gzipcodec": self = .gzip
        case "bzip2", "bz2", "org.apache.hadoop.io.compress.bzip2codec": self = .bzip2
        default: return nil
        }
    }

    /// Ends the names of such files.
    public var suffix: String {
        switch self {
        case .none: ""
        case .gzip: ".gz"
        case .bzip2: ".bz2"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the bytes of a text file mean and where its lines end.
public struct TextFormat: Hashable, Sendable {
    public enum Encoding: UInt8, Hashable, Sendable, CaseIterable {
        case utf8 = 0
        case ascii = 1
        /// ISO 8859-1: each byte is the character of its number.
        case latin1 = 2
        /// UTF-16 in the order that a byte order mark says; little endian without one.
        case utf16 = 3
        case utf16LittleEndian = 4
        case utf16BigEndian = 5

        /// By the names that Python and Java have for it, whatever their case and hyphens; nil for another encoding.
        public init?(name: String) {
            let letters = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
            switch letters {
            case "utf8", "u8", "utf8sig": self = .utf8
            case "ascii", "usascii", "646": self = .ascii
            case "latin1", "latin", "l1", "iso88591", "88591", "cp819": self = .latin1
            case "utf16", "u16": self = .utf16
            case "utf16le": self = .utf16LittleEndian
            case "utf16be": self = .utf16BigEndian
            default: return nil
            }
        }

        public var name: String {
            switch self {
            case .utf8: "utf-8"
            case .ascii: "ascii"
            case .latin1: "latin-1"
            case .utf16: "utf-16"
            case .utf16LittleEndian: "utf-16-le"
            case .utf16BigEndian: "utf-16-be"
            }
        }

        var isWide: Bool { rawValue >= Encoding.utf16.rawValue }

        /// What a file may begin with to say that it is of this encoding.
        var mark: [UInt8] {
            switch self {
            case .utf8: [0xEF, 0xBB, 0xBF]
            case .ascii, .latin1, .utf16: []
            case .utf16LittleEndian: [0xFF, 0xFE]
            case .utf16BigEndian: [0xFE, 0xFF]
            }
        }
    }

    public var encoding: Encoding
    /// Bytes that are no character become U+FFFD; otherwise they are an error.
    public var replacesMalformed: Bool
    /// Rows are the bytes as they are in the file, of whatever encoding.
    public var isBytes: Bool
    /// What ends a line: text in UTF-8, or the very bytes when rows are bytes. Nil: `\n`, `\r\n` and `\r`.
    public var lineSeparator: [UInt8]?

    public init(
        encoding: Encoding = .utf8, replacesMalformed: Bool = false, isBytes: Bool = false,
        lineSeparator: [UInt8]? = nil
    ) {
        self.encoding = encoding
        self.replacesMalformed = replacesMalformed
        self.isBytes = isBytes
        self.lineSeparator = lineSeparator
    }

    /// The separator as it is in a file of `encoding`; nil when the encoding cannot express it.
    func encodedSeparator(_ encoding: Encoding) -> [UInt8]? {
        guard let separator = lineSeparator, !isBytes, encoding != .utf8 else { return lineSeparator }
        let text = String(decoding: separator, as: UTF8.self)
        switch encoding {
        case .utf8: return separator
        case .ascii, .latin1:
            let last: UInt32 = encoding == .ascii ? 0x7F : 0xFF
            guard text.unicodeScalars.allSatisfy({ $0.value <= last }) else { return nil }
            return text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        case .utf16, .utf16LittleEndian, .utf16BigEndian:
            return text.utf16.flatMap { unit -> [UInt8] in
                let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8))
                return encoding == .utf16BigEndian ? [high, low] : [low, high]
            }
        }
    }
}

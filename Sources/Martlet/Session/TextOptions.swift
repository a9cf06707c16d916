// SPDX-License-Identifier: Apache-2.0

import Formats

/// How text files are read. What is nil is as the session's options say.
public struct TextOptions: Hashable, Sendable {
    /// What becomes of bytes that are no character of the encoding.
    public enum Malformed: String, Hashable, Sendable {
        /// An error that names the place.
        case strict
        /// U+FFFD for each.
        case replace
    }

    /// `utf-8` (the default), `utf-16` (with a byte order mark, else little endian), `utf-16-le`, `utf-16-be`,
    /// `latin-1` (also called ISO-8859-1) or `ascii`.
    public var encoding: String?
    /// `strict` by default.
    public var malformed: Malformed?
    /// What ends a line, in place of `\n`, `\r\n` and `\r`.
    public var lineSeparator: String?
    /// Whether files of folders within folders are read; otherwise such folders are an error.
    public var isRecursive: Bool?
    /// Rows are bytes as they are in the file.
    package var isBytes = false
    /// What ends a line of rows that are bytes.
    package var separatorBytes: [UInt8]?

    public init(
        encoding: String? = nil, malformed: Malformed? = nil, lineSeparator: String? = nil, isRecursive: Bool? = nil
    ) {
        self.encoding = encoding
        self.malformed = malformed
        self.lineSeparator = lineSeparator
        self.isRecursive = isRecursive
    }

    /// These options, and those of `session` where these say nothing, as one format.
    func format(_ session: TextOptions, hasLines: Bool) throws(MartletError) -> TextFormat {
        let name = encoding ?? (isBytes ? nil : session.encoding) ?? "utf-8"
        guard let encoding = TextFormat.Encoding(name: name) else {
            throw .argument(
                "unknown encoding: \(name); utf-8, utf-16, utf-16-le, utf-16-be, latin-1 (iso-8859-1) and ascii can be "
                    + "read")
        }
        if isBytes, encoding != .utf8 {
            throw .argument("an encoding (\(name)) has no meaning for rows that are bytes as they are in the file")
        }
        let separator =
            hasLines ? separatorBytes ?? (lineSeparator ?? session.lineSeparator).map { Array($0.utf8) } : nil
        if let separator {
            guard (1...FormatsLimits.lineSeparatorByteCountMax).contains(separator.count) else {
                throw .argument(
                    "a line separator of \(separator.count) bytes; 1 to \(FormatsLimits.lineSeparatorByteCountMax) are "
                        + "possible")
            }
        }
        return TextFormat(
            encoding: encoding, replacesMalformed: (malformed ?? session.malformed) == .replace, isBytes: isBytes,
            lineSeparator: separator)
    }
}

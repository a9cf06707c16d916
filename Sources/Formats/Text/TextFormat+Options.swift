// SPDX-License-Identifier: Apache-2.0

public import Files

extension TextFormat {
    /// Names of options that travel with a stage.
    private enum Key {
        static let encoding = "encoding"
        static let errors = "errors"
        static let isBytes = "bytes"
        static let separator = "lineSep"
        /// In hexadecimal digits: it need not be text.
        static let separatorBytes = "lineSepBytes"
    }

    /// As the options of a format say.
    public init(_ options: FormatOptions, replacesMalformed: Bool = false) throws(FileError) {
        let name = options[Key.encoding, "charset"] ?? "utf-8"
        guard let encoding = Encoding(name: name) else {
            throw options.refused(
                Key.encoding,
                "\"\(name)\"; utf-8, utf-16, utf-16-le, utf-16-be, latin-1 (iso-8859-1) and ascii can be read")
        }
        self.init(
            encoding: encoding, replacesMalformed: replacesMalformed || options[Key.errors] == "replace",
            isBytes: try options.bool(Key.isBytes, or: false))
        if let digits = options[Key.separatorBytes] {
            guard let bytes = HexDigits.bytes(digits) else {
                throw options.refused(Key.separatorBytes, "no pairs of hexadecimal digits")
            }
            lineSeparator = bytes
        } else if let text = options[Key.separator] {
            lineSeparator = Array(text.utf8)
        }
        if let lineSeparator, !(1...FormatsLimits.lineSeparatorByteCountMax).contains(lineSeparator.count) {
            throw options.refused(
                Key.separator,
                "of \(lineSeparator.count) bytes; 1 to \(FormatsLimits.lineSeparatorByteCountMax) are possible")
        }
    }

    /// The options that `init` reads the same from.
    public var options: [String: String] {
        var options = [Key.encoding: encoding.name]
        if replacesMalformed { options[Key.errors] = "replace" }
        if isBytes { options[Key.isBytes] = "true" }
        if let lineSeparator {
            options[Key.separatorBytes] = HexDigits.text(lineSeparator)
        }
        return options
    }
}

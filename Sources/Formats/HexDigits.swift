// SPDX-License-Identifier: Apache-2.0

/// Bytes as pairs of hexadecimal digits: options of formats are texts.
enum HexDigits {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Nil when the text is anything else.
    static func bytes(_ digits: String) -> [UInt8]? {
        let digits = Array(digits.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for at in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Character(UnicodeScalar(digits[at])).hexDigitValue,
                let low = Character(UnicodeScalar(digits[at + 1])).hexDigitValue
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}

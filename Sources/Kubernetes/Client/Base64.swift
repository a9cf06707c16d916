// SPDX-License-Identifier: Apache-2.0

/// Base 64 (RFC 4648, with padding): how kubeconfigs and Secrets carry bytes.
package func base64(_ bytes: some Sequence<UInt8>) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let bytes = Array(bytes)
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        var bits = group.reduce(0) { $0 << 8 | Int($1) }
        bits <<= (3 - group.count) * 8
        for position in 0..<4 {
            let isPadding = position > group.count
            output.append(isPadding ? UInt8(ascii: "=") : letters[bits >> (18 - 6 * position) & 63])
        }
    }
    return String(decoding: output, as: UTF8.self)
}

/// The bytes of a base-64 text; line ends within are passed over. Nil if it is none.
package func bytes(base64 text: String) -> [UInt8]? {
    var output: [UInt8] = []
    var bits = 0
    var count = 0
    var padding = 0
    for byte in text.utf8 {
        let value: Int
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = Int(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): value = Int(byte) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = Int(byte) + 4
        case UInt8(ascii: "+"): value = 62
        case UInt8(ascii: "/"): value = 63
        case UInt8(ascii: "="):
            padding += 1
            continue
        case 0x0A, 0x0D, 0x20, 0x09: continue
        default: return nil
        }
        guard padding == 0 else { return nil }
        bits = (bits << 6 | value) & 0xFF_FFFF
        count += 1
        if count % 4 == 0 { output += [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)] }
    }
    switch count % 4 {
    case 0: return padding == 0 ? output : nil
    case 2: return padding == 2 || padding == 0 ? output + [UInt8(bits >> 4 & 255)] : nil
    case 3: return padding == 1 || padding == 0 ? output + [UInt8(bits >> 10 & 255), UInt8(bits >> 2 & 255)] : nil
    default: return nil
    }
}

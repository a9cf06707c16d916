// SPDX-License-Identifier: Apache-2.0

/// Where to connect or listen: a host name or numeric address, and a port.
public struct Address: Hashable, Sendable, CustomStringConvertible {
    /// A name, an IPv4 address, or an IPv6 address without brackets.
    public var host: String
    public var port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads "host:port" or "[::1]:80".
    public init(parsing text: String) throws(NetError) {
        func bad(_ reason: String) -> NetError {
            .badAddress(text, reason: reason)
        }
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { throw bad("no port") }
        var host = text[..<colon]
        let digits = text[text.index(after: colon)...]
        if host.hasPrefix("[") {
            guard host.hasSuffix("]") else { throw bad("'[' without ']'") }
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw bad("an IPv6 address needs brackets")
        }
        guard !host.isEmpty else { throw bad("no host") }
        guard host.utf8.count <= 255 else { throw bad("the host is longer than 255 bytes") }
        guard host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw bad("the host has a space or control character")
        }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let port = UInt16(digits) else {
            throw bad("'\(digits)' is not a port (0 to 65535)")
        }
        self.init(host: String(host), port: port)
    }

    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

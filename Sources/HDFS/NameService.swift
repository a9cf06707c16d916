// SPDX-License-Identifier: Apache-2.0

/// The NameNodes of one file system: several when it is highly available, of which one is active.
struct NameService: Hashable, Sendable {
    struct Node: Hashable, Sendable, CustomStringConvertible {
        var host: String
        var port: Int

        var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

        init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// From `host:port`, `host`, `[v6]:port`; nil when it is none of these.
        init?(_ text: String) {
            var host = Substring(text)
            var port: Substring?
            if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
                host = text[text.index(after: text.startIndex)..<close]
                let rest = text[text.index(after: close)...]
                guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
                if !rest.isEmpty { port = rest.dropFirst() }
            } else if let colon = text.lastIndex(of: ":") {
                host = text[..<colon]
                port = text[text.index(after: colon)...]
            }
            guard !host.isEmpty else { return nil }
            self.host = String(host)
            self.port = HadoopSettings.defaultPort
            if let port {
                guard let number = Int(port), (1...65_535).contains(number) else { return nil }
                self.port = number
            }
        }
    }

    /// As the user names it: the name service, or `host:port`.
    var name: String
    var nodes: [Node]
}

// SPDX-License-Identifier: Apache-2.0

/// Who may ask, and for what. A page of another site that is open in the user's browser can send requests to loopback
/// addresses too, and by a name of its own that it lets point there even read what comes back: it cannot choose the
/// headers Host and Origin, though, and it does not know the token.
package struct RequestGuard: Sendable {
    /// Loopback only: then only names of this machine are answered.
    package var isLocal: Bool
    /// Names by which it is reached besides, as behind a proxy.
    package var hosts: Set<String>
    /// What allows to change something.
    package let token: String
    /// What whoever reads must know; nil: nothing.
    private let secret: ReadSecret?

    package init(
        isLocal: Bool, hosts: Set<String> = [], token: String = Self.makeToken(), secret: String? = nil
    ) {
        self.isLocal = isLocal
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.token = token
        self.secret = secret.map(ReadSecret.init)
    }

    /// 128 bits of the system's random numbers in hexadecimal digits.
    package static func makeToken() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<16).map { _ in
            let byte = UInt8.random(in: .min ... .max, using: &random)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// Why a request is refused; nil when it is not.
    func refusal(_ request: ConsoleRequest) -> ConsoleAnswer? {
        let named = request.headers["host"]
        guard named.count == 1, let host = Self.name(named[0]) else {
            return .text(.badRequest, "The request does not say, once, which host it is for.")
        }
        if isLocal && !isOwn(host) {
            return .text(
                .forbidden,
                "The console answers to names and addresses of this machine, not to '\(host.cut(to: 100))'. Behind a "
                    + "proxy with a name of its own, say so: spark.ui.reverseProxyUrl, or martlet.ui.hosts with names "
                    + "and commas between.")
        }
        switch request.method {
        case .get, .head:
            // Whoever asks whether this lives (a kubelet) has no secret.
            if request.path == "healthz" || request.path == "readyz" { return nil }
            return secret?.answer(request)
        case .post: break
        case .other:
            var answer = ConsoleAnswer.text(.methodNotAllowed, "GET, HEAD or POST.")
            answer.headers = [("allow", "GET, HEAD, POST")]
            return answer
        }
        let given = request.headers["x-martlet-token"]
        guard given.count == 1, Self.isEqual(given[0], token) else {
            return .text(.forbidden, "Only links of the notebook (of sc, or of a job's bar) carry the token for this.")
        }
        for origin in request.headers["origin"] {
            guard let place = origin.firstRange(of: "://"), let from = Self.name(String(origin[place.upperBound...])),
                from == host || request.headers["x-forwarded-host"].contains(where: { Self.name($0) == from })
                    || hosts.contains(from)
            else { return .text(.forbidden, "A page of another site may not ask for this.") }
        }
        guard request.headers["sec-fetch-site"].allSatisfy({ $0 == "same-origin" || $0 == "none" }) else {
            return .text(.forbidden, "A page of another site may not ask for this.")
        }
        return nil
    }

    /// The host of `host:port` in small letters, without brackets; nil when it is none.
    static func name(_ text: String) -> String? {
        var name = text.lowercased()
        if name.hasPrefix("[") {
            guard let end = name.firstIndex(of: "]") else { return nil }
            let rest = name[name.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") && rest.dropFirst().allSatisfy(\.isNumber) else { return nil }
            name = String(name[name.index(after: name.startIndex)..<end])
            return name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } && !name.isEmpty ? name : nil
        }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let host = parts.first, !host.isEmpty,
            host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_") })
        else { return nil }
        guard parts.count == 1 || parts[1].allSatisfy(\.isNumber) else { return nil }
        return String(host)
    }

    /// An address is nobody's to point elsewhere, and `localhost` is this machine.
    private func isOwn(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host.contains(":") || hosts.contains(host) {
            return true
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    /// In a time that does not tell where the first difference is.
    static func isEqual(_ given: String, _ token: String) -> Bool {
        let (left, right) = (Array(given.utf8), Array(token.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What whoever reads must know, where a secret is set: on machines and in pods that others reach. It comes as tools
/// send it (`Authorization: Bearer …`), or with a link (`?token=…`), which pages take for a cookie, so that it does
/// not stay in the address.
package struct ReadSecret: Sendable {
    private let secret: String
    /// A name of its own: cookies of one host are shared by all its ports.
    private let cookieName: String
    private let cookie: String

    package init(_ secret: String) {
        self.secret = secret
        cookieName = "martlet-" + RequestGuard.makeToken().prefix(12)
        cookie = RequestGuard.makeToken()
    }

    /// What is answered in place of what was asked for; nil when it may be read.
    func answer(_ request: ConsoleRequest) -> ConsoleAnswer? {
        if isKnown(request) { return nil }
        let given = request.values("token")
        guard given.count == 1, RequestGuard.isEqual(given[0], secret) else {
            return isPage(request) ? askForIt(request, wasWrong: !given.isEmpty) : Self.refused
        }
        guard isPage(request) else { return nil }
        // The fragment, which may carry what ends jobs, stays with the browser.
        var answer = ConsoleAnswer.moved(Self.place(request))
        answer.headers.append(("set-cookie", "\(cookieName)=\(cookie); HttpOnly; SameSite=Lax"))
        return answer
    }

    private func isKnown(_ request: ConsoleRequest) -> Bool {
        for header in request.headers["authorization"] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, ["bearer", "token"].contains(parts[0].lowercased()) else { continue }
            if RequestGuard.isEqual(String(parts[1]), secret) { return true }
        }
        return request.headers["cookie"].contains { header in
            header.split(separator: ";").contains { part in
                let pair = part.split(separator: "=", maxSplits: 1)
                return pair.count == 2 && pair[0].split(separator: " ").joined() == cookieName
                    && RequestGuard.isEqual(String(pair[1]), cookie)
            }
        }
    }

    /// What people look at, as opposed to what tools ask for.
    private func isPage(_ request: ConsoleRequest) -> Bool {
        !request.path.hasPrefix("api/") && request.path != "metrics" && request.path != "events"
    }

    private static let refused: ConsoleAnswer = {
        var answer = ConsoleAnswer.text(
            .unauthorized, "This console has a secret: Authorization: Bearer SECRET, or ?token=SECRET.")
        answer.headers = [("www-authenticate", "Bearer")]
        return answer
    }()

    /// The same place without the secret, relative to itself.
    private static func place(_ request: ConsoleRequest) -> String {
        let last = request.isFolder ? "" : request.path.split(separator: "/").last.map(String.init) ?? ""
        let query = request.query.filter { $0.name != "token" }.map { encoded($0.name) + "=" + encoded($0.value) }
        return (last.isEmpty ? "./" : encoded(last)) + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    private func askForIt(_ request: ConsoleRequest, wasWrong: Bool) -> ConsoleAnswer {
        let kept = request.query.filter { $0.name != "token" }.map { name, value in
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">" as HTMLText
        }
        let note: HTMLText =
            wasWrong ? "<p class=\"sub\" role=\"alert\"><span class=\"tag bad\">refused</span> That is not it.</p>" : ""
        let html: HTMLText = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            \(PageFrame.head("Martlet"))
            </head>
            <body>
            <header><span class="brand"><span aria-hidden="true">◆</span> Martlet</span></header>
            <main id="main">
            <h1>This console has a secret</h1>
            <p class="sub">Links of the notebook carry it. It is what <code>martlet.ui.secret</code> says, or the file \
            that <code>martlet.ui.secret.file</code> names.</p>
            \(note)
            <form method="get" action=""><p><label for="secret">Secret</label> \
            <input type="password" id="secret" name="token" autocomplete="current-password" required autofocus> \
            <button class="go">Open</button></p>\(HTMLText(joining: kept))</form>
            </main>
            </body>
            </html>

            """
        return .page(.unauthorized, html, nonce: nil, asks: true)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Console
import JSONValues
import Testing

@Suite struct ReadSecretTests {
    private static let secret = "f3b1c4d5e6a79888"

    private func header(_ answer: ConsoleAnswer, _ name: String) -> String? {
        answer.headers.first { $0.0 == name }?.1
    }

    private static let everything = [
        "/", "/job?id=1", "/executors", "/environment", "/metrics", "/events", "/api/v1/version",
        "/api/v1/applications", "/api/v1/applications/\(Stage.id)/jobs", "/nonsense", "/kill?job=1",
    ]

    @Test func `without the secret nothing is read, and whether it lives may be asked`() {
        let driver = Stage(name: "quiet birds", isLocal: false, secret: Self.secret)
        for target in Self.everything {
            for headers in [
                [:], ["authorization": "Bearer " + Self.secret.dropLast() + "0"],
                ["authorization": "Basic \(Self.secret)"], ["authorization": Self.secret], ["cookie": "martlet=1; a=b"],
                ["x-martlet-token": Stage.token],
            ] as [ConsoleHeaders] {
                let answer = driver.ask(target, .get, headers)
                #expect(answer.status == .unauthorized, "\(target)")
                #expect(!String(decoding: answer.body, as: UTF8.self).contains("quiet birds"))
                #expect(!answer.headers.contains { $0.0 == "set-cookie" })
            }
        }
        #expect(driver.ask("/healthz").status == .ok && driver.ask("/readyz").status == .ok)
        #expect(header(driver.ask("/metrics"), "www-authenticate") == "Bearer")
        // A wrong one in the address is refused, also beside a right one.
        #expect(driver.ask("/?token=wrong").status == .unauthorized)
        #expect(driver.ask("/?token=\(Self.secret)&token=wrong").status == .unauthorized)
        #expect(driver.text("/?token=wrong").contains("That is not it."))
    }

    @Test func `tools send it in a header, or with what they ask for`() {
        let driver = Stage(isLocal: false, secret: Self.secret)
        for target in Self.everything where target != "/nonsense" && target != "/kill?job=1" && target != "/job?id=1" {
            #expect(driver.ask(target, .get, ["authorization": "Bearer \(Self.secret)"]).status == .ok, "\(target)")
            #expect(driver.ask(target, .get, ["authorization": "token \(Self.secret)"]).status == .ok)
        }
        #expect(driver.ask("/api/v1/applications?token=\(Self.secret)").status == .ok)
        #expect(driver.ask("/metrics?token=\(Self.secret)").status == .ok)
    }

    @Test func `a browser takes a cookie for it, and the address is rid of it`() throws {
        let driver = Stage(isLocal: false, secret: Self.secret)
        let answer = driver.ask("/job?id=1&token=\(Self.secret)&x=%26%3D")
        #expect(answer.status == .found && header(answer, "location") == "job?id=1&x=%26%3D")
        #expect(header(driver.ask("/?token=\(Self.secret)"), "location") == "./")
        let cookie = try #require(header(answer, "set-cookie"))
        #expect(cookie.hasSuffix("; HttpOnly; SameSite=Lax") && !cookie.contains(Self.secret))
        let pair = String(cookie.prefix { $0 != ";" })
        #expect(driver.ask("/", .get, ["cookie": "other=1; " + pair]).status == .ok)
        #expect(driver.ask("/events", .get, ["cookie": pair]).isStream)
        #expect(driver.ask("/", .get, ["cookie": pair + "0"]).status == .unauthorized)
        // Another console's cookie, of the same host and another port, is nothing here.
        #expect(Stage(isLocal: false, secret: Self.secret).ask("/", .get, ["cookie": pair]).status == .unauthorized)
    }

    @Test func `whoever has none is asked for it, and what was asked for is kept`() {
        let driver = Stage(isLocal: false, secret: Self.secret)
        let page = driver.text("/job?id=<1>")
        #expect(page.contains("name=\"token\"") && page.contains("name=\"id\" value=\"&lt;1&gt;\""))
        let policy = header(driver.ask("/"), "content-security-policy") ?? ""
        #expect(policy.contains("form-action 'self'") && policy.contains("default-src 'none'"))
    }

    @Test func `what changes something wants the token as ever, and the secret is not one`() {
        let driver = Stage(isLocal: false, secret: Self.secret)
        driver.tell([job(7, stages: [stage(1)])])
        #expect(driver.ask("/kill?job=7", .post, ["authorization": "Bearer \(Self.secret)"]).status == .forbidden)
        #expect(driver.ask("/kill?job=7", .post, ["x-martlet-token": Self.secret]).status == .forbidden)
        #expect(driver.ask("/kill?job=7", .post, ["x-martlet-token": Stage.token]).status == .accepted)
    }
}

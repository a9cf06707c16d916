// SPDX-License-Identifier: Apache-2.0

import Console
import Driver
import Glibc
import Logging
import Plan
import Testing
import Threads

private struct Refused: Error {}

/// A socket to a console, without the manners of an HTTP client.
private final class RawClient {
    private let handle: Int32

    init(_ port: Int) throws {
        handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(handle, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let failed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard failed == 0 else { throw Refused() }
    }

    deinit { close(handle) }

    @discardableResult
    func write(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return send(handle, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// The next bytes; nil when the other side has closed.
    func read() -> String? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(handle, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    /// Everything until the other side closes.
    func readAll() -> String {
        var text = ""
        while let piece = read() { text += piece }
        return text
    }

    func read(until end: String) -> String {
        var text = ""
        while !text.contains(end), let piece = read() { text += piece }
        return text
    }
}

@Suite struct ServerTests {
    private final class Running {
        let events = DriverEvents()
        let killed = Monitor<[JobID]>([])
        let console: Console
        let port: Int

        init(_ change: (inout ConsoleOptions) -> Void = { _ in }) throws {
            var options = ConsoleOptions()
            options.port = 0
            change(&options)
            let facts = ConsoleFacts(
                applicationID: "martlet-1-2", applicationName: "birds", master: "local[2]", user: "ann",
                version: "0.1.0", settings: [:], startedMillis: 0, wallOffsetMillis: 0)
            console = Console(
                options, facts: facts, events: events, logger: Logger(label: "test"), clock: { 1_000 },
                kill: { [killed] job in killed.change { $0.append(job) } })
            let url = try #require(console.url)
            port = try #require(Int(url.split(separator: ":").last ?? ""))
        }

        deinit { console.stop() }

        func get(_ target: String, _ headers: String = "") throws -> String {
            let client = try RawClient(port)
            client.write("GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(headers)\r\n")
            return client.readAll()
        }
    }

    @Test func `it answers, one request behind another on one connection`() throws {
        let server = try Running()
        #expect(try server.get("/healthz").hasPrefix("HTTP/1.1 200 OK\r\n"))
        let client = try RawClient(server.port)
        let ask = "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        client.write(ask + ask)
        var text = ""
        while text.split(separator: "ok\n", omittingEmptySubsequences: false).count < 3, let piece = client.read() {
            text += piece
        }
        #expect(text.split(separator: "HTTP/1.1 200 OK").count == 2)
        client.write("HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n")
        let head = client.readAll()
        #expect(head.contains("content-length: ") && !head.contains("<html"))
    }

    @Test func `pages that are open hear of news`() throws {
        let server = try Running()
        let client = try RawClient(server.port)
        client.write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(client.read(until: "data: 0\n\n").contains("text/event-stream"))
        server.events.append([.note("something")])
        #expect(client.read(until: "data: 1\n\n").contains("data: 1\n\n"))
    }

    @Test func `a job is ended over the wire, with the token alone`() throws {
        let server = try Running()
        server.events.append([job(7, stages: [stage(1)])])
        func post(_ headers: String) throws -> String {
            let client = try RawClient(server.port)
            client.write(
                "POST /kill?job=7 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Content-Length: 2\r\n\(headers)\r\n{}"
            )
            return client.readAll()
        }
        #expect(try post("").hasPrefix("HTTP/1.1 403"))
        #expect(
            try post("X-Martlet-Token: \(server.console.token)\r\nOrigin: http://evil\r\n").hasPrefix("HTTP/1.1 403"))
        #expect(server.killed.withLock { $0 }.isEmpty)
        #expect(try post("X-Martlet-Token: \(server.console.token)\r\n").hasPrefix("HTTP/1.1 202"))
        #expect(server.killed.withLock { $0 } == [JobID(7)])
    }

    @Test func `what is no HTTP, or too much of it, is closed, and others are answered`() throws {
        let server = try Running()
        for hostile in [
            "\u{16}\u{3}\u{1}garbage\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\0 HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET /" + String(repeating: "a", count: 200_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + String(repeating: "a", count: 200_000),
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
                + String(repeating: "a", count: 200_000),
            "GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 40_000),
        ] {
            let client = try RawClient(server.port)
            client.write(hostile)
            #expect(!client.readAll().contains("HTTP/1.1 200"))
        }
        let many =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + String(repeating: "A: b\r\n", count: 200) + "\r\n"
        let client = try RawClient(server.port)
        client.write(many)
        #expect(client.readAll().hasPrefix("HTTP/1.1 431"))
        #expect(try server.get("/healthz").contains("200 OK"))
    }

    @Test func `those who do not read hold up nobody`() throws {
        let server = try Running()
        for number in 1...300 { server.events.append([job(number, stages: [stage(number)])]) }
        let idle = try (0..<20).map { _ in try RawClient(server.port) }
        for client in idle {
            // Answers of some megabytes, of which nothing is read.
            for _ in 0..<20 {
                client.write("GET /api/v1/applications/martlet-1-2/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
        }
        var answer = ""
        let time = try ContinuousClock().measure { answer = try server.get("/healthz") }
        #expect(answer.contains("200 OK"))
        // Else it would be as long as a reader may take, 30 s.
        #expect(time < .seconds(25))
        withExtendedLifetime(idle) {}
    }

    @Test func `there is a bound on connections, and room again when they go`() throws {
        let server = try Running()
        var clients: [RawClient] = []
        var extraAnswer = "not asked"
        // Those who do nothing are let go after a while, which a busy machine may be longer in coming here than.
        for _ in 0..<5 {
            let began = ContinuousClock.now
            clients = try (0..<ConsoleLimits.connectionsMax).map { _ in try RawClient(server.port) }
            clients.last!.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            _ = clients.last!.read(until: "ok\n")
            let extra = try RawClient(server.port)
            extra.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            extraAnswer = extra.read() ?? ""
            withExtendedLifetime(clients) {}
            if ContinuousClock.now - began < .seconds(ConsoleLimits.requestSeconds) { break }
        }
        #expect(extraAnswer.isEmpty)
        clients.removeAll()
        var answer = ""
        // Their ends come on the way.
        let deadline = ContinuousClock.now + .seconds(30)
        while answer.isEmpty, ContinuousClock.now < deadline { answer = try server.get("/healthz") }
        #expect(answer.contains("200 OK"))
    }

    @Test func `pages that wait for news leave room for others`() throws {
        let server = try Running()
        let waiting = try (0..<ConsoleLimits.streamsMax).map { _ in
            let client = try RawClient(server.port)
            client.write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.read(until: "data: 0\n\n").contains("200 OK"))
            return client
        }
        #expect(try server.get("/events").hasPrefix("HTTP/1.1 503"))
        #expect(try server.get("/healthz").contains("200 OK"))
        withExtendedLifetime(waiting) {}
    }

    @Test func `a busy port gives way to the next, and a stopped console has none`() throws {
        let first = try Running()
        let second = try Running {
            $0.port = first.port
            $0.portRetries = 50
        }
        #expect(second.port > first.port && second.port <= first.port + 50)
        var options = ConsoleOptions()
        options.port = first.port
        options.portRetries = 0
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let facts = ConsoleFacts(
            applicationID: "a", applicationName: "a", master: "local", user: "ann", version: "1", settings: [:],
            startedMillis: 0, wallOffsetMillis: 0)
        let third = Console(
            options, facts: facts, events: DriverEvents(), logger: logger, clock: { 0 }, kill: { _ in })
        #expect(third.url == nil)
        first.console.stop()
        #expect(first.console.url == nil)
        #expect(throws: (any Error).self) { _ = try RawClient(first.port) }
        third.stop()
    }
}

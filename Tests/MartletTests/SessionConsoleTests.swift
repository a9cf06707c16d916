// SPDX-License-Identifier: Apache-2.0

import Console
import Glibc
import Martlet
import Testing

@Suite struct SessionConsoleTests {
    private func options(_ settings: [String: String]) throws -> SessionOptions {
        var options = SessionOptions(master: "local[1]", appName: "console")
        try options.apply(settings)
        return options
    }

    @Test func `a session says where its console is, and none where it is off`() throws {
        let session = try Session(options(["spark.ui.port": "0"]))
        let url = try #require(session.uiWebURL)
        #expect(url.wholeMatch(of: /http:\/\/127\.0\.0\.1:\d+/) != nil)
        #expect(try session.range(0..<10).count() == 10)
        session.stop()
        #expect(session.uiWebURL == nil)
        let quiet = try Session(options(["spark.ui.enabled": "false", "spark.ui.port": "0"]))
        #expect(quiet.uiWebURL == nil && quiet.engine.consoleToken == nil)
        quiet.stop()
    }

    @Test func `a result size of 0 is no limit`() throws {
        #expect(try options(["spark.driver.maxResultSize": "0"]).resultBytesMax == .max)
        #expect(try options(["spark.driver.maxResultSize": "2g"]).resultBytesMax == 2 << 30)
    }

    @Test func `settings of the console are those of Spark`() throws {
        #expect(try options([:]).console?.port == 4_040)
        #expect(try options([:]).console?.portRetries == 16)
        let set = try #require(
            try options([
                "spark.ui.port": "5050", "spark.port.maxRetries": "3", "martlet.ui.hosts": "a.example, b.example",
                "spark.ui.reverseProxyUrl": "https://hub.example.org:8443/spark",
            ]).console)
        #expect(set.port == 5_050 && set.portRetries == 3)
        #expect(set.hosts == ["a.example", "b.example", "hub.example.org"])
        var again = try options(["spark.ui.enabled": "false"])
        #expect(again.console == nil)
        try again.apply(["spark.ui.enabled": "true"])
        #expect(again.console?.port == 4_040)
    }

    @Test func `a secret for readers is set by its text or by a file`() throws {
        let secret = "0123456789abcdef"
        #expect(try options([:]).console?.readSecret == nil)
        #expect(try options(["martlet.ui.secret": " \(secret)\n"]).console?.readSecret == secret)
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        let file = template.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        #expect(write(file, secret + "\n", 17) == 17)
        close(file)
        let set = try options(["martlet.ui.secret.file": path, "spark.ui.port": "0"])
        #expect(set.console?.readSecret == secret)
        let session = try Session(set)
        #expect(session.engine.consoleSecret == secret)
        session.stop()
    }

    @Test func `an event log is written where it is asked for`() throws {
        #expect(try options([:]).eventLogFolder == nil && options(["spark.eventLog.dir": "/a"]).eventLogFolder == nil)
        let on = ["spark.eventLog.enabled": "true"]
        #expect(try options(on).eventLogFolder == SessionOptions.eventLogFolderStandard)
        #expect(SessionOptions.eventLogFolderStandard.hasSuffix("/.martlet/events"))
        #expect(
            try options(on.merging(["spark.eventLog.dir": "hdfs://a/logs"]) { $1 }).eventLogFolder == "hdfs://a/logs")
        #expect(try options(["spark.eventLog.enabled": "false"]).eventLogFolder == nil)
    }

    @Test(arguments: [
        ("spark.eventLog.enabled", "perhaps"), ("spark.ui.port", "70000"), ("spark.ui.port", "here"),
        ("spark.ui.enabled", "maybe"), ("martlet.ui.secret", "short"),
        ("martlet.ui.secret", "ä with signs beyond ASCII"),
        ("martlet.ui.secret.file", "/no/such/file"),
    ])
    func `a setting that cannot be meant is an error that names it`(key: String, value: String) {
        let error = #expect(throws: MartletError.self) { _ = try options([key: value]) }
        #expect("\(error!)".contains(key))
    }
}

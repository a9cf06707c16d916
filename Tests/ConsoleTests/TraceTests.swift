// SPDX-License-Identifier: Apache-2.0

import Console
import Driver
import JSONValues
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Plan
import Scheduling
import Testing
import Threads

/// What takes requests of OTLP, as a collector does.
private final class Collector: Sendable {
    struct Heard: Sendable {
        var head: HTTPRequestHead
        var body: JSON
    }

    let heard = Monitor<[Heard]>([])
    let url: String
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    /// - Parameter answers: the status of each request, the last one of all others; none: no answer at all.
    init(_ answers: [HTTPResponseStatus] = [.ok]) throws {
        let heard = heard
        channel = try ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(heard, answers))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
        url = "http://127.0.0.1:\(channel.localAddress!.port!)/v1/traces"
    }

    deinit {
        channel.close(promise: nil)
        group.shutdownGracefully { _ in }
    }

    /// All spans, once there are so many.
    func spans(_ count: Int) throws -> [JSON] {
        try #require(
            heard.wait(milliseconds: 20_000) { heard in
                let spans = heard.flatMap { Self.spans($0.body) }
                return spans.count >= count ? spans : nil
            })
    }

    static func spans(_ body: JSON) -> [JSON] {
        body["resourceSpans"].items.flatMap { $0["scopeSpans"].items }.flatMap { $0["spans"].items }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        private let heard: Monitor<[Heard]>
        private let answers: [HTTPResponseStatus]
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(_ heard: Monitor<[Heard]>, _ answers: [HTTPResponseStatus]) {
            self.heard = heard
            self.answers = answers
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = []
            case .body(let piece): body += piece.readableBytesView
            case .end:
                guard let head, let json = try? JSON(parsing: body) else { return context.close(promise: nil) }
                let count = heard.change { heard in
                    heard.append(Heard(head: head, body: json))
                    return heard.count
                }
                guard let status = answers.isEmpty ? nil : answers[min(count, answers.count) - 1] else { return }
                let headers: HTTPHeaders = ["content-length": "2", "retry-after": "0"]
                context.write(
                    wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "{}")))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}

/// Lines of a log, for what is said once.
private final class Said: LogHandler, Sendable {
    let lines = Lock<[String]>([])
    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { nil }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .info }
        set {}
    }

    func log(event: LogEvent) {
        lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
}

@Suite struct TraceTests {
    private let events = DriverEvents(kept: 1 << 20)
    private let said = Said()

    private func export(_ url: String, _ change: (inout TraceOptions) -> Void = { _ in }) -> TraceExport {
        var options = TraceOptions(url: url)
        change(&options)
        let facts = ConsoleFacts(
            applicationID: "martlet-1-2", applicationName: "birds", master: "local[2]", user: "ann", version: "0.1.0",
            settings: [:], startedMillis: 1_000, wallOffsetMillis: 1_796_040_000_000)
        let said = said
        return TraceExport(options, facts: facts, events: events, logger: Logger(label: "test") { _ in said })
    }

    private func value(_ span: JSON, _ key: String) -> JSON {
        let found = span["attributes"].items.first { $0["key"] == .string(key) }?["value"] ?? .null
        return found["stringValue"].isNull ? found["intValue"] : found["stringValue"]
    }

    @Test func `jobs, stages, tasks and queries are spans that hang together`() throws {
        let collector = try Collector()
        let export = export(collector.url)
        events.append(
            [
                executor("exec-1", 1),
                .queryStarted(QueryFacts(id: 7, name: "show at a.py:9", plan: "", startedMillis: 1_400)),
                job(
                    1, "count at a.py:1", stages: [stage(1), stage(2, "reduce", tasks: 1)],
                    properties: ["spark.jobGroup.id": "g", QueryFacts.property: "7"]),
                started(1, stage: 1), started(2, stage: 1, partition: 1),
            ], at: 2_000)
        events.append([succeeded(1), .taskEnded(TaskAttemptID(2), .failed(message: "no such \"bird\""))], at: 3_000)
        events.append(
            [
                started(3, stage: 1, partition: 1, at: 3_000), succeeded(3),
                .jobEnded(JobID(1), .failed(.taskFailed, message: "it \u{1} failed"), seconds: 2.5),
                .queryEnded(7, .succeeded, seconds: 3), job(2, "alone", stages: [stage(5)]),
                .jobEnded(JobID(2), .succeeded, seconds: 1),
            ], at: 4_000)
        export.close()
        let spans = try collector.spans(7)
        #expect(spans.count == 7 && export.counts == (7, 0) && said.lines.withLock { $0.isEmpty })
        let query = try #require(spans.first { $0["name"] == "show at a.py:9" })
        let job = try #require(spans.first { $0["name"] == "count at a.py:1" })
        let stage = try #require(spans.first { $0["name"] == "map" })
        let alone = try #require(spans.first { $0["name"] == "alone" })
        let tasks = spans.filter { $0["name"] == "task" }
        #expect(query["parentSpanId"].isNull && job["parentSpanId"] == query["spanId"])
        #expect(stage["parentSpanId"] == job["spanId"] && tasks.count == 3)
        #expect(tasks.allSatisfy { $0["parentSpanId"] == stage["spanId"] && $0["traceId"] == query["traceId"] })
        #expect(alone["traceId"] != query["traceId"] && alone["parentSpanId"].isNull)
        #expect(Set(spans.map { $0["spanId"] }).count == 7)
        for span in spans {
            #expect(span["traceId"].text?.wholeMatch(of: /[0-9a-f]{32}/) != nil && span["kind"] == 1)
            #expect(span["spanId"].text?.wholeMatch(of: /[0-9a-f]{16}/) != nil)
        }
        // 2026-11-30 12:00:02 and 3 s.
        #expect(tasks[0]["startTimeUnixNano"] == "1796040002000000000")
        #expect(tasks[0]["endTimeUnixNano"] == "1796040003000000000" && tasks[0]["status"].isNull)
        #expect(tasks[1]["status"]["code"] == 2 && tasks[1]["status"]["message"] == "no such \"bird\"")
        #expect(job["status"]["message"] == "it \u{1} failed" && query["status"].isNull)
        #expect(stage["startTimeUnixNano"] == "1796040002000000000" && stage["status"]["code"] == 2)
        #expect(value(tasks[0], "martlet.executor") == "exec-1" && value(tasks[0], "martlet.rows_read") == "10")
        #expect(value(tasks[0], "martlet.run_nanos") == "250000000" && value(tasks[0], "martlet.wait_nanos") == "0")
        #expect(value(stage, "martlet.run_nanos") == "500000000" && value(stage, "martlet.read_nanos") == "0")
        #expect(value(stage, "martlet.rows_read") == "20" && value(job, "martlet.job.group") == "g")
        let heard = try #require(collector.heard.withLock { $0.first })
        #expect(heard.head.method == .POST && heard.head.uri == "/v1/traces")
        #expect(heard.head.headers["content-type"] == ["application/json"])
        let resource = heard.body["resourceSpans"].items[0]["resource"]
        #expect(value(resource, "service.name") == "martlet" && value(resource, "service.instance.id") == "martlet-1-2")
    }

    @Test func `a job hangs on the span that its property names`() throws {
        let collector = try Collector()
        let export = export(collector.url) { $0.headers = [("x-key", "secret")] }
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        events.append([
            job(1, stages: [stage(1)], properties: ["traceparent": parent]),
            .jobEnded(JobID(1), .succeeded, seconds: 1),
            job(2, stages: [stage(2)], properties: ["traceparent": "00-0-0-0"]),
            .jobEnded(JobID(2), .succeeded, seconds: 1),
        ])
        export.close()
        let spans = try collector.spans(2)
        #expect(
            spans[0]["traceId"] == "0af7651916cd43dd8448eb211c80319c" && spans[0]["parentSpanId"] == "b7ad6b7169203331")
        #expect(
            spans[1]["parentSpanId"].isNull && collector.heard.withLock { $0[0].head.headers["x-key"] } == ["secret"])
    }

    @Test func `a stage of two jobs is run by one at a time`() throws {
        let collector = try Collector()
        let export = export(collector.url)
        events.append([
            job(1, "one", stages: [stage(1)]), job(2, "two", stages: [stage(1)]), started(1, stage: 1), succeeded(1),
            .jobEnded(JobID(1), .failed(.cancelled, message: "enough"), seconds: 1), started(2, stage: 1), succeeded(2),
            .jobEnded(JobID(2), .succeeded, seconds: 1),
        ])
        export.close()
        let spans = try collector.spans(6)
        for name in ["one", "two"] {
            let job = try #require(spans.first { $0["name"] == .string(name) })
            let stages = spans.filter { $0["parentSpanId"] == job["spanId"] }
            #expect(stages.count == 1 && spans.count { $0["parentSpanId"] == stages[0]["spanId"] } == 1)
        }
    }

    @Test func `a collector that has no time is asked again, one that refuses is not`() throws {
        let collector = try Collector([.serviceUnavailable, .tooManyRequests, .ok])
        let export = export(collector.url)
        events.append([job(1, stages: [stage(1)]), .jobEnded(JobID(1), .succeeded, seconds: 1)])
        let heard = try #require(collector.heard.wait(milliseconds: 20_000) { $0.count == 3 ? $0 : nil })
        #expect(Set(heard.map(\.body)).count == 1)
        export.close()
        #expect(export.counts == (1, 0))
        let stern = try Collector([.badRequest])
        let second = self.export(stern.url)
        second.close()
        #expect(stern.heard.withLock { $0.count } == 1 && second.counts == (0, 1))
        #expect(said.lines.withLock { $0 }.contains { $0.contains("400") })
    }

    @Test func `a collector that is silent, or gone, costs spans and no time`() throws {
        let silent = try Collector([])
        for url in [silent.url, "http://127.0.0.1:1/v1/traces", "ftp://collector", "http://[nonsense"] {
            let said = Said()
            let facts = ConsoleFacts(
                applicationID: "a", applicationName: "b", master: "c", user: "d", version: "e", settings: [:],
                startedMillis: 0, wallOffsetMillis: 0)
            let events = DriverEvents(kept: 1 << 20)
            let export = TraceExport(
                TraceOptions(url: url), facts: facts, events: events, logger: Logger(label: "test") { _ in said })
            let tasks = TraceLimits.spansQueued + 2 * TraceLimits.spansOfBatch
            events.append([job(1, stages: [stage(1, tasks: tasks)])])
            for number in 1...tasks { events.append([started(number, stage: 1), succeeded(number)]) }
            events.append([.jobEnded(JobID(1), .succeeded, seconds: 1)])
            let time = ContinuousClock().measure { export.close() }
            // Twice the deadline: machines are busy.
            #expect(time < .milliseconds(TraceLimits.closeMillis * 2), "\(url)")
            let lines = said.lines.withLock { $0 }
            #expect(
                lines.count { $0.contains("spans are dropped") } <= 1 && lines.count { $0.contains("missing") } == 1)
            #expect(export.counts.sent == 0)
        }
    }

    @Test func `events that were forgotten are said, and what runs goes on`() throws {
        let few = DriverEvents(kept: 4)
        let collector = try Collector()
        few.append([job(9, "lasting", stages: [stage(9)]), started(1, stage: 9)] + (1...20).map { .note("\($0)") })
        let said = said
        let facts = ConsoleFacts(
            applicationID: "a", applicationName: "b", master: "c", user: "d", version: "e", settings: [:],
            startedMillis: 0, wallOffsetMillis: 0)
        let export = TraceExport(
            TraceOptions(url: collector.url), facts: facts, events: few, logger: Logger(label: "test") { _ in said })
        export.close()
        #expect(said.lines.withLock { $0 }.contains { $0.contains("eventsMissed") })
        #expect(collector.heard.withLock { $0.isEmpty })
    }

    @Test func `the environment says where`() throws {
        func options(_ variables: [String: String]) -> TraceOptions? { TraceOptions { variables[$0] } }
        #expect(options([:]) == nil && options(["OTEL_EXPORTER_OTLP_ENDPOINT": ""]) == nil)
        let base = "OTEL_EXPORTER_OTLP_ENDPOINT"
        #expect(options([base: "http://c:4318"])?.url == "http://c:4318/v1/traces")
        #expect(options([base: "http://c:4318/x/"])?.url == "http://c:4318/x/v1/traces")
        let own = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
        #expect(options([base: "http://c:4318", own: "http://d/t"])?.url == "http://d/t")
        #expect(options([base: "http://c", "OTEL_SDK_DISABLED": "true"]) == nil)
        #expect(options([base: "http://c", "OTEL_TRACES_EXPORTER": "none"]) == nil)
        #expect(options([base: "http://c", "OTEL_TRACES_EXPORTER": "otlp"]) != nil)
        let all = try #require(
            options([
                base: "http://c", "OTEL_EXPORTER_OTLP_HEADERS": "a=b%20c, d = e=f", "OTEL_SERVICE_NAME": "mine",
                "OTEL_RESOURCE_ATTRIBUTES": "service.name=other,k=v", "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
            ]))
        #expect(all.headers.map(\.name) == ["a", "d"] && all.headers.map(\.value) == ["b c", "e=f"])
        #expect(all.serviceName == "mine" && all.attributes.map(\.name) == ["k"] && all.requestMillis == 2_500)
        #expect(options([base: "http://c", "OTEL_RESOURCE_ATTRIBUTES": "service.name=o"])?.serviceName == "o")
        for (name, value) in [
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "nonsense"),
        ] { #expect(options([base: "http://c", name: value])?.problems.count == 1, "\(name)") }
    }
}

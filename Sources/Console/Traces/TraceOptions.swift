// SPDX-License-Identifier: Apache-2.0

/// Where spans go, by the variables of OpenTelemetry's specification (OTLP exporter configuration, 1.x).
public struct TraceOptions: Sendable {
    /// All of it: `http://collector:4318/v1/traces`.
    public var url: String
    public var headers: [(name: String, value: String)] = []
    public var requestMillis = TraceLimits.requestMillis
    public var serviceName = "martlet"
    /// Attributes of whoever sends, besides.
    public var attributes: [(name: String, value: String)] = []
    /// A file with certificates of those who may sign the collector's; nil: the system's.
    public var certificateFile: String?
    /// What jobs are parts of that say nothing else (`traceparent` of W3C).
    var parent: TraceParent?
    /// What of the environment means nothing, in words.
    package private(set) var problems: [String] = []

    /// Of tests, and of programs that know where.
    public init(url: String) { self.url = url }

    /// Nil when no endpoint is set, or traces are turned off.
    public init?(environment: (String) -> String?) {
        func variable(_ names: String...) -> String? {
            names.compactMap { environment($0) }.first { !$0.isEmpty }
        }
        if environment("OTEL_SDK_DISABLED")?.lowercased() == "true" { return nil }
        if let exporter = variable("OTEL_TRACES_EXPORTER"), !exporter.split(separator: ",").contains("otlp") {
            return nil
        }
        if let own = variable("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
            url = own
        } else if let all = variable("OTEL_EXPORTER_OTLP_ENDPOINT") {
            url = all + (all.hasSuffix("/") ? "" : "/") + "v1/traces"
        } else {
            return nil
        }
        if let word = variable("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"), word == "grpc" {
            problems.append(
                "spans go by HTTP, and OTEL_EXPORTER_OTLP_PROTOCOL=grpc names another way: collectors take it on port "
                    + "4318")
        }
        headers = pairs(variable("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"), "…_HEADERS")
        if let text = variable("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT") {
            if let millis = Int(text), TraceLimits.requestMillisRange.contains(millis) {
                requestMillis = millis
            } else {
                problems.append("…_TIMEOUT is '\(text)', not milliseconds from 10 to 120000")
            }
        }
        certificateFile = variable("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE")
        attributes = pairs(variable("OTEL_RESOURCE_ATTRIBUTES"), "OTEL_RESOURCE_ATTRIBUTES")
        if let named = attributes.last(where: { $0.name == "service.name" }) { serviceName = named.value }
        attributes.removeAll { $0.name == "service.name" }
        if let name = variable("OTEL_SERVICE_NAME") { serviceName = name }
        parent = environment("TRACEPARENT").flatMap { TraceParent($0) }
    }

    /// `name=value` with commas between, values with percent signs as in W3C's baggage.
    private mutating func pairs(_ text: String?, _ what: String) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        for part in (text ?? "").split(separator: ",").prefix(TraceLimits.pairsMax) {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = halves[0].split(separator: " ").joined()
            let value = halves.count > 1 ? ConsoleRequest.decoded(halves[1], plusIsSpace: false) : nil
            guard !name.isEmpty, name.allSatisfy(\.isASCII), let value else {
                problems.append("\(what): a part is no name=value")
                continue
            }
            found.append((name, String(value.drop { $0 == " " })))
        }
        return found
    }
}

/// The span that others hang on (W3C Trace Context: `00-<32 digits>-<16 digits>-<2 digits>`).
struct TraceParent: Equatable, Sendable {
    var trace: TraceID
    var span: UInt64

    init(trace: TraceID, span: UInt64) {
        self.trace = trace
        self.span = span
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff", parts[1].utf8.count == 32,
            parts[2].utf8.count == 16, let high = UInt64(parts[1].prefix(16), radix: 16),
            let low = UInt64(parts[1].suffix(16), radix: 16), let span = UInt64(parts[2], radix: 16),
            high | low != 0, span != 0
        else { return nil }
        trace = TraceID(high: high, low: low)
        self.span = span
    }
}

/// 128 bits that all spans of a trace have.
struct TraceID: Hashable, Sendable {
    var high: UInt64
    var low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    static func random(using generator: inout SystemRandomNumberGenerator) -> TraceID {
        // Never 0, which is no trace.
        TraceID(high: .random(in: 1 ... .max, using: &generator), low: .random(in: 0 ... .max, using: &generator))
    }
}

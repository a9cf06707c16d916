// SPDX-License-Identifier: Apache-2.0

import JSONValues

/// A span of OpenTelemetry: what has ended.
struct Span: Sendable {
    enum Kind: Sendable {
        case query, job, stage, task
    }

    enum Value: Sendable {
        case text(String)
        case number(Int)
    }

    var kind: Kind
    var trace: TraceID
    var id: UInt64
    var parent: UInt64?
    var name: String
    /// Milliseconds since 1970.
    var startMillis: Int
    var endMillis: Int
    var attributes: [(name: StaticString, value: Value)] = []
    /// Why it failed; nil when it did not.
    var failure: String?
}

/// Writes requests of OTLP in its JSON encoding (opentelemetry-proto, "JSON Protobuf Encoding"): names in camel case,
/// identifiers in hexadecimal digits, numbers of 64 bits as texts.
struct SpanEncoder {
    /// What is said of whoever sends, before and behind the spans.
    private let head: [UInt8]
    private static let tail = Array("]}]}]}".utf8)

    init(_ options: TraceOptions, _ facts: ConsoleFacts, processID: Int) {
        var attributes: [JSON] = []
        func add(_ name: String, _ value: JSON) { attributes.append(["key": .string(name), "value": value]) }
        add("service.name", ["stringValue": .string(options.serviceName)])
        let given = Set(options.attributes.map(\.name))
        for (name, value) in [
            ("service.version", facts.version), ("service.instance.id", facts.applicationID),
            ("martlet.application.name", facts.applicationName), ("martlet.master", facts.master),
        ] where !given.contains(name) { add(name, ["stringValue": .string(value.cut(to: TraceLimits.valueBytesMax))]) }
        add("process.pid", ["intValue": .string(String(processID))])
        for (name, value) in options.attributes {
            add(name, ["stringValue": .string(value.cut(to: TraceLimits.valueBytesMax))])
        }
        let resource: JSON = ["attributes": .array(attributes)]
        let scope: JSON = ["name": "martlet", "version": .string(facts.version)]
        head =
            Array("{\"resourceSpans\":[{\"resource\":".utf8) + resource.bytes
            + Array(",\"scopeSpans\":[{\"scope\":".utf8)
            + scope.bytes + Array(",\"spans\":[".utf8)
    }

    func request(_ spans: some Sequence<Span>) -> [UInt8] {
        var bytes = head
        var isFirst = true
        for span in spans {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            Self.write(span, to: &bytes)
        }
        return bytes + Self.tail
    }

    private static func write(_ span: Span, to bytes: inout [UInt8]) {
        bytes += "{\"traceId\":\"".utf8
        bytes += hex(span.trace.high) + hex(span.trace.low)
        bytes += "\",\"spanId\":\"".utf8
        bytes += hex(span.id)
        if let parent = span.parent {
            bytes += "\",\"parentSpanId\":\"".utf8
            bytes += hex(parent)
        }
        bytes += "\",\"name\":".utf8
        bytes += JSON.string(span.name.cut(to: TraceLimits.nameBytesMax)).bytes
        // SPAN_KIND_INTERNAL.
        bytes += ",\"kind\":1,\"startTimeUnixNano\":\"\(max(span.startMillis, 0))000000".utf8
        bytes += "\",\"endTimeUnixNano\":\"\(max(span.endMillis, span.startMillis, 0))000000\",\"attributes\":[".utf8
        for (place, attribute) in span.attributes.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += "{\"key\":\"\(attribute.name)\",\"value\":{".utf8
            switch attribute.value {
            case .text(let text):
                bytes += "\"stringValue\":".utf8
                bytes += JSON.string(text.cut(to: TraceLimits.valueBytesMax)).bytes
            case .number(let number): bytes += "\"intValue\":\"\(number)\"".utf8
            }
            bytes += "}}".utf8
        }
        bytes += "]".utf8
        if let failure = span.failure {
            // STATUS_CODE_ERROR.
            bytes += ",\"status\":{\"code\":2,\"message\":".utf8
            bytes += JSON.string(failure.cut(to: TraceLimits.valueBytesMax)).bytes
            bytes += "}".utf8
        }
        bytes += "}".utf8
    }

    private static func hex(_ number: UInt64) -> [UInt8] {
        (0..<16).map { place in
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * place)) & 15
            return digit < 10 ? 0x30 + digit : 0x57 + digit
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Interchange
import MartletC
import Testing

/// What a host does with the library: calls its functions with marshal bytes.
final class Host {
    private(set) var session: UInt64 = 0

    /// An error map of the library.
    struct Refused: Error {
        var type: String
        var fields: Scalar
    }

    init(master: String = "local[2]") throws {
        var opened: UInt64 = 0
        _ = try Host.answered { reply, count in
            let options = Host.bytes(.map([Host.entry("master", .string(master))]))
            return martletOpen(options, options.count, &opened, reply, count)
        }
        session = opened
    }

    deinit { _ = martletClose(session) }

    static func entry(_ name: String, _ value: Scalar) -> Scalar.Entry { .init(key: .string(name), value: value) }

    static func bytes(_ value: Scalar) -> [UInt8] {
        var writer = MarshalWriter()
        Marshal.write(value, to: &writer)
        return writer.copy()
    }

    /// The reply of a call; throws `Refused` when it is an error.
    static func answered(
        _ call: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, UnsafeMutablePointer<Int>) -> Int32
    ) throws -> Scalar {
        var reply: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = call(&reply, &count)
        defer { martletFree(reply) }
        let value = try Marshal.decode(UnsafeRawBufferPointer(start: reply, count: count))
        if status == 0 { return value }
        guard case .string(let type)? = value["type"], case .string? = value["message"] else {
            Issue.record("an error without type and message: \(value)")
            throw Refused(type: "", fields: value)
        }
        throw Refused(type: type, fields: value)
    }

    func raw(_ request: [UInt8]) throws -> Scalar {
        try Host.answered { martletCall(session, request, request.count, $0, $1) }
    }

    func call(_ operation: String, _ fields: Scalar.Entry...) throws -> Scalar {
        try raw(Host.bytes(.map([Host.entry("op", .string(operation))] + fields)))
    }

    /// The number of the dataset that a request makes.
    func dataset(_ operation: String, _ fields: Scalar.Entry...) throws -> Int {
        let reply = try raw(Host.bytes(.map([Host.entry("op", .string(operation))] + fields)))
        guard case .int(let id)? = reply["dataset"] else { throw Refused(type: "", fields: reply) }
        return id
    }

    func start(_ action: String, _ dataset: Int, _ fields: Scalar.Entry...) throws -> Int {
        let all = [
            Host.entry("op", .string("run")), Host.entry("dataset", .int(dataset)),
            Host.entry("action", .string(action)),
        ]
        guard case .int(let job)? = try raw(Host.bytes(.map(all + fields)))["job"] else {
            throw Refused(type: "", fields: .null)
        }
        return job
    }

    func poll(_ job: Int, milliseconds: Int32 = 10_000) throws -> Scalar {
        try Host.answered { martletPoll(session, Int64(job), milliseconds, $0, $1) }
    }

    /// The events of a job until it ends.
    func events(_ job: Int) throws -> [Scalar] {
        var seen: [Scalar] = []
        while true {
            let event = try poll(job)
            seen.append(event)
            if event["event"] == .string("chunk") {
                seen.append(try call("chunk", Host.entry("job", .int(job))))
            }
            if event["event"] == .string("done") || event["event"] == .string("failed") { return seen }
        }
    }

    /// Runs an action and fetches its result.
    func run(_ action: String, _ dataset: Int, _ fields: Scalar.Entry...) throws -> Scalar {
        let all = [
            Host.entry("op", .string("run")), Host.entry("dataset", .int(dataset)),
            Host.entry("action", .string(action)),
        ]
        guard case .int(let job)? = try raw(Host.bytes(.map(all + fields)))["job"] else {
            throw Refused(type: "", fields: .null)
        }
        let end = try events(job).last!
        if end["event"] == .string("failed"), let error = end["error"] {
            guard case .string(let type)? = error["type"] else { throw Refused(type: "", fields: error) }
            throw Refused(type: type, fields: error)
        }
        let result = try call("result", Host.entry("job", .int(job)))
        return result["values"] ?? result["value"] ?? .null
    }

    func cancel(_ job: Int) { _ = martletCancel(session, Int64(job)) }

    func close() { _ = martletClose(session) }
}

extension Scalar {
    /// The value of a map's field.
    subscript(_ name: String) -> Scalar? {
        guard case .map(let entries) = self else { return nil }
        return entries.first { $0.key == .string(name) }?.value
    }
}

/// The class of the error that `body` is refused with; nil when it is not refused.
func refusal<T>(_ body: () throws -> T) -> String? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? Host.Refused)?.type ?? "\(error)"
    }
}

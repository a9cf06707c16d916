// SPDX-License-Identifier: Apache-2.0

import Columnar
import Driver
import Interchange
import Martlet
import Messages
import Plan
import Values

// protocol/capi.md, section "Requests".
extension HostSession {
    /// Carries out a request and writes its reply. Does not wait for jobs.
    func call(_ request: Request, _ writer: inout MarshalWriter) throws(Refusal) {
        var request = request
        request.randomSeed = engine.options.randomSeed
        let operation = try request.text("op")
        switch operation {
        case "result": try writeResult(try request.int("job"), &writer)
        case "chunk": try writeChunk(try request.int("job"), &writer)
        default:
            let reply: Scalar
            switch operation {
            case "run": reply = try run(request)
            case "release":
                if let ids = try request.optionalInts("frames") {
                    frames.release(ids)
                } else if let ids = try request.optionalInts("sessions") {
                    releaseContexts(ids)
                } else {
                    for id in try released(request) { release(id) }
                }
                reply = .null
            case "forget":
                if let control = jobs.forget(try request.int("job")) {
                    engine.cancel(control, reason: "nobody waits for it")
                    jobs.wake()
                }
                reply = .null
            case "accumulator":
                // Tasks name accumulators by number, and the host adds up what they report: nothing is kept here.
                _ = try request.int("id")
                reply = .null
            case "zones":
                engine.define(try zones(request))
                reply = .null
            case "info": reply = try info(try request.int("dataset"))
            case "explain": reply = try explain(request)
            case "files": reply = try files(request)
            case "doctor": reply = try doctor(request)
            case "status": reply = status
            case "console":
                reply = .fields([
                    ("url", .optional(engine.consoleURL)), ("token", .optional(engine.consoleToken)),
                    ("secret", .optional(engine.consoleSecret)),
                ])
            case "report": reply = .fields([("text", .string(engine.report))])
            case "history": reply = try history(request)
            case "activity": reply = activity
            case "progress": reply = try progress(try request.int("job"))
            default:
                if let known = try frameRequest(operation, request) {
                    reply = known
                } else if let known = try storedRequest(operation, request) {
                    reply = known
                } else {
                    reply = try makeDataset(operation, request)
                }
            }
            Marshal.write(reply, to: &writer)
        }
    }

    /// Time zones by name: the bytes of a TZif file, or the text of a rule.
    private func zones(_ request: Request) throws(Refusal) -> [ZoneDefinition] {
        guard case .map(let entries)? = request.value("zones") else { throw .type("the request needs 'zones', a dict") }
        var found: [ZoneDefinition] = []
        for entry in entries {
            guard case .string(let name) = entry.key else { throw .type("'zones' is a dict of str") }
            do throws(ZoneError) {
                switch entry.value {
                case .bytes(let bytes): found.append(try ZoneDefinition(name: name, rules: .tzif(bytes)))
                case .string(let text): found.append(try ZoneDefinition(name: name, rules: .posix(text)))
                default: throw ZoneError("its rules are neither bytes nor a str")
                }
            } catch { throw .value("the time zone '\(name.prefix(60))' cannot be used: \(error)") }
        }
        return found
    }

    private func released(_ request: Request) throws(Refusal) -> [Int] {
        if let ids = try request.optionalInts("datasets") { return ids }
        return [try request.int("dataset")]
    }

    /// The reply to `martlet_open`.
    var greeting: Scalar {
        .fields([
            ("applicationID", .string(engine.applicationID)), ("master", .string(engine.options.master)),
            ("defaultParallelism", .int(engine.defaultParallelism)), ("partitionsMax", .int(PlanLimits.partitionsMax)),
            ("version", .string(softwareVersion)),
        ])
    }

    private var status: Scalar {
        let processes = engine.executorProcesses.sorted { $0.key < $1.key }
        return .fields([
            ("applicationID", .string(engine.applicationID)), ("master", .string(engine.options.master)),
            ("appName", .string(engine.options.appName)), ("defaultParallelism", .int(engine.defaultParallelism)),
            ("executors", .int(engine.executorCount)), ("executorsExpected", .optional(engine.executorsExpected)),
            ("executorProcesses", .fields(processes.map { ($0.key, .int($0.value)) })),
            ("jobs", .list(jobs.running.map { .int($0) })), ("version", .string(softwareVersion)),
        ])
    }

    /// What the driver is doing, and has done lately.
    private var activity: Scalar {
        engine.events.read { now in
            .fields([
                ("jobs", .list(now.jobs.keys.sorted().compactMap { now.jobs[$0]?.map })),
                ("stages", .list(now.stages.keys.sorted().compactMap { now.stages[$0]?.map })),
                ("executors", .list(now.executors.keys.sorted().compactMap { now.executors[$0]?.map })),
                ("stored", .list(now.stored.keys.sorted().compactMap { now.stored[$0]?.map })),
            ])
        }
    }

    // MARK: Events

    func poll(_ job: Int, milliseconds: Int) throws(Refusal) -> Scalar {
        switch jobs.poll(job, milliseconds: milliseconds) {
        case .event(let event): return event
        case .running(let found): return found.progress(job, engine.progress(of: found.control), engine)
        case .nothing: return .null
        case .unknownJob: throw unknownJob(job)
        }
    }

    private func progress(_ job: Int) throws(Refusal) -> Scalar {
        guard let found = jobs.job(job) else { throw unknownJob(job) }
        return found.progress(job, engine.progress(of: found.control), engine)
    }

    private func unknownJob(_ id: Int) -> Refusal {
        .value("there is no job \(id), or its result was fetched or forgotten")
    }

    // MARK: Results

    private func writeResult(_ id: Int, _ writer: inout MarshalWriter) throws(Refusal) {
        guard let outcome = jobs.takeOutcome(id) else { throw .value("job \(id) has no result to fetch") }
        var name = "values"
        switch outcome {
        case .value, .row, .nothing: name = "value"
        case .rows, .partitions: break
        case .table: throw .value("the result of job \(id) is an Arrow stream: fetch it with martlet_take")
        }
        try writeReply(name, &writer) { (writer) throws(Refusal) in
            do throws(ConversionError) {
                switch outcome {
                case .value(let value): Marshal.write(value, to: &writer)
                case .row(let column): try MarshalRows.encode(column, row: 0, to: &writer)
                case .rows(let columns): try MarshalRows.encode(columns, to: &writer)
                case .partitions(let parts): try MarshalRows.encode(partitions: parts, to: &writer)
                case .table, .nothing: break
                }
            } catch {
                throw Refusal(error)
            }
        }
    }

    private func writeChunk(_ id: Int, _ writer: inout MarshalWriter) throws(Refusal) {
        guard let chunk = jobs.takeChunk(id) else { throw .value("job \(id) has no chunk to fetch") }
        try writeReply("values", &writer) { (writer) throws(Refusal) in
            do throws(ConversionError) { try MarshalRows.encode(chunk, to: &writer) } catch { throw Refusal(error) }
        }
    }

    /// A map of what `body` writes under `name`, and of whether that has objects in it.
    private func writeReply(
        _ name: String, _ writer: inout MarshalWriter, _ body: (inout MarshalWriter) throws(Refusal) -> Void
    ) throws(Refusal) {
        writer.beginMap()
        Marshal.write(.string(name), to: &writer)
        try body(&writer)
        Marshal.write(.string("objects"), to: &writer)
        Marshal.write(.bool(writer.hasObjects), to: &writer)
        writer.endMap()
    }
}

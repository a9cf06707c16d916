// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files
import Interchange
import Martlet
import Plan

// protocol/capi.md, section "Actions".
extension HostSession {
    typealias Work = @Sendable (ActionControl) throws(Refusal) -> JobOutcome

    /// Starts an action on a thread of its own and gives its number.
    func run(_ request: Request) throws(Refusal) -> Scalar {
        let action = try request.text("action")
        let name = try request.name(or: action)
        let properties = try request.texts("properties")
        let work: Work
        if action == "command" {
            work = try command(request, name)
        } else if try request.optionalInt("frame") != nil {
            if action == "stream" { return try stream(frameDataset(request, name), nil, name, properties) }
            work = try frameWork(action, request, name)
        } else {
            let dataset = try dataset(try request.int("dataset"))
            if action == "stream" {
                return try stream(dataset, try request.optionalInts("partitions"), name, properties)
            }
            work = try self.work(action, dataset, request, name)
        }
        return try start(name, properties) { [self] id, control in
            let result: Result<JobOutcome, Refusal>
            do throws(Refusal) { result = .success(try work(control)) } catch { result = .failure(error) }
            jobs.ended(id, result)
        }
    }

    private func start(
        _ name: String, _ properties: [String: String],
        _ body: @escaping @Sendable (Int, ActionControl) -> Void
    ) throws(Refusal) -> Scalar {
        guard let (id, control) = jobs.begin(name, properties: properties) else {
            throw .value("more than \(HostLimits.jobsMax) jobs run or have results to fetch")
        }
        guard workers.submit({ body(id, control) }) else {
            _ = jobs.forget(id)
            jobs.ended(id, .success(.nothing))
            throw Refusal("martlet.Stopped", "the session is being stopped, or the system has no thread to spare")
        }
        return .fields([("job", .int(id))])
    }

    /// What an action does, its arguments checked.
    private func work(
        _ action: String, _ dataset: Dataset, _ request: Request, _ name: String
    ) throws(Refusal) -> Work {
        let partitions = try request.optionalInts("partitions")
        switch action {
        case "collect", "arrow", "collectPartitions": return gathering(action, dataset, partitions, name)
        case "count":
            return work { control throws(MartletError) in
                .value(.int(try dataset.count(name: name, control: control)))
            }
        case "counts":
            return work { control throws(MartletError) in
                .value(.list(try dataset.counts(name: name, control: control).map { .int($0) }))
            }
        case "take":
            let count = try request.int("n")
            return work { control throws(MartletError) in
                .rows(try dataset.take(count, name: name, control: control))
            }
        case "sum", "min", "max": return try aggregating(action, dataset, name)
        case "reduce":
            let closure = try request.closure("closure")
            let reduce = try made { () throws(MartletError) in try dataset.reduced(closure, name: name) }
            return { control throws(Refusal) in
                do throws(MartletError) {
                    if let row = try reduce(control) { return .row(row) }
                } catch {
                    throw Refusal(error)
                }
                throw .value("RDD is empty: reduce() needs at least one row")
            }
        case "foreach":
            return work { control throws(MartletError) in
                try dataset.discard(name: name, control: control)
                return .value(.null)
            }
        case "saveAsTextFile":
            let path = try request.text("path")
            let codec = try request.optionalText("codec")
            guard let compression = FileCompression(name: codec ?? "none") else {
                throw .unsupported(
                    "the codec \(codec ?? ""): gzip (org.apache.hadoop.io.compress.GzipCodec) and bzip2 "
                        + "(org.apache.hadoop.io.compress.BZip2Codec) can be written")
            }
            let lines = try made { () throws(MartletError) in try dataset.lines() }
            return work { control throws(MartletError) in
                try lines.saveAsText(path, compression: compression, name: name, control: control)
                return .value(.null)
            }
        case "saveAsPickleFile":
            let path = try request.text("path")
            return work { control throws(MartletError) in
                try dataset.saveAsBlocks(path, name: name, control: control)
                return .value(.null)
            }
        default: throw .unsupported("there is no action '\(action)'")
        }
    }

    private func work(
        _ body: @escaping @Sendable (ActionControl) throws(MartletError) -> JobOutcome
    ) -> Work {
        { control throws(Refusal) in
            do throws(MartletError) { return try body(control) } catch { throw Refusal(error) }
        }
    }

    private func gathering(_ action: String, _ dataset: Dataset, _ partitions: [Int]?, _ name: String) -> Work {
        switch action {
        case "collectPartitions":
            return work { control throws(MartletError) in
                .partitions(try dataset.collectPartitions(name: name, partitions: partitions, control: control))
            }
        case "arrow":
            return { control throws(Refusal) in
                let fields: [ArrowField]
                do throws(ConversionError) {
                    fields = try ArrowField.columns(of: dataset.rowType)
                } catch {
                    throw Refusal(error)
                }
                do throws(MartletError) {
                    return .table(
                        try dataset.collect(name: name, partitions: partitions, control: control), fields)
                } catch {
                    throw Refusal(error)
                }
            }
        default:
            return work { control throws(MartletError) in
                .rows(try dataset.collect(name: name, partitions: partitions, control: control))
            }
        }
    }

    private func aggregating(_ action: String, _ dataset: Dataset, _ name: String) throws(Refusal) -> Work {
        var dataset = dataset
        if action == "sum" {
            if dataset.rowType == .bool { dataset = try made { () throws(MartletError) in try dataset.counted() } }
            guard dataset.rowType == .int || dataset.rowType == .float else {
                throw .unsupported("sum() of rows of type \(dataset.rowType) in one step; reduce them by operator.add")
            }
        }
        let rows = dataset
        return { control throws(Refusal) in
            do throws(MartletError) {
                let kind: AggregateKind = action == "sum" ? .sum : (action == "min" ? .minimum : .maximum)
                if let row = try rows.reduce(kind, name: name, control: control) { return .row(row) }
            } catch {
                throw Refusal(error)
            }
            if action == "sum" { return .value(.int(0)) }
            throw .value("RDD is empty: \(action)() needs at least one row")
        }
    }

    // MARK: Streams

    /// Partition by partition to the host, at its own speed.
    private func stream(
        _ dataset: Dataset, _ partitions: [Int]?, _ name: String, _ properties: [String: String]
    ) throws(Refusal) -> Scalar {
        try start(name, properties) { [self] id, control in
            jobs.ended(id, streamed(dataset, partitions, name, id, control))
        }
    }

    private func streamed(
        _ dataset: Dataset, _ partitions: [Int]?, _ name: String, _ id: Int, _ control: ActionControl
    ) -> Result<JobOutcome, Refusal> {
        for partition in partitions ?? Array(0..<dataset.partitionCount) {
            let columns: [Column]
            do throws(MartletError) {
                columns = try dataset.collect(name: name, partitions: [partition], control: control)
            } catch {
                return .failure(Refusal(error))
            }
            for column in columns where column.count > 0 {
                var first = 0
                while first < column.count {
                    let count = min(column.count - first, HostLimits.chunkRowsMax)
                    guard jobs.post(id, chunk: [column.slice(first, count)]) else {
                        return .failure(Refusal("martlet.Cancelled", "'\(name)' was cancelled"))
                    }
                    first += count
                }
            }
        }
        return .success(.nothing)
    }

    /// How the functions run and the stages of a `collect`, as text.
    func explain(_ request: Request) throws(Refusal) -> Scalar {
        let dataset = try dataset(try request.int("dataset"))
        let told = try made { () throws(MartletError) in try dataset.explanation(name: "explain") }
        return .fields([("functions", .string(told.functions)), ("text", .string(told.stages))])
    }
}

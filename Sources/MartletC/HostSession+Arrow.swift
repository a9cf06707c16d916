// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Interchange
import Martlet

extension HostSession {
    /// Makes a dataset of the batches of a stream, which is used up.
    func put(_ stream: UnsafeMutablePointer<ArrowArrayStream>, _ request: Request) throws(Refusal) -> Scalar {
        let rows: ArrowRows
        switch try request.optionalText("columns") ?? "single" {
        case "single": rows = .single
        case "tuple": rows = .tuples
        case let other: throw .value("'columns' is \"single\" or \"tuple\", not \"\(other)\"")
        }
        let slices = try request.optionalInt("slices")
        let name = try request.name(or: "parallelize")
        do {
            let (type, columns) = try Arrow.drain(stream, as: rows)
            let column = columns.isEmpty ? ColumnBuilder(type).finish() : Column.concatenate(columns)
            return try add(try Dataset.local(engine, column, partitions: slices, name: name), name: name)
        } catch let error as ConversionError {
            throw Refusal(error)
        } catch let error as MartletError {
            throw Refusal(error)
        } catch {
            throw error as? Refusal ?? .value("\(error)")
        }
    }

    /// Hands the result of a finished `arrow` action out as a stream.
    func take(_ request: Request, _ stream: UnsafeMutablePointer<ArrowArrayStream>) throws(Refusal) {
        let id = try request.int("job")
        guard let outcome = jobs.takeOutcome(id) else { throw .value("job \(id) has no result to fetch") }
        guard case .table(let columns, let type) = outcome else {
            throw .value("the result of job \(id) is no Arrow stream: fetch it with the request 'result'")
        }
        do { try Arrow.export(columns, type: type, to: stream) } catch { throw Refusal(error) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Frames
import Interchange
import Martlet
import Relational

extension HostSession {
    /// Makes a dataset of the batches of a stream, which is used up, or with a schema a frame.
    func put(_ stream: UnsafeMutablePointer<ArrowArrayStream>, _ request: Request) throws(Refusal) -> Scalar {
        if let schema = try request.optionalText("schema") {
            return try putFrame(stream, try ExpressionTrees.schema(schema), request)
        }
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

    private func putFrame(
        _ stream: UnsafeMutablePointer<ArrowArrayStream>, _ schema: Schema, _ request: Request
    ) throws(Refusal) -> Scalar {
        let columns: [Column]
        do { columns = try Arrow.drain(stream, as: schema.fields.map { ArrowField($0) }) } catch {
            throw Refusal(error)
        }
        let slices = try request.optionalInt("slices")
        let name = try request.name(or: "createDataFrame")
        let rows = try made { () throws(MartletError) in
            try Dataset.local(
                engine, columns, type: FrameContext.rowType(schema), partitions: slices, name: name)
        }
        return try add(
            .relation(RelationReader.relation(schema, DatasetRows("LocalTableScan", rows))), try context(of: request))
    }

    /// Hands the result of a finished `arrow` action out as a stream.
    func take(_ request: Request, _ stream: UnsafeMutablePointer<ArrowArrayStream>) throws(Refusal) {
        let id = try request.int("job")
        guard let outcome = jobs.takeOutcome(id) else { throw .value("job \(id) has no result to fetch") }
        guard case .table(let columns, let fields) = outcome else {
            throw .value("the result of job \(id) is no Arrow stream: fetch it with the request 'result'")
        }
        do { try Arrow.export(columns, as: fields, to: stream) } catch { throw Refusal(error) }
    }
}

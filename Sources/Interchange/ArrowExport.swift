// SPDX-License-Identifier: Apache-2.0

public import CArrow
public import Columnar
import Glibc
import Threads

/// Columns as streams of the Arrow C interface, and the other way round.
public enum Arrow {
    /// Makes `out` a stream of `columns`: tuples with a member for each of `fields`, or with one field its values.
    /// Where Arrow lays values out as we do, they are not copied: the stream keeps the columns until it and all of its
    /// batches are released. Nothing is written to `out` when it fails.
    public static func export(
        _ columns: [Column], as fields: [ArrowField], to out: UnsafeMutablePointer<ArrowArrayStream>
    ) throws(ConversionError) {
        let rows = ArrowField("", .structure(fields))
        let layout = rows.meaning.layout
        var batches: [Column] = []
        for column in columns {
            let isValue = fields.count == 1 && column.type == fields[0].meaning.layout
            let batch = isValue ? Column.tuple([column], count: column.count) : column
            guard batch.type == layout else {
                throw ConversionError(.type, "rows of type \(column.type) are no rows of the columns \(layout)")
            }
            if let valid = batch.valid, memchr(valid, 0, batch.count) != nil {
                throw ConversionError(.type, "a row that is None cannot be a row of an Arrow table; use collect()")
            }
            try appendPieces(of: batch, to: &batches)
        }
        let state = ExportedStream(batches, rows)
        out.pointee = ArrowArrayStream()
        out.pointee.get_schema = exportedStreamSchema
        out.pointee.get_next = exportedStreamNext
        out.pointee.get_last_error = exportedStreamError
        out.pointee.release = releaseExportedStream
        out.pointee.private_data = Unmanaged.passRetained(state).toOpaque()
    }

    /// Batches whose text offsets of 32 bits reach.
    private static func appendPieces(of batch: Column, to batches: inout [Column]) throws(ConversionError) {
        let byteCount = batch.compactByteCount
        guard batch.count > 1, byteCount > InterchangeLimits.arrowBatchByteCount else {
            guard byteCount <= Int(Int32.max) else {
                throw ConversionError(.value, "a row of \(byteCount) bytes is too long for an Arrow table")
            }
            batches.append(batch)
            return
        }
        let half = batch.count / 2
        try appendPieces(of: batch.slice(0, half), to: &batches)
        try appendPieces(of: batch.slice(half, batch.count - half), to: &batches)
    }
}

/// Batches that wait to be asked for, and the arrays of the next ones: of several at a time, each on a thread.
private final class ExportedStream {
    private var batches: ArraySlice<Column>
    let rows: ArrowField
    private var ready: ArraySlice<ExportedBatch> = []

    init(_ batches: [Column], _ rows: ArrowField) {
        self.batches = batches[...]
        self.rows = rows
    }

    /// Writes the next array to `out`, which is none behind the last one.
    func next(to out: UnsafeMutablePointer<ArrowArray>) {
        out.pointee = ArrowArray()
        if ready.isEmpty { prepare() }
        if let first = ready.popFirst() { first.move(to: out) }
    }

    private func prepare() {
        let threads = min(processorCount, InterchangeLimits.exportThreadsMax)
        let some = batches.prefix(threads * InterchangeLimits.exportedBatchesMax)
        batches = batches.dropFirst(some.count)
        let made = some.map { ExportedBatch($0, rows) }
        inParallel(made.count, threads: threads) { made[$0].make() }
        ready = made[...]
    }

    static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> ExportedStream? {
        stream?.pointee.private_data.map { Unmanaged<ExportedStream>.fromOpaque($0).takeUnretainedValue() }
    }
}

private func exportedStreamSchema(
    _ stream: UnsafeMutablePointer<ArrowArrayStream>?, _ out: UnsafeMutablePointer<ArrowSchema>?
) -> Int32 {
    guard let state = ExportedStream.of(stream), let out else { return EINVAL }
    exportSchema(state.rows, to: out)
    return 0
}

private func exportedStreamNext(
    _ stream: UnsafeMutablePointer<ArrowArrayStream>?, _ out: UnsafeMutablePointer<ArrowArray>?
) -> Int32 {
    guard let state = ExportedStream.of(stream), let out else { return EINVAL }
    state.next(to: out)
    return 0
}

/// An array that is made by one thread and handed out by another.
///
/// `@unchecked Sendable`: whoever makes it is done before it is handed out.
private final class ExportedBatch: @unchecked Sendable {
    private let rows: ArrowField
    private var column: Column?
    private var array = ArrowArray()

    init(_ column: Column, _ rows: ArrowField) {
        self.column = column
        self.rows = rows
    }

    func make() {
        guard let column else { return }
        exportArray(column, rows.meaning, to: &array)
        self.column = nil
    }

    /// The reader's from now on.
    func move(to out: UnsafeMutablePointer<ArrowArray>) {
        out.pointee = array
        array = ArrowArray()
    }

    deinit { if let release = array.release { release(&array) } }
}

private func exportedStreamError(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> UnsafePointer<CChar>? { nil }

private func releaseExportedStream(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) {
    guard let stream, let state = stream.pointee.private_data else { return }
    stream.pointee.release = nil
    stream.pointee.private_data = nil
    Unmanaged<ExportedStream>.fromOpaque(state).release()
}

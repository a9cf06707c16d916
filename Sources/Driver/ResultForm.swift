// SPDX-License-Identifier: Apache-2.0

import Columnar
import Plan
import Storage

/// What a task that succeeds leaves, by the sink of its stage.
enum ResultForm {
    case mapOutput(ShuffleID)
    /// Blocks of rows of the type, at most so many rows.
    case rows(DataType, most: Int)
    /// One row, which is no negative number.
    case count
    case nothing

    init(_ sink: Sink) {
        switch sink {
        case .shuffle(let shuffle, _, _, _): self = .mapOutput(shuffle)
        case .collect(let type): self = .rows(type, most: PlanLimits.countMax)
        case .take(let type, let rows): self = .rows(type, most: rows)
        case .aggregate(let aggregation): self = .rows(aggregation.resultType, most: 1)
        case .sample(_, let keyType, let rows): self = .rows(.tuple([keyType, .int]), most: 2 * max(rows, 1))
        case .count: self = .count
        case .files, .discard: self = .nothing
        }
    }

    /// Checks the blocks of a result, one behind another in each of `pieces`, against what was announced: by their
    /// headers alone, but for a count, which is one number.
    func check(
        _ pieces: [[UInt8]], rows announced: Int, decodedBytes: Int, field: String
    ) throws(MessageFault) {
        let type: DataType
        let most: Int
        switch self {
        case .mapOutput, .nothing:
            guard pieces.isEmpty else { throw MessageFault(field, "not empty", "the stage gives the driver no rows") }
            return try Self.checkDecodedBytes(pieces, decodedBytes, field)
        case .rows(let rowType, let rows): (type, most) = (rowType, rows)
        case .count: (type, most) = (.int, 1)
        }
        var rows = 0
        for piece in pieces { rows.add(saturating: try Self.rows(piece, type, field)) }
        guard rows == announced else {
            throw MessageFault("TaskSucceeded.result_rows", announced, "\(field) holds \(rows) rows")
        }
        try Self.checkDecodedBytes(pieces, decodedBytes, field)
        guard rows <= most else { throw MessageFault(field, "of \(rows) rows", "the stage gives at most \(most)") }
        if case .count = self { try Self.checkCount(pieces, field) }
    }

    /// The rows of the blocks in `piece`, each of which must have `type`.
    private static func rows(_ piece: [UInt8], _ type: DataType, _ field: String) throws(MessageFault) -> Int {
        let found: Result<Int, MessageFault> = piece.withUnsafeBytes { raw in
            var (rows, offset) = (0, 0)
            do {
                while offset < raw.count {
                    let rest = UnsafeRawBufferPointer(rebasing: raw[offset...])
                    guard let length = try BlockCodec.peekLength(rest), let count = try BlockCodec.peekRowCount(rest),
                        length <= rest.count
                    else { return .failure(MessageFault(field, "of \(raw.count) bytes", "a block is not whole")) }
                    let actual = try BlockCodec.type(of: UnsafeRawBufferPointer(rebasing: rest[..<length]))
                    guard actual == type else {
                        return .failure(MessageFault(field, "of rows of \(actual)", "the stage gives rows of \(type)"))
                    }
                    rows.add(saturating: count)
                    offset += length
                }
            } catch {
                return .failure(MessageFault(field, "of \(raw.count) bytes", "\(error)"))
            }
            return .success(rows)
        }
        return try found.get()
    }

    private static func checkDecodedBytes(
        _ pieces: [[UInt8]], _ announced: Int, _ field: String
    ) throws(MessageFault) {
        let decoded: Int
        do throws(BlockError) { decoded = try BlockCodec.decodedByteCount(pieces) } catch {
            throw MessageFault(field, "of no whole blocks", "\(error)")
        }
        guard decoded == announced else {
            throw MessageFault(
                "TaskSucceeded.result_bytes_decoded", announced, "\(field) holds rows of \(decoded) bytes")
        }
    }

    private static func checkCount(_ pieces: [[UInt8]], _ field: String) throws(MessageFault) {
        let column: Column
        do {
            column =
                try pieces.joined().withContiguousStorageIfAvailable {
                    try BlockCodec.decode(UnsafeRawBufferPointer($0), expecting: .int)
                } ?? Array(pieces.joined()).withUnsafeBytes { try BlockCodec.decode($0, expecting: .int) }
        } catch { throw MessageFault(field, "of a count", "\(error)") }
        guard column.count == 1 else { throw MessageFault(field, "of \(column.count) rows", "a count is one number") }
        guard (0...PlanLimits.countMax).contains(column.ints[0]) else {
            throw MessageFault(
                field, "a count of \(column.ints[0])", "a partition has 0 to \(PlanLimits.countMax) rows")
        }
    }
}

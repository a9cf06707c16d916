// SPDX-License-Identifier: Apache-2.0

import Columnar
import Compute
import Plan

/// Pairs of the rows of two parts. The second part is read first, into a buffer; then the rows of the first go by.
final class PairFeed: RowFeed {
    private let left: InputPart
    private let right: InputPart
    private let make: PartMaker
    private let buffer: RowBuffer
    private let kept: NextLink
    private let link: NextLink
    private var current: PartFeed?
    private var hasRight = false
    private var hasLeft = false
    private var done = FeedMetrics()

    /// `link` leads to what pairs the rows that it gets with those of `buffer`, to which `kept` leads.
    init(
        _ left: InputPart, _ right: InputPart, make: @escaping PartMaker, buffer: RowBuffer, kept: NextLink,
        link: NextLink
    ) {
        self.left = left
        self.right = right
        self.make = make
        self.buffer = buffer
        self.kept = kept
        self.link = link
    }

    var metrics: FeedMetrics {
        var sum = done
        if let current { sum.add(current.feed.metrics) }
        return sum
    }

    func step() throws(TaskError) -> StepOutcome {
        if hasLeft { return try link.end() }
        if current == nil {
            current = try hasRight ? make(left, PartLink(next: link)) : make(right, PartLink(next: kept))
        }
        let outcome = try current!.feed.step()
        guard case .finished = outcome else { return outcome }
        done.add(current!.feed.metrics)
        current!.close()
        current = nil
        if !hasRight {
            hasRight = true
            return .again
        }
        hasLeft = true
        return .again
    }

    func close() {
        current?.close()
        current = nil
        buffer.close()
    }
}

/// Pairs row i of what comes with row i of a buffer.
final class ZipLink: RowReceiver {
    private let buffer: RowBuffer
    private let next: NextLink
    private var reader: RowBufferReader?
    private var other: Column?
    private var offset = 0

    init(buffer: RowBuffer, next: NextLink) {
        self.buffer = buffer
        self.next = next
    }

    var isFull: Bool { next.isFull }
    var rowsWanted: Int? { next.rowsWanted }

    func add(_ batch: Column) throws(TaskError) {
        var start = 0
        while start < batch.count && !next.isFull {
            guard let other = try others() else { throw Self.unequal }
            let count = min(batch.count - start, other.count - offset)
            let members = [batch.slice(start, count), other.slice(offset, count)]
            start += count
            offset += count
            try next.add(Column.tuple(members, count: count))
        }
    }

    /// The column with the next row of the buffer; nil at its end.
    private func others() throws(TaskError) -> Column? {
        if reader == nil { reader = try buffer.makeReader() }
        while offset == other?.count ?? 0 {
            other = try reader!.next()
            offset = 0
            if other == nil { return nil }
        }
        return other
    }

    func end() throws(TaskError) -> StepOutcome {
        if !next.isFull, try others() != nil { throw Self.unequal }
        return try next.end()
    }

    private static var unequal: TaskError {
        let message =
            "Can only zip RDDs with same number of elements in each partition; two RDDs have that when one was made "
            + "from the other by map alone"
        return .failed(
            kind: "invalidArgument", message: message, retryable: false,
            details: FailureDetails(exceptionType: "ValueError", message: message))
    }
}

/// Pairs each row that comes with each row of a buffer, in the order of both.
final class ProductLink: RowReceiver {
    private let buffer: RowBuffer
    private let next: NextLink
    private let batchRows: Int
    private let context: RunContext
    private var joined: Column?
    private var isJoined = false

    init(buffer: RowBuffer, next: NextLink, batchRows: Int, context: RunContext) {
        self.buffer = buffer
        self.next = next
        self.batchRows = batchRows
        self.context = context
    }

    var isFull: Bool { next.isFull || (isJoined && buffer.rowCount == 0) }
    var rowsWanted: Int? { next.rowsWanted.map { ($0 + max(buffer.rowCount, 1) - 1) / max(buffer.rowCount, 1) } }

    func add(_ batch: Column) throws(TaskError) {
        if !isJoined {
            joined = buffer.joined()
            isJoined = true
        }
        if buffer.rowCount == 0 { return }
        if let joined { return try pair(batch, with: joined) }
        for row in 0..<batch.count {
            let reader = try buffer.makeReader()
            let one = batch.slice(row, 1)
            while let block = try reader.next() { try pair(one, with: block) }
        }
    }

    private func pair(_ left: Column, with right: Column) throws(TaskError) {
        // Wide rows in small batches: what comes next may copy them.
        let width = left.compactByteCount / max(left.count, 1) + right.compactByteCount / max(right.count, 1)
        let batchRows = min(batchRows, max(ExecutionLimits.pairedBytesMax / max(width, 1), 1))
        let indices = UnsafeMutablePointer<Int32>.allocate(capacity: 2 * batchRows)
        defer { indices.deallocate() }
        let (lefts, rights) = (indices, indices + batchRows)
        var (leftRow, rightRow) = (0, 0)
        while leftRow < left.count && !next.isFull {
            if context.isCancelled() { throw .cancelled }
            var count = 0
            while count < batchRows && leftRow < left.count {
                lefts[count] = Int32(truncatingIfNeeded: leftRow)
                rights[count] = Int32(truncatingIfNeeded: rightRow)
                count += 1
                rightRow += 1
                if rightRow == right.count {
                    rightRow = 0
                    leftRow += 1
                }
            }
            let members = [left.gather(lefts, count: count), right.gather(rights, count: count)]
            try next.add(Column.tuple(members, count: count))
        }
    }

    func end() throws(TaskError) -> StepOutcome { try next.end() }
}

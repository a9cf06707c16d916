// SPDX-License-Identifier: Apache-2.0

import Columnar
import Messages
import Plan
import Storage
import SwiftProtobuf

/// Blocks of a task's input that wait at the driver: one credited stream, asked for when the first row is wanted. What
/// is on its way is bounded by the stream's window, or by one block when that is larger. Used by one task thread.
final class KeptBlocksSource: RowSource {
    private let attempt: TaskAttemptID
    private let number: Int
    private let type: DataType
    private let client: any BlockFetching
    private let waiter: TaskWaiter
    private var inbox: FetchInbox?
    /// Bytes that have not been taken yet.
    private var remaining: Int
    private let memory: TaskMemory
    private var slicer: BatchSlicer
    private(set) var metrics = SourceMetrics()

    init(
        attempt: TaskAttemptID, number: Int, byteCount: Int, type: DataType, client: any BlockFetching,
        waiter: TaskWaiter, memory: TaskMemory, batchRows: Int
    ) {
        self.memory = memory
        self.attempt = attempt
        self.number = number
        self.type = type
        self.client = client
        self.waiter = waiter
        remaining = byteCount
        slicer = BatchSlicer(batchRows: batchRows)
    }

    func next() throws(TaskError) -> SourceResult {
        while true {
            if let batch = slicer.next() { return .batch(batch) }
            if remaining == 0 {
                close()
                return .end
            }
            guard let block = try nextBlock() else { return .waiting }
            metrics.bytesRead += block.byteCount
            let refusal: String?
            do throws(BlockError) {
                refusal = try memory.refusal(ofDecoded: block)
                if refusal == nil { slicer.put(try BlockCodec.decode(block, expecting: type)) }
            } catch {
                throw .block(error, "a block of the task's input")
            }
            if let refusal { throw fail(refusal) }
        }
    }

    /// nil: it is on its way.
    private func nextBlock() throws(TaskError) -> Buffer? {
        let inbox = self.inbox ?? open()
        guard let header = try bytes(inbox.peek(min(BlockCodec.headerByteCount, remaining)), inbox) else { return nil }
        let length: Int?
        do { length = try BlockCodec.peekLength(header.bytes) } catch { throw fail("the stream is damaged: \(error)") }
        guard let length, length <= remaining else {
            throw fail("a block of \(length ?? 0) bytes where \(remaining) are left")
        }
        if let refusal = memory.refusal(ofBlock: length) { throw fail(refusal) }
        guard let block = try bytes(inbox.take(length), inbox) else { return nil }
        remaining -= length
        grant(inbox, isStarved: false)
        return block
    }

    private func bytes(_ read: FetchInbox.Read, _ inbox: FetchInbox) throws(TaskError) -> Buffer? {
        switch read {
        case .bytes(let bytes): return bytes
        case .notYet:
            grant(inbox, isStarved: true)
            return nil
        case .ended: throw fail("the stream ended early, \(remaining) bytes are missing")
        case .failed(let message): throw fail(message)
        }
    }

    private func open() -> FetchInbox {
        let inbox = FetchInbox(waiter: waiter)
        self.inbox = inbox
        let request = Martlet_StreamRequest.with {
            $0.input.attempt = UInt64(attempt.rawValue)
            $0.input.number = UInt32(number)
        }
        client.fetchFromDriver(request.encoded(), inbox: inbox)
        return inbox
    }

    private func grant(_ inbox: FetchInbox, isStarved: Bool) {
        let credit = inbox.takeCredit(isStarved: isStarved)
        if credit > 0 { client.grant(credit, to: inbox) }
    }

    private func fail(_ message: String) -> TaskError {
        .failed(
            kind: "input", message: "the driver did not give all blocks of the task's input: \(message)",
            retryable: true)
    }

    func close() {
        if let inbox { client.close(inbox) }
        inbox = nil
    }
}

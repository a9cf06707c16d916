// SPDX-License-Identifier: Apache-2.0

import Columnar
import Messages
import Plan
import Storage
import SwiftProtobuf
import Synchronization

/// Copies one map output of another executor into the store, row by row: the digest of what was written is that of
/// what arrived. Steps run on one thread at a time; `cancel` may be called from any.
final class MapOutputCopy: Steppable, @unchecked Sendable {
    struct Order: Sendable {
        var key: MapOutputKey
        var type: DataType
        var partitions: Int
        var source: BlockServerAddress
    }

    enum Outcome: Sendable {
        case copied(digest: UInt64)
        case failed(String)
    }

    // Everything but `cancelled` belongs to the thread that steps.
    let waiter = TaskWaiter()
    private let order: Order
    private let services: TaskServices
    private let onEnd: @Sendable (Outcome) -> Void
    private let cancelled = Atomic<Bool>(false)
    private let memory: TaskMemory
    private var writer: MapOutputWriter?
    private var inbox: FetchInbox?
    /// The current partition, or the first one that the next may have.
    private var partition = 0
    /// Bytes left of the current partition; nil before its header was read.
    private var remaining: Int?
    private var hasEnded = false

    init(_ order: Order, services: TaskServices, onEnd: @escaping @Sendable (Outcome) -> Void) {
        self.order = order
        self.services = services
        self.onEnd = onEnd
        memory = TaskMemory(pool: services.pool, slots: services.slots)
    }

    /// Any thread: it ends at its next step.
    func cancel() {
        cancelled.store(true, ordering: .relaxed)
        waiter.signal()
    }

    func step() -> StepOutcome {
        if hasEnded { return .finished }
        do throws(Failure) {
            if cancelled.load(ordering: .relaxed) { throw Failure("it is not wanted any more") }
            let writer = self.writer ?? open()
            if partition < order.partitions { return try takeBlock(writer) ? .again : .waiting }
            do throws(StorageError) { end(.copied(digest: try writer.finish().digest)) } catch { throw Failure(error) }
        } catch {
            writer?.abandon()
            end(.failed(error.reason))
        }
        return .finished
    }

    private func end(_ outcome: Outcome) {
        hasEnded = true
        writer = nil
        if let inbox { services.client.close(inbox) }
        inbox = nil
        onEnd(outcome)
    }

    private func open() -> MapOutputWriter {
        let writer = MapOutputWriter(
            order.key, partitions: order.partitions, type: order.type, store: services.store,
            memory: memory.reservation)
        self.writer = writer
        let inbox = FetchInbox(waiter: waiter)
        self.inbox = inbox
        let request = Martlet_StreamRequest.with {
            $0.copy.shuffle = UInt64(order.key.shuffle)
            $0.copy.mapPartition = UInt64(order.key.mapPartition)
            $0.copy.attempt = UInt64(order.key.attempt)
        }
        services.client.fetch(request.encoded(), from: order.source, inbox: inbox)
        return writer
    }

    /// Takes the next header or block; false when it is on its way.
    private func takeBlock(_ writer: MapOutputWriter) throws(Failure) -> Bool {
        guard let remaining else {
            guard let header = try take(Pieces.headerByteCount) else { return false }
            let (number, byteCount) = Pieces.parse(header)
            guard let found = Int(exactly: number), found >= partition, found <= order.partitions else {
                throw Failure("the stream goes on with partition \(number), where \(partition) is next")
            }
            partition = found
            if found == order.partitions, byteCount == 0 { return true }
            guard found < order.partitions, byteCount < Pieces.unreadable, let length = Int(exactly: byteCount) else {
                throw Failure("partition \(found) of the output cannot be read there any more")
            }
            self.remaining = length
            return true
        }
        if remaining == 0 {
            self.remaining = nil
            partition += 1
            return true
        }
        guard let header = try bytes({ $0.peek(min(BlockCodec.headerByteCount, remaining)) }) else { return false }
        do {
            guard let length = try BlockCodec.peekLength(header.bytes), length <= remaining else {
                throw Failure("a block reaches beyond its partition")
            }
            if let refusal = memory.refusal(ofBlock: length) { throw Failure(refusal) }
            guard let block = try take(length) else { return false }
            self.remaining = remaining - length
            if let refusal = try memory.refusal(ofDecoded: block) { throw Failure(refusal) }
            try writer.append(try BlockCodec.decode(block, expecting: order.type), partition: partition)
            return true
        } catch {
            throw Failure(error)
        }
    }

    private func take(_ count: Int) throws(Failure) -> Buffer? {
        guard let bytes = try bytes({ $0.take(count) }) else { return nil }
        grant(isStarved: false)
        return bytes
    }

    private func bytes(_ read: (FetchInbox) -> FetchInbox.Read) throws(Failure) -> Buffer? {
        guard let inbox else { throw Failure("the stream was closed") }
        switch read(inbox) {
        case .bytes(let bytes): return bytes
        case .notYet:
            grant(isStarved: true)
            return nil
        case .ended: throw Failure("the stream ended early")
        case .failed(let message): throw Failure(message)
        }
    }

    private func grant(isStarved: Bool) {
        guard let inbox else { return }
        let credit = inbox.takeCredit(isStarved: isStarved)
        if credit > 0 { services.client.grant(credit, to: inbox) }
    }

    private struct Failure: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
        init(_ error: any Error) { reason = (error as? Failure)?.reason ?? "\(error)" }
    }
}

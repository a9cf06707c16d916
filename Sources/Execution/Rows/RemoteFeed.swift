// SPDX-License-Identifier: Apache-2.0

import Columnar
import Messages
import Plan
import Storage
import SwiftProtobuf

/// The seam between tasks and the loop: asks an executor for a stream of blocks.
protocol BlockFetching: AnyObject, Sendable {
    /// Any thread. Bytes, the end or a failure arrive in `inbox`.
    func fetch(_ request: [UInt8], from server: BlockServerAddress, inbox: FetchInbox)
    /// Any thread. The same for map outputs. `after` delays the request.
    func fetch(_ request: OutputRequest, from server: BlockServerAddress, inbox: FetchInbox, afterMillis: Int)
    /// Any thread. As `fetch`, from the driver.
    func fetchFromDriver(_ request: [UInt8], inbox: FetchInbox)
    /// Any thread. Grants the sender `bytes` more.
    func grant(_ bytes: Int, to inbox: FetchInbox)
    /// Any thread. Nothing more is wanted.
    func close(_ inbox: FetchInbox)
}

/// The blocks of one shuffle partition that one other executor holds, in map order. Used by one task thread. A cut
/// stream is asked for again from where it broke.
final class RemoteFeed {
    enum Head {
        /// The next output with blocks is that of this map partition.
        case output(mapPartition: Int)
        /// It is on its way, and not of an earlier map partition than this one.
        case waiting(from: Int)
        case ended
    }

    enum Next {
        case block(Buffer)
        case outputEnded
        case waiting
    }

    private let outputs: RemoteOutputs
    private let partition: Int
    private let client: any BlockFetching
    private let waiter: TaskWaiter
    private let memory: TaskMemory
    private let windowBytes: Int
    private var inbox: FetchInbox?
    /// The place of the current output, or the first one that the next may have.
    private var place = 0
    /// Bytes left of the current output; nil before its header was read.
    private var remaining: Int?
    /// Bytes of the current output already given on; skipped after a retry.
    private var given = 0
    private var toSkip = 0
    private var retries = 0
    private var hasEnded = false

    init(
        outputs: RemoteOutputs, partition: Int, client: any BlockFetching, waiter: TaskWaiter, memory: TaskMemory,
        windowBytes: Int
    ) {
        self.memory = memory
        self.windowBytes = windowBytes
        self.outputs = outputs
        self.partition = partition
        self.client = client
        self.waiter = waiter
        open(afterMillis: 0)
    }

    private func open(afterMillis: Int) {
        let inbox = FetchInbox(waiter: waiter)
        self.inbox = inbox
        remaining = nil
        toSkip = given
        guard let server = outputs.server else {
            inbox.fail("no address is known for executor \(outputs.executor)")
            return
        }
        let request = OutputRequest(
            outputs: outputs, partition: partition, first: place, windowBytes: windowBytes)
        client.fetch(request, from: server, inbox: inbox, afterMillis: afterMillis)
    }

    var executor: ExecutorID { outputs.executor }

    /// The attempt of the current output.
    var attempt: TaskAttemptID { TaskAttemptID(outputs.attempts[min(place, outputs.count - 1)]) }

    private var mapPartition: Int { place < outputs.count ? outputs.mapPartitions[place] : .max }

    /// What comes next.
    func head() throws(TaskError) -> Head {
        while true {
            if hasEnded { return .ended }
            if remaining != nil { return .output(mapPartition: mapPartition) }
            guard let inbox else { throw fail("the stream was closed") }
            switch inbox.take(Pieces.headerByteCount) {
            case .bytes(let header):
                grant(isStarved: false)
                try begin(header)
            case let other: if try mustWait(other) { return .waiting(from: mapPartition) }
            }
        }
    }

    private func begin(_ header: Buffer) throws(TaskError) {
        let (number, byteCount) = Pieces.parse(header)
        guard let found = Int(exactly: number), found >= place, found <= outputs.count, given == 0 || found == place
        else { throw fail("the stream goes on with output \(number), where \(place) of \(outputs.count) is next") }
        place = found
        if found == outputs.count {
            guard byteCount == 0 else { throw fail("the stream ends with \(byteCount) bytes") }
            hasEnded = true
            return
        }
        if byteCount == Pieces.unreadable, retries < ExecutionLimits.fetchRetriesMax {
            close()
            return retry()
        }
        if byteCount >= Pieces.unreadable { throw try fault(byteCount) }
        guard let length = Int(exactly: byteCount) else { throw fail("the stream announces \(byteCount) bytes") }
        remaining = length
    }

    /// The other executor has no such output, or cannot read it: making it again cures both.
    private func fault(_ kind: UInt64) throws(TaskError) -> TaskError {
        var reason = kind == Pieces.missing ? BlockService.missingOutput : "it cannot be read"
        if let inbox, case .bytes(let length) = inbox.take(8) {
            let count = UInt64(littleEndian: length.bytes.loadUnaligned(as: UInt64.self))
            if count <= UInt64(ExecutionLimits.faultReasonBytesMax), case .bytes(let text) = inbox.take(Int(count)) {
                reason += ": " + String(decoding: text.bytes, as: UTF8.self)
            }
        }
        return fail(reason)
    }

    /// The next block of the current output, which `head` has named, or that the output has ended.
    func nextBlock() throws(TaskError) -> Next {
        while true {
            guard let inbox else { throw fail("the stream was closed") }
            guard let remaining else {
                if case .output = try head() { continue }
                if hasEnded { throw fail("the stream ends in the middle of an output") }
                return .waiting
            }
            if remaining == 0 {
                self.remaining = nil
                given = 0
                place += 1
                return .outputEnded
            }
            let wanted: Int
            switch inbox.peek(min(BlockCodec.headerByteCount, remaining)) {
            case .bytes(let header): wanted = try blockLength(header, remaining)
            case let other:
                if try mustWait(other) { return .waiting }
                continue
            }
            switch inbox.take(wanted) {
            case .bytes(let bytes):
                grant(isStarved: false)
                self.remaining = remaining - bytes.byteCount
                if toSkip > 0 {
                    toSkip -= bytes.byteCount
                    continue
                }
                given += bytes.byteCount
                retries = 0
                return .block(bytes)
            case let other: if try mustWait(other) { return .waiting }
            }
        }
    }

    private func blockLength(_ header: Buffer, _ remaining: Int) throws(TaskError) -> Int {
        let length: Int?
        do { length = try BlockCodec.peekLength(header.bytes) } catch { throw fail("the stream is damaged: \(error)") }
        guard let length, length <= remaining else {
            throw fail("a block of \(length ?? 0) bytes where \(remaining) are left")
        }
        if let refusal = memory.refusal(ofBlock: length) { throw fail(refusal) }
        return length
    }

    /// True: wait for the waiter. False: try again.
    private func mustWait(_ read: FetchInbox.Read) throws(TaskError) -> Bool {
        switch read {
        case .bytes: return false
        case .notYet:
            grant(isStarved: true)
            return true
        case .ended: throw fail("the stream ended early")
        case .failed(let message):
            guard retries < ExecutionLimits.fetchRetriesMax, !message.hasPrefix(BlockService.missingOutput) else {
                throw fail(message)
            }
            retry()
            return true
        }
    }

    private func retry() {
        retries += 1
        open(afterMillis: ExecutionLimits.fetchRetryDelayMillis * retries)
    }

    private func grant(isStarved: Bool) {
        guard let inbox else { return }
        let credit = inbox.takeCredit(isStarved: isStarved)
        if credit > 0 { client.grant(credit, to: inbox) }
    }

    private func fail(_ message: String) -> TaskError {
        let index = min(place, outputs.count - 1)
        return .fetchFailed(
            FetchFailure(
                shuffle: outputs.shuffle, mapPartition: outputs.mapPartitions[index],
                attempt: TaskAttemptID(outputs.attempts[index]), executor: outputs.executor, message: message))
    }

    func close() {
        if let inbox { client.close(inbox) }
        inbox = nil
    }
}

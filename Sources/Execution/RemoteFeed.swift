// SPDX-License-Identifier: Apache-2.0

import Columnar
import Messages
import Plan
import Storage
import SwiftProtobuf

/// The seam between tasks and the loop: asks an executor for a stream of blocks.
protocol BlockFetching: AnyObject, Sendable {
    /// Any thread. Bytes, the end or a failure arrive in `inbox`. `after` delays the request.
    func fetch(_ request: [UInt8], from server: BlockServerAddress, inbox: FetchInbox, afterMillis: Int)
    /// Any thread. As `fetch`, from the driver.
    func fetchFromDriver(_ request: [UInt8], inbox: FetchInbox)
    /// Any thread. Grants the sender `bytes` more.
    func grant(_ bytes: Int, to inbox: FetchInbox)
    /// Any thread. Nothing more is wanted.
    func close(_ inbox: FetchInbox)
}

/// The map outputs of one shuffle partition that one other executor holds, as blocks in map order. Used by one task
/// thread. A cut stream is asked for again from where it broke.
final class RemoteFeed {
    struct Output {
        var mapPartition: Int
        var attempt: TaskAttemptID
    }

    enum Next {
        case block(Buffer)
        case outputEnded
        case waiting
    }

    private let shuffle: ShuffleID
    private let partition: Int
    private let executor: ExecutorID
    private let server: BlockServerAddress?
    private let outputs: [Output]
    private let client: any BlockFetching
    private let waiter: TaskWaiter
    private var inbox: FetchInbox?
    private var index = 0
    /// Bytes left of the current output; nil before its length was read.
    private var remaining: Int?
    /// Bytes of the current output already given on; skipped after a retry.
    private var given = 0
    private var toSkip = 0
    private var retries = 0

    init(
        shuffle: ShuffleID, partition: Int, executor: ExecutorID, server: BlockServerAddress?, outputs: [Output],
        client: any BlockFetching, waiter: TaskWaiter
    ) {
        self.shuffle = shuffle
        self.partition = partition
        self.executor = executor
        self.server = server
        self.outputs = outputs
        self.client = client
        self.waiter = waiter
        open(afterMillis: 0)
    }

    private func open(afterMillis: Int) {
        let inbox = FetchInbox(waiter: waiter)
        self.inbox = inbox
        remaining = nil
        toSkip = given
        guard let server else {
            inbox.fail("no address is known for executor \(executor)")
            return
        }
        let request = Martlet_StreamRequest.with {
            $0.fetch = .with {
                $0.shuffle = UInt64(shuffle.rawValue)
                $0.partition = UInt32(partition)
                $0.mapPartitions = outputs[index...].map { UInt64($0.mapPartition) }
                $0.attempts = outputs[index...].map { UInt64($0.attempt.rawValue) }
            }
        }
        client.fetch(request.encoded(), from: server, inbox: inbox, afterMillis: afterMillis)
    }

    /// The next block of the current output, or that the output has ended (then the next call is about the next one).
    func nextBlock() throws(TaskError) -> Next {
        while true {
            guard let inbox else { throw fail("the stream was closed") }
            let wanted: Int
            if let remaining {
                if remaining == 0 {
                    self.remaining = nil
                    given = 0
                    index += 1
                    return .outputEnded
                }
                switch inbox.peek(min(BlockCodec.headerByteCount, remaining)) {
                case .bytes(let header): wanted = try blockLength(header, remaining)
                case let other:
                    if try mustWait(other) { return .waiting }
                    continue
                }
            } else {
                wanted = 8
            }
            switch inbox.take(wanted) {
            case .bytes(let bytes):
                grant(isStarved: false)
                guard let remaining else {
                    self.remaining = try length(bytes)
                    continue
                }
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

    private func length(_ bytes: Buffer) throws(TaskError) -> Int {
        let value = UInt64(littleEndian: bytes.bytes.loadUnaligned(as: UInt64.self))
        guard let length = Int(exactly: value) else { throw fail("the stream announces \(value) bytes") }
        return length
    }

    private func blockLength(_ header: Buffer, _ remaining: Int) throws(TaskError) -> Int {
        let length: Int?
        do { length = try BlockCodec.peekLength(header.bytes) } catch { throw fail("the stream is damaged: \(error)") }
        guard let length, length <= remaining else {
            throw fail("a block of \(length ?? 0) bytes where \(remaining) are left")
        }
        return length
    }

    /// True: wait for the waiter. False: a new stream was opened, try again.
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
            retries += 1
            open(afterMillis: ExecutionLimits.fetchRetryDelayMillis * retries)
            return true
        }
    }

    private func grant(isStarved: Bool) {
        guard let inbox else { return }
        let credit = inbox.takeCredit(isStarved: isStarved)
        if credit > 0 { client.grant(credit, to: inbox) }
    }

    private func fail(_ message: String) -> TaskError {
        let output = outputs[min(index, outputs.count - 1)]
        return .fetchFailed(
            FetchFailure(
                shuffle: shuffle, mapPartition: output.mapPartition, attempt: output.attempt, executor: executor,
                message: message))
    }

    func close() {
        if let inbox { client.close(inbox) }
        inbox = nil
    }
}

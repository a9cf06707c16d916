// SPDX-License-Identifier: Apache-2.0

import Messages
public import Net
import Plan
import Scheduling
import SwiftProtobuf

// What executors ask the driver for: data of the driver that is too large to travel in orders.
extension Driver {
    public func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8]) {
        guard let executor = registered(peer) else {
            return stream.fail(code: ServedBlocks.unknownCode, text: "a stream before the registration")
        }
        do {
            try serve(stream, to: executor, try Martlet_StreamRequest.decode(request, "StreamRequest"))
        } catch {
            lose(executor, .protocolViolation("\(error)"))
        }
    }

    private func serve(
        _ stream: OutboundStream, to executor: ExecutorHandle, _ message: Martlet_StreamRequest
    ) throws(MessageFault) {
        switch message.request {
        case .input(let input):
            let attempt: TaskAttemptID = try input.attempt.id("InputRequest.attempt")
            guard let kept = executor.attempts[attempt]?.kept, Int(input.number) < kept.count else {
                return stream.fail(
                    code: ServedBlocks.missingCode,
                    text: "no input \(input.number) is kept for attempt \(input.attempt): it has ended or was cancelled"
                )
            }
            serve(stream, kept[Int(input.number)], .input(attempt))
        case .definition(let definition):
            let id: StageID = try definition.stage.id("DefinitionRequest.stage")
            guard let entry = stages[id] else {
                return stream.fail(
                    code: ServedBlocks.missingCode,
                    text: "no stage \(definition.stage) is known: all jobs that need it have ended")
            }
            serve(stream, [entry.definition], .definition(id))
        case .fetch, .copy, .result, nil:
            stream.fail(code: ServedBlocks.unknownCode, text: "the driver does not answer such requests")
        }
    }

    private func serve(_ stream: OutboundStream, _ blocks: [[UInt8]], _ content: ServedBlocks.Content) {
        let identity = ObjectIdentifier(stream)
        servedCount += 1
        served[identity] = ServedBlocks(stream, blocks, content, number: servedCount)
        stream.onWritable = { [weak self] in self?.pump(identity) }
        stream.onCancel = { [weak self] in _ = self?.served.removeValue(forKey: identity) }
        pump(identity)
    }

    private func pump(_ identity: ObjectIdentifier) {
        if let one = served[identity], one.pump() { served[identity] = nil }
    }

    /// Nobody waits for these attempts: what they have not read yet is free.
    func forgetInputs(of attempts: [TaskAttemptID], on id: ExecutorID) {
        for attempt in attempts { executors[id]?.attempts[attempt]?.kept = [] }
        guard !served.isEmpty else { return }
        let attempts = Set(attempts)
        end("the task was cancelled") { if case .input(let attempt) = $0 { attempts.contains(attempt) } else { false } }
    }

    /// No job needs the stage.
    func forgetDefinition(_ stage: StageID) {
        if !served.isEmpty { end("all jobs that need the stage have ended") { $0 == .definition(stage) } }
    }

    private func end(_ why: String, _ isMeant: (ServedBlocks.Content) -> Bool) {
        // In a fixed order, so that simulations repeat.
        for (identity, one) in served.sorted(by: { $0.value.number < $1.value.number }) where isMeant(one.content) {
            served[identity] = nil
            one.stream.fail(code: ServedBlocks.missingCode, text: why)
        }
    }

    /// Inputs that are kept for running tasks, and streams on their way, for tests.
    package var keptCount: Int {
        served.count + executors.values.reduce(0) { $0 + $1.attempts.values.reduce(0) { $0 + $1.kept.count } }
    }
}

/// Blocks that are being written to a stream, as its reader grants credit. Loop thread only.
final class ServedBlocks {
    enum Content: Hashable {
        case input(TaskAttemptID)
        case definition(StageID)
    }

    /// What is asked for is not there; asking again does not help.
    static let missingCode: UInt32 = 404
    static let unknownCode: UInt32 = 400

    let stream: OutboundStream
    let content: Content
    /// Among all that were ever served.
    let number: Int
    private let blocks: [[UInt8]]
    private var index = 0
    private var offset = 0

    init(_ stream: OutboundStream, _ blocks: [[UInt8]], _ content: Content, number: Int) {
        self.number = number
        self.stream = stream
        self.blocks = blocks
        self.content = content
    }

    /// Writes what credit allows; true when the stream is over.
    func pump() -> Bool {
        while index < blocks.count {
            guard stream.creditAvailable > 0 else { return false }
            let block = blocks[index]
            let end = min(offset + min(DriverLimits.serveChunkBytes, stream.creditAvailable), block.count)
            stream.write(Array(block[offset..<end]))
            offset = end
            if offset == block.count {
                index += 1
                offset = 0
            }
        }
        stream.end()
        return true
    }
}

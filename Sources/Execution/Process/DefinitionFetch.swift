// SPDX-License-Identifier: Apache-2.0

import Messages
import Net
import Plan
import SwiftProtobuf

/// A stage's definition on its way from the driver, and the tasks that wait for it. Loop thread only.
final class DefinitionFetch: StreamReceiver {
    private let stage: StageID
    private let byteCount: Int
    private let completion: (Result<Martlet_StageDefinition, PlanError>) -> Void
    private var bytes: [UInt8] = []
    private var stream: InboundStream?
    private var waiting: [CheckedLaunch] = []
    private var attempts: Set<TaskAttemptID> = []

    init(
        _ stage: StageID, byteCount: Int, completion: @escaping (Result<Martlet_StageDefinition, PlanError>) -> Void
    ) {
        self.stage = stage
        self.byteCount = byteCount
        self.completion = completion
    }

    func start(_ driver: Peer) {
        // It grows with what comes: the length is only what the driver says.
        bytes.reserveCapacity(min(byteCount, ExecutionLimits.definitionWindowBytes))
        let request = Martlet_StreamRequest.with { $0.definition.stage = UInt64(stage.rawValue) }
        stream = driver.openStream(
            request.encoded(), windowBytes: ExecutionLimits.definitionWindowBytes, receiver: self)
    }

    func cancel() { stream?.cancel() }

    /// Keeps launches until the definition is there.
    func hold(_ tasks: [CheckedLaunch]) {
        waiting += tasks
        for task in tasks { attempts.insert(task.attempt) }
    }

    /// All launches that wait.
    func takeWaiting() -> [CheckedLaunch] {
        defer { (waiting, attempts) = ([], []) }
        return waiting
    }

    func holds(_ attempt: TaskAttemptID) -> Bool { attempts.contains(attempt) }

    /// Takes back the launch of an attempt; false when it does not wait here.
    func withdraw(_ attempt: TaskAttemptID) -> Bool {
        guard attempts.remove(attempt) != nil else { return false }
        waiting.removeAll { $0.attempt == attempt }
        return true
    }

    // MARK: StreamReceiver

    func stream(_ stream: InboundStream, received piece: UnsafeRawBufferPointer) {
        guard bytes.count + piece.count <= byteCount else {
            stream.cancel()
            return finish(.failure(PlanError("the driver sends more than the \(byteCount) bytes it announced")))
        }
        bytes.append(contentsOf: piece)
        stream.consumed(piece.count)
    }

    func streamEnded(_ stream: InboundStream) {
        guard bytes.count == byteCount else {
            return finish(.failure(PlanError("\(bytes.count) of \(byteCount) bytes of the definition came")))
        }
        do throws(MessageError) {
            finish(.success(try Martlet_StageDefinition.decode(bytes, "StageDefinition")))
        } catch {
            finish(.failure(PlanError("\(error)")))
        }
    }

    func stream(_ stream: InboundStream, failed failure: CallFailure) {
        finish(.failure(PlanError("the driver did not give its definition: \(failure)")))
    }

    private func finish(_ result: Result<Martlet_StageDefinition, PlanError>) {
        bytes = []
        completion(result)
    }
}

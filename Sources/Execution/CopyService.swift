// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Logging
import Messages
import Net
import Plan
import Storage
import SwiftProtobuf

/// Makes the copies of map outputs that the driver orders, one at a time and beside the tasks. Loop thread only.
final class CopyService: @unchecked Sendable {
    private let services: TaskServices
    private let workers: any WorkerPool
    private let loop: any EventLoop
    private let logger: Logger
    private let report: (Martlet_MapOutputCopied) -> Void
    private var waiting: [MapOutputCopy.Order] = []
    private var running: (key: MapOutputKey, copy: MapOutputCopy, isWanted: Bool)?

    init(
        services: TaskServices, workers: any WorkerPool, loop: any EventLoop, logger: Logger,
        report: @escaping (Martlet_MapOutputCopied) -> Void
    ) {
        self.services = services
        self.workers = workers
        self.loop = loop
        self.logger = logger
        self.report = report
    }

    func order(_ message: Martlet_CopyMapOutputs) {
        let source = BlockServerAddress(
            host: message.source.host, port: UInt16(truncatingIfNeeded: message.source.port))
        let type: DataType?
        do {
            type = try message.rowType.fieldBytes.withUnsafeBufferPointer {
                try TypeCodec.decode(UnsafeRawBufferPointer($0))
            }
        } catch {
            logger.error("copies refused", metadata: ["shuffle": "\(message.shuffle)", "reason": "\(error)"])
            type = nil
        }
        for (map, attempt) in zip(message.mapPartitions, message.attempts) {
            let key = MapOutputKey(
                shuffle: Int(truncatingIfNeeded: message.shuffle), mapPartition: Int(truncatingIfNeeded: map),
                attempt: Int(truncatingIfNeeded: attempt))
            guard let type, (1...StorageLimits.partitionCountMax).contains(Int(message.partitions)) else {
                answer(key, .failed("the order to copy it is not valid"))
                continue
            }
            waiting.append(.init(key: key, type: type, partitions: Int(message.partitions), source: source))
        }
        next()
    }

    /// Nobody wants copies of these outputs any more.
    func drop(_ isMeant: (MapOutputKey) -> Bool) {
        waiting.removeAll { isMeant($0.key) }
        guard let running, isMeant(running.key) else { return }
        self.running?.isWanted = false
        running.copy.cancel()
    }

    func cancelAll() { drop { _ in true } }

    private func next() {
        guard running == nil, !waiting.isEmpty else { return }
        let order = waiting.removeFirst()
        let copy = MapOutputCopy(order, services: services) { [weak self] outcome in
            guard let self else { return }
            self.loop.post { [weak self] in self?.ended(order.key, outcome) }
        }
        running = (order.key, copy, true)
        workers.submitAside(copy)
    }

    private func ended(_ key: MapOutputKey, _ outcome: MapOutputCopy.Outcome) {
        let isWanted = running?.isWanted ?? false
        running = nil
        if isWanted {
            answer(key, outcome)
        } else if case .copied = outcome {
            services.store.drop(key)
        }
        next()
    }

    private func answer(_ key: MapOutputKey, _ outcome: MapOutputCopy.Outcome) {
        report(
            .with {
                $0.shuffle = UInt64(truncatingIfNeeded: key.shuffle)
                $0.mapPartition = UInt64(truncatingIfNeeded: key.mapPartition)
                $0.attempt = UInt64(truncatingIfNeeded: key.attempt)
                switch outcome {
                case .copied(let digest): $0.digest = digest
                case .failed(let reason): $0.failure = reason.isEmpty ? "unknown" : reason
                }
            })
    }
}

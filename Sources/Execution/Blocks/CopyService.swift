// SPDX-License-Identifier: Apache-2.0

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

    func order(_ copies: [MapOutputCopy.Order]) {
        waiting += copies
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
                $0.shuffle = UInt64(key.shuffle)
                $0.mapPartition = UInt64(key.mapPartition)
                $0.attempt = UInt64(key.attempt)
                switch outcome {
                case .copied(let digest): $0.digest = digest
                case .failed(let reason): $0.failure = reason.isEmpty ? "unknown" : cutText(reason)
                }
            })
    }
}

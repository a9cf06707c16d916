// SPDX-License-Identifier: Apache-2.0

import CZlib
import Glibc
import Logging
import SwiftProtobuf
import Threads

/// Tells the NameNode now and then that this process still writes, as long as a file is open for writing: else another
/// client may take its files over. One thread a file system, which ends with the last file.
final class LeaseRenewer: Sendable {
    private let client: NameNodeClient
    private let logger: Logger
    private let state = Monitor(State())

    private struct State {
        var open = 0
        var isRunning = false
    }

    init(_ client: NameNodeClient, logger: Logger) {
        self.client = client
        self.logger = logger
    }

    /// A file's share; ends once.
    final class Lease {
        private var renewer: LeaseRenewer?

        fileprivate init(_ renewer: LeaseRenewer) { self.renewer = renewer }

        deinit { end() }

        func end() {
            renewer?.release()
            renewer = nil
        }
    }

    /// Called before a file is made.
    func begin() throws(HadoopError) -> Lease {
        let mustStart = state.change { state in
            state.open += 1
            defer { state.isRunning = client.network.hasThreads }
            return client.network.hasThreads && !state.isRunning
        }
        if mustStart { try start() }
        return Lease(self)
    }

    private func release() { state.change { $0.open -= 1 } }

    private func start() throws(HadoopError) {
        let failed = detach { [self] in run() }
        guard failed == 0 else {
            state.change {
                $0.isRunning = false
                $0.open -= 1
            }
            throw HadoopError(.unsupported, "no thread can be started to keep the file's lease: error \(failed)")
        }
    }

    private func run() {
        let request = Hadoop_RenewLeaseRequest.with { $0.clientName = client.clientName }
        while true {
            let isOver: Bool? = state.wait(milliseconds: HDFSLimits.leaseRenewalSeconds * 1_000) { state in
                guard state.open == 0 else { return nil }
                state.isRunning = false
                return true
            }
            if isOver == true { return }
            do { _ = try client.call("renewLease", request, reply: Hadoop_VoidReply.self) } catch {
                logger.warning(
                    "lease not renewed", metadata: ["service": "\(client.service.name)", "reason": "\(error)"])
            }
        }
    }
}

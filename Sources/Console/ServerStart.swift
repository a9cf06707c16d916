// SPDX-License-Identifier: Apache-2.0

import Logging
import Threads

/// What answers requests, without a socket. Any thread.
protocol ConsoleAnswering: Sendable {
    func answer(_ request: ConsoleRequest) -> ConsoleAnswer
    /// Grows with what there is to tell.
    var eventCount: Int { get }
}

/// A server on its way: begins to listen without anybody waiting for it.
final class ServerStart: Sendable {
    private enum State {
        case starting
        case listening(ConsoleServer)
        case failed(String)
        case stopped
    }

    private let state = Monitor<State>(.starting)
    private let options: ConsoleOptions
    private let onStop: @Sendable () -> Void

    /// - Parameters:
    ///   - onListening: called with the address before anybody else hears of it.
    ///   - onStop: called when nobody listens any more, or after all not.
    init(
        _ site: any ConsoleAnswering, _ options: ConsoleOptions, logger: Logger,
        onListening: @escaping @Sendable (_ url: String) -> Void = { _ in }, onStop: @escaping @Sendable () -> Void = {}
    ) {
        self.options = options
        self.onStop = onStop
        let state = state
        let failed = detach {
            do {
                let server = try ConsoleServer(
                    site, host: options.bindHost, port: options.port, retries: options.portRetries)
                onListening(Self.url(options, server.port))
                let isWanted = state.change { state in
                    if case .stopped = state { return false }
                    state = .listening(server)
                    return true
                }
                if !isWanted {
                    server.stop(withinMillis: ConsoleLimits.stopMillis)
                    onStop()
                }
            } catch {
                logger.warning("the console is off", metadata: ["reason": "\(error)"])
                state.change { if case .starting = $0 { $0 = .failed("\(error)") } }
            }
        }
        guard failed != 0 else { return }
        let reason = "no thread can be started for it (error \(failed)): lower the number of processes or threads"
        logger.warning("the console is off", metadata: ["reason": "\(reason)"])
        state.change { $0 = .failed(reason) }
    }

    /// `http://host:port`, once it listens, for which this waits; nil when it could not, or was stopped.
    var url: String? {
        let found: Int?? = state.wait(milliseconds: ConsoleLimits.bindMillis) { state in
            switch state {
            case .starting: nil
            case .listening(let server): .some(server.port)
            case .failed, .stopped: .some(nil)
            }
        }
        return (found ?? nil).map { Self.url(options, $0) }
    }

    private static func url(_ options: ConsoleOptions, _ port: Int) -> String {
        let host = options.urlHost.contains(":") ? "[\(options.urlHost)]" : options.urlHost
        return "http://\(host):\(port)"
    }

    /// Why it does not listen; nil when it does, or may yet.
    var failure: String? { state.withLock { if case .failed(let why) = $0 { why } else { nil } } }

    /// Closes the port and all connections. Whoever starts it anew may have the port at once.
    func stop() {
        let server: ConsoleServer? = state.change { state in
            defer { state = .stopped }
            if case .listening(let server) = state { return server }
            return nil
        }
        server?.stop(withinMillis: ConsoleLimits.stopMillis)
        onStop()
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Driver
public import Logging
public import Plan
import Threads

/// How a console is reached.
public struct ConsoleOptions: Sendable {
    /// `spark.ui.port`; 0 is any.
    public var port = ConsoleLimits.portDefault
    /// Ports behind it that are tried when it is busy.
    public var portRetries = ConsoleLimits.retriesDefault
    /// What it listens on.
    public var bindHost = "127.0.0.1"
    /// What others call this machine.
    public var urlHost = "127.0.0.1"
    /// Names by which it is reached besides, as behind a proxy.
    public var hosts: Set<String> = []

    public init() {}

    /// Whether only this machine reaches it.
    public var isLocal: Bool { bindHost.hasPrefix("127.") || bindHost == "::1" || bindHost == "localhost" }
}

/// What a session shows of itself over HTTP: pages, REST, metrics. It reads the driver's events, when somebody asks and
/// before they are forgotten, on a thread of its own; nothing of the engine waits for it.
public final class Console: Sendable {
    private enum State {
        case starting
        case listening(ConsoleServer)
        case failed
        case stopped
    }

    private let state = Monitor<State>(.starting)
    private let options: ConsoleOptions
    private let door: RequestGuard
    /// Held by nobody else: the stream knows it weakly.
    private let reader: StreamReader

    /// Begins to listen; does not wait for it.
    /// - Parameters:
    ///   - clock: the driver's, in milliseconds; any thread.
    ///   - kill: ends a job; any thread, without waiting.
    public init(
        _ options: ConsoleOptions, facts: ConsoleFacts, events: DriverEvents, logger: Logger,
        clock: @escaping @Sendable () -> UInt64, kill: @escaping @Sendable (JobID) -> Void
    ) {
        self.options = options
        door = RequestGuard(isLocal: options.isLocal, hosts: options.hosts)
        let site = ConsoleSite(facts: facts, events: events, door: door, clock: clock, kill: kill)
        reader = StreamReader(site)
        events.follow(every: ConsoleLimits.eventsBehind) { [weak reader] in reader?.wake() }
        let state = state
        detach {
            do {
                let server = try ConsoleServer(
                    site, host: options.bindHost, port: options.port, retries: options.portRetries)
                let isWanted = state.change { state in
                    if case .stopped = state { return false }
                    state = .listening(server)
                    return true
                }
                if !isWanted { server.stop(withinMillis: ConsoleLimits.stopMillis) }
            } catch {
                logger.warning("the console is off", metadata: ["reason": "\(error)"])
                state.change { if case .starting = $0 { $0 = .failed } }
            }
        }
    }

    /// `http://host:port`, once it listens, for which this waits; nil when it could not, or was stopped.
    public var url: String? {
        let found: Int?? = state.wait(milliseconds: ConsoleLimits.bindMillis) { state in
            switch state {
            case .starting: nil
            case .listening(let server): .some(server.port)
            case .failed, .stopped: .some(nil)
            }
        }
        guard let port = found ?? nil else { return nil }
        let host = options.urlHost.contains(":") ? "[\(options.urlHost)]" : options.urlHost
        return "http://\(host):\(port)"
    }

    /// What allows its holder to end jobs.
    public var token: String { door.token }

    /// Closes the port and all connections. Whoever starts it anew may have the port at once.
    public func stop() {
        let server: ConsoleServer? = state.change { state in
            defer { state = .stopped }
            if case .listening(let server) = state { return server }
            return nil
        }
        server?.stop(withinMillis: ConsoleLimits.stopMillis)
    }
}

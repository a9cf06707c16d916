// SPDX-License-Identifier: Apache-2.0

public import Driver
public import Logging
public import Plan

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
    /// What whoever reads must know, besides those who only ask whether it lives; nil: nothing.
    public var readSecret: String?
    /// Folder of the user's own in which consoles of one machine, or of one pod, find one another; nil: they do not.
    public var runtimeFolder: String?

    public init() {}

    /// Whether only this machine reaches it.
    public var isLocal: Bool { bindHost.hasPrefix("127.") || bindHost == "::1" || bindHost == "localhost" }
}

/// What a session shows of itself over HTTP: pages, REST, metrics. It reads the driver's events, when somebody asks and
/// before they are forgotten, on a thread of its own; nothing of the engine waits for it.
public final class Console: Sendable {
    private let server: ServerStart
    private let door: RequestGuard
    /// Held by nobody else: the stream knows it weakly.
    private let reader: StreamReader
    private let source: LiveSource
    private let neighbours: Neighbours?

    /// Begins to listen; does not wait for it.
    /// - Parameters:
    ///   - clock: the driver's, in milliseconds; any thread.
    ///   - kill: ends a job; any thread, without waiting.
    public init(
        _ options: ConsoleOptions, facts: ConsoleFacts, events: DriverEvents, logger: Logger,
        clock: @escaping @Sendable () -> UInt64, kill: @escaping @Sendable (JobID) -> Void
    ) {
        door = RequestGuard(isLocal: options.isLocal, hosts: options.hosts, secret: options.readSecret)
        let source = LiveSource(facts: facts, events: events, clock: clock, kill: kill)
        self.source = source
        reader = StreamReader(source)
        events.follow(every: ConsoleLimits.eventsBehind) { [weak reader] in reader?.wake() }
        let neighbours = options.runtimeFolder.flatMap { Neighbours(folder: $0, facts) }
        self.neighbours = neighbours
        server = ServerStart(
            ConsoleSite(source, door: door, neighbours: neighbours), options, logger: logger,
            onListening: { neighbours?.enter($0) }, onStop: { neighbours?.leave() })
    }

    /// `http://host:port`, once it listens, for which this waits; nil when it could not, or was stopped.
    public var url: String? { server.url }

    /// What allows its holder to end jobs.
    public var token: String { door.token }

    /// The application so far as one file of HTML that needs nothing else.
    public var report: String { source.view.reportText }

    /// Closes the port and all connections. Whoever starts it anew may have the port at once.
    public func stop() { server.stop() }

    /// The report of a session whose console is off: of what the stream of events still has.
    public static func report(facts: ConsoleFacts, events: DriverEvents, nowMillis: UInt64) -> String {
        var store = ConsoleStore()
        store.read(events)
        return ConsoleView(facts: facts, store: store, nowMillis: nowMillis).reportText
    }
}

// SPDX-License-Identifier: Apache-2.0

import Console
import Driver
import Glibc
import Logging
import Messages
import Net
import Plan

extension ConsoleOptions {
    /// Loopback only, unless this process is in a pod, where whoever reaches the pod reaches it: kubectl's port
    /// forwarding and proxies, services, scrapers of metrics.
    init(environment: (String) -> String?) {
        self.init()
        runtimeFolder = Neighbours.standardFolder(environment)
        guard environment("KUBERNETES_SERVICE_HOST") != nil else { return }
        let names = [environment("MARTLET_DRIVER_HOST"), environment("MARTLET_POD_IP"), hostName()]
        urlHost = names.compactMap { $0 }.first ?? urlHost
        bindHost = environment("MARTLET_POD_IP")?.contains(":") == true ? "::" : "0.0.0.0"
    }
}

private func hostName() -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard gethostname(buffer.baseAddress!, 255) == 0 else { return nil }
        buffer[255] = 0
        let name = String(cString: buffer.baseAddress!)
        return name.isEmpty ? nil : name
    }
}

extension ConsoleFacts {
    /// Of a session that begins now; `now` is by the driver's clock.
    init(_ session: SessionOptions, applicationID: String, now: UInt64) {
        var wall = timespec()
        clock_gettime(CLOCK_REALTIME, &wall)
        let wallMillis = Int(wall.tv_sec) * 1_000 + Int(wall.tv_nsec) / 1_000_000
        self.init(
            applicationID: applicationID, applicationName: session.appName, master: session.master,
            user: UserName.current, version: softwareVersion,
            settings: session.settings.merging(
                ["spark.master": session.master, "spark.app.name": session.appName, "spark.app.id": applicationID]
            ) { $1 },
            startedMillis: now, wallOffsetMillis: wallMillis - Int(now))
        meanings = session.settingMeanings
    }
}

extension SessionOptions {
    /// The folder of event logs where none is named: within the user's own.
    public static var eventLogFolderStandard: String {
        (environment("HOME") ?? "/tmp") + "/" + EventLog.folderDefault
    }
}

/// What a session shows of itself: while it runs, and afterwards.
struct SessionOutlook {
    let facts: ConsoleFacts
    let console: Console?
    let log: EventLog?
    let traces: TraceExport?

    /// - Parameter logFile: where the events go; made before anything runs, so that a folder that cannot be written to
    ///   is an error of the user's and not a line in a log.
    init(
        _ session: SessionOptions, applicationID: String, logFile: EventLogFile?, driver: Driver, loop: UVLoop,
        logger: Logger
    ) {
        let clock: @Sendable () -> UInt64 = { loop.now.nanoseconds / 1_000_000 }
        let facts = ConsoleFacts(session, applicationID: applicationID, now: clock())
        self.facts = facts
        console = session.console.map { options in
            Console(options, facts: facts, events: driver.events, logger: logger, clock: clock) { job in
                loop.post { driver.cancel(job, reason: "it was ended from the console") }
            }
        }
        traces = session.traces.map { TraceExport($0, facts: facts, events: driver.events, logger: logger) }
        log = logFile.map { EventLog($0, facts: facts, events: driver.events, logger: logger, clock: clock) }
    }
}

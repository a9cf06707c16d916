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

/// Of whom this process runs for.
private func userName() -> String {
    guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "\(getuid())" }
    return String(cString: name)
}

extension Console {
    /// The console of a session's driver.
    convenience init(
        _ options: ConsoleOptions, session: SessionOptions, applicationID: String, driver: Driver, loop: UVLoop,
        logger: Logger
    ) {
        let clock: @Sendable () -> UInt64 = { loop.now.nanoseconds / 1_000_000 }
        var wall = timespec()
        clock_gettime(CLOCK_REALTIME, &wall)
        let now = clock()
        let wallMillis = Int(wall.tv_sec) * 1_000 + Int(wall.tv_nsec) / 1_000_000
        let facts = ConsoleFacts(
            applicationID: applicationID, applicationName: session.appName, master: session.master,
            user: environment("SPARK_USER") ?? userName(), version: softwareVersion,
            settings: session.settings.merging(
                ["spark.master": session.master, "spark.app.name": session.appName, "spark.app.id": applicationID]
            ) { $1 },
            startedMillis: now, wallOffsetMillis: wallMillis - Int(now))
        self.init(options, facts: facts, events: driver.events, logger: logger, clock: clock) { job in
            loop.post { driver.cancel(job, reason: "it was ended from the console") }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Console
import Files
import Interchange
import Martlet
import Messages
import Threads

// protocol/capi.md, section "Others".
extension HostSession {
    /// Serves the pages of ended applications, from event logs on any file system of the session.
    func history(_ request: Request) throws(Refusal) -> Scalar {
        var options = SessionOptions(master: engine.options.master)
        var settings = ["spark.ui.enabled": "true"]
        for key in [
            "spark.ui.port", "spark.port.maxRetries", "martlet.ui.hosts", "spark.ui.reverseProxyUrl",
            "martlet.ui.secret", "martlet.ui.secret.file",
        ] {
            settings[key] = engine.options.settings[key]
        }
        if let port = try request.optionalInt("port") { settings["spark.ui.port"] = String(port) }
        do { try options.apply(settings) } catch { throw Refusal(error) }
        guard let console = options.console else { throw .value("a history is a web UI: it is off") }
        let folder = try request.optionalText("path") ?? SessionOptions.eventLogFolderStandard
        // A folder that is not there, or cannot be read, is an error now and not on a page.
        do throws(FileError) { _ = try engine.fileSystems.list(folder) } catch { throw Refusal(error) }
        let history = History(
            console, folder: folder, fileSystems: engine.fileSystems, version: softwareVersion, logger: engine.logger)
        guard let url = history.url else { throw .value(history.failure ?? "the history does not listen") }
        // One at a time: an earlier one ends.
        histories.withLock { (kept: inout History?) -> History? in
            defer { kept = history }
            return kept
        }?.stop()
        return .fields([("url", .string(url))])
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Files
public import Logging

/// The pages of applications that have ended, from their event logs in a folder.
public final class History: Sendable {
    private let server: ServerStart

    /// Begins to listen; does not wait for it. The folder is looked at whenever somebody asks.
    public init(_ options: ConsoleOptions, folder: String, fileSystems: FileSystems, version: String, logger: Logger) {
        let door = RequestGuard(isLocal: options.isLocal, hosts: options.hosts, secret: options.readSecret)
        let index = HistoryIndex(fileSystems, folder: folder)
        server = ServerStart(HistorySite(index, door: door, version: version), options, logger: logger)
    }

    /// `http://host:port`, once it listens, for which this waits; nil when it could not, or was stopped.
    public var url: String? { server.url }

    /// Why it does not listen; nil when it does, or may yet.
    public var failure: String? { server.failure }

    /// Closes the port and all connections.
    public func stop() { server.stop() }
}

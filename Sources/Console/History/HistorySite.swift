// SPDX-License-Identifier: Apache-2.0

import Files
import JSONValues
import Threads

/// Everything that a history answers, without a socket: a list of applications, and each application's site under
/// `history/KEY/`. Any thread.
package final class HistorySite: ConsoleAnswering {
    private struct Open {
        /// The one that was looked at last is the last.
        var sites: [(key: String, source: LogSource, site: ConsoleSite)] = []
    }

    private let index: HistoryIndex
    private let door: RequestGuard
    private let version: String
    private let open = Lock(Open())

    package init(_ index: HistoryIndex, door: RequestGuard, version: String) {
        self.index = index
        self.door = door
        self.version = version
    }

    package var eventCount: Int { 0 }

    package func answer(_ request: ConsoleRequest) -> ConsoleAnswer {
        if let refusal = door.refusal(request) { return refusal }
        guard request.method != .post else { return .text(.notFound, "There is nothing to change.") }
        if request.path == "healthz" || request.path == "readyz" { return .text(.ok, "ok") }
        if request.path == "api/v1/version" { return .json(["spark": .string(version)]) }
        do throws(FileError) {
            let parts = request.path.split(separator: "/", maxSplits: 2).map(String.init)
            switch (parts.first, parts.count) {
            case (nil, _): return try list(request)
            case ("history", 1): return .moved("./")
            case ("history", 2) where !request.isFolder: return .moved(parts[1] + "/")
            case ("history", _):
                var inner = request
                inner.path = parts.count > 2 ? parts[2] : ""
                return try answer(of: parts[1], inner)
            default: break
            }
            if request.path == "api/v1/applications" { return try applications(request) }
            if request.path.hasPrefix("api/v1/applications/") { return try rest(request) }
        } catch {
            return .text(.internalServerError, "The folder of event logs cannot be read: \(error)")
        }
        return .text(.notFound, "There is no such page.")
    }

    // MARK: One application

    private func answer(of key: String, _ request: ConsoleRequest) throws(FileError) -> ConsoleAnswer {
        guard let entry = try index.listing().entries.first(where: { $0.key == key }) else {
            return .text(.notFound, "There is no event log \(key.cut(to: 100)).")
        }
        return site(of: entry).answer(request)
    }

    private func site(of entry: HistoryIndex.Entry) -> ConsoleSite {
        let (source, site) = open.withLock { open in
            if let place = open.sites.firstIndex(where: { $0.key == entry.key }) {
                open.sites.append(open.sites.remove(at: place))
            } else {
                let source = LogSource(index.fileSystems, entry.files)
                open.sites.append((entry.key, source, ConsoleSite(source, door: door)))
                if open.sites.count > ConsoleLimits.logsOpen { open.sites.removeFirst() }
            }
            return (open.sites.last!.source, open.sites.last!.site)
        }
        source.refresh(entry.files)
        return site
    }

    /// Applications are known by the keys of their logs, and by their own numbers.
    private func rest(_ request: ConsoleRequest) throws(FileError) -> ConsoleAnswer {
        let parts = request.path.split(separator: "/", maxSplits: 4).map(String.init)
        let entries = try index.listing().entries
        let named = entries.first { $0.key == parts[3] } ?? entries.first { $0.key.hasPrefix(parts[3] + "-") }
        guard let entry = named else { return .text(.notFound, "unknown app \(parts[3].cut(to: 100))") }
        let site = site(of: entry)
        var inner = request
        inner.path = "api/v1/applications/" + site.applicationID + (parts.count > 4 ? "/" + parts[4] : "")
        return site.answer(inner)
    }

    // MARK: All applications

    private func applications(_ request: ConsoleRequest) throws(FileError) -> ConsoleAnswer {
        let choice: ApplicationChoice
        do throws(RequestFault) {
            choice = try ApplicationChoice(request)
        } catch {
            return .text(.badRequest, error.text)
        }
        let limit = min(max(Int(request.value("limit") ?? "") ?? ConsoleLimits.logsShown, 0), ConsoleLimits.headersKept)
        var found: [JSON] = []
        for entry in try index.listing().entries where found.count < limit {
            guard case .success(let facts) = index.header(of: entry) else { continue }
            let view = ConsoleView(facts: facts, store: ConsoleStore(), nowMillis: entry.lastMillis(facts))
            guard view.isChosen(by: choice, hasEnded: entry.hasEnded) else { continue }
            found.append(view.applicationJSON(id: entry.key, hasEnded: entry.hasEnded))
        }
        return .json(.array(found))
    }

    private func list(_ request: ConsoleRequest) throws(FileError) -> ConsoleAnswer {
        let listing = try index.listing()
        let first = min(max(Int(request.value("from") ?? "") ?? 0, 0), listing.entries.count)
        let shown = listing.entries[first...].prefix(ConsoleLimits.logsShown)
        let page = HistoryPage(
            folder: index.folder, listing: listing, first: first,
            shown: shown.map { ($0, index.header(of: $0)) })
        return .page(.ok, HistoryFrame.page(version: version, main: page.html), nonce: nil)
    }
}

extension HistoryIndex.Entry {
    /// When something was last written, by the driver's clock.
    func lastMillis(_ facts: ConsoleFacts) -> UInt64 {
        let (millis, overflow) = modifiedMillis.subtractingReportingOverflow(facts.wallOffsetMillis)
        return overflow || millis < 0 ? facts.startedMillis : max(UInt64(millis), facts.startedMillis)
    }
}

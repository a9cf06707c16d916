// SPDX-License-Identifier: Apache-2.0

package import Files
import Threads

/// The logs of a folder. Any thread.
package final class HistoryIndex: Sendable {
    /// One log: its files, and what can be said without reading them.
    package struct Entry: Sendable {
        package var key: String
        /// In the order of their parts.
        package var files: [String]
        package var byteCount: Int
        /// When something was last written, in milliseconds since 1970; 0 when the file system does not say.
        package var modifiedMillis: Int
        /// It was ended in order.
        package var hasEnded: Bool
    }

    /// What the folder has.
    package struct Listing: Sendable {
        /// The one that was written last first.
        package var entries: [Entry] = []
        /// Files that are called otherwise.
        package var othersCount = 0
    }

    private struct Headers {
        var known: [String: Result<ConsoleFacts, EventLogHeader.Refusal>] = [:]
        var order: [String] = []
    }

    let fileSystems: FileSystems
    let folder: String
    private let headers = Lock(Headers())

    package init(_ fileSystems: FileSystems, folder: String) {
        self.fileSystems = fileSystems
        self.folder = fileSystems.qualified(folder)
    }

    package func listing() throws(FileError) -> Listing {
        var listing = Listing()
        var found: [String: [(name: EventLogName, status: FileStatus)]] = [:]
        for status in try fileSystems.resolve(folder).list(folder) where !status.isDirectory {
            guard status.special == nil, let name = EventLogName(status.name) else {
                listing.othersCount += 1
                continue
            }
            found[name.key, default: []].append((name, status))
        }
        for (key, files) in found {
            let ordered = files.sorted {
                ($0.name.part ?? 0, $0.name.isInProgress ? 1 : 0) < ($1.name.part ?? 0, $1.name.isInProgress ? 1 : 0)
            }.prefix(EventLogLimits.partsMax)
            guard let last = ordered.last else { continue }
            listing.entries.append(
                Entry(
                    key: key, files: ordered.map(\.status.path),
                    byteCount: ordered.reduce(0) {
                        let (sum, overflow) = $0.addingReportingOverflow($1.status.byteCount)
                        return overflow ? .max : sum
                    },
                    modifiedMillis: ordered.map { $0.status.attributes?.modifiedMillis ?? 0 }.max() ?? 0,
                    hasEnded: last.name.part == nil ? !last.name.isInProgress : last.name.isLast))
        }
        listing.entries.sort { ($0.modifiedMillis, $0.key) > ($1.modifiedMillis, $1.key) }
        return listing
    }

    /// What the first line of a log says, or why it is none. Read once.
    func header(of entry: Entry) -> Result<ConsoleFacts, EventLogHeader.Refusal> {
        let path = entry.files[0]
        if let known = headers.withLock({ $0.known[path] }) { return known }
        let found: Result<ConsoleFacts, EventLogHeader.Refusal>
        do throws(EventLogHeader.Refusal) { found = .success(try read(path)) } catch { found = .failure(error) }
        // What is not there yet may come.
        if case .failure = found, !entry.hasEnded { return found }
        headers.withLock {
            $0.known[path] = found
            $0.order.append(path)
            if $0.order.count > ConsoleLimits.headersKept { $0.known[$0.order.removeFirst()] = nil }
        }
        return found
    }

    private func read(_ path: String) throws(EventLogHeader.Refusal) -> ConsoleFacts {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try fileSystems.read(path, at: 0, count: EventLogLimits.headerBytesMax)
        } catch { throw EventLogHeader.Refusal(description: "\(error)") }
        guard let frames = FrameReader() else { throw EventLogHeader.Refusal(description: "there is no memory for it") }
        var lines = LineCutter()
        var first: [UInt8]?
        var seen = 0
        var damage: FrameDamage?
        bytes.withUnsafeBytes { bytes in
            do throws(FrameDamage) {
                try frames.feed(bytes) { piece in
                    lines.feed(piece) { if first == nil { first = $0 } }
                    seen += piece.count
                    return first == nil && seen <= EventLogLimits.lineBytesMax
                }
            } catch { damage = error }
        }
        if let first { return try EventLogHeader(first).facts }
        throw EventLogHeader.Refusal(
            description: damage.map { "it is no file of Zstandard frames (\($0))" } ?? "it has no first line yet")
    }
}

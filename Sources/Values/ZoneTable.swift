// SPDX-License-Identifier: Apache-2.0

import Threads

/// The time zones of one session: the driver's own, and those that its functions and rows name. Any thread.
public final class ZoneTable: Sendable {
    private struct State {
        var zones: [String: ZoneRules] = [:]
        var byteCount = 0
        var local = ZoneRules.utc
    }

    private let state = Lock(State())
    /// Finds zones that the driver did not send; nil: there are no others.
    private let finder: (@Sendable (String) -> ZoneRules?)?

    public init(finder: (@Sendable (String) -> ZoneRules?)? = nil) { self.finder = finder }

    /// What clocks of the driver's machine show.
    public var local: ZoneRules { state.withLock { $0.local } }

    public func setLocal(_ rules: ZoneRules) { state.withLock { $0.local = rules } }

    /// Takes a zone in, `byteCount` bytes of rules; the first of a name stays.
    public func add(_ name: String, _ rules: ZoneRules, byteCount: Int) throws(ZoneError) {
        try Self.check(name)
        try state.withLock { (state) throws(ZoneError) in
            if state.zones[name] != nil { return }
            guard state.zones.count < ValuesLimits.zonesMax,
                state.byteCount + byteCount <= ValuesLimits.zonesBytesMax
            else { throw ZoneError("more than \(ValuesLimits.zonesMax) time zones in one session") }
            state.zones[name] = rules
            state.byteCount += byteCount
        }
    }

    /// The rules of a zone; nil when there is none of the name.
    public func rules(_ name: String) -> ZoneRules? {
        if let known = state.withLock({ $0.zones[name] }) { return known }
        guard (try? Self.check(name)) != nil, let found = finder?(name) else { return nil }
        try? add(name, found, byteCount: 0)
        return found
    }

    /// Names are paths below a folder of files: none leads out of it.
    public static func check(_ name: String) throws(ZoneError) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = name.utf8.allSatisfy { byte in
            (65...90).contains(byte & 0xDF) || (48...57).contains(byte) || "/_+-.".utf8.contains(byte)
        }
        guard !name.isEmpty, name.utf8.count <= ValuesLimits.zoneNameBytesMax, isPlain,
            parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
        else { throw ZoneError("'\(name.prefix(60))' is not a name of a time zone") }
    }
}

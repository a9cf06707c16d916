// SPDX-License-Identifier: Apache-2.0

import Messages
import Plan
import SwiftProtobuf
public import Values

/// A time zone as it travels.
public struct ZoneDefinition: Hashable, Sendable {
    public enum Rules: Hashable, Sendable {
        /// The content of a TZif file.
        case tzif([UInt8])
        /// As in POSIX' variable TZ.
        case posix(String)
    }

    /// Empty: the driver's own zone.
    public let name: String
    public let rules: Rules

    /// Fails for rules that executors would not read.
    public init(name: String, rules: Rules) throws(ZoneError) {
        if !name.isEmpty { try ZoneTable.check(name) }
        switch rules {
        case .tzif(let bytes): _ = try ZoneRules(tzif: bytes)
        case .posix(let text): _ = try ZoneRules(posix: text)
        }
        self.name = name
        self.rules = rules
    }

    /// Lets functions that this process runs use the zone.
    public func define(in table: ZoneTable) {
        let found: ZoneRules?
        switch rules {
        case .tzif(let bytes): found = try? ZoneRules(tzif: bytes)
        case .posix(let text): found = try? ZoneRules(posix: text)
        }
        guard let found else { return }
        if name.isEmpty { table.setLocal(found) } else { try? table.add(name, found, byteCount: byteCount) }
    }

    var byteCount: Int {
        switch rules {
        case .tzif(let bytes): name.utf8.count + bytes.count + 16
        case .posix(let text): name.utf8.count + text.utf8.count + 16
        }
    }

    fileprivate var message: Martlet_ZoneDefinition {
        .with {
            $0.name = name
            switch rules {
            case .tzif(let bytes): $0.tzif = .init(field: bytes)
            case .posix(let text): $0.posix = text
            }
        }
    }
}

extension Driver {
    /// Lets functions of all later jobs use these zones. The first definition of a name stays; the driver's own
    /// zone may change.
    public func define(_ definitions: [ZoneDefinition]) {
        var new: [String: ZoneDefinition] = [:]
        var local: ZoneDefinition?
        for definition in definitions {
            if definition.name.isEmpty {
                if definition != localZone { local = definition }
                localZone = definition
            } else if zones[definition.name] == nil, zones.count < ValuesLimits.zonesMax,
                zoneBytes + definition.byteCount <= ValuesLimits.zonesBytesMax
            {
                zones[definition.name] = definition
                new[definition.name] = definition
            }
        }
        if local == nil && new.isEmpty { return }
        let bytes = new.values.reduce(local?.byteCount ?? 0) { $0 + $1.byteCount }
        for executor in executors.values { executor.order(zoneOrder(local, new), bytes: bytes) }
    }

    var zoneBytes: Int { zones.values.reduce(localZone?.byteCount ?? 0) { $0 + $1.byteCount } }

    func zoneOrder(_ local: ZoneDefinition?, _ zones: [String: ZoneDefinition]) -> Martlet_ExecutorOrder {
        var message = Martlet_DefineZones()
        if let local { message.zones.append(local.message) }
        for zone in zones.values.sorted(by: { $0.name < $1.name }) { message.zones.append(zone.message) }
        return .with { $0.defineZones = message }
    }
}

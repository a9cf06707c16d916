// SPDX-License-Identifier: Apache-2.0

import JSONValues

/// The first line of each file of a log.
struct EventLogHeader {
    /// Of what follows. A reader of this format reads every log that says so, and skips events that it does not know.
    static let format = 1

    var facts: ConsoleFacts

    init(_ facts: ConsoleFacts) { self.facts = facts }

    var line: [UInt8] {
        let json: JSON = [
            "martlet": "event log", "format": .int(Self.format), "version": .string(facts.version),
            "id": .string(facts.applicationID), "name": .string(facts.applicationName),
            "master": .string(facts.master), "user": .string(facts.user),
            "started": .int(Int(clamping: facts.startedMillis)), "wallOffset": .int(facts.wallOffsetMillis),
            "settings": .array(
                facts.settingsShown.map { setting in
                    [.string(setting.key), .string(setting.value), .string(setting.state), .string(setting.meaning)]
                }),
        ]
        return json.bytes + [10]
    }

    /// Why a line is no header, in words.
    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    init(_ bytes: [UInt8]) throws(Refusal) {
        guard let json = try? JSON(parsing: bytes), json["martlet"] == "event log", let format = json["format"].int
        else { throw Refusal(description: "it does not begin as an event log of Martlet") }
        guard format == Self.format else {
            throw Refusal(
                description: "its format is \(format), and this version reads \(Self.format): use that of Martlet "
                    + json.short("version", most: 40))
        }
        facts = ConsoleFacts(
            applicationID: json.short("id", most: 200), applicationName: json.short("name"),
            master: json.short("master"), user: json.short("user", most: 200), version: json.short("version", most: 40),
            settings: [:], startedMillis: json.millis("started"),
            wallOffsetMillis: json.count("wallOffset", most: 1 << 50))
        for item in json["settings"].items.prefix(EventLogLimits.settingsMax) {
            let parts = item.items.map { ($0.text ?? "").cut(to: EventLogLimits.textBytesMax) }
            guard parts.count >= 2 else { continue }
            facts.settings[parts[0]] = parts[1]
            if parts.count >= 4 { facts.meanings[parts[0]] = SettingMeaning(state: parts[2], text: parts[3]) }
        }
    }
}

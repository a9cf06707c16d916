// SPDX-License-Identifier: Apache-2.0

import Scripting
import Testing
import Values

/// Expressions whose outcome in CPython is known.
@Suite struct LibraryCaseTests {
    private static let areas: [(name: String, texts: [String])] = [
        ("text", [textCases1, textCases2, textCases3, textCases4, textCases5]),
        (
            "format",
            [
                formatCases1, formatCases2, formatCases3, formatCases4, formatCases5, formatCases6, formatCases7,
                formatCases8,
            ]
        ),
        ("math", [mathCases1, mathCases2, mathCases3]), ("random", [randomCases]),
        ("regex", [regexCases1, regexCases2]), ("datetime", [datetimeCases1, datetimeCases2]), ("json", [jsonCases]),
        ("other", [otherCases1, otherCases2, otherCases3]), ("zones", [zonesCases1, zonesCases2, zonesCases3]),
        ("binary", [binaryCases]), ("textual", [textualCases1, textualCases2]),
        ("unicode", [unicodeCases1, unicodeCases2]),
        (
            "exact",
            [
                exactCases1, exactCases2, exactCases3, exactCases4, exactCases5, exactCases6, exactCases7,
                exactCases8, exactCases9,
            ]
        ),
        (
            "arrays",
            [
                arraysCases1, arraysCases2, arraysCases3, arraysCases4, arraysCases5, arraysCases6, arraysCases7,
                arraysCases8, arraysCases9, arraysCases10, arraysCases11,
            ]
        ),
        (
            "narrow",
            [
                narrowCases1, narrowCases2, narrowCases3, narrowCases4, narrowCases5, narrowCases6, narrowCases7,
                narrowCases8, narrowCases9, narrowCases10,
            ]
        ),
        (
            "wide",
            [wideCases1, wideCases2, wideCases3, wideCases4, wideCases5, wideCases6, wideCases7]
        ),
    ]

    /// A driver in Berlin, and zones as their rules say since 2024.
    private static func inBerlin() throws -> ScriptServices {
        let rules = [
            "Europe/Berlin": "CET-1CEST,M3.5.0,M10.5.0/3", "America/New_York": "EST5EDT,M3.2.0,M11.1.0",
            "Australia/Lord_Howe": "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "Asia/Kolkata": "IST-5:30",
            "Europe/Dublin": "IST-1GMT0,M10.5.0,M3.5.0/1", "UTC": "UTC0",
        ]
        let zones = ZoneTable()
        for (name, rule) in rules { try zones.add(name, try ZoneRules(posix: rule), byteCount: rule.utf8.count) }
        zones.setLocal(try ZoneRules(posix: "CET-1CEST,M3.5.0,M10.5.0/3"))
        return ScriptServices(zones: zones)
    }

    @Test func aZoneThatNobodySentSaysHowToHaveIt() {
        let text = TestHost().outcome("zoneinfo.ZoneInfo('Europe/Berlin')")
        #expect(text.hasPrefix("ZoneInfoNotFoundError: No time zone found with key Europe/Berlin"))
        #expect(text.contains("tzdata"))
    }

    @Test(arguments: areas.map(\.name))
    func outcomesAreThoseOfPython(area: String) throws {
        let services = try Self.inBerlin()
        let texts = try #require(Self.areas.first { $0.name == area }).texts
        var checked = 0
        for text in texts {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            for place in stride(from: 0, to: lines.count - 1, by: 2) {
                let host = TestHost()
                if area == "zones" { host.services = services }
                let got = host.outcome(String(lines[place])).replacing("\n", with: "\\n")
                let wanted = String(lines[place + 1].dropFirst(2))
                #expect(got == wanted, "\(lines[place])")
                checked += 1
            }
        }
        #expect(checked >= 90)
    }
}

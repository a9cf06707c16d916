// SPDX-License-Identifier: Apache-2.0

import Scripting
import Testing

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
        ("other", [otherCases1, otherCases2]),
    ]

    @Test(arguments: areas.map(\.name))
    func outcomesAreThoseOfPython(area: String) throws {
        let texts = try #require(Self.areas.first { $0.name == area }).texts
        var checked = 0
        for text in texts {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            for place in stride(from: 0, to: lines.count - 1, by: 2) {
                let host = TestHost()
                let got = host.outcome(String(lines[place])).replacing("\n", with: "\\n")
                let wanted = String(lines[place + 1].dropFirst(2))
                #expect(got == wanted, "\(lines[place])")
                checked += 1
            }
        }
        #expect(checked >= 90)
    }
}

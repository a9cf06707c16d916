// SPDX-License-Identifier: Apache-2.0

import Testing
import Values

@Suite struct ZoneTests {
    @Test func `a rule of POSIX gives offsets around both switches`() throws {
        let berlin = try ZoneRules(posix: "CET-1CEST,M3.5.0,M10.5.0/3")
        // 2024-03-31 01:00 UTC and 2024-10-27 01:00 UTC.
        let (start, end) = (1_711_846_800, 1_729_990_800)
        #expect(berlin.type(atUTC: start - 1).type.abbreviation == "CET")
        #expect(berlin.type(atUTC: start).type.abbreviation == "CEST")
        #expect(berlin.type(atUTC: end - 1).type.offset == 7200)
        #expect(berlin.type(atUTC: end).type.offset == 3600)
        #expect(berlin.type(atUTC: end - 1).fold == 0)
        #expect(berlin.type(atUTC: end).fold == 1)
        #expect(berlin.type(atUTC: end + 3599).fold == 1)
        #expect(berlin.type(atUTC: end + 3600).fold == 0)
        // The hour that is skipped, and the one that is shown twice.
        #expect(berlin.type(atClock: start + 3600, fold: 0).offset == 3600)
        #expect(berlin.type(atClock: start + 3600, fold: 1).offset == 7200)
        #expect(berlin.type(atClock: end + 3600, fold: 0).offset == 7200)
        #expect(berlin.type(atClock: end + 3600, fold: 1).offset == 3600)
        #expect(berlin.moment(ofClock: end + 3600, fold: 0) == end - 3600)
    }

    @Test(arguments: [
        "", "CET", "CE-1", "CET-25", "C24", "CET-24:00:01", "CET-1CEST", "CET-1CEST,M3.5.0",
        "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.5.0,M10.5.0x", "<CET-1", "CET-1CEST,J0,J5", "CET-1CEST,M3.5.0/999,M10.5.0", "12",
        String(repeating: "A", count: 500) + "-1",
    ])
    func `a rule that is none is an error`(_ text: String) {
        if text == "CET" || text == "CE-1" {
            #expect(throws: Never.self) { try ZoneRules(posix: text) }
        } else {
            #expect(throws: ZoneError.self) { try ZoneRules(posix: text) }
        }
    }

    /// Version 2, one transition at 0 from UTC+1 to UTC+2, without a rule for the future.
    private var small: [UInt8] {
        func header(_ transitions: UInt8, _ types: UInt8, _ characters: UInt8) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
                + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, transitions, 0, 0, 0, types, 0, 0, 0, characters]
        }
        return header(0, 1, 1) + [0, 0, 0, 0, 0, 0, 0] + header(1, 2, 8) + [0, 0, 0, 0, 0, 0, 0, 0] + [1]
            + [0, 0, 0x0E, 0x10, 0, 0] + [0, 0, 0x1C, 0x20, 1, 4] + Array("ONE\0TWO\0".utf8) + Array("\n\n".utf8)
    }

    @Test func `a file's table is read`() throws {
        let rules = try ZoneRules(tzif: small)
        #expect(rules.type(atUTC: -1).type.abbreviation == "ONE")
        #expect(rules.type(atUTC: 0).type == rules.type(atUTC: 1 << 40).type)
        #expect(rules.type(atUTC: 0).type.abbreviation == "TWO")
        #expect(rules.constant == nil)
    }

    @Test func `any damage is an error or another zone, never a trap`() throws {
        for length in 0..<small.count {
            #expect(throws: ZoneError.self) { try ZoneRules(tzif: Array(small.prefix(length))) }
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var bytes = small
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let rules = try? ZoneRules(tzif: bytes) else { continue }
            for moment in [Int(-1 << 50), -62_135_596_800, -1, 0, 1, 253_402_300_799, 1 << 50] {
                _ = rules.type(atUTC: moment)
                _ = rules.type(atClock: moment, fold: 0)
                _ = rules.type(atClock: moment, fold: 1)
            }
        }
    }

    @Test(arguments: ["../etc/passwd", "/etc/passwd", "", "Europe//Berlin", "Europe/./Berlin", "a b", "x\0y"])
    func `a name that leads elsewhere is refused`(_ name: String) {
        #expect(throws: ZoneError.self) { try ZoneTable.check(name) }
        #expect(ZoneTable { _ in ZoneRules.utc }.rules(name) == nil)
    }
}

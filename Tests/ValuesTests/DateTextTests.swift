// SPDX-License-Identifier: Apache-2.0

import Testing
import Values

@Suite struct DateTextTests {
    private func date(_ text: String) -> Int? { Array(text.utf8).withUnsafeBytes { DateText.parse($0) } }

    private func moment(_ text: String) -> DateText.Moment? {
        Array(text.utf8).withUnsafeBytes { DateText.parseMoment($0) }
    }

    private func written(_ write: (UnsafeMutablePointer<UInt8>) -> Int) -> String {
        var bytes = [UInt8](repeating: 0, count: DateText.byteCountMax)
        let count = bytes.withUnsafeMutableBufferPointer { write($0.baseAddress!) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    @Test func `days and dates are each other's inverse`() {
        var expected = EpochDays.of(year: -401, month: 1, day: 1)
        var wrong = 0
        for year in -401...2401 {
            for month in 1...12 {
                for day in 1...CivilCalendar.daysInMonth(year, month) {
                    wrong += EpochDays.of(year: year, month: month, day: day) == expected ? 0 : 1
                    wrong += EpochDays.date(expected) == (year, month, day) ? 0 : 1
                    expected += 1
                }
            }
        }
        #expect(wrong == 0)
        #expect(EpochDays.of(year: 1970, month: 1, day: 1) == 0)
        for days in [EpochDays.least, EpochDays.greatest] {
            let (year, month, day) = EpochDays.date(days)
            #expect(EpochDays.of(year: year, month: month, day: day) == days)
        }
        #expect(EpochDays.date(.max) == EpochDays.date(EpochDays.greatest))
        #expect(EpochDays.date(.min) == EpochDays.date(EpochDays.least))
    }

    @Test(arguments: [
        ("2020-01-02", 18263), ("2020", 18262), ("2020-1-2", 18263), ("  2020-01-02  ", 18263),
        ("2020-01-02T03", 18263),
        ("2020-01-02 anything", 18263), ("+2020-01-02", 18263), ("1969-12-31", -1), ("0000-03-01", -719468),
        ("-0001-01-01", -719893), ("10000-01-01", 2932897), ("2020-02-29", 18321),
    ])
    func `dates are read as Spark casts them`(text: String, days: Int) { #expect(date(text) == days) }

    @Test(arguments: [
        "", " ", "01/02/2020", "2020-13-01", "2021-02-29", "202", "2020-", "2020-01-", "2020-001-01", "2020-01-01x",
        "2020-01x", "12345678-01-01", "2020T", "2020-01-0a", "９９９９-01-01", "-", "6000000-01-01",
    ])
    func `what is no date is none`(text: String) { #expect(date(text) == nil) }

    @Test(arguments: [
        ("2020-01-02 03:04:05.123456", 1_577_934_245_123_456, ""), ("2020-01-02T03:04:05Z", 1_577_934_245_000_000, "Z"),
        ("2020-01-02 03:04:05.1+01:00", 1_577_934_245_100_000, "+01:00"), ("2020-01-02", 1_577_923_200_000_000, ""),
        ("2020-01-02 03:04", 1_577_934_240_000_000, ""), ("2020-01-02 3", 1_577_934_000_000_000, ""),
        ("2020-01-02 03:04:05.1234567 Europe/Berlin", 1_577_934_245_123_456, " Europe/Berlin"),
        ("1969-12-31 23:59:59.999999", -1, ""), ("2020", 1_577_836_800_000_000, ""),
    ])
    func `times are read as Spark casts them`(text: String, clock: Int, zone: String) {
        let found = moment(text)
        #expect(found?.clock == clock)
        #expect(found?.zone == zone)
    }

    @Test(arguments: [
        "", "2020-01-02 24:00:00", "2020-01-02 03:60", "2020-01-02 03:04:60", "2020-01-02 03:04+01:00", "03:04:05",
        "2020-01 03:04", "2020-01-02T", "2020-01-02X03:04", "999999-01-01 00:00:00",
    ])
    func `what is no time is none`(text: String) { #expect(moment(text) == nil) }

    @Test func `dates and times are written as Spark shows them`() {
        #expect(written { DateText.write(18263, $0) } == "2020-01-02")
        #expect(written { DateText.write(2_932_897, $0) } == "+10000-01-01")
        #expect(written { DateText.write(-719_893, $0) } == "-0001-01-01")
        #expect(written { DateText.writeClock(1_577_934_245_123_400, $0) } == "2020-01-02 03:04:05.1234")
        #expect(written { DateText.writeClock(-1, $0) } == "1969-12-31 23:59:59.999999")
        #expect(written { DateText.writeClock(0, $0) } == "1970-01-01 00:00:00")
        for extreme in [Int.min, .max] { #expect(written { DateText.writeClock(extreme, $0) }.utf8.count <= 33) }
    }

    @Test(arguments: [
        ("UTC", 0), ("Z", 0), ("GMT+2", 7200), ("+02:00", 7200), ("-8", -28800), ("+0530", 19800), ("UTC-01:30", -5400),
        ("+18:00", 64800), ("+01:02:03", 3723),
    ])
    func `offsets name zones`(name: String, offset: Int) {
        #expect(ZoneTable().rules(named: name)?.constant?.offset == offset)
    }

    @Test(arguments: ["", "+19:00", "+1:2", "UTC+", "+", "+12345", "Nowhere/City", "Z1", "+01:60"])
    func `other names name none`(name: String) { #expect(ZoneTable().rules(named: name) == nil) }

    @Test func `months are added with the last day held`() {
        let day = { (year: Int, month: Int, day: Int) in EpochDays.of(year: year, month: month, day: day) }
        #expect(EpochDays.addMonths(day(2020, 1, 31), 1) == day(2020, 2, 29))
        #expect(EpochDays.addMonths(day(2020, 3, 31), -1) == day(2020, 2, 29))
        #expect(EpochDays.addMonths(day(2020, 12, 15), 1) == day(2021, 1, 15))
        #expect(EpochDays.addMonths(day(2020, 1, 15), -13) == day(2018, 12, 15))
        #expect(EpochDays.addMonths(0, .max) == nil)
        #expect(EpochDays.addMonths(EpochDays.greatest, 12) == nil)
    }
}

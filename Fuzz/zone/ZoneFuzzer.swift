// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import Glibc
import Values

/// Files of time zones and rules of POSIX' form of any bytes: refused, or read and asked, never a trap.
private func readZone(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    let content = [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    ask(try? ZoneRules(tzif: content))
    ask(try? ZoneRules(posix: String(decoding: content, as: UTF8.self)))
    return 0
}

private func ask(_ rules: ZoneRules?) {
    guard let rules else { return }
    for moment in [-1 << 50, -62_135_596_800, -1, 0, 1_711_846_800, 253_402_300_799, 1 << 50] {
        let (type, fold) = rules.type(atUTC: moment)
        let back = rules.type(atClock: moment + type.offset, fold: fold)
        precondition(type.offset.magnitude < 86_400 && back.offset.magnitude < 86_400, "an offset of a day or more")
        _ = rules.moment(ofClock: moment, fold: 1)
    }
}

@main
enum ZoneFuzzer {
    static func main() { exit(fuzz(readZone)) }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import Values

/// The rules of a time zone in this machine's data base; nil when it has none of the name.
@Sendable func installedZone(_ name: String) -> ZoneRules? {
    guard (try? ZoneTable.check(name)) != nil else { return nil }
    let file = open("/usr/share/zoneinfo/" + name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= ValuesLimits.zoneBytesMax
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    guard count == bytes.count else { return nil }
    return try? ZoneRules(tzif: bytes)
}

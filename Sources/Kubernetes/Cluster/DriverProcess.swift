// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Which process drives an application, so that the next driver at the same place knows whether it still lives. A
/// number alone may be another's by then: the time of its start goes with it.
package struct DriverProcess: Hashable, Sendable, CustomStringConvertible {
    static let label = "martlet.dev/driver-process"

    let id: Int
    let start: UInt64

    package static var current: DriverProcess {
        DriverProcess(id: Int(getpid()), start: startTime(of: Int(getpid())) ?? 0)
    }

    init(id: Int, start: UInt64) {
        self.id = id
        self.start = start
    }

    /// As `description` writes it.
    package init?(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2, let id = Int(parts[0]), id > 0, let start = UInt64(parts[1]) else {
            return nil
        }
        self.init(id: id, start: start)
    }

    package var description: String { "\(id).\(start)" }

    /// On this machine, as this process sees it.
    package var isAlive: Bool { Self.startTime(of: id) == start }

    /// In clock ticks since the machine has started; nil: there is no such process.
    private static func startTime(of process: Int) -> UInt64? {
        guard let file = fopen("/proc/\(process)/stat", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 2_048)
        let count = fread(&bytes, 1, bytes.count, file)
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        // The name, in parentheses, may hold anything; behind it comes field 3.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        // One that has ended and that nobody has waited for is no process any more.
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }

    /// A name for all drivers at one place: the pod, or the host.
    package static func place(_ environment: [String: String]) -> String {
        if let pod = environment["MARTLET_POD_NAME"], !pod.isEmpty { return pod }
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, 255) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// This process's environment.
func processEnvironment() -> [String: String] {
    var found: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
        let parts = String(cString: text).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { found[String(parts[0])] = String(parts[1]) }
        entry += 1
    }
    return found
}

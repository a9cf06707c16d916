// SPDX-License-Identifier: Apache-2.0
import Console
import FuzzDriver
import Glibc

/// Whatever a file in the folder of event logs may hold: read or refused, and shown.
private func readLog(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    fuzzEventLog(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

@main
enum EventLogFuzzer {
    static func main() { exit(fuzz(readLog)) }
}

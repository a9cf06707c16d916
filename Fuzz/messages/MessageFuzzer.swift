// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import Glibc
import HostileCluster

/// Messages of any kind after the handshake, to a driver with an honest executor and to an executor: the session's own
/// jobs still end right.
private func sendMessages(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    fuzzMessages(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

@main
enum MessageFuzzer {
    static func main() { exit(fuzz(sendMessages)) }
}

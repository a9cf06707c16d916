// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import Glibc
import HDFS

/// Whatever NameNodes and DataNodes may send: read or refused, never a trap and never a wait.
private func readReplies(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    fuzzHDFSReplies(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

@main
enum HDFSFuzzer {
    static func main() { exit(fuzz(readReplies)) }
}

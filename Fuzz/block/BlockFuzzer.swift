// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import Glibc
import Storage

/// Blocks of any bytes, with and without a header put right: refused or read row by row, never a trap.
private func decodeBlock(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    fuzzBlockDecoder(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

@main
enum BlockFuzzer {
    static func main() { exit(fuzz(decodeBlock)) }
}

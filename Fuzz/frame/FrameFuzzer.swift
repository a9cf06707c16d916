// SPDX-License-Identifier: Apache-2.0
import FuzzDriver
import Glibc
import Net

/// Frames of any bytes, in pieces of any size: refused or read, never a trap.
private func decodeFrames(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    fuzzFrameDecoder(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

@main
enum FrameFuzzer {
    static func main() { exit(fuzz(decodeFrames)) }
}

// SPDX-License-Identifier: Apache-2.0
import Console
import FuzzDriver
import Glibc

/// Whatever a browser, a tool or a page of somebody else's may ask a console for.
private func ask(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    fuzzConsoleRequest(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

@main
enum RequestFuzzer {
    static func main() { exit(fuzz(ask)) }
}

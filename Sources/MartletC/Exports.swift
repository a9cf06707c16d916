// SPDX-License-Identifier: Apache-2.0

import Glibc
import Martlet

@_cdecl("martlet_free")
public func martletFree(_ reply: UnsafeMutablePointer<UInt8>?) { free(reply) }

nonisolated(unsafe) var engine: Session?
@_cdecl("martlet_open")
public func martletOpen() -> Int32 {
    engine = try! Session(master: "local[2]")
    return Int32(try! engine!.range(0..<100).count())
}
@_cdecl("martlet_close")
public func martletClose() -> Int32 {
    engine!.stop()
    return 0
}

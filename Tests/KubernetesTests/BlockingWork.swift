// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Work that waits, on a thread that may.
enum BlockingWork {
    static func run(_ body: @escaping @Sendable () -> Void) {
        DispatchQueue.global().async(execute: body)
    }
}

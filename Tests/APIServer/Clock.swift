// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The time as Kubernetes writes it: `2026-11-30T03:00:00Z`.
func timestamp(addingSeconds seconds: Int = 0) -> String {
    var now = time(nil) + seconds
    var parts = tm()
    gmtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

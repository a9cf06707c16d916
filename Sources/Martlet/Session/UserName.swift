// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Who runs the process.
package enum UserName {
    /// `SPARK_USER`, else the name of the process's user, else its number.
    package static var current: String {
        if let named = environment("SPARK_USER") { return named }
        let number = getuid()
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4_096)
        // The name lies in the buffer.
        return buffer.withUnsafeMutableBufferPointer {
            let status = getpwuid_r(number, &entry, $0.baseAddress!, $0.count, &found)
            guard status == 0, found != nil, let name = entry.pw_name else { return "\(number)" }
            return String(cString: name)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An environment variable; nil when it is not set or empty.
func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
}

/// The folder that relative paths start from; the root when it is gone.
func workingDirectory() -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
        guard let path = getcwd(buffer.baseAddress!, Int(PATH_MAX)) else { return "" }
        return String(cString: path)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A setting that cannot be used: which, why, and what to write.
package struct SettingError: Error, Hashable, CustomStringConvertible {
    package var description: String

    init(_ description: String) { self.description = description }

    init(_ key: String, _ value: String, _ why: String) {
        description = "\(key)=\(value): \(why)"
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Bounds of JSON that is read.
package enum JSONLimits {
    /// Values within values, also of YAML, which becomes the same.
    package static let valueDepthMax = 200
}

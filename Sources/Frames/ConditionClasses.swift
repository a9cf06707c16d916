// SPDX-License-Identifier: Apache-2.0

import Compute

/// The class of the Python package's exceptions, without its module, of a condition that instructions end a task with;
/// nil of other conditions.
package func exceptionClass(ofCondition name: String) -> String? {
    SQLCondition(rawValue: name)?.exceptionType.split(separator: ".").last.map { String($0) }
}

// SPDX-License-Identifier: Apache-2.0

/// "1 task", "2 tasks".
package func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

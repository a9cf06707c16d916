// SPDX-License-Identifier: Apache-2.0

/// What the doctor found out about one thing, in a sentence, with what to apply where it can be mended so.
package struct Finding: Sendable, Hashable {
    package enum Outcome: String, Sendable, Hashable {
        case fine, failed
        /// It could not be looked at, or need not be.
        case skipped
    }

    package var title: String
    package var outcome: Outcome
    package var text: String
    /// Objects for `kubectl apply -f -`.
    package var yaml: String?

    package init(_ title: String, _ outcome: Outcome, _ text: String, yaml: String? = nil) {
        self.title = title
        self.outcome = outcome
        self.text = text
        self.yaml = yaml
    }
}

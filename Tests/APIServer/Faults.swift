// SPDX-License-Identifier: Apache-2.0

import Kubernetes

/// What goes wrong, on demand.
package struct Faults: Sendable {
    /// Answers that some requests get instead of theirs.
    package struct Refusal: Sendable {
        /// As RBAC calls them; nil: any.
        package var verb: String?
        package var resource: String?
        package var status: Int
        package var reason: String
        package var message: String
        package var retryAfterSeconds: Int?
        /// How many requests get it.
        package var count: Int

        package init(
            verb: String? = nil, resource: String? = nil, status: Int, reason: String = "", message: String = "",
            retryAfterSeconds: Int? = nil, count: Int = 1
        ) {
            self.verb = verb
            self.resource = resource
            self.status = status
            self.reason = reason
            self.message = message
            self.retryAfterSeconds = retryAfterSeconds
            self.count = count
        }
    }

    /// Connections are closed without a word.
    package var isDown = false
    package var refusals: [Refusal] = []
    /// Each event of a watch comes so often.
    package var eventCopies = 1
    /// Each event of a watch comes so much later.
    package var eventDelayMillis = 0
    /// So many of the next events never come.
    package var eventsLost = 0
    /// A watch from too far back is refused at once instead of with an event.
    package var refusesOldWatches = false
    /// Pods that may be there at a time, as a ResourceQuota says.
    package var podsMax: Int?
    /// Pods must keep the rules of restricted Pod Security.
    package var isRestricted = true
    package var bookmarkMillis = 60_000

    /// The refusal that a request meets; it counts.
    mutating func refusal(of request: APIRequest) -> Refusal? {
        let place = refusals.firstIndex { refusal in
            refusal.count > 0 && (refusal.verb == nil || refusal.verb == request.verb)
                && (refusal.resource == nil || refusal.resource == request.wholeResource)
        }
        guard let place else { return nil }
        refusals[place].count -= 1
        return refusals[place]
    }
}

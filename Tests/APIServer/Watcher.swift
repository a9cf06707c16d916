// SPDX-License-Identifier: Apache-2.0

import JSONValues
import Kubernetes
import NIOCore

/// One watch that is open, and its connection. The server's loop only.
final class Watcher {
    let resource: String
    let namespace: String
    let labels: [String: String]
    let wantsBookmarks: Bool
    let seconds: Int
    /// Sent before all others.
    var first: [JSON]
    /// Set once the head of the answer is on its way.
    var send: ((JSON) -> Void)?
    /// True: in order; false: the connection breaks.
    var end: ((Bool) -> Void)?
    var timer: Scheduled<Void>?

    init(
        resource: String, namespace: String, labels: [String: String], wantsBookmarks: Bool, seconds: Int,
        first: [JSON]
    ) {
        self.resource = resource
        self.namespace = namespace
        self.labels = labels
        self.wantsBookmarks = wantsBookmarks
        self.seconds = seconds
        self.first = first
    }

    func wants(_ event: ObjectStore.Event) -> Bool {
        event.key.resource == resource && event.key.namespace == namespace && ObjectStore.has(event.object, labels)
    }

    static func line(_ type: String, _ object: JSON) -> JSON { ["type": .string(type), "object": object] }

    static func bookmark(_ version: Int) -> JSON {
        line(
            "BOOKMARK",
            [
                "kind": "Pod", "apiVersion": "v1", "metadata": ["resourceVersion": .string(String(version))],
                "spec": .object(["containers": .null]), "status": .object([:]),
            ])
    }
}

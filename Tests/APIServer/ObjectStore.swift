// SPDX-License-Identifier: Apache-2.0

import JSONValues
import Kubernetes

/// The objects of the cluster with their versions, and what has happened to them. The server's loop only.
package struct ObjectStore {
    package struct Key: Hashable, Sendable {
        package var resource: String
        package var namespace: String
        package var name: String

        package init(resource: String, namespace: String, name: String) {
            self.resource = resource
            self.namespace = namespace
            self.name = name
        }
    }

    struct Event {
        var version: Int
        var type: String
        var key: Key
        var object: JSON
    }

    private(set) var version = 100
    private(set) var objects: [Key: JSON] = [:]
    private(set) var events: [Event] = []
    /// Watches and continue tokens from before this version are too old.
    private(set) var compactedVersion = 0
    private var lastUID = 0

    /// Sorted by name.
    func all(_ resource: String, namespace: String, labels: [String: String]) -> [JSON] {
        objects.filter { $0.key.resource == resource && $0.key.namespace == namespace && Self.has($0.value, labels) }
            .sorted { $0.key.name < $1.key.name }.map(\.value)
    }

    static func has(_ object: JSON, _ labels: [String: String]) -> Bool {
        let own = object["metadata"]["labels"].texts
        return labels.allSatisfy { own[$0.key] == $0.value }
    }

    /// Puts a new object in its place, with what the server gives it.
    mutating func insert(_ object: JSON, at key: Key) -> Event {
        var object = object
        lastUID += 1
        let digits = String(lastUID, radix: 16)
        object["metadata"]["uid"] = .string(
            "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)
        object["metadata"]["creationTimestamp"] = .string(timestamp())
        object["metadata"]["generation"] = 1
        return record("ADDED", object, key)
    }

    mutating func update(_ object: JSON, at key: Key) -> Event { record("MODIFIED", object, key) }

    mutating func remove(_ key: Key) -> Event? {
        guard let object = objects[key] else { return nil }
        let event = record("DELETED", object, key)
        objects[key] = nil
        return event
    }

    private mutating func record(_ type: String, _ object: JSON, _ key: Key) -> Event {
        version += 1
        var object = object
        object["metadata"]["resourceVersion"] = .string(String(version))
        objects[key] = object
        let event = Event(version: version, type: type, key: key, object: object)
        events.append(event)
        return event
    }

    /// Forgets what has happened so far, as etcd does every few minutes.
    mutating func compact() {
        version += 1
        compactedVersion = version
        events.removeAll()
    }
}

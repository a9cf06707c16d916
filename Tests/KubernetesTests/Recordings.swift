// SPDX-License-Identifier: Apache-2.0

import Foundation
import JSONValues
import Kubernetes

/// What a real API server said (Tests/Recordings/kubernetes).
enum Recordings {
    struct Answer {
        var status: Int
        var body: JSON
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Recordings/kubernetes")

    private static func lines(_ name: String) throws -> [JSON] {
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSON(parsing: $0.utf8) }
    }

    static func answer(_ name: String) throws -> Answer {
        let line = try lines("responses.jsonl").first { $0["name"].text == name }
        guard let line else { throw CocoaError(.fileNoSuchFile) }
        return Answer(status: line["status"].int ?? 0, body: line["body"])
    }

    /// The states of a pod, one after the other.
    static func pods(_ name: String) throws -> [Pod] {
        try lines("watch.jsonl").map { $0["object"] }.filter { $0["metadata"]["name"].text == name }.map { Pod($0) }
    }
}

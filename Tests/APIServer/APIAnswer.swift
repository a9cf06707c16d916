// SPDX-License-Identifier: Apache-2.0

import JSONValues
import Kubernetes

/// What the server says to a request.
enum APIAnswer {
    case value(Int, JSON, headers: [(String, String)] = [])
    case text(String)
    /// Events until the watch ends.
    case watch(Watcher)
    /// The connection is closed without a word.
    case silence

    /// A refusal in the words of a real server.
    static func status(
        _ code: Int, _ reason: String, _ message: String, details: JSON = .null, headers: [(String, String)] = []
    ) -> APIAnswer {
        .value(code, statusObject(code, reason, message, details: details), headers: headers)
    }

    static func statusObject(_ code: Int, _ reason: String, _ message: String, details: JSON = .null) -> JSON {
        var status: JSON = [
            "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Failure",
            "message": .string(message), "code": .int(code),
        ]
        if !reason.isEmpty { status["reason"] = .string(reason) }
        status["details"] = details
        return status
    }

    static var unauthorized: APIAnswer { status(401, "Unauthorized", "Unauthorized") }

    static func forbidden(user: String, _ request: APIRequest) -> APIAnswer {
        var details: JSON = ["kind": .string(request.resource)]
        if let name = request.name { details["name"] = .string(name) }
        let named = request.name.map { "\(request.wholeResource) \"\($0)\"" } ?? request.wholeResource
        return status(
            403, "Forbidden",
            "\(named) is forbidden: User \"\(user)\" cannot \(request.verb) resource \"\(request.wholeResource)\" in "
                + "API group \"\" in the namespace \"\(request.namespace)\"", details: details)
    }

    static func notFound(_ resource: String, _ name: String) -> APIAnswer {
        status(
            404, "NotFound", "\(resource) \"\(name)\" not found",
            details: ["name": .string(name), "kind": .string(resource)])
    }

    static func exists(_ resource: String, _ name: String) -> APIAnswer {
        status(
            409, "AlreadyExists", "\(resource) \"\(name)\" already exists",
            details: ["name": .string(name), "kind": .string(resource)])
    }
}

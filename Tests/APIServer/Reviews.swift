// SPDX-License-Identifier: Apache-2.0

import JSONValues
import Kubernetes

/// What is asked of the server besides objects.
enum Reviews {
    static func answer(_ request: APIRequest, user: String, rights: Rights) -> APIAnswer {
        switch request.path {
        case "/version": return .value(200, version)
        case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": return access(request, user, rights)
        case "/apis/authentication.k8s.io/v1/selfsubjectreviews":
            return .value(
                201,
                [
                    "kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1",
                    "metadata": .object([:]), "status": ["userInfo": ["username": .string(user)]],
                ])
        default: return .status(404, "NotFound", "the server could not find the requested resource")
        }
    }

    private static func access(_ request: APIRequest, _ user: String, _ rights: Rights) -> APIAnswer {
        let asked = (try? JSON(parsing: request.body)) ?? .null
        let attributes = asked["spec"]["resourceAttributes"]
        let resource = (attributes["resource"].text ?? "") + (attributes["subresource"].text.map { "/" + $0 } ?? "")
        var status: JSON = ["allowed": false]
        if rights.allows(user, attributes["verb"].text ?? "", resource) {
            status = [
                "allowed": true,
                "reason": .string("RBAC: allowed by RoleBinding \"driver\" of Role \"driver\" to User"),
            ]
        }
        return .value(
            201,
            [
                "kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "metadata": .object([:]),
                "spec": ["resourceAttributes": attributes], "status": status,
            ])
    }

    private static let version: JSON = [
        "major": "1", "minor": "36", "gitVersion": "v1.36.2", "gitTreeState": "clean", "platform": "linux/amd64",
    ]
}

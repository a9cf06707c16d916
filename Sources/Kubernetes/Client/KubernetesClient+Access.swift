// SPDX-License-Identifier: Apache-2.0

import JSONValues
import NIOHTTP1

/// What an API server says when it is asked whether we may do something.
package struct AccessReview: Sendable, Hashable {
    package var isAllowed: Bool
    /// The server's reason, often the name of the role.
    package var reason: String
}

extension KubernetesClient {
    /// The server's version, such as `v1.36.2`.
    package func version() async throws(KubernetesError) -> String {
        let answer = try await ask(
            .GET, url("/version"), for: RequestSubject(verb: "ask for the version", resource: "", namespace: ""))
        return answer["gitVersion"].text ?? "unknown"
    }

    /// Whether we may do `verb` to `resource` (`pods`, `pods/log`) in the namespace. Everybody may ask this.
    package func review(verb: String, resource: String) async throws(KubernetesError) -> AccessReview {
        let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
        var attributes: JSON = [
            "namespace": .string(access.namespace), "verb": .string(verb), "resource": .string(parts[0]),
        ]
        if parts.count == 2 { attributes["subresource"] = .string(parts[1]) }
        let answer = try await ask(
            .POST, url("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"),
            [
                "kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
                "spec": ["resourceAttributes": attributes],
            ],
            for: RequestSubject(verb: "ask for rights", resource: "", namespace: access.namespace))
        return AccessReview(
            isAllowed: answer["status"]["allowed"].bool ?? false, reason: answer["status"]["reason"].text ?? "")
    }

    /// Who the server takes us for, such as `system:serviceaccount:spark:driver`; nil where it cannot tell.
    package func user() async -> String? {
        let answer = try? await ask(
            .POST, url("/apis/authentication.k8s.io/v1/selfsubjectreviews"),
            ["kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1"],
            for: RequestSubject(verb: "ask who we are", resource: "", namespace: access.namespace))
        return answer?["status"]["userInfo"]["username"].text
    }

    /// The pod that this process runs in; nil outside of one, or when we may not ask.
    /// `spark.kubernetes.driver.pod.name` names it, else MARTLET_POD_NAME, else the host's name.
    package func driverPod(settings: [String: String], environment: [String: String]) async -> Pod? {
        let named = settings["spark.kubernetes.driver.pod.name"]
        guard environment["KUBERNETES_SERVICE_HOST"] != nil || named != nil else { return nil }
        guard let name = named ?? environment["MARTLET_POD_NAME"] ?? environment["HOSTNAME"], !name.isEmpty else {
            return nil
        }
        return try? await pod(named: name)
    }

    /// The owner of executors' pods: as the chart's variables MARTLET_POD_NAME and MARTLET_POD_UID say, else the pod
    /// that the server knows.
    package func driverOwner(
        settings: [String: String], environment: [String: String]
    ) async -> ExecutorPods.Owner? {
        if settings["spark.kubernetes.driver.pod.name"] == nil, let name = environment["MARTLET_POD_NAME"],
            let uid = environment["MARTLET_POD_UID"], !name.isEmpty, !uid.isEmpty
        {
            return ExecutorPods.Owner(name: name, uid: uid)
        }
        let pod = await driverPod(settings: settings, environment: environment)
        return pod.map { ExecutorPods.Owner(name: $0.name, uid: $0.uid) }
    }
}

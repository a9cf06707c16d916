// SPDX-License-Identifier: Apache-2.0

import JSONValues
import NIOHTTP1

/// Why a request to an API server came to nothing: a kind to decide by, and a sentence for people.
package struct KubernetesError: Error, Hashable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// No connection, or one that was lost; a certificate that does not hold.
        case unreachable
        /// No answer in time.
        case timeout
        /// 401: the server does not know who asks, also after the token was read anew.
        case unauthorized
        /// 403 by RBAC or by an admission rule such as Pod Security.
        case forbidden
        /// 403 because the namespace's quota is used up: later there may be room.
        case quota
        case notFound
        /// 409 because the name is taken.
        case alreadyExists
        /// 409 otherwise: somebody else changed the object.
        case conflict
        /// 410: what was asked for lies too far back; list anew.
        case gone
        /// 429: ask later.
        case tooManyRequests
        /// Other 4xx: the request itself is wrong.
        case invalid
        /// 5xx.
        case server
        /// An answer that is none of Kubernetes.
        case badAnswer
        /// Who we are could not be found out: a file or a plug-in for credentials.
        case credentials
    }

    package var kind: Kind
    /// Of HTTP, if there was an answer.
    package var status: Int?
    /// When the server wants to be asked again.
    package var retryAfterSeconds: Int?
    package var description: String

    package init(_ kind: Kind, status: Int? = nil, retryAfterSeconds: Int? = nil, _ description: String) {
        self.kind = kind
        self.status = status
        self.retryAfterSeconds = retryAfterSeconds
        self.description = description
    }

    /// True if the same request may do better later.
    package var isPassing: Bool {
        switch kind {
        case .unreachable, .timeout, .quota, .conflict, .tooManyRequests, .server, .gone: true
        case .unauthorized, .forbidden, .notFound, .alreadyExists, .invalid, .badAnswer, .credentials: false
        }
    }
}

/// What a request is about, for the sentences of errors.
struct RequestSubject {
    /// As RBAC calls it: `create`, `list`, …
    var verb: String
    /// As RBAC calls it: `pods`, `pods/log`, `secrets`, …; empty for what is no resource.
    var resource: String
    var name: String?
    var namespace: String

    var text: String {
        if resource.isEmpty { return verb }
        return "\(verb) \(resource)" + (name.map { " \($0)" } ?? "") + " in namespace \(namespace)"
    }
}

extension KubernetesError {
    /// An answer that is no success, in the user's terms.
    static func refusal(_ answer: HTTPAnswer, to subject: RequestSubject, of server: String) -> KubernetesError {
        let status = try? JSON(parsing: answer.body)
        let isStatus = status?["kind"].text == "Status"
        let body = isStatus ? status?["message"].text ?? "" : String(decoding: answer.body.prefix(200), as: UTF8.self)
        let message = String(body.prefix(KubernetesLimits.messageCharactersMax))
        let retry =
            answer.headers.first(name: "retry-after").flatMap { Int($0) }
            ?? status?["details"]["retryAfterSeconds"].int
        return refusal(
            code: answer.status, reason: status?["reason"].text ?? "", message: message, retryAfterSeconds: retry,
            to: subject, of: server)
    }

    /// The same of a Status object, wherever it came from (a watch has it as an event).
    static func refusal(
        code: Int, reason: String, message: String, retryAfterSeconds: Int?, to subject: RequestSubject,
        of server: String
    ) -> KubernetesError {
        let kind = kind(code: code, reason: reason, message: message)
        let said = message.isEmpty ? "status \(code)" : message
        var text = "cannot \(subject.text): \(server) says: \(said)"
        switch kind {
        case .unauthorized:
            text +=
                ". The token or certificate is not valid (any more): check "
                + "spark.kubernetes.authenticate.oauthTokenFile, or the kubeconfig"
        case .forbidden where message.contains("violates PodSecurity"):
            text += ". Martlet's pods keep the rules of 'restricted': look at what the pod template adds"
        case .forbidden where !subject.resource.isEmpty:
            text += ". \(subject.roleRule)"
        case .quota:
            text +=
                ". Ask for less (spark.executor.instances, spark.executor.memory, "
                + "spark.kubernetes.executor.request.cores) or have the namespace's ResourceQuota raised"
        default: break
        }
        return KubernetesError(kind, status: code, retryAfterSeconds: retryAfterSeconds, text)
    }

    private static func kind(code: Int, reason: String, message: String) -> Kind {
        switch code {
        case 401: .unauthorized
        case 403: message.contains("exceeded quota") ? .quota : .forbidden
        case 404: .notFound
        case 409: reason == "AlreadyExists" ? .alreadyExists : .conflict
        case 410: .gone
        case 429: .tooManyRequests
        case 400..<500: .invalid
        case 500...: .server
        default: .badAnswer
        }
    }
}

extension RequestSubject {
    /// What a Role must say so that the request is allowed.
    var roleRule: String {
        "The service account needs a Role in namespace \(namespace) with this rule, and a RoleBinding to it: "
            + "{apiGroups: [\"\"], resources: [\"\(resource)\"], verbs: [\"\(verb)\"]}"
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How a client says who it is, besides a certificate.
package enum Credential: Sendable, Hashable {
    /// By its certificate alone, or not at all.
    case none
    case token(String)
    /// A file with a token that somebody renews: it is read anew for each request.
    case tokenFile(String)
    case basic(user: String, password: String)
    /// A program that prints a credential for some time.
    case plugin(CredentialPlugin)
}

/// Where an API server is, how it is trusted, who asks, and in which namespace.
package struct ServerAccess: Sendable, Hashable {
    /// `https://host:port`, without a slash at the end.
    package var server: String
    /// Where all this came from, for errors: `the service account of this pod`, `context dev of ~/.kube/config`, …
    package var origin: String
    package var namespace: String
    package var credential: Credential
    /// The authorities that may sign the server's certificate, in PEM: those of the system if nil.
    package var authorities: [UInt8]?
    /// The name in the server's certificate, where it is not that of the address.
    package var serverName: String?
    /// False takes any certificate (`spark.kubernetes.trust.certificates`, `insecure-skip-tls-verify`).
    package var verifiesServer: Bool
    /// The client's own certificate and key, in PEM.
    package var certificate: [UInt8]?
    package var key: [UInt8]?
    /// How long a connection and a request may take.
    package var connectMillis: Int
    package var requestMillis: Int

    package init(server: String, origin: String, namespace: String, credential: Credential) {
        self.server = server
        self.origin = origin
        self.namespace = namespace
        self.credential = credential
        verifiesServer = true
        connectMillis = KubernetesLimits.connectMillis
        requestMillis = KubernetesLimits.requestMillis
    }

    /// The host in the server's address, with brackets if it is of IPv6.
    var host: String {
        let text = server.split(separator: "/").dropFirst().first ?? ""
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") { return String(text[...end]) }
        return String(text.prefix { $0 != ":" })
    }
}

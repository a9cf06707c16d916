// SPDX-License-Identifier: Apache-2.0

/// Where a pod finds its service account.
package enum ServiceAccount {
    package static let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
}

extension ServerAccess {
    private static let prefix = "spark.kubernetes."
    /// The API server by the name that every pod knows.
    private static let innerNames: Set<String> = [
        "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
    ]

    /// Finds the API server and who we are.
    ///
    /// `master` is `k8s://` alone (the pod's own cluster, else the kubeconfig), or `k8s://https://host:port` as in
    /// Spark. In the second form credentials are those of `spark.kubernetes.authenticate.*`, else the pod's service
    /// account where the address is the pod's own cluster, else those of the kubeconfig's context with that address.
    /// - Parameter serviceAccount: the folder with the pod's token, authority and namespace.
    package static func find(
        master: String, settings: [String: String], environment: [String: String],
        serviceAccount: String = ServiceAccount.folder
    ) throws(SettingError) -> ServerAccess {
        let address = try serverAddress(master)
        let context = settings[prefix + "context"].flatMap { $0.isEmpty ? nil : $0 }
        var access: ServerAccess
        if context == nil, let inner = try inCluster(environment, serviceAccount, address) {
            access = inner
        } else if let found = try Kubeconfig.access(context: context, server: address, environment: environment) {
            access = found
        } else if let address {
            access = ServerAccess(server: address, origin: "master \(master)", namespace: "default", credential: .none)
        } else {
            throw SettingError(
                "master \(master) names no API server, this process is in no pod (KUBERNETES_SERVICE_HOST is not set), "
                    + "and there is no kubeconfig (KUBECONFIG, ~/.kube/config): write k8s://https://host:port")
        }
        if let address { access.server = address }
        try access.apply(settings)
        return access
    }

    /// `https://host:port` of a master; nil if it is `k8s://` alone.
    static func serverAddress(_ master: String) throws(SettingError) -> String? {
        guard master.hasPrefix("k8s:") else { throw SettingError("master \(master): it must begin with k8s://") }
        var text = master.dropFirst(master.hasPrefix("k8s://") ? 6 : 4)
        while text.last == "/" { text.removeLast() }
        if text.isEmpty { return nil }
        var scheme = "https"
        if let mark = text.firstRange(of: "://") {
            scheme = text[..<mark.lowerBound].lowercased()
            text = text[mark.upperBound...]
        }
        guard scheme == "https" || scheme == "http" else {
            throw SettingError("master \(master): '\(scheme)' is neither https nor http")
        }
        let host: Substring
        var rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw SettingError("master \(master): '[' without ']'") }
            host = text[...end]
            rest = text[text.index(after: end)...]
        } else {
            host = text.prefix { $0 != ":" && $0 != "/" }
            rest = text[host.endIndex...]
        }
        guard host.count > 0, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") }) else {
            throw SettingError("master \(master): no host; write k8s://https://host:port")
        }
        var port = scheme == "https" ? "443" : "80"
        if rest.hasPrefix(":") {
            port = String(rest.dropFirst().prefix { $0 != "/" })
            rest = rest.dropFirst(port.count + 1)
            guard let number = UInt16(port), number > 0 else {
                throw SettingError("master \(master): '\(port)' is not a port (1 to 65535)")
            }
        }
        return "\(scheme)://\(host):\(port)\(rest)"
    }

    /// The service account of the pod that we are in; nil if we are in none, or `address` is another cluster's.
    private static func inCluster(
        _ environment: [String: String], _ folder: String, _ address: String?
    ) throws(SettingError) -> ServerAccess? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty else { return nil }
        let port = environment["KUBERNETES_SERVICE_PORT_HTTPS"] ?? environment["KUBERNETES_SERVICE_PORT"] ?? "443"
        let server = "https://" + (host.contains(":") ? "[\(host)]" : host) + ":" + port
        if let address, address != server {
            let name = address.split(separator: "/").last.map { $0.prefix { $0 != ":" } } ?? ""
            guard innerNames.contains(String(name)) else { return nil }
        }
        let namespace =
            (try? SmallFile.read(folder + "/namespace")).map(SmallFile.trimmed)
            ?? environment["MARTLET_POD_NAMESPACE"] ?? ""
        var access = ServerAccess(
            server: server, origin: "this pod's service account", namespace: namespace.isEmpty ? "default" : namespace,
            credential: SmallFile.exists(folder + "/token") ? .tokenFile(folder + "/token") : .none)
        access.authorities = try? SmallFile.read(folder + "/ca.crt")
        return access
    }

    /// What `spark.kubernetes.*` says comes before what was found.
    private mutating func apply(_ settings: [String: String]) throws(SettingError) {
        func value(_ key: String) -> String? {
            // The driver is this process: what Spark's cluster mode asks for its driver is ours, too.
            for key in [key, key.replacingPrefix("authenticate.", by: "authenticate.driver.")] {
                if let value = settings[Self.prefix + key], !value.isEmpty { return value }
            }
            return nil
        }
        func file(_ key: String) throws(SettingError) -> [UInt8]? {
            guard let path = value(key) else { return nil }
            do {
                return try SmallFile.read(path)
            } catch {
                throw SettingError("\(Self.prefix)\(key): \(error)")
            }
        }
        if let name = value("namespace") { namespace = name }
        if let bytes = try file("authenticate.caCertFile") { authorities = bytes }
        if let path = value("authenticate.oauthTokenFile") {
            guard SmallFile.exists(path) else {
                throw SettingError("\(Self.prefix)authenticate.oauthTokenFile", path, "there is no such file to read")
            }
            credential = .tokenFile(path)
        } else if let token = value("authenticate.oauthToken") {
            credential = .token(token)
        }
        if let bytes = try file("authenticate.clientCertFile") {
            guard let keyBytes = try file("authenticate.clientKeyFile") else {
                throw SettingError("\(Self.prefix)authenticate.clientCertFile is set without …clientKeyFile")
            }
            certificate = bytes
            key = keyBytes
        }
        if value("trust.certificates")?.lowercased() == "true" { verifiesServer = false }
        if let text = value("driver.connectionTimeout") ?? value("submission.connectionTimeout") {
            connectMillis = try positive("driver.connectionTimeout", text)
        }
        if let text = value("driver.requestTimeout") ?? value("submission.requestTimeout") {
            requestMillis = try positive("driver.requestTimeout", text)
        }
    }

    private func positive(_ key: String, _ text: String) throws(SettingError) -> Int {
        guard let millis = Int(text), (1...3_600_000).contains(millis) else {
            throw SettingError(Self.prefix + key, text, "it must be milliseconds, 1 to 3600000")
        }
        return millis
    }
}

extension String {
    /// This text with `prefix` replaced, if it has it.
    func replacingPrefix(_ prefix: String, by other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}

// SPDX-License-Identifier: Apache-2.0

import Execution
import JSONValues

/// The files that `kubectl` goes by: clusters, users, and contexts that pair them.
package struct Kubeconfig: Sendable {
    /// An entry and the file that it is in, whose folder relative paths start from.
    private struct Entry {
        var value: JSON
        var file: String
    }

    private var clusters: [String: Entry] = [:]
    private var users: [String: Entry] = [:]
    private var contexts: [String: Entry] = [:]
    private var current: String?
    private var files: [String] = []

    /// The access by a context: that of this name, else the one with this server's address, else the current one.
    /// Nil if there is no kubeconfig, or none for this server.
    package static func access(
        context: String?, server: String?, environment: [String: String]
    ) throws(SettingError) -> ServerAccess? {
        let config = try Kubeconfig(environment: environment)
        if config.files.isEmpty {
            guard let context else { return nil }
            throw SettingError(
                "spark.kubernetes.context", context, "there is no kubeconfig (KUBECONFIG, ~/.kube/config)")
        }
        return try config.access(context: context, server: server)
    }

    /// Reads the files of KUBECONFIG, a list with `:`, or `~/.kube/config`. What is named twice counts as the first
    /// file says, as with `kubectl`.
    private init(environment: [String: String]) throws(SettingError) {
        var paths = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        let isNamed = !paths.isEmpty
        if !isNamed, let home = environment["HOME"] { paths = [home + "/.kube/config"] }
        for path in paths where SmallFile.exists(path) {
            let value: JSON
            do {
                value = try JSON(yaml: try SmallFile.read(path))
            } catch {
                throw SettingError("the kubeconfig \(path) cannot be read: \(error)")
            }
            files.append(path)
            Self.add(value["clusters"], key: "cluster", path, to: &clusters)
            Self.add(value["users"], key: "user", path, to: &users)
            Self.add(value["contexts"], key: "context", path, to: &contexts)
            if current == nil, let name = value["current-context"].text, !name.isEmpty { current = name }
        }
    }

    private static func add(_ list: JSON, key: String, _ file: String, to entries: inout [String: Entry]) {
        for item in list.items {
            guard let name = item["name"].text, entries[name] == nil else { continue }
            entries[name] = Entry(value: item[key], file: file)
        }
    }

    private var place: String { files.joined(separator: ":") }

    private func access(context name: String?, server: String?) throws(SettingError) -> ServerAccess? {
        var chosen = name
        if chosen == nil, let server {
            let fitting = contexts.filter { address(ofContext: $0.value) == server }.keys.sorted()
            // The current context wins where several lead to the same server.
            chosen = fitting.first { $0 == current } ?? fitting.first
            if chosen == nil { return nil }
        }
        guard let context = chosen ?? current else {
            throw SettingError(
                "\(place) has no current-context: set spark.kubernetes.context to one of "
                    + contexts.keys.sorted().joined(separator: ", "))
        }
        guard let entry = contexts[context] else {
            let near = nearestName(to: context, among: contexts.keys.sorted()).map { "; did you mean \($0)?" } ?? ""
            throw SettingError("\(place) has no context '\(context)'\(near)")
        }
        guard let cluster = clusters[entry.value["cluster"].text ?? ""] else {
            throw SettingError(
                "context \(context) of \(entry.file): there is no cluster '\(entry.value["cluster"].text ?? "")'")
        }
        guard let address = cluster.value["server"].text, !address.isEmpty else {
            throw SettingError("context \(context) of \(entry.file): its cluster has no server")
        }
        var access = ServerAccess(
            server: try ServerAccess.serverAddress("k8s://" + address) ?? address,
            origin: "context \(context) of \(entry.file)",
            namespace: entry.value["namespace"].text ?? "default", credential: .none)
        access.authorities = try bytes(cluster, "certificate-authority")
        access.verifiesServer = cluster.value["insecure-skip-tls-verify"].bool != true
        access.serverName = cluster.value["tls-server-name"].text
        if let user = users[entry.value["user"].text ?? ""] { try identify(user, context, &access) }
        return access
    }

    private func address(ofContext entry: Entry) -> String? {
        guard let text = clusters[entry.value["cluster"].text ?? ""]?.value["server"].text else { return nil }
        return (try? ServerAccess.serverAddress("k8s://" + text)) ?? nil
    }

    private func identify(_ user: Entry, _ context: String, _ access: inout ServerAccess) throws(SettingError) {
        access.certificate = try bytes(user, "client-certificate")
        access.key = try bytes(user, "client-key")
        let value = user.value
        if let path = value["tokenFile"].text, !path.isEmpty {
            access.credential = .tokenFile(absolute(path, user.file))
        } else if let token = value["token"].text, !token.isEmpty {
            access.credential = .token(token)
        } else if let name = value["username"].text, !name.isEmpty {
            access.credential = .basic(user: name, password: value["password"].text ?? "")
        } else if let command = value["exec"]["command"].text, !command.isEmpty {
            let variables = value["exec"]["env"].items.compactMap { item -> (String, String)? in
                guard let name = item["name"].text else { return nil }
                return (name, item["value"].text ?? "")
            }
            access.credential = .plugin(
                CredentialPlugin(
                    command: command.contains("/") ? absolute(command, user.file) : command,
                    arguments: value["exec"]["args"].items.compactMap(\.text),
                    environment: Dictionary(variables) { _, last in last },
                    apiVersion: value["exec"]["apiVersion"].text ?? "client.authentication.k8s.io/v1",
                    installHint: value["exec"]["installHint"].text, origin: "context \(context) of \(user.file)"))
        } else if !value["auth-provider"].isNull {
            throw SettingError(
                "context \(context) of \(user.file) uses an auth-provider, which Kubernetes has dropped: use an exec "
                    + "plug-in, or a token")
        }
    }

    /// The bytes under `key-data`, in base 64, or in the file under `key`.
    private func bytes(_ entry: Entry, _ key: String) throws(SettingError) -> [UInt8]? {
        if let text = entry.value[key + "-data"].text, !text.isEmpty {
            guard let bytes = Kubernetes.bytes(base64: text) else {
                throw SettingError("\(entry.file): \(key)-data is not in base 64")
            }
            return bytes
        }
        guard let path = entry.value[key].text, !path.isEmpty else { return nil }
        do {
            return try SmallFile.read(absolute(path, entry.file))
        } catch {
            throw SettingError("\(entry.file): \(key): \(error)")
        }
    }

    private func absolute(_ path: String, _ file: String) -> String {
        if path.hasPrefix("/") { return path }
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder.isEmpty ? path : folder + "/" + path
    }
}

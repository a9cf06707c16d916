// SPDX-License-Identifier: Apache-2.0

import Glibc
import JSONValues
import Kubernetes

/// A pod's folders and what its container is told: command, environment, log.
struct PodSandbox {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let folder: String
    let command: [String]
    let environment: [String: String]
    /// Folders of this machine by the paths that the container knows.
    private let mounts: [(path: String, folder: String)]

    static func secretNames(_ pod: JSON) -> [String] {
        let mounted = pod["spec"]["volumes"].items.compactMap { $0["secret"]["secretName"].text }
        let named = pod["spec"]["containers"].items.flatMap { $0["env"].items }
            .compactMap { $0["valueFrom"]["secretKeyRef"]["name"].text }
        return Array(Set(mounted + named)).sorted()
    }

    init(_ pod: JSON, container: JSON, secrets: [String: JSON], folder: String) throws {
        self.folder = folder
        try Self.makeFolder(folder)
        var folders: [String: String] = [:]
        for volume in pod["spec"]["volumes"].items {
            guard let name = volume["name"].text else { continue }
            if let path = volume["hostPath"]["path"].text {
                folders[name] = path
                continue
            }
            let place = folder + "/" + name
            try Self.makeFolder(place)
            folders[name] = place
            guard let secret = volume["secret"]["secretName"].text else { continue }
            for (file, text) in secrets[secret]?["data"].texts ?? [:] {
                let mode = volume["secret"]["defaultMode"].int ?? 0o644
                try Self.write(bytes(base64: text) ?? [], to: place + "/" + file, mode: mode)
            }
        }
        var found: [(path: String, folder: String)] = []
        for mount in container["volumeMounts"].items {
            guard let path = mount["mountPath"].text, let place = folders[mount["name"].text ?? ""] else { continue }
            found.append((path, place + (mount["subPath"].text.map { "/" + $0 } ?? "")))
        }
        mounts = found.sorted { $0.path.count > $1.path.count }
        environment = Self.variables(pod, container, secrets)
        let words = container["command"].items.compactMap(\.text) + container["args"].items.compactMap(\.text)
        guard !words.isEmpty else { throw Failure(description: "no command specified") }
        let (environment, places) = (environment, mounts)
        command = words.map { Self.placed(Self.expanded($0, environment), places) }
    }

    private static func variables(_ pod: JSON, _ container: JSON, _ secrets: [String: JSON]) -> [String: String] {
        var variables = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOSTNAME": pod["metadata"]["name"].text ?? "",
        ]
        for item in container["env"].items {
            guard let name = item["name"].text else { continue }
            let source = item["valueFrom"]
            if let path = source["fieldRef"]["fieldPath"].text {
                variables[name] = path.split(separator: ".").reduce(pod) { $0[String($1)] }.text ?? ""
            } else if let secret = source["secretKeyRef"]["name"].text {
                let text = secrets[secret]?["data"][source["secretKeyRef"]["key"].text ?? ""].text ?? ""
                variables[name] = String(decoding: bytes(base64: text) ?? [], as: UTF8.self)
            } else {
                variables[name] = expanded(item["value"].text ?? "", variables)
            }
        }
        return variables
    }

    /// `$(NAME)` becomes the variable's value; one that is not there stays.
    private static func expanded(_ text: String, _ variables: [String: String]) -> String {
        var result = text
        for (name, value) in variables {
            let parts = result.split(separator: "$(\(name))", omittingEmptySubsequences: false)
            result = parts.joined(separator: value)
        }
        return result
    }

    private static func placed(_ word: String, _ mounts: [(path: String, folder: String)]) -> String {
        for mount in mounts where word == mount.path || word.hasPrefix(mount.path + "/") {
            return mount.folder + word.dropFirst(mount.path.count)
        }
        return word
    }

    private static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw Failure(description: "\(path): \(String(cString: strerror(errno)))")
        }
    }

    private static func write(_ bytes: [UInt8], to path: String, mode: Int) throws {
        let handle = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
        guard handle >= 0, Glibc.write(handle, bytes, bytes.count) == bytes.count, close(handle) == 0 else {
            throw Failure(description: "\(path): \(String(cString: strerror(errno)))")
        }
    }

    var logPath: String { folder + "/log" }

    func log(tailLines: Int?) -> String {
        guard let file = fopen(logPath, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { break }
            bytes += piece[..<count]
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let tailLines else { return text }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.suffix(tailLines).map { $0 + "\n" }.joined()
    }

    func remove() { removeTree(folder) }
}

/// Deletes a folder with all that is in it.
func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
        unlink(path)
        return
    }
    if let folder = opendir(path) {
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { removeTree(path + "/" + name) }
        }
        closedir(folder)
    }
    rmdir(path)
}

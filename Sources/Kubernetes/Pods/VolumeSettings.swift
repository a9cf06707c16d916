// SPDX-License-Identifier: Apache-2.0

import JSONValues

/// A folder that executors' pods get (`spark.kubernetes.executor.volumes.<type>.<name>.…`).
package struct VolumeSettings: Sendable, Hashable {
    enum Kind: String, Sendable, CaseIterable {
        case hostPath, emptyDir, nfs, persistentVolumeClaim
    }

    static let prefix = "spark.kubernetes.executor.volumes."
    /// Volumes with such names take the executor's scratch files.
    static let scratchPrefix = "spark-local-dir-"
    /// In a claim's name, the executor's number.
    static let placeholder = "SPARK_EXECUTOR_ID"

    var kind: Kind
    var name: String
    var path: String
    var subPath: String?
    var subPathExpression: String?
    var isReadOnly: Bool
    var options: [String: String]

    static func all(_ values: SettingValues) throws(SettingError) -> [VolumeSettings] {
        var found: [String: [String: String]] = [:]
        for (key, value) in values.under(prefix) {
            let parts = key.split(separator: ".", maxSplits: 2).map(String.init)
            guard parts.count == 3, Kind(rawValue: parts[0]) != nil else {
                let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw SettingError(
                    prefix + key, value, "it must be \(prefix)<type>.<name>.mount.path and so on; types are \(kinds)")
            }
            found[parts[0] + "." + parts[1], default: [:]][parts[2]] = value
        }
        var volumes: [VolumeSettings] = []
        for (head, fields) in found.sorted(by: { $0.key < $1.key }) {
            volumes.append(try VolumeSettings(head, fields))
        }
        let names = volumes.map(\.name)
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw SettingError("\(prefix)*: two volumes have the name \(twice)")
        }
        return volumes
    }

    private init(_ head: String, _ fields: [String: String]) throws(SettingError) {
        let parts = head.split(separator: ".").map(String.init)
        let key = Self.prefix + head
        kind = Kind(rawValue: parts[0])!
        name = parts[1]
        guard ObjectNames.isLabel(name) else {
            throw SettingError("\(key): '\(name)' is no name for a volume: lower-case letters, digits and '-'")
        }
        guard let path = fields["mount.path"], path.hasPrefix("/") else {
            throw SettingError("\(key).mount.path is not set to a folder such as /data")
        }
        self.path = path
        subPath = fields["mount.subPath"]
        subPathExpression = fields["mount.subPathExpr"]
        isReadOnly = fields["mount.readOnly"]?.lowercased() == "true"
        options = [:]
        let mounts: Set<String> = ["mount.path", "mount.subPath", "mount.subPathExpr", "mount.readOnly"]
        for (field, value) in fields where !mounts.contains(field) {
            guard field.hasPrefix("options."), Self.options(kind).contains(String(field.dropFirst(8))) else {
                // Labels and annotations of claims on demand are Spark's, too.
                if field.hasPrefix("label.") || field.hasPrefix("annotation.") {
                    options[field] = value
                    continue
                }
                throw SettingError(
                    "\(key).\(field)", value,
                    "\(kind.rawValue) has "
                        + (Array(mounts).sorted() + Self.options(kind).map { "options.\($0)" }).joined(separator: ", "))
            }
            options[String(field.dropFirst(8))] = value
        }
        for option in Self.needed(kind) where options[option]?.isEmpty != false {
            throw SettingError("\(key).options.\(option) is not set")
        }
    }

    private static func options(_ kind: Kind) -> [String] {
        switch kind {
        case .hostPath: ["path", "type"]
        case .emptyDir: ["medium", "sizeLimit"]
        case .nfs: ["server", "path"]
        case .persistentVolumeClaim: ["claimName", "storageClass", "sizeLimit"]
        }
    }

    private static func needed(_ kind: Kind) -> [String] {
        switch kind {
        case .hostPath: ["path"]
        case .emptyDir: []
        case .nfs: ["server", "path"]
        case .persistentVolumeClaim: ["claimName"]
        }
    }

    var mount: JSON {
        var mount: JSON = ["name": .string(name), "mountPath": .string(path)]
        if let subPath { mount["subPath"] = .string(subPath) }
        if let subPathExpression { mount["subPathExpr"] = .string(subPathExpression) }
        if isReadOnly { mount["readOnly"] = true }
        return mount
    }

    /// The volume of the executor with this number.
    func volume(executor: Int) -> JSON {
        func option(_ name: String) -> JSON { options[name].map { .string($0) } ?? .null }
        let source: JSON
        switch kind {
        case .hostPath: source = ["hostPath": ["path": option("path"), "type": option("type")]]
        case .emptyDir:
            source = [
                "emptyDir": .object(
                    ["medium": option("medium"), "sizeLimit": option("sizeLimit")]
                        .filter { !$0.value.isNull })
            ]
        case .nfs: source = ["nfs": ["server": option("server"), "path": option("path")]]
        case .persistentVolumeClaim: source = claim(executor)
        }
        var volume = source
        volume["name"] = .string(name)
        return volume
    }

    /// A claim by its name, or, on demand, one that Kubernetes makes for the pod and takes away with it.
    private func claim(_ executor: Int) -> JSON {
        let name = options["claimName"] ?? ""
        guard name == "OnDemand" else {
            let filled = name.replacingOccurrence(of: Self.placeholder, with: String(executor))
            return ["persistentVolumeClaim": ["claimName": .string(filled)]]
        }
        func texts(_ prefix: String) -> JSON {
            let found = options.filter { $0.key.hasPrefix(prefix) }
            if found.isEmpty { return .null }
            return .object(
                Dictionary(
                    uniqueKeysWithValues: found.map { (String($0.key.dropFirst(prefix.count)), .string($0.value)) }))
        }
        var spec: JSON = [
            "accessModes": ["ReadWriteOnce"],
            "resources": ["requests": ["storage": .string(options["sizeLimit"] ?? "10Gi")]],
        ]
        if let storageClass = options["storageClass"] { spec["storageClassName"] = .string(storageClass) }
        var template: JSON = ["spec": spec]
        let metadata: JSON = ["labels": texts("label."), "annotations": texts("annotation.")]
        if !metadata.fields.isEmpty { template["metadata"] = metadata }
        return ["ephemeral": ["volumeClaimTemplate": template]]
    }
}

extension String {
    /// This text with the first `part` in it replaced.
    func replacingOccurrence(of part: String, with other: String) -> String {
        guard let place = firstRange(of: part) else { return self }
        return self[..<place.lowerBound] + other + self[place.upperBound...]
    }
}

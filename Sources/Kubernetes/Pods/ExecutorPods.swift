// SPDX-License-Identifier: Apache-2.0

package import JSONValues

/// Makes the pods of one application's executors, and the Secret that they share with the driver. Pure.
///
/// Pods keep the rules of restricted Pod Security: no root, a root file system that cannot be written, no capabilities,
/// no privilege escalation, the runtime's seccomp profile, and no service-account token. What a template says about
/// these wins, as the user has written it; names, labels, image, resources, command and the Secret are ours.
package struct ExecutorPods: Sendable {
    /// What all executors of an application have in common.
    package struct Application: Sendable {
        /// As in `spark-app-selector`.
        package var id: String
        package var name: String
        package var namespace: String
        /// Pods are named `<prefix>-exec-<number>`.
        package private(set) var namePrefix: String
        /// What the prefix was made of, with the name, when the settings give none: the next one is a millisecond on.
        package private(set) var startMillis: Int?
        /// Under a prefix that the settings give: which of its Secrets is this application's.
        private var secretNumber = 1
        /// Where the driver listens, as `host:port`.
        package var driver: String
        /// The driver's pod: pods and Secret go with it.
        package var owner: Owner?
        /// Stands for all drivers at one place, so that the next one finds what an earlier one left.
        package var place: String
        package var version: String
        package var logLevel: String

        package init(
            id: String, name: String, namespace: String, namePrefix: String, driver: String, owner: Owner?,
            place: String, version: String, logLevel: String = "info"
        ) {
            self.id = id
            self.name = name
            self.namespace = namespace
            self.namePrefix = namePrefix
            self.driver = driver
            self.owner = owner
            self.place = place
            self.version = version
            self.logLevel = logLevel
        }

        /// Of an application whose names are made of its own and its start.
        package init(
            id: String, name: String, namespace: String, startMillis: Int, driver: String, owner: Owner?,
            place: String, version: String, logLevel: String = "info"
        ) {
            self.init(
                id: id, name: name, namespace: namespace,
                namePrefix: ExecutorPods.namePrefix(application: name, startMillis: startMillis), driver: driver,
                owner: owner, place: place, version: version, logLevel: logLevel)
            self.startMillis = startMillis
        }

        package var secretName: String {
            secretNumber == 1 ? "\(namePrefix)-secret" : "\(namePrefix)-\(secretNumber)-secret"
        }

        /// By which the application's pods and Secret are found, whatever they are called.
        package var labels: [String: String] { [ExecutorPods.applicationLabel: ObjectNames.labelValue(id)] }

        /// The names belong to another application: the next ones.
        package mutating func takeNextNames() {
            if let startMillis {
                self.startMillis = startMillis + 1
                namePrefix = ExecutorPods.namePrefix(application: name, startMillis: startMillis + 1)
            } else {
                secretNumber += 1
            }
        }
    }

    /// The pod that owns others.
    package struct Owner: Sendable, Hashable {
        package var name: String
        package var uid: String

        package init(name: String, uid: String) {
            self.name = name
            self.uid = uid
        }
    }

    package static let containerName = "executor"
    package static let applicationLabel = "spark-app-selector"
    package static let executorLabel = "spark-exec-id"
    package static let roleLabel = "spark-role"
    package static let placeLabel = "martlet.dev/driver-place"
    static let ownLabels: Set<String> = [
        applicationLabel, executorLabel, roleLabel, placeLabel, "spark-app-name", "app.kubernetes.io/managed-by",
    ]
    /// So that a name, `-exec-` and a number fit into 63 characters.
    package static let prefixCharactersMax = 38
    static let secretFolder = "/etc/martlet/secret"
    static let secretKey = "secret"
    static let scratchFolder = "/var/lib/martlet"
    private static let secretVolume = "martlet-secret"
    private static let scratchVolume = "martlet-scratch"

    package let settings: PodSettings
    package internal(set) var application: Application

    package init(_ settings: PodSettings, _ application: Application) throws(SettingError) {
        self.settings = settings
        self.application = application
        guard settings.image != nil || settings.template.executor["image"].text != nil else {
            throw SettingError(
                "spark.kubernetes.container.image is not set: it names the image of martlet-executor that pods run")
        }
    }

    /// The prefix of pods' names where the settings give none: the application's name and its start.
    package static func namePrefix(application name: String, startMillis: Int) -> String {
        let end = "-" + String(startMillis)
        return ObjectNames.label(name, charactersMax: prefixCharactersMax - end.count, fallback: "martlet") + end
    }

    package func podName(_ executor: Int) -> String { "\(application.namePrefix)-exec-\(executor)" }

    package var secretName: String { application.secretName }

    /// By which the application's pods are watched, listed and deleted.
    package var labels: [String: String] { application.labels }

    /// The Secret with what driver and executors share.
    package func secret(_ bytes: [UInt8]) -> JSON {
        [
            "apiVersion": "v1", "kind": "Secret", "type": "Opaque", "immutable": true,
            "metadata": metadata(name: secretName, labels: commonLabels, annotations: [:]),
            "data": .object([Self.secretKey: .string(base64(bytes))]),
        ]
    }

    /// The pod of the executor with this number.
    package func pod(_ executor: Int) -> JSON {
        var pod = settings.template.pod
        pod["apiVersion"] = "v1"
        pod["kind"] = "Pod"
        pod["status"] = .null
        pod["metadata"] = podMetadata(executor, pod["metadata"])
        pod["spec"] = spec(executor, pod["spec"])
        return pod
    }

    // MARK: Metadata

    private var commonLabels: [String: String] {
        labels.merging([
            Self.roleLabel: "executor", Self.placeLabel: ObjectNames.labelValue(application.place),
            "spark-app-name": ObjectNames.labelValue(application.name),
            "app.kubernetes.io/name": "martlet", "app.kubernetes.io/component": "executor",
            "app.kubernetes.io/instance": ObjectNames.labelValue(application.id),
            "app.kubernetes.io/version": ObjectNames.labelValue(application.version),
            "app.kubernetes.io/managed-by": "martlet",
        ]) { _, own in own }
    }

    private func metadata(name: String, labels: [String: String], annotations: [String: String]) -> JSON {
        var metadata: JSON = [
            "name": .string(name), "namespace": .string(application.namespace), "labels": JSON(labels),
        ]
        if !annotations.isEmpty { metadata["annotations"] = JSON(annotations) }
        if let owner = application.owner {
            metadata["ownerReferences"] = [
                [
                    "apiVersion": "v1", "kind": "Pod", "name": .string(owner.name), "uid": .string(owner.uid),
                    "controller": true, "blockOwnerDeletion": false,
                ]
            ]
        }
        return metadata
    }

    private func podMetadata(_ executor: Int, _ template: JSON) -> JSON {
        var labels = template["labels"].texts.merging(settings.labels) { _, set in set }
        labels.merge(commonLabels) { _, own in own }
        labels[Self.executorLabel] = String(executor)
        var annotations = [
            // A side car would keep the pod after its executor's end, and hide peers' addresses.
            "sidecar.istio.io/inject": "false",
            // Map outputs live there: the node is not free to go.
            "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
            "karpenter.sh/do-not-disrupt": "true",
        ]
        annotations.merge(template["annotations"].texts) { _, written in written }
        annotations.merge(settings.annotations) { _, set in set }
        var merged = template
        for (key, value) in metadata(name: podName(executor), labels: labels, annotations: annotations).fields {
            merged[key] = value
        }
        for key in ["generateName", "uid", "resourceVersion", "creationTimestamp"] { merged[key] = .null }
        return merged
    }

    // MARK: The specification

    private func spec(_ executor: Int, _ template: JSON) -> JSON {
        var spec = template
        spec["restartPolicy"] = "Never"
        spec.setDefault("automountServiceAccountToken", false)
        spec.setDefault("enableServiceLinks", false)
        if let account = settings.serviceAccount { spec["serviceAccountName"] = .string(account) }
        if let scheduler = settings.scheduler { spec["schedulerName"] = .string(scheduler) }
        if let seconds = settings.graceSeconds { spec["terminationGracePeriodSeconds"] = .int(seconds) }
        spec.setDefault("terminationGracePeriodSeconds", 30)
        if !settings.nodeSelector.isEmpty {
            spec["nodeSelector"] = JSON(template["nodeSelector"].texts.merging(settings.nodeSelector) { _, set in set })
        }
        if !settings.pullSecrets.isEmpty {
            spec["imagePullSecrets"].items += settings.pullSecrets.map { ["name": .string($0)] }
        }
        spec["securityContext"] = podSecurity(template["securityContext"])
        spec["volumes"].items += volumes(executor)
        var containers = template["containers"].items
        containers.insert(
            container(executor, settings.template.executor), at: min(settings.template.place, containers.count))
        spec["containers"] = .array(containers)
        return spec
    }

    private func podSecurity(_ template: JSON) -> JSON {
        var security = template
        security.setDefault("runAsNonRoot", true)
        if let user = settings.user {
            security.setDefault("runAsUser", .int(user))
            security.setDefault("runAsGroup", .int(user))
            // The Secret's file becomes readable by this group.
            security.setDefault("fsGroup", .int(user))
            security.setDefault("fsGroupChangePolicy", "OnRootMismatch")
        }
        security.setDefault("seccompProfile", ["type": "RuntimeDefault"])
        return security
    }

    private var scratchVolumes: [VolumeSettings] {
        settings.volumes.filter { $0.name.hasPrefix(VolumeSettings.scratchPrefix) }
    }

    private func volumes(_ executor: Int) -> [JSON] {
        var volumes: [JSON] = [
            [
                "name": .string(Self.secretVolume),
                "secret": ["secretName": .string(secretName), "defaultMode": 0o400],
            ]
        ]
        if scratchVolumes.isEmpty {
            var folder: JSON = .object([:])
            if settings.keepsScratchInMemory { folder["medium"] = "Memory" }
            if let size = settings.ephemeralStorage { folder["sizeLimit"] = .string(size) }
            volumes.append(["name": .string(Self.scratchVolume), "emptyDir": folder])
        }
        volumes += settings.volumes.map { $0.volume(executor: executor) }
        for (index, secret) in settings.secrets.keys.sorted().enumerated() {
            volumes.append([
                "name": .string("spark-secret-\(index)"),
                "secret": ["secretName": .string(secret), "defaultMode": 0o440],
            ])
        }
        return volumes
    }

    private var mounts: [JSON] {
        var mounts: [JSON] = [
            ["name": .string(Self.secretVolume), "mountPath": .string(Self.secretFolder), "readOnly": true]
        ]
        if scratchVolumes.isEmpty {
            mounts.append(["name": .string(Self.scratchVolume), "mountPath": .string(Self.scratchFolder)])
        }
        mounts += settings.volumes.map(\.mount)
        for (index, secret) in settings.secrets.sorted(by: { $0.key < $1.key }).enumerated() {
            mounts.append([
                "name": .string("spark-secret-\(index)"), "mountPath": .string(secret.value), "readOnly": true,
            ])
        }
        return mounts
    }

    // MARK: The container

    private func container(_ executor: Int, _ template: JSON) -> JSON {
        var container = template
        container["name"] = .string(Self.containerName)
        if let image = settings.image { container["image"] = .string(image) }
        if let policy = settings.pullPolicy { container["imagePullPolicy"] = .string(policy) }
        container.setDefault("imagePullPolicy", "IfNotPresent")
        container["command"] = ["martlet-executor"]
        container["args"] = .array(arguments(executor).map { .string($0) })
        container["env"] = .array(variables(template["env"].items))
        container["volumeMounts"].items += mounts
        container["resources"] = resources(template["resources"])
        if settings.blockPort != 0 {
            container["ports"].items.append(["name": "blocks", "containerPort": .int(settings.blockPort)])
        }
        var security = template["securityContext"]
        security.setDefault("allowPrivilegeEscalation", false)
        security.setDefault("readOnlyRootFilesystem", true)
        security.setDefault("runAsNonRoot", true)
        security.setDefault("capabilities", ["drop": ["ALL"]])
        container["securityContext"] = security
        return container
    }

    /// Kubernetes fills in `$(NAME)` from the container's environment.
    private func arguments(_ executor: Int) -> [String] {
        var arguments = [
            "--driver", application.driver, "--secret-file", Self.secretFolder + "/" + Self.secretKey,
            "--cores", String(settings.cores), "--memory", String(settings.memoryBytes),
            "--work-dir", scratchVolumes.first?.path ?? Self.scratchFolder, "--name", podName(executor),
            "--host", "$(MARTLET_POD_IP)", "--log-level", application.logLevel,
        ]
        if settings.blockPort != 0 { arguments += ["--block-port", String(settings.blockPort)] }
        return arguments
    }

    /// What the template and the settings say, then ours: of a name that is there twice the last one counts.
    private func variables(_ template: [JSON]) -> [JSON] {
        var variables: [JSON] = settings.environment.sorted { $0.key < $1.key }.map {
            ["name": .string($0.key), "value": .string($0.value)]
        }
        for (name, reference) in settings.secretVariables.sorted(by: { $0.key < $1.key }) {
            let parts = reference.split(separator: ":", maxSplits: 1).map(String.init)
            variables.append([
                "name": .string(name),
                "valueFrom": ["secretKeyRef": ["name": .string(parts[0]), "key": .string(parts[1])]],
            ])
        }
        let fields = [
            ("MARTLET_HOST_IP", "status.hostIP"), ("MARTLET_NODE_NAME", "spec.nodeName"),
            ("MARTLET_POD_IP", "status.podIP"), ("MARTLET_POD_NAME", "metadata.name"),
        ]
        variables += fields.map { name, path in
            ["name": .string(name), "valueFrom": ["fieldRef": ["apiVersion": "v1", "fieldPath": .string(path)]]]
        }
        let ours = Set(variables.compactMap { $0["name"].text })
        return template.filter { !ours.contains($0["name"].text ?? "") } + variables
    }

    private func resources(_ template: JSON) -> JSON {
        var resources = template
        let memory = Self.mebibytes(settings.podMemoryBytes)
        resources["requests"]["cpu"] = .string(settings.requestCores)
        resources["requests"]["memory"] = settings.requestMemoryBytes.map { Self.mebibytes($0) } ?? memory
        resources["limits"]["memory"] = memory
        if let limit = settings.limitCores { resources["limits"]["cpu"] = .string(limit) }
        if let storage = settings.ephemeralStorage {
            resources["requests"]["ephemeral-storage"] = .string(storage)
            resources["limits"]["ephemeral-storage"] = .string(storage)
        }
        return resources
    }

    /// Rounded up: `1408Mi`.
    private static func mebibytes(_ bytes: Int) -> JSON { .string("\((bytes + (1 << 20) - 1) >> 20)Mi") }
}

extension JSON {
    /// Sets a field that is not there.
    fileprivate mutating func setDefault(_ key: String, _ value: JSON) {
        if self[key].isNull { self[key] = value }
    }
}

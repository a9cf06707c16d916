// SPDX-License-Identifier: Apache-2.0

import Execution
import JSONValues

/// The settings under `spark.kubernetes.` (and a few beside) that matter on Kubernetes, with their meaning: one table
/// for reading them, for warnings about others, and for the documentation.
package enum SettingKeys {
    package struct Key: Sendable, Hashable {
        /// The whole key; one that ends with `.` is the start of keys.
        package var name: String
        package var meaning: String
        /// False: it is taken and does nothing, for the reason that `meaning` gives.
        package var isEffective: Bool

        init(_ name: String, _ meaning: String, isEffective: Bool = true) {
            self.name = name
            self.meaning = meaning
            self.isEffective = isEffective
        }

        func covers(_ key: String) -> Bool { name.hasSuffix(".") ? key.hasPrefix(name) : key == name }
    }

    package static let all: [Key] = connection + images + pods + resources + allocation + ignored

    static let connection: [Key] = [
        Key("spark.kubernetes.namespace", "where pods are made (that of the service account or context, else default)"),
        Key("spark.kubernetes.context", "context of the kubeconfig (the current one)"),
        Key("spark.kubernetes.authenticate.caCertFile", "authority of the API server's certificate, PEM"),
        Key("spark.kubernetes.authenticate.oauthTokenFile", "file with a token, read anew for each request"),
        Key("spark.kubernetes.authenticate.oauthToken", "a token"),
        Key("spark.kubernetes.authenticate.clientCertFile", "our own certificate, PEM"),
        Key("spark.kubernetes.authenticate.clientKeyFile", "its key, PEM"),
        Key("spark.kubernetes.authenticate.driver.caCertFile", "as spark.kubernetes.authenticate.caCertFile"),
        Key("spark.kubernetes.authenticate.driver.oauthTokenFile", "as spark.kubernetes.authenticate.oauthTokenFile"),
        Key("spark.kubernetes.authenticate.driver.oauthToken", "as spark.kubernetes.authenticate.oauthToken"),
        Key("spark.kubernetes.authenticate.driver.clientCertFile", "as spark.kubernetes.authenticate.clientCertFile"),
        Key("spark.kubernetes.authenticate.driver.clientKeyFile", "as spark.kubernetes.authenticate.clientKeyFile"),
        Key(
            "spark.kubernetes.authenticate.executor.serviceAccountName", "service account of executors (none; no token)"
        ),
        Key("spark.kubernetes.trust.certificates", "true takes any certificate of the API server"),
        Key("spark.kubernetes.driver.connectionTimeout", "milliseconds for a connection to the API server (10000)"),
        Key("spark.kubernetes.driver.requestTimeout", "milliseconds for a request to the API server (10000)"),
        Key(
            "spark.kubernetes.driver.pod.name",
            "the pod that this process runs in, and which owns the executors (found)"),
    ]

    static let images: [Key] = [
        Key("spark.kubernetes.container.image", "image of executors (MARTLET_EXECUTOR_IMAGE)"),
        Key("spark.kubernetes.executor.container.image", "image of executors, before spark.kubernetes.container.image"),
        Key("spark.kubernetes.container.image.pullPolicy", "Always, Never or IfNotPresent (IfNotPresent)"),
        Key("spark.kubernetes.container.image.pullSecrets", "secrets for the image's registry, with commas"),
    ]

    static let pods: [Key] = [
        Key("spark.kubernetes.executor.podNamePrefix", "pods are named prefix-exec-number (name-milliseconds)"),
        Key("spark.kubernetes.executor.podTemplateFile", "a pod in YAML or JSON that executors' pods begin as"),
        Key(
            "spark.kubernetes.executor.podTemplateContainerName", "which container is the executor (the first)"),
        Key("spark.kubernetes.executor.label.", "a label of executors' pods"),
        Key("spark.kubernetes.executor.annotation.", "an annotation of executors' pods"),
        Key("spark.kubernetes.node.selector.", "a label that nodes must have"),
        Key("spark.kubernetes.executor.node.selector.", "a label that executors' nodes must have"),
        Key("spark.kubernetes.scheduler.name", "scheduler of the pods"),
        Key("spark.kubernetes.executor.scheduler.name", "scheduler of executors' pods"),
        Key("spark.kubernetes.executor.secrets.", "a Secret and the folder where executors find it"),
        Key("spark.kubernetes.executor.secretKeyRef.", "an environment variable from name:key of a Secret"),
        Key("spark.kubernetes.executor.volumes.hostPath.", "a folder of the node: mount.path, options.path, …"),
        Key("spark.kubernetes.executor.volumes.emptyDir.", "a folder of the pod: mount.path, options.sizeLimit, …"),
        Key("spark.kubernetes.executor.volumes.nfs.", "a folder of a server: mount.path, options.server, options.path"),
        Key(
            "spark.kubernetes.executor.volumes.persistentVolumeClaim.",
            "a claim, or with OnDemand one a pod: mount.path, options.claimName, options.storageClass, …"
        ),
        Key("spark.kubernetes.local.dirs.tmpfs", "true keeps scratch files in memory, within the pod's limit"),
        Key(
            "martlet.kubernetes.executor.runAsUser", "number of the user of executors (65532; image: its own)"),
        Key("martlet.kubernetes.executor.ephemeralStorage", "room for scratch files: request and limit, such as 10Gi"),
    ]

    static let resources: [Key] = [
        Key("spark.executor.instances", "number of executors (2)"),
        Key("spark.executor.cores", "tasks at a time on an executor, and its request of CPU (1)"),
        Key("spark.executor.memory", "memory of an executor's tasks and map outputs (1g)"),
        Key("spark.executor.memoryOverhead", "added for the pod (the factor's part, at least 384m)"),
        Key("spark.executor.minMemoryOverhead", "the least that is added for the pod (384m)"),
        Key("spark.executor.memoryOverheadFactor", "the part of the memory that is added for the pod (0.1)"),
        Key("spark.kubernetes.memoryOverheadFactor", "as spark.executor.memoryOverheadFactor"),
        Key("spark.kubernetes.executor.request.cores", "the pod's request of CPU: 0.5, 500m (spark.executor.cores)"),
        Key("spark.kubernetes.executor.limit.cores", "the pod's limit of CPU (none)"),
        Key("martlet.kubernetes.executor.request.memory", "the pod's request of memory, where it is not the limit"),
        Key("spark.blockManager.port", "port of executors for map outputs (the system chooses)"),
    ]

    static let allocation: [Key] = [
        Key("spark.kubernetes.allocation.batch.size", "pods that are made at once (20)"),
        Key("spark.kubernetes.allocation.batch.delay", "time between such batches (1s)"),
        Key("spark.kubernetes.allocation.maxPendingPods", "pods that wait for a node at a time (no bound)"),
        Key("spark.kubernetes.allocation.maximum", "pods that are made in all (no bound)"),
        Key("spark.kubernetes.allocation.executor.timeout", "after which a pod that was not seen is made anew (600s)"),
        Key("spark.executor.maxNumFailures", "executors that may fail before the application ends (2 an executor, 3)"),
        Key("spark.executor.failuresValidityInterval", "after which a failure no longer counts (1h)"),
        Key("spark.kubernetes.executor.apiPollingInterval", "how often pods are listed besides the watch (30s)"),
        Key("spark.kubernetes.executor.missingPodDetectDelta", "after which an executor without a pod is lost (30s)"),
        Key("spark.kubernetes.executor.deleteOnTermination", "false keeps pods that have ended (true)"),
        Key("spark.kubernetes.dynamicAllocation.deleteGracePeriod", "what a pod that is deleted gets to end (5s)"),
        Key("spark.kubernetes.executor.terminationGracePeriodSeconds", "what a pod gets to drain (30s)"),
    ]

    private static let clusterMode = "the driver is this process, not a pod of its own"

    static let ignored: [Key] = [
        Key("spark.kubernetes.authenticate.driver.serviceAccountName", clusterMode, isEffective: false),
        Key("spark.kubernetes.authenticate.driver.mounted.", clusterMode, isEffective: false),
        Key("spark.kubernetes.authenticate.submission.", clusterMode, isEffective: false),
        Key("spark.kubernetes.authenticate.serviceAccountName", clusterMode, isEffective: false),
        Key("spark.kubernetes.submission.", clusterMode, isEffective: false),
        Key("spark.kubernetes.driver.", clusterMode, isEffective: false),
        Key("spark.kubernetes.file.upload.path", clusterMode, isEffective: false),
        Key("spark.kubernetes.report.interval", clusterMode, isEffective: false),
        Key("spark.kubernetes.jars.", "there is no Java virtual machine", isEffective: false),
        Key("spark.kubernetes.pyspark.pythonVersion", "no Python runs on executors", isEffective: false),
        Key("spark.kubernetes.kerberos.", "there is no Kerberos", isEffective: false),
        Key("spark.kubernetes.hadoop.configMapName", "Hadoop's settings travel with the job", isEffective: false),
        Key("spark.kubernetes.executor.disableConfigMap", "executors need no ConfigMap", isEffective: false),
        Key("spark.kubernetes.executor.eventProcessingInterval", "events are taken as they come", isEffective: false),
        Key("spark.kubernetes.executor.enablePollingWithResourceVersion", "lists are always exact", isEffective: false),
        Key(
            "spark.kubernetes.executor.enableApiPolling", "pods are always listed besides the watch", isEffective: false
        ),
        Key("spark.kubernetes.executor.enableApiWatcher", "pods are always watched", isEffective: false),
        Key("spark.kubernetes.executor.checkAllContainers", "only the executor's container counts", isEffective: false),
        Key("spark.kubernetes.executor.lostCheck.maxAttempts", "the end's reason is read once", isEffective: false),
        Key("spark.kubernetes.executor.rollInterval", "executors are not replaced in turn", isEffective: false),
        Key("spark.kubernetes.executor.rollPolicy", "executors are not replaced in turn", isEffective: false),
        Key(
            "spark.kubernetes.executor.minTasksPerExecutorBeforeRolling", "executors are not replaced in turn",
            isEffective: false),
        Key(
            "spark.kubernetes.executor.decommissionLabel", "executors are not labelled as they drain",
            isEffective: false),
        Key(
            "spark.kubernetes.executor.decommissionLabelValue", "executors are not labelled as they drain",
            isEffective: false),
        Key(
            "spark.kubernetes.executor.useDriverPodIP", "spark.driver.host says which address executors dial",
            isEffective: false),
        Key("spark.kubernetes.executor.scheduler.podGroupTemplateFile", "there are no pod groups", isEffective: false),
        Key("spark.kubernetes.allocation.pods.allocator", "pods are made directly", isEffective: false),
        Key(
            "spark.kubernetes.allocation.driver.readinessTimeout", "the driver listens before pods are made",
            isEffective: false),
        Key(
            "spark.kubernetes.allocation.recoveryMode.enabled", "tasks that lack memory spill", isEffective: false),
    ]

    /// What a key means; nil if it is not known.
    package static func meaning(of key: String) -> Key? {
        // A key itself comes before the start of keys that it begins with.
        all.first { $0.name == key } ?? all.first { $0.covers(key) }
    }

    /// A warning for each key of Kubernetes that nobody knows, with the one that was probably meant.
    package static func warnings(_ settings: [String: String]) -> [String] {
        let names = all.map(\.name)
        return settings.keys.sorted().compactMap { key in
            guard key.hasPrefix("spark.kubernetes.") || key.hasPrefix("martlet.kubernetes."), meaning(of: key) == nil
            else { return nil }
            let near = nearestName(to: key, among: names).map { "; did you mean \($0)?" } ?? ""
            return "\(key) is not known and does nothing\(near)"
        }
    }
}

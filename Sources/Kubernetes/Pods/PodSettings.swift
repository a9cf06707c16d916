// SPDX-License-Identifier: Apache-2.0

import Execution

/// How many pods are made, how fast, and when they are given up.
package struct AllocationSettings: Sendable, Hashable {
    package var batchSize: Int
    package var batchDelayMillis: Int
    /// Pods that wait for a node at a time; nil: no bound.
    package var pendingMax: Int?
    /// Pods that are made in all; nil: no bound.
    package var podsMax: Int?
    /// After which a pod that was asked for and not seen is made anew.
    package var unseenMillis: Int
    package var failuresMax: Int
    package var failureMemoryMillis: Int
    package var pollMillis: Int
    /// After which an executor whose pod is not listed is lost.
    package var missingMillis: Int
    package var deletesEnded: Bool
    /// What a pod that Martlet deletes gets to end.
    package var deleteGraceSeconds: Int
}

/// What Spark's configuration says about executors' pods, read and checked.
package struct PodSettings: Sendable, Hashable {
    package var image: String?
    package var pullPolicy: String?
    package var pullSecrets: [String]
    package var instances: Int
    /// Nil: made of the application's name and its start.
    package var namePrefix: String?
    package var cores: Int
    package var requestCores: String
    package var limitCores: String?
    /// What the executor itself takes.
    package var memoryBytes: Int
    package var overheadBytes: Int
    package var requestMemoryBytes: Int?
    package var ephemeralStorage: String?
    package var labels: [String: String]
    package var annotations: [String: String]
    package var nodeSelector: [String: String]
    package var scheduler: String?
    package var serviceAccount: String?
    package var environment: [String: String]
    /// Folders by Secret.
    package var secrets: [String: String]
    /// `name:key` by variable.
    package var secretVariables: [String: String]
    package var volumes: [VolumeSettings]
    package var keepsScratchInMemory: Bool
    package var graceSeconds: Int?
    /// Nil: the image's own.
    package var user: Int?
    package var blockPort: Int
    package var template: PodTemplate
    package var allocation: AllocationSettings
    /// What the user should know: keys that nobody knows.
    package var warnings: [String]

    /// - Parameters:
    ///   - process: variables of this process, which a chart sets: MARTLET_EXECUTOR_IMAGE, …_PULL_POLICY,
    ///     …_PULL_SECRETS.
    ///   - readFile: the bytes of a file that a setting names; the system's files if not given.
    package init(
        _ settings: [String: String], environment process: [String: String],
        readFile: ((String) throws -> [UInt8])? = nil
    ) throws(SettingError) {
        let values = SettingValues(settings: settings)
        func key(_ name: String) -> String { "spark.kubernetes." + name }
        func standard(_ name: String) -> String? { process[name].flatMap { $0.isEmpty ? nil : $0 } }
        image =
            values.text(key("executor.container.image")) ?? values.text(key("container.image"))
            ?? standard("MARTLET_EXECUTOR_IMAGE")
        pullPolicy = try Self.pullPolicy(values) ?? standard("MARTLET_EXECUTOR_PULL_POLICY")
        pullSecrets =
            (values.text(key("container.image.pullSecrets")) ?? standard("MARTLET_EXECUTOR_PULL_SECRETS") ?? "")
            .split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        let instances = try values.whole("spark.executor.instances", 0...100_000) ?? 2
        self.instances = instances
        namePrefix = try Self.prefix(values)
        cores = try values.whole("spark.executor.cores", 1...ExecutionLimits.slotsMax) ?? 1
        requestCores = try values.quantity(key("executor.request.cores")) ?? String(cores)
        limitCores = try values.quantity(key("executor.limit.cores"))
        memoryBytes = try values.bytes("spark.executor.memory") ?? 1 << 30
        guard memoryBytes >= ExecutionLimits.memoryBytesMin else {
            throw SettingError(
                "spark.executor.memory", values.text("spark.executor.memory") ?? "", "it is less than 16m")
        }
        overheadBytes = try Self.overhead(values, of: memoryBytes)
        requestMemoryBytes = try values.bytes("martlet.kubernetes.executor.request.memory")
        ephemeralStorage = try values.quantity("martlet.kubernetes.executor.ephemeralStorage")
        labels = try Self.labels(values)
        annotations = values.under(key("executor.annotation."))
        nodeSelector = values.under(key("node.selector."))
            .merging(values.under(key("executor.node.selector."))) { _, own in own }
        scheduler = values.text(key("executor.scheduler.name")) ?? values.text(key("scheduler.name"))
        serviceAccount = values.text(key("authenticate.executor.serviceAccountName"))
        environment = values.under("spark.executorEnv.")
        secrets = values.under(key("executor.secrets."))
        secretVariables = values.under(key("executor.secretKeyRef."))
        volumes = try VolumeSettings.all(values)
        keepsScratchInMemory = try values.flag(key("local.dirs.tmpfs")) ?? false
        graceSeconds = try values.millis(key("executor.terminationGracePeriodSeconds"), plainUnit: 1_000)
            .map { $0 / 1_000 }
        user = try Self.user(values)
        blockPort = try values.whole("spark.blockManager.port", 0...65_535) ?? 0
        template = try PodTemplate(values, readFile: readFile)
        allocation = try Self.allocation(values, instances)
        warnings = SettingKeys.warnings(settings)
        for (variable, reference) in secretVariables where reference.split(separator: ":").count != 2 {
            throw SettingError(key("executor.secretKeyRef.\(variable)"), reference, "it must be name:key of a Secret")
        }
        for (secret, folder) in secrets where !folder.hasPrefix("/") {
            throw SettingError(key("executor.secrets.\(secret)"), folder, "it must be a folder such as /etc/secrets")
        }
    }

    private static func pullPolicy(_ values: SettingValues) throws(SettingError) -> String? {
        let key = "spark.kubernetes.container.image.pullPolicy"
        guard let text = values.text(key) else { return nil }
        guard ["Always", "Never", "IfNotPresent"].contains(text) else {
            throw SettingError(key, text, "it must be Always, Never or IfNotPresent")
        }
        return text
    }

    private static func prefix(_ values: SettingValues) throws(SettingError) -> String? {
        let key = "spark.kubernetes.executor.podNamePrefix"
        guard let text = values.text(key) else { return nil }
        guard ObjectNames.isLabel(text, charactersMax: ExecutorPods.prefixCharactersMax) else {
            throw SettingError(
                key, text,
                "it must be lower-case letters, digits and '-', at most "
                    + "\(ExecutorPods.prefixCharactersMax), with a letter or digit at its ends")
        }
        return text
    }

    private static func overhead(_ values: SettingValues, of memory: Int) throws(SettingError) -> Int {
        if let bytes = try values.bytes("spark.executor.memoryOverhead") { return bytes }
        var factor = 0.1
        for key in ["spark.executor.memoryOverheadFactor", "spark.kubernetes.memoryOverheadFactor"] {
            guard let text = values.text(key) else { continue }
            guard let value = Double(text), value >= 0, value <= 100 else {
                throw SettingError(key, text, "it must be a number from 0, such as 0.1")
            }
            factor = value
            break
        }
        let least = try values.bytes("spark.executor.minMemoryOverhead") ?? 384 << 20
        return max(least, Int(Double(memory) * factor))
    }

    private static func labels(_ values: SettingValues) throws(SettingError) -> [String: String] {
        let labels = values.under("spark.kubernetes.executor.label.")
        for (name, value) in labels {
            let key = "spark.kubernetes.executor.label.\(name)"
            if ExecutorPods.ownLabels.contains(name) {
                throw SettingError(key, value, "Martlet sets this label itself: pods are found by it")
            }
            guard ObjectNames.isLabelValue(value) else {
                throw SettingError(
                    key, value,
                    "a label's value has at most 63 letters, digits, '-', '_' and '.', with a letter or "
                        + "digit at its ends")
            }
        }
        return labels
    }

    private static func user(_ values: SettingValues) throws(SettingError) -> Int? {
        let key = "martlet.kubernetes.executor.runAsUser"
        if values.text(key) == "image" { return nil }
        return try values.whole(key, 1...2_147_483_647) ?? 65_532
    }

    private static func allocation(
        _ values: SettingValues, _ instances: Int
    ) throws(SettingError) -> AllocationSettings {
        func key(_ name: String) -> String { "spark.kubernetes." + name }
        let most = Int(Int32.max)
        return AllocationSettings(
            batchSize: try values.whole(key("allocation.batch.size"), 1...10_000) ?? 20,
            batchDelayMillis: try values.millis(key("allocation.batch.delay"), plainUnit: 1) ?? 1_000,
            pendingMax: try values.whole(key("allocation.maxPendingPods"), 1...most),
            podsMax: try values.whole(key("allocation.maximum"), 1...most),
            unseenMillis: try values.millis(key("allocation.executor.timeout"), plainUnit: 1_000) ?? 600_000,
            failuresMax: try values.whole("spark.executor.maxNumFailures", 0...most) ?? max(2 * instances, 3),
            failureMemoryMillis: try values.millis("spark.executor.failuresValidityInterval", plainUnit: 1)
                ?? 3_600_000,
            pollMillis: try values.millis(key("executor.apiPollingInterval"), plainUnit: 1) ?? 30_000,
            missingMillis: try values.millis(key("executor.missingPodDetectDelta"), plainUnit: 1) ?? 30_000,
            deletesEnded: try values.flag(key("executor.deleteOnTermination")) ?? true,
            deleteGraceSeconds: (try values.millis(key("dynamicAllocation.deleteGracePeriod"), plainUnit: 1_000)
                ?? 5_000)
                / 1_000)
    }

    /// What the pod may take in all.
    package var podMemoryBytes: Int { memoryBytes + overheadBytes }
}

// SPDX-License-Identifier: Apache-2.0

import Kubernetes
import Testing

@Suite struct PodSettingsTests {
    private func read(_ settings: [String: String]) throws -> PodSettings {
        try PodSettings(settings, environment: [:])
    }

    @Test func `what Spark does without settings`() throws {
        let settings = try read([:])
        #expect(settings.instances == 2 && settings.cores == 1 && settings.requestCores == "1")
        #expect(settings.memoryBytes == 1 << 30 && settings.podMemoryBytes == 1_408 << 20)
        #expect(settings.allocation.batchSize == 20 && settings.allocation.batchDelayMillis == 1_000)
        #expect(settings.allocation.failuresMax == 4 && settings.allocation.deletesEnded)
        #expect(settings.image == nil && settings.warnings.isEmpty)
    }

    @Test(arguments: [
        (["spark.executor.memory": "2g"], 2432), (["spark.executor.memory": "8g"], 9011),
        (["spark.executor.memory": "512"], 896), (["spark.executor.memoryOverhead": "100m"], 1124),
        (["spark.executor.memory": "10g", "spark.executor.memoryOverheadFactor": "0.4"], 14336),
        (["spark.executor.minMemoryOverhead": "64m"], 1126),
    ])
    func `memory of the pod in mebibytes`(settings: [String: String], mebibytes: Int) throws {
        #expect(try read(settings).podMemoryBytes >> 20 == mebibytes)
    }

    @Test(arguments: [
        ("spark.executor.instances", "two"), ("spark.executor.cores", "0"), ("spark.executor.memory", "1x"),
        ("spark.executor.memory", "1m"), ("spark.executor.memory", "8000000t"),
        ("spark.executor.memoryOverhead", "2048t"), ("spark.kubernetes.executor.request.cores", "half"),
        ("spark.kubernetes.executor.limit.cores", "-1"), ("spark.kubernetes.container.image.pullPolicy", "always"),
        ("spark.kubernetes.executor.podNamePrefix", "Not_A_Name"),
        ("spark.kubernetes.executor.podNamePrefix", String(repeating: "a", count: 39)),
        ("spark.kubernetes.executor.label.spark-role", "mine"), ("spark.kubernetes.executor.label.a", "no spaces"),
        ("spark.kubernetes.allocation.batch.delay", "soon"), ("spark.kubernetes.executor.secretKeyRef.A", "name"),
        ("spark.kubernetes.executor.secrets.name", "relative"), ("spark.kubernetes.local.dirs.tmpfs", "perhaps"),
        ("spark.kubernetes.executor.volumes.hostpath.a.mount.path", "/a"),
        ("spark.kubernetes.executor.volumes.emptyDir.a.mount.path", "a"),
        ("spark.kubernetes.executor.volumes.emptyDir.a.options.size", "1"),
        ("spark.kubernetes.executor.podTemplateFile", "/no/such/file"),
        ("martlet.kubernetes.executor.runAsUser", "0"),
    ])
    func `values that cannot be used are named`(key: String, value: String) {
        let error = #expect(throws: SettingError.self) { try read([key: value]) }
        let named = key.split(separator: ".").dropLast(key.contains("options") ? 2 : 0).joined(separator: ".")
        #expect(error?.description.contains(named) == true, "\(error?.description ?? "")")
    }

    @Test func `unknown keys are warned of with the nearest`() throws {
        let settings = try read([
            "spark.kubernetes.contianer.image": "x", "spark.kubernetes.allocation.batchsize": "1",
            "spark.kubernetes.driver.volumes.hostPath.a.mount.path": "/a", "spark.kubernetes.executor.label.team": "a",
            "spark.sql.shuffle.partitions": "1", "martlet.kubernetes.nothing.like.it.at.all": "x",
        ])
        #expect(settings.warnings.count == 3)
        #expect(settings.warnings[0].contains("martlet.kubernetes.nothing.like.it.at.all is not known"))
        #expect(settings.warnings[1].contains("did you mean spark.kubernetes.allocation.batch.size?"))
        #expect(settings.warnings[2].contains("did you mean spark.kubernetes.container.image?"))
    }
}

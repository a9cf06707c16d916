// SPDX-License-Identifier: Apache-2.0

import APIServer
import JSONValues
import Kubernetes
import Testing

@Suite struct ExecutorPodsTests {
    private func pods(
        _ settings: [String: String] = [:], template: String? = nil, owner: ExecutorPods.Owner? = nil
    ) throws -> ExecutorPods {
        var settings = settings.merging(["spark.kubernetes.container.image": "martlet/executor:1"]) { own, _ in own }
        if template != nil { settings["spark.kubernetes.executor.podTemplateFile"] = "/template.yaml" }
        let read = try PodSettings(settings, environment: [:], readFile: { _ in Array((template ?? "").utf8) })
        return try ExecutorPods(
            read,
            ExecutorPods.Application(
                id: "spark-1", name: "PySpark Shell", namespace: "spark",
                namePrefix: ExecutorPods.namePrefix(application: "pyspark-shell", startMillis: 1_700_000_000_000),
                driver: "10.0.0.9:7078", owner: owner, place: "notebook-0", version: "0.4.0"))
    }

    private func container(_ pod: JSON) -> JSON {
        pod["spec"]["containers"].items.first { $0["name"] == "executor" } ?? .null
    }

    @Test func `the pod of the guide`() throws {
        let pod = try pods(owner: .init(name: "notebook-0", uid: "u-1")).pod(1)
        #expect(pod == Self.golden, "\(pod)")
        #expect(PodSecurity.violations(pod).isEmpty)
    }

    private static let golden: JSON = [
        "apiVersion": "v1", "kind": "Pod",
        "metadata": [
            "name": "pyspark-shell-1700000000000-exec-1", "namespace": "spark",
            "labels": [
                "app.kubernetes.io/component": "executor", "app.kubernetes.io/instance": "spark-1",
                "app.kubernetes.io/managed-by": "martlet", "app.kubernetes.io/name": "martlet",
                "app.kubernetes.io/version": "0.4.0", "martlet.dev/driver-place": "notebook-0",
                "spark-app-name": "PySpark-Shell", "spark-app-selector": "spark-1", "spark-exec-id": "1",
                "spark-role": "executor",
            ],
            "annotations": [
                "cluster-autoscaler.kubernetes.io/safe-to-evict": "false", "karpenter.sh/do-not-disrupt": "true",
                "sidecar.istio.io/inject": "false",
            ],
            "ownerReferences": [
                [
                    "apiVersion": "v1", "kind": "Pod", "name": "notebook-0", "uid": "u-1", "controller": true,
                    "blockOwnerDeletion": false,
                ]
            ],
        ],
        "spec": [
            "restartPolicy": "Never", "automountServiceAccountToken": false, "enableServiceLinks": false,
            "terminationGracePeriodSeconds": 30,
            "securityContext": [
                "runAsNonRoot": true, "runAsUser": 65532, "runAsGroup": 65532, "fsGroup": 65532,
                "fsGroupChangePolicy": "OnRootMismatch", "seccompProfile": ["type": "RuntimeDefault"],
            ],
            "volumes": [
                [
                    "name": "martlet-secret",
                    "secret": ["secretName": "pyspark-shell-1700000000000-secret", "defaultMode": 256],
                ],
                ["name": "martlet-scratch", "emptyDir": [:]],
            ],
            "containers": [
                [
                    "name": "executor", "image": "martlet/executor:1", "imagePullPolicy": "IfNotPresent",
                    "command": ["martlet-executor"],
                    "args": [
                        "--driver", "10.0.0.9:7078", "--secret-file", "/etc/martlet/secret/secret", "--cores", "1",
                        "--memory", "1073741824", "--work-dir", "/var/lib/martlet", "--name",
                        "pyspark-shell-1700000000000-exec-1", "--host", "$(MARTLET_POD_IP)", "--log-level", "info",
                    ],
                    "env": [
                        field("MARTLET_HOST_IP", "status.hostIP"), field("MARTLET_NODE_NAME", "spec.nodeName"),
                        field("MARTLET_POD_IP", "status.podIP"), field("MARTLET_POD_NAME", "metadata.name"),
                    ],
                    "volumeMounts": [
                        ["name": "martlet-secret", "mountPath": "/etc/martlet/secret", "readOnly": true],
                        ["name": "martlet-scratch", "mountPath": "/var/lib/martlet"],
                    ],
                    "resources": ["requests": ["cpu": "1", "memory": "1408Mi"], "limits": ["memory": "1408Mi"]],
                    "securityContext": [
                        "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": true,
                        "capabilities": ["drop": ["ALL"]],
                    ],
                ]
            ],
        ],
    ]

    private static func field(_ name: String, _ path: String) -> JSON {
        [
            "name": .string(name),
            "valueFrom": ["fieldRef": ["apiVersion": "v1", "fieldPath": .string(path)]],
        ]
    }

    @Test func `resources, places and names that are asked for`() throws {
        let pods = try pods([
            "spark.executor.cores": "4", "spark.executor.memory": "2g",
            "spark.kubernetes.executor.request.cores": "0.5",
            "spark.kubernetes.executor.limit.cores": "2", "martlet.kubernetes.executor.ephemeralStorage": "10Gi",
            "martlet.kubernetes.executor.request.memory": "1g", "spark.kubernetes.node.selector.disk": "ssd",
            "spark.kubernetes.executor.node.selector.zone": "a", "spark.kubernetes.executor.scheduler.name": "volcano",
            "spark.kubernetes.authenticate.executor.serviceAccountName": "exec",
            "spark.kubernetes.container.image.pullSecrets": "one, two",
            "spark.kubernetes.container.image.pullPolicy": "Always", "spark.kubernetes.executor.label.team": "a",
            "spark.kubernetes.executor.annotation.sidecar.istio.io/inject": "true", "spark.executorEnv.TZ": "UTC",
            "spark.kubernetes.executor.secretKeyRef.PASSWORD": "db:password",
            "spark.kubernetes.executor.secrets.db": "/etc/db", "spark.blockManager.port": "7079",
            "spark.kubernetes.executor.terminationGracePeriodSeconds": "60",
            "martlet.kubernetes.executor.runAsUser": "image",
        ])
        let pod = pods.pod(7)
        let spec = pod["spec"]
        let container = container(pod)
        #expect(
            container["resources"] == [
                "requests": ["cpu": "0.5", "memory": "1024Mi", "ephemeral-storage": "10Gi"],
                "limits": ["cpu": "2", "memory": "2432Mi", "ephemeral-storage": "10Gi"],
            ])
        #expect(spec["nodeSelector"] == ["disk": "ssd", "zone": "a"] && spec["schedulerName"] == "volcano")
        #expect(spec["serviceAccountName"] == "exec" && spec["automountServiceAccountToken"] == false)
        #expect(spec["imagePullSecrets"] == [["name": "one"], ["name": "two"]])
        #expect(container["imagePullPolicy"] == "Always" && spec["terminationGracePeriodSeconds"] == 60)
        #expect(pod["metadata"]["labels"]["team"] == "a")
        #expect(pod["metadata"]["annotations"]["sidecar.istio.io/inject"] == "true")
        #expect(container["env"].items.contains(["name": "TZ", "value": "UTC"]))
        let reference: JSON = [
            "name": "PASSWORD", "valueFrom": ["secretKeyRef": ["name": "db", "key": "password"]],
        ]
        #expect(container["env"].items.contains(reference))
        #expect(container["volumeMounts"].items.contains { $0["mountPath"] == "/etc/db" && $0["readOnly"] == true })
        #expect(container["ports"] == [["name": "blocks", "containerPort": 7079]])
        #expect(container["args"].items.suffix(2) == ["--block-port", "7079"])
        #expect(spec["securityContext"]["runAsUser"].isNull && spec["securityContext"]["runAsNonRoot"] == true)
        #expect(PodSecurity.violations(pod).isEmpty)
    }

    @Test func `volumes of every kind`() throws {
        let prefix = "spark.kubernetes.executor.volumes."
        let pods = try pods([
            prefix + "emptyDir.cache.mount.path": "/cache", prefix + "emptyDir.cache.options.sizeLimit": "1Gi",
            prefix + "emptyDir.cache.options.medium": "Memory",
            prefix + "persistentVolumeClaim.data.mount.path": "/data",
            prefix + "persistentVolumeClaim.data.mount.readOnly": "true",
            prefix + "persistentVolumeClaim.data.options.claimName": "claim-SPARK_EXECUTOR_ID",
            prefix + "persistentVolumeClaim.spark-local-dir-1.mount.path": "/scratch",
            prefix + "persistentVolumeClaim.spark-local-dir-1.options.claimName": "OnDemand",
            prefix + "persistentVolumeClaim.spark-local-dir-1.options.storageClass": "fast",
            prefix + "persistentVolumeClaim.spark-local-dir-1.options.sizeLimit": "20Gi",
            prefix + "nfs.share.mount.path": "/share", prefix + "nfs.share.options.server": "nfs",
            prefix + "nfs.share.options.path": "/export",
            prefix + "hostPath.disk.mount.path": "/disk", prefix + "hostPath.disk.mount.subPath": "a",
            prefix + "hostPath.disk.options.path": "/mnt/disk", prefix + "hostPath.disk.options.type": "Directory",
        ])
        let pod = pods.pod(3)
        let volumes = pod["spec"]["volumes"].items
        #expect(volumes.contains(["name": "cache", "emptyDir": ["medium": "Memory", "sizeLimit": "1Gi"]]))
        #expect(volumes.contains(["name": "data", "persistentVolumeClaim": ["claimName": "claim-3"]]))
        #expect(volumes.contains(["name": "share", "nfs": ["server": "nfs", "path": "/export"]]))
        #expect(volumes.contains(["name": "disk", "hostPath": ["path": "/mnt/disk", "type": "Directory"]]))
        let scratch = volumes.first { $0["name"] == "spark-local-dir-1" }?["ephemeral"]["volumeClaimTemplate"]["spec"]
        #expect(
            scratch == [
                "accessModes": ["ReadWriteOnce"], "storageClassName": "fast",
                "resources": ["requests": ["storage": "20Gi"]],
            ])
        #expect(!volumes.contains { $0["name"] == "martlet-scratch" }, "the claim takes the scratch files")
        let container = container(pod)
        #expect(container["args"].items.contains("/scratch"))
        #expect(container["volumeMounts"].items.contains(["name": "disk", "mountPath": "/disk", "subPath": "a"]))
        #expect(
            container["volumeMounts"].items.contains(["name": "data", "mountPath": "/data", "readOnly": true]))
        // What the user asked for is what a restricted namespace refuses.
        #expect(PodSecurity.violations(pod).count == 2)
    }

    @Test func `scratch files in memory`() throws {
        let pod = try pods(["spark.kubernetes.local.dirs.tmpfs": "true"]).pod(1)
        #expect(pod["spec"]["volumes"].items[1] == ["name": "martlet-scratch", "emptyDir": ["medium": "Memory"]])
    }

    private static let template = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: ignored
          namespace: ignored
          labels: {team: data, spark-role: ignored}
          annotations: {sidecar.istio.io/inject: "true", note: kept}
        spec:
          restartPolicy: Always
          priorityClassName: high
          tolerations:
          - {key: gpu, operator: Exists}
          futureField: {deep: [1, 2]}
          nodeSelector: {disk: hdd, arch: amd64}
          securityContext: {runAsUser: 1234}
          volumes:
          - {name: extra, emptyDir: {}}
          containers:
          - name: sidecar
            image: side
          - name: main
            image: theirs
            command: [sleep]
            env: [{name: A, value: b}, {name: MARTLET_POD_IP, value: theirs}]
            volumeMounts: [{name: extra, mountPath: /extra}]
            resources: {limits: {nvidia.com/gpu: 1, memory: 1Mi}}
        """

    @Test func `a template is kept where it may be`() throws {
        let pods = try pods(
            [
                "spark.kubernetes.executor.podTemplateContainerName": "main",
                "spark.kubernetes.node.selector.disk": "ssd",
            ], template: Self.template)
        let pod = pods.pod(1)
        let spec = pod["spec"]
        #expect(
            pod["metadata"]["name"] == "pyspark-shell-1700000000000-exec-1" && pod["metadata"]["namespace"] == "spark")
        #expect(pod["metadata"]["labels"]["team"] == "data" && pod["metadata"]["labels"]["spark-role"] == "executor")
        #expect(pod["metadata"]["annotations"]["note"] == "kept")
        #expect(pod["metadata"]["annotations"]["sidecar.istio.io/inject"] == "true")
        #expect(spec["restartPolicy"] == "Never" && spec["priorityClassName"] == "high")
        #expect(spec["tolerations"] == [["key": "gpu", "operator": "Exists"]])
        #expect(spec["futureField"] == ["deep": [1, 2]], "what is not known goes through")
        #expect(spec["nodeSelector"] == ["disk": "ssd", "arch": "amd64"])
        #expect(spec["securityContext"]["runAsUser"] == 1234 && spec["securityContext"]["runAsNonRoot"] == true)
        #expect(spec["containers"].items.map { $0["name"] } == ["sidecar", "executor"])
        let container = container(pod)
        #expect(container["image"] == "martlet/executor:1" && container["command"] == ["martlet-executor"])
        #expect(container["env"].items.first == ["name": "A", "value": "b"])
        #expect(container["env"].items.filter { $0["name"] == "MARTLET_POD_IP" }.count == 1)
        #expect(container["volumeMounts"].items.first == ["name": "extra", "mountPath": "/extra"])
        #expect(container["resources"]["limits"] == ["nvidia.com/gpu": 1, "memory": "1408Mi"])
    }

    @Test(arguments: [
        ("kind: Deployment", "Deployment"), ("just text", "text"), ("a: [", "line"),
        ("spec: {containers: [{name: a}]}", "no such container"),
    ])
    func `templates that are none are refused`(template: String, word: String) {
        let error = #expect(throws: SettingError.self) {
            try pods(["spark.kubernetes.executor.podTemplateContainerName": "b"], template: template)
        }
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }

    @Test func `the Secret`() throws {
        let pods = try pods(owner: .init(name: "notebook-0", uid: "u-1"))
        let secret = pods.secret([1, 2, 3])
        #expect(secret["kind"] == "Secret" && secret["immutable"] == true && secret["data"] == ["secret": "AQID"])
        #expect(secret["metadata"]["name"].text == pods.secretName)
        #expect(secret["metadata"]["labels"]["spark-app-selector"] == "spark-1")
        #expect(secret["metadata"]["ownerReferences"].items.first?["uid"] == "u-1")
        #expect(pods.labels == ["spark-app-selector": "spark-1"])
    }

    @Test(arguments: [
        ("pyspark-shell", "pyspark-shell-1700000000000"), ("My App (2)", "my-app--2-1700000000000"),
        ("日本", "martlet-1700000000000"), ("", "martlet-1700000000000"),
        (String(repeating: "long", count: 20), "longlonglonglonglonglong-1700000000000"),
    ])
    func `names of applications become prefixes`(name: String, prefix: String) {
        #expect(ExecutorPods.namePrefix(application: name, startMillis: 1_700_000_000_000) == prefix)
    }

    @Test func `without an image there is no pod`() throws {
        let settings = try PodSettings([:], environment: [:])
        let application = ExecutorPods.Application(
            id: "a", name: "a", namespace: "a", namePrefix: "a", driver: "a:1", owner: nil, place: "a", version: "1")
        let error = #expect(throws: SettingError.self) { try ExecutorPods(settings, application) }
        #expect(error?.description.contains("spark.kubernetes.container.image") == true)
        let standard = try PodSettings(
            [:],
            environment: ["MARTLET_EXECUTOR_IMAGE": "i:1", "MARTLET_EXECUTOR_PULL_SECRETS": "a,b"])
        let pod = try ExecutorPods(standard, application).pod(1)
        #expect(container(pod)["image"] == "i:1" && pod["spec"]["imagePullSecrets"].items.count == 2)
    }
}

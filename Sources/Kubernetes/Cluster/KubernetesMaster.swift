// SPDX-License-Identifier: Apache-2.0

import CSpawn
public import Driver
import Glibc
import Messages
import Net
import Scheduling
import Storage

/// `k8s://https://host:port`, or `k8s://` for the cluster that this process is in or that the kubeconfig names:
/// executors are pods.
public struct KubernetesMaster: ClusterProvider {
    public init() {}

    public var forms: [String] { ["k8s://https://host:port"] }

    public func parse(_ master: String) throws(MasterError) -> (any ClusterMaker)? {
        guard master.hasPrefix("k8s:") else { return nil }
        do { _ = try ServerAccess.serverAddress(master) } catch { throw MasterError("\(error)") }
        return Maker(master: master)
    }

    struct Maker: ClusterMaker {
        let master: String

        func make(_ request: ClusterRequest) throws -> ClusterSetup {
            let environment = processEnvironment()
            let settings = request.settings
            let access = try ServerAccess.find(
                master: master, settings: settings, environment: environment)
            let podSettings = try PodSettings(settings, environment: environment)
            let address = try DriverAddress(settings, environment, server: access.server)
            let path = request.secretFile ?? request.workDirectory.path + "/secret"
            let secret =
                try request.secretFile.map { try Secret(contentsOf: $0) } ?? Secret.createFile(at: path)
            let application = Self.application(podSettings, request, access, environment)
            let secretBytes = try SmallFile.read(path)
            // Last of what may fail: it has to be shut down, which the cluster does.
            let client = try KubernetesClient(access)
            let cluster = KubernetesCluster(
                .init(
                    settings: podSettings, application: application,
                    reconciler: Self.reconcilerOptions(podSettings, application, request, address),
                    secret: secretBytes),
                api: client,
                watcher: WatcherProcess.start(
                    request.watcher, for: .init(master: master, settings: settings, application: application),
                    logger: request.logger),
                logger: request.logger,
                owner: { await client.driverOwner(settings: settings, environment: environment) },
                release: { await client.shutdown() })
            var setup = ClusterSetup(
                network: UVNetwork(loop: request.loop), cluster: cluster, secret: secret,
                listen: address.listen,
                executorFailuresMax: podSettings.allocation.failuresMax)
            setup.secretFileMade = request.secretFile == nil ? path : nil
            setup.portRetries = address.portRetries
            setup.advertisedHost = address.advertised
            // Pods that wait for a node are no error: they bring the node.
            setup.executorWaitSeconds = Int(SchedulingLimits.waitMillisMax / 1_000)
            return setup
        }

        private static func application(
            _ settings: PodSettings, _ request: ClusterRequest, _ access: ServerAccess, _ environment: [String: String]
        ) -> ExecutorPods.Application {
            let id = request.applicationID + "-" + String(UInt32.random(in: 0 ... .max), radix: 36)
            let place = DriverProcess.place(environment)
            if let prefix = settings.namePrefix {
                return ExecutorPods.Application(
                    id: id, name: request.appName, namespace: access.namespace, namePrefix: prefix, driver: "",
                    owner: nil, place: place, version: softwareVersion)
            }
            return ExecutorPods.Application(
                id: id, name: request.appName, namespace: access.namespace, startMillis: nowMillis, driver: "",
                owner: nil, place: place, version: softwareVersion)
        }

        private static func reconcilerOptions(
            _ settings: PodSettings, _ application: ExecutorPods.Application, _ request: ClusterRequest,
            _ address: DriverAddress
        ) -> ReconcilerOptions {
            let allocation = settings.allocation
            var options = ReconcilerOptions(
                namePrefix: application.namePrefix, desired: request.allocation?.initial ?? settings.instances,
                failuresMax: request.executorFailuresMax ?? allocation.failuresMax)
            options.batchSize = max(allocation.batchSize, 1)
            options.batchDelayMillis = UInt64(max(allocation.batchDelayMillis, 0))
            options.pendingMax = allocation.pendingMax ?? .max
            options.podsMax = allocation.podsMax ?? .max
            options.unseenMillis = UInt64(max(allocation.unseenMillis, 1_000))
            options.deletesEnded = allocation.deletesEnded
            options.drainSeconds = settings.graceSeconds ?? options.drainSeconds
            options.driver = "the driver at \(address.advertised)"
            options.memory = "\((settings.podMemoryBytes + (1 << 20) - 1) >> 20)Mi"
            return options
        }

    }
}

/// Since 1970.
var nowMillis: Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1_000 + now.tv_nsec / 1_000_000
}

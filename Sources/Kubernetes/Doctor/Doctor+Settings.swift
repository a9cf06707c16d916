// SPDX-License-Identifier: Apache-2.0

import Glibc
import Net
import Threads

extension Doctor {
    /// Examines the cluster that `master` and `settings` name, as a session with them would use it.
    ///
    /// Waits for as long as it takes, at most some minutes: an image may have to be pulled. `report` is told each
    /// finding as soon as it is there, on another thread.
    package static func examine(
        master: String, settings: [String: String], environment: [String: String], version: String,
        report: @escaping @Sendable (Finding) -> Void
    ) -> [Finding] {
        let result = Monitor<[Finding]?>(nil)
        Task.detached {
            let findings = await examined(master, settings, environment, version, report)
            result.change { $0 = findings }
        }
        return result.wait(milliseconds: KubernetesLimits.doctorSeconds * 1_000) { $0 }
            ?? [Finding("doctor", .failed, "the checks did not end within \(KubernetesLimits.doctorSeconds) s")]
    }

    private static func examined(
        _ master: String, _ settings: [String: String], _ environment: [String: String], _ version: String,
        _ report: @escaping @Sendable (Finding) -> Void
    ) async -> [Finding] {
        let client: KubernetesClient
        let podSettings: PodSettings
        do {
            podSettings = try PodSettings(settings, environment: environment)
            // Last: it has to be shut down.
            client = try KubernetesClient(
                try ServerAccess.find(master: master, settings: settings, environment: environment))
        } catch {
            return failed("\(error)", report)
        }
        let findings = await examined(client, podSettings, settings, environment, version, report)
        await client.shutdown()
        return findings
    }

    private static func examined(
        _ client: KubernetesClient, _ podSettings: PodSettings, _ settings: [String: String],
        _ environment: [String: String], _ version: String, _ report: @escaping @Sendable (Finding) -> Void
    ) async -> [Finding] {
        let owner = await client.driverOwner(settings: settings, environment: environment)
        let address: DriverAddress
        let pods: ExecutorPods
        do {
            address = try DriverAddress(settings, environment, server: client.access.server)
            pods = try ExecutorPods(
                podSettings,
                ExecutorPods.Application(
                    id: "martlet-doctor-\(nowMillis)-\(String(UInt32.random(in: 0 ... .max), radix: 36))",
                    name: "martlet-doctor", namespace: client.access.namespace, startMillis: nowMillis,
                    driver: "\(address.advertised):\(address.listen.port)", owner: owner, place: "martlet-doctor",
                    version: version))
        } catch {
            return failed("\(error)", report)
        }
        let doctor = Doctor(client, pods, address: address, podIP: environment["MARTLET_POD_IP"])
        let warnings = podSettings.warnings.map { Finding("settings", .failed, $0) }
        warnings.forEach(report)
        return warnings + (await doctor.examine(report))
    }

    private static func failed(_ why: String, _ report: (Finding) -> Void) -> [Finding] {
        let finding = Finding("settings", .failed, why)
        report(finding)
        return [finding]
    }
}

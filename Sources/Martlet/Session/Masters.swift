// SPDX-License-Identifier: Apache-2.0

import Clusters
import Driver
import Kubernetes

/// The kinds of masters that sessions know without being told of them.
public enum Masters {
    /// Makes them known to this process, once.
    public static func register() { _ = once }

    private static let once: Void = {
        BuiltInClusters.register()
        ClusterRegistry.register(KubernetesMaster())
    }()

    /// The work of a watcher (`SessionOptions.watcher`): reads from `input` what to clean up, waits for the end of the
    /// driver's process, and does it. Gives the exit status.
    public static func watch(input: Int32) -> Int32 { PodWatcher.run(input: input) }
}

// SPDX-License-Identifier: Apache-2.0

import Clusters
import Driver

#if !WITHOUT_HTTP
    import Kubernetes
#endif

/// The kinds of masters that sessions know without being told of them.
public enum Masters {
    /// Makes them known to this process, once.
    public static func register() { _ = once }

    private static let once: Void = {
        BuiltInClusters.register()
        #if WITHOUT_HTTP
            ClusterRegistry.register(MissingKubernetes())
        #else
            ClusterRegistry.register(KubernetesMaster())
        #endif
    }()

    /// The work of a watcher (`SessionOptions.watcher`): reads from `input` what to clean up, waits for the end of the
    /// driver's process, and does it. Gives the exit status.
    public static func watch(input: Int32) -> Int32 {
        #if WITHOUT_HTTP
            // There are no pods to watch.
            return 0
        #else
            return PodWatcher.run(input: input)
        #endif
    }
}

#if WITHOUT_HTTP
    /// Says what to do where `k8s:` is asked of a build that is without it.
    private struct MissingKubernetes: ClusterProvider {
        var forms: [String] { [] }

        func parse(_ master: String) throws(MasterError) -> (any ClusterMaker)? {
            guard master.hasPrefix("k8s:") else { return nil }
            throw MasterError(
                "this program was built without Kubernetes (MARTLET_WITHOUT=http, as scripts/run does): build it "
                    + "again without that, with swift build -c release")
        }
    }
#endif

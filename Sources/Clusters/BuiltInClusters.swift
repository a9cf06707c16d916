// SPDX-License-Identifier: Apache-2.0

import Driver

/// The kinds of masters of this module.
public enum BuiltInClusters {
    /// Makes them known to this process, once.
    public static func register() { _ = once }

    private static let once: Void = {
        ClusterRegistry.register(LocalMaster())
        ClusterRegistry.register(LocalClusterMaster())
        ClusterRegistry.register(StandaloneMaster())
    }()
}

// SPDX-License-Identifier: Apache-2.0

import Files
import HDFS

/// What of Hadoop's configuration travels to executors: what clients of file systems read.
private let familiesOfKeys = ["fs.", "dfs.", "hadoop.security.authentication", "ipc.client."]

/// The settings of the session's file systems: those of HADOOP_CONF_DIR, then the session's own, and who asks.
func hadoopSettings(_ options: SessionOptions) throws(FileError) -> [String: String] {
    var settings: [String: String] = [:]
    if let folder = environment("HADOOP_CONF_DIR"), !folder.isEmpty {
        settings = try HadoopConfiguration.read(directory: folder)
    }
    for (key, value) in options.hadoop { settings[key] = value }
    settings = settings.filter { entry in familiesOfKeys.contains { entry.key.hasPrefix($0) } }
    let user = HadoopSettings.processUser
    settings[HadoopSettings.userKey] = user
    settings[FileSystems.homeKey] = "/user/" + user
    return settings
}

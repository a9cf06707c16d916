// SPDX-License-Identifier: Apache-2.0

import JSONValues

/// The pod that executors' pods begin as (`spark.kubernetes.executor.podTemplateFile`); without one, an empty pod.
package struct PodTemplate: Sendable, Hashable {
    /// The pod without its executor's container.
    var pod: JSON = [:]
    var executor: JSON = [:]
    /// Where the executor's container stands among the others.
    var place = 0

    init(_ values: SettingValues, readFile: ((String) throws -> [UInt8])?) throws(SettingError) {
        let key = "spark.kubernetes.executor.podTemplateFile"
        guard let path = values.text(key) else { return }
        let local = path.hasPrefix("file:") ? "/" + path.dropFirst(5).drop(while: { $0 == "/" }) : path
        do {
            pod = try JSON(yaml: try readFile?(local) ?? SmallFile.read(local))
        } catch {
            throw SettingError(key, path, "\(error)")
        }
        let kind = pod["kind"].text ?? "Pod"
        guard kind == "Pod", case .object = pod else {
            throw SettingError(key, path, "it holds a \(kind == "Pod" ? "text" : kind) and should hold a Pod")
        }
        var containers = pod["spec"]["containers"].items
        if let name = values.text("spark.kubernetes.executor.podTemplateContainerName") {
            guard let found = containers.firstIndex(where: { $0["name"].text == name }) else {
                let names = containers.compactMap { $0["name"].text }.joined(separator: ", ")
                throw SettingError(
                    "spark.kubernetes.executor.podTemplateContainerName", name,
                    "\(path) has no such container, but \(names.isEmpty ? "none" : names)")
            }
            place = found
        }
        if place < containers.count { executor = containers.remove(at: place) }
        pod["spec"]["containers"] = containers.isEmpty ? .null : .array(containers)
    }
}

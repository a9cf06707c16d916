// SPDX-License-Identifier: Apache-2.0

import JSONValues

/// A quantity of Kubernetes as a number: `500m` is 0.5, `1Gi` is 2³⁰. Nil if it is none.
func quantity(_ text: String) -> Double? {
    let units: [(String, Double)] = [
        ("Ki", 1_024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776),
        ("Pi", 1_125_899_906_842_624), ("m", 0.001), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15),
    ]
    for (suffix, factor) in units where text.hasSuffix(suffix) {
        return Double(text.dropLast(suffix.count)).map { $0 * factor }
    }
    return Double(text)
}

/// Whether executors fit into what quotas and limit ranges of a namespace leave. Pure.
struct Room {
    var quotas: [JSON]
    var limitRanges: [JSON]

    /// What does not fit, in sentences, when `count` pods like this one are made.
    func obstacles(_ pod: JSON, count: Int) -> [String] {
        let resources = pod["spec"]["containers"].items.map { $0["resources"] }
        func sum(_ kind: String, _ name: String) -> Double {
            resources.reduce(0) { $0 + (quantity($1[kind][name].text ?? "") ?? 0) }
        }
        let needs: [String: Double] = [
            "pods": 1, "count/pods": 1, "cpu": sum("requests", "cpu"), "requests.cpu": sum("requests", "cpu"),
            "limits.cpu": sum("limits", "cpu"), "memory": sum("requests", "memory"),
            "requests.memory": sum("requests", "memory"), "limits.memory": sum("limits", "memory"),
            "requests.ephemeral-storage": sum("requests", "ephemeral-storage"),
            "limits.ephemeral-storage": sum("limits", "ephemeral-storage"),
        ]
        return quotas.flatMap { quotaObstacles($0, needs, count) }
            + limitRanges.flatMap { limitObstacles($0, resources) }
    }

    private func quotaObstacles(_ quota: JSON, _ needs: [String: Double], _ count: Int) -> [String] {
        let hard = quota["status"]["hard"].texts.isEmpty ? quota["spec"]["hard"].texts : quota["status"]["hard"].texts
        return hard.sorted { $0.key < $1.key }.compactMap { name, most in
            guard let need = needs[name], need > 0, let limit = quantity(most) else { return nil }
            let usedText = quota["status"]["used"][name].text ?? "0"
            let places = (limit - (quantity(usedText) ?? 0)) / need + 1e-9
            guard places.isFinite else { return nil }
            let fitting = Int(min(max(0, places), KubernetesLimits.fittingMax))
            guard fitting < count else { return nil }
            let quotaName = quota["metadata"]["name"].text ?? ""
            return "quota \(quotaName) has room for \(fitting) of \(count) executors: \(name) is \(usedText) of \(most)"
        }
    }

    private func limitObstacles(_ range: JSON, _ resources: [JSON]) -> [String] {
        var found: [String] = []
        for limit in range["spec"]["limits"].items where limit["type"].text == "Container" {
            for (name, most) in limit["max"].texts.sorted(by: { $0.key < $1.key }) {
                guard let bound = quantity(most) else { continue }
                for value in resources.compactMap({ $0["limits"][name].text ?? $0["requests"][name].text })
                where (quantity(value) ?? 0) > bound {
                    let rangeName = range["metadata"]["name"].text ?? ""
                    found.append(
                        "limit range \(rangeName) allows a container \(most) of \(name); an executor has \(value)")
                }
            }
        }
        return found
    }
}

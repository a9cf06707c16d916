// SPDX-License-Identifier: Apache-2.0

package import JSONValues
package import Kubernetes

/// The rules of restricted Pod Security (Kubernetes' Pod Security Standards), as an API server names them.
package enum PodSecurity {
    private static let volumeTypes: Set<String> = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
    ]

    /// What a pod does that a restricted namespace refuses.
    package static func violations(_ pod: JSON) -> [String] {
        let spec = pod["spec"]
        let containers = spec["containers"].items + spec["initContainers"].items
        var found: [String] = []
        for field in ["hostNetwork", "hostPID", "hostIPC"] where spec[field].bool == true {
            found.append("host namespaces (\(field)=true)")
        }
        for container in containers {
            let name = container["name"].text ?? ""
            for port in container["ports"].items where (port["hostPort"].int ?? 0) != 0 {
                found.append("hostPort (container \"\(name)\" uses hostPort \(port["hostPort"].int ?? 0))")
            }
        }
        func offenders(_ isWrong: (JSON) -> Bool) -> [String] {
            containers.filter { isWrong($0["securityContext"]) }.map { $0["name"].text ?? "" }
        }
        func add(_ names: [String], _ rule: String, _ must: String, _ subject: String = "container") {
            if names.isEmpty { return }
            let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
            let word = names.count == 1 ? subject : subject + "s"
            found.append("\(rule) (\(word) \(list) must set \(must))")
        }
        add(offenders { $0["privileged"].bool == true }, "privileged", "securityContext.privileged=false")
        add(
            offenders { $0["allowPrivilegeEscalation"].bool != false }, "allowPrivilegeEscalation != false",
            "securityContext.allowPrivilegeEscalation=false")
        add(
            offenders { security in
                let added = security["capabilities"]["add"].items.filter { $0.text != "NET_BIND_SERVICE" }
                return !security["capabilities"]["drop"].items.contains("ALL") || !added.isEmpty
            }, "unrestricted capabilities", "securityContext.capabilities.drop=[\"ALL\"]")
        let volumes = spec["volumes"].items.filter { volume in
            !volume.fields.keys.contains { volumeTypes.contains($0) } && volume.fields.count > 1
        }
        for volume in volumes {
            let type = volume.fields.keys.first { $0 != "name" } ?? ""
            let name = volume["name"].text ?? ""
            found.append("restricted volume types (volume \"\(name)\" uses restricted volume type \"\(type)\")")
        }
        let pods = spec["securityContext"]
        add(
            offenders { ($0["runAsNonRoot"].bool ?? pods["runAsNonRoot"].bool) != true }, "runAsNonRoot != true",
            "securityContext.runAsNonRoot=true", "pod or container")
        if offenders({ ($0["runAsUser"].int ?? pods["runAsUser"].int) == 0 }).isEmpty == false {
            found.append("runAsUser=0 (pod or container must not set runAsUser=0)")
        }
        let profiles = ["RuntimeDefault", "Localhost"]
        add(
            offenders { security in
                let type = security["seccompProfile"]["type"].text ?? pods["seccompProfile"]["type"].text
                return !profiles.contains(type ?? "")
            }, "seccompProfile", "securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"",
            "pod or container")
        return found
    }
}

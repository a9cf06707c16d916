// SPDX-License-Identifier: Apache-2.0

import JSONValues
import Kubernetes

/// What a server checks of a new pod, and adds to it.
enum Admission {
    static func refusal(_ pod: JSON, _ faults: Faults, _ podCount: Int) -> APIAnswer? {
        let name = pod["metadata"]["name"].text ?? ""
        if !pod["spec"]["containers"].isNull {
            guard case .array = pod["spec"]["containers"] else {
                return .status(
                    400, "BadRequest",
                    "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal "
                        + "\(typeName(pod["spec"]["containers"])) into Go struct field PodSpec.spec.containers of type "
                        + "[]v1.Container")
            }
        }
        let causes = causes(pod)
        if !causes.isEmpty { return invalid(name, causes) }
        if faults.isRestricted {
            let violations = PodSecurity.violations(pod)
            if !violations.isEmpty {
                return forbidden(
                    name, "violates PodSecurity \"restricted:latest\": " + violations.joined(separator: ", "))
            }
        }
        if let most = faults.podsMax, podCount >= most {
            return forbidden(
                name, "exceeded quota: q, requested: pods=1, used: pods=\(podCount), limited: pods=\(most)")
        }
        return nil
    }

    private static func forbidden(_ name: String, _ why: String) -> APIAnswer {
        .status(
            403, "Forbidden", "pods \"\(name)\" is forbidden: \(why)",
            details: ["name": .string(name), "kind": "pods"])
    }

    private static func typeName(_ value: JSON) -> String {
        switch value {
        case .string: "string"
        case .int, .double: "number"
        case .bool: "bool"
        default: "object"
        }
    }

    private static func causes(_ pod: JSON) -> [(reason: String, message: String, field: String)] {
        var causes: [(reason: String, message: String, field: String)] = []
        let name = pod["metadata"]["name"].text ?? ""
        if !isSubdomain(name) {
            causes.append(
                (
                    "FieldValueInvalid",
                    "Invalid value: \"\(name)\": a lowercase RFC 1123 subdomain must consist of lower case "
                        + "alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
                        + "(e.g. 'example.com', regex used for validation is "
                        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')", "metadata.name"
                ))
        }
        let containers = pod["spec"]["containers"].items
        if containers.isEmpty { causes.append(("FieldValueRequired", "Required value", "spec.containers")) }
        let volumes = Set(pod["spec"]["volumes"].items.compactMap { $0["name"].text })
        for (index, container) in containers.enumerated() {
            if container["image"].text == nil {
                causes.append(("FieldValueRequired", "Required value", "spec.containers[\(index)].image"))
            }
            for (place, mount) in container["volumeMounts"].items.enumerated()
            where !volumes.contains(mount["name"].text ?? "") {
                causes.append(
                    (
                        "FieldValueNotFound", "Not found: \"\(mount["name"].text ?? "")\"",
                        "spec.containers[\(index)].volumeMounts[\(place)].name"
                    ))
            }
        }
        return causes
    }

    private static func isSubdomain(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= 253 else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            let bytes = Array(part.utf8)
            guard let first = bytes.first, let last = bytes.last else { return false }
            func isPlain(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) }
            return isPlain(first) && isPlain(last) && bytes.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func invalid(
        _ name: String, _ causes: [(reason: String, message: String, field: String)]
    ) -> APIAnswer {
        let texts = causes.map { "\($0.field): \($0.message)" }
        let list = texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
        return .status(
            422, "Invalid", "Pod \"\(name)\" is invalid: \(list)",
            details: [
                "name": .string(name), "kind": "Pod",
                "causes": .array(
                    causes.map {
                        ["reason": .string($0.reason), "message": .string($0.message), "field": .string($0.field)]
                    }),
            ])
    }

    /// What a server fills in, as far as somebody may look at it.
    static func withDefaults(_ pod: JSON) -> JSON {
        var pod = pod
        var spec = pod["spec"]
        func standard(_ key: String, _ value: JSON) {
            if spec[key].isNull { spec[key] = value }
        }
        standard("restartPolicy", "Always")
        standard("terminationGracePeriodSeconds", 30)
        standard("dnsPolicy", "ClusterFirst")
        standard("serviceAccountName", "default")
        standard("serviceAccount", spec["serviceAccountName"])
        standard("securityContext", .object([:]))
        standard("schedulerName", "default-scheduler")
        standard("priority", 0)
        standard("enableServiceLinks", true)
        standard("preemptionPolicy", "PreemptLowerPriority")
        spec["tolerations"].items += ["not-ready", "unreachable"].map {
            [
                "key": .string("node.kubernetes.io/\($0)"), "operator": "Exists", "effect": "NoExecute",
                "tolerationSeconds": 300,
            ]
        }
        spec["containers"] = .array(
            spec["containers"].items.map { container in
                var container = container
                for (key, value) in [
                    ("terminationMessagePath", "/dev/termination-log"), ("terminationMessagePolicy", "File"),
                    ("imagePullPolicy", "IfNotPresent"),
                ] where container[key].isNull {
                    container[key] = .string(value)
                }
                return container
            })
        pod["spec"] = spec
        pod["status"] = ["phase": "Pending", "qosClass": "Burstable"]
        return pod
    }
}

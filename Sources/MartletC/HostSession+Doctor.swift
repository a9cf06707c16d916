// SPDX-License-Identifier: Apache-2.0

import Columnar
import Interchange
import Kubernetes
import Messages

// protocol/capi.md, section "Others".
extension HostSession {
    /// Examines the Kubernetes cluster of a master, in the thread that asks: for as long as a pod takes to come.
    func doctor(_ request: Request) throws(Refusal) -> Scalar {
        let findings = Doctor.examine(
            master: try request.text("master"), settings: try request.texts("conf"),
            environment: CredentialPlugin.processEnvironment(), version: softwareVersion, report: { _ in })
        return .list(findings.map(row))
    }

    private func row(_ finding: Finding) -> Scalar {
        let fields: [(String, Scalar)] = [
            ("title", .string(finding.title)), ("outcome", .string(finding.outcome.rawValue)),
            ("text", .string(finding.text)), ("yaml", finding.yaml.map { Scalar.string($0) } ?? .null),
        ]
        return .fields(fields)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Kubernetes
import Testing

/// The table of settings is the same for the engine, for Python and in the documentation.
@Suite struct SettingKeysTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test func `the documentation has each key with its meaning`() throws {
        let rows = try text("images/settings.md").split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        let expected = SettingKeys.all.map { key in
            "| `\(key.name)\(key.name.hasSuffix(".") ? "*" : "")` | \(key.meaning) |"
        }
        #expect(rows.sorted() == expected.sorted())
    }

    @Test func `Python knows each key with its meaning`() throws {
        let own = try text("python/martlet/kubernetes_settings.py")
        let parts = own.split(separator: "IGNORED = {").map(String.init)
        let shared = try text("python/martlet/settings.py")
        try #require(parts.count == 2)
        for key in SettingKeys.all {
            let isShared = key.isEffective && shared.contains("    \"\(key.name)\": \"")
            let part = parts[key.isEffective ? 0 : 1]
            #expect(isShared || part.contains("\"\(key.name)\": "), "\(key.name)")
            #expect(isShared || part.contains("\"\(key.meaning)\""), "\(key.name): \(key.meaning)")
        }
        let count = own.split(separator: "\n").count { $0.hasPrefix("    \"") }
        #expect(count <= SettingKeys.all.count, "none that the engine does not know")
    }

    @Test func `each key has one meaning`() {
        let names = SettingKeys.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(SettingKeys.meaning(of: "spark.kubernetes.driver.pod.name")?.isEffective == true)
        #expect(SettingKeys.meaning(of: "spark.kubernetes.driver.label.a")?.isEffective == false)
        #expect(SettingKeys.meaning(of: "spark.kubernetes.executor.label.a") != nil)
        #expect(SettingKeys.meaning(of: "spark.kubernetes.executor.labels") == nil)
    }
}

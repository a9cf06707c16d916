// SPDX-License-Identifier: Apache-2.0
import Testing

/// Fuzz targets stand above all layers, as tests do.
private func isFuzzTarget(_ name: String) -> Bool { name.lowercased().hasPrefix("fuzz") }

@Suite struct LayeringTests {
    @Test func `every import in Sources is in the layering table`() {
        var broken: [String] = []
        for file in SourceTree.files where file.isSwift {
            guard let module = file.module else { continue }
            for (line, name) in imports(in: file) where !ImportRules.permits(module, importing: name) {
                // The protobuf generator writes `#if canImport(FoundationEssentials) … #else import Foundation`.
                if file.isGenerated && name.hasPrefix("Foundation") { continue }
                broken.append("\(file.path):\(line): \(module) may not import \(name)")
            }
        }
        #expect(broken.isEmpty, "\(broken.joined(separator: "\n"))")
    }

    @Test func `every module has a row in the table and every row a module in the manifest`() {
        let modules = Set(SourceTree.files.compactMap(\.module))
        #expect(modules.subtracting(ImportRules.allowed.keys) == [], "modules without a row")
        let manifest = ManifestText(SourceTree.manifest.text)
        let targets = Set(manifest.dependencies.keys.filter { !isFuzzTarget($0) })
        #expect(targets == Set(ImportRules.allowed.keys), "the manifest's targets and the table's rows differ")
    }

    @Test func `the manifest declares no dependency that the table forbids`() {
        let manifest = ManifestText(SourceTree.manifest.text)
        for (target, names) in manifest.dependencies.sorted(by: { $0.key < $1.key }) where !isFuzzTarget(target) {
            let extra = names.subtracting(ImportRules.allowed[target] ?? [])
            #expect(extra.isEmpty, "Package.swift: \(target) may not depend on \(extra.sorted())")
        }
    }

    @Test func `a module imports only what the manifest declares for it`() {
        let manifest = ManifestText(SourceTree.manifest.text)
        for file in SourceTree.swiftFiles {
            guard let module = file.module, let declared = manifest.dependencies[module] else { continue }
            for (line, name) in imports(in: file) where ImportRules.allowed[module]?.contains(name) == true {
                #expect(declared.contains(name), "\(file.path):\(line): \(name) is not a dependency of \(module)")
            }
        }
    }

    /// What is not declared is there only when something else happened to be built first.
    @Test func `a test imports only what the manifest declares for it`() {
        let manifest = ManifestText(SourceTree.manifest.text)
        let all = manifest.dependencies.merging(manifest.testDependencies) { $0.union($1) }
        let known = all.values.reduce(into: Set(all.keys)) { $0.formUnion($1) }
        for file in SourceTree.swiftFiles {
            guard let target = file.testTarget else { continue }
            guard let declared = manifest.testDependencies[target] else {
                Issue.record("\(file.path): Package.swift has no target \(target)")
                continue
            }
            for (line, name) in imports(in: file) where known.contains(name) {
                #expect(declared.contains(name), "\(file.path):\(line): \(name) is not a dependency of \(target)")
            }
        }
    }

    @Test func `the table has no cycle and pure modules reach no I/O`() {
        for module in ImportRules.allowed.keys {
            #expect(!ImportRules.closure(of: module).contains(module), "\(module) reaches itself")
        }
        for (module, forbidden) in ImportRules.unreachable {
            let reached = ImportRules.closure(of: module).intersection(forbidden)
            #expect(reached.isEmpty, "\(module) reaches \(reached.sorted())")
        }
    }

    /// What `scripts/run` does without.
    @Test func `the console speaks HTTP in one folder alone`() {
        for file in SourceTree.swiftFiles where file.path.hasPrefix("Sources/Console/") {
            if file.path.hasPrefix("Sources/Console/HTTP/") { continue }
            for (line, name) in imports(in: file) {
                #expect(!name.hasPrefix("NIO") && name != "AsyncHTTPClient", "\(file.path):\(line): \(name)")
            }
        }
    }

    @Test(arguments: [
        ("import Net", "Net"), ("  public import struct Columnar.Batch", "Columnar"),
        ("import CLibUV // loop", "CLibUV"),
        ("@preconcurrency import Glibc", "Glibc"), ("@_exported package import Plan;", "Plan"), ("importNet()", nil),
        ("// import Net", nil), ("let import = 1", nil),
    ])
    func `an import line is recognised`(line: String, module: String?) {
        #expect(importedModule(line) == module)
    }

    @Test func `imports inside a multi-line literal do not count`() {
        let text = "import Net\nlet help = \"\"\"\nimport Foundation\n\"\"\"\nimport Plan\n"
        #expect(imports(in: SourceFile(path: "a.swift", text: text)).map(\.module) == ["Net", "Plan"])
    }

    @Test func `the rules refuse what they are there to refuse`() {
        #expect(!ImportRules.permits("Scheduling", importing: "Net"))
        #expect(!ImportRules.permits("Columnar", importing: "Bytecode"))
        #expect(!ImportRules.permits("Execution", importing: "Crypto"))
        #expect(!ImportRules.permits("Martlet", importing: "Foundation"))
        #expect(!ImportRules.permits("Columnar", importing: "FoundationEssentials"))
        #expect(!ImportRules.permits("NoSuchModule", importing: "Columnar"))
        #expect(ImportRules.permits("Net", importing: "Crypto"))
    }

    @Test func `the manifest reader understands each way of naming a dependency`() {
        let text = """
            func module(_ name: String, _ d: [X] = []) -> Target { .target(name: name, dependencies: d) }
            .systemLibrary(name: "CLibUV", providers: [.apt(["libuv1-dev"])]),
            module("Columnar", hot: true),
            module("Net", ["CLibUV", crypto]),
            .target(
                name: "Storage", dependencies: ["Columnar"], swiftSettings: settings + cpuFlags,
                linkerSettings: [.linkedLibrary("stdc++")]),
            tool("b", ["Net", .product(name: "Histogram", package: "h"), logging]),
            tests("NetTests", ["Net", nio("NIOCore")]),
            """
        let expected: [String: Set<String>] = [
            "CLibUV": [], "Columnar": [], "Net": ["CLibUV", "Crypto"], "Storage": ["Columnar"],
            "b": ["Net", "Histogram", "Logging"],
        ]
        #expect(ManifestText(text).dependencies == expected)
        #expect(ManifestText(text).testDependencies == ["NetTests": ["Net", "NIOCore"]])
    }
}

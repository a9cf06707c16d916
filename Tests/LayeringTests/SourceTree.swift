// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One file of the repository, read whole: what the rules are applied to.
struct SourceFile {
    /// Path relative to the repository's root, with `/`.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var isSwift: Bool { path.hasSuffix(".swift") }
    var isGenerated: Bool { path.hasSuffix(".pb.swift") || path.hasSuffix("_pb2.py") }

    /// `Columnar` for `Sources/Columnar/Batch.swift`; nil outside Sources.
    var module: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// `NetTests` for `Tests/NetTests/FrameTests.swift`; nil outside Tests.
    var testTarget: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Tests" ? String(parts[1]) : nil
    }
}

/// The repository's hand-kept files, found by walking from this file's own place in it.
enum SourceTree {
    static let root: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let folders = [
        ".ci", "Fuzz", "Sources", "Tests", "bench", "images", "protocol", "python", "scripts",
    ]
    private static let skipped: Set<String> = [".venv", ".build", "__pycache__", "node_modules", "work"]
    private static let suffixes = ["swift", "py", "sh", "proto", "h", "c"]

    /// Every source file: by its ending, or, without one, by its shebang.
    static let files: [SourceFile] = folders.flatMap { walk(root.appendingPathComponent($0), $0) } + [manifest]

    static let manifest: SourceFile = SourceFile(
        path: "Package.swift",
        text: (try? String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)) ?? "")

    static var swiftFiles: [SourceFile] { files.filter { $0.isSwift && !$0.isGenerated } }

    private static func walk(_ folder: URL, _ path: String) -> [SourceFile] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        return names.filter { !skipped.contains($0) }.flatMap { name -> [SourceFile] in
            let url = folder.appendingPathComponent(name)
            let inner = path + "/" + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return [] }
            return isFolder.boolValue ? walk(url, inner) : source(url, inner)
        }
    }

    private static func source(_ url: URL, _ path: String) -> [SourceFile] {
        let isKnown = suffixes.contains(url.pathExtension)
        guard isKnown || url.pathExtension.isEmpty,
            let text = try? String(contentsOf: url, encoding: .utf8),
            isKnown || text.hasPrefix("#!")
        else { return [] }
        return [SourceFile(path: path, text: text)]
    }
}

// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc

/// A new folder under the system's folder for temporary files; removed when it goes.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)!) }
    }

    deinit { try? LocalFileSystem.shared.delete(path, recursive: true) }

    func put(_ name: String, _ text: String = "") throws {
        let parts = name.split(separator: "/").dropLast()
        if !parts.isEmpty { try LocalFileSystem.shared.makeDirectories(path + "/" + parts.joined(separator: "/")) }
        let file = try LocalFileSystem.shared.create(path + "/" + name)
        try Array(text.utf8).withUnsafeBytes { try file.write($0) }
        try file.close()
    }
}

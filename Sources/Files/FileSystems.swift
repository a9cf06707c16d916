// SPDX-License-Identifier: Apache-2.0

import Threads

/// The file systems of this process by scheme.
public struct FileSystems {
    private static let registered = Lock<[String: any FileSystem]>([:])

    /// Makes `fileSystem` the one for its scheme.
    public static func register(_ fileSystem: any FileSystem) {
        registered.withLock { $0[fileSystem.scheme] = fileSystem }
    }

    /// The file system for `path`: by its scheme, the local disk for `file:` or none.
    public static func resolve(_ path: String) throws(FileError) -> any FileSystem {
        guard let scheme = scheme(of: path) else { return LocalFileSystem.shared }
        let (found, known) = registered.withLock { ($0[scheme], $0.keys.sorted()) }
        if let found { return found }
        if scheme == "file" { return LocalFileSystem.shared }
        let names = Set(["file"] + known).sorted().map { $0 + ":" }.joined(separator: ", ")
        throw FileError(
            .unsupportedScheme, path: path,
            "cannot open \(path): no file system for \"\(scheme):\" is known here: use one of \(names)")
    }

    /// The scheme that `path` begins with, in lower case; nil when it has none. One letter is no scheme.
    public static func scheme(of path: String) -> String? {
        let name = path.utf8.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "/") }
        guard name.count > 1, name.count < path.utf8.count, path.utf8[name.endIndex] == UInt8(ascii: ":") else {
            return nil
        }
        let isName = name.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isName ? String(Substring(name)).lowercased() : nil
    }

    /// `path` without `scheme:` and without the empty authority of `scheme://`.
    static func withoutScheme(_ path: String) -> String {
        guard let scheme = scheme(of: path) else { return path }
        let rest = path.dropFirst(scheme.count + 1)
        return String(rest.hasPrefix("//") ? rest.dropFirst(2) : rest)
    }
}

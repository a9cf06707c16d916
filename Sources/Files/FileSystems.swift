// SPDX-License-Identifier: Apache-2.0

import Threads

/// The file systems of a session, or of an executor that works for one, by scheme. Thread-safe.
public final class FileSystems: Sendable {
    /// Makes the file system of a scheme from settings, when a path first names it.
    public typealias Maker = @Sendable (_ settings: [String: String]) -> any FileSystem

    private struct Registry {
        var systems: [String: any FileSystem] = [:]
        var makers: [String: Maker] = [:]
        var settings: [String: String] = [:]

        mutating func system(_ scheme: String) -> (any FileSystem)? {
            if let known = systems[scheme] { return known }
            guard let make = makers[scheme] else { return nil }
            let made = make(settings)
            systems[scheme] = made
            return made
        }
    }

    private let registry: Lock<Registry>

    /// The local disk, and what `makers` make. `settings`: see `configure`.
    public init(_ makers: [String: Maker] = [:], settings: [String: String] = [:]) {
        registry = Lock(Registry(makers: makers, settings: settings))
    }

    /// Makes `fileSystem` the one for its scheme.
    public func register(_ fileSystem: any FileSystem) {
        registry.withLock { $0.systems[fileSystem.scheme] = fileSystem }
    }

    /// Lets `make` make the one for `scheme`.
    public func register(_ scheme: String, _ make: @escaping Maker) {
        registry.withLock { $0.makers[scheme] = make }
    }

    /// What file systems are made from: keys and values as the session has them. Those that were made from others are
    /// made anew; files that are open stay as they are.
    public func configure(_ settings: [String: String]) {
        registry.withLock { registry in
            guard registry.settings != settings else { return }
            registry.settings = settings
            for scheme in registry.makers.keys { registry.systems[scheme] = nil }
        }
    }

    /// The file system for `path`: by its scheme, the local disk for `file:` or none.
    public func resolve(_ path: String) throws(FileError) -> any FileSystem {
        guard let scheme = FileSystems.scheme(of: path) else { return LocalFileSystem.shared }
        let (found, known) = registry.withLock {
            ($0.system(scheme), [$0.systems.keys.sorted(), $0.makers.keys.sorted()])
        }
        if let found { return found }
        if scheme == "file" { return LocalFileSystem.shared }
        let names = Set(["file"] + known.joined()).sorted().map { $0 + ":" }.joined(separator: ", ")
        throw FileError(
            .unsupportedScheme, path: path,
            "cannot open \(path): no file system for \"\(scheme):\" is known here: use one of \(names)")
    }

    /// The key of the file system that paths without a scheme belong to when it is not the local disk; Hadoop's name.
    public static let defaultKey = "fs.defaultFS"
    /// The key of the folder there that relative paths start from.
    public static let homeKey = "martlet.fs.home"

    /// The key of the host that this process runs on, by the names and addresses that those who place blocks may know
    /// it by, with commas between: such replicas come first.
    public static let hostKey = "martlet.fs.host"

    /// `path` with its scheme: of the default file system when the settings name one that is known here, else as it is.
    public func qualified(_ path: String) -> String {
        if FileSystems.scheme(of: path) != nil { return path }
        let (standard, home) = registry.withLock { registry -> (String?, String?) in
            guard let standard = registry.settings[FileSystems.defaultKey],
                let scheme = FileSystems.scheme(of: standard), registry.makers[scheme] != nil
            else { return (nil, nil) }
            return (standard, registry.settings[FileSystems.homeKey])
        }
        guard var standard else { return path }
        while standard.hasSuffix("/") { standard.removeLast() }
        return standard + (path.hasPrefix("/") ? path : (home ?? "") + "/" + path)
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

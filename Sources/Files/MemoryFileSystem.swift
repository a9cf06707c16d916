// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// The twin of a file system for tests and simulations: files in memory, with a hook that makes calls fail.
public final class MemoryFileSystem: FileSystem {
    /// What is about to happen to a path.
    public enum Operation: Hashable, Sendable {
        case status, list, open, read, create, write, close, makeDirectories, rename, delete
    }

    /// Asked before each call: an error number to fail with, or 0.
    public typealias Fault = @Sendable (Operation, String) -> Int32

    private enum Node {
        case folder
        case file([UInt8])
    }

    private struct State {
        var nodes: [String: Node] = ["/": .folder]
        var fault: Fault?
        var hosts: [String: [String]] = [:]
    }

    public let scheme: String
    private let state = Lock(State())

    public init(scheme: String = "memory") { self.scheme = scheme }

    /// Asks `fault` from now on before each call.
    public func setFault(_ fault: Fault?) { state.withLock { $0.fault = fault } }

    /// Makes a file, with the folders above it.
    public func put(_ path: String, _ content: [UInt8]) {
        let path = normalized(path)
        state.withLock { state in
            for folder in parents(path) { state.nodes[folder] = .folder }
            state.nodes[path] = .file(content)
        }
    }

    /// The bytes of a file; nil when there is none.
    public func content(_ path: String) -> [UInt8]? {
        state.withLock { state in
            if case .file(let content) = state.nodes[normalized(path)] { return content }
            return nil
        }
    }

    /// Says which hosts `hosts` names for the file at `path`.
    public func setHosts(_ path: String, _ hosts: [String]) { state.withLock { $0.hosts[normalized(path)] = hosts } }

    /// All paths of files, sorted.
    public var paths: [String] {
        state.withLock { state in
            state.nodes.compactMap { if case .file = $0.value { $0.key } else { nil } }.sorted()
        }
    }

    public func status(_ path: String) throws(FileError) -> FileStatus {
        try check(.status, path, "read")
        switch node(path) {
        case .folder?: return FileStatus(path: path, isDirectory: true, byteCount: 0)
        case .file(let content)?: return FileStatus(path: path, isDirectory: false, byteCount: content.count)
        case nil: throw FileError("read", path: path, errorNumber: ENOENT)
        }
    }

    public func list(_ path: String) throws(FileError) -> [FileStatus] {
        try check(.list, path, "list")
        guard let found = node(path) else { throw FileError("list", path: path, errorNumber: ENOENT) }
        guard case .folder = found else { throw FileError("list", path: path, errorNumber: ENOTDIR) }
        let folder = normalized(path)
        let prefix = folder == "/" ? "/" : folder + "/"
        let parent = path.hasSuffix("/") ? path : path + "/"
        return state.withLock { state in
            state.nodes.compactMap { key, node in
                guard key.hasPrefix(prefix), key.count > prefix.count else { return nil }
                let name = key.dropFirst(prefix.count)
                guard !name.contains("/") else { return nil }
                if case .file(let content) = node {
                    return FileStatus(path: parent + name, isDirectory: false, byteCount: content.count)
                }
                return FileStatus(path: parent + name, isDirectory: true, byteCount: 0)
            }
        }
    }

    public func open(_ path: String) throws(FileError) -> any InputFile {
        try check(.open, path, "open")
        switch node(path) {
        case .file(let content)?: return MemoryInputFile(self, path, content)
        case .folder?: throw FileError("read", path: path, errorNumber: EISDIR)
        case nil: throw FileError("open", path: path, errorNumber: ENOENT)
        }
    }

    public func create(_ path: String) throws(FileError) -> any OutputFile {
        try check(.create, path, "create")
        let key = normalized(path)
        let number = state.withLock { state -> Int32 in
            if state.nodes[key] != nil { return EEXIST }
            guard let parent = parents(key).last, case .folder = state.nodes[parent] else { return ENOENT }
            state.nodes[key] = .file([])
            return 0
        }
        if number != 0 { throw FileError("create", path: path, errorNumber: number) }
        return MemoryOutputFile(self, path)
    }

    public func makeDirectories(_ path: String) throws(FileError) {
        try check(.makeDirectories, path, "make the folder")
        let key = normalized(path)
        let isFree = state.withLock { state in
            let folders = parents(key) + [key]
            for folder in folders { if case .file = state.nodes[folder] { return false } }
            for folder in folders { state.nodes[folder] = .folder }
            return true
        }
        if !isFree { throw FileError("make the folder", path: path, errorNumber: ENOTDIR) }
    }

    public func rename(_ from: String, to: String) throws(FileError) {
        try check(.rename, from, "rename")
        let (source, target) = (normalized(from), normalized(to))
        let number = state.withLock { state -> Int32 in
            guard state.nodes[source] != nil else { return ENOENT }
            if state.nodes[target] != nil { return EEXIST }
            guard let parent = parents(target).last, case .folder = state.nodes[parent] else { return ENOENT }
            for (key, node) in state.nodes where key == source || key.hasPrefix(source + "/") {
                state.nodes[key] = nil
                state.nodes[target + key.dropFirst(source.count)] = node
            }
            return 0
        }
        if number == EEXIST { throw FileError("rename \(from) to", path: to, errorNumber: EEXIST) }
        if number != 0 { throw FileError("rename", path: from, errorNumber: number) }
    }

    public func delete(_ path: String, recursive: Bool) throws(FileError) {
        try check(.delete, path, "delete")
        let key = normalized(path)
        let number = state.withLock { state -> Int32 in
            guard state.nodes[key] != nil else { return ENOENT }
            let within = state.nodes.keys.filter { $0.hasPrefix(key + "/") }
            if !within.isEmpty && !recursive { return ENOTEMPTY }
            for name in within + [key] { state.nodes[name] = nil }
            return 0
        }
        if number != 0 { throw FileError("delete", path: path, errorNumber: number) }
    }

    public func layout(_ path: String) throws(FileError) -> FileLayout {
        guard let hosts = state.withLock({ $0.hosts[normalized(path)] }) else { return .anywhere }
        return FileLayout(blocks: [.init(range: 0..<(try status(path).byteCount), hosts: hosts)])
    }

    // MARK: Within

    fileprivate func check(_ operation: Operation, _ path: String, _ verb: String) throws(FileError) {
        let fault = state.withLock { $0.fault }
        if let number = fault?(operation, path), number != 0 { throw FileError(verb, path: path, errorNumber: number) }
    }

    fileprivate func append(_ path: String, _ bytes: UnsafeRawBufferPointer) throws(FileError) {
        try check(.write, path, "write to")
        let key = normalized(path)
        let exists = state.withLock { state in
            guard case .file(var content) = state.nodes[key] else { return false }
            state.nodes[key] = nil
            content.append(contentsOf: bytes)
            state.nodes[key] = .file(content)
            return true
        }
        if !exists { throw FileError("write to", path: path, errorNumber: ENOENT) }
    }

    fileprivate func remove(_ path: String) { state.withLock { $0.nodes[normalized(path)] = nil } }

    private func node(_ path: String) -> Node? { state.withLock { $0.nodes[normalized(path)] } }

    /// `/a/b` for `memory:/a//b/`.
    private func normalized(_ path: String) -> String {
        "/" + FileSystems.withoutScheme(path).split(separator: "/").joined(separator: "/")
    }

    /// The folders above a normalized path, from `/` down.
    private func parents(_ path: String) -> [String] {
        var found = ["/"]
        for component in path.split(separator: "/").dropLast() {
            found.append((found.count == 1 ? "/" : found[found.count - 1] + "/") + component)
        }
        return found
    }
}

private final class MemoryInputFile: InputFile {
    let path: String
    private let fileSystem: MemoryFileSystem
    private let content: [UInt8]

    init(_ fileSystem: MemoryFileSystem, _ path: String, _ content: [UInt8]) {
        self.fileSystem = fileSystem
        self.path = path
        self.content = content
    }

    var byteCount: Int { content.count }

    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        try fileSystem.check(.read, path, "read")
        let part = content[min(offset, content.count)..<min(offset + target.count, content.count)]
        target.copyBytes(from: part)
        return part.count
    }
}

private final class MemoryOutputFile: OutputFile {
    let path: String
    private let fileSystem: MemoryFileSystem
    private var isOpen = true

    init(_ fileSystem: MemoryFileSystem, _ path: String) {
        self.fileSystem = fileSystem
        self.path = path
    }

    deinit { discard() }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) { try fileSystem.append(path, bytes) }

    func close() throws(FileError) {
        try fileSystem.check(.close, path, "write to")
        isOpen = false
    }

    func discard() {
        if isOpen { fileSystem.remove(path) }
        isOpen = false
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What people do with files and folders, over any file system.
extension FileSystems {
    /// What is at a path, as `status` has it; of a pattern, all that it matches, sorted by path.
    public func find(_ path: String) throws(FileError) -> [FileStatus] {
        let path = qualified(path)
        guard PathPattern.isPattern(path) else { return [try resolve(path).status(path)] }
        return try InputPlanner(self).matches(path)
    }

    /// What is in a folder, sorted by path.
    public func list(_ path: String) throws(FileError) -> [FileStatus] {
        let path = qualified(path)
        return try resolve(path).list(path).sorted { $0.path < $1.path }
    }

    /// Bytes and files in a folder and all within, or of a file.
    public func usage(_ path: String) throws(FileError) -> (byteCount: Int, fileCount: Int) {
        let path = qualified(path)
        let fileSystem = try resolve(path)
        var (bytes, files) = (0, 0)
        var waiting = [(status: try fileSystem.status(path), depth: 0)]
        while let (status, depth) = waiting.popLast() {
            guard status.isDirectory else {
                bytes += status.byteCount
                files += 1
                continue
            }
            guard depth < FilesLimits.folderDepthMax else {
                throw FileError(.failed, path: path, "cannot measure \(path): its folders are nested too deeply")
            }
            for entry in try fileSystem.list(status.path) { waiting.append((entry, depth + 1)) }
        }
        return (bytes, files)
    }

    /// Up to `count` bytes from `offset` on; fewer only at the end of the file.
    public func read(_ path: String, at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        let path = qualified(path)
        let file = try resolve(path).open(path)
        let wanted = max(0, min(count, file.byteCount - offset, FilesLimits.toolReadByteCountMax))
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { target, filled in
            do throws(FileError) {
                while filled < wanted {
                    let rest = UnsafeMutableRawBufferPointer(
                        start: target.baseAddress! + filled, count: wanted - filled)
                    let count = try file.read(at: offset + filled, into: rest)
                    if count == 0 { return }
                    filled += count
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Copies a file, or a folder with all within, from any file system to any. A target that exists is refused; the
    /// bytes copied. `isCancelled` is asked between pieces.
    @discardableResult
    public func copy(
        _ from: String, to: String, isCancelled: () -> Bool = { false }
    ) throws(FileError) -> Int {
        let (from, to) = (qualified(from), qualified(to))
        let (source, target) = (try resolve(from), try resolve(to))
        return try copy(
            try source.status(from), source, to, target, depthLeft: FilesLimits.folderDepthMax, isCancelled)
    }

    private func copy(
        _ status: FileStatus, _ source: any FileSystem, _ to: String, _ target: any FileSystem, depthLeft: Int,
        _ isCancelled: () -> Bool
    ) throws(FileError) -> Int {
        guard status.isDirectory else { return try copyFile(status.path, source, to, target, isCancelled) }
        guard depthLeft > 0 else {
            throw FileError(
                .failed, path: status.path, "cannot copy \(status.path): its folders are nested too deeply")
        }
        if try exists(to, target) {
            throw FileError(.alreadyExists, path: to, "cannot copy to \(to): it exists")
        }
        try target.makeDirectories(to)
        var bytes = 0
        for entry in try source.list(status.path).sorted(by: { $0.path < $1.path }) {
            bytes += try copy(entry, source, to + "/" + entry.name, target, depthLeft: depthLeft - 1, isCancelled)
        }
        return bytes
    }

    private func copyFile(
        _ from: String, _ source: any FileSystem, _ to: String, _ target: any FileSystem, _ isCancelled: () -> Bool
    ) throws(FileError) -> Int {
        let input = try source.open(from)
        let output = try target.create(to)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: FilesLimits.copyByteCount, alignment: 16)
        defer { buffer.deallocate() }
        var done = 0
        while true {
            guard !isCancelled() else {
                output.discard()
                throw FileError(.failed, path: from, "copying \(from) was cancelled")
            }
            let count = try input.read(at: done, into: buffer)
            if count == 0 { break }
            try output.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            done += count
        }
        try output.close()
        return done
    }

    private func exists(_ path: String, _ fileSystem: any FileSystem) throws(FileError) -> Bool {
        do {
            _ = try fileSystem.status(path)
            return true
        } catch {
            guard error.kind == .notFound else { throw error }
            return false
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Turns the paths of a job into splits, as Hadoop's input formats do.
public struct InputPlanner {
    let fileSystems: FileSystems

    public init(_ fileSystems: FileSystems) { self.fileSystems = fileSystems }

    /// A rest of up to a tenth of a split is read along with the last one.
    private static let slop = 1.1

    /// The splits of `paths` in order: paths as given, files of a folder or pattern by name, parts of a file by
    /// position.
    ///
    /// A path is a file, a folder (its files; folders within are an error unless `isRecursive`, which reads those
    /// too), a pattern (`*`, `?`, `[…]`, `{…,…}`), or several of these with commas between. Files in folders and
    /// behind wildcards whose names begin with `_` or `.` are left out. Splits are as long as `partitionsMin` of them
    /// cover everything, but at most a block of their file or, where files have none, `FilesLimits.splitByteCountMax`;
    /// compressed files are not split; an empty file is one empty split.
    public func splits(
        of paths: [String], partitionsMin: Int, isRecursive: Bool = false
    ) throws(FileError) -> [FileSplit] {
        try split(try files(paths, isRecursive), partitionsMin: max(partitionsMin, 1))
    }

    /// The files of `paths`, as `splits` finds them, in groups for `partitionsMin` partitions or a few more: a group is
    /// full when it has its share of all bytes. Each file is one split.
    public func wholeFiles(
        of paths: [String], partitionsMin: Int, isRecursive: Bool = false
    ) throws(FileError) -> [(files: [FileSplit], hosts: [String])] {
        let files = try files(paths, isRecursive)
        let total = files.reduce(0) { $0 + $1.byteCount }
        let goal = max(1, (total + max(partitionsMin, 1) - 1) / max(partitionsMin, 1))
        var groups: [(files: [FileSplit], hosts: [String])] = []
        var bytes = goal
        for file in files {
            let hosts = try layout(of: file).hosts(of: 0..<file.byteCount)
            if bytes >= goal {
                groups.append(([], hosts))
                bytes = 0
            }
            groups[groups.count - 1].files.append(
                FileSplit(
                    path: file.path, start: 0, byteCount: file.byteCount, fileByteCount: file.byteCount,
                    compression: FileCompression(path: file.path), hosts: hosts))
            bytes += file.byteCount
        }
        return groups
    }

    /// The files that lists of paths stand for.
    private func files(_ paths: [String], _ isRecursive: Bool) throws(FileError) -> [FileStatus] {
        var files: [FileStatus] = []
        for list in paths {
            for path in PathPattern.splitList(list) {
                files += try self.files(path, isRecursive)
                if files.count > FilesLimits.inputFileCountMax {
                    throw FileError(
                        .invalidArgument, path: path,
                        "the input has more than \(FilesLimits.inputFileCountMax) files: join them, or read fewer")
                }
            }
        }
        guard !paths.allSatisfy({ PathPattern.splitList($0).isEmpty }) else {
            throw FileError(.invalidArgument, path: "", "no input path was given")
        }
        for file in files {
            if let special = file.special { throw .notRegular(file.path, special) }
            try CompressedFormat.check(path: file.path)
        }
        return files
    }

    private func split(_ files: [FileStatus], partitionsMin: Int) throws(FileError) -> [FileSplit] {
        let total = files.reduce(0) { $0 + $1.byteCount }
        let share = max(1, total / partitionsMin)
        var splits: [FileSplit] = []
        for file in files {
            let compression = FileCompression(path: file.path)
            let layout = try layout(of: file)
            let goal = min(share, layout.blockByteCount ?? FilesLimits.splitByteCountMax)
            var start = 0
            repeat {
                let left = file.byteCount - start
                let isLast = compression != .none || Double(left) <= Double(goal) * InputPlanner.slop
                let length = isLast ? left : goal
                let hosts = layout.hosts(of: start..<start + length)
                splits.append(
                    FileSplit(
                        path: file.path, start: start, byteCount: length, fileByteCount: file.byteCount,
                        compression: compression, hosts: hosts))
                start += length
                if splits.count > FilesLimits.splitCountMax {
                    throw FileError(
                        .invalidArgument, path: file.path,
                        "the input has more than \(FilesLimits.splitCountMax) splits: ask for fewer partitions")
                }
            } while start < file.byteCount
        }
        return splits
    }

    func layout(of file: FileStatus) throws(FileError) -> FileLayout {
        if let layout = file.layout { return layout }
        return try fileSystems.resolve(file.path).layout(file.path)
    }

    /// The files that one path stands for, sorted.
    private func files(_ named: String, _ isRecursive: Bool) throws(FileError) -> [FileStatus] {
        let path = fileSystems.qualified(named)
        let fileSystem = try fileSystems.resolve(path)
        guard PathPattern.isPattern(path) else { return try filesAt(fileSystem.status(path), fileSystem, isRecursive) }
        var files: [FileStatus] = []
        for status in try matches(path) { files += try filesAt(status, fileSystem, isRecursive) }
        return files
    }

    /// The files and folders that a pattern stands for, sorted; an error when there are none.
    func matches(_ path: String) throws(FileError) -> [FileStatus] {
        let fileSystem = try fileSystems.resolve(path)
        var matched: [String: FileStatus] = [:]
        for pattern in try PathPattern.expandBraces(path) {
            for status in try match(pattern, fileSystem) { matched[status.path] = status }
        }
        guard !matched.isEmpty else {
            throw FileError(.notFound, path: path, "no file matches \(path): check the pattern")
        }
        return matched.values.sorted { $0.path < $1.path }
    }

    /// The file itself, or the files of the folder.
    private func filesAt(
        _ status: FileStatus, _ fileSystem: any FileSystem, _ isRecursive: Bool
    ) throws(FileError) -> [FileStatus] {
        guard status.isDirectory else { return [status] }
        var files: [FileStatus] = []
        try collect(status, fileSystem, isRecursive, depthLeft: FilesLimits.folderDepthMax, into: &files)
        return files
    }

    private func collect(
        _ folder: FileStatus, _ fileSystem: any FileSystem, _ isRecursive: Bool, depthLeft: Int,
        into files: inout [FileStatus]
    ) throws(FileError) {
        guard depthLeft > 0 else {
            throw FileError(
                .failed, path: folder.path, "cannot read \(folder.path): folders are nested too deeply above it")
        }
        let entries = try fileSystem.list(folder.path).filter { !InputPlanner.isHidden($0.name) }.sorted {
            $0.path < $1.path
        }
        for entry in entries {
            if !entry.isDirectory {
                files.append(entry)
            } else if isRecursive {
                try collect(entry, fileSystem, true, depthLeft: depthLeft - 1, into: &files)
            } else {
                let others = entries.allSatisfy(\.isDirectory) ? "only folders" : "folders besides files"
                throw FileError(
                    .isDirectory, path: folder.path,
                    "\(folder.path) holds \(others), the first is \(entry.name): set recursiveFileLookup to read the "
                        + "files in them too, or name files by a pattern such as \(folder.path)/*.txt")
            }
            guard files.count <= FilesLimits.inputFileCountMax else { return }
        }
    }

    static func isHidden(_ name: String) -> Bool { name.hasPrefix("_") || name.hasPrefix(".") }

    private func match(_ pattern: String, _ fileSystem: any FileSystem) throws(FileError) -> [FileStatus] {
        let prefixCount = FileSystems.scheme(of: pattern).map { $0.count + 1 } ?? 0
        var start = String(pattern.prefix(prefixCount))
        var rest = pattern.dropFirst(prefixCount)
        if rest.hasPrefix("//") {
            // The authority of a URL is no pattern.
            let authority = rest.dropFirst(2).prefix { $0 != "/" }
            start += "//" + authority
            rest = rest.dropFirst(2 + authority.count)
        }
        if rest.hasPrefix("/") { start += "/" }
        var found = [FileStatus(path: start, isDirectory: true, byteCount: 0)]
        for component in rest.split(separator: "/") {
            found = try step(found, ComponentPattern(component, of: pattern), fileSystem)
        }
        return found
    }

    /// What `component` matches in each of `folders`.
    private func step(
        _ folders: [FileStatus], _ component: ComponentPattern, _ fileSystem: any FileSystem
    ) throws(FileError) -> [FileStatus] {
        var found: [FileStatus] = []
        for folder in folders where folder.isDirectory {
            if let name = component.literal {
                let path =
                    folder.path.isEmpty || folder.path.hasSuffix("/") ? folder.path + name : folder.path + "/" + name
                do {
                    found.append(try fileSystem.status(path))
                } catch  where error.kind == .notFound || error.kind == .notDirectory {
                    continue
                }
            } else {
                // "" is the current folder; its entries come back as "./name".
                let listed = try fileSystem.list(folder.path.isEmpty ? "." : folder.path)
                found += listed.filter { !InputPlanner.isHidden($0.name) && component.matches($0.name) }
            }
        }
        return found
    }
}

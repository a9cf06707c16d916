// SPDX-License-Identifier: Apache-2.0

/// Turns the paths of a job into splits, as Hadoop's input formats do.
public enum InputPlanner {
    /// A rest of up to a tenth of a split is read along with the last one.
    private static let slop = 1.1

    /// The splits of `paths` in order: paths as given, files of a folder or pattern by name, parts of a file by
    /// position.
    ///
    /// A path is a file, a folder (its files, not those of folders within), a pattern (`*`, `?`, `[…]`, `{…,…}`), or
    /// several of these with commas between. Files in folders and behind wildcards whose names begin with `_` or `.`
    /// are left out. Splits are as long as `partitionsMin` of them cover everything, but at most
    /// `FilesLimits.splitByteCountMax`; compressed files are not split; an empty file is one empty split.
    public static func splits(of paths: [String], partitionsMin: Int) throws(FileError) -> [FileSplit] {
        try split(try files(paths), partitionsMin: max(partitionsMin, 1))
    }

    /// The files of `paths`, as `splits` finds them, in groups for `partitionsMin` partitions or a few more: a group is
    /// full when it has its share of all bytes. Each file is one split.
    public static func wholeFiles(
        of paths: [String], partitionsMin: Int
    ) throws(FileError) -> [(files: [FileSplit], hosts: [String])] {
        let files = try files(paths)
        let total = files.reduce(0) { $0 + $1.byteCount }
        let goal = max(1, (total + max(partitionsMin, 1) - 1) / max(partitionsMin, 1))
        var groups: [(files: [FileSplit], hosts: [String])] = []
        var bytes = goal
        for file in files {
            let fileSystem = try FileSystems.resolve(file.path)
            let hosts = try fileSystem.hosts(file.path, range: 0..<file.byteCount)
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
    private static func files(_ paths: [String]) throws(FileError) -> [FileStatus] {
        var files: [FileStatus] = []
        for list in paths {
            for path in PathPattern.splitList(list) {
                files += try self.files(path)
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
        return files
    }

    private static func split(_ files: [FileStatus], partitionsMin: Int) throws(FileError) -> [FileSplit] {
        let total = files.reduce(0) { $0 + $1.byteCount }
        let goal = max(1, min(total / partitionsMin, FilesLimits.splitByteCountMax))
        var splits: [FileSplit] = []
        for file in files {
            let compression = FileCompression(path: file.path)
            let fileSystem = try FileSystems.resolve(file.path)
            var start = 0
            repeat {
                let left = file.byteCount - start
                let isLast = compression != .none || Double(left) <= Double(goal) * slop
                let length = isLast ? left : goal
                let hosts = try fileSystem.hosts(file.path, range: start..<start + length)
                splits.append(
                    FileSplit(
                        path: file.path, start: start, byteCount: length, fileByteCount: file.byteCount,
                        compression: compression, hosts: hosts))
                start += length
            } while start < file.byteCount
            if splits.count > FilesLimits.splitCountMax {
                throw FileError(
                    .invalidArgument, path: file.path,
                    "the input has more than \(FilesLimits.splitCountMax) splits: ask for fewer partitions")
            }
        }
        return splits
    }

    /// The files that one path stands for, sorted.
    private static func files(_ path: String) throws(FileError) -> [FileStatus] {
        let fileSystem = try FileSystems.resolve(path)
        guard PathPattern.isPattern(path) else { return try filesAt(fileSystem.status(path), fileSystem) }
        var matched: [String: FileStatus] = [:]
        for pattern in try PathPattern.expandBraces(path) {
            for status in try match(pattern, fileSystem) { matched[status.path] = status }
        }
        guard !matched.isEmpty else {
            throw FileError(.notFound, path: path, "no file matches \(path): check the pattern")
        }
        var files: [FileStatus] = []
        for key in matched.keys.sorted() { files += try filesAt(matched[key]!, fileSystem) }
        return files
    }

    /// The file itself, or the files of the folder.
    private static func filesAt(_ status: FileStatus, _ fileSystem: any FileSystem) throws(FileError) -> [FileStatus] {
        guard status.isDirectory else { return [status] }
        return try fileSystem.list(status.path).filter { !$0.isDirectory && !isHidden($0.name) }
            .sorted { $0.path < $1.path }
    }

    private static func isHidden(_ name: String) -> Bool { name.hasPrefix("_") || name.hasPrefix(".") }

    private static func match(_ pattern: String, _ fileSystem: any FileSystem) throws(FileError) -> [FileStatus] {
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
    private static func step(
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
                found += listed.filter { !isHidden($0.name) && component.matches($0.name) }
            }
        }
        return found
    }
}

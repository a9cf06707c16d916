// SPDX-License-Identifier: Apache-2.0

/// A file of a table, and what the names of the folders `k=v` on the way to it say.
public struct TableFile: Sendable {
    public let status: FileStatus
    /// In the order of the table's partition columns; nil is null.
    public let partitionValues: [String?]

    public init(status: FileStatus, partitionValues: [String?]) {
        self.status = status
        self.partitionValues = partitionValues
    }
}

/// The files of a table.
public struct TableFiles: Sendable {
    public var files: [TableFile]
    /// The names of its partition columns, outermost first.
    public var partitionNames: [String]
    /// Folders that were passed over, because they are no `k=v` and nobody asked for recursion.
    public var foldersSkipped: [String]

    public var byteCount: Int { files.reduce(0) { $0 + $1.status.byteCount } }
}

extension InputPlanner {
    /// What stands in a folder's name for null.
    public static let nullPartition = "__HIVE_DEFAULT_PARTITION__"

    /// The files of a table: each path is a file, a folder or a pattern (no list with commas). Folders `k=v` within are
    /// followed and give values; others are only when `isRecursive`, which asks for no values. Sorted by path within
    /// each path given. Names that begin with `_` or `.` are left out.
    public func tableFiles(of paths: [String], isRecursive: Bool) throws(FileError) -> TableFiles {
        var found: [(file: FileStatus, folders: [(String, String?)])] = []
        var skipped: [String] = []
        for named in paths {
            let path = fileSystems.qualified(named)
            let fileSystem = try fileSystems.resolve(path)
            let roots = PathPattern.isPattern(path) ? try matches(path) : [try fileSystem.status(path)]
            for root in roots {
                guard root.isDirectory else {
                    found.append((root, []))
                    continue
                }
                var folders: [(String, String?)] = []
                try collect(
                    root, fileSystem, isRecursive, &folders, depthLeft: FilesLimits.folderDepthMax, &found, &skipped)
            }
        }
        for (file, _) in found {
            if let special = file.special { throw .notRegular(file.path, special) }
            try CompressedFormat.check(path: file.path)
        }
        let names = found.first?.folders.map(\.0) ?? []
        for (file, folders) in found where folders.map(\.0) != names {
            throw FileError(
                .invalidArgument, path: file.path,
                "the folders of \(file.path) say \(shown(folders.map(\.0))), those of the first file "
                    + "\(shown(names)): read the parts one at a time, or set recursiveFileLookup to read the files "
                    + "without the values of their folders")
        }
        return TableFiles(
            files: found.map { TableFile(status: $0.file, partitionValues: $0.folders.map(\.1)) },
            partitionNames: names, foldersSkipped: skipped)
    }

    private func shown(_ names: [String]) -> String { names.isEmpty ? "no values" : names.joined(separator: ", ") }

    private func collect(
        _ folder: FileStatus, _ fileSystem: any FileSystem, _ isRecursive: Bool, _ values: inout [(String, String?)],
        depthLeft: Int, _ found: inout [(file: FileStatus, folders: [(String, String?)])], _ skipped: inout [String]
    ) throws(FileError) {
        guard depthLeft > 0 else {
            throw FileError(
                .failed, path: folder.path, "cannot read \(folder.path): folders are nested too deeply above it")
        }
        let entries = try fileSystem.list(folder.path).sorted { $0.path < $1.path }
        for entry in entries where !InputPlanner.isHidden(entry.name) {
            if !entry.isDirectory {
                found.append((entry, isRecursive ? [] : values))
            } else if isRecursive {
                try collect(entry, fileSystem, true, &values, depthLeft: depthLeft - 1, &found, &skipped)
            } else if let value = InputPlanner.partition(entry.name) {
                values.append(value)
                try collect(entry, fileSystem, false, &values, depthLeft: depthLeft - 1, &found, &skipped)
                values.removeLast()
            } else {
                skipped.append(entry.path)
            }
            guard found.count <= FilesLimits.inputFileCountMax else {
                throw FileError(
                    .invalidArgument, path: folder.path,
                    "the table has more than \(FilesLimits.inputFileCountMax) files: join them, or read fewer")
            }
        }
    }

    /// What a folder's name says, its escapes undone; nil when it is no `k=v`.
    static func partition(_ name: String) -> (String, String?)? {
        guard let equals = name.utf8.firstIndex(of: UInt8(ascii: "=")), equals != name.startIndex else { return nil }
        let value = String(name[name.utf8.index(after: equals)...])
        return (unescaped(String(name[..<equals])), value == nullPartition || value.isEmpty ? nil : unescaped(value))
    }

    private static func unescaped(_ name: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(name.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Cuts the files of a table into groups, one a task, of about `byteCount` bytes each, in which a file that is
    /// begun counts `openByteCount` more. Files that cannot be cut stay whole.
    public func groups(
        of table: TableFiles, byteCount: Int, openByteCount: Int, isSplittable: Bool
    ) throws(FileError) -> [FileGroup] {
        var groups: [FileGroup] = []
        var filled = 0
        func add(_ split: FileSplit) {
            if groups.isEmpty || filled + split.byteCount > byteCount {
                groups.append(FileGroup(splits: [], hosts: split.hosts))
                filled = 0
            }
            groups[groups.count - 1].splits.append(split)
            filled += split.byteCount + openByteCount
        }
        for file in table.files {
            let status = file.status
            let compression = FileCompression(path: status.path)
            let layout = try layout(of: status)
            var start = 0
            repeat {
                let left = status.byteCount - start
                let isLast = !isSplittable || compression != .none || left <= byteCount
                let length = isLast ? left : byteCount
                add(
                    FileSplit(
                        path: status.path, start: start, byteCount: length, fileByteCount: status.byteCount,
                        compression: compression, hosts: layout.hosts(of: start..<start + length),
                        partitionValues: file.partitionValues))
                start += length
                guard groups.count <= FilesLimits.splitCountMax else {
                    throw FileError(
                        .invalidArgument, path: status.path,
                        "the table has more than \(FilesLimits.splitCountMax) splits: let them be larger")
                }
            } while start < status.byteCount
        }
        return groups
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Makes the output of a job visible all at once: attempts write under `_temporary`, one attempt a partition wins, and
/// when all have, their files move to their names and `_SUCCESS` comes last.
///
/// An attempt writes one file, or with `hasFolders` several into a folder of its own, laid out as they are to be in the
/// output. The driver calls `begin`, `commitJob` and `abort`; `commitTask` may run anywhere, at any time, more than
/// once.
public struct OutputCommitter: Sendable {
    /// What becomes of output that is there already.
    public enum Mode: String, Sendable {
        /// It is an error.
        case error
        /// The new files come beside it. They need a tag in their names.
        case append
        /// It goes when all new files are written: what is read from it meanwhile is whole.
        case overwrite
        /// The same of those folders alone that get new files.
        case overwritePartitions
    }

    public let directory: String
    public let fileSystem: any FileSystem
    /// Unique among all jobs that write to this file system.
    public let jobID: String
    /// Ends every part's name: `.gz` for compressed output.
    public let suffix: String
    /// Part of every file's name, unique among all jobs; empty: names are `part-00000`.
    public let tag: String
    public let hasFolders: Bool
    /// The names of files have a point before their number, as in folders `k=v`.
    public let hasPartitions: Bool
    let mode: Mode

    public init(
        directory: String, fileSystem: any FileSystem, jobID: String, suffix: String = "", tag: String = "",
        hasFolders: Bool = false, hasPartitions: Bool = false, mode: Mode = .error
    ) {
        var directory = directory
        while directory.count > 1 && directory.hasSuffix("/") { directory.removeLast() }
        self.directory = directory
        self.fileSystem = fileSystem
        self.jobID = jobID
        self.suffix = suffix
        self.tag = tag
        self.hasFolders = hasFolders
        self.hasPartitions = hasPartitions
        self.mode = mode
    }

    private var temporary: String { directory + "/_temporary" }
    private var jobDirectory: String { temporary + "/" + jobID }
    private var successPath: String { directory + "/_SUCCESS" }
    /// There when the files before have gone.
    private var clearedPath: String { jobDirectory + "/_cleared" }
    /// There when all files have their names: `_SUCCESS` of an earlier job says nothing of this one.
    private var movedPath: String { jobDirectory + "/_moved" }

    /// `part-00000`, …
    public static func partName(_ partition: Int) -> String {
        let digits = String(partition)
        return "part-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    /// The name of file `number` of a partition: `part-00000-TAG-c000.csv`, or `part-00000` without a tag.
    public func fileName(_ partition: Int, number: Int = 0) -> String {
        let name = OutputCommitter.partName(partition)
        guard !tag.isEmpty else { return name + suffix }
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return name + "-" + tag + (hasPartitions ? "." : "-") + "c" + padded + suffix
    }

    /// Where an attempt writes: its file, or the folder of its files.
    public func attemptPath(partition: Int, attempt: Int) -> String { winnerPath(partition) + ".\(attempt)" }

    /// Where the file of a partition is at the end, when there is one for each.
    public func finalPath(partition: Int) -> String { directory + "/" + fileName(partition) }

    private func winnerPath(_ partition: Int) -> String { jobDirectory + "/" + fileName(partition) }

    /// Makes the folders. Without another mode the output must not exist: nothing is written over.
    public func begin() throws(FileError) {
        if mode == .error, try exists(directory) {
            throw FileError(
                .alreadyExists, path: directory,
                "the output \(directory) exists: remove it or choose another")
        }
        try fileSystem.makeDirectories(jobDirectory)
    }

    /// Makes `attempt` the winner of `partition` unless there is one; whether it is. Asking again gives the same
    /// answer.
    public func commitTask(partition: Int, attempt: Int) throws(FileError) -> Bool {
        let own = attemptPath(partition: partition, attempt: attempt)
        // The job is being committed: only the winner's file is gone from its own name.
        if !hasFolders, try exists(finalPath(partition: partition)) { return !(try exists(own)) }
        do {
            try fileSystem.rename(own, to: winnerPath(partition))
            return true
        } catch {
            switch error.kind {
            // Another attempt has won; this one's file stays where it is until the job ends.
            case .alreadyExists: return false
            case .notFound where try hasWinner(partition): return true
            default: throw error
            }
        }
    }

    private func hasWinner(_ partition: Int) throws(FileError) -> Bool {
        if try exists(winnerPath(partition)) { return true }
        return hasFolders ? false : try exists(finalPath(partition: partition))
    }

    /// Moves the winners of partitions `0 ..< partitions` to their names and marks the output whole. May be called
    /// again after it failed or its process was killed.
    public func commitJob(partitions: Int) throws(FileError) {
        precondition(mode == .error || !tag.isEmpty)
        precondition(partitions >= 0 && partitions <= FilesLimits.outputPartitionCountMax)
        if mode == .error {
            if try exists(successPath) { return try removeTemporary() }
        } else if !(try exists(jobDirectory)) {
            return
        }
        let isMoved = mode == .error ? false : try exists(movedPath)
        if !isMoved {
            for partition in 0..<partitions where !(try hasWinner(partition)) {
                throw FileError(
                    .notFound, path: finalPath(partition: partition),
                    "the output \(directory) lacks partition \(partition): no attempt of it was committed")
            }
            if mode == .overwrite { try clear() }
            for partition in 0..<partitions { try move(partition) }
            if mode != .error {
                try mark(movedPath)
                try removeForgotten()
            }
        }
        try mark(successPath)
        try removeTemporary()
    }

    private func mark(_ path: String) throws(FileError) {
        do { try fileSystem.create(path).close() } catch {
            guard error.kind == .alreadyExists else { throw error }
        }
    }

    private func move(_ partition: Int) throws(FileError) {
        guard hasFolders else {
            do {
                try fileSystem.rename(winnerPath(partition), to: finalPath(partition: partition))
            } catch {
                // Moved by an earlier call.
                guard error.kind == .notFound, try exists(finalPath(partition: partition)) else { throw error }
            }
            return
        }
        try moveFolder(winnerPath(partition), to: directory, depthLeft: FilesLimits.folderDepthMax)
    }

    /// Moves all files in a winner's folder, which stays, and those in folders within.
    private func moveFolder(_ from: String, to: String, depthLeft: Int) throws(FileError) {
        guard depthLeft > 0 else {
            throw FileError(.failed, path: from, "cannot commit \(from): its folders are nested too deeply")
        }
        let entries = try fileSystem.list(from).sorted { $0.path < $1.path }
        if entries.contains(where: { !$0.isDirectory }) {
            try fileSystem.makeDirectories(to)
            if mode == .overwritePartitions { try clear(folder: to) }
        }
        for entry in entries {
            let target = to + "/" + entry.name
            if entry.isDirectory {
                try moveFolder(entry.path, to: target, depthLeft: depthLeft - 1)
            } else {
                try fileSystem.rename(entry.path, to: target)
            }
        }
    }

    /// Deletes what was in the output before, once; also of jobs that write there and have not committed.
    private func clear() throws(FileError) {
        if try exists(clearedPath) { return }
        for entry in try fileSystem.list(directory) where entry.name != "_temporary" {
            try fileSystem.delete(entry.path, recursive: true)
        }
        // What jobs left that were killed.
        for entry in try fileSystem.list(temporary) where entry.name != jobID {
            try fileSystem.delete(entry.path, recursive: true)
        }
        try mark(clearedPath)
    }

    /// Deletes the files in a folder that are not of this job.
    private func clear(folder: String) throws(FileError) {
        for entry in try fileSystem.list(folder) where !entry.isDirectory && !entry.name.contains(tag) {
            try fileSystem.delete(entry.path, recursive: false)
        }
    }

    /// Removes all that this job wrote, as long as it is not marked whole; does nothing when `begin` did not succeed.
    public func abort() throws(FileError) {
        guard try exists(jobDirectory) else { return }
        if mode == .error, try exists(successPath) { return }
        try removeParts(directory, depthLeft: FilesLimits.folderDepthMax)
        try removeTemporary()
        if mode == .error { try removeIfEmpty(directory) }
    }

    /// Ends what a process that was killed has begun. One that had begun to commit `partitions` has all that it takes,
    /// and so that is carried through; else all that the job wrote goes. Does nothing when the job has left nothing.
    public func recover(partitions: Int?) throws(FileError) {
        guard try exists(jobDirectory) else { return }
        if let partitions { try commitJob(partitions: partitions) } else { try abort() }
    }

    /// Deletes the files of this job that have their names already.
    private func removeParts(_ folder: String, depthLeft: Int) throws(FileError) {
        guard depthLeft > 0 else { return }
        for entry in try fileSystem.list(folder) {
            if entry.isDirectory {
                // Only folders `k=v` can hold some.
                guard hasPartitions, entry.name.contains("=") else { continue }
                try removeParts(entry.path, depthLeft: depthLeft - 1)
                if mode == .error { try removeIfEmpty(entry.path) }
            } else if entry.name.hasPrefix("part-"), tag.isEmpty || entry.name.contains(tag) {
                try fileSystem.delete(entry.path, recursive: false)
            }
        }
    }

    /// Removes this job's temporary files, and the folder of all jobs' when it was the last.
    private func removeTemporary() throws(FileError) {
        if try exists(jobDirectory) { try fileSystem.delete(jobDirectory, recursive: true) }
        if try exists(temporary) { try removeIfEmpty(temporary) }
    }

    /// Removes the temporary files of jobs that write to the same output and have not done anything for so long that
    /// their drivers must have been killed. By the clock of the file system, as far as that tells.
    private func removeForgotten() throws(FileError) {
        guard let now = try fileSystem.status(jobDirectory).attributes?.modifiedMillis else { return }
        for entry in try fileSystem.list(temporary) where entry.name != jobID {
            guard let then = entry.attributes?.modifiedMillis, now - then > FilesLimits.outputForgottenMillis else {
                continue
            }
            do { try fileSystem.delete(entry.path, recursive: true) } catch {
                guard error.kind == .notFound else { throw error }
            }
        }
    }

    private func removeIfEmpty(_ path: String) throws(FileError) {
        do {
            try fileSystem.delete(path, recursive: false)
        } catch {
            guard error.kind == .alreadyExists || error.kind == .notFound else { throw error }
        }
    }

    private func exists(_ path: String) throws(FileError) -> Bool {
        do {
            _ = try fileSystem.status(path)
            return true
        } catch {
            guard error.kind == .notFound else { throw error }
            return false
        }
    }
}

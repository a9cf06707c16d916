// SPDX-License-Identifier: Apache-2.0

/// Makes the output of a job visible all at once: attempts write under `_temporary`, one attempt a partition wins, and
/// when all have, their files move to their names and `_SUCCESS` comes last.
///
/// The driver calls `begin`, `commitJob` and `abort`; `commitTask` may run anywhere, at any time, more than once.
public struct OutputCommitter: Sendable {
    public let directory: String
    public let fileSystem: any FileSystem
    /// Unique among all jobs that write to this file system.
    public let jobID: String

    /// Ends every part's name: `.gz` for compressed output.
    public let suffix: String

    public init(directory: String, fileSystem: any FileSystem, jobID: String, suffix: String = "") {
        var directory = directory
        while directory.count > 1 && directory.hasSuffix("/") { directory.removeLast() }
        self.directory = directory
        self.fileSystem = fileSystem
        self.jobID = jobID
        self.suffix = suffix
    }

    private var temporary: String { directory + "/_temporary" }
    private var jobDirectory: String { temporary + "/" + jobID }
    private var successPath: String { directory + "/_SUCCESS" }

    /// `part-00000`, …
    public static func partName(_ partition: Int) -> String {
        let digits = String(partition)
        return "part-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    /// Where an attempt writes.
    public func attemptPath(partition: Int, attempt: Int) -> String { winnerPath(partition) + ".\(attempt)" }

    /// Where the file of a partition is at the end.
    public func finalPath(partition: Int) -> String {
        directory + "/" + OutputCommitter.partName(partition) + suffix
    }

    private func winnerPath(_ partition: Int) -> String {
        jobDirectory + "/" + OutputCommitter.partName(partition) + suffix
    }

    /// Makes the folders. The output must not exist: nothing is ever written over.
    public func begin() throws(FileError) {
        if try exists(directory) {
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
        if try exists(finalPath(partition: partition)) { return !(try exists(own)) }
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
        return try exists(finalPath(partition: partition))
    }

    /// Moves the winners of partitions `0 ..< partitions` to their names and marks the output whole. May be called
    /// again after it failed or its process was killed.
    public func commitJob(partitions: Int) throws(FileError) {
        precondition(partitions >= 0 && partitions <= FilesLimits.outputPartitionCountMax)
        if !(try exists(successPath)) {
            for partition in 0..<partitions where !(try hasWinner(partition)) {
                throw FileError(
                    .notFound, path: finalPath(partition: partition),
                    "the output \(directory) lacks partition \(partition): no attempt of it was committed")
            }
            for partition in 0..<partitions {
                do {
                    try fileSystem.rename(winnerPath(partition), to: finalPath(partition: partition))
                } catch {
                    // Moved by an earlier call.
                    guard error.kind == .notFound, try exists(finalPath(partition: partition)) else { throw error }
                }
            }
            try fileSystem.create(successPath).close()
        }
        try removeTemporary()
    }

    /// Removes all that this job wrote, as long as it is not marked whole; does nothing when `begin` did not succeed.
    public func abort() throws(FileError) {
        guard try exists(jobDirectory), !(try exists(successPath)) else { return }
        for entry in try fileSystem.list(directory) where entry.name.hasPrefix("part-") && !entry.isDirectory {
            try fileSystem.delete(entry.path, recursive: false)
        }
        try removeTemporary()
        try removeIfEmpty(directory)
    }

    /// Removes this job's temporary files, and the folder of all jobs' when it was the last.
    private func removeTemporary() throws(FileError) {
        if try exists(jobDirectory) { try fileSystem.delete(jobDirectory, recursive: true) }
        if try exists(temporary) { try removeIfEmpty(temporary) }
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

// SPDX-License-Identifier: Apache-2.0

import Files
import Glibc
import Logging
import Storage
import Threads

/// Notes of the outputs that a session is writing, in its work directory. A driver that is killed leaves them with what
/// it has written, and the next session that works in the same place cleans up after it: what was not committed goes,
/// what was being committed is carried through.
final class OutputNotes: Sendable {
    private let folder: String
    private let fileSystems: FileSystems
    private let logger: Logger
    /// Whether all that was left has been seen to.
    private let isClean = Monitor(false)

    private static let separator = "\0"
    private static let commitSuffix = ".commit"

    /// What a killed driver has left of an output.
    struct Left: Hashable {
        var note: [String]
        /// When it had begun to commit.
        var partitions: Int?
    }

    /// `left`: by drivers before, seen to on a thread of its own.
    init(workDirectory: String, left: [Left], fileSystems: FileSystems, logger: Logger) {
        folder = workDirectory + "/" + WorkDirectory.notesName
        self.fileSystems = fileSystems
        self.logger = logger
        guard !left.isEmpty, detach({ [self] in clean(left) }) == 0 else {
            isClean.change { $0 = true }
            return
        }
    }

    /// A session's work directory, and what drivers that were killed have left where it is.
    static func workDirectory(in parent: String) throws(StorageError) -> (WorkDirectory, [Left]) {
        var left: [Left] = []
        let made = try WorkDirectory(parent: parent) { left += read($0) }
        return (made, left)
    }

    // MARK: Notes

    /// Notes that the output is being written; as long as that fails nobody cleans up after this process.
    func begin(_ committer: OutputCommitter) {
        var note = committer.note
        if FileSystems.scheme(of: note[0]) == nil, !note[0].hasPrefix("/") {
            note[0] = workingDirectory() + "/" + note[0]
        }
        write(committer.jobID, note.joined(separator: Self.separator))
    }

    /// Notes that all of it is there.
    func commits(_ committer: OutputCommitter, partitions: Int) {
        write(committer.jobID + Self.commitSuffix, String(partitions))
    }

    func end(_ committer: OutputCommitter) {
        unlink(folder + "/" + committer.jobID)
        unlink(folder + "/" + committer.jobID + Self.commitSuffix)
    }

    private func write(_ name: String, _ text: String) {
        mkdir(folder, 0o700)
        let path = folder + "/" + name
        do {
            let file = try LocalFileSystem.shared.create(path + ".new")
            try Array(text.utf8).withUnsafeBytes { try file.write($0) }
            try file.close()
            try LocalFileSystem.shared.rename(path + ".new", to: path)
        } catch {
            logger.debug("no note of an output", metadata: ["reason": "\(error)"])
        }
    }

    /// What the notes in a folder say.
    static func read(_ folder: String) -> [Left] {
        guard let entries = try? LocalFileSystem.shared.list(folder) else { return [] }
        let names = Set(entries.map(\.name))
        return names.sorted().compactMap { name -> Left? in
            guard !name.hasSuffix(commitSuffix), !name.hasSuffix(".new"), let text = content(of: folder + "/" + name)
            else {
                return nil
            }
            let partitions = names.contains(name + commitSuffix) ? content(of: folder + "/" + name + commitSuffix) : nil
            return Left(
                note: text.split(separator: separator, omittingEmptySubsequences: false).map(String.init),
                partitions: partitions.flatMap { Int($0) })
        }
    }

    private static func content(of path: String) -> String? {
        guard let file = try? LocalFileSystem.shared.open(path), file.byteCount <= MartletLimits.noteBytesMax else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: file.byteCount)
        guard let count = try? bytes.withUnsafeMutableBytes({ try file.read(at: 0, into: $0) }) else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    // MARK: What is left

    /// Returns when what drivers before have left is seen to, or that takes too long: whoever writes the same output
    /// would find it there.
    func waitUntilClean() {
        _ = isClean.wait(milliseconds: MartletLimits.leftoversMilliseconds) { $0 ? true : nil }
    }

    private func clean(_ left: [Left]) {
        defer { isClean.change { $0 = true } }
        for entry in left {
            guard let directory = entry.note.first, let fileSystem = try? fileSystems.resolve(directory),
                let committer = OutputCommitter(note: entry.note, fileSystem: fileSystem)
            else { continue }
            do {
                try committer.recover(partitions: entry.partitions)
                logger.info(
                    "an output of a driver that was killed is cleaned up",
                    metadata: ["path": "\(directory)", "committed": "\(entry.partitions != nil)"])
            } catch {
                logger.warning(
                    "what a killed driver has left of an output stays",
                    metadata: ["path": "\(directory)", "reason": "\(error)"])
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

extension OutputCommitter {
    /// What `init(note:fileSystem:)` makes the same committer from, in another process.
    public var note: [String] {
        [directory, jobID, suffix, tag, mode.rawValue, hasFolders ? "folders" : "", hasPartitions ? "partitions" : ""]
    }

    /// nil when the note is none, or not whole.
    public init?(note: [String], fileSystem: any FileSystem) {
        guard note.count == 7, !note[0].isEmpty, !note[1].isEmpty, !note[1].contains("/"),
            let mode = Mode(rawValue: note[4]),
            mode == .error || !note[3].isEmpty
        else { return nil }
        self.init(
            directory: note[0], fileSystem: fileSystem, jobID: note[1], suffix: note[2], tag: note[3],
            hasFolders: !note[5].isEmpty, hasPartitions: !note[6].isEmpty, mode: mode)
    }
}

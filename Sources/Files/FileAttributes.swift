// SPDX-License-Identifier: Apache-2.0

/// What a listing shows of a file or a folder besides its size.
public struct FileAttributes: Hashable, Sendable {
    /// The nine bits of owner, group and others, and the sticky bit.
    public let permission: Int
    /// A name, or the number where the file system knows no names.
    public let owner: String
    public let group: String
    /// Milliseconds since 1970, UTC.
    public let modifiedMillis: Int
    /// Copies that are kept of its blocks; 1 where there are none, 0 for folders.
    public let replication: Int

    public init(permission: Int, owner: String, group: String, modifiedMillis: Int, replication: Int) {
        self.permission = permission
        self.owner = owner
        self.group = group
        self.modifiedMillis = modifiedMillis
        self.replication = replication
    }
}

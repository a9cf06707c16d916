// SPDX-License-Identifier: Apache-2.0

import Files

/// Why a server of HDFS did not do what it was asked.
struct HadoopError: Error, CustomStringConvertible {
    enum Kind: Equatable {
        /// It cannot be reached, or the connection ended: another may do it.
        case connection
        /// It did not answer in its time: another may do it.
        case timeout
        /// What it sent is not the protocol: another may do it.
        case violation
        /// Its bytes do not have their checksum: another replica may.
        case corrupt
        /// A DataNode refuses; the number is its status.
        case refused(UInt32)
        /// A NameNode answered with an exception of this Java class.
        case remote(String)
        /// What Martlet does not do, named.
        case unsupported
    }

    let kind: Kind
    let description: String
    /// Position in the pipeline of the DataNode that is to blame, where it is known.
    var badNode: Int?

    init(_ kind: Kind, _ description: String, badNode: Int? = nil) {
        self.kind = kind
        self.description = description
        self.badNode = badNode
    }

    /// The simple name of the Java class of a NameNode's exception.
    var remoteClass: String? {
        guard case .remote(let name) = kind else { return nil }
        return name.split(whereSeparator: { $0 == "." || $0 == "$" }).last.map(String.init)
    }

    /// In the user's terms: what was to be done, with which path, as whom, and what HDFS said.
    func fileError(_ operation: String, _ path: String, user: String) -> FileError {
        let said = "HDFS said: \(description)"
        func error(_ kind: FileError.Kind, _ why: String) -> FileError {
            FileError(kind, path: path, "cannot \(operation) \(path): \(why)")
        }
        switch remoteClass {
        case "FileNotFoundException" where description.contains("is not a file"):
            return error(.isDirectory, "it is a folder")
        case "FileNotFoundException": return error(.notFound, "it does not exist: check the path (\(said))")
        case "FileAlreadyExistsException": return error(.alreadyExists, "it exists")
        case "AlreadyBeingCreatedException":
            return error(.alreadyExists, "it is being written by another client (\(said))")
        case "PathIsNotEmptyDirectoryException": return error(.alreadyExists, "it is a folder that is not empty")
        case "ParentNotDirectoryException": return error(.notDirectory, "a part of the path is no folder (\(said))")
        case "AccessControlException", "AuthorizationException":
            return error(
                .permissionDenied,
                "permission denied for the user \(user): ask the owner, or set HADOOP_USER_NAME (\(said))")
        case "NSQuotaExceededException", "DSQuotaExceededException", "QuotaByStorageTypeExceededException",
            "QuotaExceededException":
            return error(.noSpace, "the quota of its folder is used up (\(said))")
        case "SafeModeException":
            return error(.failed, "HDFS is in safe mode, where nothing can be written: wait until it leaves (\(said))")
        case "PathComponentTooLongException", "InvalidPathException", "IllegalArgumentException":
            return error(.invalidArgument, "HDFS does not take such a name (\(said))")
        case "MaxDirectoryItemsExceededException": return error(.noSpace, "its folder is full (\(said))")
        case "LeaseExpiredException":
            return error(.failed, "it was taken over or deleted while it was written (\(said))")
        case "IOException" where description.contains("could only be replicated to 0"),
            "IOException" where description.contains("could only be written to 0"):
            return error(.noSpace, "no DataNode takes the block: they are down or full (\(said))")
        default: return error(.failed, remoteClass == nil ? description : said)
        }
    }
}

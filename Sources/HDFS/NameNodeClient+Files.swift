// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SwiftProtobuf

/// The calls that look at files and folders.
extension NameNodeClient {
    /// nil when there is nothing.
    func status(_ source: String) throws(HadoopError) -> Hadoop_FileStatus? {
        let request = Hadoop_GetFileInfoRequest.with { $0.source = source }
        let reply = try call("getFileInfo", request, reply: Hadoop_GetFileInfoReply.self)
        return reply.hasStatus ? reply.status : nil
    }

    /// All blocks of a file.
    func blockLocations(_ source: String) throws(HadoopError) -> Hadoop_LocatedBlocks {
        let request = Hadoop_GetBlockLocationsRequest.with {
            $0.source = source
            $0.offset = 0
            $0.length = UInt64(Int64.max)
        }
        let reply = try call("getBlockLocations", request, reply: Hadoop_GetBlockLocationsReply.self)
        guard reply.hasLocations else { throw HadoopError(.remote("java.io.FileNotFoundException"), "no such file") }
        return reply.locations
    }

    /// What is in a folder, page after page, with the blocks of each file; nil when there is no folder.
    func list(_ source: String) throws(HadoopError) -> [Hadoop_FileStatus]? {
        var found: [Hadoop_FileStatus] = []
        while true {
            let request = Hadoop_GetListingRequest.with {
                $0.source = source
                $0.startAfter = found.last?.path ?? .init()
                $0.needLocation = true
            }
            let reply = try call("getListing", request, reply: Hadoop_GetListingReply.self)
            guard reply.hasListing else { return nil }
            found += reply.listing.partialListing
            guard found.count <= HDFSLimits.folderEntriesMax else {
                throw HadoopError(.unsupported, "it has more than \(HDFSLimits.folderEntriesMax) entries")
            }
            if reply.listing.remainingEntries == 0 || reply.listing.partialListing.isEmpty { return found }
        }
    }

    func makeDirectories(_ source: String, permission: UInt32) throws(HadoopError) -> Bool {
        let request = Hadoop_MkdirsRequest.with {
            $0.source = source
            $0.masked.permission = permission
            $0.createParent = true
        }
        return try call("mkdirs", request, reply: Hadoop_ResultReply.self).result
    }

    func rename(_ source: String, to target: String) throws(HadoopError) {
        let request = Hadoop_RenameRequest.with {
            $0.source = source
            $0.target = target
            $0.overwrite = false
        }
        _ = try call("rename2", request, reply: Hadoop_VoidReply.self)
    }

    /// False when there was nothing.
    func delete(_ source: String, recursive: Bool) throws(HadoopError) -> Bool {
        let request = Hadoop_DeleteRequest.with {
            $0.source = source
            $0.recursive = recursive
        }
        return try call("delete", request, reply: Hadoop_ResultReply.self).result
    }
}

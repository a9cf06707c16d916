// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What can go wrong with scratch memory and scratch disk. Each message says what, where, why and what to try.
public enum StorageError: Error, Hashable, Sendable {
    /// A call on a scratch file or folder failed with `errorNumber`.
    case disk(operation: String, path: String, errorNumber: Int32)
    /// A scratch file is shorter than what was written to it, or holds something else.
    case damaged(path: String, reason: String)
    /// The work directory that was asked for cannot be used.
    case workDirectory(path: String, reason: String)
    /// Not even one batch fits into the memory that is left.
    case outOfMemory(neededByteCount: Int, poolByteCountMax: Int, poolByteCountUsed: Int)
    /// A column cannot be written as a block, or a block cannot be read; `place` says which.
    case block(BlockError, place: String)
    /// This executor has no output of that map task attempt: it was dropped, or never was here.
    case missingMapOutput(MapOutputKey)
    case partitionOutOfRange(partition: Int, count: Int)
}

extension StorageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .disk(let operation, let path, let errorNumber):
            "cannot \(operation) \(path): \(errorText(errorNumber))\(advice(errorNumber))"
        case .damaged(let path, let reason):
            "the scratch file \(path) is damaged: \(reason): check the disk, or set \(workSetting) to another"
        case .workDirectory(let path, let reason):
            "cannot work in \(path): \(reason): set \(workSetting) to a folder that this user may write to"
        case .outOfMemory(let needed, let limit, let used):
            "\(needed) more bytes are needed for one batch, and \(used) of \(limit) bytes are in use: "
                + "give executors more memory (--memory; in Python spark.executor.memory), use more partitions, "
                + "or run fewer tasks at a time"
        case .block(let error, let place):
            "\(place): \(error)"
        case .missingMapOutput(let key):
            "this executor has no output of map partition \(key.mapPartition) of shuffle \(key.shuffle) "
                + "(attempt \(key.attempt))"
        case .partitionOutOfRange(let partition, let count):
            "partition \(partition) of a shuffle that has \(count)"
        }
    }

    /// By which the folder for scratch files is chosen.
    private var workSetting: String { "--work-dir (in Python spark.local.dir)" }

    private func advice(_ errorNumber: Int32) -> String {
        switch errorNumber {
        case ENOSPC, EDQUOT: ": free space or set \(workSetting) to another disk"
        case EMFILE, ENFILE: ": raise the limit of open files (ulimit -n)"
        case EACCES, EPERM, EROFS: ": set \(workSetting) to a folder that this user may write to"
        case ENOENT: ": something else removed it; keep other programs out of the work directory"
        case EIO: ": the disk reports a fault; set \(workSetting) to another disk"
        default: ""
        }
    }
}

/// The system's words for an error number.
func errorText(_ errorNumber: Int32) -> String {
    switch errorNumber {
    case ENOSPC: "no space left on the disk"
    case EDQUOT: "the disk quota is used up"
    default:
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            strerror_r(errorNumber, text.baseAddress!, text.count) == 0
                ? String(cString: text.baseAddress!) : "error \(errorNumber)"
        }
    }
}

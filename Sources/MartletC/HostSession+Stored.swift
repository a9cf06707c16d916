// SPDX-License-Identifier: Apache-2.0

import Columnar
import Frames
import Interchange
import Martlet
import Plan

// protocol/capi.md, section "Datasets", and protocol/relations.md.
extension HostSession {
    /// Carries out a request about rows that are kept; nil for other operations.
    func storedRequest(_ operation: String, _ request: Request) throws(Refusal) -> Scalar? {
        switch operation {
        case "persist":
            let name = try request.name(or: operation)
            let (level, label) = try storageLevel(request)
            let rows = try dataset(try request.int("dataset"))
            return try add(
                try made { () throws(MartletError) in try rows.stored(level, label: label, name: name) }, name: name)
        case "unpersist": try dataset(try request.int("dataset")).stored?.release()
        case "persistFrame":
            let (level, label) = try storageLevel(request)
            try context(of: request).persist(
                try frame(try request.int("frame")), level, label: label, name: try request.name(or: operation))
        case "unpersistFrame": try context(of: request).unpersist(try frame(try request.int("frame")))
        case "frameLevel":
            let level = try context(of: request).storedLevel(try frame(try request.int("frame")))
            return .fields([("level", level.map { .string($0) } ?? .null)])
        case "clearCache": try context(of: request).clearStored()
        default: return nil
        }
        return .null
    }

    /// The level by the words that are in it, and the words.
    private func storageLevel(_ request: Request) throws(Refusal) -> (StorageLevel, String) {
        let label = try request.text("level")
        let words = label.split(separator: " ")
        switch (words.contains("Memory") || words.contains("OffHeap"), words.contains("Disk")) {
        case (true, true): return (.memoryAndDisk, label)
        case (true, false): return (.memory, label)
        case (false, true): return (.disk, label)
        case (false, false):
            throw .value("the storage level '\(label)' names neither memory nor disk: there is nowhere to keep rows")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Glibc
import Martlet

/// Bounds of what the commands write.
enum CommandLimits {
    /// Partitions that are made as they are asked for; of more, only as many as there are rows to fill them.
    static let partitionsUncounted = 100
}

/// `wanted` partitions, or as many as there are rows when those are fewer: each partition is a file. Counts, with
/// `count`, only for more than a few, and says so when it lowers the number.
func fillable(_ wanted: Int?, _ noun: String, _ count: () throws -> Int) throws -> Int? {
    guard let wanted, wanted > CommandLimits.partitionsUncounted else { return wanted }
    let rows = max(try count(), 1)
    guard rows < wanted else { return wanted }
    printError(
        "martlet-driver: \(counted(rows, "partition")) instead of \(wanted): the input has only "
            + "\(counted(rows, noun)), and each partition more would be an empty file")
    return rows
}

/// How many of a written folder's files are empty, as an addition to a sentence; nothing when none is.
func emptyParts(_ folder: String) -> String {
    guard let entries = opendir(folder) else { return "" }
    defer { closedir(entries) }
    var (all, empty) = (0, 0)
    while let entry = readdir(entries) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard name.hasPrefix("part-") else { continue }
        all += 1
        var found = stat()
        if stat(folder + "/" + name, &found) == 0, found.st_size == 0 { empty += 1 }
    }
    return empty == 0 ? "" : " (\(empty) of \(counted(all, "file")) \(empty == 1 ? "is" : "are") empty)"
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

// Maps hold a key once.
extension Column {
    /// The same maps, in which each key is where it was first, with the value that it had last, as in a dict of
    /// Python's that is made of the entries. Maps that are null by `mask` become empty where anything changes.
    func withoutRepeatedKeys(_ mask: Buffer?) throws(ConversionError) -> Column {
        let keys = children[0].children[0]
        guard keys.count > 1 else { return self }
        let hashed = Buffer(byteCount: keys.count * 8)
        let hashes = hashed.pointer(UInt64.self)
        keys.hash(into: hashes)
        guard (0..<count).contains(where: { hasRepetition(hashes, Int(offsets[$0]), Int(offsets[$0 + 1])) }) else {
            return self
        }
        let ends = Buffer(byteCount: (count + 1) * 4)
        ends.pointer(Int32.self)[0] = 0
        // Entries that give a key, and those that give its value.
        var (first, last): ([Int32], [Int32]) = ([], [])
        for row in 0..<count {
            if mask.map({ $0.pointer(UInt8.self)[row] != 0 }) ?? true {
                var places: [UInt64: [Int]] = [:]
                for entry in offsets[row]..<offsets[row + 1] {
                    let known = places[hashes[Int(entry)]]?.first { keys.equals(Int(first[$0]), keys, Int(entry)) }
                    if let known {
                        last[known] = entry
                    } else {
                        places[hashes[Int(entry)], default: []].append(first.count)
                        first.append(entry)
                        last.append(entry)
                    }
                }
            }
            ends.pointer(Int32.self)[row + 1] = Int32(first.count)
        }
        let members = [
            try keys.gathered(first.withUnsafeBytes { Buffer(copying: $0) }, count: first.count),
            try children[0].children[1].gathered(last.withUnsafeBytes { Buffer(copying: $0) }, count: last.count),
        ]
        return Column(type: type, count: count, values: ends, children: [.tuple(members, count: first.count)])
    }
}

/// Whether two of the hashes `first ..< end` are equal.
private func hasRepetition(_ hashes: UnsafePointer<UInt64>, _ first: Int, _ end: Int) -> Bool {
    guard end - first > 16 else {
        for one in first..<end {
            for other in first..<one where hashes[one] == hashes[other] { return true }
        }
        return false
    }
    return Set(UnsafeBufferPointer(start: hashes + first, count: end - first)).count < end - first
}

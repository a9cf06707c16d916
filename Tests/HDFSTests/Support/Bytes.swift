// SPDX-License-Identifier: Apache-2.0

import Files

/// Bytes that differ from place to place, the same for the same seed.
func pattern(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return [UInt8](unsafeUninitializedCapacity: count) { target, filled in
        for index in 0..<count {
            if index % 8 == 0 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
            }
            target[index] = UInt8(truncatingIfNeeded: state >> UInt64(index % 8 * 8))
        }
        filled = count
    }
}

extension FileSystem {
    /// Writes in pieces of `piece` bytes; `between` is called before each with what is written so far.
    func write(_ path: String, _ bytes: [UInt8], piece: Int = 100_000, between: (Int) throws -> Void = { _ in }) throws
    {
        let file = try create(path)
        var done = 0
        while done < bytes.count {
            try between(done)
            let end = min(done + piece, bytes.count)
            try bytes[done..<end].withUnsafeBytes { try file.write($0) }
            done = end
        }
        try file.close()
    }

    /// The whole file, read in order.
    func contents(_ path: String, piece: Int = 100_000, between: (Int) throws -> Void = { _ in }) throws -> [UInt8] {
        let file = try open(path)
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: piece)
        while true {
            try between(all.count)
            let count = try buffer.withUnsafeMutableBytes { try file.read(at: all.count, into: $0) }
            if count == 0 { return all }
            all += buffer.prefix(count)
        }
    }
}

/// The kind of the error that `body` throws; nil when it throws none.
func kind(of body: () throws -> Void) -> FileError.Kind? {
    do {
        try body()
        return nil
    } catch {
        return (error as? FileError)?.kind
    }
}

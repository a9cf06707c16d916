// SPDX-License-Identifier: Apache-2.0

import Files

/// Columns that a split shows, as bytes that travel to the driver: a count, then name and type of each, both with their
/// lengths before (32 bits, little-endian).
enum InspectionCoding {
    static func encode(_ columns: [FileColumn], note: Int = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        func put(_ number: Int) { withUnsafeBytes(of: UInt32(truncatingIfNeeded: number)) { bytes += $0 } }
        put(note)
        put(columns.count)
        for column in columns {
            for text in [column.name, "\(column.type)"] {
                put(text.utf8.count)
                bytes += text.utf8
            }
        }
        return bytes
    }

    static func decode(_ bytes: [UInt8]) throws(FileError) -> (columns: [FileColumn], note: Int) {
        var rest = bytes[...]
        func number() throws(FileError) -> Int {
            let digits = rest.prefix(4)
            guard digits.count == 4 else { throw damaged }
            rest = rest.dropFirst(4)
            return digits.reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        func text() throws(FileError) -> String {
            let count = try number()
            guard count <= rest.count else { throw damaged }
            defer { rest = rest.dropFirst(count) }
            return String(decoding: rest.prefix(count), as: UTF8.self)
        }
        let note = try number()
        let count = try number()
        guard count <= FormatsLimits.columnCountMax else { throw damaged }
        var columns: [FileColumn] = []
        for _ in 0..<count {
            let name = try text()
            guard let type = FileType(try text()) else { throw damaged }
            columns.append(FileColumn(name, type))
        }
        return (columns, note)
    }

    private static var damaged: FileError {
        FileError(.malformed, path: "", "what a split says of its columns is damaged")
    }
}

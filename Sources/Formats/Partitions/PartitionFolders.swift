// SPDX-License-Identifier: Apache-2.0

public import Columnar
public import Files
import Values

/// Sends rows to folders `k=v` by the values of some of their columns.
public final class PartitionFolders {
    private let places: [Int]
    private let columns: [FileColumn]
    private let values: ValueWriter
    /// The folder of a row's key.
    private var known: [[UInt8]: String] = [:]

    /// `columns`: of whole rows; `places`: those that name folders.
    public init(_ places: [Int], _ columns: [FileColumn], _ options: [String: String]) throws(FileError) {
        for place in places {
            let type = columns[place].type
            guard type.isPlain, type != .binary, type != .null else {
                throw FileError(
                    .invalidArgument, path: "",
                    "the column \(columns[place].name) is a \(type): its values cannot name folders")
            }
        }
        self.places = places
        self.columns = columns
        values = ValueWriter(zone: .utc)
    }

    /// The rows of each folder, in the order in which the folders come first: tuples of the columns `written`.
    public func split(_ batch: Column, _ written: [Int]) -> [(folder: String, rows: Column)] {
        var order: [String] = []
        var rows: [String: [Int32]] = [:]
        var last: (key: [UInt8], folder: String)?
        var key: [UInt8] = []
        for row in 0..<batch.count {
            key.removeAll(keepingCapacity: true)
            for place in places { append(batch.children[place], row, to: &key) }
            let folder: String
            if let last, last.key == key {
                folder = last.folder
            } else if let found = known[key] {
                folder = found
                last = (key, folder)
            } else {
                folder = name(batch, row, key)
                last = (key, folder)
            }
            if rows[folder] == nil { order.append(folder) }
            rows[folder, default: []].append(Int32(truncatingIfNeeded: row))
        }
        let whole = Column.tuple(written.map { batch.children[$0] }, count: batch.count)
        return order.map { folder in
            let picked = rows[folder] ?? []
            if picked.count == batch.count { return (folder, whole) }
            return (folder, picked.withUnsafeBufferPointer { whole.gather($0.baseAddress!, count: $0.count) })
        }
    }

    private func append(_ column: Column, _ row: Int, to key: inout [UInt8]) {
        if column.isNull(row) { return key.append(0) }
        key.append(1)
        switch column.type {
        case .bool: key.append(column.bools[row])
        case .int, .float: withUnsafeBytes(of: column.ints[row]) { key.append(contentsOf: $0) }
        case .decimal: withUnsafeBytes(of: column.decimals[row]) { key.append(contentsOf: $0) }
        default:
            let bytes = column.isNull(row) ? UnsafeRawBufferPointer(start: nil, count: 0) : column.bytes(row)
            withUnsafeBytes(of: bytes.count) { key.append(contentsOf: $0) }
            key.append(contentsOf: bytes)
        }
    }

    private func name(_ batch: Column, _ row: Int, _ key: [UInt8]) -> String {
        var parts: [String] = []
        for place in places {
            let (column, type) = (batch.children[place], columns[place].type)
            let text = column.isNull(row) ? "" : values.text(column, row, type)
            let shown = text.isEmpty ? InputPlanner.nullPartition : PartitionFolders.escaped(text)
            parts.append(PartitionFolders.escaped(columns[place].name) + "=" + shown)
        }
        let folder = parts.joined(separator: "/")
        if known.count >= FormatsLimits.partitionFoldersKnownMax { known = [:] }
        known[key] = folder
        return folder
    }

    /// With what names of folders cannot hold percent-encoded, as Hive does.
    private static func escaped(_ text: String) -> String {
        let special = Set("\"#%'*/:=?\\{[]^\u{7F}".utf8)
        guard text.utf8.contains(where: { $0 < 0x20 || special.contains($0) }) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte < 0x20 || special.contains(byte) {
                let digits = String(byte, radix: 16, uppercase: true)
                bytes += Array(("%" + (digits.utf8.count == 1 ? "0" : "") + digits).utf8)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

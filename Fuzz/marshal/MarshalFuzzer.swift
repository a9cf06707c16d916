// SPDX-License-Identifier: Apache-2.0
import CArrow
import Columnar
import FuzzDriver
import Glibc
import Interchange

/// What was read must be written so that it reads as the same.
private func roundTrip(_ rows: Column) {
    var writer = MarshalWriter()
    guard (try? MarshalRows.encode([rows], to: &writer)) != nil, !writer.isTooLarge else { return }
    let again = writer.copy().withUnsafeBytes { try? MarshalRows.decode($0) }
    precondition(again?.count == rows.count, "rows were lost")
    for row in 0..<rows.count {
        // Text that compares by its bytes in the column, by its characters in Swift.
        precondition(again!.type != rows.type || again!.equals(row, rows, row), "row \(row) has changed")
    }
}

/// Through the C interface of Arrow and back: as rows, and as columns that keep their types and nulls.
private func arrowTrip(_ rows: Column) {
    guard let fields = try? ArrowField.columns(of: rows.type) else { return }
    var stream = ArrowArrayStream()
    guard (try? Arrow.export([rows], as: fields, to: &stream)) != nil else { return }
    guard let back = try? Arrow.drain(&stream, as: .single) else { return }
    precondition(back.columns.reduce(0) { $0 + $1.count } == rows.count, "rows were lost on the way through Arrow")
    guard (try? Arrow.export([rows], as: fields, to: &stream)) != nil else { return }
    guard let typed = try? Arrow.drain(&stream, as: fields) else {
        preconditionFailure("what went out does not come in")
    }
    var row = 0
    for batch in typed {
        let column = batch.type == rows.type ? batch : batch.children[0]
        for index in 0..<column.count {
            precondition(column.equals(index, rows, row), "row \(row) has changed on the way through Arrow")
            row += 1
        }
    }
    precondition(row == rows.count, "rows were lost on the way through typed columns of Arrow")
}

/// Marshal data of any bytes: refused or read as values and as rows, never a trap.
private func decodeMarshal(_ bytes: UnsafeRawPointer, _ count: Int) -> CInt {
    let input = UnsafeRawBufferPointer(start: bytes, count: count)
    if let value = try? Marshal.decode(input) {
        var writer = MarshalWriter()
        Marshal.write(value, to: &writer)
        let written = writer.copy()
        let again = written.withUnsafeBytes { try? Marshal.decode($0) }
        var second = MarshalWriter()
        if let again { Marshal.write(again, to: &second) }
        precondition(second.copy() == written, "a value has changed")
    }
    if let plain = try? MarshalRows.decode(input), let formed = try? MarshalRows.decodeFormed(input) {
        precondition(plain.count == formed.column.count, "dicts as columns are other rows")
    }
    if let rows = try? MarshalRows.decode(input) {
        for row in 0..<min(rows.count, 1 << 10) { _ = rows.scalar(row) }
        roundTrip(rows)
        arrowTrip(rows)
    }
    return 0
}

@main
enum MarshalFuzzer {
    static func main() { exit(fuzz(decodeMarshal)) }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    /// `makeDict` and `makeRow`: each row's keys and values in the tagged encoding.
    func makeDicts(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        var values: [RowNode] = []
        for operand in step.operands.dropFirst() { values.append(RowNode(try fullColumn(operand, rows))) }
        let keys = self[step.a].isConstant ? column(step.a, 1) : try fullColumn(step.a, rows)
        let mayBeTooDeep = step.operands.dropFirst().contains { types[$0].containsAny }
        var writer = AnyWriter()
        var text = try TextAppender(rows: rows, expectedByteCount: rows * 12 * (values.count + 1), machine: self)
        var names: [[UInt8]] = []
        for row in 0..<rows {
            // Keys that are the same in all rows are encoded once.
            if row == 0 || !self[step.a].isConstant { names = try encodedKeys(keys, row, values.count) }
            writer.removeAll()
            if step.opcode == .makeRow {
                // A row has its names and its values: two tuples.
                writer.beginObject("Row", count: 2)
                writer.begin(.tuple, count: values.count)
                for name in names { name.withUnsafeBytes { writer.encoded($0) } }
                writer.begin(.tuple, count: values.count)
                for value in values { writer.row(value, row) }
            } else {
                writer.begin(.dict, count: values.count)
                for (name, value) in zip(names, values) {
                    name.withUnsafeBytes { writer.encoded($0) }
                    writer.row(value, row)
                }
            }
            try end(row, writer.bytes, mayBeTooDeep, &text)
        }
        try finish(step.result, &text, .any, isConstant)
    }

    private func encodedKeys(_ keys: Column, _ row: Int, _ count: Int) throws(Failure) -> [[UInt8]] {
        let node = RowNode(keys)
        guard !node.isNull(row) else { throw Failure(.invalidArgument, "a dict has no keys", row: row) }
        var names: [[UInt8]] = []
        for element in node.elements(row) {
            guard !node.children[0].isNull(element) else {
                throw Failure(.invalidArgument, "a key of a dict is null", row: row)
            }
            var writer = AnyWriter()
            writer.row(node.children[0], element)
            names.append(writer.bytes)
        }
        guard names.count == count, Set(names).count == count else {
            throw Failure(
                .invalidArgument, "the keys of a dict are not as many as its values, or not different", row: row)
        }
        return names
    }
}

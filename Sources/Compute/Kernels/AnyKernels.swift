// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

extension Machine {
    /// `toAny`: each row in the tagged encoding.
    func convertToAny(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        if types[step.a] == .any {
            self[step.result] = self[step.a].shared
            return
        }
        let source = column(step.a, rows)
        let node = RowNode(source)
        let mayBeTooDeep = source.type.containsAny
        var writer = AnyWriter()
        var text = try TextAppender(rows: rows, expectedByteCount: rows * 12, machine: self)
        for row in 0..<rows {
            writer.removeAll()
            writer.row(node, row)
            try end(row, writer.bytes, mayBeTooDeep, &text)
        }
        try finish(step.result, &text, .any, isConstant)
    }

    /// Ends a row of a column of mixed values with its value, encoded.
    func end(
        _ row: Int, _ bytes: [UInt8], _ mayBeTooDeep: Bool, _ text: inout TextAppender
    ) throws(Failure) {
        if mayBeTooDeep, nestsTooDeep(bytes) {
            throw Failure(
                .invalidArgument, "a value nests deeper than \(ColumnarLimits.anyDepthMax) levels", row: row)
        }
        try text.append(bytes)
        text.endRow()
    }

    func finish(
        _ register: Int, _ text: inout TextAppender, _ type: DataType, _ isConstant: Bool
    ) throws(Failure) {
        let bytes = text.byteCount
        var value = RegisterValue(text.finish(type, validity: nil), isConstant: isConstant)
        value.charge = bytes
        self[register] = value
    }

    /// `toText`: Python's `str(x)`.
    func writePythonText(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        if types[step.a] == .string, self[step.a].validity == nil {
            self[step.result] = self[step.a].shared
            return
        }
        let node = RowNode(column(step.a, rows))
        var python = PythonText()
        var text = try TextAppender(rows: rows, expectedByteCount: rows * 8 + 32, machine: self)
        for row in 0..<rows {
            python.removeAll()
            python.str(node, row)
            try text.append(python.bytes)
            text.endRow()
        }
        try finish(step.result, &text, .string, isConstant)
    }

    /// `splitPair`: both halves of tuples and lists share the encoded bytes of the whole.
    func splitPairs(_ step: Step, _ rows: Int, _ isConstant: Bool) throws(Failure) {
        let source = column(step.a, rows)
        let views = [Buffer(byteCount: rows * 16), Buffer(byteCount: rows * 16)]
        let (first, second) = (views[0].pointer(StringView.self), views[1].pointer(StringView.self))
        let texts = Texts(source, stride: 1)
        // What is no tuple, list, set or dict has no encoded parts to share.
        var odd: [(row: Int, parts: [Scalar])] = []
        for row in 0..<rows {
            (first[row], second[row]) = (.none, .none)
            let start = source.anyBytes(row)
            var cursor = AnyCursor(start.baseAddress!)
            let head = cursor.head()
            switch head {
            case .tuple(2), .list(2), .set(2), .dict(2):
                let one = cursor.next - start.baseAddress!
                cursor.skip()
                let end = cursor.next - start.baseAddress!
                first[row] = texts.part(row, one, end - one)
                if case .dict = head { cursor.skip() }
                let two = cursor.next - start.baseAddress!
                cursor.skip()
                second[row] = texts.part(row, two, cursor.next - start.baseAddress! - two)
            case .tuple(let count), .list(let count), .set(let count), .dict(let count):
                throw wrongCount(count, row, source)
            default: odd.append((row, try iterated(AnyCursor(start.baseAddress!), row, source)))
            }
        }
        for (half, register) in step.results.enumerated() {
            let shared = Column(type: .any, count: rows, values: views[half], data: source.data)
            let column = odd.isEmpty ? shared : replaced(shared, odd.map { ($0.row, $0.parts[half]) })
            try set(register, column, isConstant: isConstant)
        }
    }

    private func wrongCount(_ count: Int, _ row: Int, _ source: Column) -> Failure {
        var failure = Failure(
            exception: "ValueError",
            count < 2
                ? "not enough values to unpack (expected 2, got \(count))" : "too many values to unpack (expected 2)",
            row: row)
        failure.shown = describeRow(source, row)
        return failure
    }

    /// The two characters of a string, the two bytes of bytes.
    private func iterated(_ value: AnyCursor, _ row: Int, _ source: Column) throws(Failure) -> [Scalar] {
        var cursor = value
        switch cursor.head() {
        case .text(let content):
            let scalars = String(decoding: content, as: UTF8.self).unicodeScalars
            guard scalars.count == 2 else { throw wrongCount(scalars.count, row, source) }
            return scalars.map { .string(String($0)) }
        case .bytes(let content):
            guard content.count == 2 else { throw wrongCount(content.count, row, source) }
            return content.map { .int(Int($0)) }
        default:
            if let parts = objectParts(value) {
                guard parts.count == 2 else { throw wrongCount(parts.count, row, source) }
                return parts
            }
            var failure = Failure(.typeError, "cannot unpack non-iterable \(value.typeName) object", row: row)
            failure.exceptionType = "TypeError"
            failure.shown = describeRow(source, row)
            throw failure
        }
    }

    /// The elements of a deque or of a range of up to two numbers (of more: three).
    private func objectParts(_ value: AnyCursor) -> [Scalar]? {
        var cursor = value
        guard case .object(let type, let fields) = cursor.scalar() else { return nil }
        if type == "collections.deque", case .list(let elements)? = fields.first { return elements }
        guard type == "range", fields.count == 3, case .int(let start) = fields[0], case .int(let stop) = fields[1],
            case .int(let step) = fields[2], step != 0
        else { return nil }
        return stride(from: start, to: stop, by: step).prefix(3).map { .int($0) }
    }

    /// `column` with other values in some rows.
    private func replaced(_ column: Column, _ values: [(row: Int, value: Scalar)]) -> Column {
        let other = Column(.any, values.map(\.value))!
        var order = (0..<column.count).map { Int32(truncatingIfNeeded: $0) }
        for (index, value) in values.enumerated() { order[value.row] = Int32(truncatingIfNeeded: column.count + index) }
        return concatenateShared([column, other]).gather(order, count: order.count)
    }
}

/// Whether the value nests deeper than it may.
private func nestsTooDeep(_ bytes: [UInt8]) -> Bool {
    // A level takes two bytes at least.
    if bytes.count <= 2 * ColumnarLimits.anyDepthMax { return false }
    return bytes.withUnsafeBytes { AnyCoding.fault(in: $0) != nil }
}

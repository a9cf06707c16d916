// SPDX-License-Identifier: Apache-2.0

// The canonical form of values: equal values have equal bytes. Whole numbers are ints, members of dicts and sets are in
// the order of their bytes, what equals a plain container is that container.

extension Column {
    /// The column with each value of type any, however deep, in its canonical form; itself when they are.
    public func canonicalised() -> Column {
        switch type {
        case .any: return canonicalisedAny()
        case .tuple, .list, .map:
            guard type.containsAny else { return self }
            let changed = children.map { $0.canonicalised() }
            if zip(changed, children).allSatisfy({ $0 === $1 }) { return self }
            return Column(type: type, count: count, validity: validity, values: values, children: changed)
        default: return self
        }
    }

    private func canonicalisedAny() -> Column {
        var isCanonical = validity == nil
        var row = 0
        while isCanonical && row < count {
            var cursor = anyCursor(row)
            isCanonical = cursor.passCanonical()
            row += 1
        }
        if isCanonical { return self }
        let builder = ColumnBuilder(.any)
        var writer = AnyWriter()
        for row in 0..<count {
            writer.removeAll()
            var cursor = anyCursor(row)
            writer.canonical(&cursor)
            writer.bytes.withUnsafeBytes { builder.append(bytes: $0) }
        }
        return builder.finish()
    }
}

extension AnyCursor {
    /// Passes a value; whether it is in its canonical form for sure.
    fileprivate mutating func passCanonical() -> Bool {
        switch tag() {
        case .none: return true
        case .int:
            _ = unsigned()
            return true
        case .float:
            let value = float()
            return !value.isNaN && Int(exactly: value) == nil
        case .string, .bytes:
            _ = content()
            return true
        case .tuple, .list:
            for _ in 0..<count() where !passCanonical() { return false }
            return true
        case .dict, .set: return count() == 0
        case .false, .true, .frozenSet, .object: return false
        }
    }
}

extension AnyWriter {
    /// The canonical form of the value, which the cursor passes.
    fileprivate mutating func canonical(_ cursor: inout AnyCursor) {
        switch cursor.head() {
        case .none: none()
        case .number(let number):
            if let wide = number.wide {
                beginObject("int", count: 1)
                bytes(wide)
            } else if let wide = number.wideWhole {
                beginObject("int", count: 1)
                wide.withUnsafeBytes { bytes($0) }
            } else if !number.isFloat {
                int(number.whole)
            } else if let whole = Int(exactly: number.float) {
                int(whole)
            } else {
                float(number.float.isNaN ? .nan : number.float)
            }
        case .text(let content): string(content)
        case .bytes(let content): bytes(content)
        case .tuple(let count):
            begin(.tuple, count: count)
            for _ in 0..<count { canonical(&cursor) }
        case .list(let count):
            begin(.list, count: count)
            for _ in 0..<count { canonical(&cursor) }
        case .dict(let count): sorted(.dict, count, values: 2, &cursor)
        case .set(let count): sorted(.set, count, values: 1, &cursor)
        case .object:
            let form = cursor.objectForm()
            form.form.withUnsafeBytes { raw in
                var fields = AnyCursor(raw.baseAddress!)
                guard case .tuple(let count) = fields.head() else { return }
                fields.skip()
                beginObject(form.type, count: count - 1)
                for _ in 1..<count { canonical(&fields) }
            }
        }
    }

    /// The entries of a dict or the members of a set, in the order of their bytes.
    private mutating func sorted(_ tag: AnyTag, _ count: Int, values: Int, _ cursor: inout AnyCursor) {
        var entries: [[UInt8]] = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            var writer = AnyWriter()
            for _ in 0..<values { writer.canonical(&cursor) }
            entries.append(writer.bytes)
        }
        entries.sort { $0.lexicographicallyPrecedes($1) }
        begin(tag, count: count)
        for entry in entries { entry.withUnsafeBytes { encoded($0) } }
    }
}

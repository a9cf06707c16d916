// SPDX-License-Identifier: Apache-2.0

/// What an index of an array chooses.
enum ArraySelection {
    /// A part of the storage; `isNumber`: one element, by an index for each dimension.
    case view(ArrayLayout, isNumber: Bool)
    /// Elements one by one, and the shape that they have.
    case places([Int], ArrayLayout)
}

/// The place of an element along an axis, counted from the end when it is negative.
func arrayPlace(_ index: Int, _ count: Int, axis: Int) throws(Raised) -> Int {
    let place = index < 0 ? index &+ count : index
    guard place >= 0 && place < count else {
        throw Raised("IndexError", "index \(index) is out of bounds for axis \(axis) with size \(count)")
    }
    return place
}

private func badIndex() -> Raised {
    Raised(
        "IndexError",
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid "
            + "indices")
}

/// One part of an index.
private enum IndexPart {
    case at(Int)
    case range(start: Int, step: Int, count: Int)
    case newAxis
    case chosen([Int])
}

extension ArrayObject {
    /// What `array[index]` chooses.
    func selection(_ index: Value, _ host: any ScriptHost) throws(Raised) -> ArraySelection {
        if let mask = try mask(index, host) { return mask }
        let parts: [Value]
        if case .tuple(let tuple) = index { parts = tuple.elements } else { parts = [index] }
        let expanded = try expand(parts)
        var axis = 0
        var found: [IndexPart] = []
        for part in expanded {
            if case .none = part {
                found.append(.newAxis)
                continue
            }
            let count = layout.shape[axis]
            found.append(try self.part(part, count, axis, host))
            axis += 1
        }
        let chosen = found.contains { if case .chosen = $0 { true } else { false } }
        return chosen ? try places(found) : try view(found, parts.count)
    }

    /// The parts with an ellipsis and what is left out written as whole slices.
    private func expand(_ parts: [Value]) throws(Raised) -> [Value] {
        func isEllipsis(_ value: Value) -> Bool {
            if case .object(let object) = value { return (object as? TypeObject)?.name == "Ellipsis" }
            return false
        }
        let all = Value.object(SliceObject(.none, .none, .none))
        var given = 0
        var ellipses = 0
        for part in parts {
            if case .none = part { continue }
            if isEllipsis(part) { ellipses += 1 } else { given += 1 }
        }
        if ellipses > 1 { throw Raised("IndexError", "an index can only have a single ellipsis ('...')") }
        guard given <= layout.dimensions else {
            throw Raised(
                "IndexError",
                "too many indices for array: array is \(layout.dimensions)-dimensional, but \(given) were indexed")
        }
        let missing = Array(repeating: all, count: layout.dimensions - given)
        if ellipses == 0 { return parts + missing }
        var result: [Value] = []
        for part in parts { if isEllipsis(part) { result += missing } else { result.append(part) } }
        return result
    }

    private func part(_ value: Value, _ count: Int, _ axis: Int, _ host: any ScriptHost) throws(Raised) -> IndexPart {
        switch value {
        case .int(let whole): return .at(try arrayPlace(whole, count, axis: axis))
        case .object(let object):
            if let slice = object as? SliceObject {
                let (start, step, number) = try slice.bounds(count)
                return .range(start: start, step: step, count: number)
            }
            if let whole = arrayIndex(value) { return .at(try arrayPlace(whole, count, axis: axis)) }
            guard object is ArrayObject || object is RangeObject else { throw badIndex() }
        case .list: break
        default: throw badIndex()
        }
        let operand = try arrayOperand(value, host)
        try host.reserve(max(operand.layout.count, 1) &* layout.columns &* MemoryLayout<Int>.stride)
        guard operand.layout.dimensions == 1 else {
            if operand.layout.dimensions == 2 {
                throw arrayRefusal("arrays of places with two dimensions", "choose with places of one: places.ravel()")
            }
            throw badIndex()
        }
        var places: [Int] = []
        places.reserveCapacity(operand.layout.count)
        let stride = operand.layout.columnStride
        switch operand.type.form {
        case .whole:
            for number in 0..<operand.layout.columns {
                let whole = operand.storage.wholes[operand.layout.offset + number * stride]
                places.append(try arrayPlace(whole, count, axis: axis))
            }
        case .truth:
            guard operand.layout.columns == count else { throw wrongMask(axis, count, operand.layout.columns) }
            for number in 0..<count where operand.storage.truths[operand.layout.offset + number * stride] != 0 {
                places.append(number)
            }
        case .float:
            if operand.layout.count == 0 { break }
            throw Raised("IndexError", "arrays used as indices must be of integer (or boolean) type")
        }
        return .chosen(places)
    }

    private func wrongMask(_ axis: Int, _ size: Int, _ given: Int) -> Raised {
        Raised(
            "IndexError",
            "boolean index did not match indexed array along axis \(axis); size of axis is \(size) but size of "
                + "corresponding boolean axis is \(given)")
    }

    /// A mask of two dimensions over an array of two: the elements where it is true.
    private func mask(_ index: Value, _ host: any ScriptHost) throws(Raised) -> ArraySelection? {
        guard case .object(let object) = index, let mask = object as? ArrayObject, mask.type == .bool,
            mask.layout.dimensions == 2, layout.dimensions == 2
        else { return nil }
        if mask.layout.rows != layout.rows { throw wrongMask(0, layout.rows, mask.layout.rows) }
        if mask.layout.columns != layout.columns { throw wrongMask(1, layout.columns, mask.layout.columns) }
        var places: [Int] = []
        for row in 0..<layout.rows {
            for column in 0..<layout.columns {
                let place = mask.layout.offset + row * mask.layout.rowStride + column * mask.layout.columnStride
                if mask.storage.truths[place] == 0 { continue }
                places.append(layout.offset + row * layout.rowStride + column * layout.columnStride)
            }
        }
        return .places(places, ArrayLayout(places.count))
    }

    /// Indices, slices and new axes alone: a view.
    private func view(_ parts: [IndexPart], _ given: Int) throws(Raised) -> ArraySelection {
        let strides = layout.dimensions == 2 ? [layout.rowStride, layout.columnStride] : [layout.columnStride]
        var offset = layout.offset
        var axes: [(count: Int, stride: Int)] = []
        var axis = 0
        for part in parts {
            switch part {
            case .newAxis: axes.append((1, 0))
            case .at(let place):
                offset += place * strides[axis]
                axis += 1
            case .range(let start, let step, let count):
                offset += count == 0 ? 0 : start * strides[axis]
                axes.append((count, strides[axis] * step))
                axis += 1
            case .chosen: break
            }
        }
        if axes.count > 2 {
            throw arrayRefusal("arrays of three dimensions", "executors have one and two: keep a list of arrays")
        }
        let row = axes.count == 2 ? axes[0] : (1, 0)
        let column = axes.last ?? (1, 1)
        let view = ArrayLayout(
            dimensions: axes.count, rows: row.0, columns: column.count, rowStride: row.1, columnStride: column.stride,
            offset: offset)
        return .view(view, isNumber: axes.isEmpty)
    }

    /// Places along one axis or both.
    private func places(_ parts: [IndexPart]) throws(Raised) -> ArraySelection {
        if parts.contains(where: { if case .newAxis = $0 { true } else { false } }) {
            throw arrayRefusal("new axes beside chosen places", "choose first, and add the axis to the result")
        }
        func listed(_ part: IndexPart) -> [Int] {
            switch part {
            case .at(let place): [place]
            case .range(let start, let step, let count): (0..<count).map { start + $0 * step }
            case .chosen(let places): places
            case .newAxis: []
            }
        }
        if layout.dimensions == 1 {
            let places = listed(parts[0]).map { layout.offset + $0 * layout.columnStride }
            return .places(places, ArrayLayout(places.count))
        }
        let (rows, columns) = (listed(parts[0]), listed(parts[1]))
        if case .chosen = parts[0], case .chosen = parts[1] {
            let count = rows.count == 1 ? columns.count : rows.count
            guard rows.count == columns.count || rows.count == 1 || columns.count == 1 else {
                throw Raised(
                    "IndexError",
                    "shape mismatch: indexing arrays could not be broadcast together with shapes (\(rows.count),) "
                        + "(\(columns.count),) ")
            }
            let places = (0..<count).map { number in
                layout.offset + rows[rows.count == 1 ? 0 : number] * layout.rowStride
                    + columns[columns.count == 1 ? 0 : number] * layout.columnStride
            }
            return .places(places, ArrayLayout(count))
        }
        var places: [Int] = []
        places.reserveCapacity(rows.count * columns.count)
        for row in rows {
            for column in columns {
                places.append(layout.offset + row * layout.rowStride + column * layout.columnStride)
            }
        }
        // An index beside the places takes its dimension away.
        var isFlat = false
        for part in parts { if case .at = part { isFlat = true } }
        let shape =
            isFlat
            ? ArrayLayout(places.count) : ArrayLayout(dimensions: 2, rows: rows.count, columns: columns.count)
        return .places(places, shape)
    }
}

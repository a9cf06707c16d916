// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// Which columns of a file make up a column that is wanted, and how. `anchor`: the leaf whose levels tell where values
/// of the node are; leaves are numbered as `leaves` has them.
indirect enum ReadPlan {
    /// The file does not have it: null.
    case missing(DataType)
    case leaf(Int)
    case structure(definition: Int, anchor: Int, fields: [ReadPlan])
    /// `definition`: when the list is there; `element`, `repetition`: levels of an element.
    case list(definition: Int, element: Int, repetition: Int, anchor: Int, ReadPlan)
    case map(definition: Int, element: Int, repetition: Int, anchor: Int, key: ReadPlan, value: ReadPlan)
}

/// Finds the columns that are wanted in the schema of a file.
struct ReadPlanner {
    private let schema: ParquetSchema
    private let path: String
    private let context: ReadContext
    private let isCaseSensitive: Bool
    private(set) var leaves: [LeafReader] = []
    private var places: [Int: Int] = [:]

    init(_ schema: ParquetSchema, _ path: String, _ context: ReadContext, isCaseSensitive: Bool) {
        self.schema = schema
        self.path = path
        self.context = context
        self.isCaseSensitive = isCaseSensitive
    }

    mutating func plan(_ column: FileColumn) throws(ParquetFault) -> ReadPlan {
        guard let node = try find(column.name, schema.columns) else { return .missing(column.type.layout) }
        return try plan(node, column.type, isElement: false)
    }

    /// A column of the file.
    func find(_ name: String) throws(ParquetFault) -> SchemaNode? { try find(name, schema.columns) }

    /// By its name as it is, else whatever the case.
    private func find(_ name: String, _ nodes: [SchemaNode]) throws(ParquetFault) -> SchemaNode? {
        if let exact = nodes.first(where: { $0.name == name }) { return exact }
        if isCaseSensitive { return nil }
        let lower = name.lowercased()
        let found = nodes.filter { $0.name.lowercased() == lower }
        guard found.count <= 1 else {
            let names = found.map(\.name).joined(separator: ", ")
            throw .unsupported("\(name) may be any of its columns \(names): name it as the file does")
        }
        return found.first
    }

    private mutating func plan(
        _ node: SchemaNode, _ type: FileType, isElement: Bool
    ) throws(ParquetFault) -> ReadPlan {
        switch (try node.shape(isElement: isElement), type) {
        case (.leaf, _):
            if node.annotation == .null { return .missing(type.layout) }
            guard let physical = node.physical, let conversion = try node.conversion(to: type) else {
                throw mismatch(node, type)
            }
            var digits: Int?
            if case .decimal(let precision, _) = type { digits = precision }
            return .leaf(add(node, physical, conversion, type.layout, digits: digits))
        case (.structure, .structure(let fields)):
            var plans: [ReadPlan] = []
            for field in fields {
                if let child = try find(field.name, node.children) {
                    plans.append(try plan(child, field.type, isElement: false))
                } else {
                    plans.append(.missing(field.type.layout))
                }
            }
            return .structure(
                definition: node.definition, anchor: try anchor(plans, node), fields: plans)
        case (.list(let repeated, let element, let isItself), .list(let wanted)):
            let inner = try plan(element, wanted, isElement: isItself)
            return .list(
                definition: repeated.definition - 1, element: repeated.definition,
                repetition: repeated.repetitionLevel, anchor: try anchor([inner], repeated), inner)
        case (.map(let entry, let key, let value), .map(let wantedKey, let wantedValue)):
            let (keys, values) = (
                try plan(key, wantedKey, isElement: false), try plan(value, wantedValue, isElement: false)
            )
            return .map(
                definition: entry.definition - 1, element: entry.definition, repetition: entry.repetitionLevel,
                anchor: try anchor([keys, values], entry), key: keys, value: values)
        default: throw mismatch(node, type)
        }
    }

    private mutating func add(
        _ node: SchemaNode, _ physical: PhysicalType, _ conversion: ValueConversion, _ layout: DataType,
        digits: Int? = nil
    ) -> Int {
        // A column may be wanted twice, and not in the same type.
        leaves.append(LeafReader(node, physical, conversion, layout, digits: digits, path, context))
        return leaves.count - 1
    }

    /// A leaf below `node`: one that is read anyway, or any.
    private mutating func anchor(_ plans: [ReadPlan], _ node: SchemaNode) throws(ParquetFault) -> Int {
        for plan in plans { if let found = plan.anchor { return found } }
        guard var leaf = node.children.first ?? (node.isLeaf ? node : nil) else {
            throw .unsupported("the group \(node.name) has no columns")
        }
        while let child = leaf.children.first { leaf = child }
        guard let physical = leaf.physical else { throw .unsupported("the group \(leaf.name) has no columns") }
        let layouts: [ValueForm: DataType] = [.int: .int, .float: .float, .bool: .bool, .view: .bytes]
        return add(leaf, physical, .none, layouts[ValueForm(physical)] ?? .int)
    }

    private func mismatch(_ node: SchemaNode, _ type: FileType) -> ParquetFault {
        let kind = node.physical == nil ? "NO_HINT" : "PARQUET_COLUMN_DATA_TYPE_MISMATCH"
        return .unsupported(
            "[FAILED_READ_FILE.\(kind)] the column \(node.name) is \(node.described), which "
                + "cannot be read as \(type): let the schema name the file's type, and cast")
    }
}

extension ReadPlan {
    fileprivate var anchor: Int? {
        switch self {
        case .missing: nil
        case .leaf(let place): place
        case .structure(_, let anchor, _), .list(_, _, _, let anchor, _), .map(_, _, _, let anchor, _, _): anchor
        }
    }

    /// The leaf when the column is one by itself: read without levels.
    func flatLeaf(_ leaves: [LeafReader]) -> Int? {
        guard case .leaf(let place) = self else { return nil }
        let leaf = leaves[place].leaf
        return leaf.repetitionLevel == 0 && leaf.definition <= 1 ? place : nil
    }

    // MARK: Columns of levels

    /// The column of the values whose holder is there: where the repetition level is at most `repetition`, and the
    /// definition level at least `holder`.
    func column(_ leaves: [LeafRows?], repetition: Int, holder: Int, slots: Int) throws(ParquetFault) -> Column {
        let column: Column
        switch self {
        case .missing(let type): column = nullColumn(type, slots)
        case .leaf(let place):
            guard let rows = leaves[place] else { throw inconsistent }
            column = rows.column(holder: holder)
        case .structure(let definition, let anchor, let fields):
            guard let rows = leaves[anchor] else { throw inconsistent }
            let (count, validity) = rows.validity(repetition: repetition, holder: holder, definition: definition)
            var children: [Column] = []
            for field in fields {
                children.append(
                    try field.column(leaves, repetition: repetition, holder: holder, slots: count))
            }
            column = Column(
                type: .tuple(children.map(\.type)), count: count, validity: validity, children: children)
        case .list(let definition, let element, let level, let anchor, let inner):
            guard let rows = leaves[anchor] else { throw inconsistent }
            let places = rows.offsets(repetition: repetition, holder: holder, element: element, level: level)
            let (_, validity) = rows.validity(repetition: repetition, holder: holder, definition: definition)
            let child = try inner.column(leaves, repetition: level, holder: element, slots: places.elements)
            column = Column(
                type: .list(child.type), count: places.slots, validity: validity, values: places.offsets,
                children: [child])
        case .map(let definition, let element, let level, let anchor, let key, let value):
            guard let rows = leaves[anchor] else { throw inconsistent }
            let places = rows.offsets(repetition: repetition, holder: holder, element: element, level: level)
            let (_, validity) = rows.validity(repetition: repetition, holder: holder, definition: definition)
            let keys = try key.column(leaves, repetition: level, holder: element, slots: places.elements)
            guard keys.validity == nil else { throw ParquetFault.damaged("a map has a key that is null") }
            let values = try value.column(leaves, repetition: level, holder: element, slots: places.elements)
            column = Column(
                type: .map(keys.type, values.type), count: places.slots, validity: validity, values: places.offsets,
                children: [Column.tuple([keys, values], count: places.elements)])
        }
        guard column.count == slots else { throw inconsistent }
        return column
    }
}

private let inconsistent = ParquetFault.damaged("the columns of a group do not belong together")

/// A column of nulls.
func nullColumn(_ type: DataType, _ count: Int) -> Column {
    let none = ColumnBuilder(type)
    _ = none.append(.null)
    let zeros = Buffer(byteCount: count * 4, filledWith: 0)
    return withExtendedLifetime(zeros) { none.finish().gather(zeros.pointer(Int32.self), count: count) }
}

extension LeafRows {
    /// How many values there are, and which of them are not null; nil: all.
    func validity(repetition: Int, holder: Int, definition: Int) -> (count: Int, Buffer?) {
        let bytes = Buffer(byteCount: count)
        let valid = bytes.pointer(UInt8.self)
        var (slots, present) = (0, 0)
        for index in 0..<count {
            let level = Int(definitions[index])
            guard Int(repetitions[index]) <= repetition, level >= holder else { continue }
            valid[slots] = level >= definition ? 1 : 0
            present &+= level >= definition ? 1 : 0
            slots &+= 1
        }
        return (slots, present == slots ? nil : Buffer(slice: bytes, offset: 0, byteCount: slots))
    }

    /// Where the elements of each list begin.
    func offsets(
        repetition: Int, holder: Int, element: Int, level: Int
    ) -> (slots: Int, elements: Int, offsets: Buffer) {
        let buffer = Buffer(byteCount: (count + 1) * 4)
        let out = buffer.pointer(Int32.self)
        out[0] = 0
        var (slots, elements) = (0, 0)
        for index in 0..<count {
            let (definition, depth) = (Int(definitions[index]), Int(repetitions[index]))
            if depth <= repetition, definition >= holder {
                out[slots] = Int32(truncatingIfNeeded: elements)
                slots &+= 1
            }
            if depth <= level, definition >= element { elements &+= 1 }
        }
        out[slots] = Int32(truncatingIfNeeded: elements)
        return (slots, elements, Buffer(slice: buffer, offset: 0, byteCount: (slots + 1) * 4))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Files

/// A column or a group of a file's schema.
struct SchemaNode {
    let name: String
    let repetition: Repetition
    let annotation: Annotation?
    /// nil: a group.
    let physical: PhysicalType?
    /// Bytes of a value of fixed length.
    let length: Int
    /// Definition and repetition levels of a value that is there.
    let definition: Int
    let repetitionLevel: Int
    /// The columns below: their places among those of a row group.
    let leaves: Range<Int>
    let children: [SchemaNode]

    var isLeaf: Bool { physical != nil }
}

/// The schema of a file.
struct ParquetSchema {
    let columns: [SchemaNode]
    let leafCount: Int

    init(_ elements: [SchemaElement]) throws(ParquetFault) {
        guard let root = elements.first, let count = root.childCount ?? (root.physical == nil ? 0 : nil) else {
            throw .damaged("its schema has no root")
        }
        var builder = SchemaBuilder(elements: elements)
        columns = try builder.children(count, definition: 0, repetition: 0, depth: 0)
        guard builder.next == elements.count else { throw .damaged("its schema has parts that belong to nothing") }
        leafCount = builder.leafCount
    }
}

/// Makes a tree of the list in a footer.
private struct SchemaBuilder {
    let elements: [SchemaElement]
    var next = 1
    var leafCount = 0

    mutating func children(
        _ count: Int, definition: Int, repetition: Int, depth: Int
    ) throws(ParquetFault) -> [SchemaNode] {
        guard depth < FilesLimits.typeDepthMax else { throw .damaged("its schema nests too deeply") }
        guard count >= 0, count <= elements.count - next else { throw .damaged("its schema ends too early") }
        var nodes: [SchemaNode] = []
        for _ in 0..<count {
            guard next < elements.count else { throw .damaged("its schema ends too early") }
            let element = elements[next]
            next += 1
            let definition = definition + (element.repetition == .required ? 0 : 1)
            let repetition = repetition + (element.repetition == .repeated ? 1 : 0)
            let first = leafCount
            var below: [SchemaNode] = []
            if let count = element.childCount {
                below = try children(count, definition: definition, repetition: repetition, depth: depth + 1)
            } else {
                guard let physical = element.physical else { throw .damaged("its schema has a column without a type") }
                if physical == .fixedByteArray {
                    guard (1...FormatsLimits.fixedLengthMax).contains(element.length) else {
                        throw .damaged("it has values of \(element.length) bytes")
                    }
                }
                leafCount += 1
            }
            nodes.append(
                SchemaNode(
                    name: element.name, repetition: element.repetition, annotation: element.annotation,
                    physical: element.childCount == nil ? element.physical : nil, length: element.length,
                    definition: definition, repetitionLevel: repetition, leaves: first..<leafCount, children: below))
        }
        return nodes
    }
}

extension SchemaNode {
    /// What a group stands for, by the rules for what old writers made of lists and maps.
    enum Shape {
        case leaf
        case structure
        /// The repeated node, and what an element is: the node itself or its only child.
        case list(repeated: SchemaNode, element: SchemaNode, isItself: Bool)
        case map(entry: SchemaNode, key: SchemaNode, value: SchemaNode)
    }

    /// `isElement`: the repetition of the node itself has been taken into account.
    func shape(isElement: Bool) throws(ParquetFault) -> Shape {
        if repetition == .repeated && !isElement { return .list(repeated: self, element: self, isItself: true) }
        if isLeaf { return .leaf }
        switch annotation {
        case .list?:
            guard children.count == 1, let repeated = children.first, repeated.repetition == .repeated else {
                throw .damaged("the list \(name) has no repeated part")
            }
            let isItself =
                repeated.isLeaf || repeated.children.count != 1 || repeated.name == "array"
                || repeated.name == name + "_tuple" || repeated.children[0].repetition == .repeated
                || repeated.annotation != nil
            return .list(
                repeated: repeated, element: isItself ? repeated : repeated.children[0], isItself: isItself)
        case .map?:
            guard children.count == 1, let entry = children.first, entry.repetition == .repeated,
                entry.children.count == 2
            else { throw .damaged("the map \(name) has no keys and values") }
            return .map(entry: entry, key: entry.children[0], value: entry.children[1])
        default: return .structure
        }
    }

    /// The type that values have when nobody says another.
    func fileType(isElement: Bool = false) throws(ParquetFault) -> FileType {
        switch try shape(isElement: isElement) {
        case .leaf: return try leafType()
        case .structure:
            var fields: [FileColumn] = []
            for child in children { fields.append(FileColumn(child.name, try child.fileType())) }
            return .structure(fields)
        case .list(_, let element, let isItself): return .list(try element.fileType(isElement: isItself))
        case .map(_, let key, let value): return .map(try key.fileType(), try value.fileType())
        }
    }

    private func leafType() throws(ParquetFault) -> FileType {
        // What is all null has the type that it lies in.
        switch (physical, annotation == .null ? nil : annotation) {
        case (.boolean, _): return .bool
        case (.int32, nil), (.int32, .integer(32, true)?): return .int32
        case (.int32, .integer(8, true)?): return .int8
        case (.int32, .integer(16, true)?), (.int32, .integer(8, false)?): return .int16
        case (.int32, .integer(16, false)?): return .int32
        case (.int32, .integer(32, false)?): return .int64
        case (.int64, nil), (.int64, .integer(64, true)?): return .int64
        case (.int64, .integer(64, false)?): return .decimal(precision: 20, scale: 0)
        case (.int32, .date?): return .date
        case (.int64, .timestamp(_, let isUTC)?): return isUTC ? .timestamp : .timestampNTZ
        case (.int96, _): return .timestamp
        case (.float, _): return .float32
        case (.double, _): return .float64
        case (.int32, .decimal(let precision, let scale)?), (.int64, .decimal(let precision, let scale)?),
            (.byteArray, .decimal(let precision, let scale)?), (.fixedByteArray, .decimal(let precision, let scale)?):
            guard (1...38).contains(precision), (0...precision).contains(scale) else {
                throw unsupported("a decimal of \(precision) digits, \(scale) of them behind the point")
            }
            return .decimal(precision: precision, scale: scale)
        case (.byteArray, .string?), (.byteArray, .enumeration?), (.byteArray, .json?): return .text
        case (.byteArray, nil), (.byteArray, .bson?), (.fixedByteArray, nil): return .binary
        case (.fixedByteArray, .float16?) where length == 2: return .float32
        default: throw unsupported(described)
        }
    }

    func unsupported(_ what: String) -> ParquetFault {
        .unsupported(
            "the column \(name) is \(what), which Martlet does not read: give a schema without it, or write it as "
                + "another type")
    }

    /// What the column is, in Parquet's words.
    var described: String {
        let lies = physical.map { "\($0)".uppercased() } ?? "a group"
        switch annotation {
        case nil: return lies
        case .time?: return "a TIME (\(lies))"
        case .uuid?: return "a UUID (\(lies))"
        case .interval?: return "an INTERVAL (\(lies))"
        case .other(let name)?: return "of the logical type \(name)"
        case .decimal(let precision, let scale)?: return "a DECIMAL(\(precision),\(scale)) (\(lies))"
        case .integer(let bits, let isSigned)?: return "\(isSigned ? "INT" : "UINT")_\(bits) (\(lies))"
        case let other?: return "\(other) (\(lies))".uppercased()
        }
    }
}

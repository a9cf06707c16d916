// SPDX-License-Identifier: Apache-2.0

import Columnar
import Files

/// How the values of a written column lie in its pages.
enum WrittenForm: Equatable {
    case bool, int32, int64, float, double
    case bytes
    /// Decimals as big-endian numbers of so many bytes.
    case wide(Int)

    var physical: PhysicalType {
        switch self {
        case .bool: .boolean
        case .int32: .int32
        case .int64: .int64
        case .float: .float
        case .double: .double
        case .bytes: .byteArray
        case .wide: .fixedByteArray
        }
    }
}

/// A column of the file that is written: where it is in the schema, and what its values are.
struct WrittenLeaf {
    let path: [String]
    let type: FileType
    let form: WrittenForm
    let definition: Int
    let repetition: Int
}

/// The schema of a file that is written. Everything but keys of maps may be null.
struct WriteSchema {
    private(set) var leaves: [WrittenLeaf] = []
    private(set) var elementCount = 0
    /// The elements of the schema, as the footer has them.
    private var writer = ThriftWriter()

    init(_ columns: [FileColumn]) throws(FileError) {
        group("schema", repetition: nil, children: columns.count, nil)
        for column in columns { try add(column.name, column.type, .optional, [], 0, 0) }
    }

    /// Writes the list of elements into a footer.
    func write(to footer: inout ThriftWriter) {
        footer.list(2, type: 12, count: elementCount)
        footer.append(writer)
    }

    private mutating func group(_ name: String, repetition: Repetition?, children: Int, _ annotation: Annotation?) {
        elementCount += 1
        writer.element { element in
            if let repetition { element.int32(3, repetition.rawValue) }
            element.string(4, name)
            element.int32(5, children)
            if let annotation {
                element.int32(6, annotation == .map ? 1 : 3)
                element.structure(10) { $0.structure(annotation == .map ? 2 : 3) { _ in } }
            }
        }
    }

    private mutating func add(
        _ name: String, _ type: FileType, _ repetition: Repetition, _ path: [String], _ definition: Int,
        _ levels: Int
    ) throws(FileError) {
        let path = path + [name]
        let definition = definition + (repetition == .optional ? 1 : 0)
        switch type {
        case .structure(let fields):
            guard !fields.isEmpty else { throw refused(path, "a struct without fields") }
            group(name, repetition: repetition, children: fields.count, nil)
            for field in fields { try add(field.name, field.type, .optional, path, definition, levels) }
        case .list(let element):
            group(name, repetition: repetition, children: 1, .list)
            group("list", repetition: .repeated, children: 1, nil)
            try add("element", element, .optional, path + ["list"], definition + 1, levels + 1)
        case .map(let key, let value):
            group(name, repetition: repetition, children: 1, .map)
            group("key_value", repetition: .repeated, children: 2, nil)
            try add("key", key, .required, path + ["key_value"], definition + 1, levels + 1)
            try add("value", value, .optional, path + ["key_value"], definition + 1, levels + 1)
        default:
            guard let form = WriteSchema.form(type) else { throw refused(path, "of type \(type)") }
            leaf(name, type, form, repetition)
            leaves.append(
                WrittenLeaf(path: path, type: type, form: form, definition: definition, repetition: levels))
        }
    }

    private func refused(_ path: [String], _ what: String) -> FileError {
        FileError(
            .invalidArgument, path: "",
            "[UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE] Parquet files cannot hold the column "
                + "\(path.joined(separator: ".")), which is \(what): leave it out, or cast it")
    }

    private static func form(_ type: FileType) -> WrittenForm? {
        switch type {
        case .bool: .bool
        case .int8, .int16, .int32, .date: .int32
        case .int64, .timestamp, .timestampNTZ: .int64
        case .float32: .float
        case .float64: .double
        case .text, .binary: .bytes
        case .decimal(let precision, _):
            precision <= 9 ? .int32 : precision <= 18 ? .int64 : .wide(byteCount(precision))
        default: nil
        }
    }

    /// Bytes that all numbers of so many digits fit.
    private static func byteCount(_ precision: Int) -> Int {
        var limit: Int128 = 1
        for _ in 0..<precision { limit *= 10 }
        return (1...16).first { $0 == 16 || (Int128(1) << (8 * $0 - 1)) >= limit } ?? 16
    }

    private mutating func leaf(_ name: String, _ type: FileType, _ form: WrittenForm, _ repetition: Repetition) {
        elementCount += 1
        writer.element { element in
            element.int32(1, form.physical.rawValue)
            if case .wide(let count) = form { element.int32(2, count) }
            element.int32(3, repetition.rawValue)
            element.string(4, name)
            switch type {
            case .text:
                element.int32(6, 0)
                element.structure(10) { $0.structure(1) { _ in } }
            case .int8, .int16:
                let bits = type == .int8 ? 8 : 16
                element.int32(6, type == .int8 ? 15 : 16)
                element.structure(10) {
                    $0.structure(10) {
                        $0.byte(1, bits)
                        $0.bool(2, true)
                    }
                }
            case .date:
                element.int32(6, 6)
                element.structure(10) { $0.structure(6) { _ in } }
            case .timestamp, .timestampNTZ:
                if type == .timestamp { element.int32(6, 10) }
                element.structure(10) {
                    $0.structure(8) {
                        $0.bool(1, type == .timestamp)
                        $0.structure(2) { $0.structure(2) { _ in } }
                    }
                }
            case .decimal(let precision, let scale):
                element.int32(6, 5)
                element.int32(7, scale)
                element.int32(8, precision)
                element.structure(10) {
                    $0.structure(5) {
                        $0.int32(1, scale)
                        $0.int32(2, precision)
                    }
                }
            default: break
            }
        }
    }
}

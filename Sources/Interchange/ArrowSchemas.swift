// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar
import Glibc

/// The Arrow format of a type, its fields' names and types; an error for what has none.
struct ArrowLayout {
    var format: String
    var fields: [(name: String, type: DataType)] = []
    var isNullable = true

    init(_ type: DataType) throws(ConversionError) {
        switch type {
        case .null: format = "n"
        case .bool: format = "b"
        case .int: format = "l"
        case .float: format = "g"
        // The digits: a layout has no scale.
        case .decimal: format = "d:38,0"
        case .string: format = "U"
        case .bytes: format = "Z"
        case .tuple(let members):
            format = "+s"
            fields = members.enumerated().map { ("_\($0 + 1)", $1) }
        case .list(let element):
            format = "+l"
            fields = [("item", element)]
        case .map(let key, let value):
            format = "+m"
            fields = [("entries", .tuple([key, value]))]
        case .any:
            throw ConversionError(
                .type,
                "rows of mixed or untyped values have no Arrow type; map() them to tuples of int, float, str, bytes "
                    + "or bool first, or use collect()")
        }
    }

    /// The layout of a batch of rows: tuples are its columns, anything else is one column `value`.
    static func batch(_ type: DataType) throws(ConversionError) -> ArrowLayout {
        if case .tuple = type { return try ArrowLayout(type) }
        var layout = try ArrowLayout(.tuple([type]))
        layout.fields[0].name = "value"
        return layout
    }
}

/// What a schema that we hand out owns.
private final class ExportedSchema {
    let format: UnsafeMutablePointer<CChar>
    let name: UnsafeMutablePointer<CChar>
    let children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>
    let count: Int

    init(format: String, name: String, count: Int) {
        self.format = strdup(format)
        self.name = strdup(name)
        self.count = count
        children = .allocate(capacity: max(count, 1))
        for index in 0..<count {
            let child = UnsafeMutablePointer<ArrowSchema>.allocate(capacity: 1)
            child.initialize(to: ArrowSchema())
            children[index] = child
        }
    }

    deinit {
        for index in 0..<count {
            let child = children[index]!
            if let release = child.pointee.release { release(child) }
            child.deallocate()
        }
        children.deallocate()
        free(format)
        free(name)
    }
}

/// Writes the schema of `layout` to `out`.
func exportSchema(
    _ layout: ArrowLayout, name: String, to out: UnsafeMutablePointer<ArrowSchema>
) throws(ConversionError) {
    let owned = ExportedSchema(format: layout.format, name: name, count: layout.fields.count)
    for (index, field) in layout.fields.enumerated() {
        var child = try ArrowLayout(field.type)
        if layout.format == "+m" {
            child.isNullable = false
            child.fields[0].name = "key"
            child.fields[1].name = "value"
        }
        try exportSchema(child, name: field.name, to: owned.children[index]!)
        if layout.format == "+m" {
            // A key is never null.
            owned.children[index]!.pointee.children[0]!.pointee.flags = 0
        }
    }
    out.pointee = ArrowSchema()
    out.pointee.format = UnsafePointer(owned.format)
    out.pointee.name = UnsafePointer(owned.name)
    out.pointee.flags = layout.isNullable ? Int64(MARTLET_ARROW_FLAG_NULLABLE) : 0
    out.pointee.n_children = Int64(owned.count)
    out.pointee.children = owned.children
    out.pointee.release = releaseExportedSchema
    out.pointee.private_data = Unmanaged.passRetained(owned).toOpaque()
}

private func releaseExportedSchema(_ schema: UnsafeMutablePointer<ArrowSchema>?) {
    guard let schema, let owned = schema.pointee.private_data else { return }
    schema.pointee.release = nil
    schema.pointee.private_data = nil
    Unmanaged<ExportedSchema>.fromOpaque(owned).release()
}

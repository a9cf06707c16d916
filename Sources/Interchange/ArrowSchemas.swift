// SPDX-License-Identifier: Apache-2.0

import CArrow
import Glibc

/// What a schema that we hand out owns.
private final class ExportedSchema {
    let format: UnsafeMutablePointer<CChar>
    let name: UnsafeMutablePointer<CChar>
    let children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>
    let count: Int

    init(_ field: ArrowField) {
        format = strdup(field.meaning.format)
        name = strdup(field.name)
        let fields = field.meaning.children
        count = fields.count
        children = .allocate(capacity: max(count, 1))
        for (index, field) in fields.enumerated() {
            let child = UnsafeMutablePointer<ArrowSchema>.allocate(capacity: 1)
            child.initialize(to: ArrowSchema())
            exportSchema(field, to: child)
            (children + index).initialize(to: child)
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

/// Writes the schema of a field to `out`.
func exportSchema(_ field: ArrowField, to out: UnsafeMutablePointer<ArrowSchema>) {
    let owned = ExportedSchema(field)
    out.pointee = ArrowSchema()
    out.pointee.format = UnsafePointer(owned.format)
    out.pointee.name = UnsafePointer(owned.name)
    out.pointee.flags = field.isNullable ? Int64(MARTLET_ARROW_FLAG_NULLABLE) : 0
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

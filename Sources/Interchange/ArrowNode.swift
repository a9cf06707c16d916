// SPDX-License-Identifier: Apache-2.0

import CArrow
import Columnar

/// One field of a stream's schema, as far as it matters here.
struct ArrowNode {
    let format: String
    let children: [ArrowNode]
    /// The values of a dictionary-encoded field.
    let dictionary: [ArrowNode]

    init(_ schema: UnsafeMutablePointer<ArrowSchema>) throws(ConversionError) {
        var count = 0
        try self.init(schema, &count, depth: 0)
    }

    private init(
        _ schema: UnsafeMutablePointer<ArrowSchema>, _ nodes: inout Int, depth: Int
    ) throws(ConversionError) {
        nodes += 1
        guard nodes <= InterchangeLimits.arrowNodesMax else {
            throw ConversionError(.value, "an Arrow table has more than \(InterchangeLimits.arrowNodesMax) columns")
        }
        // The table itself is a level.
        guard depth <= InterchangeLimits.arrowDepthMax else { throw .tooDeep(InterchangeLimits.arrowDepthMax) }
        guard let text = schema.pointee.format else { throw ConversionError(.value, "an Arrow schema has no format") }
        format = String(cString: text)
        guard schema.pointee.n_children >= 0 else {
            throw ConversionError(.value, "an Arrow schema has \(schema.pointee.n_children) children")
        }
        var children: [ArrowNode] = []
        for index in 0..<Int(schema.pointee.n_children) {
            guard let child = schema.pointee.children?[index] else {
                throw ConversionError(.value, "an Arrow schema lacks a child")
            }
            children.append(try ArrowNode(child, &nodes, depth: depth + 1))
        }
        self.children = children
        if let values = schema.pointee.dictionary {
            dictionary = [try ArrowNode(values, &nodes, depth: depth + 1)]
        } else {
            dictionary = []
        }
        try check()
    }

    private func check() throws(ConversionError) {
        let isList = ["+l", "+L", "+vl", "+vL"].contains(format) || width(of: "+w:") != nil
        if isList && children.count != 1 { throw ConversionError(.value, "an Arrow list has no item type") }
        if format == "+m", children.count != 1 || children[0].format != "+s" || children[0].children.count != 2 {
            throw ConversionError(.value, "an Arrow map has no entries")
        }
        if !format.hasPrefix("+") && !children.isEmpty {
            throw ConversionError(.value, "an Arrow column of the format '\(format)' has \(children.count) children")
        }
        if !dictionary.isEmpty && !ArrowNode.indices.contains(format) {
            throw ConversionError(.value, "an Arrow dictionary has indices of the format '\(format)'")
        }
    }

    /// Throws for formats whose values are none of rows that have no schema.
    func checkRows() throws(ConversionError) {
        for child in children + dictionary { try child.checkRows() }
        guard ArrowNode.plain[format] != nil || ["+s", "+m", "+l", "+L"].contains(format) || ArrowTime(format) != nil
        else {
            throw ConversionError(
                .type,
                "Arrow format '\(format)' is not known here; cast the column to int64, float64, string, binary, bool, "
                    + "date or timestamp first")
        }
    }

    private static let plain: [String: DataType] = [
        "n": .null, "b": .bool, "c": .int, "C": .int, "s": .int, "S": .int, "i": .int, "I": .int, "l": .int, "L": .int,
        "f": .float, "g": .float, "u": .string, "U": .string, "vu": .string, "z": .bytes, "Z": .bytes, "vz": .bytes,
    ]

    private static let indices: Set = ["c", "C", "s", "S", "i", "I", "l", "L"]

    /// The type of the values of rows that have no schema when none is null.
    var type: DataType {
        if let values = dictionary.first { return values.type }
        if let type = ArrowNode.plain[format] { return type == .null ? .any : type }
        switch format {
        case "+s": return children.isEmpty ? .any : .tuple(children.map(\.type))
        case "+l", "+L": return .list(children[0].type)
        default: return .any
        }
    }

    /// Elements of each list of a fixed size ("+w:"), bytes of each value of a fixed width ("w:").
    func width(of prefix: String) -> Int? {
        guard format.hasPrefix(prefix), let width = Int32(format.dropFirst(prefix.count)), width >= 0 else {
            return nil
        }
        return Int(width)
    }

    /// What decimal numbers look like.
    var decimal: (precision: Int, scale: Int, byteCount: Int)? {
        guard format.hasPrefix("d:") else { return nil }
        let parts = format.dropFirst(2).split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2 || parts.count == 3, let precision = parts[0], let scale = parts[1],
            let bits = parts.count == 3 ? parts[2] : 128, [32, 64, 128, 256].contains(bits)
        else { return nil }
        return (precision, scale, bits / 8)
    }

    /// Buffers that an array of the format has at the least.
    var bufferCount: Int {
        if format == "n" { return 0 }
        if format == "+s" || format.hasPrefix("+w:") { return 1 }
        if ["u", "U", "z", "Z", "+vl", "+vL", "vu", "vz"].contains(format) { return 3 }
        return 2
    }
}

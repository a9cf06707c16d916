// SPDX-License-Identifier: Apache-2.0

// Whether a stream's schema gives what a field means.
extension ArrowTypedReader {
    /// Throws when arrays of the node hold no values of the field.
    static func check(_ node: ArrowNode, _ field: ArrowField) throws(ConversionError) {
        if let values = node.dictionary.first { return try check(values, field) }
        if node.format == "n" { return }
        guard fits(node, field.meaning) else {
            throw ConversionError(
                .type,
                "column \(field.name) of an Arrow table has the format '\(node.format)', which does not give "
                    + "'\(field.meaning.format)'; cast it first")
        }
        let children = field.meaning.children
        guard node.children.count == children.count else {
            throw ConversionError(
                .value, "an Arrow table has \(node.children.count) columns where \(children.count) are wanted")
        }
        for (child, field) in zip(node.children, children) { try check(child, field) }
    }

    private static func fits(_ node: ArrowNode, _ meaning: ArrowMeaning) -> Bool {
        let format = node.format
        switch meaning {
        case .null: return false
        case .boolean: return format == "b"
        case .integer: return ["c", "C", "s", "S", "i", "I", "l", "L"].contains(format)
        case .float32, .float64: return ["e", "f", "g"].contains(format)
        case .decimal(_, let scale, _): return node.decimal.map { $0.scale == scale } ?? false
        case .text: return ["u", "U", "vu"].contains(format)
        case .bytes: return ["z", "Z", "vz"].contains(format) || node.width(of: "w:") != nil
        case .date, .timestamp, .timeOfDay, .duration: return ArrowTime(format)?.gives(meaning) ?? false
        case .months: return format == "tiM"
        case .list: return ["+l", "+L", "+vl", "+vL"].contains(format) || node.width(of: "+w:") != nil
        case .map: return format == "+m"
        case .structure: return format == "+s"
        }
    }
}

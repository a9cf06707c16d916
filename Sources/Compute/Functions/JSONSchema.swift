// SPDX-License-Identifier: Apache-2.0

import Values

/// The type of a JSON text, as Spark's `schema_of_json` finds and writes it.
indirect enum JSONSchema {
    case nothing, boolean, bigint, double, string
    /// Whole numbers that no bigint holds, of so many digits.
    case decimal(Int)
    case array(JSONSchema)
    case object([(name: String, type: JSONSchema)])

    static func of(_ tree: JSONTree, _ options: RecordOptions) -> JSONSchema {
        switch tree {
        case .null: return .nothing
        case .bool where options.isOn("primitivesAsString"), .number where options.isOn("primitivesAsString"):
            return .string
        case .bool: return .boolean
        case .number(let text): return number(text)
        case .text: return .string
        case .list(let items): return .array(items.map { of($0, options) }.reduce(.nothing) { merged($0, $1) })
        case .object(let members):
            return .object(members.map { ($0.name, of($0.value, options)) }.sorted { $0.name < $1.name })
        }
    }

    private static func number(_ text: String) -> JSONSchema {
        if Int(text) != nil { return .bigint }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.count <= DecimalMath.precisionMax else {
            return .double
        }
        return .decimal(digits.count)
    }

    private static func merged(_ one: JSONSchema, _ two: JSONSchema) -> JSONSchema {
        switch (one, two) {
        case (.nothing, let other), (let other, .nothing): return other
        case (.boolean, .boolean): return .boolean
        case (.bigint, .bigint): return .bigint
        case (.decimal(let a), .decimal(let b)): return .decimal(max(a, b))
        case (.decimal(let digits), .bigint), (.bigint, .decimal(let digits)): return .decimal(digits)
        case (.double, .double), (.bigint, .double), (.double, .bigint), (.decimal, .double), (.double, .decimal):
            return .double
        case (.array(let a), .array(let b)): return .array(merged(a, b))
        case (.object(let a), .object(var b)):
            var fields: [(name: String, type: JSONSchema)] = []
            for field in a {
                if let index = b.firstIndex(where: { $0.name == field.name }) {
                    fields.append((field.name, merged(field.type, b.remove(at: index).type)))
                } else {
                    fields.append(field)
                }
            }
            return .object((fields + b).sorted { $0.name < $1.name })
        default: return .string
        }
    }

    /// As SQL writes the type.
    func name(_ options: RecordOptions) -> String {
        switch self {
        case .nothing: return options.keepsNullType ? "VOID" : "STRING"
        case .string: return "STRING"
        case .boolean: return "BOOLEAN"
        case .bigint: return "BIGINT"
        case .double: return "DOUBLE"
        case .decimal(let digits): return "DECIMAL(\(digits),0)"
        case .array(let element): return "ARRAY<\(element.name(options))>"
        case .object(let fields):
            let written = fields.compactMap { field -> String? in
                // No column is made for an object without members.
                if case .object(let members) = field.type, members.isEmpty, !options.keepsNullType { return nil }
                return "\(JSONSchema.identifier(field.name)): \(field.type.name(options))"
            }
            return "STRUCT<" + written.joined(separator: ", ") + ">"
        }
    }

    /// In back quotes where it is no plain name.
    private static func identifier(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "_")
        }
        let startsWithDigit = name.utf8.first.map { (0x30...0x39).contains($0) } ?? true
        return isPlain && !startsWithDigit ? name : "`" + name.replacing("`", with: "``") + "`"
    }
}

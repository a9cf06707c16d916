// SPDX-License-Identifier: Apache-2.0

import Closures
import Columnar
import Foundation
import Scripting

/// A value of protocol/vectors/closures.json.
struct PythonValue: Decodable {
    let scalar: Scalar

    private enum Key: String, CodingKey { case float, tuple, dict, set }

    init(from decoder: any Decoder) throws {
        if let tagged = try? decoder.container(keyedBy: Key.self) {
            if let text = try tagged.decodeIfPresent(String.self, forKey: .float) {
                scalar = .float(Double(text) ?? .nan)
            } else if let members = try tagged.decodeIfPresent([PythonValue].self, forKey: .tuple) {
                scalar = .tuple(members.map(\.scalar))
            } else if let members = try tagged.decodeIfPresent([PythonValue].self, forKey: .set) {
                scalar = .set(members.map(\.scalar))
            } else {
                let entries = try tagged.decode([[PythonValue]].self, forKey: .dict)
                scalar = .map(entries.map { Scalar.Entry(key: $0[0].scalar, value: $0[1].scalar) })
            }
            return
        }
        if let list = try? decoder.singleValueContainer().decode([PythonValue].self) {
            scalar = .list(list.map(\.scalar))
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            scalar = .null
        } else if let bool = try? value.decode(Bool.self) {
            scalar = .bool(bool)
        } else if let int = try? value.decode(Int.self) {
            scalar = .int(int)
        } else {
            scalar = .string(try value.decode(String.self))
        }
    }
}

/// A case of protocol/vectors/closures.json: a function and what Python gives for rows.
struct PythonVector: Decodable, CustomStringConvertible {
    struct Outcome: Decodable {
        var value: PythonValue?
        var error: String?

        private enum Key: String, CodingKey { case value, error }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            error = try fields.decodeIfPresent(String.self, forKey: .error)
            if error == nil { value = try fields.decode(PythonValue.self, forKey: .value) }
        }

        var shown: String { error ?? value.map { Shown.text($0.scalar) } ?? "" }
    }

    let name: String
    let type: String
    let operation: String
    let typed: Bool
    let rows: [PythonValue]
    let module: PythonValue
    let results: [Outcome]

    var description: String { "\(name) (\(operation) of \(type))" }

    static func all() throws -> [PythonVector] {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appendingPathComponent("protocol/vectors/closures.json")
        return try JSONDecoder().decode([PythonVector].self, from: Data(contentsOf: file))
    }

    var rowType: DataType {
        var text = Substring(type)
        return Self.parse(&text)
    }

    private static func parse(_ text: inout Substring) -> DataType {
        for (name, type) in [
            ("int", DataType.int), ("float", .float), ("bool", .bool), ("string", .string), ("any", .any),
        ] where text.hasPrefix(name) {
            text = text.dropFirst(name.count)
            return type
        }
        if text.first == "[" {
            text = text.dropFirst()
            let element = parse(&text)
            text = text.dropFirst()
            return .list(element)
        }
        var members: [DataType] = []
        while text.first == "(" || text.first == "," {
            text = text.dropFirst().drop { $0 == " " }
            members.append(parse(&text))
        }
        text = text.dropFirst()
        return .tuple(members)
    }
}

/// Values as texts that show kind and content exactly, whichever machine they come from.
enum Shown {
    static func text(_ scalar: Scalar) -> String {
        switch scalar {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .int(let value): "\(value)"
        case .decimal(let value): "decimal \(value)"
        case .float(let value): "float \(value.isNaN ? "nan" : value.description)"
        case .string(let value): "'\(value)'"
        case .bytes(let value): "b\(value)"
        case .tuple(let members): "(" + members.map(text).joined(separator: ", ") + ")"
        case .list(let members): "[" + members.map(text).joined(separator: ", ") + "]"
        case .map(let entries): "{" + entries.map { text($0.key) + ": " + text($0.value) }.joined(separator: ", ") + "}"
        case .set(let members), .frozenSet(let members): "set " + members.map(text).sorted().joined(separator: ", ")
        case .object(let type, let fields): type + fields.map(text).joined(separator: ", ")
        }
    }

    static func text(_ value: Value) -> String {
        switch value {
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .int(let value): "\(value)"
        case .float(let value): "float \(value.isNaN ? "nan" : value.description)"
        case .text(let value): "'\(value.string)'"
        case .bytes(let value): "b\(value.bytes)"
        case .tuple(let object): "(" + object.elements.map(text).joined(separator: ", ") + ")"
        case .list(let object): "[" + object.elements.map(text).joined(separator: ", ") + "]"
        case .dict(let object):
            "{" + object.items.map { text($0.key) + ": " + text($0.value) }.joined(separator: ", ") + "}"
        case .set(let object): "set " + object.elements.map(text).sorted().joined(separator: ", ")
        case .object(let object): object.typeName
        }
    }
}

/// A row as a value of a script.
func scriptValue(_ scalar: Scalar) -> Value {
    switch scalar {
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .float(let value): .float(value)
    case .string(let value): .text(Text(value))
    case .tuple(let members): .tuple(TupleObject(members.map(scriptValue)))
    case .list(let members): .list(ListObject(members.map(scriptValue)))
    default: .none
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import ColumnarSamples
import Foundation
import Storage
import Testing

/// A row as it stands in the vectors (protocol/vectors/blocks.py says how).
private enum Row: Decodable, Equatable {
    case null
    case bool(Bool)
    case text(String)
    case list([Row])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else {
            self = .list(try container.decode([Row].self))
        }
    }

    init(_ scalar: Scalar) {
        switch scalar {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .text(String(value))
        case .float(let value):
            let digits = String((value.isNaN ? Double.nan : value).bitPattern, radix: 16)
            self = .text(String(repeating: "0", count: 16 - digits.count) + digits)
        case .decimal(let value): self = .text(String(value))
        case .string(let value): self = .text(value)
        case .bytes(let value): self = .text(hexadecimal(value))
        case .tuple(let members), .list(let members), .set(let members), .frozenSet(let members):
            self = .list(members.map(Row.init))
        case .object(let type, let fields): self = .list([.text(type)] + fields.map(Row.init))
        case .map(let entries): self = .list(entries.map { .list([Row($0.key), Row($0.value)]) })
        }
    }
}

private struct Vectors: Decodable {
    struct Block: Decodable {
        let name: String
        let type: String
        let rows: [Row]
        let isCanonical: Bool
        let hashes: [String]
        let block: String
    }

    struct Refused: Decodable {
        let name: String
        let expecting: String
        let block: String
    }

    let blocks: [Block]
    let refused: [Refused]

    static func load() throws -> Vectors {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appending(path: "protocol/vectors/blocks.json"))
        return try JSONDecoder().decode(Vectors.self, from: data)
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = Array(hexadecimal.utf8)
    return stride(from: 0, to: digits.count, by: 2).map {
        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)!
    }
}

/// protocol/vectors/blocks.json, made by a program that shares nothing with this one.
@Suite struct VectorTests {
    @Test func `every block is read, written and hashed as the vectors say`() throws {
        let vectors = try Vectors.load().blocks
        #expect(vectors.count >= 20)
        for vector in vectors {
            let block = bytes(vector.block)
            let type = try block.withUnsafeBytes { try BlockCodec.type(of: $0) }
            #expect(type.description == vector.type)
            let column = try block.withUnsafeBytes { try BlockCodec.decode($0, expecting: type) }
            #expect(scalars(column).map(Row.init) == vector.rows, "\(vector.name)")
            var hashes = [UInt64](repeating: 0, count: column.count)
            hashes.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { column.hash(into: start) } }
            #expect(hashes == vector.hashes.map { UInt64($0, radix: 16)! }, "\(vector.name)")
            if vector.isCanonical {
                #expect(
                    hexadecimal(try BlockCodec.encode(column, compression: .none)) == vector.block, "\(vector.name)")
            }
        }
    }

    @Test func `every wrong block is refused`() throws {
        let vectors = try Vectors.load()
        #expect(vectors.refused.count >= 20)
        var types: [String: DataType] = [
            "float": .float, "decimal": .decimal, "bool": .bool, "string": .string, "[int]": .list(.int),
        ]
        types["int"] = .int
        types["any"] = .any
        for vector in vectors.refused {
            let type = try #require(types[vector.expecting])
            #expect(throws: BlockError.self, "\(vector.name)") {
                try bytes(vector.block).withUnsafeBytes { _ = try BlockCodec.decode($0, expecting: type) }
            }
        }
    }
}

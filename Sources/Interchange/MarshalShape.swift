// SPDX-License-Identifier: Apache-2.0

import Columnar

/// What the rows of a list look like as far as has been seen.
indirect enum MarshalShape: Equatable {
    case bool
    case int
    case float
    case text
    case bytes
    case tuple([MarshalShape])
    /// nil: only empty lists so far.
    case list(MarshalShape?)
    /// Keys, which are texts, and the shapes of their values.
    case dict([String], [MarshalShape])

    /// The shape of the value at `cursor`, which is passed; nil when no type but `any` has such values.
    ///
    /// - Parameter dicts: whether dicts that are rows, or members of rows, have a shape.
    static func read(
        _ cursor: inout MarshalCursor, depth: Int, dicts: Bool = false
    ) throws(ConversionError) -> MarshalShape? {
        guard depth > 0 else { throw .tooDeep(InterchangeLimits.rowDepthMax) }
        let code = try cursor.code()
        switch code {
        case MarshalCode.true, MarshalCode.false: return .bool
        case MarshalCode.int:
            _ = try cursor.int32()
            return .int
        case MarshalCode.long:
            return try cursor.long() == nil ? nil : .int
        case MarshalCode.float:
            _ = try cursor.double()
            return .float
        case MarshalCode.text, MarshalCode.interned:
            _ = try cursor.raw()
            return .text
        case MarshalCode.bytes:
            _ = try cursor.raw()
            return .bytes
        case MarshalCode.tuple:
            let count = try cursor.count()
            guard count > 0, count <= InterchangeLimits.shapeNodesMax else { return nil }
            var members: [MarshalShape] = []
            for _ in 0..<count {
                guard let member = try read(&cursor, depth: depth - 1, dicts: dicts) else { return nil }
                members.append(member)
            }
            return .tuple(members)
        case MarshalCode.dict where dicts: return try readDict(&cursor, depth: depth)
        case MarshalCode.list:
            var element: MarshalShape?
            for index in 0..<(try cursor.count()) {
                guard let next = try read(&cursor, depth: depth - 1) else { return nil }
                guard let merged = index == 0 ? next : element!.merged(with: next) else { return nil }
                element = merged
            }
            return .list(element)
        default: return nil
        }
    }

    private static func readDict(
        _ cursor: inout MarshalCursor, depth: Int
    ) throws(ConversionError) -> MarshalShape? {
        var keys: [String] = []
        var values: [MarshalShape] = []
        while try cursor.peek() != MarshalCode.dictEnd {
            let code = try cursor.code()
            guard code == MarshalCode.text || code == MarshalCode.interned else { return nil }
            keys.append(String(decoding: try cursor.text(), as: UTF8.self))
            guard keys.count <= InterchangeLimits.shapeNodesMax,
                let value = try read(&cursor, depth: depth - 1, dicts: true)
            else { return nil }
            values.append(value)
        }
        _ = try cursor.code()
        // Marshal data that is not Python's may have a key twice.
        return keys.isEmpty || Set(keys).count != keys.count ? nil : .dict(keys, values)
    }

    /// The shape that both have; nil when there is none.
    func merged(with other: MarshalShape) -> MarshalShape? {
        switch (self, other) {
        case (.tuple(let left), .tuple(let right)):
            return merged(left, right).map { .tuple($0) }
        case (.dict(let keys, let left), .dict(let others, let right)) where keys == others:
            return merged(left, right).map { .dict(keys, $0) }
        case (.list(nil), .list): return other
        case (.list, .list(nil)): return self
        case (.list(let left?), .list(let right?)): return left.merged(with: right).map { .list($0) }
        default: return self == other ? self : nil
        }
    }

    private func merged(_ left: [MarshalShape], _ right: [MarshalShape]) -> [MarshalShape]? {
        guard left.count == right.count else { return nil }
        var members: [MarshalShape] = []
        for (one, two) in zip(left, right) {
            guard let member = one.merged(with: two) else { return nil }
            members.append(member)
        }
        return members
    }

    /// Which tuples of `type` are dicts.
    var form: RowForm {
        switch self {
        case .tuple(let members):
            let forms = members.map(\.form)
            return forms.allSatisfy(\.isPlain) ? .plain : .tuple(forms)
        case .dict(let keys, let values): return .dict(keys, values.map(\.form))
        default: return .plain
        }
    }

    /// The type of such rows; nil while the elements of a list are not known.
    var type: DataType? {
        switch self {
        case .bool: return .bool
        case .int: return .int
        case .float: return .float
        case .text: return .string
        case .bytes: return .bytes
        case .list(let element): return element?.type.map { .list($0) }
        case .tuple(let members), .dict(_, let members):
            let types = members.compactMap(\.type)
            return types.count == members.count ? .tuple(types) : nil
        }
    }
}

extension DataType {
    /// Bytes that a value takes in marshal format at least.
    var marshalByteCountMin: Int {
        switch self {
        case .int, .string, .bytes, .list: 5
        case .float: 9
        case .tuple(let members): 5 + members.reduce(0) { $0 + $1.marshalByteCountMin }
        default: 1
        }
    }

    /// This type and those inside.
    var nodeCountOfShape: Int { 1 + children.reduce(0) { $0 + $1.nodeCountOfShape } }
}

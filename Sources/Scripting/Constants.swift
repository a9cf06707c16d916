// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The value of a script's constant.
func valueOf(_ constant: Scalar, _ host: any ScriptHost) throws(Raised) -> Value {
    switch constant {
    case .null: return .none
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .float(let number): return .float(number)
    case .decimal(let number):
        var writer = AnyWriter()
        writer.whole(number)
        return try AnyCoder.decode(writer.bytes)
    case .string(let text): return .text(Text(text))
    case .bytes(let bytes): return .bytes(ByteString(bytes))
    case .tuple(let members): return .tuple(TupleObject(try valuesOf(members, host)))
    case .list(let elements): return .list(ListObject(try valuesOf(elements, host)))
    case .map(let entries):
        let dict = DictObject()
        for entry in entries { dict[try ValueKey(try valueOf(entry.key, host))] = try valueOf(entry.value, host) }
        return .dict(dict)
    case .set(let members): return .set(try setOf(members, host, isFrozen: false))
    case .frozenSet(let members): return .set(try setOf(members, host, isFrozen: true))
    case .object(let type, let fields): return .object(try makeObject(type, try valuesOf(fields, host)))
    }
}

private func setOf(
    _ members: [Scalar], _ host: any ScriptHost, isFrozen: Bool
) throws(Raised) -> SetObject {
    let set = SetObject(isFrozen: isFrozen)
    for value in try valuesOf(members, host) { set.insert(try ValueKey(value)) }
    return set
}

private func valuesOf(_ constants: [Scalar], _ host: any ScriptHost) throws(Raised) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(constants.count)
    for constant in constants { values.append(try valueOf(constant, host)) }
    return values
}

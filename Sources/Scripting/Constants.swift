// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The value of a script's constant.
func valueOf(_ constant: Scalar, _ host: any ScriptHost) throws(Raised) -> Value {
    switch constant {
    case .null: return .none
    case .bool(let flag): return .bool(flag)
    case .int(let number): return .int(number)
    case .float(let number): return .float(number)
    case .string(let text): return .text(Text(text))
    case .bytes(let bytes): return .bytes(ByteString(bytes))
    case .tuple(let members): return .tuple(TupleObject(try valuesOf(members, host)))
    case .list(let elements): return .list(ListObject(try valuesOf(elements, host)))
    case .map(let entries):
        let dict = DictObject()
        for entry in entries { dict[try ValueKey(try valueOf(entry.key, host))] = try valueOf(entry.value, host) }
        return .dict(dict)
    }
}

private func valuesOf(_ constants: [Scalar], _ host: any ScriptHost) throws(Raised) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(constants.count)
    for constant in constants { values.append(try valueOf(constant, host)) }
    return values
}

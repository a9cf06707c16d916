// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Glibc

/// The name of a value's type, as messages show it.
package func typeName(of value: Value) -> String {
    switch value {
    case .none: "NoneType"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .text: "str"
    case .bytes: "bytes"
    case .tuple: "tuple"
    case .list: "list"
    case .dict: "dict"
    case .set(let set): set.isFrozen ? "frozenset" : "set"
    case .object(let object): object.typeName
    }
}

/// Whether Python takes the value as true.
func isTrue(_ value: Value) -> Bool {
    switch value {
    case .none: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .float(let value): value != 0
    case .text(let text): !text.utf8.isEmpty
    case .bytes(let bytes): !bytes.bytes.isEmpty
    case .tuple(let tuple): !tuple.elements.isEmpty
    case .list(let list): !list.elements.isEmpty
    case .dict(let dict): dict.count != 0
    case .set(let set): set.count != 0
    case .object(let object): isTrue(object)
    }
}

/// The truth of an object that may ask others for it.
private func isTrue(_ object: ScriptObject) -> Bool {
    guard NativeStack.hasRoom else {
        NativeStack.noteTooDeep()
        return false
    }
    return object.isTrue
}

/// The order of two values: negative, zero or positive. Fails with `TypeError` where Python's `<` does.
public func compareValues(_ left: Value, _ right: Value, _ host: any ScriptHost) throws(Raised) -> Int {
    switch (left, right) {
    case (.int(let left), .int(let right)): return left < right ? -1 : left == right ? 0 : 1
    case (.text(let left), .text(let right)): return compareBytes(left.utf8, right.utf8)
    default: break
    }
    if try lessThan(left, right, "<", host) { return -1 }
    return isEqual(left, right) ? 0 : 1
}

func compareBytes(_ left: [UInt8], _ right: [UInt8]) -> Int {
    let order = left.withUnsafeBytes { (left) -> Int32 in
        right.withUnsafeBytes { (right) -> Int32 in
            guard let first = left.baseAddress, let second = right.baseAddress else { return 0 }
            return memcmp(first, second, min(left.count, right.count))
        }
    }
    return order == 0 ? left.count - right.count : Int(order)
}

/// `left < right`; `op` is the operator that an error names.
private func lessThan(_ left: Value, _ right: Value, _ op: String, _ host: any ScriptHost) throws(Raised) -> Bool {
    try ordered(left, right, op == ">" ? "<" : op == ">=" ? "<=" : op, shown: op, host)
}

/// `left op right` for `<` and `<=`, where an error shows the operator `shown` (operands swapped for `>` and `>=`).
private func ordered(
    _ left: Value, _ right: Value, _ op: String, shown: String, _ host: any ScriptHost
) throws(Raised) -> Bool {
    let isStrict = op == "<"
    let (left, right) = (plainNumber(left), plainNumber(right))
    switch (left, right) {
    case (.text(let left), .text(let right)):
        let order = compareBytes(left.utf8, right.utf8)
        return isStrict ? order < 0 : order <= 0
    case (.bytes(let left), .bytes(let right)):
        let order = compareBytes(left.bytes, right.bytes)
        return isStrict ? order < 0 : order <= 0
    case (.tuple(let left), .tuple(let right)):
        return try orderedElements(left.elements, right.elements, op, shown: shown, host)
    case (.list(let left), .list(let right)):
        return try orderedElements(left.elements, right.elements, op, shown: shown, host)
    case (.set(let left), .set(let right)):
        if left.count > right.count || isStrict && left.count == right.count { return false }
        for element in left.elements where !right.contains(try ValueKey(element)) { return false }
        return true
    case (.float(let left), .float(let right)): return isStrict ? left < right : left <= right
    default: break
    }
    switch (left.wholeNumber, right.wholeNumber) {
    case (let left?, let right?): return isStrict ? left < right : left <= right
    case (let whole?, nil):
        if case .float(let right) = right {
            if right.isNaN { return false }
            let order = compare(whole, right)
            return isStrict ? order < 0 : order <= 0
        }
    case (nil, let whole?):
        if case .float(let left) = left {
            if left.isNaN { return false }
            let order = -compare(whole, left)
            return isStrict ? order < 0 : order <= 0
        }
    default: break
    }
    if case .object(let object) = left, let order = try inside({ () throws(Raised) in try object.compare(right, host) })
    {
        return isStrict ? order < 0 : order <= 0
    }
    if case .object(let object) = right, let order = try inside({ () throws(Raised) in try object.compare(left, host) })
    {
        return isStrict ? order > 0 : order >= 0
    }
    let swapped = shown == ">" || shown == ">="
    throw Raised(
        "TypeError",
        "'\(shown)' not supported between instances of '\(typeName(of: swapped ? right : left))' and "
            + "'\(typeName(of: swapped ? left : right))'")
}

private func orderedElements(
    _ left: [Value], _ right: [Value], _ op: String, shown: String, _ host: any ScriptHost
) throws(Raised) -> Bool {
    for index in 0..<min(left.count, right.count) {
        if !isEqual(left[index], right[index]) {
            try NativeStack.checkDepth()
            try host.spend(1)
            return try inside { () throws(Raised) in
                try ordered(left[index], right[index], op, shown: shown, host)
            }
        }
    }
    return op == "<" ? left.count < right.count : left.count <= right.count
}

/// Goes from one container into another.
@inline(__always)
private func inside<Result>(_ compare: () throws(Raised) -> Result) throws(Raised) -> Result {
    guard NativeStack.enter() else { throw NativeStack.tooDeep(" in comparison") }
    defer { NativeStack.leave() }
    return try compare()
}

/// An int against a float that is a number, exactly.
private func compare(_ left: Int, _ right: Double) -> Int {
    if right >= 0x1p63 { return -1 }
    if right < -0x1p63 { return 1 }
    let whole = Int(right.rounded(.down))
    if left != whole { return left < whole ? -1 : 1 }
    return Double(whole) < right ? -1 : 0
}

extension ScriptInstance {
    /// Whether Python takes a value as true; fails where the value cannot say.
    @inline(__always)
    func truth(_ value: Value) throws(Raised) -> Bool {
        let result = Scripting.isTrue(value)
        try NativeStack.checkDepth()
        return result
    }

    /// `left op right` where one is an array or a number of one: what numpy gives.
    func arrayComparison(_ opcode: ScriptOpcode, _ left: Value, _ right: Value) throws(Raised) -> Value {
        let sign =
            switch opcode {
            case .equal: "=="
            case .notEqual: "!="
            case .less: "<"
            case .lessEqual: "<="
            case .greater: ">"
            default: ">="
            }
        if let result = try arrayCompare(sign, left, right, self) { return result }
        return .bool(try comparison(opcode, left, right))
    }

    /// `left op right` for the six comparisons.
    func comparison(_ opcode: ScriptOpcode, _ left: Value, _ right: Value) throws(Raised) -> Bool {
        switch opcode {
        case .equal: try checkedEqual(left, right)
        case .notEqual: !(try checkedEqual(left, right))
        case .less: try ordered(left, right, "<", shown: "<", self)
        case .lessEqual: try ordered(left, right, "<=", shown: "<=", self)
        case .greater: try ordered(right, left, "<", shown: ">", self)
        default: try ordered(right, left, "<=", shown: ">=", self)
        }
    }
}

/// `left == right`; fails when they nest too deep.
func checkedEqual(_ left: Value, _ right: Value) throws(Raised) -> Bool {
    let result = isEqual(left, right)
    try NativeStack.checkDepth()
    return result
}

/// Sorts stably as `sorted(values, key=key, reverse=isReversed)`: values that are equal keep their order either way.
public func sortValues(
    _ values: [Value], key: Value?, isReversed: Bool, _ host: any ScriptHost
) throws(Raised) -> [Value] {
    var keys = values
    if let key {
        for index in values.indices { keys[index] = try host.call(key, [values[index]], keywords: []) }
    }
    try host.reserve(values.count * 2 * MemoryLayout<Int>.stride)
    var order = Array(values.indices)
    if isReversed { order.reverse() }
    try mergeSort(&order, keys, host)
    if isReversed { order.reverse() }
    return order.map { values[$0] }
}

/// Merges runs from below; `keys[a] < keys[b]` is all that is asked.
private func mergeSort(_ order: inout [Int], _ keys: [Value], _ host: any ScriptHost) throws(Raised) {
    var width = 1
    var target = order
    while width < order.count {
        if order.count < 1_024 { try host.spend(order.count) }
        var start = 0
        while start < order.count {
            let middle = min(start + width, order.count)
            let end = min(start + 2 * width, order.count)
            var left = start
            var right = middle
            for place in start..<end {
                if place & 1_023 == 1_023 { try host.spend(1_024) }
                var takesRight = left == middle
                if !takesRight, right < end { takesRight = try isLess(keys[order[right]], keys[order[left]], host) }
                target[place] = order[takesRight ? right : left]
                if takesRight { right += 1 } else { left += 1 }
            }
            start = end
        }
        swap(&order, &target)
        width *= 2
    }
}

@inline(__always)
func isLess(_ left: Value, _ right: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
    if case .int(let left) = left, case .int(let right) = right { return left < right }
    return try ordered(left, right, "<", shown: "<", host)
}

@inline(__always)
func isGreater(_ left: Value, _ right: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
    if case .int(let left) = left, case .int(let right) = right { return left > right }
    return try ordered(right, left, "<", shown: ">", host)
}

// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Python's `==`: numbers by value across bool, int and float; containers member by member.
/// Nested too deep, it gives false and notes so: the operation that compares ends with `NativeStack.checkDepth`.
public func isEqual(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.none, .none): return true
    case (.text(let left), .text(let right)):
        return left === right || left.utf8.count == right.utf8.count && areEqualBytes(left.utf8, 0, right.utf8)
    case (.bytes(let left), .bytes(let right)): return left.bytes == right.bytes
    case (.int(let left), .int(let right)): return left == right
    case (.tuple(let left), .tuple(let right)):
        return left === right || inside { areEqual(left.elements, right.elements) }
    case (.list(let left), .list(let right)):
        return left === right || inside { areEqual(left.elements, right.elements) }
    case (.dict(let left), .dict(let right)): return inside { areEqual(left, right) }
    case (.set(let left), .set(let right)):
        return left.count == right.count && inside { left.members.keysAreWithin(right.members) }
    case (.object(let object), .object(let other)) where other is RecordObject && !(object is RecordObject):
        return inside { object.isEqual(right) || other.isEqual(left) }
    case (.object(let left), _): return inside { left.isEqual(right) }
    case (_, .object(let right)): return inside { right.isEqual(left) }
    default: return numbersAreEqual(left, right)
    }
}

/// Goes from one container into another.
@inline(__always)
private func inside(_ compare: () -> Bool) -> Bool {
    guard NativeStack.enter() else {
        NativeStack.noteTooDeep()
        return false
    }
    defer { NativeStack.leave() }
    return compare()
}

private func numbersAreEqual(_ left: Value, _ right: Value) -> Bool {
    switch (left.wholeNumber, right.wholeNumber) {
    case (let left?, let right?): return left == right
    case (let whole?, nil):
        if case .float(let value) = right { return Int(exactly: value) == whole }
    case (nil, let whole?):
        if case .float(let value) = left { return Int(exactly: value) == whole }
    case (nil, nil):
        if case .float(let left) = left, case .float(let right) = right { return left == right }
    }
    return false
}

extension Value {
    /// The value of an int or a bool.
    public var wholeNumber: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }
}

private func areEqual(_ left: [Value], _ right: [Value]) -> Bool {
    guard left.count == right.count else { return false }
    for (left, right) in zip(left, right) where !isSameObject(left, right) && !isEqual(left, right) { return false }
    return true
}

/// Members of containers that are one object are equal whatever their class says.
@inline(__always)
private func isSameObject(_ left: Value, _ right: Value) -> Bool {
    guard case .object(let left) = left, case .object(let right) = right else { return false }
    return left === right
}

private func areEqual(_ left: DictObject, _ right: DictObject) -> Bool {
    guard left.count == right.count else { return false }
    var position = 0
    while let (key, value) = left.next(from: &position) {
        do throws(Raised) {
            guard let other = right[try ValueKey(key)], isEqual(value, other) else { return false }
        } catch {
            NativeStack.note(error)
            return false
        }
    }
    return true
}

extension DictObject {
    fileprivate func keysAreWithin(_ other: DictObject) -> Bool {
        var position = 0
        while let (key, _) = next(from: &position) {
            do throws(Raised) { if other[try ValueKey(key)] == nil { return false } } catch {
                NativeStack.note(error)
                return false
            }
        }
        return true
    }
}

/// The hash of a value that may be a key: equal values have equal hashes, on every machine.
func hashOf(_ value: Value) throws(Raised) -> UInt64 {
    switch value {
    case .none: return HashConstants.null
    case .bool(let value): return hashInt(value ? 1 : 0)
    case .int(let value): return hashInt(value)
    case .float(let value): return hashFloat(value)
    case .text(let text): return hashBytes(text.utf8)
    case .bytes(let bytes): return ~hashBytes(bytes.bytes)
    case .tuple(let tuple):
        try enterHash()
        defer { NativeStack.leave() }
        var state = hashInt(tuple.elements.count)
        for element in tuple.elements { state = mixHash(state ^ HashConstants.seed, try hashOf(element)) }
        return state
    case .set(let set) where set.isFrozen:
        try enterHash()
        defer { NativeStack.leave() }
        var state: UInt64 = 0
        for element in set.elements { state &+= mixHash(try hashOf(element), HashConstants.multiplier) }
        return state
    case .object(let object):
        try enterHash()
        defer { NativeStack.leave() }
        NativeStack.forgetHash()
        if let hash = object.hashValue() { return hash }
        try NativeStack.checkHash()
        // Classes that Python has in C carry the name of their module in this message.
        let isInC = object is DequeObject || object is OrderedDictObject || object is DefaultDictObject
        throw Raised("TypeError", "unhashable type: '\(isInC ? "collections." : "")\(object.typeName)'")
    case .list: throw Raised("TypeError", "unhashable type: 'list'")
    case .dict: throw Raised("TypeError", "unhashable type: 'dict'")
    case .set: throw Raised("TypeError", "unhashable type: 'set'")
    }
}

/// Goes from one container into another; `NativeStack.leave` is due afterwards.
@inline(__always)
func enterHash() throws(Raised) { if !NativeStack.enter() { throw NativeStack.hashTooDeep() } }

func hashBytes(_ bytes: [UInt8]) -> UInt64 {
    var state = HashConstants.length ^ UInt64(bytes.count)
    bytes.withUnsafeBytes { buffer in
        var offset = 0
        while offset + 8 <= buffer.count {
            let word = buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            state = mixHash(state ^ word, HashConstants.multiplier)
            offset += 8
        }
        var tail: UInt64 = 0
        while offset < buffer.count {
            tail = tail << 8 | UInt64(buffer[offset])
            offset += 1
        }
        state = mixHash(state ^ tail, HashConstants.seed)
    }
    return state
}

/// `x is y`: the same object, or equal plain values.
func areSame(_ left: Value, _ right: Value) -> Bool {
    switch (left, right) {
    case (.none, .none): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.float(let left), .float(let right)): left.bitPattern == right.bitPattern
    case (.text(let left), .text(let right)): left === right || left.utf8 == right.utf8
    case (.bytes(let left), .bytes(let right)): left === right || left.bytes == right.bytes
    case (.tuple(let left), .tuple(let right)): left === right || left.elements.isEmpty && right.elements.isEmpty
    case (.list(let left), .list(let right)): left === right
    case (.dict(let left), .dict(let right)): left === right
    case (.set(let left), .set(let right)): left === right
    case (.object(let left), .object(let right)): left === right || left.isOneOfAKind && left.isEqual(.object(right))
    default: false
    }
}

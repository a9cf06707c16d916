// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A number of numpy's: what an element of an array is, and what functions of arrays give that give one number. It
/// equals Python's number and is calculated with as arrays are: there is no division by zero.
final class ArrayScalar: ScriptObject {
    let type: ElementType
    /// The number itself, of whatever type.
    private let bits: UInt64

    init(_ value: Double, _ type: ElementType = .float) {
        bits = value.bitPattern
        self.type = type
        super.init()
        loopKind = .array
    }

    init(_ value: Int, _ type: ElementType = .int) {
        bits = UInt64(bitPattern: Int64(value))
        self.type = type
        super.init()
        loopKind = .array
    }

    init(_ value: Bool) {
        bits = value ? 1 : 0
        type = .bool
        super.init()
        loopKind = .array
    }

    /// Python's number for it.
    var value: Value {
        switch type.form {
        case .float: .float(Double(bitPattern: bits))
        case .whole: .int(Int(Int64(bitPattern: bits)))
        case .truth: .bool(bits != 0)
        }
    }

    var float: Double {
        switch value {
        case .float(let value): value
        case .int(let value): Double(value)
        case .bool(let value): value ? 1 : 0
        default: 0
        }
    }

    override var typeName: String { "numpy.\(type.name)" }
    override var isTrue: Bool { Scripting.isTrue(value) }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other {
            if let other = object as? ArrayScalar { return Scripting.isEqual(value, other.value) }
            if let array = object as? ArrayObject { return array.isEqual(.object(self)) }
        }
        return Scripting.isEqual(value, other)
    }

    override func hashValue() -> UInt64? { try? hashOf(value) }

    override func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? {
        try compareValues(value, plainNumber(other), host)
    }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if op == "*" {
            switch other {
            case .list, .tuple, .text, .bytes:
                if type.form == .whole { return try binaryOperation(op, other, value, host) }
                throw Raised("TypeError", "can't multiply sequence by non-int of type '\(typeName)'")
            default: break
            }
        }
        return try arrayBinary(op, .object(self), other, isReflected: isReflected, host)
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "dtype": .object(DTypeObject(type))
        case "shape": .tuple(TupleObject([]))
        case "ndim": .int(0)
        case "size": .int(1)
        case "itemsize", "nbytes": .int(type.itemSize)
        case "T", "real": .object(self)
        case "imag": .object(type.isFloat ? ArrayScalar(0.0, type) : ArrayScalar(0, type == .bool ? .int : type))
        default: Self.own.contains(name) || arrayMethods[name] != nil ? .object(BoundMethod(self, name)) : nil
        }
    }

    private static let own: Set<String> = ["item", "tolist", "is_integer", "hex", "as_integer_ratio"]

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        switch name {
        case "item", "tolist": return value
        case "copy": return .object(self)
        case "__float__": return .float(float)
        case "__int__", "__index__", "__trunc__":
            if case .float = value, name == "__index__" { return nil }
            return try (host as? ScriptInstance)?.callBuiltin(.int, [value], [])
        case "__round__": return try rounded(arguments.first, host)
        case "__abs__", "__neg__", "__pos__", "__invert__":
            return try arrayUnary(name, .object(self), host)
        case "__format__":
            guard case .text(let spec)? = arguments.first else { return nil }
            return .text(try formatValue(value, spec: spec, host))
        case "is_integer", "hex", "as_integer_ratio":
            return try callMethodOf(value, name, arguments, keywords, host)
        default:
            guard let function = arrayMethods[name] else { return nil }
            return try function.call(Call(name, [.object(self)] + arguments, keywords, host))
        }
    }

    /// As numpy rounds: by a multiplication, not by digits. Without a number of digits it is Python's whole number.
    private func rounded(_ digits: Value?, _ host: any ScriptHost) throws(Raised) -> Value {
        guard let digits, !areSame(digits, .none) else {
            return try (host as? ScriptInstance)?.callBuiltin(.round, [value], []) ?? .none
        }
        return try roundedArray(.object(self), try wholeArgument(digits), host)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        type == .bool ? (isTrue ? "np.True_" : "np.False_") : "np.\(type.name)(\(try str(host)))"
    }

    override func str(_ host: any ScriptHost) throws(Raised) -> String {
        type == .float32 ? shownNarrow(float) : try strOf(value, host)
    }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("numpy.\(type.name)", [value])
    }
}

/// Whether a value is an array or a number of numpy's.
@inline(__always)
func isArrayValue(_ value: Value) -> Bool {
    if case .object(let object) = value { return object.loopKind == .array }
    return false
}

/// Python's number for one of numpy's; any other value as it is.
@inline(__always)
func plainNumber(_ value: Value) -> Value {
    if case .object(let object) = value, object.loopKind == .array, type(of: object) == ArrayScalar.self {
        return unsafeDowncast(object, to: ArrayScalar.self).value
    }
    return value
}

/// The value of one of numpy's whole numbers, which may be an index or a count.
func arrayIndex(_ value: Value) -> Int? {
    if case .object(let object) = value, object.loopKind == .array {
        if let scalar = object as? ArrayScalar, scalar.type.form == .whole { return scalar.value.wholeNumber }
        if let array = object as? ArrayObject, array.layout.dimensions == 0, array.type.form == .whole {
            return array.storage.wholes[array.layout.offset]
        }
    }
    return nil
}

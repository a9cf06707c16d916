// SPDX-License-Identifier: Apache-2.0

/// What an array holds: the three types of numpy's that arrays on executors have. A later one holds all that an earlier
/// one holds, so that operands of two types meet at the later.
enum ElementType: UInt8, Comparable, CaseIterable {
    case bool, int, float

    static func < (left: ElementType, right: ElementType) -> Bool { left.rawValue < right.rawValue }

    /// `dtype.name`.
    var name: String {
        switch self {
        case .bool: "bool"
        case .int: "int64"
        case .float: "float64"
        }
    }

    /// Bytes of an element.
    var stride: Int { self == .bool ? 1 : 8 }

    /// `dtype.kind`.
    var kind: String {
        switch self {
        case .bool: "b"
        case .int: "i"
        case .float: "f"
        }
    }

    /// Whether bytes are the type's name, as it travels.
    @inline(__always)
    func isNamed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .float: bytes.count == 7 && bytes.elementsEqual(StaticName.float)
        case .int: bytes.count == 5 && bytes.elementsEqual(StaticName.int)
        case .bool: bytes.count == 4 && bytes.elementsEqual(StaticName.bool)
        }
    }

    private enum StaticName {
        static let float = Array("float64".utf8)
        static let int = Array("int64".utf8)
        static let bool = Array("bool".utf8)
    }

    init?(name: String) {
        switch name {
        case "bool", "?", "bool_": self = .bool
        case "int64", "int", "i8", "<i8", "l", "q", "int_", "intp": self = .int
        case "float64", "float", "f8", "<f8", "d", "double": self = .float
        default: return nil
        }
    }

    /// The type that `dtype=` names; nil for None.
    static func of(_ value: Value?) throws(Raised) -> ElementType? {
        guard let value else { return nil }
        var shown: String
        switch value {
        case .none: return nil
        case .text(let text): shown = text.string
        case .object(let object as DTypeObject): return object.type
        case .object(let object as TypeObject): shown = object.name
        case .object(let object as LibraryClass):
            shown = object.name.hasPrefix("numpy.") ? String(object.name.dropFirst(6)) : object.name
        default: throw Raised("TypeError", "Cannot interpret '\(typeName(of: value))' as a data type")
        }
        if let known = ElementType(name: shown) { return known }
        throw arrayRefusal(
            "arrays of \(shown)", "executors have arrays of float64, int64 and bool: say dtype=float or dtype=int")
    }
}

/// What numpy could do and executors cannot, and what to do instead.
func arrayRefusal(_ what: String, _ advice: String) -> Raised {
    Raised("NotImplementedError", "\(what) do not run on the executors: \(advice)")
}

/// `array.dtype`.
final class DTypeObject: ScriptObject {
    let type: ElementType

    init(_ type: ElementType) { self.type = type }

    override var typeName: String {
        switch type {
        case .bool: "numpy.dtypes.BoolDType"
        case .int: "numpy.dtypes.Int64DType"
        case .float: "numpy.dtypes.Float64DType"
        }
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "name": .text(Text(type.name))
        case "kind": .text(Text(type.kind))
        case "itemsize": .int(type.stride)
        case "str": .text(Text(type == .bool ? "|b1" : "<\(type.kind)8"))
        case "char": .text(Text(type == .bool ? "?" : type == .int ? "l" : "d"))
        case "type": .object(arrayScalarClass(type))
        default: nil
        }
    }

    override func isEqual(_ other: Value) -> Bool {
        guard let other = try? ElementType.of(other) else { return false }
        return other == type
    }

    override func hashValue() -> UInt64? { try? hashOf(.text(Text(type.name))) }
    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "dtype('\(type.name)')" }
    override func str(_ host: any ScriptHost) throws(Raised) -> String { type.name }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("numpy.dtype", [.text(Text(type.name))])
    }
}

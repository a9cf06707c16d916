// SPDX-License-Identifier: Apache-2.0

/// How elements lie in memory: a byte, or eight.
enum ElementForm: UInt8, Comparable {
    case truth, whole, float

    static func < (left: ElementForm, right: ElementForm) -> Bool { left.rawValue < right.rawValue }
}

/// What an array holds: the types of numpy's that arrays on executors have. The narrow ones, of 32 bits, lie in memory
/// as the wide ones do, each element rounded to what its type holds, and travel in their own width: operations
/// calculate in the wide type and round what they give (`ArrayStorage.settle`), which for sums, products, quotients and
/// roots of two floats gives the same bits as calculating in the narrow one.
enum ElementType: UInt8, CaseIterable {
    case bool, int, float, int32, float32

    /// `dtype.name`.
    var name: String {
        switch self {
        case .bool: "bool"
        case .int: "int64"
        case .float: "float64"
        case .int32: "int32"
        case .float32: "float32"
        }
    }

    var form: ElementForm {
        switch self {
        case .bool: .truth
        case .int, .int32: .whole
        case .float, .float32: .float
        }
    }

    var isFloat: Bool { form == .float }
    var isNarrow: Bool { self == .int32 || self == .float32 }

    /// Bytes that an element takes in memory.
    var stride: Int { self == .bool ? 1 : 8 }

    /// `dtype.itemsize`: bytes of an element as it travels.
    var itemSize: Int { self == .bool ? 1 : isNarrow ? 4 : 8 }

    /// `dtype.kind`.
    var kind: String {
        switch form {
        case .truth: "b"
        case .whole: "i"
        case .float: "f"
        }
    }

    /// The type in which elements of both types are calculated with.
    func met(_ other: ElementType) -> ElementType {
        if self == other || other == .bool { return self }
        if self == .bool { return other }
        return isFloat || other.isFloat ? .float : .int
    }

    /// The type of a sum of elements.
    var summed: ElementType { isFloat ? self : .int }

    /// The type of what functions of floats give.
    var asFloat: ElementType { isFloat ? self : .float }

    /// Whether bytes are the type's name, as it travels.
    @inline(__always)
    func isNamed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.elementsEqual(Self.names[Int(rawValue)])
    }

    private static let names = allCases.map { Array($0.name.utf8) }

    init?(name: String) {
        switch name {
        case "bool", "?", "bool_": self = .bool
        case "int64", "int", "i8", "<i8", "l", "q", "int_", "intp", "long", "longlong": self = .int
        case "float64", "float", "f8", "<f8", "d", "double": self = .float
        case "int32", "i4", "<i4", "i", "intc": self = .int32
        case "float32", "f4", "<f4", "f", "single": self = .float32
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
            "arrays of \(shown)",
            "executors have arrays of float64, float32, int64, int32 and bool: say dtype=float or dtype=int")
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
        case .int32: "numpy.dtypes.Int32DType"
        case .float32: "numpy.dtypes.Float32DType"
        }
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "name": .text(Text(type.name))
        case "kind": .text(Text(type.kind))
        case "itemsize": .int(type.itemSize)
        case "str": .text(Text(type == .bool ? "|b1" : "<\(type.kind)\(type.itemSize)"))
        case "char": .text(Text(character))
        case "type": .object(arrayScalarClass(type))
        default: nil
        }
    }

    private var character: String {
        switch type {
        case .bool: "?"
        case .int: "l"
        case .float: "d"
        case .int32: "i"
        case .float32: "f"
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

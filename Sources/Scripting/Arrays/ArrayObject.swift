// SPDX-License-Identifier: Apache-2.0

/// An array of numpy's, of up to two dimensions. Views share the storage of the array that they were cut from, so that
/// what is assigned to one shows in the other, as in numpy.
final class ArrayObject: ScriptObject {
    let storage: ArrayStorage
    private(set) var layout: ArrayLayout
    /// Whether it is a `numpy.matrix`: always of two dimensions, and `*` is the product of matrices.
    let isMatrix: Bool

    init(_ storage: ArrayStorage, _ layout: ArrayLayout, isMatrix: Bool = false) {
        self.storage = storage
        self.layout = layout
        self.isMatrix = isMatrix
        super.init()
        if isMatrix { self.layout.dimensions = 2 }
        loopKind = .array
    }

    /// One dimension of all that the storage has.
    convenience init(_ storage: ArrayStorage) { self.init(storage, ArrayLayout(storage.count)) }

    var type: ElementType { storage.type }
    override var typeName: String { isMatrix ? "matrix" : "numpy.ndarray" }
    override var length: Int? { layout.length }

    /// The array, or the number that it is when it has no dimension: what operations give.
    var result: Value { layout.dimensions == 0 ? .object(storage.value(layout.offset)) : .object(self) }

    /// The number of an array of floats that has but one.
    var onlyFloat: Double {
        withExtendedLifetime(storage) { storage.floats[layout.offset] }
    }

    // MARK: Truth and equality

    override var isTrue: Bool {
        switch layout.count {
        case 1: return Scripting.isTrue(storage.plain(layout.offset))
        case 0:
            NativeStack.note(
                Raised(
                    "ValueError",
                    "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is "
                        + "not empty."))
        default:
            NativeStack.note(
                Raised(
                    "ValueError",
                    "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"))
        }
        return false
    }

    /// Where containers ask: the truth of what `==` gives.
    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other, object === self { return true }
        let host = SilentHost()
        do throws(Raised) {
            guard let result = try arrayCompare("==", .object(self), other, host) else { return false }
            return Scripting.isTrue(result)
        } catch {
            NativeStack.note(error)
            return false
        }
    }

    override func hashValue() -> UInt64? { nil }

    override func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        guard let equal = try arrayCompare("==", .object(self), value, host),
            case .object(let object) = equal
        else { return false }
        guard let array = object as? ArrayObject else { return object.isTrue }
        var found = false
        array.forEachPlace { if array.storage.truths[$0] != 0 { found = true } }
        return found
    }

    // MARK: Operators

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if op.utf8.last == UInt8(ascii: "="), op.utf8.count > 1 {
            return try addInPlace(String(op.dropLast()), other, host)
        }
        return try arrayBinary(op, .object(self), other, isReflected: isReflected, host)
    }

    /// `array op= other`: the array's own elements change.
    private func addInPlace(_ op: String, _ other: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        guard let result = try arrayBinary(op, .object(self), other, isReflected: false, host) else { return nil }
        let operand = try arrayOperand(result, host)
        if operand.type.form > type.form {
            throw Raised(
                "TypeError",
                "Cannot cast ufunc '\(ufuncName(op))' output from dtype('\(operand.type.name)') to "
                    + "dtype('\(type.name)') with casting rule 'same_kind'")
        }
        guard operand.layout.isSameShape(as: layout) || layout.dimensions == 0 else {
            throw Raised(
                "ValueError",
                "non-broadcastable output operand with shape \(layout.shapeText) doesn't match the broadcast shape "
                    + operand.layout.shapeText)
        }
        try assign(layout, operand, host)
        return .object(self)
    }

    // MARK: Elements

    override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        let found = try part(index, host)
        return isMatrix ? matrixPart(found, index) : found
    }

    private func part(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value {
        if case .int(let place) = index, layout.dimensions > 0 {
            let inner = layout.at(try arrayPlace(place, layout.length ?? 0, axis: 0))
            return layout.dimensions == 1 ? .object(storage.value(inner.offset)) : .object(ArrayObject(storage, inner))
        }
        if case .object(let object) = index, layout.dimensions > 0, let slice = object as? SliceObject {
            let (start, step, count) = try slice.bounds(layout.length ?? 0)
            var view = layout
            if layout.dimensions == 1 {
                view.columns = count
                view.columnStride = layout.columnStride &* step
                view.offset = layout.offset &+ (count == 0 ? 0 : start &* layout.columnStride)
            } else {
                view.rows = count
                view.rowStride = layout.rowStride &* step
                view.offset = layout.offset &+ (count == 0 ? 0 : start &* layout.rowStride)
            }
            return .object(ArrayObject(storage, view))
        }
        switch try selection(index, host) {
        case .view(let view, let isNumber):
            return isNumber ? .object(storage.value(view.offset)) : .object(ArrayObject(storage, view))
        case .places(let places, let shape): return .object(try gathered(places, shape, host))
        }
    }

    override func setElement(_ index: Value, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool {
        let chosen = try selection(index, host)
        let operand = try arrayOperand(value, host)
        if operand.isWeak, operand.type == .int { try checkFit(operand.storage.wholes[0], type) }
        switch chosen {
        case .view(let view, _): try assign(view, operand, host)
        case .places(let places, let shape):
            guard let source = operand.layout.broadcast(to: shape) ?? fitted(operand.layout, shape) else {
                throw Raised(
                    "ValueError",
                    "shape mismatch: value array of shape \(operand.layout.shapeText) could not be broadcast to "
                        + "indexing result of shape \(shape.shapeText)")
            }
            let values = try operand.contiguous(as: type, over: source, host)
            for (number, place) in places.enumerated() { copy(values, number, to: place) }
        }
        return true
    }

    /// A layout without the axes of length 1 in front that the target does not have.
    private func fitted(_ layout: ArrayLayout, _ shape: ArrayLayout) -> ArrayLayout? {
        guard layout.dimensions == 2, layout.rows == 1, shape.dimensions < 2 else { return nil }
        var flat = layout
        flat.dimensions = 1
        return flat.broadcast(to: shape)
    }

    private func copy(_ source: ArrayStorage, _ number: Int, to place: Int) {
        switch type {
        case .bool: storage.truths[place] = source.truths[number]
        default: storage.wholes[place] = source.wholes[number]
        }
    }

    /// Puts an operand into the elements of a view on this array's storage.
    func assign(_ view: ArrayLayout, _ operand: ArrayOperand, _ host: any ScriptHost) throws(Raised) {
        guard let source = operand.layout.broadcast(to: view) ?? fitted(operand.layout, view) else {
            throw Raised(
                "ValueError",
                "could not broadcast input array from shape \(operand.layout.shapeText) into shape \(view.shapeText)")
        }
        // A copy first: the operand may lie in the same storage.
        let values = try operand.contiguous(as: type, over: source, host)
        var number = 0
        for row in 0..<view.rows {
            var place = view.offset &+ row &* view.rowStride
            for _ in 0..<view.columns {
                copy(values, number, to: place)
                number &+= 1
                place &+= view.columnStride
            }
        }
    }

    private func gathered(
        _ places: [Int], _ shape: ArrayLayout, _ host: any ScriptHost
    ) throws(Raised) -> ArrayObject {
        let result = try makeStorage(type, places.count, host)
        switch type {
        case .bool: for (number, place) in places.enumerated() { result.truths[number] = storage.truths[place] }
        default: for (number, place) in places.enumerated() { result.wholes[number] = storage.wholes[place] }
        }
        return ArrayObject(result, shape)
    }

    /// The places of all elements, row by row.
    @inline(__always)
    func forEachPlace(_ body: (Int) -> Void) {
        for row in 0..<layout.rows {
            var place = layout.offset &+ row &* layout.rowStride
            for _ in 0..<layout.columns {
                body(place)
                place &+= layout.columnStride
            }
        }
    }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? {
        if layout.dimensions == 0 { throw Raised("TypeError", "iteration over a 0-d array") }
        return ArrayIterator(self)
    }

    // MARK: Attributes

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "shape": return layout.shapeValue
        case "ndim": return .int(layout.dimensions)
        case "size": return .int(layout.count)
        case "dtype": return .object(DTypeObject(type))
        case "T": return .object(ArrayObject(storage, layout.transposed, isMatrix: isMatrix))
        case "itemsize": return .int(type.itemSize)
        case "nbytes": return .int(layout.count * type.itemSize)
        case "real": return .object(self)
        case "flat": return .object(ArrayIterator(try flattened(.object(self), host)))
        case "A", "A1", "H", "I": return isMatrix ? try matrixAttribute(name, host) : nil
        default:
            if isMatrix, matrixMethods[name] != nil { return .object(BoundMethod(self, name)) }
            return arrayMethods[name] == nil ? nil : .object(BoundMethod(self, name))
        }
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        if let function = arrayMethods[name] {
            let result = try function.call(Call(name, [.object(self)] + arguments, keywords, host))
            // Of these only the methods give matrices.
            return isMatrix && (name == "ravel" || name == "copy") ? asMatrix(result) : result
        }
        if isMatrix, let attribute = matrixMethods[name] { return try self.attribute(attribute, host) }
        switch name {
        case "__neg__", "__pos__", "__abs__", "__invert__": return try arrayUnary(name, .object(self), host)
        case "__float__", "__int__", "__index__":
            if name == "__index__", layout.dimensions > 0 || type.isFloat { return nil }
            guard layout.dimensions == 0 else {
                throw Raised("TypeError", "only 0-dimensional arrays can be converted to Python scalars")
            }
            return try storage.value(layout.offset).callMethod(name, arguments, keywords, host)
        case "__format__":
            guard case .text(let spec)? = arguments.first else { return nil }
            if layout.dimensions == 0 { return .text(try formatValue(storage.plain(layout.offset), spec: spec, host)) }
            throw Raised("TypeError", "unsupported format string passed to \(typeName).__format__")
        case "__setattr__":
            guard case .text(let attribute)? = arguments.first, attribute.string == "shape", arguments.count == 2 else {
                return nil
            }
            let shape = try shapeArgument([arguments[1]], of: layout.count)
            guard layout.isContiguous else {
                throw Raised(
                    "AttributeError",
                    "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with the desired "
                        + "shape.")
            }
            var changed = shape
            changed.offset = layout.offset
            layout = changed
            return Value.none
        default: return nil
        }
    }

    // MARK: As text and as data

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { try ArrayText(self, host).repr() }
    override func str(_ host: any ScriptHost) throws(Raised) -> String { try ArrayText(self, host).str() }

    override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        try host.reserve(layout.count &* type.itemSize)
        var bytes: [UInt8] = []
        appendElements(to: &bytes)
        return (
            isMatrix ? "numpy.matrix" : "numpy.ndarray",
            [.text(Text(type.name)), layout.shapeValue, .bytes(ByteString(bytes))]
        )
    }

    /// Appends the elements as they travel: row by row, each as wide as its type.
    func appendElements(to bytes: inout [UInt8]) {
        let stride = type.stride
        let base = UnsafeRawPointer(storage.base)
        bytes.reserveCapacity(bytes.count &+ layout.count &* type.itemSize)
        func append<Element>(_ element: Element) {
            withUnsafeBytes(of: element) { bytes.append(contentsOf: $0) }
        }
        switch type {
        case .float32: forEachPlace { append(Float(storage.floats[$0])) }
        case .int32: forEachPlace { append(Int32(truncatingIfNeeded: storage.wholes[$0])) }
        default:
            if layout.isContiguous {
                let start = base + layout.offset &* stride
                bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: layout.count &* stride))
            } else {
                forEachPlace { (place) in
                    bytes.append(contentsOf: UnsafeRawBufferPointer(start: base + place &* stride, count: stride))
                }
            }
        }
        withExtendedLifetime(storage) {}
    }

    /// The array of an encoded one's fields; nil when they are none.
    convenience init?(_ type: Value, _ shape: Value, _ content: Value, isMatrix: Bool = false) {
        guard case .text(let name) = type, let type = ElementType(name: name.string), type.name == name.string,
            case .tuple(let shape) = shape, shape.elements.count <= 2, case .bytes(let content) = content
        else { return nil }
        var lengths: [Int] = []
        for length in shape.elements {
            guard case .int(let length) = length, length >= 0 else { return nil }
            lengths.append(length)
        }
        let made = content.bytes.withUnsafeBytes { (bytes) in
            storedArray(type, (lengths.count, lengths.count == 2 ? lengths[0] : 1, lengths.last ?? 1), bytes)
        }
        guard let made, !isMatrix || lengths.count == 2 else { return nil }
        self.init(made.storage, made.layout, isMatrix: isMatrix)
    }

    /// The same of elements that are read where they are.
    convenience init?(
        _ type: ElementType, _ shape: (dimensions: Int, rows: Int, columns: Int), _ content: UnsafeRawBufferPointer
    ) {
        guard let made = storedArray(type, shape, content) else { return nil }
        self.init(made.storage, made.layout)
    }
}

/// A copy of elements as they travel, and their layout; nil unless there are as many as the shape says.
private func storedArray(
    _ type: ElementType, _ shape: (dimensions: Int, rows: Int, columns: Int), _ content: UnsafeRawBufferPointer
) -> (storage: ArrayStorage, layout: ArrayLayout)? {
    let (count, overflows) = shape.rows.multipliedReportingOverflow(by: shape.columns)
    guard !overflows, content.count % type.itemSize == 0, count == content.count / type.itemSize,
        count > 0 || shape.rows <= ArrayLimits.emptyRowsMax
    else { return nil }
    let storage = ArrayStorage(type, count: count)
    if let start = content.baseAddress, !content.isEmpty {
        switch type {
        case .float32:
            for place in 0..<count {
                storage.floats[place] = Double(start.loadUnaligned(fromByteOffset: place &* 4, as: Float.self))
            }
        case .int32:
            for place in 0..<count {
                storage.wholes[place] = Int(start.loadUnaligned(fromByteOffset: place &* 4, as: Int32.self))
            }
        default: storage.base.copyMemory(from: start, byteCount: content.count)
        }
    }
    // A truth is 0 or 1, whatever came.
    if type == .bool { for place in 0..<count where storage.truths[place] > 1 { storage.truths[place] = 1 } }
    return (storage, ArrayLayout(dimensions: shape.dimensions, rows: shape.rows, columns: shape.columns))
}

/// The elements of an array, or its rows.
final class ArrayIterator: BasicIterator {
    private let array: ArrayObject
    private var position = 0

    init(_ array: ArrayObject) {
        self.array = array
        super.init()
    }

    override var typeName: String { "iterator" }

    override func next(_ host: any ScriptHost) throws(Raised) -> Value? {
        guard position < array.layout.length ?? 0 else { return nil }
        let inner = array.layout.at(position)
        position += 1
        if array.layout.dimensions == 1 { return .object(array.storage.value(inner.offset)) }
        return .object(ArrayObject(array.storage, inner, isMatrix: array.isMatrix))
    }
}

// SPDX-License-Identifier: Apache-2.0

/// An immutable column of `count` values. A batch is a column of rows: a row of several members is a tuple column.
///
/// The layout is Arrow's, but for booleans and validity, which take a byte a row in memory (branch-free kernels) and a
/// bit a row in blocks and exports:
/// - null: nothing. bool: `values`, a byte (0 or 1) a row. int, float: `values`, 8 bytes a row.
/// - decimal: `values`, a `Wide128` a row.
/// - string, bytes, any: `values`, a `StringView` a row; `data`, the buffers that long views point into.
/// - tuple: `children`, one a member, each `count` rows.
/// - list, map: `values`, `count + 1` Int32 offsets (the first need not be 0) into `children[0]`.
/// - `validity`: a byte a row, 1 = value, 0 = null; nil when no row is null. The value under a null is unspecified but
///   readable (views are valid, offsets monotonic; under a null `any` a value or nothing).
public final class Column: @unchecked Sendable {
    public let type: DataType
    public let count: Int
    public let validity: Buffer?
    public let values: Buffer?
    public let data: [Buffer]
    public let children: [Column]
    /// Base addresses of `data`, for `viewBytes`.
    public let dataPointers: UnsafePointer<UnsafeRawPointer>
    private let ownedPointers: UnsafeMutablePointer<UnsafeRawPointer>

    public init(
        type: DataType, count: Int, validity: Buffer? = nil, values: Buffer? = nil, data: [Buffer] = [],
        children: [Column] = []
    ) {
        self.type = type
        self.count = count
        self.validity = validity
        self.values = values
        self.data = data
        self.children = children
        ownedPointers = .allocate(capacity: max(data.count, 1))
        for (index, buffer) in data.enumerated() {
            (ownedPointers + index).initialize(to: UnsafeRawPointer(buffer.base))
        }
        dataPointers = UnsafePointer(ownedPointers)
        assert(isWellFormed)
    }

    deinit { ownedPointers.deallocate() }

    private var isWellFormed: Bool {
        switch type {
        case .null: values == nil
        case .tuple(let members): children.count == members.count && children.allSatisfy { $0.count == count }
        case .list, .map: values.map { $0.byteCount >= (count + 1) * 4 } ?? false
        default: values.map { $0.byteCount >= count * type.valueByteCount } ?? false
        }
    }

    /// int column: its values.
    @inlinable public var ints: UnsafeMutablePointer<Int> { values!.pointer(Int.self) }
    /// float column: its values.
    @inlinable public var floats: UnsafeMutablePointer<Double> { values!.pointer(Double.self) }
    /// decimal column: its values.
    @inlinable public var decimals: UnsafeMutablePointer<Wide128> { values!.pointer(Wide128.self) }
    /// bool column: its values, each 0 or 1.
    @inlinable public var bools: UnsafeMutablePointer<UInt8> { values!.pointer(UInt8.self) }
    /// string, bytes or any column: its views.
    @inlinable public var views: UnsafeMutablePointer<StringView> { values!.pointer(StringView.self) }
    /// list or map column: `count + 1` offsets into `children[0]`.
    @inlinable public var offsets: UnsafeMutablePointer<Int32> { values!.pointer(Int32.self) }
    /// The validity mask, or nil when no row is null.
    @inlinable public var valid: UnsafeMutablePointer<UInt8>? { validity?.pointer(UInt8.self) }

    /// The bytes of a string, bytes or any row.
    @inlinable public func bytes(_ row: Int) -> UnsafeRawBufferPointer { viewBytes(views, row, dataPointers) }

    @inlinable public func isNull(_ row: Int) -> Bool { type == .null || (valid.map { $0[row] == 0 } ?? false) }

    /// Bytes of all buffers that this column holds, shared ones included.
    public var byteCount: Int {
        (validity?.byteCount ?? 0) + (values?.byteCount ?? 0) + data.reduce(0) { $0 + $1.byteCount }
            + children.reduce(0) { $0 + $1.byteCount }
    }
}

extension Column {
    /// Bytes that the rows would take in a column of their own: shared text counts once a row, and memory of rows
    /// outside a slice does not count. A validity mask is counted always.
    public var compactByteCount: Int {
        if type == .null { return 0 }
        switch type {
        case .string, .bytes, .any:
            let views = self.views
            var total = count &* 17
            for row in 0..<count { total &+= views[row].isInline ? 0 : views[row].count }
            return total
        case .tuple: return children.reduce(count) { $0 + $1.compactByteCount }
        case .list, .map:
            let (first, end) = (Int(offsets[0]), Int(offsets[count]))
            return count * 5 + 4 + children[0].slice(first, end - first).compactByteCount
        default: return count * (type.valueByteCount + 1)
        }
    }
}

extension Column {
    /// An int column that `fill` writes.
    public static func ints(count: Int, _ fill: (UnsafeMutablePointer<Int>) -> Void) -> Column {
        let buffer = Buffer(byteCount: count * 8)
        fill(buffer.pointer(Int.self))
        return Column(type: .int, count: count, values: buffer)
    }

    /// A float column that `fill` writes.
    public static func floats(count: Int, _ fill: (UnsafeMutablePointer<Double>) -> Void) -> Column {
        let buffer = Buffer(byteCount: count * 8)
        fill(buffer.pointer(Double.self))
        return Column(type: .float, count: count, values: buffer)
    }

    /// A bool column that `fill` writes, 0 or 1 a row.
    public static func bools(count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void) -> Column {
        let buffer = Buffer(byteCount: count)
        fill(buffer.pointer(UInt8.self))
        return Column(type: .bool, count: count, values: buffer)
    }

    /// A tuple column of `members`, which all have `count` rows.
    public static func tuple(_ members: [Column], count: Int) -> Column {
        Column(type: .tuple(members.map(\.type)), count: count, children: members)
    }

    /// Rows `offset ..< offset + count`, sharing all memory.
    public func slice(_ offset: Int, _ count: Int) -> Column {
        precondition(offset >= 0 && count >= 0 && offset + count <= self.count)
        if offset == 0 && count == self.count { return self }
        let validity = self.validity.map { Buffer(slice: $0, offset: offset, byteCount: count) }
        switch type {
        case .null:
            return Column(type: .null, count: count)
        case .tuple:
            return Column(
                type: type, count: count, validity: validity, children: children.map { $0.slice(offset, count) })
        case .list, .map:
            let offsets = Buffer(slice: values!, offset: offset * 4, byteCount: (count + 1) * 4)
            return Column(type: type, count: count, validity: validity, values: offsets, children: children)
        default:
            let width = type.valueByteCount
            let part = Buffer(slice: values!, offset: offset * width, byteCount: count * width)
            return Column(type: type, count: count, validity: validity, values: part, data: data)
        }
    }
}

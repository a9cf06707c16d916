// SPDX-License-Identifier: Apache-2.0

/// Growing memory of plain values; the owner tracks the count.
@usableFromInline
struct GrowingBuffer {
    private(set) var buffer = GrowingBuffer.empty
    private(set) var byteCount = 0
    /// What the first allocation is at least.
    private let firstCapacity: Int

    private static let empty = Buffer(byteCount: 0)

    init(capacity: Int = 256) { firstCapacity = capacity }

    /// Room for `more` bytes; returns where they go and counts them in.
    mutating func extend(by more: Int) -> UnsafeMutableRawPointer {
        if byteCount + more > buffer.byteCount {
            let grown = Buffer(byteCount: max(buffer.byteCount * 2, byteCount + more, firstCapacity))
            grown.base.copyMemory(from: buffer.base, byteCount: byteCount)
            buffer = grown
        }
        defer { byteCount += more }
        return buffer.base + byteCount
    }

    /// The bytes so far; the next ones are expected to be as many.
    mutating func take() -> Buffer {
        let taken = byteCount == buffer.byteCount ? buffer : Buffer(slice: buffer, offset: 0, byteCount: byteCount)
        self = GrowingBuffer(capacity: max(byteCount, 256))
        return taken
    }
}

/// Builds a column row by row from scalars, or many rows at a time from other columns. Text of appended rows is copied,
/// so that the result does not keep its sources alive.
public final class ColumnBuilder {
    public let type: DataType
    public private(set) var count = 0
    private var values = GrowingBuffer()
    private var validity: GrowingBuffer?
    private var data: [Buffer] = []
    private var chunk: Buffer?
    private var chunkUsed = 0
    private let children: [ColumnBuilder]

    private static let firstChunkByteCount = 4 << 10
    private static let chunkByteCountMax = 1 << 20

    public init(_ type: DataType) {
        self.type = type
        children = type.children.map { ColumnBuilder($0) }
        startOffsets()
    }

    private var isList: Bool {
        switch type {
        case .list, .map: true
        default: false
        }
    }

    private func startOffsets() {
        if isList { values.extend(by: 4).storeBytes(of: 0, as: Int32.self) }
    }

    /// Bytes that the rows so far take, for limits and reservations.
    public var byteCount: Int {
        values.byteCount + (validity?.byteCount ?? 0) + data.reduce(0) { $0 + $1.byteCount } + chunkUsed
            + children.reduce(0) { $0 + $1.byteCount }
    }

    /// Memory that the builder has, of which `byteCount` is in use.
    public var allocatedByteCount: Int {
        values.buffer.byteCount + (validity?.buffer.byteCount ?? 0) + data.reduce(0) { $0 + $1.byteCount }
            + (chunk?.byteCount ?? 0) + children.reduce(0) { $0 + $1.allocatedByteCount }
    }

    /// The column of all rows appended; the builder is empty again.
    public func finish() -> Column {
        if let chunk {
            data.append(chunkUsed == chunk.byteCount ? chunk : Buffer(slice: chunk, offset: 0, byteCount: chunkUsed))
        }
        let mask = validity?.take()
        let hasValues = type.valueByteCount > 0 || isList
        let column = Column(
            type: type, count: count, validity: type == .null ? nil : mask, values: hasValues ? values.take() : nil,
            data: data, children: children.map { $0.finish() })
        count = 0
        validity = nil
        data = []
        chunk = nil
        chunkUsed = 0
        startOffsets()
        return column
    }

    // MARK: Scalars

    /// Appends `scalar`; false, with nothing appended at this level, when it does not fit the type.
    public func append(_ scalar: Scalar) -> Bool {
        switch (type, scalar) {
        case (.any, _):
            guard let encoded = AnyCoding.encode(scalar) else { return false }
            encoded.withUnsafeBytes { appendView($0) }
        case (_, .null):
            appendNull()
            return true
        case (.bool, .bool(let value)): values.extend(by: 1).storeBytes(of: value ? 1 : 0, as: UInt8.self)
        case (.int, .int(let value)): values.extend(by: 8).storeBytes(of: value, as: Int.self)
        case (.float, .float(let value)): values.extend(by: 8).storeBytes(of: value, as: Double.self)
        case (.decimal, .decimal(let value)): values.extend(by: 16).storeBytes(of: Wide128(value), as: Wide128.self)
        case (.string, .string(var value)): value.withUTF8 { appendView(UnsafeRawBufferPointer($0)) }
        case (.bytes, .bytes(let value)): value.withUnsafeBytes { appendView($0) }
        case (.tuple(let types), .tuple(let members)):
            guard members.count == types.count, zip(types, members).allSatisfy({ $1.fits($0) }) else { return false }
            for (child, member) in zip(children, members) { _ = child.append(member) }
        case (.list(let element), .list(let elements)):
            guard elements.allSatisfy({ $0.fits(element) }) else { return false }
            for item in elements { _ = children[0].append(item) }
            endList()
        case (.map(let key, let value), .map(let entries)):
            guard entries.allSatisfy({ $0.key.fits(key) && $0.value.fits(value) }) else { return false }
            for entry in entries { _ = children[0].append(.tuple([entry.key, entry.value])) }
            endList()
        default: return false
        }
        rowAdded(valid: true)
        return true
    }

    private func appendNull() {
        switch type {
        case .null: break
        case .any:
            values.extend(by: 16).storeBytes(of: .none, as: StringView.self)
            return rowAdded(valid: true)
        case .tuple: for child in children { child.appendNull() }
        case .list, .map: endList()
        default:
            let width = type.valueByteCount
            values.extend(by: width).initializeMemory(as: UInt8.self, repeating: 0, count: width)
        }
        rowAdded(valid: type == .null)
    }

    private func endList() {
        values.extend(by: 4).storeBytes(of: Int32(children[0].count), as: Int32.self)
    }

    private func rowAdded(valid: Bool) {
        if !valid && validity == nil { startValidity() }
        validity?.extend(by: 1).storeBytes(of: valid ? 1 : 0, as: UInt8.self)
        count += 1
    }

    private func startValidity() {
        var mask = GrowingBuffer(capacity: max(count * 2, 64))
        mask.extend(by: count).initializeMemory(as: UInt8.self, repeating: 1, count: count)
        validity = mask
    }

    // MARK: Text

    /// Appends one string or bytes row, or a value in the encoding of `any`.
    public func append(bytes: UnsafeRawBufferPointer) {
        precondition(type.isView)
        appendView(bytes)
        rowAdded(valid: true)
    }

    private func appendView(_ bytes: UnsafeRawBufferPointer) {
        let slot = values.extend(by: 16).assumingMemoryBound(to: StringView.self)
        slot.initialize(to: StringView())
        if bytes.count <= StringView.inlineByteCountMax {
            guard let source = bytes.baseAddress else { return }
            let raw = UnsafeMutableRawPointer(slot)
            raw.storeBytes(of: UInt32(bytes.count), as: UInt32.self)
            (raw + 4).copyMemory(from: source, byteCount: bytes.count)
        } else {
            slot.pointee = store(bytes.baseAddress!, count: bytes.count)
        }
    }

    /// Copies long text into the current chunk.
    private func store(_ source: UnsafeRawPointer, count: Int) -> StringView {
        if chunk == nil || chunkUsed + count > chunk!.byteCount { openChunk(count) }
        let destination = chunk!.base + chunkUsed
        destination.copyMemory(from: source, byteCount: count)
        defer { chunkUsed += count }
        return StringView(destination, count: count, bufferIndex: data.count, offset: chunkUsed)
    }

    private func openChunk(_ atLeast: Int) {
        let last = chunk?.byteCount ?? 0
        if let chunk { data.append(Buffer(slice: chunk, offset: 0, byteCount: chunkUsed)) }
        chunk = Buffer(byteCount: max(atLeast, min(max(last * 2, Self.firstChunkByteCount), Self.chunkByteCountMax)))
        chunkUsed = 0
    }

    // MARK: Rows of other columns

    /// Appends rows `indices[0 ..< count]` of `column`, which has this builder's type.
    public func append(_ column: Column, rows indices: UnsafePointer<Int32>, count added: Int) {
        precondition(column.type == type)
        if added > 0 { appendRows(column, indices, added) }
    }

    private func appendRows(_ column: Column, _ indices: UnsafePointer<Int32>, _ added: Int) {
        appendValidity(column, indices, added)
        switch type {
        case .null: break
        case .bool:
            gatherInto(values.extend(by: added).assumingMemoryBound(to: UInt8.self), column.bools, indices, added)
        case .int, .float:
            gatherInto(values.extend(by: added * 8).assumingMemoryBound(to: Int.self), column.ints, indices, added)
        case .decimal:
            gatherInto(
                values.extend(by: added * 16).assumingMemoryBound(to: Wide128.self), column.decimals, indices, added)
        case .string, .bytes, .any: appendViews(column, added) { Int(indices[$0]) }
        case .tuple:
            for member in children.indices { children[member].appendRows(column.children[member], indices, added) }
        case .list, .map: appendLists(column, indices, added)
        }
        count += added
    }

    /// Appends all rows of `column`.
    public func append(_ column: Column) {
        precondition(column.type == type)
        if column.count > 0 { appendAll(column) }
    }

    private func appendAll(_ column: Column) {
        let added = column.count
        if type != .null {
            if let source = column.valid {
                if validity == nil { startValidity() }
                validity!.extend(by: added).copyMemory(from: source, byteCount: added)
            } else {
                validity?.extend(by: added).initializeMemory(as: UInt8.self, repeating: 1, count: added)
            }
        }
        switch type {
        case .null: break
        case .bool, .int, .float, .decimal:
            let byteCount = added * type.valueByteCount
            values.extend(by: byteCount).copyMemory(from: column.values!.base, byteCount: byteCount)
        case .string, .bytes, .any: appendViews(column, added) { $0 }
        case .tuple: for member in children.indices { children[member].appendAll(column.children[member]) }
        case .list, .map:
            withUnsafeTemporaryAllocation(of: Int32.self, capacity: added) { indices in
                for row in 0..<added { indices[row] = Int32(truncatingIfNeeded: row) }
                appendLists(column, indices.baseAddress!, added)
            }
        }
        count += added
    }

    private func appendValidity(_ column: Column, _ indices: UnsafePointer<Int32>, _ added: Int) {
        guard type != .null else { return }
        guard let source = column.valid else {
            validity?.extend(by: added).initializeMemory(as: UInt8.self, repeating: 1, count: added)
            return
        }
        if validity == nil { startValidity() }
        gatherInto(validity!.extend(by: added).assumingMemoryBound(to: UInt8.self), source, indices, added)
    }

    @inline(__always)
    private func appendViews(_ column: Column, _ added: Int, _ row: (Int) -> Int) {
        let out = values.extend(by: added * 16).assumingMemoryBound(to: StringView.self)
        var done = 0
        while true {
            let copied = copyViews(
                out, column.views, column.dataPointers, done, added, chunk?.base, chunkUsed, chunk?.byteCount ?? 0,
                data.count, row)
            chunkUsed = copied.used
            done = copied.done
            if done == added { return }
            openChunk(column.views[row(done)].count)
        }
    }

    private func appendLists(_ column: Column, _ indices: UnsafePointer<Int32>, _ added: Int) {
        let offsets = column.offsets
        var total = 0
        for index in 0..<added { total += Int(offsets[Int(indices[index]) + 1] - offsets[Int(indices[index])]) }
        let out = values.extend(by: added * 4).assumingMemoryBound(to: Int32.self)
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: total) { elements in
            var written = 0
            var end = Int32(truncatingIfNeeded: children[0].count)
            for index in 0..<added {
                let row = Int(indices[index])
                for element in offsets[row]..<offsets[row + 1] {
                    elements[written] = element
                    written += 1
                }
                end += offsets[row + 1] - offsets[row]
                out[index] = end
            }
            if total > 0 { children[0].appendRows(column.children[0], elements.baseAddress!, total) }
        }
    }
}

/// Copies views `done ..< count` of those in the rows that `row` gives, and the text of long ones into `chunk` from
/// `used` on, until one does not fit; where that left off.
@inline(__always)
private func copyViews(
    _ out: UnsafeMutablePointer<StringView>, _ source: UnsafePointer<StringView>,
    _ data: UnsafePointer<UnsafeRawPointer>, _ done: Int, _ count: Int, _ chunk: UnsafeMutableRawPointer?,
    _ used: Int, _ capacity: Int, _ bufferIndex: Int, _ row: (Int) -> Int
) -> (done: Int, used: Int) {
    var used = used
    for index in done..<count {
        var view = source[row(index)]
        if !view.isInline {
            let length = view.count
            guard let chunk, length <= capacity &- used else { return (index, used) }
            (chunk + used).copyMemory(from: data[view.bufferIndex] + view.offset, byteCount: length)
            view.word1 = UInt64(truncatingIfNeeded: bufferIndex) | UInt64(truncatingIfNeeded: used) << 32
            used &+= length
        }
        out[index] = view
    }
    return (count, used)
}

extension Scalar {
    /// Whether a column of `type` can hold the value.
    public func fits(_ type: DataType) -> Bool {
        switch (type, self) {
        case (.any, _): isWithin(depth: ColumnarLimits.anyDepthMax)
        case (_, .null), (.bool, .bool), (.int, .int), (.float, .float), (.decimal, .decimal), (.string, .string),
            (.bytes, .bytes):
            true
        case (.tuple(let types), .tuple(let members)):
            types.count == members.count && zip(types, members).allSatisfy { $1.fits($0) }
        case (.list(let element), .list(let elements)): elements.allSatisfy { $0.fits(element) }
        case (.map(let key, let value), .map(let entries)):
            entries.allSatisfy { $0.key.fits(key) && $0.value.fits(value) }
        default: false
        }
    }
    /// Whether an object has a name and the value nests no deeper than `depth`.
    private func isWithin(depth: Int) -> Bool {
        guard depth > 0 else { return false }
        switch self {
        case .decimal: return false
        case .null, .bool, .int, .float, .string, .bytes: return true
        case .tuple(let values), .list(let values), .set(let values), .frozenSet(let values):
            return values.allSatisfy { $0.isWithin(depth: depth - 1) }
        case .map(let entries):
            return entries.allSatisfy { $0.key.isWithin(depth: depth - 1) && $0.value.isWithin(depth: depth - 1) }
        case .object(let type, let fields):
            return (1...ColumnarLimits.anyTypeNameByteCountMax).contains(type.utf8.count)
                && fields.allSatisfy { $0.isWithin(depth: depth - 1) }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// One function of an aggregation over several: what it reads of each row's value, which is a tuple.
public struct GroupCall: Sendable {
    public var function: AggregateFunction
    /// The member that it reads; nil for one that counts rows.
    public var input: Int?
    /// The member, of type bool, that says which rows count; nil when all do. Null is false.
    public var filter: Int?
    /// Whether rows with a null for the input are passed over.
    public var skipsNulls: Bool

    public init(function: AggregateFunction, input: Int?, filter: Int?, skipsNulls: Bool) {
        self.function = function
        self.input = input
        self.filter = filter
        self.skipsNulls = skipsNulls
    }
}

extension GroupCall {
    /// Whether a state is a tuple of one, null where no row counted: where a null may be a value.
    var wrapsState: Bool { !skipsNulls && function.statesAreValues }
}

/// The functions of an aggregation and the types of the members of the values that they read. Where a group had no row
/// that counts, the result is null, but 0 of a count and empty of a list.
public struct GroupCalls: Sendable {
    public let calls: [GroupCall]
    public let memberTypes: [DataType]

    public init(_ calls: [GroupCall], memberTypes: [DataType]) {
        self.calls = calls
        self.memberTypes = memberTypes
    }

    /// The type of what a call reads; null of one that counts rows.
    func inputType(_ call: GroupCall) -> DataType { call.input.map { memberTypes[$0] } ?? .null }

    public var valueType: DataType { .tuple(memberTypes) }
    /// What a partial aggregation gives: a member for each call.
    public var stateType: DataType {
        .tuple(
            calls.map { call in
                let type = call.function.stateType(inputType(call))
                return call.wrapsState ? .tuple([type]) : type
            })
    }
    public var resultType: DataType { .tuple(calls.map { $0.function.resultType(inputType($0)) }) }

    /// The type of the values that an aggregation in this mode reads, and of those that it gives.
    func typeRead(_ mode: AggregateMode) -> DataType { mode.readsStates ? stateType : valueType }
    func typeGiven(_ mode: AggregateMode) -> DataType { mode.givesStates ? stateType : resultType }

    /// The states of groups of one row each.
    func lift(_ values: Column) -> Column {
        let members = calls.map { call in
            let rows = CountedRows(values, call)
            if call.wrapsState {
                return Column(
                    type: .tuple([rows.input.type]), count: values.count, validity: rows.mask, children: [rows.input])
            }
            return call.function.lift(rows.input, counted: rows.mask, count: values.count)
        }
        return .tuple(members, count: values.count)
    }
}

/// The rows of a batch that count for a call.
struct CountedRows {
    /// The member that the call reads, null where the whole value is.
    let input: Column
    /// A byte a row, 1 where it counts; nil when all do.
    let mask: Buffer?

    init(_ values: Column, _ call: GroupCall) {
        let count = values.count
        var input = call.input.map { values.children[$0] } ?? Column(type: .null, count: count)
        if let whole = values.validity, call.input != nil { input = input.masked(whole) }
        self.input = input
        var parts: [UnsafePointer<UInt8>] = []
        var kept: [Buffer] = []
        if call.skipsNulls, call.input != nil {
            if input.type == .null {
                kept.append(Buffer(byteCount: count, filledWith: 0))
                parts.append(UnsafePointer(kept[0].pointer(UInt8.self)))
            } else if let valid = input.valid {
                parts.append(UnsafePointer(valid))
            }
        }
        if let filter = call.filter {
            let flags = values.children[filter]
            parts.append(UnsafePointer(flags.bools))
            if let valid = flags.valid { parts.append(UnsafePointer(valid)) }
            if let valid = values.valid { parts.append(UnsafePointer(valid)) }
        }
        guard !parts.isEmpty else {
            mask = nil
            return
        }
        let buffer = Buffer(byteCount: count, filledWith: 1)
        let out = buffer.pointer(UInt8.self)
        withExtendedLifetime((values, input, kept)) {
            for part in parts { for row in 0..<count { out[row] &= part[row] } }
        }
        mask = buffer
    }
}

extension Column {
    /// The same with null where `mask` has 0, too.
    func masked(_ mask: Buffer) -> Column {
        if type == .null { return self }
        let both = Buffer(byteCount: count)
        let (out, other) = (both.pointer(UInt8.self), mask.pointer(UInt8.self))
        if let valid {
            for row in 0..<count { out[row] = valid[row] & other[row] }
        } else {
            for row in 0..<count { out[row] = other[row] }
        }
        return Column(type: type, count: count, validity: both, values: values, data: data, children: children)
    }
}

extension AggregateFunction {
    /// Whether states are values of the input, or null where there is none.
    var statesAreValues: Bool {
        switch self {
        case .count, .average, .moments, .collectList, .collectSet, .firstRows, .calls: false
        default: true
        }
    }

    /// The type of what a partial aggregation gives for values of `type`.
    public func stateType(_ type: DataType) -> DataType {
        switch self {
        case .average: .tuple([.float, .int])
        case .moments: .tuple([.int, .float, .float])
        default: resultType(type)
        }
    }

    /// The states of groups of one row each, of those that count.
    fileprivate func lift(_ input: Column, counted mask: Buffer?, count: Int) -> Column {
        switch self {
        case .count:
            return withExtendedLifetime(mask) {
                let mask = mask?.pointer(UInt8.self)
                return .ints(count: count) { out in for row in 0..<count { out[row] = mask.map { Int($0[row]) } ?? 1 } }
            }
        case .average:
            let numbers = input.asFloats()
            let present = input.present(mask)
            // As a group without values has it.
            let sums = Column.floats(count: count) { out in
                for row in 0..<count { out[row] = present[row] == 0 ? -0.0 : numbers.floats[row] }
            }
            let counts = Column.ints(count: count) { out in for row in 0..<count { out[row] = Int(present[row]) } }
            return .tuple([sums, counts], count: count)
        case .moments:
            let numbers = input.asFloats()
            let present = input.present(mask)
            let counts = Column.ints(count: count) { out in for row in 0..<count { out[row] = Int(present[row]) } }
            let means = Column.floats(count: count) { out in
                for row in 0..<count { out[row] = present[row] == 0 ? 0 : numbers.floats[row] }
            }
            let squares = Column.floats(count: count) { out in for row in 0..<count { out[row] = 0 } }
            return .tuple([counts, means, squares], count: count)
        case .collectList, .collectSet, .firstRows:
            let offsets = Buffer(byteCount: (count + 1) * 4)
            let ends = offsets.pointer(Int32.self)
            var rows: [Int32] = []
            ends[0] = 0
            withExtendedLifetime(mask) {
                let mask = mask?.pointer(UInt8.self)
                for row in 0..<count {
                    if mask?[row] != 0 { rows.append(Int32(truncatingIfNeeded: row)) }
                    ends[row + 1] = Int32(truncatingIfNeeded: rows.count)
                }
            }
            let elements = rows.count == count ? input : input.gather(rows, count: rows.count)
            return Column(type: .list(input.type), count: count, values: offsets, children: [elements])
        default: return mask.map { input.masked($0) } ?? input
        }
    }
}

extension Column {
    /// Numbers as floats; the value under a null is anything.
    func asFloats() -> Column {
        guard type == .int else { return self }
        let source = ints
        return .floats(count: count) { out in for row in 0..<count { out[row] = Double(source[row]) } }
    }

    /// For each row whether it counts and is not null.
    fileprivate func present(_ mask: Buffer?) -> [UInt8] {
        var flags = [UInt8](repeating: 1, count: count)
        withExtendedLifetime(mask) {
            if let mask = mask?.pointer(UInt8.self) { for row in 0..<count { flags[row] = mask[row] } }
        }
        if let valid { for row in 0..<count { flags[row] &= valid[row] } }
        return flags
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// What rows run through, proven valid.
public enum VerifiedOperator: Sendable {
    case program(VerifiedProgram)
    case partition(PartitionScript)
    case aggregate(VerifiedAggregation)
    case sort(VerifiedOrder)
    case top(VerifiedOrder, rows: Int)
    case limit(skip: Int, rows: Int)
    case join(VerifiedJoin)
    case window(VerifiedWindow)
    case registered(RegisteredOperator)
    case stored(StoredRows, DataType)

    /// Checks an operator against the rows that it gets; `rows` becomes the type of those that it gives. `next`: the
    /// number of the step behind it.
    init(_ step: Operator, rows: inout DataType, next: inout Int) throws(PlanError) {
        switch step {
        case .program(let program):
            self = .program(try verifyProgram(program))
            try expect(program.inputTypes, [rows], "program input")
            rows = program.resultType
        case .partition(let script):
            self = .partition(script)
            try expect(script.inputType, rows, "script input")
            rows = script.resultType
        case .aggregate(let aggregation):
            if case .whole = aggregation.functions, aggregation.keyType == nil {
                throw PlanError("an aggregation of whole values without a key")
            }
            self = .aggregate(try VerifiedAggregation(aggregation, rows: rows))
            rows = aggregation.outputType
        case .sort(let order):
            self = .sort(try VerifiedOrder(order, rows: rows))
        case .top(let order, let count):
            let checked = try VerifiedOrder(order, rows: rows)
            guard !order.comparedType(rowType: rows).containsAny else {
                throw PlanError("the first rows by keys of type any")
            }
            self = .top(checked, rows: count)
        case .limit(let skip, let count): self = .limit(skip: skip, rows: count)
        case .join(let join, let branches):
            var sides: [VerifiedBranch] = []
            for branch in branches { sides.append(try VerifiedBranch(branch, &next)) }
            let other = try commonType(sides[...])
            guard let type = join.kind.rowType(rows, other) else {
                throw PlanError("rows of type \(rows) and \(other) where pairs with one type of key are needed")
            }
            self = .join(try VerifiedJoin(join, left: rows, right: other, branches: sides))
            rows = type
        case .window(let window):
            self = .window(try VerifiedWindow(window, rows: rows))
            rows = window.rowType(rows) ?? rows
        case .registered(let named):
            self = .registered(named)
            try expect(named.inputType, rows, "input of the operator \(named.name)")
            rows = named.resultType
        case .stored(let stored): self = .stored(stored, rows)
        }
    }
}

/// An aggregation, and its reduce programs: one for each function, nil for those that have none.
public struct VerifiedAggregation: Sendable {
    public let aggregation: Aggregation
    public let reduces: [VerifiedProgram?]

    /// Checks the aggregation against the rows that it reads.
    init(_ aggregation: Aggregation, rows: DataType) throws(PlanError) {
        self.aggregation = aggregation
        var reduces: [VerifiedProgram?] = []
        switch aggregation.functions {
        case .whole(let kind):
            switch kind {
            case .last, .average, .variance, .deviation, .collectSet, .firstRows:
                throw PlanError("\(kind) of whole values")
            case .sum where aggregation.valueType == .decimal: throw PlanError("a sum of whole values of type decimal")
            case .collectList where aggregation.phase != .complete:
                throw PlanError("lists of whole values are not collected in parts")
            default: reduces.append(try kind.verify(aggregation.valueType))
            }
        case .calls(let calls):
            guard calls.count <= PlanLimits.aggregateCallsMax else {
                throw PlanError("\(calls.count) functions in one aggregation; at most \(PlanLimits.aggregateCallsMax)")
            }
            for call in calls { reduces.append(try call.verify(members: aggregation.memberTypes)) }
        }
        try expect(rows, aggregation.inputType, "rows to aggregate")
        self.reduces = reduces
    }
}

/// A sort, its key program when it has one, and the type of the rows.
public struct VerifiedOrder: Sendable {
    public let order: SortOrder
    public let key: VerifiedProgram?
    public let rowType: DataType

    init(_ order: SortOrder, rows: DataType) throws(PlanError) {
        self.order = order
        rowType = rows
        key = try order.key.map { (program) throws(PlanError) in
            let checked = try verifyProgram(program)
            try expect(program.inputTypes, [rows], "sort key input")
            return checked
        }
        let keyType = key?.program.resultType ?? rows
        guard (1...PlanLimits.sortKeysMax).contains(order.directions.count) else {
            throw PlanError("a sort with \(order.directions.count) directions")
        }
        if order.directions.count > 1 {
            guard case .tuple(let members) = keyType, members.count == order.directions.count else {
                throw PlanError("\(order.directions.count) directions for keys of type \(keyType)")
            }
        }
        guard order.comparedType(rowType: rows) == keyType || !keyType.containsAny else {
            throw PlanError("keys of type \(keyType) with values of type any, ordered otherwise than by themselves")
        }
    }
}

/// A join, the types of the pairs of both sides, and the branches of the right one.
public struct VerifiedJoin: Sendable {
    public let join: Join
    public let leftType: DataType
    public let rightType: DataType
    public let branches: [VerifiedBranch]
    public let condition: VerifiedProgram?

    /// `left` and `right` are types of pairs with one type of key.
    init(_ join: Join, left: DataType, right: DataType, branches: [VerifiedBranch]) throws(PlanError) {
        self.join = join
        leftType = left
        rightType = right
        self.branches = branches
        guard let pairs = JoinKind.inner.rowType(left, right), case .tuple(let pair) = pairs else {
            throw PlanError("a join of \(left) and \(right)")
        }
        guard join.order == .ofLeft || !join.kind.givesRightRows else {
            throw PlanError("a join of kind \(join.kind) in the order of keys")
        }
        if join.matchesNulls.count != 1 {
            guard case .tuple(let members) = pair[0], members.count == join.matchesNulls.count else {
                throw PlanError("\(join.matchesNulls.count) members of keys of type \(pair[0]) to match nulls by")
            }
            guard join.kind != .antiUnlessNull else { throw PlanError("NOT IN by several keys") }
        }
        condition = try join.condition.map { (program) throws(PlanError) in
            guard [.inner, .left, .semi, .anti, .rightSemi, .rightAnti].contains(join.kind) else {
                throw PlanError("a join of kind \(join.kind) with a condition")
            }
            let checked = try verifyProgram(program)
            try expect(program.inputTypes, [pairs], "join condition input")
            try expect(program.resultType, .bool, "join condition")
            guard program.segments.count == 1 else { throw PlanError("a join condition drops or adds rows") }
            return checked
        }
    }
}

/// The type of the rows of branches that are read as one.
func commonType(_ branches: ArraySlice<VerifiedBranch>) throws(PlanError) -> DataType {
    guard let first = branches.first else { throw PlanError("a part of a branch has no branches of its own") }
    for branch in branches { try expect(branch.rowType, first.rowType, "rows of an inner branch") }
    return first.rowType
}

func verifyProgram(_ program: Program) throws(PlanError) -> VerifiedProgram {
    do {
        return try Verifier.verify(program)
    } catch {
        throw PlanError(error.description)
    }
}

func expect<T: Equatable>(_ actual: T, _ expected: T, _ what: String) throws(PlanError) {
    if actual != expected { throw PlanError("\(what) is \(actual) where \(expected) comes") }
}

extension AggregateCall {
    func verify(members: [DataType]) throws(PlanError) -> VerifiedProgram? {
        for member in [input, filter] {
            guard let member, !members.indices.contains(member) else { continue }
            throw PlanError("a function of member \(member) of a value with \(members.count)")
        }
        if let filter { try expect(members[filter], .bool, "a filter of rows to aggregate") }
        guard let input else {
            guard function == .count else { throw PlanError("\(function) of no member") }
            return nil
        }
        return try function.verify(members[input])
    }
}

extension AggregateKind {
    /// Checks the function against the type of what it reads.
    fileprivate func verify(_ type: DataType) throws(PlanError) -> VerifiedProgram? {
        switch self {
        case .sum where type != .int && type != .float && type != .decimal: throw PlanError("a sum of \(type)")
        case .average where type != .int && type != .float, .variance where type != .int && type != .float,
            .deviation where type != .int && type != .float:
            throw PlanError("\(self) of \(type)")
        case .and where type != .bool, .or where type != .bool: throw PlanError("a logical reduction of \(type)")
        case .firstRows(let order, let rows):
            guard case .tuple(let members) = type, (1...PlanLimits.firstRowsMax).contains(rows), !order.isEmpty,
                order.allSatisfy({ members.indices.contains($0.member) && !members[$0.member].containsAny })
            else { throw PlanError("the first \(rows) of \(type) by members \(order.map(\.member))") }
            return nil
        case .reduce(let program):
            let checked = try verifyProgram(program)
            try expect(program.inputTypes, [type, type], "reduce program inputs")
            try expect(program.resultType, type, "reduce program result")
            guard program.segments.count == 1 else { throw PlanError("a reduce program drops or adds rows") }
            return checked
        default: return nil
        }
    }
}

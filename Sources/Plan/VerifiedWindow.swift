// SPDX-License-Identifier: Apache-2.0

public import Bytecode
public import Columnar

/// A window, and the types of its rows.
public struct VerifiedWindow: Sendable {
    public let window: Window
    public let keyType: DataType
    public let memberTypes: [DataType]
    /// The reduce programs of the calls that are such.
    public let reduces: [VerifiedProgram?]

    /// Checks the window against the rows that it gets.
    init(_ window: Window, rows: DataType) throws(PlanError) {
        guard window.rowType(rows) != nil, case .tuple(let pair) = rows, case .tuple(let members) = pair[1],
            !members.isEmpty
        else { throw PlanError("a window over rows of type \(rows)") }
        self.window = window
        keyType = pair[0]
        memberTypes = members
        for order in window.order {
            guard members.indices.contains(order.member), !members[order.member].containsAny else {
                throw PlanError("a window ordered by member \(order.member) of \(pair[1])")
            }
        }
        guard !pair[0].containsAny else { throw PlanError("a window over partitions by values of type any") }
        var reduces: [VerifiedProgram?] = []
        for call in window.calls { reduces.append(try VerifiedWindow.verify(call, window, members)) }
        self.reduces = reduces
    }

    private static func verify(
        _ call: WindowCall, _ window: Window, _ memberTypes: [DataType]
    ) throws(PlanError) -> VerifiedProgram? {
        var reduce: VerifiedProgram?
        switch call.function {
        case .tile(let parts): guard parts > 0 else { throw PlanError("\(parts) parts of a partition") }
        case .shifted(let input, _, let otherwise?, _):
            guard memberTypes.indices.contains(otherwise), memberTypes[otherwise] == memberTypes[input] else {
                throw PlanError("member \(otherwise) where one of type \(memberTypes[input]) is needed")
            }
        case .nth(_, let number, _): guard number > 0 else { throw PlanError("row \(number) of a frame") }
        case .aggregate(let call): reduce = try call.verify(members: memberTypes)
        default: break
        }
        for bound in [call.start, call.end] {
            guard case .value(let member) = bound else { continue }
            guard window.order.count == 1, memberTypes.indices.contains(member),
                memberTypes[member] == memberTypes[window.order[0].member]
            else { throw PlanError("a frame by the values of member \(member)") }
        }
        return reduce
    }
}

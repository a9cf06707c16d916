// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Files
import Plan

/// What the joins of a chain, which read their other sides first, let the files before them leave out: rows whose key
/// no row of the other side has. The rows that reach what is behind the joins are the same.
final class SourceFilters {
    /// By operator, for each member of the key of a join, or for the whole key: which of the wanted columns it is.
    private let columns: [Int: [Int?]]
    private let names: [String]
    /// What is asked of columns so far, by their places among those that are wanted.
    private(set) var tests: [WantedRows.Test] = []

    init(_ branch: VerifiedBranch) {
        guard case .files(let scan) = branch.source, scan.purpose == .rows else {
            (columns, names) = ([:], [])
            return
        }
        names = scan.wanted.map { scan.columns[$0].name }
        columns = SourceFilters.columns(branch.operators, count: scan.wanted.count)
    }

    /// The same by the names of the files' columns.
    var wanted: [WantedColumn] { tests.map { WantedColumn(names[$0.place], $0.values) } }

    /// Follows columns through the operators up to the first one that would miss rows.
    private static func columns(_ operators: [VerifiedOperator], count: Int) -> [Int: [Int?]] {
        var rows = Origin.tuple((0..<count).map { .member($0) })
        var found: [Int: [Int?]] = [:]
        for (place, step) in operators.enumerated() {
            switch step {
            case .program(let program):
                guard let next = program.program.origin(of: rows) else { return found }
                rows = next
            case .join(let join):
                guard join.join.order == .ofLeft, case .tuple(let pair) = rows, pair.count == 2 else { return found }
                let keys = members(pair[0], join)
                if join.join.kind.needsMatch, keys.contains(where: { $0 != nil }) { found[place] = keys }
                if let condition = join.join.condition, condition.origin(of: .other) == nil { return found }
                switch join.join.kind {
                case .inner, .left: rows = .tuple([pair[0], .tuple([pair[1], .other])])
                case .semi, .anti: break
                case .antiUnlessNull, .right, .full, .rightSemi, .rightAnti: return found
                }
            default: return found
            }
        }
        return found
    }

    /// The columns that are members of a key, in which no null matches.
    private static func members(_ key: Origin, _ join: VerifiedJoin) -> [Int?] {
        guard case .tuple(let pair) = join.leftType else { return [] }
        let nulls = join.join.matchesNulls
        if case .member(let column) = key { return [pair[0] == .int && !nulls.contains(true) ? column : nil] }
        guard case .tuple(let origins) = key, case .tuple(let types) = pair[0] else { return [] }
        return origins.indices.map { member in
            guard case .member(let column) = origins[member], types[member] == .int else { return nil }
            return nulls.contains(true) ? nil : column
        }
    }

    /// The right side of a join is there: its keys are those that are asked for.
    func add(_ place: Int, _ joiner: HashJoiner) {
        guard let keys = columns[place] else { return }
        for (member, column) in keys.enumerated() {
            guard let column, let values = wantedValues(joiner, member: joiner.hasSeveralKeys ? member : nil)
            else { continue }
            tests.append(WantedRows.Test(place: column, values: values))
        }
    }

    private func wantedValues(_ joiner: HashJoiner, member: Int?) -> WantedValues? {
        var (least, most) = (Int.max, Int.min)
        var values: [Int] = []
        let isKnown = joiner.forEachKey { keys in
            let column = member.map { keys.children[$0] } ?? keys
            let numbers = column.ints
            for row in 0..<column.count where !column.isNull(row) {
                least = min(least, numbers[row])
                most = max(most, numbers[row])
                if values.count <= FilesLimits.wantedValuesMax { values.append(numbers[row]) }
            }
        }
        guard isKnown, least <= most else { return nil }
        if values.count <= FilesLimits.wantedValuesMax { return WantedValues(values) }
        return WantedValues(least...most) { mark in
            _ = joiner.forEachKey { keys in
                let column = member.map { keys.children[$0] } ?? keys
                for row in 0..<column.count where !column.isNull(row) { mark(column.ints[row]) }
            }
        }
    }
}

extension JoinKind {
    /// Whether left rows without a match change nothing.
    fileprivate var needsMatch: Bool {
        switch self {
        case .inner, .semi, .right, .rightSemi, .rightAnti: true
        case .left, .full, .anti, .antiUnlessNull: false
        }
    }
}

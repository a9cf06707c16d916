// SPDX-License-Identifier: Apache-2.0

import Columnar

/// By what rows are grouped.
struct GroupKeys {
    var keys: [NamedExpression]
    /// Several sets of the keys, by their places; nil: all of them, once.
    var sets: [[Int]]?

    /// Whether a set is there more than once, whatever the order of its keys: each makes groups of its own.
    var hasRepeatedSets: Bool {
        guard let sets else { return false }
        return Set(sets.map { Set($0) }).count < sets.count
    }
}

/// The names of calls that stand for several sets of keys in GROUP BY.
public enum GroupingCall {
    public static let rollup = "rollup"
    public static let cube = "cube"
    /// Of structs, each a set.
    public static let sets = "grouping sets"
    /// Of the keys, as a struct, and then of sets of them.
    public static let setsOfKeys = "keys grouping sets"
}

extension Analyser {
    /// The keys of a group: expressions, names of selected items, or their numbers from 1; ROLLUP, CUBE and GROUPING
    /// SETS of these, which multiply.
    func groupKeys(
        _ group: [Syntax], _ selected: [Syntax], _ resolver: Resolver
    ) throws(SQLError) -> GroupKeys {
        var keys: [NamedExpression] = []
        func place(_ key: NamedExpression) -> Int {
            if let known = keys.firstIndex(where: { $0.expression.isSame(as: key.expression) }) { return known }
            keys.append(key)
            return keys.count - 1
        }
        func places(_ syntaxes: [Syntax]) throws(SQLError) -> [Int] {
            var found: [Int] = []
            for syntax in syntaxes {
                let own = try self.keys(of: syntax, selected, resolver)
                found += own.map(place)
            }
            return found
        }
        var sets: [[Int]] = [[]]
        var isSeveral = false
        for syntax in group {
            if Analyser.isGroupingCall(syntax) { isSeveral = true }
            let own = try Analyser.sets(of: syntax, places)
            sets = sets.flatMap { set in own.map { set + $0 } }
        }
        guard isSeveral else { return GroupKeys(keys: keys) }
        for index in keys.indices where !sets.allSatisfy({ $0.contains(index) }) {
            keys[index].attribute.isNullable = true
        }
        return GroupKeys(keys: keys, sets: sets)
    }

    /// The sets of keys that a part of GROUP BY stands for; `places` says where its keys are.
    private static func sets(
        of syntax: Syntax, _ places: ([Syntax]) throws(SQLError) -> [Int]
    ) throws(SQLError) -> [[Int]] {
        guard let (name, members) = groupingCall(syntax) else { return [try places([syntax])] }
        var parts: [[Int]] = []
        if name == GroupingCall.rollup || name == GroupingCall.cube {
            for member in members { parts.append(try places(self.members(member))) }
        }
        switch name {
        case GroupingCall.rollup: return (0...parts.count).reversed().map { parts.prefix($0).flatMap { $0 } }
        case GroupingCall.cube:
            let count = parts.count
            guard count <= RelationalLimits.cubeKeysMax else {
                throw .unsupported(
                    "CUBE of \(count) keys; at most \(RelationalLimits.cubeKeysMax) are possible", at: syntax.place)
            }
            return (0..<(1 << count)).map { bits in
                parts.indices.filter { bits >> (count - 1 - $0) & 1 == 0 }.flatMap { parts[$0] }
            }
        default:
            var rest = members[...]
            // The order of the keys is that in which they are written before the sets.
            if name == GroupingCall.setsOfKeys, let keys = rest.popFirst() { _ = try places(self.members(keys)) }
            for member in rest {
                if groupingCall(member) != nil {
                    parts += try sets(of: member, places)
                } else {
                    parts.append(try places(self.members(member)))
                }
            }
            return parts
        }
    }

    static func isGroupingCall(_ syntax: Syntax) -> Bool { groupingCall(syntax) != nil }

    private static func groupingCall(_ syntax: Syntax) -> (String, [Syntax])? {
        guard case .call(let name, let members, _) = syntax.bare,
            [GroupingCall.rollup, GroupingCall.cube, GroupingCall.sets, GroupingCall.setsOfKeys].contains(
                name.lowercased())
        else { return nil }
        return (name.lowercased(), members)
    }

    /// The keys that are written in parentheses.
    private static func members(_ syntax: Syntax) -> [Syntax] {
        if case .call("struct", let members, _) = syntax.bare { return members }
        return [syntax]
    }

    private func keys(
        of written: Syntax, _ selected: [Syntax], _ resolver: Resolver
    ) throws(SQLError) -> [NamedExpression] {
        var syntax = written
        if case .literal(.int(let number), _) = syntax.bare, !selected.isEmpty {
            guard selected.indices.contains(number - 1) else {
                throw SQLError(
                    "GROUP_BY_POS_OUT_OF_RANGE", ["index": "\(number)", "size": "\(selected.count)"],
                    at: syntax.place)
            }
            syntax = selected[number - 1]
        } else if case .column(let parts, nil) = syntax.bare, parts.count == 1,
            try resolver.scope.find(parts, at: syntax.place) == nil,
            let named = selected.first(where: {
                if case .alias(_, let names) = $0.bare {
                    return names.count == 1 && names[0].lowercased() == parts[0].lowercased()
                }
                return false
            })
        {
            syntax = named
        }
        let found = try items([syntax], resolver)
        for key in found where key.expression.hasAggregate {
            throw SQLError("GROUP_BY_AGGREGATE", ["sqlExpr": resolver.naming.name(syntax)], at: syntax.place)
        }
        return found
    }

    // MARK: Pivot

    /// A row for each group of the columns that are not named, with a column for each value and each aggregate.
    func pivot(
        _ input: Relation, _ aggregates: [Syntax], _ column: Syntax, _ values: [Syntax]
    ) throws(SQLError) -> Relation {
        let resolver = resolver(input)
        var used = try resolver.resolve(column).attributes
        for aggregate in aggregates { try resolver.resolve(aggregate).collectAttributes(into: &used) }
        let group = input.output.filter { !used.contains($0.id) }
        var columns: [Syntax] = []
        for value in values {
            var (literal, name) = (value, resolver.naming.name(value))
            if case .alias(let inner, let names) = value.bare { (literal, name) = (inner, names[0]) }
            let isSame = Syntax.call("<=>", [column, literal])
            for aggregate in aggregates {
                var (function, own) = (aggregate, resolver.naming.name(aggregate))
                if case .alias(let inner, let names) = aggregate.bare { (function, own) = (inner, names[0]) }
                var filter = CallModifiers()
                filter.filter = isSame
                let isThere = Syntax.call(
                    ">", [.call("count", [.literal(.int(1), .int)], filter), .literal(.int(0), .int)])
                let cell = function.replacing { node in
                    guard case .call(let name, let arguments, var modifiers) = node, FunctionTable.isAggregate(name)
                    else { return nil }
                    modifiers.filter = modifiers.filter.map { .call("and", [isSame, $0]) } ?? isSame
                    return .call(name, arguments, modifiers)
                }
                columns.append(
                    .alias(
                        .caseWhen([(isThere, cell)], otherwise: nil),
                        [aggregates.count == 1 ? name : "\(name)_\(own)"]))
            }
        }
        let keys = group.map { Syntax.column([$0.name], frame: nil) }
        return try aggregate(input, keys, columns)
    }
}

extension FunctionTable {
    /// What a row of several sets of keys is a sum over.
    static let groupingFunctions: [SQLFunction] = [
        SQLFunction("grouping", takes: 1...1, "1 in rows that sum up over this key, else 0.") {
            (call) throws(SQLError) in
            call.result(.grouping, call.arguments, .tinyint, isNullable: false)
        },
        SQLFunction("grouping_id", takes: 0...Int.max, "The keys that a row sums up over, as bits.") {
            (call) throws(SQLError) in
            call.result(.groupingID, call.arguments, .bigint, isNullable: false)
        },
    ]
}

extension Expression {
    /// Whether it belongs to groups: an aggregate, or what is asked of their keys.
    var isOfGroups: Bool {
        switch kind {
        case .aggregate, .call(.grouping, _, _), .call(.groupingID, _, _): true
        default: false
        }
    }
}

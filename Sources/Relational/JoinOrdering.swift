// SPDX-License-Identifier: Apache-2.0

/// Orders inner joins: of the trees over their relations that join what is connected, the one with the fewest rows on
/// the way, all trees tried for a few relations, the smallest next pair taken for many. No product is made that the
/// query does not ask for.
struct JoinOrdering {
    let cardinality: Cardinality

    func ordered(_ relation: Relation) -> Relation {
        guard let region = Region(relation, cardinality) else {
            return relation.with(inputs: relation.inputs.map { ordered($0) })
        }
        let leaves = region.leaves.map { ordered($0) }
        let graph = Graph(leaves, region.conditions, cardinality)
        guard let tree = leaves.count <= RelationalLimits.joinsTriedMax ? graph.best() : graph.greedy() else {
            return relation.with(inputs: relation.inputs.map { ordered($0) })
        }
        let joined = Relation(tree.kind, relation.output)
        guard let rest = Expression.all(region.late) else { return joined }
        return Relation(.filter(joined, rest), relation.output)
    }

    /// Relations that are joined with each other, whatever the order.
    private struct Region {
        var leaves: [Relation] = []
        var conditions: [Expression] = []
        /// Conditions that may fail: they are looked at last, in their order.
        var late: [Expression] = []

        /// Nil when there are fewer than three relations: two need no order.
        init?(_ relation: Relation, _ cardinality: Cardinality) {
            guard case .join = relation.kind else { return nil }
            collect(relation, cardinality)
            guard leaves.count > 2 else { return nil }
        }

        private mutating func collect(_ relation: Relation, _ cardinality: Cardinality) {
            switch relation.kind {
            case .join(let left, let right, let type, let condition) where type == .inner || type == .cross:
                collect(left, cardinality)
                collect(right, cardinality)
                for conjunct in condition?.conjuncts ?? [] {
                    if cardinality.mayFail(conjunct, over: relation) {
                        late.append(conjunct)
                    } else {
                        conditions.append(conjunct)
                    }
                }
            default: leaves.append(relation)
            }
        }
    }

    /// Relations, and what connects them. Sets of relations are bits.
    private final class Graph {
        private struct Edge {
            var leaves: UInt64
            let condition: Expression
            let isEquality: Bool
        }

        /// The cheapest tree of a set, by its two parts; none of one relation.
        private struct Plan {
            var cost: Double
            var parts: (Int, Int)?
        }

        private let leaves: [Relation]
        private let guesses: [Cardinality.Guess]
        private let edges: [Edge]
        /// What equalities between two relations, and other conditions, leave of the rows.
        private var factors: [(leaves: UInt64, factor: Double)] = []
        private var counts: [UInt64: Double] = [:]

        init(_ leaves: [Relation], _ conditions: [Expression], _ cardinality: Cardinality) {
            self.leaves = leaves
            let guesses = leaves.map { cardinality.guess($0) }
            self.guesses = guesses
            let columns = leaves.map { Set($0.output.map(\.id)) }
            var edges: [Edge] = []
            var keys: [UInt64: [(left: Expression, right: Expression)]] = [:]
            for condition in conditions {
                let used = condition.attributes
                var bits: UInt64 = 0
                for place in leaves.indices where !columns[place].isDisjoint(with: used) { bits |= 1 << UInt64(place) }
                var isEquality = false
                if bits.nonzeroBitCount == 2 {
                    let (one, two) = (bits.trailingZeroBitCount, 63 - bits.leadingZeroBitCount)
                    if let sides = condition.sides(columns[one], columns[two]) {
                        keys[bits, default: []].append(sides)
                        isEquality = true
                    }
                }
                edges.append(Edge(leaves: bits, condition: condition, isEquality: isEquality))
            }
            self.edges = edges
            for (bits, sides) in keys {
                let (one, two) = (guesses[bits.trailingZeroBitCount], guesses[63 - bits.leadingZeroBitCount])
                factors.append((bits, 1 / max(cardinality.domain(sides, one, two) ?? 1, 1)))
            }
            for edge in edges where !edge.isEquality {
                let guess = Cardinality.Guess(rows: 1)
                factors.append((edge.leaves, cardinality.selectivity(of: edge.condition, guess)))
            }
        }

        private func rows(_ set: UInt64) -> Double {
            if let known = counts[set] { return known }
            var rows = 1.0
            for place in leaves.indices where set & (1 << UInt64(place)) != 0 { rows *= guesses[place].rows }
            for (bits, factor) in factors where bits & ~set == 0 { rows *= factor }
            rows = max(rows, 1)
            counts[set] = rows
            return rows
        }

        private func isConnected(_ one: UInt64, _ two: UInt64) -> Bool {
            edges.contains {
                $0.isEquality && $0.leaves & one != 0 && $0.leaves & two != 0 && $0.leaves & ~(one | two) == 0
            }
        }

        /// The cheapest tree; nil when not all relations are connected.
        func best() -> Relation? {
            let all = (1 << leaves.count) - 1
            var neighbours = [Int](repeating: 0, count: all + 1)
            for edge in edges where edge.isEquality {
                let (one, two) = (edge.leaves.trailingZeroBitCount, 63 - edge.leaves.leadingZeroBitCount)
                neighbours[1 << one] |= 1 << two
                neighbours[1 << two] |= 1 << one
            }
            var counts = [Double](repeating: 0, count: all + 1)
            var plans = [Plan?](repeating: nil, count: all + 1)
            for set in 1...all {
                counts[set] = rows(UInt64(set))
                let first = set & -set
                if set == first {
                    plans[set] = Plan(cost: 0)
                    continue
                }
                neighbours[set] = neighbours[first] | neighbours[set ^ first]
                var part = (set - 1) & set
                while part != 0 {
                    let other = set ^ part
                    // Each pair once. The smaller side becomes a table, the other goes by.
                    if part > other, let one = plans[part], let two = plans[other], neighbours[part] & other != 0 {
                        let (first, second) = (counts[part], counts[other])
                        let own = 2 * min(first, second) + max(first, second) + counts[set]
                        let cost = one.cost + two.cost + own
                        if cost < plans[set]?.cost ?? .infinity { plans[set] = Plan(cost: cost, parts: (part, other)) }
                    }
                    part = (part - 1) & set
                }
            }
            func tree(_ set: Int) -> Relation? {
                guard let plan = plans[set] else { return nil }
                guard let (one, two) = plan.parts else { return leaves[set.trailingZeroBitCount] }
                guard let left = tree(one), let right = tree(two) else { return nil }
                return joined((UInt64(one), left), (UInt64(two), right))
            }
            return tree(all)
        }

        /// Always the pair that gives the fewest rows; what is not connected comes last.
        func greedy() -> Relation? {
            var sets = leaves.enumerated().map { (bits: UInt64(1) << UInt64($0.offset), relation: $0.element) }
            guard sets.count <= 64 else { return nil }
            while sets.count > 1 {
                var best: (one: Int, two: Int, rows: Double)?
                for one in sets.indices {
                    for two in sets.indices.dropFirst(one + 1) where isConnected(sets[one].bits, sets[two].bits) {
                        let rows = rows(sets[one].bits | sets[two].bits)
                        if rows < best?.rows ?? .infinity { best = (one, two, rows) }
                    }
                }
                guard let (one, two, _) = best else { return nil }
                let relation = joined(sets[one], sets[two])
                let bits = sets[one].bits | sets[two].bits
                sets.remove(at: two)
                sets[one] = (bits, relation)
            }
            return sets[0].relation
        }

        /// The side with more rows on the left, which goes by.
        private func joined(
            _ one: (bits: UInt64, relation: Relation), _ two: (bits: UInt64, relation: Relation)
        ) -> Relation {
            let (left, right) = rows(one.bits) >= rows(two.bits) ? (one, two) : (two, one)
            let set = left.bits | right.bits
            let conditions = edges.filter { edge in
                edge.leaves & ~set == 0 && edge.leaves & ~left.bits != 0 && edge.leaves & ~right.bits != 0
            }
            return Relation(
                .join(
                    left.relation, right.relation, .inner, condition: Expression.all(conditions.map(\.condition))),
                left.relation.output + right.relation.output)
        }
    }
}

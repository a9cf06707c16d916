// SPDX-License-Identifier: Apache-2.0

import Driver
import Plan
import Relational

/// The plan of a query as it is lowered: a node for each relation, in the order in which they are asked for their rows.
/// Steps that are made for a node carry its number (`StepPart`). Used by one thread at a time.
final class PlanTrace {
    private(set) var nodes: [PlanNode] = []
    private let first: Int
    private let guesses: Bool
    /// Nodes that are being lowered, the innermost last.
    private var open: [Int] = []

    /// - Parameters:
    ///   - first: the number of its first node.
    ///   - guesses: whether sizes are guessed, for which sources may have to look at their files.
    init(first: Int = 0, guesses: Bool = false) {
        self.first = first
        self.guesses = guesses
    }

    /// The node that is being lowered, and the one that takes its rows.
    var current: Int? { open.last }
    var parent: Int? { open.dropLast().last }

    func begin(_ relation: Relation, needed: Set<Int>, _ cardinality: Cardinality) {
        let number = first + nodes.count
        // Those beyond the limit are told by none, but keep their numbers apart.
        var node = PlanNode(number: number, parent: open.last, label: "")
        if number < DriverLimits.queryNodesMax {
            node.label = relation.label(most: DriverLimits.queryNodeBytesMax)
            if guesses {
                node.rowsGuessed = Int(guess: cardinality.rows(of: relation))
                node.bytesGuessed = Int(guess: cardinality.byteCount(of: relation, needed))
            } else if let rows = cardinality.knownRows(of: relation) {
                node.rowsGuessed = Int(guess: rows)
                node.bytesGuessed = Int(guess: cardinality.byteCount(of: relation, needed))
            }
        }
        nodes.append(node)
        open.append(number)
    }

    func end() { open.removeLast() }
}

extension Int {
    /// A guess as a whole number.
    fileprivate init(guess: Double) {
        let most = Double(1 << 60)
        self = Int(guess < most ? Swift.max(guess, 0) : most)
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Bytecode

/// How a function of the user's runs, as explanations tell it.
public struct FunctionNote: Hashable, Sendable {
    /// Why a function is a script, called once a row.
    public enum Script: Hashable, Sendable {
        /// It is one of a whole partition: those are.
        case ofPartition
        /// A construct has no typed form: what, where, and what would have one (empty: not known).
        case because(String, SourcePlace, advice: String)
    }

    /// The operation that it was given to: `map`.
    public var operation: String
    /// Its name: `<lambda>` of one without.
    public var function: String
    /// Where it is written.
    public var place: SourcePlace
    /// nil: it runs as instructions over whole columns.
    public var script: Script?

    public init(operation: String, function: String, place: SourcePlace, script: Script?) {
        self.operation = operation
        self.function = function
        self.place = place
        self.script = script
    }
}

/// The functions of an operation: made when somebody asks.
public typealias FunctionNotes = @Sendable () -> [FunctionNote]

extension Lineage {
    /// The functions that the rows run through, each once, those nearer to the sources first.
    public var functionNotes: [FunctionNote] {
        enum Work {
            case visit(Lineage)
            case leave(Lineage)
        }
        var found: [FunctionNote] = []
        var known: Set<FunctionNote> = []
        var seen: Set<ObjectIdentifier> = []
        var work = [Work.visit(self)]
        while let next = work.popLast() {
            switch next {
            case .visit(let lineage):
                guard seen.insert(ObjectIdentifier(lineage)).inserted else { continue }
                work.append(.leave(lineage))
                for parent in lineage.parents.reversed() { work.append(.visit(parent)) }
            case .leave(let lineage):
                for note in lineage.functions?() ?? [] where known.insert(note).inserted { found.append(note) }
            }
        }
        return found
    }
}

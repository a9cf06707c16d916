// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Files
public import Plan

/// A resilient distributed dataset: rows of one Swift type in partitions, described by how they come about. Operations
/// give new RDDs and run nothing; actions run a job. Lost partitions are made again.
///
/// Closures are traced: they run once, on expressions that stand for the rows, and what they do with them is compiled.
public struct RDD<Element: Value>: Sendable {
    package let dataset: Dataset

    package init(dataset: Dataset) {
        precondition(
            dataset.rowType == Element.dataType, "rows are \(dataset.rowType), not \(Element.dataType)")
        self.dataset = dataset
    }

    /// Number of partitions.
    public var partitionCount: Int { dataset.partitionCount }

    // MARK: Narrow operations

    /// The value of `transform` for each row.
    public func map<R: ExprConvertible>(
        file: StaticString = #fileID, line: UInt = #line, _ transform: (Expr<Element>) -> R
    ) throws(MartletError) -> RDD<R.Result> {
        let closure = Tracing.closure(file: file, line: line, transform)
        return RDD<R.Result>(dataset: try dataset.adding(.map(closure)))
    }

    /// The rows for which `isIncluded` is true.
    public func filter<R: ExprConvertible<Bool>>(
        file: StaticString = #fileID, line: UInt = #line, _ isIncluded: (Expr<Element>) -> R
    ) throws(MartletError) -> RDD<Element> {
        let closure = Tracing.closure(file: file, line: line, isIncluded)
        return RDD(dataset: try dataset.adding(.filter(closure)))
    }

    /// The elements of the list that `transform` gives for each row, each a row.
    public func flatMap<Item: Value, R: ExprConvertible<[Item]>>(
        file: StaticString = #fileID, line: UInt = #line, _ transform: (Expr<Element>) -> R
    ) throws(MartletError) -> RDD<Item> {
        let closure = Tracing.closure(file: file, line: line, transform)
        return RDD<Item>(dataset: try dataset.adding(.flatMap(closure)))
    }

    /// Pairs (value of `key`, row).
    public func keyBy<R: ExprConvertible>(
        file: StaticString = #fileID, line: UInt = #line, _ key: (Expr<Element>) -> R
    ) throws(MartletError) -> RDD<Pair<R.Result, Element>> {
        let closure = Tracing.closure(file: file, line: line, key)
        return RDD<Pair<R.Result, Element>>(dataset: try dataset.adding(.keyBy(closure)))
    }

    /// The rows of this RDD, then those of `other`; duplicates are kept.
    public func union(
        _ other: RDD<Element>, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Element> {
        RDD(dataset: try Dataset.union([dataset, other.dataset], name: callSite("union", file, line)))
    }

    // MARK: Kept rows

    /// The same rows, which are kept in memory once they are computed: `persist(.memory)`.
    public func cache(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> RDD<Element> {
        try persist(.memory, file: file, line: line)
    }

    /// The same rows, whose partitions the executors that compute them keep at a level, so that actions on this RDD and
    /// on what is made of it read them. What finds no room, or is lost with its executor, is computed again. They are
    /// kept until `unpersist`, or as long as there is this RDD or one that is made of it.
    public func persist(
        _ level: StorageLevel, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Element> {
        RDD(dataset: try dataset.stored(level, name: callSite("persist", file, line)))
    }

    /// Lets go of what executors keep of this RDD, which `persist` has given: its rows are computed again from now on.
    public func unpersist() { dataset.stored?.release() }

    // MARK: Shuffles

    /// Each different row once. `partitions`: as many as now unless said.
    public func distinct(
        partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Element> {
        RDD(dataset: try dataset.distinct(name: callSite("distinct", file, line), partitions: partitions))
    }

    /// The rows in the order of `key`; rows with equal keys stay in their order.
    public func sortBy<R: ExprConvertible>(
        descending: Bool = false, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
        _ key: (Expr<Element>) -> R
    ) throws(MartletError) -> RDD<Element> {
        let closure = Tracing.closure(file: file, line: line, key)
        // The row itself as key needs no program.
        let isRow = if case .variable = closure.body.kind { true } else { false }
        return RDD(
            dataset: try dataset.sorted(
                by: isRow ? nil : .map(closure), descending: descending, name: callSite("sortBy", file, line),
                partitions: partitions))
    }

    /// The rows spread evenly over `partitions`.
    public func repartition(
        _ partitions: Int, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Element> {
        RDD(dataset: try dataset.repartitioned(partitions, name: callSite("repartition", file, line)))
    }

    // MARK: Actions

    /// All rows, in partition order.
    public func collect(
        file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> [Element] {
        let columns = try dataset.collect(name: callSite("collect", file, line))
        return columns.count == 1 ? Element.decode(columns[0]) : columns.flatMap { Element.decode($0) }
    }

    /// The number of rows.
    public func count(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> Int {
        try dataset.count(name: callSite("count", file, line))
    }

    /// The first `rows` rows, or all when there are fewer. Reads as few partitions as it can.
    public func take(
        _ rows: Int, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> [Element] {
        try dataset.take(rows, name: callSite("take", file, line)).flatMap { Element.decode($0) }
    }

    /// The first row. Throws `MartletError.empty` when there is none.
    public func first(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> Element {
        guard let row = try take(1, file: file, line: line).first else {
            throw .empty("first() at \(file):\(line): the RDD has no rows")
        }
        return row
    }

    /// All rows combined two at a time by an associative closure, in order. Throws `MartletError.empty` without rows.
    public func reduce<R: ExprConvertible<Element>>(
        file: StaticString = #fileID, line: UInt = #line, _ combine: (Expr<Element>, Expr<Element>) -> R
    ) throws(MartletError) -> Element {
        let closure = Tracing.closure(file: file, line: line, combine)
        let name = callSite("reduce", file, line)
        guard let result = try dataset.reduce(try AggregateKind(closure, Element.dataType), name: name) else {
            throw .empty("\(name): the RDD has no rows")
        }
        return Element.decode(result)[0]
    }

    /// Runs `body` on every row for the errors that it may have; its values are dropped. Closures cannot act outside of
    /// the engine, so this is of use with `fail` and to force evaluation.
    public func foreach<R: ExprConvertible>(
        file: StaticString = #fileID, line: UInt = #line, _ body: (Expr<Element>) -> R
    ) throws(MartletError) {
        let closure = Tracing.closure(file: file, line: line, body)
        try dataset.adding(.map(closure)).discard(name: callSite("foreach", file, line))
    }

    /// Writes each row as a line of text, one file a partition, into a folder that must not exist. Strings as they are,
    /// tuples as `(a, b)`, lists as `[a, b]`. The folder is complete when `_SUCCESS` is there.
    public func saveAsTextFile(
        _ directory: String, gzip: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) {
        var lines = dataset
        if Element.dataType != .string {
            let row = Variable("$0")
            let text = Closure.traced(
                parameters: [row], body: textNode(Node(.variable(row)), Element.dataType), file: "\(file)",
                line: Int(line))
            lines = try dataset.adding(.map(text))
        }
        try lines.saveAsText(directory, compression: gzip ? .gzip : .none, name: callSite("saveAsTextFile", file, line))
    }

    /// Writes the rows in the engine's own form, one file a partition, into a folder that must not exist;
    /// `Session.objectFile` reads them. The folder is complete when `_SUCCESS` is there.
    public func saveAsObjectFile(
        _ directory: String, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) {
        try dataset.saveAsBlocks(directory, name: callSite("saveAsObjectFile", file, line))
    }
}

extension RDD where Element: NumericValue {
    /// The sum of all rows; 0 without rows. An integer overflow is an error.
    public func sum(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> Element {
        if let result = try dataset.reduce(.sum, name: callSite("sum", file, line)) { return Element.decode(result)[0] }
        let zero: Scalar = Element.dataType == .float ? .float(0) : .int(0)
        return Element.decode(Column(Element.dataType, [zero])!)[0]
    }
}

extension RDD where Element: Comparable {
    /// The least row. Throws `MartletError.empty` without rows.
    public func min(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> Element {
        try extreme(.minimum, callSite("min", file, line))
    }

    /// The greatest row. Throws `MartletError.empty` without rows.
    public func max(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> Element {
        try extreme(.maximum, callSite("max", file, line))
    }

    private func extreme(_ kind: AggregateKind, _ name: String) throws(MartletError) -> Element {
        guard let result = try dataset.reduce(kind, name: name) else {
            throw .empty("\(name): the RDD has no rows")
        }
        return Element.decode(result)[0]
    }
}

/// How a job is called in progress, logs and errors.
package func callSite(_ operation: String, _ file: StaticString, _ line: UInt) -> String {
    "\(operation) at \(file):\(line)"
}

/// The text of a value, as `saveAsTextFile` writes it.
func textNode(_ value: Node, _ type: DataType) -> Node {
    func text(_ literal: String) -> Node { Node(.constant(.init(type: .string, value: .string(literal)))) }
    func joined(_ parts: [Node]) -> Node {
        parts.dropFirst().reduce(parts[0]) { Node(.call(.concatenate, [$0, $1])) }
    }
    switch type {
    case .string: return value
    case .tuple(let members):
        var parts = [text("(")]
        for (index, member) in members.enumerated() {
            if index > 0 { parts.append(text(", ")) }
            parts.append(textNode(Node(.member(value, index)), member))
        }
        return joined(parts + [text(")")])
    case .list(let element):
        let item = Variable("item")
        let texts = Node(.mapList(value, item, body: textNode(Node(.variable(item)), element)))
        return joined([text("["), Node(.call(.join, [texts, text(", ")])), text("]")])
    default: return Node(.call(.toString, [value]))
    }
}

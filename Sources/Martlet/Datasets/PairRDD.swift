// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Plan

extension RDD where Element: PairValue {
    /// The value of `transform` for each value, with its key.
    public func mapValues<R: ExprConvertible>(
        file: StaticString = #fileID, line: UInt = #line, _ transform: (Expr<Element.Second>) -> R
    ) throws(MartletError) -> RDD<Pair<Element.First, R.Result>> {
        let closure = Tracing.closure(file: file, line: line, transform)
        return RDD<Pair<Element.First, R.Result>>(dataset: try dataset.adding(.mapValues(closure)))
    }

    /// A pair (key, element) for each element of the list that `transform` gives for the value.
    public func flatMapValues<Result: Value, R: ExprConvertible<[Result]>>(
        file: StaticString = #fileID, line: UInt = #line, _ transform: (Expr<Element.Second>) -> R
    ) throws(MartletError) -> RDD<Pair<Element.First, Result>> {
        let closure = Tracing.closure(file: file, line: line, transform)
        return RDD<Pair<Element.First, Result>>(dataset: try dataset.adding(.flatMapValues(closure)))
    }

    /// The keys.
    public func keys(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> RDD<Element.First> {
        RDD<Element.First>(dataset: try dataset.adding(.map(memberClosure(0, file, line))))
    }

    /// The values.
    public func values(file: StaticString = #fileID, line: UInt = #line) throws(MartletError) -> RDD<Element.Second> {
        RDD<Element.Second>(dataset: try dataset.adding(.map(memberClosure(1, file, line))))
    }

    /// One pair a key, its values combined by an associative closure, in order. Values are combined before they travel.
    /// `partitions`: as many as now unless said.
    public func reduceByKey<R: ExprConvertible<Element.Second>>(
        partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line,
        _ combine: (Expr<Element.Second>, Expr<Element.Second>) -> R
    ) throws(MartletError) -> RDD<Pair<Element.First, Element.Second>> {
        let closure = Tracing.closure(file: file, line: line, combine)
        let kind = try AggregateKind(closure, Element.Second.dataType)
        return RDD<Pair<Element.First, Element.Second>>(
            dataset: try dataset.aggregateByKey(
                kind, name: callSite("reduceByKey", file, line), partitions: partitions))
    }

    /// One pair (key, list of its values in order) a key.
    public func groupByKey(
        partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Pair<Element.First, [Element.Second]>> {
        RDD<Pair<Element.First, [Element.Second]>>(
            dataset: try dataset.aggregateByKey(
                .collectList, name: callSite("groupByKey", file, line), partitions: partitions))
    }

    /// A pair (key, (value here, value there)) for each pair of rows with equal keys. No product of rows is held in
    /// memory, however many have one key. `partitions`: as many as the side with more of them unless said.
    public func join<Other: Value>(
        _ other: RDD<Pair<Element.First, Other>>, partitions: Int? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) throws(MartletError) -> RDD<Pair<Element.First, Pair<Element.Second, Other>>> {
        RDD<Pair<Element.First, Pair<Element.Second, Other>>>(
            dataset: try dataset.joined(
                with: other.dataset, .inner, name: callSite("join", file, line), partitions: partitions))
    }

    /// As `join`, and each row here without a match once with nil.
    public func leftOuterJoin<Other: Value>(
        _ other: RDD<Pair<Element.First, Other>>, partitions: Int? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) throws(MartletError) -> RDD<Pair<Element.First, Pair<Element.Second, Other?>>> {
        RDD<Pair<Element.First, Pair<Element.Second, Other?>>>(
            dataset: try dataset.joined(
                with: other.dataset, .left, name: callSite("leftOuterJoin", file, line), partitions: partitions))
    }

    /// As `join`, and each row there without a match once with nil.
    public func rightOuterJoin<Other: Value>(
        _ other: RDD<Pair<Element.First, Other>>, partitions: Int? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) throws(MartletError) -> RDD<Pair<Element.First, Pair<Element.Second?, Other>>> {
        RDD<Pair<Element.First, Pair<Element.Second?, Other>>>(
            dataset: try dataset.joined(
                with: other.dataset, .right, name: callSite("rightOuterJoin", file, line), partitions: partitions))
    }

    /// As `join`, and each row of either side without a match once with nil.
    public func fullOuterJoin<Other: Value>(
        _ other: RDD<Pair<Element.First, Other>>, partitions: Int? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) throws(MartletError) -> RDD<Pair<Element.First, Pair<Element.Second?, Other?>>> {
        RDD<Pair<Element.First, Pair<Element.Second?, Other?>>>(
            dataset: try dataset.joined(
                with: other.dataset, .full, name: callSite("fullOuterJoin", file, line), partitions: partitions))
    }

    /// The pairs whose key the other does not have.
    public func subtractByKey<Other: Value>(
        _ other: RDD<Pair<Element.First, Other>>, partitions: Int? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) throws(MartletError) -> RDD<Element> {
        RDD(
            dataset: try dataset.joined(
                with: other.dataset, .anti, name: callSite("subtractByKey", file, line), partitions: partitions))
    }

    /// The pairs in the order of their keys; pairs with equal keys stay in their order.
    public func sortByKey(
        descending: Bool = false, partitions: Int? = nil, file: StaticString = #fileID, line: UInt = #line
    ) throws(MartletError) -> RDD<Element> {
        RDD(
            dataset: try dataset.sorted(
                by: .map(memberClosure(0, file, line)), descending: descending,
                name: callSite("sortByKey", file, line), partitions: partitions))
    }

    private func memberClosure(_ index: Int, _ file: StaticString, _ line: UInt) -> Closure {
        let row = Variable("$0")
        return .traced(
            parameters: [row], body: Node(.member(Node(.variable(row)), index)), file: "\(file)", line: Int(line))
    }
}

extension AggregateKind {
    /// The aggregate that a reduce closure over `type` means.
    init(_ closure: Closure, _ type: DataType) throws(MartletError) {
        do {
            switch try compileReduce(closure, type: type) {
            case .sum: self = .sum
            case .minimum: self = .minimum
            case .maximum: self = .maximum
            case .and: self = .and
            case .or: self = .or
            case .program(let program): self = .reduce(program)
            }
        } catch {
            throw .closure("\(error)")
        }
    }
}

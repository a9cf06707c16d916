// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Two values together; a row (key, value) of the operations by key.
public struct Pair<First: Value, Second: Value>: Value {
    public var first: First
    public var second: Second

    public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    public var key: First { first }
    public var value: Second { second }

    public static var dataType: DataType { .tuple([First.dataType, Second.dataType]) }

    public static func decode(_ column: Column) -> [Pair] {
        zip(First.decode(column.children[0]), Second.decode(column.children[1])).map { Pair($0, $1) }
    }

    public static func encode(_ values: [Pair]) -> Column {
        Column.tuple([First.encode(values.map(\.first)), Second.encode(values.map(\.second))], count: values.count)
    }

    public var scalar: Scalar { .tuple([first.scalar, second.scalar]) }
}

/// Three values together.
public struct Triple<First: Value, Second: Value, Third: Value>: Value {
    public var first: First
    public var second: Second
    public var third: Third

    public init(_ first: First, _ second: Second, _ third: Third) {
        self.first = first
        self.second = second
        self.third = third
    }

    public static var dataType: DataType { .tuple([First.dataType, Second.dataType, Third.dataType]) }

    public static func decode(_ column: Column) -> [Triple] {
        let first = First.decode(column.children[0])
        let second = Second.decode(column.children[1])
        let third = Third.decode(column.children[2])
        return (0..<column.count).map { Triple(first[$0], second[$0], third[$0]) }
    }

    public static func encode(_ values: [Triple]) -> Column {
        Column.tuple(
            [
                First.encode(values.map(\.first)), Second.encode(values.map(\.second)),
                Third.encode(values.map(\.third)),
            ],
            count: values.count)
    }

    public var scalar: Scalar { .tuple([first.scalar, second.scalar, third.scalar]) }
}

extension Pair: Equatable where First: Equatable, Second: Equatable {}
extension Pair: Hashable where First: Hashable, Second: Hashable {}

extension Pair: Comparable where First: Comparable, Second: Comparable {
    public static func < (left: Pair, right: Pair) -> Bool {
        (left.first, left.second) < (right.first, right.second)
    }
}

extension Pair: CustomStringConvertible {
    public var description: String { "(\(first), \(second))" }
}

extension Triple: Equatable where First: Equatable, Second: Equatable, Third: Equatable {}
extension Triple: Hashable where First: Hashable, Second: Hashable, Third: Hashable {}

extension Triple: Comparable where First: Comparable, Second: Comparable, Third: Comparable {
    public static func < (left: Triple, right: Triple) -> Bool {
        (left.first, left.second, left.third) < (right.first, right.second, right.third)
    }
}

extension Triple: CustomStringConvertible {
    public var description: String { "(\(first), \(second), \(third))" }
}

/// `Pair`, as a constraint of what only pairs have.
public protocol PairValue: Value {
    associatedtype First: Value
    associatedtype Second: Value
}

extension PairValue {
    public typealias Key = First
    public typealias Item = Second
}

/// `Triple`, as a constraint.
public protocol TripleValue: Value {
    associatedtype First: Value
    associatedtype Second: Value
    associatedtype Third: Value
}

extension Pair: PairValue {}
extension Triple: TripleValue {}

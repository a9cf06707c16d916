// SPDX-License-Identifier: Apache-2.0

/// An iterator of values that are there or can be worked out; also the base of views in that it is its own iterator.
class BasicIterator: ScriptObject, ValueIterator {
    override init() {
        super.init()
        loopKind = .basic
    }

    func next(_ host: any ScriptHost) throws(Raised) -> Value? { nil }

    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { self }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        switch name {
        case "__iter__": return .object(self)
        case "__next__":
            guard let value = try next(host) else { throw Raised("StopIteration", arguments: []) }
            return value
        default: return nil
        }
    }
}

final class ListIterator: BasicIterator {
    private let list: ListObject
    private var position = 0

    init(_ list: ListObject) {
        self.list = list
        super.init()
        loopKind = .list
    }

    override var typeName: String { "list_iterator" }

    @inline(__always)
    func step() -> Value? {
        guard position < list.elements.count else {
            position = .max
            return nil
        }
        position += 1
        return list.elements[position - 1]
    }

    override func next(_ host: any ScriptHost) throws(Raised) -> Value? { step() }
}

final class TupleIterator: BasicIterator {
    private var elements: [Value]
    private var position = 0

    init(_ elements: [Value]) {
        self.elements = elements
        super.init()
        loopKind = .tuple
    }

    deinit { LettingGo.take(&elements) }

    override var typeName: String { "tuple_iterator" }

    @inline(__always)
    func step() -> Value? {
        guard position < elements.count else { return nil }
        position += 1
        return elements[position - 1]
    }

    override func next(_ host: any ScriptHost) throws(Raised) -> Value? { step() }
}

final class TextIterator: BasicIterator {
    private let text: Text
    private var offset = 0

    init(_ text: Text) {
        self.text = text
        super.init()
        loopKind = .text
    }

    override var typeName: String { "str_iterator" }

    override func next(_ host: any ScriptHost) throws(Raised) -> Value? { step(host as? ScriptInstance) }

    @inline(__always)
    func step(_ instance: ScriptInstance?) -> Value? {
        let bytes = text.utf8
        guard offset < bytes.count else { return nil }
        if bytes[offset] < 0x80, let instance {
            offset += 1
            return .text(instance.character(bytes[offset - 1]))
        }
        var end = offset + 1
        while end < bytes.count && bytes[end] & 0xC0 == 0x80 { end += 1 }
        defer { offset = end }
        return .text(Text(utf8: Array(bytes[offset..<end])))
    }
}

final class DictIterator: BasicIterator {
    private let dict: DictObject
    private let part: DictView.Part
    private let isSet: Bool
    private let countBefore: Int
    private var position = 0

    init(_ dict: DictObject, _ part: DictView.Part, isSet: Bool = false) {
        self.dict = dict
        self.part = part
        self.isSet = isSet
        countBefore = dict.count
    }

    override var typeName: String { isSet ? "set_iterator" : "dict_\(part.singular)iterator" }

    override func next(_ host: any ScriptHost) throws(Raised) -> Value? {
        if dict.count != countBefore {
            throw Raised("RuntimeError", "\(isSet ? "Set" : "dictionary") changed size during iteration")
        }
        return dict.next(from: &position).map { part.value($0) }
    }
}

final class RangeIterator: BasicIterator {
    private var value: Int
    private let step_: Int
    private var left: Int

    init(_ range: RangeObject) {
        value = range.start
        step_ = range.step
        left = range.count
        super.init()
        loopKind = .range
    }

    override var typeName: String { "range_iterator" }

    @inline(__always)
    func step() -> Int? {
        guard left > 0 else { return nil }
        left &-= 1
        defer { value = value &+ step_ }
        return value
    }

    override func next(_ host: any ScriptHost) throws(Raised) -> Value? { step().map { .int($0) } }
}

/// An iterator of the engine as a value.
public final class IteratorBox: ScriptObject, ValueIterator {
    let base: any ValueIterator

    public init(_ base: any ValueIterator) {
        self.base = base
        super.init()
        loopKind = .box
    }

    public override var typeName: String { "iterator" }
    public override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { self }
    public func next(_ host: any ScriptHost) throws(Raised) -> Value? { try base.next(host) }

    public override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: [(name: String, value: Value)], _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        switch name {
        case "__iter__": return .object(self)
        case "__next__":
            guard let value = try next(host) else { throw Raised("StopIteration", arguments: []) }
            return value
        // For the engine's own functions.
        case "__combined__" where arguments.count == 2:
            return .object(CombiningIterator(base, create: arguments[0], merge: arguments[1]))
        default: return nil
        }
    }
}

/// `range(start, stop, step)`.
public final class RangeObject: ScriptObject {
    public let start: Int
    public let stop: Int
    public let step: Int
    public let count: Int

    /// nil when the step is 0 or there are more values than a 64-bit number counts.
    public init?(_ start: Int, _ stop: Int, _ step: Int) {
        guard step != 0 else { return nil }
        self.start = start
        self.stop = stop
        self.step = step
        if step > 0 ? start >= stop : start <= stop {
            count = 0
        } else {
            let distance = step > 0 ? UInt(bitPattern: stop &- start) : UInt(bitPattern: start &- stop)
            let number = (distance - 1) / step.magnitude
            guard number < UInt(Int.max) else { return nil }
            count = Int(number) + 1
        }
    }

    public override var typeName: String { "range" }
    public override var isTrue: Bool { count > 0 }
    public override var length: Int? { count }

    func value(_ index: Int) -> Int { start &+ index &* step }

    public override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { RangeIterator(self) }

    public override func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? {
        if case .object(let object) = index, let slice = object as? SliceObject {
            let (first, last, turn) = try slice.indices(count)
            let (stride, overflows) = step.multipliedReportingOverflow(by: turn)
            if overflows { throw overflow() }
            return RangeObject(value(first), value(last), stride).map { .object($0) }
        }
        guard let whole = index.wholeNumber else {
            throw Raised("TypeError", "range indices must be integers or slices, not \(Scripting.typeName(of: index))")
        }
        let place = whole < 0 ? whole + count : whole
        guard place >= 0 && place < count else { throw Raised("IndexError", "range object index out of range") }
        return .int(value(place))
    }

    func index(of number: Int) -> Int? {
        let isBefore = step > 0 ? number < start : number > start
        if isBefore || count == 0 { return nil }
        let distance = step > 0 ? UInt(bitPattern: number &- start) : UInt(bitPattern: start &- number)
        guard distance % step.magnitude == 0 else { return nil }
        let place = distance / step.magnitude
        return place < UInt(count) ? Int(place) : nil
    }

    public override func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        if let whole = value.wholeNumber { return index(of: whole) != nil }
        if case .float(let number) = value { return Int(exactly: number).map { index(of: $0) != nil } ?? false }
        return false
    }

    public override func isEqual(_ other: Value) -> Bool {
        guard case .object(let object) = other, let other = object as? RangeObject else { return false }
        if count != other.count { return false }
        return count == 0 || start == other.start && (count == 1 || step == other.step)
    }

    public override func hashValue() -> UInt64? {
        let parts: [Value] = [.int(count), count > 0 ? .int(start) : .none, count > 1 ? .int(step) : .none]
        return try? hashOf(.tuple(TupleObject(parts)))
    }

    public override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "start": .int(start)
        case "stop": .int(stop)
        case "step": .int(step)
        default: nil
        }
    }

    public override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: [(name: String, value: Value)], _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard name == "index" || name == "count" else { return nil }
        let value = try Call(name, arguments, keywords, host).one()
        let place = value.wholeNumber.flatMap { index(of: $0) }
        if name == "count" { return .int(place == nil ? 0 : 1) }
        guard let place else { throw Raised("ValueError", "\(try reprOf(value, host)) is not in range") }
        return .int(place)
    }

    public override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
    }

    public override func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? {
        ("range", [.int(start), .int(stop), .int(step)])
    }
}

/// `slice(start, stop, step)`.
final class SliceObject: ScriptObject {
    private(set) var start: Value
    private(set) var stop: Value
    private(set) var step: Value

    init(_ start: Value, _ stop: Value, _ step: Value) {
        self.start = start
        self.stop = stop
        self.step = step
    }

    deinit {
        LettingGo.take(&start)
        LettingGo.take(&stop)
        LettingGo.take(&step)
    }

    override var typeName: String { "slice" }
    override func hashValue() -> UInt64? { nil }

    /// First index, distance and number of the elements of a sequence that has `count`; and where an empty one lies.
    func bounds(_ count: Int) throws(Raised) -> (start: Int, step: Int, count: Int) {
        let (first, last, step) = try indices(count)
        if step > 0 ? first >= last : first <= last { return (first, step, 0) }
        let distance = step > 0 ? last - first : first - last
        return (first, step, Int((UInt(distance) - 1) / step.magnitude) + 1)
    }

    /// `slice.indices(count)`.
    func indices(_ count: Int) throws(Raised) -> (start: Int, stop: Int, step: Int) {
        let step = try sliceIndex(step) ?? 1
        if step == 0 { throw Raised("ValueError", "slice step cannot be zero") }
        let lowest = step < 0 ? -1 : 0
        let highest = step < 0 ? count - 1 : count
        func clamp(_ value: Int) -> Int {
            let place = value < 0 ? value + count : value
            return min(max(place, lowest), highest)
        }
        let first = try sliceIndex(start).map(clamp) ?? (step < 0 ? highest : lowest)
        let last = try sliceIndex(stop).map(clamp) ?? (step < 0 ? lowest : highest)
        return (first, last, step)
    }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        switch name {
        case "start": start
        case "stop": stop
        case "step": step
        default: nil
        }
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard name == "indices" else { return nil }
        let count = try wholeArgument(try Call(name, arguments, keywords, host).one())
        if count < 0 { throw Raised("ValueError", "length should not be negative") }
        let (first, last, step) = try indices(count)
        return .tuple(TupleObject([.int(first), .int(last), .int(step)]))
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        "slice(\(try reprOf(start, host)), \(try reprOf(stop, host)), \(try reprOf(step, host)))"
    }
}

/// `d.keys()`, `d.values()`, `d.items()`.
final class DictView: ScriptObject {
    enum Part: String {
        case keys, values, items

        var singular: String {
            switch self {
            case .keys: "key"
            case .values: "value"
            case .items: "item"
            }
        }

        func value(_ entry: (key: Value, value: Value)) -> Value {
            switch self {
            case .keys: entry.key
            case .values: entry.value
            case .items: .tuple(TupleObject([entry.key, entry.value]))
            }
        }
    }

    let dict: DictObject
    let part: Part

    init(_ dict: DictObject, _ part: Part) {
        self.dict = dict
        self.part = part
    }

    override var typeName: String { "dict_\(part.rawValue)" }
    override var length: Int? { dict.count }
    override var isTrue: Bool { dict.count > 0 }
    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { DictIterator(dict, part) }

    var elements: [Value] { dict.items.map { part.value($0) } }

    private func asSet() throws(Raised) -> SetObject {
        let set = SetObject(isFrozen: false)
        for element in elements { set.insert(try ValueKey(element)) }
        return set
    }

    override func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? {
        switch part {
        case .keys: return dict[try ValueKey(value)] != nil
        case .values: return nil
        case .items:
            guard case .tuple(let pair) = value, pair.elements.count == 2 else { return false }
            guard let found = dict[try ValueKey(pair.elements[0])] else { return false }
            return Scripting.isEqual(found, pair.elements[1])
        }
    }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other, object === self { return true }
        guard part != .values, let own = try? asSet() else { return false }
        if case .set(let set) = other { return Scripting.isEqual(.set(own), .set(set)) }
        guard case .object(let object) = other, let view = object as? DictView, view.part != .values,
            let others = try? view.asSet()
        else { return false }
        return Scripting.isEqual(.set(own), .set(others))
    }

    override func hashValue() -> UInt64? { nil }

    override func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard part != .values, let known = BinaryOperator(rawValue: op) else { return nil }
        let right = SetObject(isFrozen: false)
        for value in try valuesOf(other, host) { right.insert(try ValueKey(value)) }
        let left = try asSet()
        return try setOperation(known, isReflected ? right : left, isReflected ? left : right).map { .set($0) }
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        guard name == "isdisjoint", part != .values else { return nil }
        for value in try valuesOf(try Call(name, arguments, keywords, host).one(), host) {
            if try contains(value, host) == true { return .bool(false) }
        }
        return .bool(true)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String {
        "\(typeName)(\(try reprOf(.list(ListObject(elements)), host)))"
    }
}

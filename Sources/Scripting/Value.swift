// SPDX-License-Identifier: Apache-2.0

/// A value of a running script, with Python's meaning. Values are confined to the thread that runs the task.
public enum Value {
    case none
    case bool(Bool)
    /// 64 bits; what does not fit is an `OverflowError`.
    case int(Int)
    case float(Double)
    case text(Text)
    case bytes(ByteString)
    case tuple(TupleObject)
    case list(ListObject)
    case dict(DictObject)
    case set(SetObject)
    /// Everything else: iterators, functions, modules, ranges, matches, dates, counters, rows, exceptions.
    case object(ScriptObject)
}

extension Value {
    /// Whether letting go of the value may let go of others in turn.
    var holdsValues: Bool {
        switch self {
        case .list, .tuple, .dict, .set, .object: true
        default: false
        }
    }
}

/// A tuple; immutable.
public final class TupleObject {
    public private(set) var elements: [Value]

    public init(_ elements: [Value]) {
        self.elements = elements
        LiveMemory.add(LiveMemory.tupleBytes &+ LiveMemory.array(elements))
    }

    deinit {
        LiveMemory.subtract(LiveMemory.tupleBytes &+ LiveMemory.array(elements))
        // Decided first: a loop that is still going would hold the elements.
        let mayNest = elements.contains { $0.holdsValues }
        if mayNest { LettingGo.take(&elements) }
    }
}

/// A list, shared by reference.
public final class ListObject {
    /// An observer that does not ask for the old elements leaves changes in place.
    public var elements: [Value] { didSet { if elements.capacity != counted { recount() } } }
    /// The capacity that live memory knows of.
    private var counted: Int

    public init(_ elements: [Value]) {
        self.elements = elements
        counted = elements.capacity
        LiveMemory.add(LiveMemory.headBytes &+ LiveMemory.array(elements))
    }

    @inline(never)
    private func recount() {
        LiveMemory.subtract(LiveMemory.array(counted, stride: MemoryLayout<Value>.stride))
        counted = elements.capacity
        LiveMemory.add(LiveMemory.array(elements))
    }

    deinit {
        LiveMemory.subtract(LiveMemory.headBytes &+ LiveMemory.array(counted, stride: MemoryLayout<Value>.stride))
        // Decided first: a loop that is still going would hold the elements.
        let mayNest = elements.contains { $0.holdsValues }
        if mayNest { LettingGo.take(&elements) }
    }
}

/// A Python exception on its way: thrown by everything that a script can call.
/// Like values, it stays on the thread of its task.
public struct Raised: Error, @unchecked Sendable {
    /// The name of the class, such as `ValueError`.
    public var type: String
    /// The arguments of the exception; `str(e)` follows from them.
    public var arguments: [Value]
    /// The exception object that was raised, where there was one already: its identity stays.
    public var object: ScriptObject?
    /// Index of the source span where it was raised first; -1 = not known.
    public var span = -1

    public init(_ type: String, _ message: String) {
        self.type = type
        arguments = [.text(Text(message))]
    }

    public init(_ type: String, arguments: [Value]) {
        self.type = type
        self.arguments = arguments
    }
}

/// What library code needs of the interpreter that runs it.
public protocol ScriptHost: AnyObject {
    /// Calls a callable value.
    func call(_ function: Value, _ arguments: [Value], keywords: [(name: String, value: Value)]) throws(Raised) -> Value
    /// An iterator over an iterable value.
    func iterate(_ value: Value) throws(Raised) -> any ValueIterator
    /// Counts work: steps (one a loop turn or a few dozen bytes) against the budgets, and checks for cancellation.
    func spend(_ steps: Int) throws(Raised)
    /// Counts bytes that a value will take, before they are allocated.
    func reserve(_ bytes: Int) throws(Raised)
    /// Uniform bits for `random` without a seed of its own: a pure function of task seed, partition and call number.
    func randomSeed() -> UInt64
    /// What of its task and executor a script may use.
    var services: ScriptServices { get }
    /// Waits, at the cost of no steps; ends early when the task is cancelled.
    func sleep(_ seconds: Double) throws(Raised)
}

/// A Python iterator: gives values until it gives nil.
public protocol ValueIterator: AnyObject {
    func next(_ host: any ScriptHost) throws(Raised) -> Value?
}

/// The objects that the interpreter's loop knows: iterators whose steps it takes itself, functions that it calls,
/// arrays and their numbers, of which comparisons give more than a truth.
enum ObjectKind: UInt8 { case other, basic, range, list, tuple, text, box, generator, function, array }

/// A value with behaviour of its own. Subclasses override what they can do; the defaults raise what Python raises.
open class ScriptObject {
    final var loopKind = ObjectKind.other
    /// What `holds` was told of, in steps of 16 bytes.
    private final var unitsHeld: UInt32 = 0

    public init() { LiveMemory.add(LiveMemory.objectBytes) }

    deinit { LiveMemory.subtract(LiveMemory.objectBytes &+ Int(unitsHeld) &* 16) }

    /// Says how many bytes the object's own arrays take now; values and dicts that it holds count themselves.
    public final func holds(bytes: Int) {
        let units = UInt32(clamping: bytes >> 4)
        if units == unitsHeld { return }
        LiveMemory.subtract(Int(unitsHeld) &* 16)
        unitsHeld = units
        LiveMemory.add(Int(units) &* 16)
    }

    /// The name that messages show: `type(x).__name__`.
    open var typeName: String { "object" }

    /// The attribute, or nil when there is none (the interpreter raises the `AttributeError`).
    open func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? { nil }

    /// Calls the method `name`, or gives nil when there is none.
    open func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: [(name: String, value: Value)], _ host: any ScriptHost
    ) throws(Raised) -> Value? { nil }

    /// Calls the object itself; nil when it is not callable.
    open func callSelf(
        _ arguments: [Value], _ keywords: [(name: String, value: Value)], _ host: any ScriptHost
    ) throws(Raised) -> Value? { nil }

    /// `self op other` (or `other op self` when reflected) for op in + - * / // % ** & | ^ << >>; nil when unsupported.
    open func binary(
        _ op: String, _ other: Value, isReflected: Bool, _ host: any ScriptHost
    ) throws(Raised) -> Value? { nil }

    /// Negative, zero or positive against another value; nil when there is no order.
    open func compare(_ other: Value, _ host: any ScriptHost) throws(Raised) -> Int? { nil }

    open func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other { return object === self }
        return false
    }

    /// The hash, equal for equal values; nil when the value cannot be a key.
    open func hashValue() -> UInt64? { UInt64(UInt(bitPattern: ObjectIdentifier(self).hashValue)) }

    /// Whether equal values are the same object in Python: types and functions, which are made anew here for each use.
    open var isOneOfAKind: Bool { false }

    open var isTrue: Bool { true }
    /// `len(x)`; nil when it has no length.
    open var length: Int? { nil }

    /// An iterator; nil when it cannot be iterated.
    open func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { nil }

    /// `x[index]`; nil when it has no elements.
    open func element(_ index: Value, _ host: any ScriptHost) throws(Raised) -> Value? { nil }

    /// `x[index] = value`; false when that is not possible.
    open func setElement(_ index: Value, _ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool { false }

    /// `value in x`; nil: search by iteration.
    open func contains(_ value: Value, _ host: any ScriptHost) throws(Raised) -> Bool? { nil }

    /// `repr(x)`.
    open func repr(_ host: any ScriptHost) throws(Raised) -> String { "<\(typeName) object>" }

    /// `str(x)`.
    open func str(_ host: any ScriptHost) throws(Raised) -> String { try repr(host) }

    /// The form in which the value leaves a script (SPEC of `any`: an object's type name and fields); nil when it
    /// cannot leave (a generator, a function, a module).
    open func encoded(_ host: any ScriptHost) throws(Raised) -> (type: String, fields: [Value])? { nil }
}

// SPDX-License-Identifier: Apache-2.0

import CScripting
import Glibc

/// Lets go of what objects hold one after another, not one inside the other: a script may nest lists and chain
/// iterators deeper than the thread's stack is. An object that ends hands over what it holds; what ends thereby does
/// the same, and only the first of them, at the bottom of the stack, goes through it all. There is one on each thread.
final class LettingGo {
    private enum Held {
        case value(Value)
        case values([Value])
        case object(AnyObject)
        case step(IteratorObject.Step)
        case body(NativeFunction.Body)
    }

    private var held: [Held] = []
    private var isGoing = false

    /// Room that stays for the next time.
    private static let capacityKept = 1_024

    /// Ends a thread's own with the thread.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let failure = pthread_key_create(&key) {
            guard let own = $0 else { return }
            martlet_script_thread().pointee.letting_go = nil
            Unmanaged<LettingGo>.fromOpaque(own).release()
        }
        return failure == 0 ? key : nil
    }()

    /// The thread's own; nil where the process has no room for one, and nesting is as deep as the stack allows.
    private static var current: LettingGo? {
        if let own = martlet_script_thread().pointee.letting_go {
            return Unmanaged<LettingGo>.fromOpaque(own).takeUnretainedValue()
        }
        return made()
    }

    @inline(never)
    private static func made() -> LettingGo? {
        guard let key else { return nil }
        let made = LettingGo()
        let own = Unmanaged.passRetained(made)
        if pthread_setspecific(key, own.toOpaque()) == 0 {
            martlet_script_thread().pointee.letting_go = own.toOpaque()
            return made
        }
        own.release()
        return nil
    }

    /// Takes the value, which is None afterwards.
    static func take(_ value: inout Value) {
        guard value.holdsValues, let current else { return }
        current.hold(&value)
        current.go()
    }

    /// Takes the values; none are left afterwards.
    static func take(_ values: inout [Value]) {
        guard !values.isEmpty, let current else { return }
        current.hold(&values)
        current.go()
    }

    /// Takes an object, if there is one.
    static func take(_ object: inout ScriptObject?) {
        guard object != nil, let current else { return }
        current.hold(&object)
        current.go()
    }

    /// Takes an iterator, if there is one.
    static func take(_ iterator: inout (any ValueIterator)?) {
        guard iterator != nil, let current else { return }
        current.hold(&iterator)
        current.go()
    }

    /// Takes what an iterator does, if that is anything.
    static func take(_ step: inout IteratorObject.Step?) {
        guard step != nil, let current else { return }
        current.hold(&step)
        current.go()
    }

    /// Takes what a function does, if that is anything.
    static func take(_ body: inout NativeFunction.Body?) {
        guard body != nil, let current else { return }
        current.hold(&body)
        current.go()
    }

    // Functions of their own, and one for each type: whatever refers to the part besides has gone when they return,
    // so that `go` lets go of the last reference. A generic one would be given a copy of a closure.

    @inline(never)
    private func hold(_ value: inout Value) {
        held.append(.value(value))
        value = .none
    }

    @inline(never)
    private func hold(_ values: inout [Value]) {
        held.append(.values(values))
        values = []
    }

    @inline(never)
    private func hold(_ object: inout ScriptObject?) {
        if let given = object { held.append(.object(given)) }
        object = nil
    }

    @inline(never)
    private func hold(_ iterator: inout (any ValueIterator)?) {
        if let given = iterator { held.append(.object(given)) }
        iterator = nil
    }

    @inline(never)
    private func hold(_ step: inout IteratorObject.Step?) {
        if let given = step { held.append(.step(given)) }
        step = nil
    }

    @inline(never)
    private func hold(_ body: inout NativeFunction.Body?) {
        if let given = body { held.append(.body(given)) }
        body = nil
    }

    private func go() {
        if isGoing { return }
        isGoing = true
        while let next = held.popLast() { Self.end(next) }
        if held.capacity > Self.capacityKept { held = [] }
        isGoing = false
    }

    @inline(never)
    private static func end(_ held: consuming Held) {}
}

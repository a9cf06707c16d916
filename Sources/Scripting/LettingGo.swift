// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Lets go of what objects hold one after another, not one inside the other: a script may nest lists and chain
/// iterators deeper than the thread's stack is. An object that ends hands over what it holds; what ends thereby does
/// the same, and only the first of them, at the bottom of the stack, goes through it all. There is one on each thread.
final class LettingGo {
    private enum Held {
        case value(Value)
        case values([Value])
        case part(Any)
    }

    private var held: [Held] = []
    private var isGoing = false

    /// Room that stays for the next time.
    private static let capacityKept = 1_024

    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let failure = pthread_key_create(&key) { if let own = $0 { Unmanaged<LettingGo>.fromOpaque(own).release() } }
        return failure == 0 ? key : nil
    }()

    /// The thread's own; nil where the process has no room for one, and nesting is as deep as the stack allows.
    private static var current: LettingGo? {
        guard let key else { return nil }
        if let own = pthread_getspecific(key) { return Unmanaged<LettingGo>.fromOpaque(own).takeUnretainedValue() }
        let made = LettingGo()
        let own = Unmanaged.passRetained(made)
        if pthread_setspecific(key, own.toOpaque()) == 0 { return made }
        own.release()
        return nil
    }

    /// Takes the value, which is None afterwards.
    static func take(_ value: inout Value) {
        guard value.holdsValues, let current else { return }
        current.held.append(.value(value))
        value = .none
        current.go()
    }

    /// Takes the values; none are left afterwards.
    static func take(_ values: inout [Value]) {
        guard !values.isEmpty, let current else { return }
        current.held.append(.values(values))
        values = []
        current.go()
    }

    /// Takes an object or a closure, if there is one.
    static func take<Part>(part: inout Part?) {
        guard part != nil, let current else { return }
        if let given = part { current.held.append(.part(given)) }
        part = nil
        current.go()
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

// SPDX-License-Identifier: Apache-2.0

import CScripting
import Glibc

/// How deep native code of the library stands on its thread's stack. Whatever goes from one object into another of its
/// kind (an iterator's source, the members of a container, the function of a partial) asks here first: then nothing
/// that a script can build ends the process, and Python's `RecursionError` comes instead.
enum NativeStack {
    /// Whether native code may call deeper.
    @inline(__always)
    static var hasRoom: Bool {
        martlet_stack_pointer() >= martlet_script_thread().pointee.stack_limit || measured()
    }

    /// Fails when native code may not call deeper.
    @inline(__always)
    static func check(_ doing: StaticString = "") throws(Raised) { if !hasRoom { throw tooDeep(doing) } }

    @inline(never)
    static func tooDeep(_ doing: StaticString = "") -> Raised {
        Raised("RecursionError", "maximum recursion depth exceeded\(doing)")
    }

    /// Goes one level down in comparisons, hashes and their like; false, with nothing changed, when that is too deep.
    /// `leave` is due otherwise.
    @inline(__always)
    static func enter() -> Bool {
        let thread = martlet_script_thread()
        guard thread.pointee.depth < ScriptingLimits.comparedDepthMax, hasRoom else { return false }
        thread.pointee.comparisons &+= 1
        // What is shared at every level is compared as often as there are ways to it.
        if thread.pointee.comparisons & ScriptingLimits.comparisonsUnchecked == 0, isCancelled { return false }
        thread.pointee.depth &+= 1
        return true
    }

    /// Whether the task of the script that runs was cancelled, which ends the script at its next look.
    @inline(never)
    private static var isCancelled: Bool {
        guard let running = martlet_script_thread().pointee.running else { return false }
        return Unmanaged<ScriptInstance>.fromOpaque(running).takeUnretainedValue().environment.isCancelled()
    }

    @inline(__always)
    static func leave() { martlet_script_thread().pointee.depth &-= 1 }

    /// Notes that something which cannot throw went too deep: whatever it says is not to be trusted, and the operation
    /// that asked for it ends with `checkDepth`.
    @inline(never)
    static func noteTooDeep() { martlet_script_thread().pointee.went_too_deep = true }

    /// Notes an exception of the user's own `__eq__` and its like, which are called where nothing can be thrown: the
    /// operation that asked ends with it.
    @inline(never)
    static func note(_ raised: Raised) {
        CurrentScript.note(raised)
        noteTooDeep()
    }

    /// Fails when a comparison since the last call went deeper than it may, or failed.
    @inline(__always)
    static func checkDepth() throws(Raised) {
        if martlet_script_thread().pointee.went_too_deep { throw depthExceeded() }
    }

    @inline(never)
    private static func depthExceeded() -> Raised {
        let noted = CurrentScript.takeNoted()
        forgetDepth()
        return noted ?? tooDeep(" in comparison")
    }

    /// What was noted belongs to nothing that goes on.
    static func forgetDepth() {
        guard martlet_script_thread().pointee.went_too_deep else { return }
        martlet_script_thread().pointee.went_too_deep = false
        CurrentScript.note(nil)
    }

    /// What an exception is when it came while something was noted.
    @inline(__always)
    static func orTooDeep(_ raised: Raised) -> Raised {
        martlet_script_thread().pointee.went_too_deep ? depthExceeded() : raised
    }

    @inline(never)
    static func hashTooDeep() -> Raised {
        martlet_script_thread().pointee.hash_too_deep = true
        return tooDeep(" while hashing an object")
    }

    /// Notes why the hash of a member cannot be had: whoever asked for the object's ends with it.
    @inline(never)
    static func noteHash(_ raised: Raised) {
        CurrentScript.note(raised, isOfHash: true)
        martlet_script_thread().pointee.hash_too_deep = true
    }

    @inline(__always)
    static func forgetHash() { martlet_script_thread().pointee.hash_too_deep = false }

    /// Fails when an object has no hash because one of its members has none.
    static func checkHash() throws(Raised) {
        let thread = martlet_script_thread()
        guard thread.pointee.hash_too_deep else { return }
        thread.pointee.hash_too_deep = false
        throw CurrentScript.takeNoted(isOfHash: true) ?? hashTooDeep()
    }

    /// Measures the thread's stack at the first call; whether there is room.
    @inline(never)
    private static func measured() -> Bool {
        let thread = martlet_script_thread()
        if thread.pointee.stack_limit == .max { thread.pointee.stack_limit = limit() }
        return martlet_stack_pointer() >= thread.pointee.stack_limit
    }

    private static func limit() -> UInt {
        var attributes = pthread_attr_t()
        var base: UnsafeMutableRawPointer?
        var size = 0
        guard attributesOfThread(pthread_self(), &attributes) == 0 else { return 0 }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_getstack(&attributes, &base, &size) == 0 else { return 0 }
        return UInt(bitPattern: base) + UInt(min(ScriptingLimits.stackReserve, size / 2))
    }
}

/// glibc's own extension, which the Swift overlay does not show.
@_silgen_name("pthread_getattr_np")
private func attributesOfThread(_ thread: pthread_t, _ attributes: UnsafeMutablePointer<pthread_attr_t>) -> Int32

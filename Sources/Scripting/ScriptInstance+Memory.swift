// SPDX-License-Identifier: Apache-2.0

import CScripting

/// What the values of an instance take and what it may take.
struct MemoryMeter {
    /// What live memory came to, had the instance held nothing.
    var base = 0
    /// What the instance held when it was last used.
    var held = 0
    /// Calls of the engine inside each other; what happens outside them is not the instance's.
    var uses = 0
    /// Bytes that native code is about to take or has taken for what is no value yet.
    var pending = 0
    /// The same of native code that called the interpreter.
    var pendingOutside = 0
    /// Bytes up to which nobody is asked.
    var granted = ScriptingLimits.freeBytes

    /// What has been reserved.
    var reserved: Int { granted &- ScriptingLimits.freeBytes }
}

/// Before a dict takes an entry in library code.
func makeRoom(_ dict: DictObject, _ host: any ScriptHost) throws(Raised) {
    if dict.isFull { try host.reserve(dict.byteCountGrown) }
}

extension ScriptInstance {
    /// From here to `endUse` all values that are made and end on this thread are the instance's. The engine brackets a
    /// batch or the run of a partition; calls inside count themselves.
    public func beginUse() {
        if meter.pointee.uses == 0 {
            meter.pointee.base = LiveMemory.bytes &- meter.pointee.held
            martlet_script_thread().pointee.running = Unmanaged.passUnretained(self).toOpaque()
        }
        meter.pointee.uses &+= 1
        meter.pointee.pending = 0
        meter.pointee.pendingOutside = 0
    }

    public func endUse() {
        meter.pointee.uses &-= 1
        guard meter.pointee.uses == 0 else { return }
        martlet_script_thread().pointee.running = nil
        meter.pointee.held = max(LiveMemory.bytes &- meter.pointee.base, 0)
        meter.pointee.pending = 0
        giveBack(beyond: meter.pointee.held)
    }

    /// Values have ended, in the midst of a use: what they took is for others.
    func giveBack() { giveBack(beyond: LiveMemory.bytes &- meter.pointee.base) }

    private func giveBack(beyond held: Int) {
        let spare = meter.pointee.granted &- max(held, ScriptingLimits.freeBytes)
        guard spare > ScriptingLimits.spareBytesMax else { return }
        let back = spare &- ScriptingLimits.memoryStep
        meter.pointee.granted &-= back
        release(back)
    }

    /// Gives memory back that values took which have ended.
    func release(_ bytes: Int) {
        if bytes >= ScriptingLimits.trimmedBytesMin { martlet_trim_heap() }
        environment.memory?.shrink(by: bytes)
    }

    /// What the instance's values take, as of the end of its last use.
    public var heldBytes: Int { meter.pointee.held }

    /// Whether the task's memory grows short while this instance holds more than `bytes`.
    func isShort(beyond bytes: Int) -> Bool {
        LiveMemory.bytes &- meter.pointee.base > bytes && environment.memory?.isShort == true
    }

    /// Native code begins for the interpreter: whatever it counts is over when it has ended.
    @inline(__always)
    func beginNative() { meter.pointee.pending = meter.pointee.pendingOutside }

    /// Counts bytes that native code is about to take. What becomes a value counts itself from then on, and what native
    /// code took meanwhile is forgotten when it returns to the interpreter.
    public func reserve(_ bytes: Int) throws(Raised) {
        let (sum, overflows) = meter.pointee.pending.addingReportingOverflow(max(bytes, 0))
        if overflows { throw memoryError() }
        meter.pointee.pending = sum
        try checkMemory()
    }

    /// Fails when the values that are alive take more than they may.
    @inline(__always)
    func checkMemory() throws(Raised) {
        if LiveMemory.bytes &- meter.pointee.base > meter.pointee.granted &- meter.pointee.pending {
            try growMemory()
        }
    }

    /// Before a list takes `more` elements: looks at the array that it may have to move to.
    @inline(__always)
    func makeRoom(_ list: ListObject, _ more: Int = 1) throws(Raised) {
        if list.elements.count &+ more > list.elements.capacity {
            try checkRoom(max(list.elements.capacity &* 2, list.elements.count &+ more) &* MemoryLayout<Value>.stride)
        } else {
            try checkMemory()
        }
    }

    /// Before a dict takes an entry.
    @inline(__always)
    func makeRoom(_ dict: DictObject) throws(Raised) {
        if dict.isFull { try checkRoom(dict.byteCountGrown) } else { try checkMemory() }
    }

    /// Fails when there is no room for `bytes` more.
    @inline(never)
    private func checkRoom(_ bytes: Int) throws(Raised) {
        meter.pointee.pending &+= bytes
        defer { meter.pointee.pending &-= bytes }
        try checkMemory()
    }

    @inline(never)
    private func growMemory() throws(Raised) {
        let (needed, overflows) = (LiveMemory.bytes &- meter.pointee.base)
            .addingReportingOverflow(meter.pointee.pending)
        if overflows || needed > environment.memoryBudget { throw memoryError() }
        let missing = needed &- meter.pointee.granted
        guard let memory = environment.memory else {
            meter.pointee.granted = needed
            return
        }
        let step = max(missing, ScriptingLimits.memoryStep)
        if memory.grow(by: step) {
            meter.pointee.granted &+= step
        } else if step > missing, memory.grow(by: missing) {
            meter.pointee.granted &+= missing
        } else {
            throw memoryError()
        }
    }

    private func memoryError() -> Raised {
        cause = .memoryBudget
        if environment.memory == nil {
            return Raised("MemoryError", "values need more than \(environment.memoryBudget) bytes")
        }
        let live = max(LiveMemory.bytes &- meter.pointee.base, 0)
        let (needed, overflows) = live.addingReportingOverflow(meter.pointee.pending)
        return Raised(
            "MemoryError",
            "the values of this function need \(overflows ? "far more" : "\(needed >> 20) MiB, more") than is left of "
                + "its task's share of the executor's memory (partition \(environment.partition)); keep fewer values "
                + "at a time, use more partitions, or give executors more memory (spark.executor.memory, with local[N] "
                + "spark.driver.memory)")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Bytecode

/// One function of a running script, in the form that the loop reads.
final class Code {
    let index: Int
    let name: String
    let parameters: ScriptParameters
    let positionalNames: [String]
    let keywordOnlyNames: [String]
    let captureCount: Int
    let registerCount: Int
    let isGenerator: Bool
    /// Only positional parameters without defaults: a call copies its arguments and is done.
    let isSimple: Bool
    let instructions: UnsafeMutablePointer<ScriptInstruction>
    private let instructionCount: Int
    let spans: [Int]
    let handlers: [ScriptHandler]
    let callSites: [CallSite]
    /// What the call sites have short ways for.
    let quickCalls: UnsafeMutablePointer<QuickCall>
    let closures: [ScriptClosure]
    let positionalCount: Int
    /// Frames kept for later calls.
    let pool: UnsafeMutablePointer<FramePool>

    init(_ function: ScriptFunction, index: Int, names: [String]) {
        self.index = index
        name = names[function.name]
        parameters = function.parameters
        positionalNames = parameters.positional.map { names[$0] }
        keywordOnlyNames = parameters.keywordOnly.map { names[$0.name] }
        positionalCount = positionalNames.count
        captureCount = function.captureCount
        registerCount = function.registerCount
        isGenerator = function.isGenerator
        isSimple =
            !isGenerator && parameters.rest < 0 && parameters.keywordRest < 0 && parameters.keywordOnly.isEmpty
        instructionCount = function.instructions.count
        instructions = .allocate(capacity: instructionCount)
        instructions.initialize(from: function.instructions, count: instructionCount)
        spans = function.spans
        handlers = function.handlers
        callSites = function.callSites.map { CallSite($0, names) }
        quickCalls = .allocate(capacity: callSites.count)
        for (index, site) in callSites.enumerated() { (quickCalls + index).initialize(to: QuickCall(site)) }
        closures = function.closures
        pool = .allocate(capacity: 1)
        pool.initialize(to: FramePool())
    }

    deinit {
        instructions.deinitialize(count: instructionCount)
        instructions.deallocate()
        quickCalls.deinitialize(count: callSites.count)
        quickCalls.deallocate()
        while let frame = pool.pointee.take() { frame.free() }
        pool.deallocate()
    }

    @inline(__always)
    func frame() -> Frame {
        pool.pointee.take() ?? newFrame()
    }

    private func newFrame() -> Frame {
        let registers = UnsafeMutablePointer<Value?>.allocate(capacity: registerCount)
        registers.initialize(repeating: nil, count: registerCount)
        let frame = Frame.allocate(capacity: 1)
        frame.initialize(
            to: FrameState(
                code: .passUnretained(self), instructions: instructions, quickCalls: quickCalls, registers: registers,
                count: registerCount, pool: pool))
        return frame
    }

    /// Takes back a frame that nothing refers to any more.
    func recycle(_ frame: Frame) { frame.recycle() }
}

/// Frames of one function that wait for its next calls, each the `caller` of the one before. It lies outside of the
/// function's object, so that a call and a return count no references.
struct FramePool {
    private var free: Frame?
    private var count = 0

    @inline(__always)
    mutating func take() -> Frame? {
        guard let frame = free else { return nil }
        free = frame.pointee.caller
        count &-= 1
        frame.pointee.caller = nil
        frame.pointee.position = 0
        return frame
    }

    @inline(__always)
    mutating func give(_ frame: Frame) {
        guard count < ScriptingLimits.pooledFramesMax else { return frame.free() }
        frame.pointee.caller = free
        free = frame
        count &+= 1
    }
}

/// A call site with its names resolved.
final class CallSite {
    let name: String
    let builtin: Builtin?
    /// What the name means for a `str`, so that a call need not look it up.
    let textMethod: TextMethod?
    let positionalCount: Int
    let keywords: [String]

    init(_ site: ScriptCallSite, _ names: [String]) {
        name = site.name < 0 ? "" : names[site.name]
        builtin = Builtin(rawValue: name)
        textMethod = textMethods[name]
        positionalCount = site.positionalCount
        keywords = site.keywords.map { names[$0] }
    }
}

/// A call in progress: registers and where it stands. nil is an unbound register. Frames are taken from their code and
/// given back by hand, so that calls count no references.
struct FrameState {
    /// The instance keeps it for as long as there are frames.
    let code: Unmanaged<Code>
    let instructions: UnsafeMutablePointer<ScriptInstruction>
    let quickCalls: UnsafeMutablePointer<QuickCall>
    let registers: UnsafeMutablePointer<Value?>
    let count: Int
    let pool: UnsafeMutablePointer<FramePool>
    var position = 0
    /// The frame that waits for this one's result, and the register that takes it; nil: the loop itself.
    var caller: Frame?
    var destination = 0
}

typealias Frame = UnsafeMutablePointer<FrameState>

extension UnsafeMutablePointer where Pointee == FrameState {
    var code: Code { pointee.code.takeUnretainedValue() }
    var registers: UnsafeMutablePointer<Value?> {
        @inline(__always) get { pointee.registers }
    }

    /// Gives the frame back, with nothing in its registers.
    @inline(__always)
    func recycle() {
        var register = pointee.registers
        let end = register + pointee.count
        while register != end {
            register.unbind()
            register += 1
        }
        pointee.pool.pointee.give(self)
    }

    func free() {
        registers.deinitialize(count: pointee.count)
        registers.deallocate()
        deinitialize(count: 1)
        deallocate()
    }
}

/// A variable that an inner function shares.
final class Cell: ScriptObject {
    var content: Value?

    init(_ content: Value?) { self.content = content }

    deinit {
        if var last = content.take() { LettingGo.take(&last) }
    }

    override var typeName: String { "cell" }
}

/// A function of the script as a value.
final class FunctionObject: ScriptObject {
    let code: Code
    /// The code's.
    let pool: UnsafeMutablePointer<FramePool>
    private(set) var cells: [Value]
    private(set) var defaults: [Value]
    /// The number of arguments of a call that only copies them, all by position; -1 where there is none.
    let plainCount: Int

    init(_ code: Code, cells: [Value], defaults: [Value]) {
        self.code = code
        self.cells = cells
        plainCount = code.isSimple && cells.isEmpty ? code.positionalCount : -1
        pool = code.pool
        self.defaults = defaults
        super.init()
        loopKind = .function
    }

    deinit {
        LettingGo.take(&cells)
        LettingGo.take(&defaults)
    }

    override var typeName: String { "function" }

    override func attribute(_ name: String, _ host: any ScriptHost) throws(Raised) -> Value? {
        name == "__name__" || name == "__qualname__" ? .text(Text(code.name)) : nil
    }

    override func callSelf(
        _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        try host.call(.object(self), arguments, keywords: keywords)
    }

    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<function \(code.name)>" }
}

/// A generator: a frame that stands still between two values.
final class GeneratorObject: ScriptObject, ValueIterator {
    private var frame: Frame?
    private var isRunning = false
    private var hasStarted = false
    /// What the function returned, for `yield from`.
    private(set) var result = Value.none
    private let instance: ScriptInstance

    init(_ frame: Frame, _ instance: ScriptInstance) {
        self.frame = frame
        self.instance = instance
        super.init()
        loopKind = .generator
    }

    deinit {
        if let frame {
            var values = (0..<frame.pointee.count).compactMap { frame.registers[$0] }
            frame.free()
            LettingGo.take(&values)
        }
        LettingGo.take(&result)
    }

    override var typeName: String { "generator" }
    override func iterator(_ host: any ScriptHost) throws(Raised) -> (any ValueIterator)? { self }
    override func repr(_ host: any ScriptHost) throws(Raised) -> String { "<generator object>" }

    func next(_ host: any ScriptHost) throws(Raised) -> Value? { try resume(sent: .none, raising: nil) }

    private func resume(sent: Value, raising: Raised?) throws(Raised) -> Value? {
        guard let frame else {
            if let raising { throw raising }
            return nil
        }
        if isRunning { throw Raised("ValueError", "generator already executing") }
        if hasStarted {
            let yielded = frame.pointee.instructions[frame.pointee.position - 1]
            if yielded.opcode == .yieldValue { frame.registers[Int(yielded.a)] = sent }
        } else if case .none = sent {
            hasStarted = true
        } else {
            throw Raised("TypeError", "can't send non-None value to a just-started generator")
        }
        isRunning = true
        defer { isRunning = false }
        do throws(Raised) {
            switch try instance.run(frame, raising: raising) {
            case .yielded(let value): return value
            case .returned(let value):
                result = value
                end()
                return nil
            }
        } catch {
            end()
            guard error.type == "StopIteration" else { throw error }
            throw Raised("RuntimeError", "generator raised StopIteration")
        }
    }

    private func end() {
        guard let frame else { return }
        self.frame = nil
        frame.code.recycle(frame)
    }

    private func close() throws(Raised) {
        guard frame != nil else { return }
        if !hasStarted {
            end()
            return
        }
        do throws(Raised) {
            if try resume(sent: .none, raising: Raised("GeneratorExit", arguments: [])) != nil {
                throw Raised("RuntimeError", "generator ignored GeneratorExit")
            }
        } catch {
            if error.type != "GeneratorExit" { throw error }
        }
    }

    override func callMethod(
        _ name: String, _ arguments: [Value], _ keywords: Keywords, _ host: any ScriptHost
    ) throws(Raised) -> Value? {
        let call = Call(name, arguments, keywords, host)
        switch name {
        case "__next__", "send":
            let sent = name == "send" ? try call.one() : .none
            guard let value = try resume(sent: sent, raising: nil) else {
                var isNone = false
                if case .none = result { isNone = true }
                throw Raised("StopIteration", arguments: isNone ? [] : [result])
            }
            return value
        case "close":
            try close()
            return Value.none
        case "throw":
            guard let value = try resume(sent: .none, raising: try raisedFrom(try call.one(), host)) else {
                throw Raised("StopIteration", arguments: [])
            }
            return value
        case "__iter__": return .object(self)
        default: return nil
        }
    }
}

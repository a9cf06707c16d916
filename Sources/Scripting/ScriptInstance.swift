// SPDX-License-Identifier: Apache-2.0

public import Bytecode
import Columnar
import Glibc

/// What a running script knows of its task.
public struct ScriptEnvironment {
    public var partition: Int
    public var seed: UInt64
    /// Instructions that one task may run.
    public var instructionBudget: Int
    /// Bytes that the values which are alive may take.
    public var memoryBudget: Int
    /// Where the memory of values comes from; nil: from nowhere, up to `memoryBudget`.
    public var memory: (any ScriptMemory)?
    public var isCancelled: () -> Bool
    public var services: ScriptServices
    /// Digests by their names in `hashlib`, where the process has quicker ones than the library's own.
    public var digest: ((String) -> (any DigestState)?)?
    /// Adds to an accumulator: its identifier, the value, and the instance for calls.
    public var accumulate: (Int, Value, any ScriptHost) throws(Raised) -> Void

    public init(
        partition: Int = 0, seed: UInt64 = 0, instructionBudget: Int = .max, memoryBudget: Int = .max,
        memory: (any ScriptMemory)? = nil, isCancelled: @escaping () -> Bool = { false },
        services: ScriptServices = ScriptServices(), digest: ((String) -> (any DigestState)?)? = nil,
        accumulate: @escaping (Int, Value, any ScriptHost) throws(Raised) -> Void = { _, _, _ in }
    ) {
        self.partition = partition
        self.seed = seed
        self.instructionBudget = instructionBudget
        self.memoryBudget = memoryBudget
        self.memory = memory
        self.isCancelled = isCancelled
        self.services = services
        self.digest = digest
        self.accumulate = accumulate
    }
}

/// The memory that the values of a script may take; an adapter to the task's share.
public protocol ScriptMemory: AnyObject {
    /// Reserves `bytes` more; false when they are not to be had.
    func grow(by bytes: Int) -> Bool
    /// Gives back `bytes`.
    func shrink(by bytes: Int)
    /// Whether so much is taken that whoever can do with less had better.
    var isShort: Bool { get }
}

/// Why a script ended without a value.
public struct ScriptFailure: Error, Sendable {
    public enum Cause: Sendable { case exception, cancelled, instructionBudget, memoryBudget }

    public var cause: Cause
    /// The class of the exception, such as `KeyError`.
    public var type: String
    /// `str(e)`.
    public var message: String
    /// Index of the script's source span, or -1.
    public var span: Int
    /// The exception as an encoded value, where it can leave the script.
    public var exception: [UInt8]?
}

/// A script in a task: constants, functions and generators live as long as it. Belongs to one thread.
public final class ScriptInstance: ScriptHost {
    public let script: Script
    let environment: ScriptEnvironment
    let codes: [Code]
    let names: [String]
    let constants: UnsafeMutablePointer<Value>
    private let constantCount: Int
    let functions: UnsafeMutablePointer<FunctionObject?>
    private var builtins: [Value?]
    private var modules: [Value?]
    /// Instructions until the next look at budget and cancellation.
    let fuel: UnsafeMutablePointer<Int>
    private var fuelGiven = 0
    private var instructionsLeft: Int
    /// What values take and may take.
    let meter: UnsafeMutablePointer<MemoryMeter>
    private var seedsDrawn: UInt64 = 0
    /// The texts of one ASCII character, which loops over texts meet again and again.
    private let characters: UnsafeMutablePointer<Text?>
    /// The user's classes that the script knows.
    let classes = UserClasses()
    var runs = 0
    var depth = 0
    var cause = ScriptFailure.Cause.exception

    /// An instance of a verified script. Fails when a constant is not a value (a set of lists).
    public init(_ script: VerifiedScript, environment: ScriptEnvironment) throws(ScriptFailure) {
        self.script = script.script
        self.environment = environment
        names = self.script.names
        var codes: [Code] = []
        for (index, function) in self.script.functions.enumerated() {
            codes.append(Code(function, index: index, names: names))
        }
        self.codes = codes
        constantCount = self.script.constants.count
        constants = .allocate(capacity: max(constantCount, 1))
        constants.initialize(repeating: .none, count: constantCount)
        functions = .allocate(capacity: max(codes.count, 1))
        functions.initialize(repeating: nil, count: codes.count)
        builtins = Array(repeating: nil, count: names.count)
        modules = builtins
        characters = .allocate(capacity: 128)
        characters.initialize(repeating: nil, count: 128)
        fuel = .allocate(capacity: 1)
        fuel.initialize(to: 0)
        meter = .allocate(capacity: 1)
        meter.initialize(to: MemoryMeter())
        instructionsLeft = environment.instructionBudget
        beginUse()
        defer { endUse() }
        do throws(Raised) {
            guard RegisterLayout.isAsRead else {
                throw Raised(
                    "SystemError",
                    "this build of Martlet lays out the values of scripts in another way than it reads them: build it "
                        + "with the Swift version that its Package.swift names")
            }
            for (index, constant) in self.script.constants.enumerated() {
                constants[index] = try valueOf(constant, self)
            }
        } catch { throw failure(error) }
    }

    deinit {
        constants.deinitialize(count: constantCount)
        constants.deallocate()
        functions.deinitialize(count: codes.count)
        functions.deallocate()
        characters.deinitialize(count: 128)
        characters.deallocate()
        fuel.deallocate()
        release(meter.pointee.reserved)
        meter.deallocate()
    }

    // MARK: For the engine

    /// Calls the entry function.
    public func call(_ arguments: [Value]) throws(ScriptFailure) -> Value {
        beginUse()
        defer { endUse() }
        do throws(Raised) {
            return try call(.object(try function(script.entry)), arguments, keywords: [])
        } catch { throw failure(error) }
    }

    /// Runs `body` as a call: what it raises becomes a failure.
    public func perform<Result>(
        _ body: (ScriptInstance) throws(Raised) -> Result
    ) throws(ScriptFailure) -> Result {
        beginUse()
        defer { endUse() }
        do throws(Raised) { return try body(self) } catch { throw failure(error) }
    }

    /// An iterator over what a call gave.
    public func values(of value: Value) throws(ScriptFailure) -> any ValueIterator {
        beginUse()
        defer { endUse() }
        do throws(Raised) { return try iterate(value) } catch { throw failure(error) }
    }

    /// The next value, or nil at the end.
    public func next(_ iterator: any ValueIterator) throws(ScriptFailure) -> Value? {
        beginUse()
        defer { endUse() }
        do throws(Raised) { return try iterator.next(self) } catch { throw failure(error) }
    }

    /// Whether Python takes the value as true. Fails where it cannot say, as an array of several elements.
    public func isTrue(_ value: Value) throws(ScriptFailure) -> Bool {
        do throws(Raised) { return try truth(value) } catch { throw failure(error) }
    }

    private func failure(_ raised: Raised) -> ScriptFailure {
        NativeStack.forgetDepth()
        meter.pointee.pending = 0
        // Native code that cannot throw ends with what looks like an exception.
        if cause == .exception, environment.isCancelled() { cause = .cancelled }
        let exception = ExceptionObject.of(raised)
        let message = (try? strOf(.object(exception), self)) ?? ""
        let cause = cause
        self.cause = .exception
        var bytes: [UInt8] = []
        let isEncoded = cause == .exception && (try? AnyCoder.encode(.object(exception), to: &bytes, self)) != nil
        return ScriptFailure(
            cause: cause, type: raised.type, message: message, span: raised.span,
            exception: isEncoded && bytes.count <= ScriptingLimits.exceptionBytesMax ? bytes : nil)
    }

    // MARK: Names

    func function(_ index: Int) throws(Raised) -> FunctionObject {
        if let function = functions[index] { return function }
        let defaults = script.functions[index].defaults.map { constants[$0] }
        guard codes[index].captureCount == 0 else { throw Raised("SystemError", "a closure was loaded as a function") }
        let function = FunctionObject(codes[index], cells: [], defaults: defaults)
        functions[index] = function
        return function
    }

    func builtin(_ index: Int) throws(Raised) -> Value {
        if let value = builtins[index] { return value }
        guard let value = builtinValue(names[index]) else {
            throw Raised("NameError", "name '\(names[index])' is not defined")
        }
        builtins[index] = value
        return value
    }

    func loadModule(_ index: Int) throws(Raised) -> Value {
        if let value = modules[index] { return value }
        guard let object = module(named: names[index]) else {
            throw Raised("ModuleNotFoundError", "No module named '\(names[index])'")
        }
        modules[index] = .object(object)
        return .object(object)
    }

    /// The text of one ASCII character.
    func character(_ byte: UInt8) -> Text {
        let index = Int(byte & 0x7F)
        if let text = characters[index] { return text }
        let text = Text(utf8: [byte & 0x7F])
        characters[index] = text
        return text
    }

    // MARK: ScriptHost

    public func call(
        _ function: Value, _ arguments: [Value], keywords: [(name: String, value: Value)]
    ) throws(Raised) -> Value {
        guard case .object(let object) = function else {
            throw Raised("TypeError", "'\(typeName(of: function))' object is not callable")
        }
        if type(of: object) == FunctionObject.self {
            let function = unsafeDowncast(object, to: FunctionObject.self)
            let frame = try self.frame(function, arguments, keywords)
            if function.code.isGenerator { return .object(GeneratorObject(frame, self)) }
            defer { function.code.recycle(frame) }
            guard case .returned(let value) = try run(frame, raising: nil) else { return .none }
            return value
        }
        try enter()
        defer { runs -= 1 }
        guard let value = try object.callSelf(arguments, keywords, self) else {
            throw Raised("TypeError", "'\(object.typeName)' object is not callable")
        }
        return value
    }

    /// A frame with the arguments in its registers.
    func frame(_ function: FunctionObject, _ arguments: [Value], _ keywords: Keywords) throws(Raised) -> Frame {
        let frame = function.code.frame()
        if keywords.isEmpty, function.plainCount == arguments.count {
            for index in arguments.indices { frame.registers[index] = arguments[index] }
            return frame
        }
        do throws(Raised) { try bind(function, arguments, keywords, frame) } catch {
            function.code.recycle(frame)
            throw error
        }
        return frame
    }

    public func iterate(_ value: Value) throws(Raised) -> any ValueIterator {
        switch value {
        case .list(let list): return ListIterator(list)
        case .tuple(let tuple): return TupleIterator(tuple.elements)
        case .dict(let dict): return DictIterator(dict, .keys)
        case .set(let set): return DictIterator(set.members, .keys, isSet: true)
        case .text(let text): return TextIterator(text)
        case .bytes(let bytes): return TupleIterator(bytes.bytes.map { .int(Int($0)) })
        case .object(let object):
            try NativeStack.check()
            if let iterator = try object.iterator(self) { return iterator }
        default: break
        }
        throw Raised("TypeError", "'\(typeName(of: value))' object is not iterable")
    }

    public func spend(_ steps: Int) throws(Raised) {
        fuel.pointee &-= steps
        if fuel.pointee < 0 { try refuel() }
        // Iterators over iterators call each other: this is where all of them come by.
        try NativeStack.check()
    }

    /// Takes the next portion of the budget.
    func refuel() throws(Raised) {
        let used = fuelGiven - fuel.pointee
        instructionsLeft = instructionsLeft > used ? instructionsLeft - used : 0
        fuelGiven = 0
        fuel.pointee = 0
        if environment.isCancelled() {
            cause = .cancelled
            throw Raised("KeyboardInterrupt", "the task was cancelled")
        }
        // Small values are not looked at when they are made.
        try checkMemory()
        if instructionsLeft == 0 {
            cause = .instructionBudget
            throw Raised(
                "RuntimeError",
                "the function ran \(environment.instructionBudget) instructions, all that a task may run")
        }
        fuelGiven = min(instructionsLeft, ScriptingLimits.checkInterval)
        fuel.pointee = fuelGiven
    }

    /// Whether nothing but the end of the task may follow: handlers of the script do not see the exception.
    var mustEnd: Bool { cause != .exception }

    public func randomSeed() -> UInt64 {
        seedsDrawn &+= 1
        let partition = mixHash(
            UInt64(bitPattern: Int64(environment.partition)) ^ HashConstants.seed, HashConstants.length)
        return mixHash(environment.seed ^ partition ^ scriptHash, HashConstants.multiplier &+ seedsDrawn &* 2)
    }

    /// By where the script's code is, so that two functions draw different numbers.
    private lazy var scriptHash: UInt64 = {
        var state = hashInt(script.functions.count)
        func mix(_ number: Int) { state = mixHash(state ^ hashInt(number), HashConstants.multiplier) }
        for file in script.sourceMap.files { for byte in file.name.utf8 { mix(Int(byte)) } }
        for span in script.sourceMap.spans { [span.line, span.column].forEach(mix) }
        return state
    }()

    public var services: ScriptServices { environment.services }

    public func sleep(_ seconds: Double) throws(Raised) {
        var now = timespec()
        func clock() -> Double {
            clock_gettime(CLOCK_MONOTONIC, &now)
            return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
        }
        let end = clock() + seconds
        while true {
            if environment.isCancelled() {
                cause = .cancelled
                throw Raised("KeyboardInterrupt", "the task was cancelled")
            }
            let left = min(end - clock(), ScriptingLimits.sleepSeconds)
            guard left > 0 else { return }
            var pause = timespec(tv_sec: 0, tv_nsec: Int(left * 1e9))
            nanosleep(&pause, nil)
        }
    }

    // MARK: The thread's stack

    /// Before native code calls deeper: fails while there is room enough to do so.
    func enter() throws(Raised) {
        if runs >= ScriptingLimits.nativeRunsMax { throw NativeStack.tooDeep() }
        try NativeStack.check()
        runs += 1
    }
}

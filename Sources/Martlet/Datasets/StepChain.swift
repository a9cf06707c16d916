// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Plan
import Threads

/// Narrow steps one behind another, each typed when it is added. A longer chain shares the shorter one that it was made
/// from; chains are fused into programs when an action needs them, and the programs are kept.
final class StepChain: Sendable {
    let step: Dataset.Step
    /// Of the rows after this step.
    let outputType: DataType
    /// How the rows before and after this step lie between two programs of the chain: dicts whose keys are known as
    /// columns.
    fileprivate let input: RowColumns
    fileprivate let columns: RowColumns
    /// Steps, this one included.
    let count: Int
    /// Whether pairs that come out have the keys, or equal ones, of the pairs that went in.
    let keepsKeys: Bool
    /// How the step's function runs, when it is one of Python's.
    private let form: FunctionForm?
    // Written by init, and by the one thread that lets go of the last reference.
    nonisolated(unsafe) private var previous: StepChain?
    private let made = Lock(Made())

    private struct Made {
        /// All steps up to this one.
        var programs: [FusedSteps]?
        /// The same when the last program is full, so that every longer chain begins with them.
        var closed: Closed?
    }

    /// Programs that longer chains share.
    private final class Closed: Sendable {
        let programs: [FusedSteps]
        let before: Closed?

        init(_ programs: [FusedSteps], after before: Closed?) {
            self.programs = programs
            self.before = before
        }

        /// Those before, too.
        var all: [FusedSteps] {
            var groups = [programs]
            var next = before
            while let closed = next {
                groups.append(closed.programs)
                next = closed.before
            }
            return groups.reversed().flatMap { $0 }
        }
    }

    /// The chain of `previous` and one more step. Fails when the step does not fit the rows.
    init(_ step: Dataset.Step, after previous: StepChain?, base: DataType) throws(ClosureError) {
        let input = previous?.columns ?? RowColumns(base)
        let compiler = PipelineCompiler(input: input.type, form: input.form)
        try compiler.add(step)
        self.step = step
        self.previous = previous
        self.input = input
        outputType = compiler.outputType
        let columns = compiler.outputColumns
        self.columns = columns.type.isWithinLimits ? columns : RowColumns(compiler.outputType)
        count = (previous?.count ?? 0) + 1
        keepsKeys = step.keepsKeys && previous?.keepsKeys != false
        form = compiler.lastForm
    }

    /// Lets go of one step after another: a long chain would run out of stack.
    deinit {
        var next = previous.take()
        while var chain = next.take(), isKnownUniquelyReferenced(&chain) { next = chain.previous.take() }
    }

    /// All steps up to this one, in their order.
    var all: [StepChain] {
        var steps = [self]
        while let before = steps[steps.count - 1].previous { steps.append(before) }
        return steps.reversed()
    }

    /// How the functions of all steps up to this one run, in their order.
    var functions: [FunctionNote] {
        var notes: [FunctionNote] = []
        var next: StepChain? = self
        while let chain = next {
            if let form = chain.form { notes.append(FunctionNote(chain.step.operation, form)) }
            next = chain.previous
        }
        return notes.reversed()
    }

    // MARK: Fusion

    /// The steps as programs: neighbours fused into one, as long as it stays of a size that is quick to make.
    func programs() throws(ClosureError) -> [FusedSteps] {
        if let known = made.withLock({ $0.programs }) { return known }
        var (closed, open) = sinceClosed()
        var programs: [FusedSteps] = []
        var compiler: PipelineCompiler?
        var steps = 0
        for (index, chain) in open.enumerated() {
            if let full = compiler, full.isLarge || steps == MartletLimits.fusedStepsMax {
                let group = Closed(programs + [FusedSteps(try full.finish(before: chain), steps)], after: closed)
                open[index - 1].made.withLock { $0.closed = group }
                (closed, programs, compiler) = (group, [], nil)
            }
            if let running = compiler, !running.adds(chain) {
                programs.append(FusedSteps(try running.finish(before: chain), steps))
                compiler = nil
            }
            if compiler == nil {
                let fresh = PipelineCompiler(input: chain.input.type, form: chain.input.form)
                try fresh.add(chain.step)
                (compiler, steps) = (fresh, 0)
            }
            steps += 1
        }
        if let compiler { programs.append(FusedSteps(try compiler.finish(), steps)) }
        let all = (closed?.all ?? []) + programs
        made.withLock { $0.programs = all }
        return all
    }

    /// The longest chain that this one begins with whose programs are closed, and the steps behind it.
    private func sinceClosed() -> (Closed?, [StepChain]) {
        var open: [StepChain] = []
        var next: StepChain? = self
        while let chain = next {
            // Closed programs give columns to the step behind them: at the end of a chain dicts are wanted.
            let isEnd = chain === self && !columns.form.isPlain
            if !isEnd, let closed = chain.made.withLock({ $0.closed }) { return (closed, open.reversed()) }
            open.append(chain)
            next = chain.previous
        }
        return (nil, open.reversed())
    }
}

/// A program, and how many steps of a chain it does.
struct FusedSteps: Sendable {
    let program: Program
    let count: Int

    init(_ program: Program, _ count: Int) {
        self.program = program
        self.count = count
    }
}

extension Dataset.Step {
    /// Whether as many rows come out as went in.
    var keepsCount: Bool {
        switch self {
        case .map, .mapValues, .keyBy, .splitPair, .formed, .toAny, .shaped, .toText, .valuesToAny, .keysToAny: true
        case .python(.map, _), .python(.mapValues, _), .python(.keyBy, _), .python(.numberByKey, _): true
        case .filter, .flatMap, .flatMapValues, .python: false
        }
    }

    /// Whether pairs that come out have the keys, or equal ones, of the pairs that went in.
    fileprivate var keepsKeys: Bool {
        switch self {
        case .filter, .mapValues, .flatMapValues, .splitPair, .valuesToAny, .keysToAny, .toAny: true
        case .python(.filter, _), .python(.mapValues, _), .python(.flatMapValues, _): true
        case .map, .flatMap, .keyBy, .python, .toText, .formed, .shaped: false
        }
    }
}

extension Dataset.Step {
    /// What the user calls a step with a Python function.
    fileprivate var operation: String {
        switch self {
        case .python(.numberByKey, _): "partitionBy"
        case .python(let step, _): "\(step)"
        default: ""
        }
    }
}

extension PipelineCompiler {
    /// The program, whose rows are what the program of a later step of the chain takes.
    fileprivate func finish(before chain: StepChain) throws(ClosureError) -> Program {
        try finish(asColumns: !chain.input.form.isPlain)
    }

    func add(_ step: Dataset.Step) throws(ClosureError) {
        switch step {
        case .map(let closure): try map(closure)
        case .filter(let closure): try filter(closure)
        case .flatMap(let closure): try flatMap(closure)
        case .mapValues(let closure): try mapValues(closure)
        case .flatMapValues(let closure): try flatMapValues(closure)
        case .keyBy(let closure): try keyBy(closure)
        case .python(let step, let closure): try add(step, closure)
        case .splitPair(let site): try splitPair(at: site)
        case .formed(let form): shape(as: form)
        case .toAny: try toAny()
        case .shaped(let type, let site): try shape(as: type, at: site)
        case .toText: try toText()
        case .valuesToAny: try valuesToAny()
        case .keysToAny: try keysToAny()
        }
    }

    private func add(_ step: Dataset.PythonStep, _ closure: PythonClosure) throws(ClosureError) {
        switch step {
        case .map: try map(closure)
        case .filter: try filter(closure)
        case .flatMap: try flatMap(closure)
        case .mapValues: try mapValues(closure)
        case .flatMapValues: try flatMapValues(closure)
        case .keyBy: try keyBy(closure)
        case .numberByKey:
            try splitPair(at: closure.site)
            try numberByKey(closure)
        }
    }

    /// Adds the step of a chain. False, and nothing added, when behind the steps so far it gives another type than
    /// alone, or fails: what is known of a row may make a closure another one (a constant that is divided by).
    fileprivate func adds(_ chain: StepChain) -> Bool {
        attempt(giving: chain.columns) { () throws(ClosureError) in try add(chain.step) }
    }
}

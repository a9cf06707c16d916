// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Compute
import Plan

/// A script as a partition function.
private final class ScriptFunction: PartitionFunction {
    private let runner: PartitionScriptRunner
    private let passesIndex: Bool

    init(_ runner: PartitionScriptRunner, passesIndex: Bool) {
        self.runner = runner
        self.passesIndex = passesIndex
    }

    func run(_ rows: PartitionRows) throws(ComputeError) {
        try runner.run(
            index: passesIndex ? rows.index : nil, batchRows: { rows.batchRows },
            next: { () throws(ComputeError) in try rows.next() },
            emit: { (batch) throws(ComputeError) in try rows.emit(batch) })
    }
}

/// The function that an encoded script means; the script was verified with its stage.
@Sendable func makeScriptFunction(
    _ script: PartitionScript, _ context: RunContext
) throws(ComputeError) -> any PartitionFunction {
    guard script.resultType == .any else {
        throw ComputeError(.invalidArgument, "a script over partitions gives values of type any")
    }
    let verified: VerifiedScript
    do throws(BytecodeError) { verified = try ScriptVerifier.verify(try ScriptCodec.decode(script.code)) } catch {
        throw ComputeError(.invalidArgument, "a script over partitions is not valid: \(error.reason)")
    }
    return ScriptFunction(
        try PartitionScriptRunner(verified, resultType: script.resultType, context: context),
        passesIndex: script.passesIndex)
}

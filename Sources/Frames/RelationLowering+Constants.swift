// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Closures
import Columnar
import Compute
import Lowering
import Martlet
import Relational
import Scripting

extension RelationLowering {
    /// What an expression without columns is: its program, run over one row; nil when it cannot be made or fails.
    func constant(_ expression: Expression) -> Scalar? {
        guard let row = Column(.tuple([.int]), [.tuple([.int(0)])]) else { return nil }
        do {
            let closure = try ExpressionLowering(columns: [], settings: settings, now: now).key([expression])
            let compiler = PipelineCompiler(input: row.type)
            try compiler.map(closure)
            let program = try Verifier.verify(try compiler.finish())
            // Without its zone a time is an error, which is null where errors are.
            let context = RunContext(services: ScriptServices(zones: engine.zones))
            let result = try ProgramRunner(program, context: context).run(row)
            return result.count == 1 ? result.scalar(0) : nil
        } catch { return nil }
    }
}

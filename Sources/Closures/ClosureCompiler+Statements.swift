// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar

struct Flow {}
extension ClosureCompiler {
    func run(statements: [Node], at node: Node) throws(ClosureError) -> Register {
        throw error("a closure of statements", advice: "write one expression")
    }
}

// SPDX-License-Identifier: Apache-2.0

import Columnar
import Scripting

/// What the library of scripts is given where no script runs: for the text of values, which calls nothing.
final class QuietHost: ScriptHost {
    func call(
        _ function: Scripting.Value, _ arguments: [Scripting.Value],
        keywords: [(name: String, value: Scripting.Value)]
    ) throws(Raised) -> Scripting.Value {
        throw Raised("TypeError", "no script runs here")
    }

    func iterate(_ value: Scripting.Value) throws(Raised) -> any ValueIterator {
        throw Raised("TypeError", "no script runs here")
    }

    func spend(_ steps: Int) throws(Raised) {}
    func reserve(_ bytes: Int) throws(Raised) {}
    func randomSeed() -> UInt64 { 0 }
}

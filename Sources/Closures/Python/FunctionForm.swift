// SPDX-License-Identifier: Apache-2.0

/// How a Python function runs: as instructions over whole columns, or as a script that is called once a row.
public struct FunctionForm: Sendable {
    /// As Python calls it.
    public let function: String
    /// Where it is written.
    public let file: String
    /// Counts from 1; 0 = unknown.
    public let line: Int
    /// What kept it from typed form; nil: nothing, it has one.
    public internal(set) var reason: ClosureError?

    init(_ closure: PythonClosure, script reason: ClosureError? = nil) {
        let entry = closure.entryFunction
        function = entry.name
        file = entry.source.file
        line = entry.source.line
        self.reason = reason
    }
}

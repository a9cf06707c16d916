// SPDX-License-Identifier: Apache-2.0

public import Closures
public import Driver

/// What a session or an action may fail with.
public enum MartletError: Error, CustomStringConvertible {
    /// The master, a size, a path or another setting is not usable.
    case configuration(String)
    /// A closure cannot be compiled: names the construct, its line and what to write instead.
    case closure(String)
    /// The same, with the place for programs.
    case compilation(ClosureError)
    /// The job was run and failed.
    case job(JobError)
    /// Input or output files.
    case file(String)
    /// An action that needs at least one row had none.
    case empty(String)
    /// An argument out of range.
    case argument(String)
    /// The session was stopped.
    case stopped

    public var description: String {
        switch self {
        case .configuration(let text), .closure(let text), .file(let text), .empty(let text), .argument(let text): text
        case .compilation(let error): error.description
        case .job(let error): error.description
        case .stopped: "the session has been stopped; make a new one"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Closures
public import Driver
public import Files

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
    case file(FileError)
    /// An action that needs at least one row had none.
    case empty(String)
    /// An argument out of range.
    case argument(String)
    /// A query that means nothing: what the module of its language says of it.
    case query(any Error)
    /// The session was stopped.
    case stopped

    /// What file systems and formats throw, and whatever else comes out of them.
    static func of(_ error: any Error) -> MartletError {
        if let error = error as? MartletError { return error }
        return .file(error as? FileError ?? FileError(.failed, path: "", "\(error)"))
    }

    public var description: String {
        switch self {
        case .configuration(let text), .closure(let text), .empty(let text), .argument(let text): text
        case .compilation(let error): error.description
        case .file(let error): error.description
        case .job(let error): error.description
        case .query(let error): "\(error)"
        case .stopped: "the session has been stopped; make a new one"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

public import Values

/// What a script may know of the task that it runs in.
public struct TaskFacts: Sendable {
    /// The partition's number in the dataset that the stage computes.
    public var partition: Int
    public var stage: Int
    /// Unique among all attempts of the session.
    public var attempt: Int
    /// Attempts at the same task before this one.
    public var attemptNumber: Int
    /// The local properties of the job.
    public var properties: [String: String]

    public init(
        partition: Int = 0, stage: Int = 0, attempt: Int = 0, attemptNumber: Int = 0, properties: [String: String] = [:]
    ) {
        self.partition = partition
        self.stage = stage
        self.attempt = attempt
        self.attemptNumber = attemptNumber
        self.properties = properties
    }
}

/// A log record or a warning that a script makes.
public struct ScriptRecord: Hashable, Sendable {
    /// As Python numbers the levels of logging; nil: a warning.
    public var level: Int?
    /// The logger, or the class of the warning.
    public var name: String
    public var text: String
    /// Where it was made; empty and 0 when that is not known.
    public var file: String
    public var line: Int

    public init(level: Int?, name: String, text: String, file: String = "", line: Int = 0) {
        self.level = level
        self.name = name
        self.text = text
        self.file = file
        self.line = line
    }
}

/// Where what scripts print, log and warn of goes. Belongs to the thread of the task.
public protocol ScriptOutput: AnyObject {
    /// Text of standard output or error, with its line ends.
    func write(_ text: String, isError: Bool)
    /// Sends what has been written on its way.
    func flush()
    func record(_ record: ScriptRecord)
}

/// What a script may use of its executor.
public struct ScriptServices {
    /// nil: no task runs.
    public var task: TaskFacts?
    /// nil: what is printed is lost.
    public var output: (any ScriptOutput)?
    public var zones: ZoneTable

    public init(task: TaskFacts? = nil, output: (any ScriptOutput)? = nil, zones: ZoneTable = ZoneTable()) {
        self.task = task
        self.output = output
        self.zones = zones
    }

    /// The services of hosts in which no task runs.
    static var none: ScriptServices { ScriptServices() }
}

extension ScriptHost {
    public var services: ScriptServices { .none }

    public func sleep(_ seconds: Double) throws(Raised) {}
}

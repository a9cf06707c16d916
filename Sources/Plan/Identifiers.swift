// SPDX-License-Identifier: Apache-2.0

/// A number that names one thing of one kind within an application; never reused.
public protocol Identifier: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible
where RawValue == Int {
    init(_ rawValue: Int)
}

extension Identifier {
    public init?(rawValue: Int) { self.init(rawValue) }
    public var description: String { String(rawValue) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One action of the user's program.
public struct JobID: Identifier {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }
}

/// A set of tasks that run the same operators over different partitions.
public struct StageID: Identifier {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }
}

/// A redistribution of rows between a map stage and its readers.
public struct ShuffleID: Identifier {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }
}

/// A dataset whose partitions executors keep.
public struct StoredID: Identifier {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }
}

/// One executor process for as long as it is registered; one that comes back gets a new number.
public struct ExecutorID: Identifier {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }
}

/// One attempt at one task. Unique in the application, so that a late message of an older attempt is always known.
public struct TaskAttemptID: Identifier {
    public let rawValue: Int
    public init(_ rawValue: Int) { self.rawValue = rawValue }
}

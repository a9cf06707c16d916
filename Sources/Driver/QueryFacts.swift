// SPDX-License-Identifier: Apache-2.0

/// An action on a frame, or a statement of SQL, from its beginning on.
public struct QueryFacts: Hashable, Sendable {
    /// The local property of jobs that names their query by its number; Spark's own.
    public static let property = "spark.sql.execution.id"

    public enum End: Hashable, Sendable {
        case succeeded
        case failed(message: String)
    }

    /// From 1 on, within a session.
    public var id: Int
    /// The action and where the user called it: `collect at cell 3:1`.
    public var name: String
    /// What `explain` shows of it, or its beginning.
    public var plan: String
    /// The job group and description of whoever began it, and whatever else was set.
    public var properties: [String: String]
    /// By the driver's clock.
    public var startedMillis: UInt64
    public var end: End?
    /// How long it took, once it has ended.
    public var seconds = 0.0

    public init(id: Int, name: String, plan: String, properties: [String: String] = [:], startedMillis: UInt64) {
        self.id = id
        self.name = name
        self.plan = plan
        self.properties = properties
        self.startedMillis = startedMillis
    }
}

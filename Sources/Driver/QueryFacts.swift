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
    /// The plan as it was carried out: nodes behind those that take their rows. More than one of them may be a root.
    public var nodes: [PlanNode] = []
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

/// A node of a query's plan as it was carried out.
public struct PlanNode: Hashable, Sendable {
    /// Within the query, from 0 on: its place among the nodes.
    public var number: Int
    /// The node that takes its rows; it has a lower number. nil: the query's result, or the rows of a job of its own.
    public var parent: Int?
    /// `Filter greater(#1, 4)`
    public var label: String
    /// Guesses from before it ran; nil where there is none.
    public var rowsGuessed: Int?
    public var bytesGuessed: Int?

    public init(number: Int, parent: Int?, label: String, rowsGuessed: Int? = nil, bytesGuessed: Int? = nil) {
        self.number = number
        self.parent = parent
        self.label = label
        self.rowsGuessed = rowsGuessed
        self.bytesGuessed = bytesGuessed
    }
}

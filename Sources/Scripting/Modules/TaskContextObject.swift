// SPDX-License-Identifier: Apache-2.0

/// What of the package `martlet` functions on executors have: the context of their task.
func martletModule() -> ScriptObject {
    LibraryModule("martlet", [:], constants: ["TaskContext": .object(taskContextClass)])
}

private var taskContextClass: LibraryClass {
    let get: LibraryClass.Body = { (call) throws(Raised) -> Value in
        try call.count(0, 0)
        return call.host.services.task.map { .object(TaskContextObject($0)) } ?? Value.none
    }
    return LibraryClass("TaskContext", statics: ["get": get], isInstance: { $0 is TaskContextObject }, construct: get)
}

/// PySpark's `TaskContext`.
final class TaskContextObject: LibraryObject {
    fileprivate let facts: TaskFacts

    init(_ facts: TaskFacts) { self.facts = facts }

    override var typeName: String { "TaskContext" }

    override func isEqual(_ other: Value) -> Bool {
        if case .object(let object) = other { return (object as? TaskContextObject)?.facts.attempt == facts.attempt }
        return false
    }

    override func hashValue() -> UInt64? { try? hashOf(.int(facts.attempt)) }

    override var methods: [String: Method] { Self.table }

    private static func fact(_ body: @escaping @Sendable (TaskFacts) -> Value) -> Method {
        method(TaskContextObject.self) { (context, call) throws(Raised) -> Value in
            try call.count(0, 0)
            return body(context.facts)
        }
    }

    private static let table: [String: Method] = [
        "partitionId": fact { .int($0.partition) }, "stageId": fact { .int($0.stage) },
        "attemptNumber": fact { .int($0.attemptNumber) }, "taskAttemptId": fact { .int($0.attempt) },
        "cpus": fact { _ in .int(1) }, "resources": fact { _ in .dict(DictObject()) },
        "getLocalProperty": method(TaskContextObject.self) { (context, call) throws(Raised) -> Value in
            let bound = try call.bind(["key"], required: 1)
            let key = try textArgument(bound[0] ?? Value.none, "key must be str, not ")
            return context.facts.properties[key.string].map { .text(Text($0)) } ?? Value.none
        },
    ]
}

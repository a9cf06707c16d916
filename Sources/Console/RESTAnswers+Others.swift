// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Plan
import Scheduling

// The REST interface: executors, queries, the environment, and what executors did for a stage.
extension ConsoleView {
    /// - Parameter keepers: what executors keep of datasets, `keepers`.
    func json(_ facts: ExecutorFacts, _ keepers: [ExecutorID: Keeper]) -> JSON {
        let record = record(of: facts.name)
        let totals = record.totals
        let kept = facts.id.flatMap { keepers[$0] } ?? Keeper()
        var isActive = false
        if case .running = facts.state { isActive = true }
        if case .draining = facts.state { isActive = true }
        var json: JSON = [
            "id": .string(facts.name), "hostPort": .string(facts.host), "isActive": .bool(isActive),
            "rddBlocks": .int(kept.partitions),
            "memoryUsed": .int(kept.memoryBytes), "diskUsed": .int(kept.diskBytes), "totalCores": .int(facts.slots),
            "maxTasks": .int(facts.slots),
            "activeTasks": .int(max(record.running, 0)), "failedTasks": .int(totals.failed),
            "completedTasks": .int(totals.succeeded), "totalTasks": .int(totals.ended + max(record.running, 0)),
            "totalDuration": .int(Int(totals.slotSeconds * 1_000)), "totalGCTime": 0,
            "totalInputBytes": .int(totals.inputBytes), "totalShuffleRead": .int(totals.shuffleReadBytes),
            "totalShuffleWrite": .int(totals.shuffleWriteBytes), "isBlacklisted": false,
            "maxMemory": .int(facts.memoryByteCount),
            "memoryMetrics": [
                "usedOnHeapStorageMemory": .int(kept.memoryBytes), "usedOffHeapStorageMemory": 0,
                "totalOnHeapStorageMemory": .int(facts.memoryByteCount), "totalOffHeapStorageMemory": 0,
            ],
            "addTime": .string(date(record.added)), "executorLogs": [:], "blacklistedInStages": [],
            "attributes": [:], "resources": [:], "resourceProfileId": 0, "isExcluded": false, "excludedInStages": [],
        ]
        if case .lost(let reason) = facts.state {
            json["removeTime"] = .string(date(record.removed ?? nowMillis))
            json["removeReason"] = .string("\(reason)")
        }
        return json
    }

    // MARK: Of a stage

    /// What an executor did for a stage, of the tasks that are kept.
    private struct Share {
        var totals = TaskTotals()
        var millis = 0.0

        /// As Spark's ExecutorStageSummary; what tasks write to files is not told.
        var amounts: [(String, Int)] {
            [
                ("taskTime", Int(millis)), ("failedTasks", totals.failed), ("succeededTasks", totals.succeeded),
                ("killedTasks", totals.killed), ("inputBytes", totals.inputBytes),
                ("inputRecords", totals.inputBytes > 0 ? totals.rowsRead : 0), ("outputBytes", 0),
                ("outputRecords", totals.rowsWritten), ("shuffleRead", totals.shuffleReadBytes),
                ("shuffleReadRecords", totals.shuffleReadBytes > 0 ? totals.rowsRead : 0),
                ("shuffleWrite", totals.shuffleWriteBytes), ("shuffleWriteRecords", totals.shuffleWriteRows),
                ("memoryBytesSpilled", 0), ("diskBytesSpilled", totals.spilledBytes),
            ]
        }
    }

    private func shares(_ record: ConsoleStore.Stage) -> [String: Share] {
        var found: [String: Share] = [:]
        for task in record.tasks {
            found[task.executor, default: Share()].millis += task.millis
            switch task.state {
            case .succeeded: found[task.executor]!.totals.add(task.report)
            case .failed: found[task.executor]!.totals.failed += 1
            case .killed: found[task.executor]!.totals.killed += 1
            }
        }
        return found
    }

    func executorSummary(_ record: ConsoleStore.Stage) -> JSON {
        .object(
            shares(record).mapValues { share in
                var json: JSON = ["isBlacklistedForStage": false, "isExcludedForStage": false]
                for (name, value) in share.amounts { json[name] = .int(value) }
                return json
            })
    }

    /// The spread of the same over executors.
    func executorSpread(_ record: ConsoleStore.Stage, _ parts: [Double]) -> JSON {
        let all = shares(record).values.map(\.amounts)
        if all.isEmpty { return .null }
        var json: JSON = ["quantiles": .array(parts.map(JSON.double))]
        for place in all[0].indices {
            let sorted = all.map { $0[place].1 }.sorted()
            json[all[0][place].0] = .array(quantiles(sorted, parts).map { .double(Double($0)) })
        }
        return json
    }

    /// Spark's shuffles that are pushed, which there are none of here.
    static func pushedRead(_ value: (String) -> JSON) -> JSON {
        let names = [
            "corruptMergedBlockChunks", "mergedFetchFallbackCount", "remoteMergedBlocksFetched",
            "localMergedBlocksFetched", "remoteMergedChunksFetched", "localMergedChunksFetched",
            "remoteMergedBytesRead", "localMergedBytesRead", "remoteMergedReqsDuration",
        ]
        return .object(Dictionary(uniqueKeysWithValues: names.map { ($0, value($0)) }))
    }

    // MARK: Queries

    /// - Parameters:
    ///   - withPlan: the plan as a text.
    ///   - withNodes: … and as a graph.
    func json(_ query: QueryFacts, withPlan: Bool, withNodes: Bool) -> JSON {
        let jobs = jobs(of: query)
        func ids(_ status: String) -> JSON {
            .array(jobs.filter { self.status(of: $0) == status }.map { .int($0.id.rawValue) })
        }
        let status =
            switch query.end {
            case nil: "RUNNING"
            case .succeeded: "COMPLETED"
            case .failed: "FAILED"
            }
        var json: JSON = [
            "id": .int(query.id), "status": .string(status),
            "description": .string(query.properties["spark.job.description"] ?? query.name),
            "planDescription": .string(withPlan ? query.plan : ""),
            "submissionTime": .string(date(query.startedMillis)),
            "duration": .int(Int(seconds(of: query) * 1_000)), "runningJobIds": ids("RUNNING"),
            "successJobIds": ids("SUCCEEDED"), "failedJobIds": ids("FAILED"), "nodes": [], "edges": [],
            "queryId": .string(identifier(of: query)), "errorMessage": "", "rootExecutionId": .int(query.id),
            "modifiedConfigs": [:],
        ]
        if withNodes {
            let plan = query.nodes.isEmpty ? Self.graph(ofPlan: query.plan) : planJSON(query)
            (json["nodes"], json["edges"]) = plan
        }
        if case .failed(let message) = query.end { json["errorMessage"] = .string(message) }
        return json
    }

    /// A number of its own for each query, of the form of a UUID.
    private func identifier(of query: QueryFacts) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in facts.applicationID.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        func digits(_ number: UInt64, _ count: Int) -> String {
            let text = String(number, radix: 16)
            return String((String(repeating: "0", count: 16) + text).suffix(count))
        }
        return [
            digits(hash >> 32, 8), digits(hash >> 16, 4), "8" + digits(hash, 3), "8000",
            digits(UInt64(truncatingIfNeeded: query.id), 12),
        ].joined(separator: "-")
    }

    /// The operators of a plan, by the tree that its lines draw (`+- Filter …`), and which of them gives rows to which.
    private static func graph(ofPlan plan: String) -> (nodes: JSON, edges: JSON) {
        var nodes: [JSON] = []
        var edges: [JSON] = []
        var above: [Int] = []
        for line in plan.split(separator: "\n").prefix(ConsoleLimits.planNodesMax) {
            let text = line.drop { " +-:|".contains($0) }
            guard !text.isEmpty else { continue }
            let depth = min(line.count - text.count, 3 * above.count) / 3
            above.removeSubrange(depth...)
            let id = nodes.count
            nodes.append([
                "nodeId": .int(id), "nodeName": .string(String(text.prefix { $0 != " " })),
                "desc": .string(String(text).cut(to: ConsoleLimits.messageBytesMax)), "metrics": [],
            ])
            if let parent = above.last { edges.append(["fromId": .int(id), "toId": .int(parent)]) }
            above.append(id)
        }
        return (.array(nodes), .array(edges))
    }

    // MARK: The environment

    var environmentJSON: JSON {
        [
            "runtime": ["javaVersion": "none", "javaHome": "none", "scalaVersion": "none"],
            "sparkProperties": .array(facts.settingsShown.map { [.string($0.key), .string($0.value)] }),
            "hadoopProperties": [], "systemProperties": [["martlet.version", .string(facts.version)]],
            "metricsProperties": [], "classpathEntries": [],
            "resourceProfiles": [resourceProfile],
        ]
    }

    /// Of all executors: cores and mebibytes of the largest one, a core for a task.
    private var resourceProfile: JSON {
        func amount(_ name: String, _ amount: Int) -> JSON {
            ["resourceName": .string(name), "amount": .int(amount), "discoveryScript": "", "vendor": ""]
        }
        let executors = store.now.executors.values
        return [
            "id": 0,
            "executorResources": [
                "cores": amount("cores", executors.map(\.slots).max() ?? 1),
                "memory": amount("memory", (executors.map(\.memoryByteCount).max() ?? 0) >> 20),
                "offHeap": amount("offHeap", 0),
            ],
            "taskResources": ["cpus": ["resourceName": "cpus", "amount": .double(1)]],
        ]
    }
}

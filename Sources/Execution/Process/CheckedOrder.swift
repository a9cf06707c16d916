// SPDX-License-Identifier: Apache-2.0

import Bytecode
import Columnar
import Messages
import Plan
import Storage
import SwiftProtobuf

/// An order of the driver, its numbers checked: nothing behind it sees a number of the network. What a stage or a
/// task's input holds besides is checked where it is read (`Stage`, `InputPart`, `VerifiedStage`): a fault there fails
/// the tasks, one here ends the connection.
enum CheckedOrder {
    case define(StageID, Martlet_StageDefinition)
    case stageKept(StageID, byteCount: Int)
    case mapOutputs(CheckedTable)
    case launch(StageID, [CheckedLaunch])
    case cancel([TaskAttemptID])
    case dropStage(StageID)
    case dropShuffle(ShuffleID)
    case dropMapOutput(MapOutputKey)
    case dropResult(TaskAttemptID)
    case dropStored(StoredID)
    case copyMapOutputs([MapOutputCopy.Order])
    /// Rules are read where they are used: those that cannot be are left out.
    case defineZones([Martlet_ZoneDefinition])
    case shutdown(String)

    init(_ message: Martlet_ExecutorOrder) throws(MessageFault) {
        switch message.order {
        case .defineStage(let definition):
            self = .define(try definition.stage.id("StageDefinition.stage"), definition)
        case .stageKept(let kept):
            self = .stageKept(
                try kept.stage.id("KeptStage.stage"),
                byteCount: try kept.byteCount.index(
                    "KeptStage.byte_count", below: PlanLimits.stageBytesMax + 1, of: "bytes in a stage at most"))
        case .mapOutputs(let table): self = .mapOutputs(try CheckedTable(table))
        case .launch(let launch):
            var tasks: [CheckedLaunch] = []
            for task in launch.tasks { tasks.append(try CheckedLaunch(task)) }
            self = .launch(try launch.stage.id("LaunchTasks.stage"), tasks)
        case .cancel(let cancel):
            var attempts: [TaskAttemptID] = []
            for attempt in cancel.attempts { attempts.append(try attempt.id("CancelTasks.attempts")) }
            self = .cancel(attempts)
        case .dropStage(let stage): self = .dropStage(try stage.id("ExecutorOrder.drop_stage"))
        case .dropShuffle(let shuffle): self = .dropShuffle(try shuffle.id("ExecutorOrder.drop_shuffle"))
        case .dropMapOutput(let output):
            self = .dropMapOutput(
                try MapOutputKey(
                    "DropMapOutput", shuffle: output.shuffle, mapPartition: output.mapPartition,
                    attempt: output.attempt))
        case .dropResult(let attempt): self = .dropResult(try attempt.id("ExecutorOrder.drop_result"))
        case .dropStored(let dataset): self = .dropStored(try dataset.id("ExecutorOrder.drop_stored"))
        case .copyMapOutputs(let order): self = .copyMapOutputs(try Self.copies(order))
        case .defineZones(let message): self = .defineZones(message.zones)
        case .shutdown(let shutdown): self = .shutdown(cutText(shutdown.reason))
        case nil: throw MessageFault("ExecutorOrder.order", "missing", "an order of no known kind")
        }
    }

    private static func copies(_ message: Martlet_CopyMapOutputs) throws(MessageFault) -> [MapOutputCopy.Order] {
        let type: DataType
        do {
            type = try message.rowType.fieldBytes.withUnsafeBufferPointer {
                try TypeCodec.decode(UnsafeRawBufferPointer($0))
            }
        } catch {
            throw MessageFault("CopyMapOutputs.row_type", "of \(message.rowType.count) bytes", "\(error)")
        }
        guard (1...StorageLimits.partitionCountMax).contains(Int(message.partitions)) else {
            throw MessageFault(
                "CopyMapOutputs.partitions", message.partitions,
                "a shuffle has 1 to \(StorageLimits.partitionCountMax) partitions")
        }
        guard message.mapPartitions.count == message.attempts.count else {
            throw MessageFault(
                "CopyMapOutputs.attempts", "\(message.attempts.count) entries",
                "there are \(message.mapPartitions.count) map partitions")
        }
        let source = try BlockServerAddress(message.source)
        var orders: [MapOutputCopy.Order] = []
        for (map, attempt) in zip(message.mapPartitions, message.attempts) {
            let key = try MapOutputKey(
                "CopyMapOutputs", shuffle: message.shuffle, mapPartition: map, attempt: attempt)
            orders.append(.init(key: key, type: type, partitions: Int(message.partitions), source: source))
        }
        return orders
    }
}

/// A task to be run.
struct CheckedLaunch {
    let attempt: TaskAttemptID
    let partition: Int
    /// The partition's number in the dataset that the stage computes.
    let partitionNumber: Int
    /// Attempts at the same task before this one.
    let attemptNumber: Int
    /// What it reads, or why it cannot run.
    let part: Result<InputPart, PlanError>

    init(_ message: Martlet_TaskLaunch) throws(MessageFault) {
        attempt = try message.attempt.id("TaskLaunch.attempt")
        partition = try UInt64(message.partition).index(
            "TaskLaunch.partition", below: PlanLimits.tasksMax, of: "tasks of a stage at most")
        partitionNumber = try UInt64(message.partitionNumber).index(
            "TaskLaunch.partition_number", below: PlanLimits.partitionsMax, of: "partitions at most")
        attemptNumber = try UInt64(message.attemptNumber).count("TaskLaunch.attempt_number")
        do throws(PlanError) { part = .success(try InputPart(message)) } catch { part = .failure(error) }
    }
}

extension MapOutputKey {
    /// The output that the fields of `message` name.
    init(_ message: String, shuffle: UInt64, mapPartition: UInt64, attempt: UInt64) throws(MessageFault) {
        self.init(
            shuffle: try shuffle.idNumber("\(message).shuffle"),
            mapPartition: try mapPartition.index(
                "\(message).map_partition", below: PlanLimits.tasksMax, of: "tasks of a stage at most"),
            attempt: try attempt.idNumber("\(message).attempt"))
    }
}

extension BlockServerAddress {
    init(_ message: Martlet_BlockServer) throws(MessageFault) {
        guard let port = UInt16(exactly: message.port) else {
            throw MessageFault("BlockServer.port", message.port, "ports go up to \(UInt16.max)")
        }
        self.init(host: try message.host.name("BlockServer.host"), port: port)
    }
}

/// Where the map outputs of a shuffle are.
struct CheckedTable {
    let shuffle: ShuffleID
    /// By map partition.
    let locations: [MapOutputDirectory.Location]
    let servers: [ExecutorID: BlockServerAddress]

    init(_ message: Martlet_MapOutputTable) throws(MessageFault) {
        guard message.attempts.count <= PlanLimits.tasksMax,
            message.attempts.count == message.executorIndex.count
        else {
            throw MessageFault(
                "MapOutputTable.attempts", "\(message.attempts.count) entries",
                "there are \(message.executorIndex.count) executor indexes, and at most \(PlanLimits.tasksMax) tasks")
        }
        var ids: [ExecutorID] = []
        var servers: [ExecutorID: BlockServerAddress] = [:]
        for server in message.executors {
            let id: ExecutorID = try server.executorID.id("BlockServer.executor_id")
            ids.append(id)
            servers[id] = try BlockServerAddress(server)
        }
        var locations: [MapOutputDirectory.Location] = []
        locations.reserveCapacity(message.attempts.count)
        for (index, attempt) in zip(message.executorIndex, message.attempts) {
            let executor = try UInt64(index).index("MapOutputTable.executor_index", below: ids.count, of: "executors")
            locations.append(
                .init(attempt: try attempt.id("MapOutputTable.attempts"), executor: ids[executor]))
        }
        shuffle = try message.shuffle.id("MapOutputTable.shuffle")
        self.locations = locations
        self.servers = servers
    }
}

/// What the driver answers to the registration.
struct CheckedWelcome {
    let executor: ExecutorID
    let application: String
    /// Rows of a batch.
    let batchRows: Int
    /// What file systems go by.
    let fileSystemSettings: [String: String]

    init(_ message: Martlet_Registered) throws(MessageFault) {
        executor = try message.executorID.id("Registered.executor_id")
        application = try message.applicationID.name("Registered.application_id")
        let rows = try UInt64(message.batchRowsMax).index(
            "Registered.batch_rows_max", below: PlanLimits.batchRowsMax + 1, of: "rows in a batch at most")
        batchRows = rows == 0 ? ExecutionLimits.batchRowsDefault : rows
        fileSystemSettings = message.fileSystemSettings
        guard fileSystemSettings.count <= ExecutionLimits.fileSystemSettingsMax else {
            throw MessageFault(
                "Registered.file_system_settings", "of \(fileSystemSettings.count) entries",
                "at most \(ExecutionLimits.fileSystemSettingsMax) are possible")
        }
    }
}

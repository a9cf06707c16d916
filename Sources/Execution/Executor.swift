// SPDX-License-Identifier: Apache-2.0

public import Logging
import Messages
public import Net
import Plan
public import Storage

/// What an executor needs to know to start.
public struct ExecutorOptions: Sendable {
    /// Where the driver listens.
    public var driver: Address
    public var secret: Secret
    /// Tasks at a time.
    public var slots: Int
    /// Bytes for tasks and for map outputs kept in memory.
    public var memoryBytes: Int
    /// Host that other executors reach this one by, and that locality compares.
    public var host: String
    /// Where the block service listens; port 0 = chosen by the system.
    public var blockAddress: Address
    /// Name that whoever started it knows it by.
    public var name: String
    public var softwareVersion: String
    public var processID: Int
    public var peerOptions = PeerOptions()
    /// Less memory than this is a mistake; tests that make tasks spill go below it.
    package var memoryBytesMin = ExecutionLimits.memoryBytesMin
    /// Tests may put functions of their own in the place of scripts.
    package var makePartitionFunction: PartitionFunctionMaker = makeScriptFunction

    public init(
        driver: Address, secret: Secret, slots: Int, memoryBytes: Int, host: String, blockAddress: Address,
        name: String, softwareVersion: String, processID: Int
    ) {
        self.driver = driver
        self.secret = secret
        self.slots = slots
        self.memoryBytes = memoryBytes
        self.host = host
        self.blockAddress = blockAddress
        self.name = name
        self.softwareVersion = softwareVersion
        self.processID = processID
    }
}

/// Why an executor ended.
public enum ExecutorEnd: Sendable, CustomStringConvertible {
    /// The driver said so.
    case shutDown(String)
    /// It drained on request.
    case drained
    /// The driver could not be reached, did not accept it, or is gone.
    case driverLost(String)
    /// The block service cannot listen.
    case cannotServe(String)

    public var description: String {
        switch self {
        case .shutDown(let reason): "shut down by the driver: \(reason)"
        case .drained: "drained"
        case .driverLost(let reason): reason
        case .cannotServe(let reason): reason
        }
    }
}

/// One executor: registers with the driver, runs its tasks, serves blocks to other executors. Loop thread only; tasks
/// run on the worker pool and report by posting.
public final class Executor: @unchecked Sendable {
    private let options: ExecutorOptions
    private let network: any Network
    private let workers: any WorkerPool
    private let disk: any Disk
    private let logger: Logger
    private let onEnd: (ExecutorEnd) -> Void
    private let pool: MemoryPool
    private let store: ShuffleStore
    private let results = ResultStore()
    private let service: BlockService
    private let client: BlockClient
    private var server: PeerServer?
    /// In the order of their coming.
    private var blockPeers: [Peer] = []
    private var link: DriverLink?
    private var runner: TaskRunner?
    private var copies: CopyService?
    private var isDraining = false
    private var isProgressScheduled = false
    private var hasEnded = false

    /// `onEnd` is called once, on the loop.
    public init(
        options: ExecutorOptions, network: any Network, workers: any WorkerPool, disk: any Disk, logger: Logger,
        onEnd: @escaping (ExecutorEnd) -> Void
    ) {
        precondition(options.memoryBytes >= options.memoryBytesMin)
        self.options = options
        self.network = network
        self.workers = workers
        self.disk = disk
        self.logger = logger
        self.onEnd = onEnd
        pool = MemoryPool(bytesMax: options.memoryBytes)
        store = ShuffleStore(pool: pool, disk: disk)
        service = BlockService(store: store, results: results)
        client = BlockClient(network: network, secret: options.secret, options: options.peerOptions)
    }

    /// Listens, dials the driver and registers.
    public func start() {
        do {
            let server = try PeerServer(
                network: network, on: options.blockAddress, secret: options.secret, options: options.peerOptions
            ) { [unowned self] in self }
            self.server = server
            logger.debug("serving blocks", metadata: ["address": "\(server.address)"])
            let link = DriverLink(
                options: options, network: network, blockPort: server.address.port, logger: logger, owner: self)
            self.link = link
            client.driver = { [weak link] in link?.driver }
            link.start()
        } catch {
            end(.cannotServe("\(error)"))
        }
    }

    /// Takes no more tasks, lets the running ones end and others copy its map outputs within the drain time, and ends
    /// when the driver lets it go.
    public func drain() {
        guard !isDraining, !hasEnded else { return }
        isDraining = true
        if runner == nil {
            end(.drained)
            return
        }
        link?.report { $0.draining = true }
        network.loop.schedule(after: .seconds(ExecutionLimits.drainSeconds)) { [weak self] in self?.end(.drained) }
    }

    /// Ends now: tasks are cancelled, connections closed.
    public func end(_ reason: ExecutorEnd) {
        guard !hasEnded else { return }
        hasEnded = true
        logger.info("executor ends", metadata: ["reason": "\(reason)"])
        runner?.cancelAll()
        copies?.cancelAll()
        server?.close()
        client.closeAll()
        for peer in blockPeers { peer.close(.local("the executor ends")) }
        link?.close("the executor ends")
        onEnd(reason)
    }

    // MARK: From the driver's link

    func registered(_ reply: Martlet_Registered) {
        logger.info(
            "registered", metadata: ["executor": "\(reply.executorID)", "application": "\(reply.applicationID)"])
        let services = TaskServices(
            pool: pool, store: store, disk: disk, client: client, slots: options.slots,
            batchRows: reply.batchRowsMax == 0 ? ExecutionLimits.batchRowsDefault : Int(reply.batchRowsMax),
            executor: ExecutorID(Int(reply.executorID)), clock: { [workers] in workers.nanoseconds },
            makePartitionFunction: options.makePartitionFunction)
        runner = TaskRunner(
            services: services, workers: workers, results: results, loop: network.loop, logger: logger
        ) { [weak self] ended in
            self?.link?.report { $0.tasksEnded.append(ended) }
        }
        copies = CopyService(services: services, workers: workers, loop: network.loop, logger: logger) {
            [weak self] copied in
            self?.link?.report { $0.copies.append(copied) }
        }
    }

    func ordered(_ orders: Martlet_ExecutorOrders) {
        guard let runner else { return }
        for order in orders.orders {
            switch order.order {
            case .defineStage(let definition): runner.define(definition)
            case .mapOutputs(let table): runner.publish(table)
            case .stageKept(let stage): if let driver = link?.driver { runner.define(stage, from: driver) }
            case .launch(let launch):
                runner.launch(launch)
                scheduleProgress()
            case .cancel(let cancel): runner.cancel(cancel.attempts.map { TaskAttemptID(Int($0)) })
            case .dropStage(let stage): runner.dropStage(StageID(Int(stage)))
            case .dropShuffle(let shuffle):
                runner.dropShuffle(ShuffleID(Int(shuffle)))
                copies?.drop { $0.shuffle == Int(shuffle) }
                store.drop(shuffle: Int(shuffle))
            case .dropMapOutput(let output):
                let key = MapOutputKey(
                    shuffle: Int(output.shuffle), mapPartition: Int(output.mapPartition),
                    attempt: Int(output.attempt))
                copies?.drop { $0 == key }
                store.drop(key)
            case .copyMapOutputs(let order): copies?.order(order)
            case .dropResult(let attempt): results.drop(TaskAttemptID(Int(attempt)))
            case .shutdown(let shutdown): end(isDraining ? .drained : .shutDown(shutdown.reason))
            case nil: logger.warning("an order of an unknown kind was ignored")
            }
        }
    }

    /// Reports how far tasks are, now and then while some run.
    private func scheduleProgress() {
        guard !isProgressScheduled, !hasEnded else { return }
        isProgressScheduled = true
        network.loop.schedule(after: .milliseconds(Int64(ExecutionLimits.progressMillis))) { [weak self] in
            guard let self, !self.hasEnded, let runner = self.runner else { return }
            self.isProgressScheduled = false
            guard runner.isBusy else { return }
            let progress = runner.takeProgress()
            if !progress.isEmpty { self.link?.report { $0.progress = progress } }
            self.scheduleProgress()
        }
    }

    func serve(_ stream: OutboundStream, request: [UInt8]) { service.serve(stream, request: request, isDriver: true) }

}

/// The side of the executor that other executors see.
extension Executor: PeerHandler {
    public func peerReady(_ peer: Peer) { blockPeers.append(peer) }

    public func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8]) {
        service.serve(stream, request: request, isDriver: false)
    }

    public func peerClosed(_ peer: Peer, reason: CloseReason) {
        blockPeers.removeAll { $0 === peer }
    }
}

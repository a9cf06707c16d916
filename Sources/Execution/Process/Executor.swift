// SPDX-License-Identifier: Apache-2.0

public import Files
import Formats
public import Logging
import Messages
public import Net
public import Plan
public import Storage
import Values

/// What an executor needs to know to start.
public struct ExecutorOptions: Sendable {
    /// Where the driver listens.
    public var driver: Address
    public var secret: Secret
    /// Tasks at a time.
    public var slots: Int
    /// Bytes for tasks and for map outputs kept in memory.
    public var memoryBytes: Int
    /// Host that other executors reach this one by, …
    public var host: String
    /// … and the machine that locality compares, when that has another name: the node below a pod.
    public var node: String?
    /// Other names and addresses of that machine, by which file systems may say where bytes lie.
    public var machineNames: [String] = []
    /// Where the block service listens; port 0 = chosen by the system.
    public var blockAddress: Address
    /// Name that whoever started it knows it by.
    public var name: String
    public var softwareVersion: String
    public var processID: Int
    public var peerOptions = PeerOptions()
    /// Lines, and bytes of them, that one task prints for the driver.
    public var outputLinesMax = ExecutionLimits.outputLinesMax
    public var outputBytesMax = ExecutionLimits.outputBytesMax
    /// The driver and all that reads blocks is in this process: compressing them gains nothing but memory.
    public var keepsToItself = false
    /// Made ready with the driver's settings when it takes the executor in.
    public var fileSystems = FileSystems()
    public var formats = FileFormats.standard
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
    private let partitions: PartitionStore
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
    /// The driver's time zones, and those of this machine's data base.
    private let zones = ZoneTable(finder: installedZone)

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
        let pool = MemoryPool(bytesMax: options.memoryBytes)
        self.pool = pool
        let store = ShuffleStore(pool: pool, disk: disk, keepsToItself: options.keepsToItself)
        let partitions = PartitionStore(pool: pool, disk: disk) { [weak store] bytes in
            _ = try? store?.evict(bytes: bytes)
        }
        // Map outputs go to disk before a stored partition goes.
        pool.setReclaimer { [weak pool, weak store, weak partitions] bytes in
            _ = try? store?.evict(bytes: bytes)
            let missing = bytes - (pool?.available ?? bytes)
            if missing > 0 { partitions?.evict(bytes: missing) }
        }
        self.store = store
        self.partitions = partitions
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
        link?.report { $0.drain() }
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

    /// The blocks of a result that waits here, for a driver in the same process: it need not have them sent.
    public func takeResult(_ attempt: TaskAttemptID) -> [[UInt8]]? { results.take(attempt)?.blocks }

    // MARK: From the driver's link

    func registered(_ welcome: CheckedWelcome) {
        if !welcome.fileSystemSettings.isEmpty {
            let names = [options.node ?? options.host] + options.machineNames
            let host = [FileSystems.hostKey: names.joined(separator: ",")]
            options.fileSystems.configure(welcome.fileSystemSettings.merging(host) { $1 })
        }
        logger.info(
            "registered", metadata: ["executor": "\(welcome.executor)", "application": "\(welcome.application)"])
        let services = TaskServices(
            pool: pool, store: store, partitions: partitions, disk: disk, client: client, slots: options.slots,
            batchRows: welcome.batchRows, fileSystems: options.fileSystems, formats: options.formats,
            executor: welcome.executor, clock: { [workers] in workers.nanoseconds },
            threadClock: { [workers] in workers.threadNanoseconds },
            makePartitionFunction: options.makePartitionFunction, zones: zones, logger: logger,
            outputLinesMax: options.outputLinesMax, outputBytesMax: options.outputBytesMax,
            resultCompression: options.keepsToItself ? .none : .automatic)
        runner = TaskRunner(
            services: services, workers: workers, results: results, loop: network.loop, logger: logger,
            report: { [weak self] ended in
                self?.reportStored()
                self?.link?.report { $0.add(ended) }
            },
            reportOutput: { [weak self] output in self?.link?.report { $0.add(output) } })
        partitions.setObserver { [weak self, loop = network.loop] in
            loop.post { [weak self] in self?.reportStored() }
        }
        copies = CopyService(services: services, workers: workers, loop: network.loop, logger: logger) {
            [weak self] copied in
            self?.link?.report { $0.add(copied) }
        }
    }

    func ordered(_ orders: [CheckedOrder]) throws(MessageFault) {
        guard let runner else { return }
        for order in orders {
            switch order {
            case .define(let stage, let definition): runner.define(stage, definition)
            case .mapOutputs(let directory): runner.publish(directory)
            case .stageKept(let stage, let byteCount):
                if let driver = link?.driver { try runner.define(stage, byteCount: byteCount, from: driver) }
            case .launch(let stage, let tasks):
                try runner.launch(stage, tasks)
                scheduleProgress()
            case .cancel(let attempts): runner.cancel(attempts)
            case .defineZones(let zones): define(zones)
            case .dropStage(let stage): runner.dropStage(stage)
            case .dropShuffle(let shuffle):
                runner.dropShuffle(shuffle)
                copies?.drop { $0.shuffle == shuffle.rawValue }
                store.drop(shuffle: shuffle.rawValue)
                service.forget(shuffle: shuffle.rawValue)
            case .dropMapOutput(let key):
                copies?.drop { $0 == key }
                store.drop(key)
            case .copyMapOutputs(let orders): copies?.order(orders)
            case .dropResult(let attempt): results.drop(attempt)
            case .dropStored(let dataset): partitions.drop(dataset: dataset.rawValue)
            case .shutdown(let reason): end(isDraining ? .drained : .shutDown(reason))
            }
        }
    }

    /// Reports which partitions of stored datasets have come and gone.
    private func reportStored() {
        for change in partitions.takeChanges() {
            link?.report { $0.add(Martlet_StoredPartition(change.key, change.sizes)) }
        }
    }

    /// Takes the driver's time zones in. One that cannot be read is left out: functions that name it say so.
    private func define(_ definitions: [Martlet_ZoneDefinition]) {
        for definition in definitions {
            do {
                let rules: ZoneRules
                switch definition.rules {
                case .tzif(let bytes): rules = try ZoneRules(tzif: bytes.fieldBytes)
                case .posix(let text): rules = try ZoneRules(posix: text)
                case nil: throw ZoneError("a time zone without rules")
                }
                if definition.name.isEmpty {
                    zones.setLocal(rules)
                } else {
                    try zones.add(definition.name, rules, byteCount: definition.tzif.count)
                }
            } catch {
                logger.error(
                    "time zone refused", metadata: ["zone": "\(cutText(definition.name))", "reason": "\(error)"])
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
            if !progress.isEmpty { self.link?.report { $0.set(progress) } }
            runner.takeOutput()
            self.scheduleProgress()
        }
    }

    func serve(_ stream: OutboundStream, request: [UInt8], of driver: Peer) throws {
        try service.serve(stream, request: request, of: driver, isDriver: true)
    }
}

extension Martlet_StoredPartition {
    fileprivate init(_ key: PartitionKey, _ sizes: PartitionSizes?) {
        self.init()
        dataset = UInt64(key.dataset)
        partition = UInt64(key.partition)
        dropped = sizes == nil
        memoryBytes = UInt64(sizes?.memoryBytes ?? 0)
        diskBytes = UInt64(sizes?.diskBytes ?? 0)
        rows = UInt64(sizes?.rows ?? 0)
    }
}

/// The side of the executor that other executors see.
extension Executor: PeerHandler {
    public func peerReady(_ peer: Peer) { blockPeers.append(peer) }

    public func peer(_ peer: Peer, opened stream: OutboundStream, request: [UInt8]) {
        do { try service.serve(stream, request: request, of: peer, isDriver: false) } catch {
            logger.warning(
                "a peer was cut off", metadata: ["address": "\(peer.remoteAddress)", "reason": "\(error)"])
            peer.close(.protocolError("\(error)"))
        }
    }

    public func peerClosed(_ peer: Peer, reason: CloseReason) {
        blockPeers.removeAll { $0 === peer }
        service.forget(peer)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the servers of a simulated HDFS know, all together.
struct SimulatedState {
    struct File {
        let id: UInt64
        /// The client that writes it; nil when it is closed.
        var holder: String?
        var blocks: [UInt64] = []
        let replication: Int
        let blockByteCount: Int
    }

    enum Node {
        case folder
        case file(File)
    }

    struct Block {
        var generation: UInt64
        var byteCount = 0
        /// DataNodes by number.
        var nodes: [Int]
        /// Faults in the writing of it are few: a block with one DataNode left cannot lose that.
        var troubles = 0
    }

    struct Replica {
        var generation: UInt64
        var bytes: [UInt8] = []
        var isFinal = false
    }

    /// A call, over all its tries.
    struct CallKey: Hashable {
        let client: [UInt8]
        let number: Int32
    }

    var faults: Set<SimulatedFault> = []
    var rarity: UInt64 = 50
    var counts: [SimulatedFault: Int] = [:]
    var violations: [String] = []
    private(set) var seed: UInt64

    // NameNodes.
    var nodes: [String: Node] = ["/": .folder]
    var blocks: [UInt64: Block] = [:]
    var active = 0
    /// Calls that go by until the next NameNode is active.
    var callsUntilActive = 0
    /// Answers that were given, for calls that change something.
    var answered: [CallKey: [UInt8]] = [:]
    var triesSeen: [CallKey: Int32] = [:]
    /// As the defaults say to clients.
    var encryptsData = false
    var lastNumber: UInt64 = 1_000

    // DataNodes.
    var replicas: [[UInt64: Replica]]
    /// Attempts to connect until a DataNode is up again; 0: it is up.
    var triesUntilUp: [Int]
    var dataConnectionCount = 0
    var nameConnectionCount = 0
    var hostsAsked: [String] = []

    init(seed: UInt64, dataNodeCount: Int) {
        self.seed = seed
        replicas = Array(repeating: [:], count: dataNodeCount)
        triesUntilUp = Array(repeating: 0, count: dataNodeCount)
    }

    // MARK: Chance

    mutating func draw() -> UInt64 {
        seed &+= 0x9E37_79B9_7F4A_7C15
        var mixed = seed
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func pick(_ count: Int) -> Int { Int(draw() % UInt64(count)) }

    /// Whether a fault happens here.
    mutating func happens(_ fault: SimulatedFault) -> Bool {
        guard faults.contains(fault), draw() % rarity == 0 else { return false }
        counts[fault, default: 0] += 1
        return true
    }

    mutating func nextNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    // MARK: Connections

    mutating func accepts(_ server: SimulatedServer) -> Bool {
        switch server {
        case .nameNode:
            guard !happens(.refusedCall) else { return false }
            nameConnectionCount += 1
            return true
        case .dataNode(let number):
            guard replicas.indices.contains(number) else { return false }
            // One at a time, so that each block has a replica that can be read.
            if triesUntilUp.allSatisfy({ $0 == 0 }), happens(.deadDataNode) { triesUntilUp[number] = 1 + pick(3) }
            guard triesUntilUp[number] == 0 else {
                triesUntilUp[number] -= 1
                return false
            }
            dataConnectionCount += 1
            return true
        }
    }

    func isDown(_ server: SimulatedServer) -> Bool {
        if case .dataNode(let number) = server { triesUntilUp[number] > 0 } else { false }
    }

    /// Understands what has come, as far as it is whole, and answers.
    mutating func answer(_ session: inout SimulatedSession) {
        switch session.server {
        case .nameNode(let number): answerCalls(&session, number)
        case .dataNode(let number): answerOperations(&session, number)
        }
    }

    // MARK: For tests

    func content(_ path: String) -> [UInt8]? {
        guard case .file(let file)? = nodes[path], file.holder == nil else { return nil }
        var bytes: [UInt8] = []
        for id in file.blocks {
            guard let block = blocks[id] else { return nil }
            let found = block.nodes.compactMap { node -> [UInt8]? in
                guard let replica = replicas[node][id], replica.isFinal, replica.generation == block.generation,
                    replica.bytes.count == block.byteCount
                else { return nil }
                return replica.bytes
            }
            guard let first = found.first, found.allSatisfy({ $0 == first }) else { return nil }
            bytes += first
        }
        return bytes
    }

    var filePaths: [String] {
        nodes.compactMap { if case .file = $0.value { $0.key } else { nil } }.sorted()
    }

    func hosts(_ path: String) -> [[String]] {
        guard case .file(let file)? = nodes[path] else { return [] }
        return file.blocks.map { (blocks[$0]?.nodes ?? []).map { SimulatedState.host($0) } }
    }

    static func host(_ node: Int) -> String { "data-\(node)" }
    static func address(_ node: Int) -> String { "10.0.0.\(node)" }
    static let transferPort = 9_866
}

/// Reads what a client sends; nil as long as it is not all there.
struct SimulatedInput {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard bytes.count - position >= count else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func number(_ byteCount: Int) -> Int? { take(byteCount)?.reduce(0) { $0 << 8 | Int($1) } }

    /// The bytes of a message behind their length.
    mutating func delimited() -> [UInt8]? {
        var length = 0
        var shift = 0
        while true {
            guard let byte = take(1)?[0] else { return nil }
            length |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return take(length) }
            shift += 7
        }
    }
}

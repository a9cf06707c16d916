// SPDX-License-Identifier: Apache-2.0

import Driver
import JSONValues
import Plan

// What executors keep of datasets that were persisted: the page, and Spark's `storage/rdd`.
extension ConsoleView {
    /// Stored datasets, those of last first.
    var stored: [StoredDataset] { store.now.stored.values.sorted { $0.facts.id > $1.facts.id } }

    func storagePage() -> HTMLText {
        let stored = stored
        let memory = stored.reduce(0) { $0 &+ $1.memoryBytes }
        let disk = stored.reduce(0) { $0 &+ $1.diskBytes }
        return """
            <h1>Storage</h1>
            <p class="sub">Rows that executors keep because of <code>persist</code>, <code>cache</code> or \
            <code>CACHE TABLE</code>. What is not kept is computed again.</p>
            \(tiles([
                ("Datasets", Amount.count(stored.count)), ("In memory", Amount.bytes(memory)),
                ("On disk", Amount.bytes(disk)),
            ]))
            \(section("stored", "Kept datasets", stored.count, storedTable(stored)))
            \(section("keepers", "By executor", keepers.count, keeperTable))
            """
    }

    private func storedTable(_ stored: [StoredDataset]) -> HTMLText {
        let rows = stored.prefix(ConsoleLimits.rowsShown).map { dataset -> HTMLText in
            let facts = dataset.facts
            return """
                <tr><td class="n">\(facts.id.rawValue)</td><th class="w" scope="row">\(facts.name)</th>
                <td>\(Self.word(facts))</td>
                <td>\(Amount.count(dataset.partitionsStored)) of \(Amount.count(facts.partitionCount))\
                \(bar(dataset.partitionsStored, 0, facts.partitionCount, ""))</td>
                \(number(Amount.count(Self.rows(dataset))))\(number(Amount.bytes(dataset.memoryBytes)))
                \(number(Amount.bytes(dataset.diskBytes)))</tr>

                """
        }
        let heads = [
            Head(title: "Dataset", isNumber: true), Head(title: "Name"), Head(title: "Level"),
            Head(title: "Partitions kept"), Head(title: "Rows", isNumber: true),
            Head(title: "In memory", isNumber: true), Head(title: "On disk", isNumber: true),
        ]
        return table(heads, rows, of: stored.count, none: "Nothing is kept.")
    }

    /// What one executor keeps.
    struct Keeper {
        var partitions = 0
        var memoryBytes = 0
        var diskBytes = 0

        mutating func add(_ block: StoredBlock) {
            partitions += 1
            memoryBytes &+= block.memoryBytes
            diskBytes &+= block.diskBytes
        }
    }

    var keepers: [ExecutorID: Keeper] { Self.keepers(of: Array(store.now.stored.values)) }

    private static func keepers(of datasets: [StoredDataset]) -> [ExecutorID: Keeper] {
        var found: [ExecutorID: Keeper] = [:]
        for dataset in datasets {
            for places in dataset.blocks.values {
                for (executor, block) in places { found[executor, default: Keeper()].add(block) }
            }
        }
        return found
    }

    private var keeperTable: HTMLText {
        let keepers = keepers
        let rows = keepers.sorted { $0.key < $1.key }.prefix(ConsoleLimits.rowsShown).map { id, keeper -> HTMLText in
            """
            <tr><th class="w" scope="row">\(name(of: id))</th>\(number(Amount.count(keeper.partitions)))
            \(number(Amount.bytes(keeper.memoryBytes)))\(number(Amount.bytes(keeper.diskBytes)))</tr>

            """
        }
        let heads = [
            Head(title: "Executor"), Head(title: "Partitions", isNumber: true),
            Head(title: "In memory", isNumber: true), Head(title: "On disk", isNumber: true),
        ]
        return table(heads, rows, of: keepers.count, none: "No executor keeps anything.")
    }

    private func name(of executor: ExecutorID) -> String {
        executors.first { $0.id == executor }?.name ?? "\(executor.rawValue)"
    }

    private static func rows(_ dataset: StoredDataset) -> Int {
        // The same rows may be on several executors.
        dataset.blocks.values.reduce(0) { $0 &+ ($1.values.first?.rows ?? 0) }
    }

    /// The level in the user's words.
    private static func word(_ facts: StoredFacts) -> String {
        facts.label.isEmpty ? facts.level.word : facts.label
    }

    // MARK: REST

    /// What answers about several datasets share.
    struct Shelves {
        fileprivate var names: [ExecutorID: String] = [:]
        /// Bytes that are left of what tasks and kept rows may take.
        fileprivate var left: [ExecutorID: Int] = [:]
    }

    var shelves: Shelves {
        var shelves = Shelves()
        let keepers = keepers
        for facts in store.now.executors.values {
            guard let id = facts.id else { continue }
            shelves.names[id] = facts.name
            shelves.left[id] = max(facts.memoryByteCount &- (keepers[id]?.memoryBytes ?? 0), 0)
        }
        return shelves
    }

    /// As Spark's RDDStorageInfo.
    func json(_ dataset: StoredDataset, _ shelves: Shelves) -> JSON {
        let facts = dataset.facts
        func name(_ executor: ExecutorID) -> JSON { .string(shelves.names[executor] ?? "\(executor.rawValue)") }
        var json: JSON = [
            "id": .int(facts.id.rawValue), "name": .string(facts.name), "numPartitions": .int(facts.partitionCount),
            "numCachedPartitions": .int(dataset.partitionsStored), "storageLevel": .string(Self.word(facts)),
            "memoryUsed": .int(dataset.memoryBytes), "diskUsed": .int(dataset.diskBytes),
            "dataDistribution": .array(
                Self.keepers(of: [dataset]).sorted { $0.key < $1.key }.map { executor, keeper in
                    let left = shelves.left[executor] ?? 0
                    return [
                        "address": name(executor), "memoryUsed": .int(keeper.memoryBytes),
                        "memoryRemaining": .int(left), "diskUsed": .int(keeper.diskBytes),
                        "onHeapMemoryUsed": .int(keeper.memoryBytes), "offHeapMemoryUsed": 0,
                        "onHeapMemoryRemaining": .int(left), "offHeapMemoryRemaining": 0,
                    ]
                }),
        ]
        json["partitions"] = .array(
            dataset.blocks.sorted { $0.key < $1.key }.map { partition, places in
                [
                    "blockName": .string("rdd_\(facts.id.rawValue)_\(partition)"),
                    "storageLevel": .string(Self.word(facts)),
                    "memoryUsed": .int(places.values.reduce(0) { $0 &+ $1.memoryBytes }),
                    "diskUsed": .int(places.values.reduce(0) { $0 &+ $1.diskBytes }),
                    "executors": .array(places.keys.sorted().map(name)),
                ]
            })
        return json
    }
}

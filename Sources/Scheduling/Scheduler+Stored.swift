// SPDX-License-Identifier: Apache-2.0

import Plan

// Where partitions of stored datasets are: tasks that read one run there when they can. Nothing else depends on it: an
// executor that does not have the partition computes it.
extension Scheduler {
    mutating func keep(_ partition: StoredPartition, on id: ExecutorID) {
        guard executors[id.rawValue] != nil else { return }
        let number = partition.partition
        if stored[partition.dataset.rawValue]?[number]?.contains(id) == true { return }
        stored[partition.dataset.rawValue, default: [:]][number, default: []].append(id)
    }

    mutating func forget(_ partition: StoredPartition, on id: ExecutorID) {
        let (dataset, number) = (partition.dataset.rawValue, partition.partition)
        stored[dataset]?[number]?.removeAll { $0 == id }
        if stored[dataset]?[number]?.isEmpty == true { stored[dataset]?[number] = nil }
    }

    /// The executor is lost.
    mutating func forgetStored(on id: ExecutorID) {
        for (dataset, partitions) in stored {
            for (number, holders) in partitions where holders.contains(id) {
                forget(StoredPartition(StoredID(dataset), number), on: id)
            }
        }
    }

    /// Tasks that were kept for an executor that takes none any more may go elsewhere.
    mutating func forgetPlace(of executor: ExecutorRun) {
        for job in jobs {
            for stage in job.stages where stage.hasPlaces { stage.forget(place: executor.place) }
        }
    }

    /// The tasks of a stage, those that read stored partitions with the places of these.
    func placed(_ tasks: [TaskDescription]) -> (tasks: [TaskDescription], hasPlaces: Bool) {
        guard !stored.isEmpty else { return (tasks, false) }
        var placed = tasks
        var hasPlaces = false
        for index in tasks.indices {
            let places = self.places(of: tasks[index])
            guard !places.isEmpty else { continue }
            placed[index].preferredHosts = places
            hasPlaces = true
        }
        return (placed, hasPlaces)
    }

    /// Of the stored partitions that a task reads, the first that is kept by executors that take tasks.
    private func places(of task: TaskDescription) -> [String] {
        for partition in task.stored {
            let holders = stored[partition.dataset.rawValue]?[partition.partition] ?? []
            let places = holders.compactMap { id -> String? in
                guard let executor = executors[id.rawValue], !executor.isDraining else { return nil }
                return executor.place
            }
            if !places.isEmpty { return places }
        }
        return []
    }

    /// Executors that keep partitions.
    var storedHolders: Set<Int> {
        Set(stored.values.flatMap { $0.values.flatMap { $0.map(\.rawValue) } })
    }
}

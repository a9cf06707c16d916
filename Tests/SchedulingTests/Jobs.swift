// SPDX-License-Identifier: Apache-2.0

import Columnar
import Plan

/// A stage that only the scheduler looks at: `tasks` tasks that read `inputs` and write `output` (or a result).
func stage(
    _ id: Int, tasks: Int, reads inputs: [Int] = [], writes output: Int? = nil, hosts: [Int: [String]] = [:]
) -> Stage {
    var branches = inputs.map { input in
        Branch(source: .shuffle(ShuffleID(input), rowType: .int))
    }
    if branches.isEmpty { branches = [Branch(source: .range)] }
    let sink: Sink
    if let output {
        sink = .shuffle(ShuffleID(output), partitions: 2, rowType: .int, .roundRobin)
    } else {
        sink = .count
    }
    let descriptions = (0..<tasks).map { partition in
        TaskDescription(
            branch: 0, number: partition, input: .range(start: 0, step: 1, count: 0),
            preferredHosts: hosts[partition] ?? [])
    }
    return Stage(
        id: StageID(id), name: "map at Example.swift:\(id)", branches: branches, sink: sink, tasks: descriptions)
}

func job(_ id: Int, _ stages: Stage...) -> Job {
    Job(id: JobID(id), name: "job \(id)", stages: stages)
}

/// A map stage (shuffle 1) and a result stage that reads it.
func mapReduce(_ id: Int = 1, maps: Int = 2, reduces: Int = 2) -> Job {
    job(id, stage(10 * id, tasks: maps, writes: 1), stage(10 * id + 1, tasks: reduces, reads: [1]))
}

// SPDX-License-Identifier: Apache-2.0

import Driver
public import Scheduling

extension Session {
    /// How far the running jobs are, oldest first.
    public func progress() -> [JobProgress] { engine.progress() }

    /// One line about the oldest running job; nil when nothing runs.
    public func progressText() -> String? {
        guard let job = engine.progress().first else { return nil }
        let done = job.stages.count { $0.doneCount == $0.taskCount }
        var text =
            "[\(job.name)] stages \(done)/\(job.stages.count), tasks \(job.doneCount)/\(job.taskCount)"
            + " (\(job.runningCount) running)"
        let (count, awaited) = engine.events.read { ($0.executorsRegistered, $0.executorsAwaited) }
        if let awaited { text += ", waiting for executors \(awaited)" } else { text += ", executors \(count)" }
        return text
    }
}

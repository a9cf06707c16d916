# SPDX-License-Identifier: Apache-2.0
"""What jobs and stages are doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .context import SparkContext
    from .session import JobRecord


class SparkJobInfo(NamedTuple):
    """A job: its number, the numbers of its stages, and RUNNING, SUCCEEDED or FAILED."""

    jobId: int
    stageIds: list[int]
    status: str


class SparkStageInfo(NamedTuple):
    """A stage: its number and name, and how many tasks it has, run, are done and have failed."""

    stageId: int
    currentAttemptId: int
    name: str
    numTasks: int
    numActiveTasks: int
    numCompletedTasks: int
    numFailedTasks: int


class SparkExecutorInfo(NamedTuple):
    """An executor: its name."""

    name: str


class StatusTracker:
    """Looks at the jobs of a context, as they are at the moment.

    >>> sc.range(10).count()
    10
    >>> tracker = sc.statusTracker()
    >>> tracker.getActiveJobsIds()
    []
    >>> tracker.getJobInfo(max(tracker.getJobIdsForGroup())).status
    'SUCCEEDED'
    """

    def __init__(self, context: SparkContext) -> None:
        self._context = context

    def _records(self) -> list[JobRecord]:
        return list(self._context._session.jobs.values())

    def getJobIdsForGroup(self, jobGroup: str | None = None) -> list[int]:
        """The jobs of a group; without one, those of no group."""
        return [record.job for record in self._records() if record.group == jobGroup]

    def getActiveJobsIds(self) -> list[int]:
        """The jobs that run."""
        return sorted(record.job for record in self._records() if record.status == "RUNNING")

    def getActiveStageIds(self) -> list[int]:
        """The stages with tasks that run."""
        running = (record for record in self._records() if record.status == "RUNNING")
        return sorted(stage["id"] for record in running for stage in record.stages if stage.get("running"))

    def getJobInfo(self, jobId: int) -> SparkJobInfo | None:
        """A job, or None when it is not known."""
        record = self._context._session.jobs.get(jobId)
        if record is None:
            return None
        return SparkJobInfo(jobId, [stage["id"] for stage in record.stages], record.status)

    def getStageInfo(self, stageId: int) -> SparkStageInfo | None:
        """A stage, or None when it is not known."""
        for record in reversed(self._records()):
            for stage in record.stages:
                if stage["id"] == stageId:
                    return _stage(stage)
        return None

    def getExecutorInfos(self) -> list[SparkExecutorInfo]:
        """The executors."""
        status = self._context._session.call({"op": "status"})
        names = list(status.get("executorProcesses") or {}) or ["driver"]
        return [SparkExecutorInfo(name) for name in names]


def _stage(stage: dict[str, Any]) -> SparkStageInfo:
    return SparkStageInfo(
        stage["id"],
        0,
        str(stage.get("name", "")),
        stage.get("tasks", 0),
        stage.get("running", 0),
        stage.get("done", 0),
        stage.get("failed", 0),
    )

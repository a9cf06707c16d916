# SPDX-License-Identifier: Apache-2.0
"""What jobs and stages are doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .context import SparkContext


_GROUP = "spark.jobGroup.id"


class SparkJobInfo(NamedTuple):
    """A job: its number, the numbers of its stages, and RUNNING, SUCCEEDED or FAILED."""

    jobId: int
    stageIds: list[int]
    status: str


class SparkStageInfo(NamedTuple):
    """A stage: its number and name, how many tasks it has, run, are done and have failed, and what it read locally."""

    stageId: int
    currentAttemptId: int
    name: str
    numTasks: int
    numActiveTasks: int
    numCompletedTasks: int
    numFailedTasks: int
    #: Bytes read of input that lies on known hosts (blocks of HDFS), and of these what was read on such a host.
    numPlacedBytes: int = 0
    numLocalBytes: int = 0


class SparkExecutorInfo(NamedTuple):
    """An executor: its name; pending, starting, running or draining; and why, where there is a reason."""

    name: str
    state: str = "running"
    reason: str = ""


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

    def _activity(self) -> dict[str, Any]:
        """What the engine's driver is doing, and has done lately."""
        return dict(self._context._session.call({"op": "activity"}))

    def getJobIdsForGroup(self, jobGroup: str | None = None) -> list[int]:
        """The jobs of a group; without one, those of no group."""
        return [job["id"] for job in self._activity()["jobs"] if job["properties"].get(_GROUP) == jobGroup]

    def getActiveJobsIds(self) -> list[int]:
        """The jobs that run."""
        return [job["id"] for job in self._activity()["jobs"] if job["status"] == "RUNNING"]

    def getActiveStageIds(self) -> list[int]:
        """The stages with tasks that run."""
        return [stage["id"] for stage in self._activity()["stages"] if stage["running"]]

    def getJobInfo(self, jobId: int) -> SparkJobInfo | None:
        """A job, or None when it is not known."""
        for job in self._activity()["jobs"]:
            if job["id"] == jobId:
                return SparkJobInfo(jobId, job["stages"], job["status"])
        return None

    def getStageInfo(self, stageId: int) -> SparkStageInfo | None:
        """A stage, or None when it is not known."""
        for stage in self._activity()["stages"]:
            if stage["id"] == stageId:
                counts = (stage["tasks"], stage["running"], stage["done"], stage["failed"])
                reads = (stage.get("bytesPlaced", 0), stage.get("bytesLocal", 0))
                return SparkStageInfo(stageId, 0, stage["name"], *counts, *reads)
        return None

    def getExecutorInfos(self) -> list[SparkExecutorInfo]:
        """The executors that take tasks, finish theirs, or are on their way; why is in ``state`` and ``reason``."""
        return [
            SparkExecutorInfo(one["name"], one["state"], one["reason"])
            for one in self._activity()["executors"]
            if one["state"] != "lost"
        ]

# SPDX-License-Identifier: Apache-2.0
"""What a task may know of itself, and files that travel."""

from __future__ import annotations

from typing import Any

from .errors import MartletError, unsupported


class TaskContext:
    """The running task, for functions on executors. On the driver there is none."""

    @classmethod
    def get(cls) -> TaskContext | None:
        """The context of the task that runs the function; None on the driver.

        >>> TaskContext.get() is None
        True
        """
        return None

    # Executors have methods of their own for these.

    def partitionId(self) -> int:
        """The number of the partition."""
        raise _no_task()

    def stageId(self) -> int:
        """The number of the stage."""
        raise _no_task()

    def attemptNumber(self) -> int:
        """How often this task was tried before: 0 the first time."""
        raise _no_task()

    def taskAttemptId(self) -> int:
        """A number that no other attempt of the application has."""
        raise _no_task()

    def getLocalProperty(self, key: str) -> str | None:
        """What ``sc.setLocalProperty`` gave the job; None when it gave nothing."""
        raise _no_task()

    def cpus(self) -> int:
        """Cores that the task may use: 1."""
        raise _no_task()

    def resources(self) -> dict[str, Any]:
        """Resources such as GPUs: none."""
        raise _no_task()


def _no_task() -> MartletError:
    return MartletError("no task runs here: TaskContext.get() inside of a function gives the one of its task")


class BarrierTaskContext(TaskContext):
    """Tasks that wait for each other: not there."""

    @classmethod
    def get(cls) -> Any:
        """Raises ``UnsupportedError``."""
        raise unsupported("BarrierTaskContext", "tasks of a stage do not wait for each other: use mapPartitions")


class SparkFiles:
    """Files that ``sc.addFile`` ships elsewhere. Functions on executors open no files."""

    @classmethod
    def get(cls, filename: str) -> str:
        """Raises ``UnsupportedError``."""
        raise unsupported("SparkFiles", "read the file on the driver and use sc.broadcast(content), or sc.textFile")

    @classmethod
    def getRootDirectory(cls) -> str:
        """Raises ``UnsupportedError``."""
        return cls.get("")

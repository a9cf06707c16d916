# SPDX-License-Identifier: Apache-2.0
"""What a task may know of itself, and files that travel: neither is there on executors without Python."""

from __future__ import annotations

from typing import Any

from .errors import unsupported


class TaskContext:
    """The running task. On the driver there is none."""

    @classmethod
    def get(cls) -> TaskContext | None:
        """None, as always on the driver. For a partition's number use ``mapPartitionsWithIndex``.

        >>> TaskContext.get() is None
        True
        """
        return None


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

# SPDX-License-Identifier: Apache-2.0
"""The folder of checkpoints of a context, and what waits to be saved there."""

from __future__ import annotations

import itertools
import os
import threading
import uuid
import weakref
from typing import TYPE_CHECKING

from .errors import MartletError

if TYPE_CHECKING:
    from .context import SparkContext
    from .rdd import RDD


def as_uri(path: str | None) -> str | None:
    """The path as Spark shows it: with its scheme, a local one too."""
    return f"file:{path}" if path is not None and path.startswith("/") else path


class Checkpoints:
    """Saves the RDDs that are marked when the next job has ended, whatever it was over."""

    def __init__(self, context: SparkContext) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._waiting: list[weakref.ref[RDD]] = []
        self._frames = itertools.count(1)
        #: The folder of this context's own within the one that was set; None until one is.
        self.folder: str | None = None

    def use(self, directory: str) -> None:
        """Makes a folder of its own within `directory`."""
        folder = f"{directory.rstrip('/')}/{uuid.uuid4()}"
        self._context.fs.mkdirs(folder)
        # The working folder of the process may change.
        self.folder = os.path.abspath(folder) if os.path.isdir(folder) else folder

    def path(self, name: str) -> str:
        """Where something is saved. Raises :class:`MartletError` when no folder was set."""
        if self.folder is None:
            raise MartletError(
                "Checkpoint directory has not been set in the SparkContext: call sc.setCheckpointDir(path) first"
            )
        return f"{self.folder}/{name}"

    def number(self) -> int:
        """A number for a frame."""
        return next(self._frames)

    def add(self, rdd: RDD) -> None:
        """An RDD to save after the next job, unless nothing refers to it any more by then."""
        with self._lock:
            self._waiting.append(weakref.ref(rdd))

    def save(self) -> None:
        """Saves what waits. Jobs that do so find nothing that waits."""
        if not self._waiting:
            return
        with self._lock:
            waiting, self._waiting = self._waiting, []
        while waiting:
            rdd = waiting.pop(0)()
            try:
                if rdd is not None:
                    rdd._save_checkpoint()
            except BaseException:
                # The others are saved after another job.
                with self._lock:
                    self._waiting[:0] = waiting
                raise

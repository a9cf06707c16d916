# SPDX-License-Identifier: Apache-2.0
"""RDDs whose rows are saved and whose lineage is cut."""

from __future__ import annotations

from ..checkpoints import as_uri
from .storage import Storage


class Checkpointing(Storage):
    """Methods that save an RDD in the context's folder of checkpoints."""

    #: None until the rows are saved. `is_checkpointed` is true before, as PySpark has it.
    _checkpoint_file: str | None = None
    #: What :meth:`localCheckpoint` asks to be kept has been computed.
    _is_kept_locally = False

    def checkpoint(self) -> None:
        """Marks the RDD to be saved in the folder of `SparkContext.setCheckpointDir`; its lineage is cut then.

        It is saved after the next job of the context, by a job of its own: one over a kept RDD computes nothing again.
        What is made of this RDD later reads the files. They stay when the context ends.

        Raises :class:`MartletError` when no folder was set.

        >>> import tempfile
        >>> sc.setCheckpointDir(tempfile.mkdtemp())
        >>> rdd = sc.range(3).map(lambda x: x + 1)
        >>> rdd.checkpoint()
        >>> rdd.isCheckpointed(), rdd.count(), rdd.isCheckpointed(), rdd.collect()
        (False, 3, True, [1, 2, 3])
        """
        self.ctx._checkpoints.path("")
        if not self.is_checkpointed:
            self.is_checkpointed = True
            self.ctx._checkpoints.add(self._rdd)

    def localCheckpoint(self) -> None:
        """Marks the RDD as one to be kept; its lineage stays, so that a lost executor costs nothing but time."""
        super().localCheckpoint()
        self.ctx._checkpoints.add(self._rdd)

    def _save_checkpoint(self) -> None:
        if self._locally_checkpointed:
            self._is_kept_locally = True
            return
        path = self.ctx._checkpoints.path(f"rdd-{self._id}")
        self._run("saveAsPickleFile", path=path)
        reply = self.ctx._session.call({"op": "pickleFile", "path": path, "name": f"checkpoint of {self._operation}"})
        before, self._dataset = self._dataset, reply["dataset"]
        self.ctx._session.release(before)
        self._checkpoint_file = path
        if self.is_cached:
            self._keep(self._level)

    def isCheckpointed(self) -> bool:
        """Whether the RDD is saved in the folder of checkpoints, or kept as :meth:`localCheckpoint` says."""
        return self._checkpoint_file is not None or self._is_kept_locally

    def getCheckpointFile(self) -> str | None:
        """The folder with the saved rows, as a URI where it is a local one, or None."""
        return as_uri(self._checkpoint_file)

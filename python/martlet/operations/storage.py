# SPDX-License-Identifier: Apache-2.0
"""Keeping RDDs, DataFrames of them, and Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import MartletError
from ..storagelevel import StorageLevel
from .base import Core

if TYPE_CHECKING:
    from ..rdd import RDD
    from ..sql.dataframe import DataFrame


class Storage(Core):
    """Methods that keep what an RDD computes, and that hand it on as Arrow data."""

    def cache(self) -> RDD:
        """Keeps the partitions in memory once they are computed: ``persist(StorageLevel.MEMORY_ONLY)``.

        >>> sc.range(3).cache().is_cached
        True
        """
        return self.persist(StorageLevel.MEMORY_ONLY)

    def persist(self, storageLevel: StorageLevel = StorageLevel.MEMORY_ONLY) -> RDD:
        """Keeps the partitions at a storage level once they are computed.

        The executors that compute partitions keep them as columns: in memory (where what was not used for longest makes
        room for tasks and other RDDs), in compressed blocks on disk, or in memory while there is room and else on disk.
        One copy is kept, whatever the level says of replication. Later actions on this RDD, and on what is made of it
        from now on, read what is kept and compute the rest: also what was lost with an executor. An RDD that nothing
        refers to any more is dropped, as :meth:`unpersist` does it at once.

        Raises :class:`MartletError` when the RDD has another level already, and ``ValueError`` for a level that names
        neither memory nor disk.
        """
        if self.is_cached and self._level != storageLevel:
            raise MartletError(
                f"the RDD is kept as {self._level} already; call unpersist() before another storage level is set"
            )
        if not self.is_cached:
            self._keep(storageLevel)
        self.is_cached = True
        self._level = storageLevel
        return self._rdd

    def _keep(self, level: StorageLevel) -> None:
        """Puts the dataset whose rows are kept in the place of this RDD's."""
        name = self._rdd_name or self._operation or "RDD"
        request = {"op": "persist", "dataset": self._dataset, "level": str(level), "name": name}
        reply = self.ctx._session.call(request)
        plain, self._dataset = self._dataset, reply["dataset"]
        self.ctx._session.release(plain)

    def unpersist(self, blocking: bool = False) -> RDD:
        """Drops what is kept."""
        if self.is_cached:
            self.ctx._session.call({"op": "unpersist", "dataset": self._dataset})
        self.is_cached = False
        self._level = StorageLevel.NONE
        return self._rdd

    def getStorageLevel(self) -> StorageLevel:
        """The storage level, all False when the RDD is not kept.

        >>> print(sc.range(3).cache().getStorageLevel())
        Memory Serialized 1x Replicated
        """
        return self._level

    def localCheckpoint(self) -> None:
        """Marks the RDD as one to be kept; its lineage stays, so that a lost executor costs nothing but time."""
        self._locally_checkpointed = True
        self.persist(self._level if self.is_cached else StorageLevel.MEMORY_AND_DISK)

    def isLocallyCheckpointed(self) -> bool:
        """Whether :meth:`localCheckpoint` was called."""
        return self._locally_checkpointed

    def cleanShuffleDependencies(self, blocking: bool = False) -> None:
        """Does nothing: map outputs are dropped as soon as nothing refers to them."""

    def toDF(self, schema: Any = None, sampleRatio: float | None = None) -> DataFrame:
        """The rows as a DataFrame; `schema` as :meth:`SparkSession.createDataFrame` takes it.

        >>> sc.parallelize([(1, "a")]).toDF(["n", "s"]).collect()
        [Row(n=1, s='a')]
        """
        from ..sql import SparkSession

        session = SparkSession.getActiveSession() or SparkSession(self.ctx)
        return session.createDataFrame(self._rdd, schema, sampleRatio)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """All elements as a stream of Arrow's C interface: for pyarrow, pandas, polars, DuckDB.

        Tuples become the columns _1, _2, ...; other elements one column named value. Raises ``TypeError`` when elements
        have no single type.
        """
        from .. import arrow

        return arrow.stream_of(self._rdd)

    def _repr_html_(self) -> str:
        from ..notebook.faces import rdd_face

        return rdd_face(self)

# SPDX-License-Identifier: Apache-2.0
"""Joins. Those of pairs are the engine's; for cogroup values are tagged with their side, grouped and taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import tasks
from .base import Core, as_groups, placed_by_key

if TYPE_CHECKING:
    from ..rdd import RDD


class Joins(Core):
    """Methods that bring pairs of several RDDs together by their keys."""

    def _tagged(self, others: tuple[RDD, ...], numPartitions: int | None) -> RDD:
        """Each key with the tagged values of all sides."""
        sides = [rdd.mapValues(tasks.tagged(side)) for side, rdd in enumerate((self._rdd, *others))]
        return self.ctx.union(sides)._grouped(self._partitions_with(others, numPartitions))

    def _partitions_with(self, others: tuple[RDD, ...], numPartitions: int | None) -> int:
        """How many partitions a union with others is grouped into when it is not told: theirs if placed alike."""
        if numPartitions is None and not self.ctx._conf.contains("spark.default.parallelism"):
            alike = self.partitioner is not None and all(self.partitioner == other.partitioner for other in others)
            return self._partitions if alike else max(1, sum(rdd._partitions for rdd in (self, *others)))
        return self._reduce_partitions(numPartitions)

    def _joined_by_key(self, other: RDD, kind: str, numPartitions: int | None) -> RDD:
        """The engine's join, in the partitions that a union of both sides would be grouped into."""
        partitions = self._partitions_with((other,), numPartitions)
        placed = placed_by_key(partitions)
        sides: dict[str, Any] = {"left": self._dataset, "right": other._dataset}
        return self._made("join", None, placed, None, kind=kind, partitions=partitions, **sides)

    def join(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """Pairs (key, (value here, value there)) for each match of keys.

        >>> born = sc.parallelize([("Ada", 1815), ("Alan", 1912)])
        >>> born.join(sc.parallelize([("Ada", "London"), ("Grace", "New York")])).collect()
        [('Ada', (1815, 'London'))]
        """
        return self._joined_by_key(other, "inner", numPartitions)

    def leftOuterJoin(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """As :meth:`join`, and each pair here without a match once with None.

        >>> sorted(sc.parallelize([("a", 1), ("b", 2)]).leftOuterJoin(sc.parallelize([("a", 3)])).collect())
        [('a', (1, 3)), ('b', (2, None))]
        """
        return self._joined_by_key(other, "left", numPartitions)

    def rightOuterJoin(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """As :meth:`join`, and each pair there without a match once with None.

        >>> sorted(sc.parallelize([("a", 1)]).rightOuterJoin(sc.parallelize([("a", 3), ("b", 4)])).collect())
        [('a', (1, 3)), ('b', (None, 4))]
        """
        return self._joined_by_key(other, "right", numPartitions)

    def fullOuterJoin(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """As :meth:`join`, and each pair of either side without a match once with None.

        >>> sorted(sc.parallelize([("a", 1)]).fullOuterJoin(sc.parallelize([("b", 4)])).collect())
        [('a', (1, None)), ('b', (None, 4))]
        """
        return self._joined_by_key(other, "full", numPartitions)

    def cogroup(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """For each key of either side a tuple of two iterables: its values here and there.

        >>> both = sc.parallelize([("a", 1), ("b", 2)]).cogroup(sc.parallelize([("a", 3)]))
        >>> [(key, list(here), list(there)) for key, (here, there) in sorted(both.collect())]
        [('a', [1], [3]), ('b', [2], [])]
        """
        return self._cogrouped((other,), numPartitions)

    def groupWith(self, other: RDD, *others: RDD) -> RDD:
        """As :meth:`cogroup`, for any number of RDDs.

        >>> a, b, c = (sc.parallelize([("k", i)]) for i in range(3))
        >>> [(key, [list(side) for side in sides]) for key, sides in a.groupWith(b, c).collect()]
        [('k', [[0], [1], [2]])]
        """
        return self._cogrouped((other, *others), None)

    def _cogrouped(self, others: tuple[RDD, ...], numPartitions: int | None) -> RDD:
        groups = self._tagged(others, numPartitions).mapValues(tasks.parted(len(others) + 1))
        groups._finish = as_groups
        return groups

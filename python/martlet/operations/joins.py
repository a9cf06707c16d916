# SPDX-License-Identifier: Apache-2.0
"""Joins: values are tagged with their side, put together, grouped by key and taken apart again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import tasks
from .base import Core, as_groups

if TYPE_CHECKING:
    from ..rdd import RDD


class Joins(Core):
    """Methods that bring pairs of several RDDs together by their keys."""

    def _tagged(self, others: tuple[RDD, ...], numPartitions: int | None) -> RDD:
        """Each key with the tagged values of all sides."""
        sides = [rdd.mapValues(tasks.tagged(side)) for side, rdd in enumerate((self._rdd, *others))]
        together = self.ctx.union(sides)
        return together._grouped(together._reduce_partitions(numPartitions))

    def _joined(self, other: RDD, numPartitions: int | None, keep_left: bool, keep_right: bool) -> RDD:
        return self._tagged((other,), numPartitions).flatMapValues(tasks.matched(keep_left, keep_right))

    def join(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """Pairs (key, (value here, value there)) for each match of keys.

        >>> born = sc.parallelize([("Ada", 1815), ("Alan", 1912)])
        >>> born.join(sc.parallelize([("Ada", "London"), ("Grace", "New York")])).collect()
        [('Ada', (1815, 'London'))]
        """
        return self._joined(other, numPartitions, False, False)

    def leftOuterJoin(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """As :meth:`join`, and each pair here without a match once with None.

        >>> sorted(sc.parallelize([("a", 1), ("b", 2)]).leftOuterJoin(sc.parallelize([("a", 3)])).collect())
        [('a', (1, 3)), ('b', (2, None))]
        """
        return self._joined(other, numPartitions, True, False)

    def rightOuterJoin(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """As :meth:`join`, and each pair there without a match once with None.

        >>> sorted(sc.parallelize([("a", 1)]).rightOuterJoin(sc.parallelize([("a", 3), ("b", 4)])).collect())
        [('a', (1, 3)), ('b', (None, 4))]
        """
        return self._joined(other, numPartitions, False, True)

    def fullOuterJoin(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """As :meth:`join`, and each pair of either side without a match once with None.

        >>> sorted(sc.parallelize([("a", 1)]).fullOuterJoin(sc.parallelize([("b", 4)])).collect())
        [('a', (1, None)), ('b', (None, 4))]
        """
        return self._joined(other, numPartitions, True, True)

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

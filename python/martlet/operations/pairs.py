# SPDX-License-Identifier: Apache-2.0
"""Transformations of pairs (key, value)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from .. import tasks
from ..errors import both
from .base import Core, Partitioner, as_group, placed_by_key, portable_hash, translated
from .zeros import first_combiner

if TYPE_CHECKING:
    from ..rdd import RDD

PartitionFunction = Callable[[Any], int]


class PairTransformations(Core):
    """Methods for RDDs whose elements are tuples of a key and a value."""

    def keys(self) -> RDD:
        """The first members.

        >>> sc.parallelize([("a", 1), ("b", 2)]).keys().collect()
        ['a', 'b']
        """
        return self._made("map", called="keys", closure=translated(tasks.member(0), "keys", rows=self))

    def values(self) -> RDD:
        """The second members.

        >>> sc.parallelize([("a", 1), ("b", 2)]).values().collect()
        [1, 2]
        """
        return self._made("map", called="values", closure=translated(tasks.member(1), "values", rows=self))

    def mapValues(self, f: Callable[[Any], Any]) -> RDD:
        """Applies `f` to each value; keys and partitions stay.

        >>> sc.parallelize([("a", [1, 2]), ("b", [3])]).mapValues(sum).collect()
        [('a', 3), ('b', 3)]
        """
        return self._made("mapValues", None, self.partitioner, closure=translated(f, "mapValues", rows=self))

    def flatMapValues(self, f: Callable[[Any], Iterable[Any]]) -> RDD:
        """Applies `f`, which gives an iterable, to each value and repeats the key for each result.

        >>> sc.parallelize([("a", "xy"), ("b", "")]).flatMapValues(list).collect()
        [('a', 'x'), ('a', 'y')]
        """
        return self._made("flatMapValues", None, self.partitioner, closure=translated(f, "flatMapValues", rows=self))

    def reduceByKey(
        self,
        func: Callable[[Any, Any], Any],
        numPartitions: int | None = None,
        partitionFunc: PartitionFunction = portable_hash,
    ) -> RDD:
        """Merges the values of each key with an associative function, also before the shuffle.

        >>> sorted(sc.parallelize([("a", 1), ("b", 2), ("a", 3)]).reduceByKey(lambda x, y: x + y).collect())
        [('a', 4), ('b', 2)]
        """
        if _is_default(partitionFunc):
            partitions = self._reduce_partitions(numPartitions)
            closure = translated(func, "reduceByKey", 2, rows=self)
            return self._made("reduceByKey", None, placed_by_key(partitions), closure=closure, partitions=partitions)
        return self.combineByKey(tasks.same(), func, func, numPartitions, partitionFunc)

    def combineByKey(
        self,
        createCombiner: Callable[[Any], Any],
        mergeValue: Callable[[Any, Any], Any],
        mergeCombiners: Callable[[Any, Any], Any],
        numPartitions: int | None = None,
        partitionFunc: PartitionFunction = portable_hash,
    ) -> RDD:
        """Merges the values of each key into a combiner, which may have another type.

        Parameters
        ----------
        createCombiner
            Makes a combiner of a key's first value.
        mergeValue
            Merges a value into a combiner.
        mergeCombiners
            Merges two combiners of different partitions.

        Examples
        --------
        >>> marks = sc.parallelize([("a", 1), ("b", 5), ("a", 3)])
        >>> mean = marks.combineByKey(
        ...     lambda v: (v, 1), lambda c, v: (c[0] + v, c[1] + 1), lambda c, d: (c[0] + d[0], c[1] + d[1]))
        >>> sorted(mean.mapValues(lambda c: c[0] / c[1]).collect())
        [('a', 2.0), ('b', 5.0)]
        """
        partitions = self._reduce_partitions(numPartitions)
        local = self._over_partitions(tasks.combined(createCombiner, mergeValue), "combineByKey")
        if _is_default(partitionFunc):
            merge = translated(mergeCombiners, "combineByKey", 2, rows=self)
            partitioner = placed_by_key(partitions)
            return local._made(
                "reduceByKey", None, partitioner, called="combineByKey", closure=merge, partitions=partitions
            )
        placed = local.partitionBy(partitions, partitionFunc)
        return placed.mapPartitions(tasks.combined(tasks.same(), mergeCombiners), True)

    def aggregateByKey(
        self,
        zeroValue: Any,
        seqFunc: Callable[[Any, Any], Any],
        combFunc: Callable[[Any, Any], Any],
        numPartitions: int | None = None,
        partitionFunc: PartitionFunction = portable_hash,
    ) -> RDD:
        """Folds the values of each key from a neutral value: `seqFunc` merges a value, `combFunc` two results.

        >>> seen = sc.parallelize([("a", 1), ("b", 2), ("a", 1)]).aggregateByKey(
        ...     set(), lambda s, v: s | {v}, lambda s, t: s | t)
        >>> sorted(seen.collect())
        [('a', {1}), ('b', {2})]
        """
        return self.combineByKey(first_combiner(zeroValue, seqFunc), seqFunc, combFunc, numPartitions, partitionFunc)

    def foldByKey(
        self,
        zeroValue: Any,
        func: Callable[[Any, Any], Any],
        numPartitions: int | None = None,
        partitionFunc: PartitionFunction = portable_hash,
    ) -> RDD:
        """Folds the values of each key with `func` from a neutral value, which may be used once a partition.

        >>> sorted(sc.parallelize([("a", 2), ("b", 5), ("a", 3)]).foldByKey(1, lambda x, y: x * y).collect())
        [('a', 6), ('b', 5)]
        """
        return self.combineByKey(first_combiner(zeroValue, func), func, func, numPartitions, partitionFunc)

    def groupByKey(self, numPartitions: int | None = None, partitionFunc: PartitionFunction = portable_hash) -> RDD:
        """Pairs of a key and an iterable of all its values. To add them up, :meth:`reduceByKey` is much faster.

        The values of a key come together in the memory of one task: more than fit there are a ``MemoryError`` that
        names the key. In functions the iterable is a list; collected it is a :class:`~martlet.ResultIterable`.

        >>> groups = sc.parallelize([("a", 1), ("b", 2), ("a", 3)]).groupByKey()
        >>> sorted(groups.mapValues(sorted).collect())
        [('a', [1, 3]), ('b', [2])]
        """
        partitions = self._reduce_partitions(numPartitions)
        if _is_default(partitionFunc):
            return self._rdd._grouped(partitions)
        placed = self.partitionBy(partitions, partitionFunc)
        grouped = placed.mapPartitions(tasks.combined(tasks.listed(), tasks.appended()), True)
        grouped._finish = as_group
        return grouped

    def partitionBy(self, numPartitions: int | None, partitionFunc: PartitionFunction = portable_hash) -> RDD:
        """The same pairs, each in the partition that its key's hash or `partitionFunc` (modulo the number) names.

        >>> sc.parallelize([(0, "a"), (1, "b"), (2, "c")]).partitionBy(2, lambda k: k).glom().collect()
        [[(0, 'a'), (2, 'c')], [(1, 'b')]]
        """
        partitions = self._reduce_partitions(numPartitions)
        if partitions < 1:
            raise both(ValueError)("Number of partitions must be positive.")
        partitioner = Partitioner(partitions, partitionFunc)
        if self.partitioner == partitioner:
            return self._rdd
        default = _is_default(partitionFunc)
        closure = None if default else translated(tasks.placed(partitionFunc, partitions), "partitionBy", rows=self)
        return self._made("partitionBy", self._finish, partitioner, partitions=partitions, closure=closure)

    def sortByKey(
        self,
        ascending: bool = True,
        numPartitions: int | None = None,
        keyfunc: Callable[[Any], Any] | None = None,
    ) -> RDD:
        """All pairs in the order of their keys, or of ``keyfunc(key)``.

        >>> sc.parallelize([("b", 1), ("C", 2), ("a", 3)]).sortByKey(keyfunc=lambda k: k.lower()).collect()
        [('a', 3), ('b', 1), ('C', 2)]
        """
        partitions = self._reduce_partitions(numPartitions)
        closure = None if keyfunc is None else translated(keyfunc, "sortByKey", rows=self)
        return self._made("sortByKey", self._finish, ascending=bool(ascending), partitions=partitions, closure=closure)

    def repartitionAndSortWithinPartitions(
        self,
        numPartitions: int | None = None,
        partitionFunc: PartitionFunction = portable_hash,
        ascending: bool = True,
        keyfunc: Callable[[Any], Any] | None = None,
    ) -> RDD:
        """As :meth:`partitionBy`, and each partition sorted by ``keyfunc(key)``.

        >>> pairs = sc.parallelize([(3, "c"), (0, "x"), (2, "b"), (1, "a")])
        >>> pairs.repartitionAndSortWithinPartitions(2, lambda k: k).glom().collect()
        [[(0, 'x'), (2, 'b')], [(1, 'a'), (3, 'c')]]
        """
        placed = self.partitionBy(self._reduce_partitions(numPartitions), partitionFunc)
        descending = not ascending
        order = tasks.sorted_by_key(descending) if keyfunc is None else tasks.sorted_pairs(keyfunc, descending)
        return placed.mapPartitions(order, True)

    def subtractByKey(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """The pairs whose key the other does not have.

        >>> sc.parallelize([("a", 1), ("b", 2)]).subtractByKey(sc.parallelize([("a", 9)])).collect()
        [('b', 2)]
        """
        return self._rdd._joined_by_key(other, "anti", numPartitions)


def _is_default(partitionFunc: Any) -> bool:
    return partitionFunc is portable_hash or partitionFunc is hash

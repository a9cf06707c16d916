# SPDX-License-Identifier: Apache-2.0
"""Transformations of any RDD."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from .. import tasks
from ..errors import both
from .base import Core, as_group, over_partitions, placed_by_key, portable_hash, translated

if TYPE_CHECKING:
    from ..rdd import RDD


class Transformations(Core):
    """Methods that make an RDD of each element, partition, or of another RDD. None of them runs a job."""

    def map(self, f: Callable[[Any], Any], preservesPartitioning: bool = False) -> RDD:
        """Applies `f` to every element.

        Raises ``ClosureError`` at once when `f` cannot run on executors.

        >>> sc.parallelize([1, 2, 3]).map(lambda x: x * 10).collect()
        [10, 20, 30]
        """
        partitioner = self.partitioner if preservesPartitioning else None
        return self._made("map", None, partitioner, closure=translated(f, "map", rows=self))

    def flatMap(self, f: Callable[[Any], Iterable[Any]], preservesPartitioning: bool = False) -> RDD:
        """Applies `f`, which gives an iterable, to every element and puts the results one after another.

        >>> sc.parallelize(["a b", "", "c"]).flatMap(lambda line: line.split()).collect()
        ['a', 'b', 'c']
        """
        partitioner = self.partitioner if preservesPartitioning else None
        return self._made("flatMap", None, partitioner, closure=translated(f, "flatMap", rows=self))

    def filter(self, f: Callable[[Any], Any]) -> RDD:
        """Keeps the elements for which `f` is true.

        >>> sc.range(8).filter(lambda x: x % 3 == 0).collect()
        [0, 3, 6]
        """
        return self._made("filter", self._finish, self.partitioner, closure=translated(f, "filter", rows=self))

    def mapPartitions(self, f: Callable[[Any], Iterable[Any]], preservesPartitioning: bool = False) -> RDD:
        """Applies `f` to an iterator over each partition; `f` returns or yields the new elements.

        >>> sc.range(6, numSlices=2).mapPartitions(lambda rows: [sum(rows)]).collect()
        [3, 12]
        """
        return self._over_partitions(f, None, preservesPartitioning)

    def mapPartitionsWithIndex(
        self, f: Callable[[int, Any], Iterable[Any]], preservesPartitioning: bool = False
    ) -> RDD:
        """As :meth:`mapPartitions`, with the number of the partition as first argument.

        >>> sc.parallelize("abc", 3).mapPartitionsWithIndex(lambda i, rows: [(i, x) for x in rows]).collect()
        [(0, 'a'), (1, 'b'), (2, 'c')]
        """
        closure = over_partitions(f, "mapPartitionsWithIndex", 2, rows=self)
        partitioner = self.partitioner if preservesPartitioning else None
        return self._made("mapPartitionsWithIndex", None, partitioner, closure=closure)

    def mapPartitionsWithSplit(
        self, f: Callable[[int, Any], Iterable[Any]], preservesPartitioning: bool = False
    ) -> RDD:
        """The old name of :meth:`mapPartitionsWithIndex`."""
        import warnings

        warnings.warn(
            "mapPartitionsWithSplit is deprecated; use mapPartitionsWithIndex instead", FutureWarning, stacklevel=2
        )
        return self.mapPartitionsWithIndex(f, preservesPartitioning)

    def keyBy(self, f: Callable[[Any], Any]) -> RDD:
        """Pairs of ``f(x)`` and x.

        >>> sc.parallelize(["swift", "owl"]).keyBy(len).collect()
        [(5, 'swift'), (3, 'owl')]
        """
        return self._made("keyBy", closure=translated(f, "keyBy", rows=self))

    def glom(self) -> RDD:
        """Each partition as one list.

        >>> sc.range(5, numSlices=2).glom().collect()
        [[0, 1], [2, 3, 4]]
        """
        return self._over_partitions(tasks.gathered(), "glom")

    def distinct(self, numPartitions: int | None = None) -> RDD:
        """Each element once, in no particular order.

        >>> sorted(sc.parallelize([3, 1, 3, 1]).distinct().collect())
        [1, 3]
        """
        return self._made("distinct", partitions=self._reduce_partitions(numPartitions))

    def union(self, other: RDD) -> RDD:
        """The elements of this RDD and then those of the other, with all duplicates.

        >>> sc.parallelize([1, 2]).union(sc.parallelize([2])).collect()
        [1, 2, 2]
        """
        return self.ctx.union([self._rdd, other])

    def __add__(self, other: RDD) -> RDD:
        """The same as :meth:`union`. Raises ``TypeError`` for anything but an RDD."""
        if not isinstance(other, Core):
            raise both(TypeError)(f"can only add an RDD to an RDD, not {type(other).__name__}")
        return self.union(other)

    def intersection(self, other: RDD) -> RDD:
        """The elements that both have, each once.

        >>> sorted(sc.range(5).intersection(sc.range(3, 8)).collect())
        [3, 4]
        """
        mark = tasks.marked()
        both = self.map(mark).cogroup(other.map(mark)).filter(tasks.in_both())
        return both.keys()

    def subtract(self, other: RDD, numPartitions: int | None = None) -> RDD:
        """The elements that the other does not have.

        >>> sorted(sc.range(5).subtract(sc.range(3, 8)).collect())
        [0, 1, 2]
        """
        mark = tasks.marked()
        return self.map(mark).subtractByKey(other.map(mark), numPartitions).keys()

    def cartesian(self, other: RDD) -> RDD:
        """All pairs of an element here and one there.

        >>> sorted(sc.parallelize([1, 2]).cartesian(sc.parallelize("ab")).collect())
        [(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')]
        """
        return self._made("cartesian", left=self._dataset, right=other._dataset)

    def zip(self, other: RDD) -> RDD:
        """Pairs of the elements at the same place. Both need as many partitions, with as many elements in each.

        Raises ``ValueError`` when the numbers of partitions differ.

        >>> sc.range(3).zip(sc.range(10, 13)).collect()
        [(0, 10), (1, 11), (2, 12)]
        """
        if self.getNumPartitions() != other.getNumPartitions():
            raise both(ValueError)(
                f"Can only zip with RDD which has the same number of partitions: {self.getNumPartitions()} here, "
                f"{other.getNumPartitions()} there"
            )
        return self._made("zip", left=self._dataset, right=other._dataset)

    def zipWithIndex(self) -> RDD:
        """Pairs of an element and its position. Counts the partitions by a job when there is more than one.

        >>> sc.parallelize("abc", 2).zipWithIndex().collect()
        [('a', 0), ('b', 1), ('c', 2)]
        """
        counts = self._run("counts") if self.getNumPartitions() > 1 else [0]
        return self._made("zipWithIndex", counts=counts)

    def zipWithUniqueId(self) -> RDD:
        """Pairs of an element and a number that no other element has; runs no job.

        The i-th element of partition k of n gets k + i * n.

        >>> sc.parallelize("abc", 2).zipWithUniqueId().collect()
        [('a', 0), ('b', 1), ('c', 3)]
        """
        return self._made("zipWithUniqueId")

    def groupBy(
        self,
        f: Callable[[Any], Any],
        numPartitions: int | None = None,
        partitionFunc: Callable[[Any], int] = portable_hash,
    ) -> RDD:
        """Pairs of a result of `f` and all elements that give it.

        >>> [(k, sorted(v)) for k, v in sorted(sc.range(5).groupBy(lambda x: x % 2).collect())]
        [(0, [0, 2, 4]), (1, [1, 3])]
        """
        return self.keyBy(f).groupByKey(numPartitions, partitionFunc)

    def sortBy(self, keyfunc: Callable[[Any], Any], ascending: bool = True, numPartitions: int | None = None) -> RDD:
        """All elements in the order of ``keyfunc(x)``. Looks at a sample first to divide the range of keys.

        >>> sc.parallelize(["bb", "a", "ccc"]).sortBy(len, ascending=False).collect()
        ['ccc', 'bb', 'a']
        """
        partitions = self._reduce_partitions(numPartitions)
        return self._made(
            "sortBy",
            self._finish,
            closure=translated(keyfunc, "sortBy", rows=self),
            ascending=bool(ascending),
            partitions=partitions,
        )

    def repartition(self, numPartitions: int) -> RDD:
        """The same elements in so many partitions of about the same size, through a shuffle.

        Raises ``ValueError`` for less than one partition.

        >>> sc.range(10, numSlices=1).repartition(4).getNumPartitions()
        4
        """
        _positive(numPartitions)
        return self._made("repartition", self._finish, partitions=numPartitions)

    def coalesce(self, numPartitions: int, shuffle: bool = False) -> RDD:
        """The same elements in at most so many partitions, without a shuffle unless it is asked for.

        Raises ``ValueError`` for less than one partition.

        >>> sc.range(10, numSlices=4).coalesce(2).glom().collect()
        [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
        """
        if shuffle:
            return self.repartition(numPartitions)
        _positive(numPartitions)
        if numPartitions >= self.getNumPartitions():
            numPartitions = self.getNumPartitions()
        return self._made("coalesce", self._finish, partitions=numPartitions)

    def _grouped(self, numPartitions: int) -> RDD:
        return self._made("groupByKey", as_group, placed_by_key(numPartitions), partitions=numPartitions)


def _positive(partitions: int) -> None:
    if partitions < 1:
        raise both(ValueError)("Number of partitions must be positive.")

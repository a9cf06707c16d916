# SPDX-License-Identifier: Apache-2.0
"""Methods that run jobs and bring results to the driver."""

from __future__ import annotations

import functools
import heapq
import math
import operator
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .. import tasks
from ..errors import MartletError, both
from ..sites import explained, here
from .base import EMPTY, Core, translated
from .zeros import partition_fold

if TYPE_CHECKING:
    from ..rdd import RDD


#: A row in an error is cut here.
MAX_ROW_CHARACTERS = 200


class Actions(Core):
    """Methods that run a job at once. An interrupt ends the job and leaves the context usable."""

    def collect(self) -> list[Any]:
        """All elements, in the order of the partitions.

        >>> sc.parallelize(["x", None, (1, 2.5)]).collect()
        ['x', None, (1, 2.5)]
        """
        return self._finished(self._run("collect"))

    def collectWithJobGroup(self, groupId: str, description: str, interruptOnCancel: bool = False) -> list[Any]:
        """:meth:`collect` in a job group. The old way; ``sc.setJobGroup`` is the new one."""
        import warnings

        warnings.warn("collectWithJobGroup is deprecated; use sc.setJobGroup", FutureWarning, stacklevel=2)
        before = self.ctx._local.group, self.ctx._local.description
        self.ctx.setJobGroup(groupId, description, interruptOnCancel)
        try:
            return self.collect()
        finally:
            self.ctx._local.group, self.ctx._local.description = before

    def toLocalIterator(self, prefetchPartitions: bool = False) -> Iterator[Any]:
        """Gives the elements one by one while the job runs; memory is bounded however many there are.

        Ending the loop early ends the job.

        >>> for x in sc.range(3).toLocalIterator():
        ...     print(x)
        0
        1
        2
        """
        request = {"op": "run", "dataset": self._dataset, "action": "stream", "name": "toLocalIterator"}
        for rows in self.ctx._stream(request):
            yield from self._finished(rows)

    def count(self) -> int:
        """How many elements there are.

        >>> sc.range(1000).filter(lambda x: x % 7 == 0).count()
        143
        """
        return int(self._run("count"))

    def take(self, num: int) -> list[Any]:
        """The first `num` elements. Looks at as few partitions as it can.

        >>> sc.range(1000000).map(lambda x: x * x).take(3)
        [0, 1, 4]
        """
        return self._finished(self._run("take", n=num)) if num > 0 and self._partitions else []

    def first(self) -> Any:
        """The first element. Raises ``ValueError`` when there is none.

        >>> sc.parallelize([5, 6]).first()
        5
        """
        found = self.take(1)
        if not found:
            raise both(ValueError)("RDD is empty")
        return found[0]

    def isEmpty(self) -> bool:
        """Whether there is no element at all.

        >>> sc.parallelize([1, 2]).filter(lambda x: x > 2).isEmpty()
        True
        """
        return self.getNumPartitions() == 0 or not self.take(1)

    def reduce(self, f: Callable[[Any, Any], Any]) -> Any:
        """Combines all elements with an associative and commutative function of two.

        Raises ``ValueError`` when there is no element.

        >>> sc.parallelize([3, 5, 4]).reduce(lambda a, b: max(a, b))
        5
        """
        return self._reduced(f, EMPTY)

    def _reduced(self, f: Callable[[Any, Any], Any], empty: str) -> Any:
        return self._or_empty("reduce", empty, closure=translated(f, "reduce", 2, rows=self))

    def _or_empty(self, action: str, empty: str, **fields: Any) -> Any:
        """An action's result; `ValueError` with the text `empty` when there are no rows."""
        if self._partitions == 0:
            raise both(ValueError)(empty)
        try:
            return self._run(action, **fields)
        except MartletError as error:
            if isinstance(error, ValueError) and error.message.startswith("RDD is empty") and error.row is None:
                raise both(ValueError)(empty) from None
            raise

    def treeReduce(self, f: Callable[[Any, Any], Any], depth: int = 2) -> Any:
        """As :meth:`reduce`; the results of many partitions are combined on executors first, in `depth` levels.

        >>> sc.range(10, numSlices=4).treeReduce(lambda a, b: a + b)
        45
        """
        _check_depth(depth)
        return self._combined(self._rdd, f, depth)._reduced(f, "Cannot reduce empty RDD.")

    def fold(self, zeroValue: Any, op: Callable[[Any, Any], Any]) -> Any:
        """Combines the elements of each partition from `zeroValue`, then the partitions' results from it again.

        >>> sc.parallelize([1, 2, 3, 4], 2).fold(0, lambda a, b: a + b)
        10
        """
        return self.aggregate(zeroValue, op, op)

    def aggregate(self, zeroValue: Any, seqOp: Callable[[Any, Any], Any], combOp: Callable[[Any, Any], Any]) -> Any:
        """As :meth:`fold` with a result of another type: `seqOp` merges an element, `combOp` two results.

        >>> sc.parallelize([1, 2, 3]).aggregate((0, 0), lambda s, x: (s[0] + x, s[1] + 1),
        ...                                     lambda s, t: (s[0] + t[0], s[1] + t[1]))
        (6, 3)
        """
        import copy

        parts = self._rdd.mapPartitions(partition_fold(zeroValue, seqOp)).collect()
        return functools.reduce(combOp, parts, copy.deepcopy(zeroValue))

    def treeAggregate(
        self, zeroValue: Any, seqOp: Callable[[Any, Any], Any], combOp: Callable[[Any, Any], Any], depth: int = 2
    ) -> Any:
        """As :meth:`aggregate`, but `zeroValue` is used by partitions only, and the results of many partitions are
        combined on executors first, in `depth` levels.

        >>> sc.range(10, numSlices=4).treeAggregate(0, lambda s, x: s + x, lambda s, t: s + t)
        45
        """
        _check_depth(depth)
        if self.getNumPartitions() == 0:
            return zeroValue
        parts = self._rdd.mapPartitions(partition_fold(zeroValue, seqOp))
        return functools.reduce(combOp, self._combined(parts, combOp, depth).collect())

    def _combined(self, parts: RDD, combine: Callable[[Any, Any], Any], depth: int) -> RDD:
        """Few partitions of combined rows; the same ones when they are few."""
        for count in _levels(parts.getNumPartitions(), depth):
            parts = parts.mapPartitionsWithIndex(tasks.spread_over(count)).reduceByKey(combine, count).values()
        return parts

    def sum(self) -> Any:
        """The sum of the elements; 0 without any.

        >>> sc.parallelize([1, 2.5]).sum()
        3.5
        """
        if self._type in ("int", "float", "bool"):
            return self._run("sum") if self._partitions else 0
        return sum(self._rdd.mapPartitions(tasks.summed()).collect())

    def max(self, key: Callable[[Any], Any] | None = None) -> Any:
        """The largest element, or the one with the largest ``key(x)``. Raises ``ValueError`` without any.

        >>> sc.parallelize([3, -7, 5]).max(key=abs)
        -7
        """
        return self._extreme("max", key)

    def min(self, key: Callable[[Any], Any] | None = None) -> Any:
        """The smallest element, or the one with the smallest ``key(x)``. Raises ``ValueError`` without any.

        >>> sc.parallelize([3, -7, 5]).min()
        -7
        """
        return self._extreme("min", key)

    def _extreme(self, action: str, key: Callable[[Any], Any] | None) -> Any:
        if key is not None:
            return self._reduced(tasks.extreme_of(key, action == "max"), EMPTY)
        if self._type in ("int", "bool", "string"):
            return self._or_empty(action, EMPTY)
        return self._reduced(max if action == "max" else min, EMPTY)

    def top(self, num: int, key: Callable[[Any], Any] | None = None) -> list[Any]:
        """The `num` largest elements, the largest first; by ``key(x)`` if there is a key.

        >>> sc.parallelize([4, 12, 2]).top(2)
        [12, 4]
        """
        return heapq.nlargest(num, self._best(num, key, True), key=key)

    def takeOrdered(self, num: int, key: Callable[[Any], Any] | None = None) -> list[Any]:
        """The `num` smallest elements in order; by ``key(x)`` if there is a key.

        >>> sc.parallelize([4, 12, 2]).takeOrdered(2, key=lambda x: -x)
        [12, 4]
        """
        return heapq.nsmallest(num, self._best(num, key, False), key=key)

    def _best(self, num: int, key: Callable[[Any], Any] | None, largest: bool) -> list[Any]:
        """What each partition may contribute to the `num` largest or smallest."""
        if num <= 0 or self.getNumPartitions() == 0:
            return []
        choose = tasks.best(num, largest) if key is None else tasks.best_by(num, key, largest)
        chosen: list[Any] = self._rdd.mapPartitions(choose).collect()
        return chosen

    def countByValue(self) -> dict[Any, int]:
        """How often each element occurs.

        >>> sorted(sc.parallelize("abca").countByValue().items())
        [('a', 2), ('b', 1), ('c', 1)]
        """
        counts = self._rdd.map(tasks.marked()).reduceByKey(operator.add)
        return defaultdict(int, counts.collect())

    def countByKey(self) -> dict[Any, int]:
        """How many pairs each key has.

        >>> sorted(sc.parallelize([("a", 9), ("b", 8), ("a", 7)]).countByKey().items())
        [('a', 2), ('b', 1)]
        """
        counted: dict[Any, int] = self._rdd.keys().countByValue()
        return counted

    def collectAsMap(self) -> dict[Any, Any]:
        """The pairs as a dict; the last value of a key wins.

        >>> sc.parallelize([("a", 1), ("b", 2)]).collectAsMap()
        {'a': 1, 'b': 2}
        """
        rows = self.collect()
        try:
            return dict(rows)
        except (TypeError, ValueError):
            raise _no_map(rows) from None

    def reduceByKeyLocally(self, func: Callable[[Any, Any], Any]) -> dict[Any, Any]:
        """:meth:`reduceByKey` with the result as a dict.

        >>> sorted(sc.parallelize([("a", 1), ("a", 2)]).reduceByKeyLocally(lambda a, b: a + b).items())
        [('a', 3)]
        """
        return dict(self._rdd.reduceByKey(func).collect())

    def lookup(self, key: Any) -> list[Any]:
        """The values of one key.

        >>> sc.parallelize([("a", 1), ("b", 2), ("a", 3)]).lookup("a")
        [1, 3]
        """
        return [row[1] for row in self._rdd.filter(tasks.by_exact_key(key)).collect()]

    def foreach(self, f: Callable[[Any], Any]) -> None:
        """Runs `f` on every element for what it adds to accumulators; what it prints goes to the executor's log."""
        self._rdd.mapPartitions(tasks.each(f)).count()

    def foreachPartition(self, f: Callable[[Any], Any]) -> None:
        """As :meth:`foreach`, with an iterator over each partition.

        >>> seen = sc.accumulator(0)
        >>> sc.range(10).foreachPartition(lambda rows: [seen.add(x) for x in rows])
        >>> seen.value
        45
        """
        self._rdd.mapPartitions(tasks.drained(f)).count()

    def saveAsTextFile(self, path: str, compressionCodecClass: str | None = None) -> None:
        """Writes a folder with one file of lines a partition: strings as they are, everything else as ``str(x)``.

        Parameters
        ----------
        path : str
            A folder that must not be there yet.
        compressionCodecClass : str, optional
            ``"org.apache.hadoop.io.compress.GzipCodec"`` or ``"gzip"``, or ``"bzip2"`` likewise.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> folder = pathlib.Path(tempfile.mkdtemp()) / "out"
        >>> sc.parallelize(["a", 2]).saveAsTextFile(str(folder))
        >>> sorted("".join(part.read_text() for part in sorted(folder.glob("part-*"))).split())
        ['2', 'a']
        """
        codec = _codec(compressionCodecClass)
        text: Core = self
        if "any" in self._type or "bytes" in self._type:
            # Bytes are written as they are; the engine itself writes `str(x)` of all other types.
            text = self._rdd.map(tasks.as_text())
        text._run("saveAsTextFile", path=os.fspath(path), codec=codec)

    def saveAsPickleFile(self, path: str, batchSize: int = 10) -> None:
        """Writes a folder with one file a partition, from which :meth:`SparkContext.pickleFile` makes the RDD again.

        The files are blocks of the engine, not pickles (protocol/blocks.md); `batchSize` has no effect. Objects of
        classes come back as such where the module that reads them has the class. Groups come back as lists.

        Raises :class:`MartletError` when the folder is there already.

        >>> import tempfile, pathlib
        >>> folder = str(pathlib.Path(tempfile.mkdtemp()) / "out")
        >>> sc.parallelize([1, "owl", {"a": (2, None)}], 2).saveAsPickleFile(folder)
        >>> sc.pickleFile(folder).collect()
        [1, 'owl', {'a': (2, None)}]
        """
        self._run("saveAsPickleFile", path=os.fspath(path))

    def _run_on(self, f: Callable[[Any], Iterable[Any]], partitions: Iterable[int] | None) -> list[Any]:
        """What `f` gives for the chosen partitions."""
        made: RDD = self._rdd.mapPartitions(f)
        if partitions is None:
            return made.collect()
        lists = made._run("collectPartitions", partitions=[int(index) for index in partitions])
        return [item for part in lists for item in part]


def _no_map(rows: list[Any]) -> MartletError:
    """What is wrong with rows of which no dict can be made."""
    site = here()
    kind: type[Exception] = TypeError
    message, row = "the rows are no pairs", None
    for row in rows:
        try:
            key, _ = row
            hash(key)
        except (TypeError, ValueError) as reason:
            kind, message = type(reason), str(reason)
            break
    shown = repr(row)
    place = {"file": site.file, "line": site.line, "column": site.column, "end_column": site.end_column}
    error: MartletError = both(kind)(
        explained("collectAsMap", kind.__name__, message),
        **place,
        text=site.text,
        row=shown if len(shown) <= MAX_ROW_CHARACTERS else shown[:MAX_ROW_CHARACTERS] + "…",
    )
    return error


def _levels(partitions: int, depth: int) -> list[int]:
    """To how many partitions each level of a tree comes: none for few partitions.

    >>> _levels(4, 2), _levels(100, 2), _levels(1000, 3)
    ([], [10], [100, 10])
    """
    scale = max(math.ceil(partitions ** (1 / depth)), 2)
    levels = []
    while partitions > scale + partitions / scale:
        partitions //= scale
        levels.append(partitions)
    return levels


def _check_depth(depth: int) -> None:
    if depth < 1:
        raise both(ValueError)(f"Depth cannot be smaller than 1 but got {depth}.")


def _codec(name: str | None) -> str | None:
    if name is None:
        return None
    short = name.rsplit(".", 1)[-1].lower().replace("codec", "")
    if short not in ("gzip", "bzip2"):
        raise both(ValueError)(
            f"text files are written plain, with gzip or with bzip2, not with {name}; use GzipCodec or BZip2Codec"
        )
    return short

# SPDX-License-Identifier: Apache-2.0
"""What all parts of an RDD share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..resultiterable import ResultIterable
from ..sites import giving_iterables, here, located
from ..storagelevel import StorageLevel

if TYPE_CHECKING:
    from ..context import SparkContext
    from ..rdd import RDD


def translated(function: Any, operation: str, arity: int = 1, rows: Core | None = None) -> Any:
    """The closure, as it travels, of a function that `operation` calls with `arity` arguments out of `rows`.

    Raises ``ClosureError`` for what executors cannot run.
    """
    from ..closures import translate

    site = here()
    grouped, objects = (rows._is_grouped, "any" in rows._type) if rows is not None else (False, False)
    return located(translate(function, arity, operation or site.operation, grouped, objects), site)


def over_partitions(function: Any, operation: str, arity: int = 1, rows: Core | None = None) -> Any:
    """The closure of a function over whole partitions, which must give an iterable."""
    return giving_iterables(translated(function, operation, arity, rows), here(), arity)


def portable_hash(x: Any) -> int:
    """A number for a key that is the same in every process.

    Partitioning by it is the default, for which the engine has a hash of its own.

    >>> portable_hash(None), portable_hash("swift") == portable_hash("swift")
    (0, True)
    """
    import sys
    import zlib

    if x is None:
        return 0
    if isinstance(x, tuple):
        mixed = 0x345678
        for item in x:
            mixed = ((mixed ^ portable_hash(item)) * 1000003) & sys.maxsize
        mixed ^= len(x)
        return -2 if mixed == -1 else int(mixed)
    if isinstance(x, (str, bytes)):
        return zlib.crc32(x.encode("utf-8", "surrogatepass") if isinstance(x, str) else x)
    return hash(x)


# What reduce, min and max say without elements.
EMPTY = "Can not reduce() empty RDD"


class Partitioner:
    """How keys are spread over partitions; equal when number and function are."""

    def __init__(self, numPartitions: int, partitionFunc: Callable[[Any], int]) -> None:
        self.numPartitions = numPartitions
        self.partitionFunc = partitionFunc

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Partitioner)
            and self.numPartitions == other.numPartitions
            and self.partitionFunc == other.partitionFunc
        )

    def __hash__(self) -> int:
        return hash((self.numPartitions, self.partitionFunc))

    def __call__(self, k: Any) -> int:
        return self.partitionFunc(k) % self.numPartitions


def placed_by_key(partitions: int) -> Partitioner:
    """The partitioner of what is brought together by key."""
    return Partitioner(partitions, portable_hash)


def as_group(row: Any) -> Any:
    """A collected row of groupByKey."""
    return (row[0], ResultIterable(row[1]))


def as_groups(row: Any) -> Any:
    """A collected row of cogroup."""
    return (row[0], tuple(ResultIterable(values) for values in row[1]))


class Core:
    """A dataset of the engine and the ways to make another of it or to run a job over it."""

    def __init__(
        self,
        context: SparkContext,
        reply: dict[str, Any],
        finish: Callable[[Any], Any] | None = None,
        partitioner: Partitioner | None = None,
    ) -> None:
        self.ctx = context
        self._dataset: int = reply["dataset"]
        self._type: str = reply.get("type") or "any"
        self._partitions: int = reply.get("partitions") or 0
        self._finish = finish
        self._id = context._next_rdd_id()
        self._rdd_name: str | None = None
        self._operation = str(reply.get("name") or "")
        self._level = StorageLevel.NONE
        self.is_cached = False
        self.is_checkpointed = False
        self._locally_checkpointed = False
        self.partitioner = partitioner

    def __del__(self) -> None:
        try:
            self.ctx._session.release(self._dataset)
        except AttributeError:
            pass

    def _made(
        self,
        operation: str,
        finish: Callable[[Any], Any] | None = None,
        partitioner: Partitioner | None = None,
        called: str | None = None,
        **fields: Any,
    ) -> RDD:
        """The RDD of an operation over this one; `called` is its name where the user knows another."""
        from ..rdd import RDD

        site = here()
        name = f"{called or operation} at {site}"
        request = {"op": operation, "dataset": self._dataset, "name": name, "site": site.field, **fields}
        reply = self.ctx._session.call(request)
        reply.setdefault("name", name)
        return RDD(self.ctx, reply, finish, partitioner)

    @property
    def _rdd(self) -> RDD:
        """This object: every one of them is an RDD."""
        return self  # type: ignore[return-value]

    @property
    def _is_grouped(self) -> bool:
        """Whether the rows hold groups."""
        return self._finish in (as_group, as_groups)

    def _over_partitions(self, f: Any, called: str | None = None, keeps_partitioner: bool = False) -> RDD:
        """The RDD of a function over each partition's iterator."""
        closure = over_partitions(f, called or "mapPartitions", rows=self)
        partitioner = self.partitioner if keeps_partitioner else None
        return self._made("mapPartitions", None, partitioner, called, closure=closure)

    def _run(self, action: str, **fields: Any) -> Any:
        """A job's result."""
        request = {"op": "run", "dataset": self._dataset, "action": action, **fields}
        site = here()
        request["name"], request["site"] = f"{action} at {site}", site.field
        return self.ctx._run(request)

    def _finished(self, rows: list[Any]) -> list[Any]:
        """Collected rows as the user sees them."""
        return rows if self._finish is None else list(map(self._finish, rows))

    def _reduce_partitions(self, wanted: int | None = None) -> int:
        """How many partitions a shuffle makes when it is not told."""
        if wanted is not None:
            return int(wanted)
        if self.ctx._conf.contains("spark.default.parallelism"):
            return self.ctx.defaultParallelism
        return max(1, self._partitions)

    @property
    def context(self) -> SparkContext:
        """The SparkContext that made this RDD.

        >>> sc.range(3).context is sc
        True
        """
        return self.ctx

    def id(self) -> int:
        """A number that no other RDD of the context has."""
        return self._id

    def name(self) -> str | None:
        """The name given with :meth:`setName`, or None."""
        return self._rdd_name

    def setName(self, name: str) -> RDD:
        """Gives this RDD a name; returns it.

        >>> sc.range(3).setName("three").name()
        'three'
        """
        self._rdd_name = name
        return self._rdd

    def getNumPartitions(self) -> int:
        """How many partitions there are.

        >>> sc.parallelize("abcd", 3).getNumPartitions()
        3
        """
        return self._partitions

    def toDebugString(self) -> bytes | None:
        """The stages and programs that compute this RDD, as UTF-8 text."""
        return str(self._explained()["text"]).encode("utf-8")

    def explain(self, extended: bool = False) -> None:
        """Prints how each function runs: typed, or as a script, and then why, and what would have typed form.

        Args:
            extended: print the stages and programs too.

        PySpark's RDD has no such method.

        >>> sc.range(3).map(lambda x: {x: 1}).explain()  # doctest: +ELLIPSIS
        map <lambda> (...): a script, once a row
            because a dict has no typed form, line 1: ...
            for typed form: write out its keys, which are texts
        """
        told = self._explained()
        print(told["functions"] or "no functions")
        if extended:
            print(told["text"])

    def _explained(self) -> dict[str, Any]:
        answer = self.ctx._session.call({"op": "explain", "dataset": self._dataset})
        assert isinstance(answer, dict)
        return answer

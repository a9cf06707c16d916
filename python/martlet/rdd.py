# SPDX-License-Identifier: Apache-2.0
"""RDDs: lists that are spread over executors."""

from __future__ import annotations

from typing import Any

from .errors import MartletError
from .operations.actions import Actions
from .operations.base import Partitioner, portable_hash
from .operations.checkpointing import Checkpointing
from .operations.joins import Joins
from .operations.missing import MissingFromRDD
from .operations.pairs import PairTransformations
from .operations.sampling import Sampling
from .operations.statistics import BoundedFloat, Statistics
from .operations.transforms import Transformations

__all__ = ["RDD", "BoundedFloat", "Partitioner", "portable_hash"]


class RDD(Transformations, PairTransformations, Joins, Sampling, Statistics, Actions, Checkpointing, MissingFromRDD):
    """A list of elements in partitions, computed by executors when an action asks for it.

    Made by a :class:`~martlet.SparkContext` or from another RDD. An RDD never changes. Functions given to its methods
    are compiled at the call, before anything runs; what executors cannot run raises ``ClosureError`` there, which names
    the construct, its line and what to write instead. An exception in such a function ends the job and arrives as
    the same Python exception, with the line and the element.

    >>> words = sc.parallelize(["to be or", "not to be"]).flatMap(lambda line: line.split())
    >>> sorted(words.map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).collect())
    [('be', 2), ('not', 1), ('or', 1), ('to', 2)]
    """

    def __class_getitem__(cls, item: Any) -> type[RDD]:
        """``RDD[int]`` in annotations is RDD."""
        return cls

    def __getnewargs__(self) -> Any:
        raise MartletError(
            "an RDD cannot be used inside of a function that runs on executors: collect it first, or join both RDDs"
        )

    def __repr__(self) -> str:
        shown = self._rdd_name or self._operation or "RDD"
        return f"<martlet.RDD {self._id}: {shown}, {self._type} in {self._partitions} partitions>"

# SPDX-License-Identifier: Apache-2.0
"""Martlet: a distributed compute engine, in the shape of PySpark.

>>> import martlet
>>> sc.range(10).map(lambda x: x * x).sum()
285
"""

from .accumulators import Accumulator, AccumulatorParam
from .broadcast import Broadcast
from .compat import install_as_pyspark
from .conf import SparkConf
from .context import SparkContext
from .errors import (
    ConfigurationError,
    JobCancelledError,
    JobError,
    MartletError,
    StoppedError,
    UnsupportedError,
)
from .jobs import InheritableThread, inheritable_thread_target
from .rdd import RDD
from .resultiterable import ResultIterable
from .row import Row
from .statcounter import StatCounter
from .status import SparkJobInfo, SparkStageInfo, StatusTracker
from .storagelevel import StorageLevel
from .taskcontext import BarrierTaskContext, SparkFiles, TaskContext
from .version import __version__

__all__ = [
    "Accumulator",
    "AccumulatorParam",
    "BarrierTaskContext",
    "Broadcast",
    "ClosureError",
    "ConfigurationError",
    "InheritableThread",
    "JobCancelledError",
    "JobError",
    "MartletError",
    "HiveContext",
    "RDD",
    "ResultIterable",
    "Row",
    "SQLContext",
    "SparkConf",
    "SparkContext",
    "SparkFiles",
    "SparkJobInfo",
    "SparkStageInfo",
    "StatCounter",
    "StatusTracker",
    "StoppedError",
    "StorageLevel",
    "TaskContext",
    "UnsupportedError",
    "__version__",
    "inheritable_thread_target",
    "install_as_pyspark",
]


def __getattr__(name: str) -> object:
    # The translator is loaded with the first closure, not with the package.
    if name == "ClosureError":
        from .closures.errors import ClosureError

        return ClosureError
    # DataFrames too are loaded by whoever uses them.
    if name in ("sql", "SQLContext", "HiveContext"):
        import importlib

        sql = importlib.import_module("martlet.sql")
        return sql if name == "sql" else getattr(sql, name)
    if name in ("CPickleSerializer", "MarshalSerializer"):
        from . import serializers

        return getattr(serializers, name)
    if name == "keyword_only":
        from .keywords import keyword_only

        return keyword_only
    from .suggesting import missing_member

    raise missing_member("module 'martlet'", name, __all__)

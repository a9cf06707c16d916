# SPDX-License-Identifier: Apache-2.0
"""Methods of PySpark's RDD that are not there, each with what to use instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import unsupported
from ..suggesting import Suggesting

_TEXT = "use saveAsTextFile or saveAsPickleFile, or collect and write the file on the driver"
_MISSING = {
    "pipe": "there is no shell on executors: use map or mapPartitions",
    "barrier": "tasks of a stage do not wait for each other: use mapPartitions",
    "withResources": "executors have no resource profiles: set spark.executor.cores and spark.executor.memory",
    "getResourceProfile": "executors have no resource profiles: see sc.getConf()",
    "saveAsSequenceFile": "there are no Hadoop formats: " + _TEXT,
    "saveAsHadoopFile": "there are no Hadoop formats: " + _TEXT,
    "saveAsHadoopDataset": "there are no Hadoop formats: " + _TEXT,
    "saveAsNewAPIHadoopFile": "there are no Hadoop formats: " + _TEXT,
    "saveAsNewAPIHadoopDataset": "there are no Hadoop formats: " + _TEXT,
}


def missing(owner: str, name: str, instead: str) -> Callable[..., Any]:
    """A method that raises ``UnsupportedError`` with what to use instead."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise unsupported(f"{owner}.{name}", instead)

    method.__name__ = name
    method.__qualname__ = f"{owner}.{name}"
    method.__doc__ = f"Not there: {instead}. Raises ``UnsupportedError``."
    return method


class MissingFromRDD(Suggesting):
    """Members that raise a clear error instead of ``AttributeError``."""

    _absent = {"_jrdd": "there is no Java virtual machine: use the members of RDD"}


for _name, _instead in _MISSING.items():
    setattr(MissingFromRDD, _name, missing("RDD", _name, _instead))

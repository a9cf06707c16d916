# SPDX-License-Identifier: Apache-2.0
"""Members of PySpark's SparkContext that are not there, each with what to use instead."""

from __future__ import annotations

from .operations.missing import missing
from .suggesting import Suggesting

_FORMATS = "there are no Hadoop formats: use textFile, pickleFile or binaryFiles, or read on the driver and parallelize"
_SHIP = "executors open no files: use sc.broadcast(value), or sc.textFile"
_MISSING = {
    "addFile": _SHIP,
    "addArchive": _SHIP,
    "sequenceFile": _FORMATS,
    "newAPIHadoopFile": _FORMATS,
    "newAPIHadoopRDD": _FORMATS,
    "hadoopFile": _FORMATS,
    "hadoopRDD": _FORMATS,
    "show_profiles": "no Python runs on executors: see the summary in the progress bar",
    "dump_profiles": "no Python runs on executors: see the summary in the progress bar",
}


class MissingFromContext(Suggesting):
    """Members that raise a clear error instead of ``AttributeError``."""

    _absent = {
        "_jvm": "there is no Java virtual machine: use the members of SparkContext",
        "_jsc": "there is no Java virtual machine: use the members of SparkContext",
        "_gateway": "there is no Java virtual machine",
    }

    @property
    def listFiles(self) -> list[str]:
        """Files that were shipped: none."""
        return []

    @property
    def listArchives(self) -> list[str]:
        """Archives that were shipped: none."""
        return []


for _name, _instead in _MISSING.items():
    setattr(MissingFromContext, _name, missing("SparkContext", _name, _instead))

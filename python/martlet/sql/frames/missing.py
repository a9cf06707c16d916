# SPDX-License-Identifier: Apache-2.0
"""Members of PySpark's DataFrame that are not there, each with what to use instead."""

from __future__ import annotations

from ...operations.missing import missing
from ...suggesting import Suggesting

_NO_PYTHON = "no Python runs on executors: use functions of columns, or udf() with a function of single values"
_NO_STREAMS = "there is no streaming: read the files that are there with spark.read"
_MISSING = {
    "asTable": "there are no table functions in Python: use functions of columns",
    "dropDuplicatesWithinWatermark": _NO_STREAMS,
    "mapInArrow": _NO_PYTHON,
    "mapInPandas": _NO_PYTHON,
    "mergeInto": "there are no tables that change: write the joined rows anew",
    "metadataColumn": "there are no hidden columns: use input_file_name()",
    "pandas_api": "use toPandas(), or the frame's own methods",
    "repartitionById": "use repartition(n, column)",
    "semanticHash": "use sameSemantics()",
    "withWatermark": _NO_STREAMS,
    "zip": "give both frames a key, and join them",
}


class MissingFromDataFrame(Suggesting):
    """Members that raise a clear error instead of ``AttributeError``."""

    _absent = {
        "_jdf": "there is no Java virtual machine: use the members of DataFrame",
        "writeStream": _NO_STREAMS,
        "executionInfo": "use explain()",
        "sql_ctx": "use sparkSession",
    }


for _name, _instead in _MISSING.items():
    setattr(MissingFromDataFrame, _name, missing("DataFrame", _name, _instead))

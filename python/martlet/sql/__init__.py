# SPDX-License-Identifier: Apache-2.0
"""DataFrames and SQL, in the shape of ``pyspark.sql``.

>>> from martlet.sql import SparkSession, functions as F
>>> spark.range(4).select(F.sum("id")).collect()
[Row(sum(id)=6)]
"""

from ..row import Row
from .catalog import Catalog
from .column import Column
from .conf import RuntimeConfig
from .context import HiveContext, SQLContext
from .dataframe import DataFrame, DataFrameNaFunctions, DataFrameStatFunctions
from .group import GroupedData
from .observation import Observation
from .readwriter import DataFrameReader, DataFrameWriter
from .session import SparkSession
from .tablewriter import DataFrameWriterV2
from .tvf import TableValuedFunction
from .udf import UDFRegistration
from .window import Window, WindowSpec

__all__ = [
    "Catalog",
    "Column",
    "DataFrame",
    "DataFrameNaFunctions",
    "DataFrameReader",
    "DataFrameStatFunctions",
    "DataFrameWriter",
    "DataFrameWriterV2",
    "GroupedData",
    "HiveContext",
    "Observation",
    "Row",
    "RuntimeConfig",
    "SQLContext",
    "SparkSession",
    "TableValuedFunction",
    "UDFRegistration",
    "Window",
    "WindowSpec",
]

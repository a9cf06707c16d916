# SPDX-License-Identifier: Apache-2.0
"""Martlet under PySpark's names."""

from __future__ import annotations

import subprocess
import sys

import martlet

CODE = """
import martlet
martlet.install_as_pyspark()
import pyspark
from pyspark import SparkConf, SparkContext, StorageLevel, RDD, Row, Broadcast, Accumulator, SparkFiles, TaskContext
from pyspark.accumulators import AccumulatorParam
from pyspark.rdd import RDD, portable_hash
from pyspark.statcounter import StatCounter
from pyspark.core.context import SparkContext as Same
assert Same is martlet.SparkContext and pyspark.conf.SparkConf is SparkConf
from pyspark.sql import Column, DataFrame, Row, SparkSession, SQLContext, Window, functions as F
from pyspark.sql.functions import col, lit, udf
from pyspark.sql.types import *
from pyspark.sql.types import DataType, IntegerType, NumericType, StructType
from pyspark.sql.utils import AnalysisException
from pyspark.sql.dataframe import DataFrame as Frame
from pyspark.errors import AnalysisException as Again, PySparkTypeError
from pyspark import SQLContext as Old
assert Frame is DataFrame is martlet.sql.DataFrame and Again is AnalysisException and Old is SQLContext
assert F.col("a").cast(IntegerType()).alias("b") is not None and LongType() == LongType()
martlet.install_as_pyspark()
from pyspark import CPickleSerializer, HiveContext, MarshalSerializer, keyword_only
from pyspark.serializers import PickleSerializer
from pyspark.sql.functions import PandasUDFType, UserDefinedFunction, pandas_udf
from pyspark.sql.observation import Observation
from pyspark.sql.pandas.functions import pandas_udf
from pyspark.sql.types import _infer_type, _parse_datatype_string
from pyspark.testing import assertDataFrameEqual, assertSchemaEqual
from pyspark.testing.utils import assertDataFrameEqual
from pyspark.version import __version__
assert pyspark.__version__ == __version__ == "4.3.0" != martlet.__version__
assert pyspark.sql.types.StringType is StringType and _infer_type([1]).simpleString() == "array<bigint>"


class Stage:
    @keyword_only
    def __init__(self, *, depth=1):
        self.depth = depth


assert Stage(depth=2)._input_kwargs == {"depth": 2}
try:
    Stage(2)
except TypeError as error:
    assert "forces keyword arguments" in str(error)
with SparkContext("local[1]", "compat", serializer=MarshalSerializer()) as sc:
    assert sc.version == SparkSession(sc).version == "4.3.0"
for name in ("pyspark.pandas", "pyspark.ml.feature", "pyspark.streaming"):
    try:
        __import__(name)
    except ImportError as error:
        print(error)
"""


def test_modules_and_names() -> None:
    import pathlib

    folder = pathlib.Path(martlet.__file__).parents[1]
    out = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, cwd=folder, check=False)
    assert out.returncode == 0, out.stderr
    assert "Martlet has no pyspark.pandas: RDDs, DataFrames and SQL are there" in out.stdout
    assert "Martlet has no pyspark.ml" in out.stdout and "Martlet has no pyspark.streaming" in out.stdout

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
try:
    from pyspark.sql import SparkSession
except ImportError as error:
    print(error)
"""


def test_modules_and_names() -> None:
    import pathlib

    folder = pathlib.Path(martlet.__file__).parents[1]
    out = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, cwd=folder, check=False)
    assert out.returncode == 0, out.stderr
    assert "Martlet has no pyspark.sql yet" in out.stdout

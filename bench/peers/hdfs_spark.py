# SPDX-License-Identifier: Apache-2.0
"""PySpark for hdfs_speed.py: takes lines `count PATH`, `frame PATH` and `write LOCAL PATH` from its input, and prints
the seconds of each. SPARK_HDFS holds the settings of the HDFS, as JSON."""

from __future__ import annotations

import json
import os
import sys
import time

from pyspark.sql import SparkSession


def main() -> None:
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "4g").config("spark.ui.showConsoleProgress", "false")
    for key, value in json.loads(os.environ["SPARK_HDFS"]).items():
        builder = builder.config("spark.hadoop." + key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    print("ready", flush=True)
    for line in sys.stdin:
        what, *words = line.split()
        start = time.monotonic()
        if what == "count":
            spark.sparkContext.textFile(words[0], 1).count()
        elif what == "frame":
            spark.read.text(words[0]).count()
        else:
            spark.sparkContext.textFile(words[0], 1).coalesce(1).saveAsTextFile(words[1])
        print(time.monotonic() - start, flush=True)
    spark.stop()


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""The cells of the guide (images/README.md) with a real HDFS, in a process of their own: HADOOP_CONF_DIR has to be set
before. Prints what a cell would show.

    python guide_on_hdfs.py MASTER ROWS FOLDER     FOLDER: as `minihdfs up` made it
"""

from __future__ import annotations

import pathlib
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from minihdfs import MiniHdfs  # noqa: E402

from martlet.sql import SparkSession  # noqa: E402

PATH = "hdfs:///user/hdfs/test/example.csv"


class Killer(threading.Thread):
    """Kills the active NameNode when `is_time` says so; both run again behind `end`."""

    def __init__(self, hdfs: MiniHdfs, is_time: Callable[[], bool]) -> None:
        super().__init__(daemon=True)
        self.hdfs = hdfs
        self.is_time = is_time
        self.victim = hdfs.active()
        self.killed_at = 0.0

    def run(self) -> None:
        while not self.is_time():
            time.sleep(0.005)
        self.hdfs.signal(self.victim, signal.SIGKILL)
        self.killed_at = time.monotonic()

    def end(self) -> bool:
        """Whether it was killed before this moment."""
        moment = time.monotonic()
        self.join(60)
        self.hdfs.start(self.victim)
        self.hdfs.active()
        return self.killed_at < moment


def main(master: str, rows: int, folder: str) -> None:
    hdfs = MiniHdfs(pathlib.Path(folder))
    spark = SparkSession.builder.master(master).getOrCreate()
    sc = spark.sparkContext

    def frame(count: int) -> Any:
        return spark.createDataFrame(sc.parallelize(range(count)).map(lambda i: (i, i * 2)))

    def names() -> str:
        found = [status.name for status in sc.fs.ls(PATH)]
        # As Spark names them; one job writes one tag.
        part = r"part-\d{5}-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-c000\.csv"
        tags = {match[1] if (match := re.fullmatch(part, name)) else name for name in found if name != "_SUCCESS"}
        return f"{len(found)} files, {len(tags)} tags, _SUCCESS: {'_SUCCESS' in found}"

    # The guide's cells.
    df = frame(rows)
    df.write.csv(PATH)
    print(spark.read.csv(PATH).count())
    print(names())
    print(spark.read.csv(PATH).dtypes)
    print(spark.read.csv(PATH, inferSchema=True).dtypes)
    print(spark.read.csv(PATH, inferSchema=True).selectExpr("sum(_c0)", "sum(_c1)").collect()[0][:])

    # Modes.
    small = frame(1_000)
    try:
        small.write.csv(PATH)
    except Exception as error:
        print(type(error).__name__, "PATH_ALREADY_EXISTS" in str(error), spark.read.csv(PATH).count())
    small.write.mode("ignore").csv(PATH)
    print("ignore", spark.read.csv(PATH).count())
    small.write.mode("append").csv(PATH)
    print("append", spark.read.csv(PATH).count(), names())
    small.write.mode("overwrite").csv(PATH)
    print("overwrite", spark.read.csv(PATH).count(), names())

    # The active NameNode dies between two cells.
    victim = hdfs.active()
    hdfs.signal(victim, signal.SIGKILL)
    print("between", spark.read.csv(PATH).count())
    hdfs.start(victim)
    hdfs.active()

    # ... while the frame is written: as soon as there is something temporary.
    killer = Killer(hdfs, lambda: sc.fs.exists(PATH + "/_temporary"))
    killer.start()
    df.write.mode("overwrite").csv(PATH)
    print("during the write", killer.end(), spark.read.csv(PATH).count(), names())

    # ... and while it is read, again and again.
    counted: list[int] = []
    killer = Killer(hdfs, lambda: len(counted) > 1)
    killer.start()
    until = time.monotonic() + 60
    while len(counted) < 4 or (not killer.killed_at and time.monotonic() < until):
        counted.append(spark.read.csv(PATH, inferSchema=True).selectExpr("sum(_c1)").collect()[0][0])
    counted.append(spark.read.csv(PATH).count())
    print("during the read", killer.end(), sorted(set(counted)))
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])

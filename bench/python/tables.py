# SPDX-License-Identifier: Apache-2.0
"""Frames from tables of pyarrow and pandas and back: processor seconds of this process, engine and all.

    tables.py [--rows N] [--runs N]

A row has an int, a date, a timestamp, a decimal and a text, each null in one of ten rows. What comes back is compared
with what went in before a number is printed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy
import pyarrow
from martlet.sql import SparkSession


def made(rows: int) -> pyarrow.Table:
    """The same table for the same number of rows."""
    random = numpy.random.default_rng(7)

    def numbers(low: int, high: int, kind: str = "int64") -> pyarrow.Array:
        return pyarrow.array(random.integers(low, high, rows).astype(kind), mask=random.random(rows) < 0.1)

    return pyarrow.table(
        {
            "n": numbers(-(2**31), 2**31, "int32"),
            "d": numbers(-10_000, 30_000, "int32").cast(pyarrow.date32()),
            "t": numbers(0, 2 * 10**15).cast(pyarrow.timestamp("us", "UTC")),
            "m": numbers(-(10**7), 10**7).cast(pyarrow.decimal128(19, 0)).cast(pyarrow.decimal128(10, 2)),
            "s": numbers(0, 10**12).cast(pyarrow.string()),
        }
    )


def seconds(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Processor seconds of a run, the median, and what the last one gave."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        result = work()
        taken.append(time.process_time() - start)
    return statistics.median(taken), result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10**6)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    spark = SparkSession.builder.master("local[1]").getOrCreate()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    spark.createDataFrame(made(10)).toPandas()
    table = made(args.rows)
    wide = table.to_pandas(date_as_object=True)
    measured: dict[str, float] = {}
    measured["createDataFrame(pyarrow)"], frame = seconds(lambda: spark.createDataFrame(table), args.runs)
    measured["createDataFrame(pandas)"], _ = seconds(lambda: spark.createDataFrame(wide), args.runs)
    measured["toArrow"], back = seconds(frame.toArrow, args.runs)
    measured["toPandas"], shown = seconds(frame.toPandas, args.runs)
    if (
        back.slice(0, 1000).to_pylist() != table.slice(0, 1000).to_pylist()
        or back.num_rows != args.rows
        or len(shown) != args.rows
    ):
        raise SystemExit("the rows that came back are not those that went in")
    for what, value in measured.items():
        print(f"{what:26} {value:8.3f} s")


if __name__ == "__main__":
    main()

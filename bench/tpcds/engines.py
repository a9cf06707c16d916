# SPDX-License-Identifier: Apache-2.0
"""TPC-DS's queries on one engine, asked for by lines of JSON on standard input: what `run.py` starts for each.

    engines.py ENGINE DATA THREADS

Lines and answers are those of `answering.py`; texts are in the folder `queries` of the data.
"""

from __future__ import annotations

import pathlib
import re
import sys
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from answering import Run, answer, martlet_session, pyspark_session, sail_session  # noqa: E402


def text(data: pathlib.Path, name: str) -> str:
    return (data / "queries" / f"{name}.sql").read_text()


def in_spark(query: str) -> str:
    """A query of DuckDB's in Spark's dialect: "…" is a string there, and names with blanks are in backticks."""
    return re.sub(r'"([^"]*)"', r"`\1`", query)


def of_frames(spark: Any, data: pathlib.Path) -> Run:
    """What has PySpark's sessions."""
    for path in data.glob("*.parquet"):
        spark.read.parquet(str(path)).createOrReplaceTempView(path.stem)

    def run(name: str, way: str) -> tuple[list[str], list[Any]]:
        frame = spark.sql(in_spark(text(data, name)))
        return frame.columns, [tuple(row) for row in frame.collect()]

    return run


def duckdb(data: pathlib.Path, threads: int) -> Run:
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    # As in Spark, where a query does not say.
    connection.execute("set default_null_order = 'nulls_first_on_asc_last_on_desc'")
    for path in data.glob("*.parquet"):
        connection.execute(f"create view {path.stem} as select * from read_parquet('{path}')")

    def run(name: str, way: str) -> tuple[list[str], list[Any]]:
        done = connection.execute(text(data, name))
        return [column[0] for column in done.description], done.fetchall()

    return run


ENGINES = {
    "martlet": lambda data, threads: of_frames(martlet_session(threads, "TPCDS"), data),
    "pyspark": lambda data, threads: of_frames(pyspark_session(threads), data),
    "sail": lambda data, threads: of_frames(sail_session(), data),
    "duckdb": duckdb,
}


def main() -> None:
    engine, data, threads = sys.argv[1:]
    answer(lambda: ENGINES[engine](pathlib.Path(data), int(threads)))


if __name__ == "__main__":
    main()

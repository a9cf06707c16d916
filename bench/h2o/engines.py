# SPDX-License-Identifier: Apache-2.0
"""The db-benchmark's questions on one engine, asked for by lines of JSON on standard input: what `run.py` starts.

    engines.py ENGINE DATA THREADS

Lines and answers are those of `answering.py`. Each question reads its columns from Parquet and makes an Arrow table of
the result; the answer is what the benchmark compares: the number of rows, and of each column of numbers the sum.
"""

from __future__ import annotations

import os
import pathlib
import sys
from collections.abc import Callable
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from answering import Run, answer, martlet_session, pyspark_session  # noqa: E402

#: In what DuckDB and Spark have in common.
QUERIES = {
    "g01": "SELECT id1, sum(v1) AS v1 FROM x GROUP BY id1",
    "g02": "SELECT id1, id2, sum(v1) AS v1 FROM x GROUP BY id1, id2",
    "g03": "SELECT id3, sum(v1) AS v1, avg(v3) AS v3 FROM x GROUP BY id3",
    "g04": "SELECT id4, avg(v1) AS v1, avg(v2) AS v2, avg(v3) AS v3 FROM x GROUP BY id4",
    "g05": "SELECT id6, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3 FROM x GROUP BY id6",
    "g06": "SELECT id4, id5, median(v3) AS middle, stddev(v3) AS spread FROM x GROUP BY id4, id5",
    "g07": "SELECT id3, max(v1) - min(v2) AS range FROM x GROUP BY id3",
    "g08": "SELECT id6, v3 FROM (SELECT id6, v3, row_number() OVER (PARTITION BY id6 ORDER BY v3 DESC) AS place FROM x "
    "WHERE v3 IS NOT NULL) AS ranked WHERE place <= 2",
    "g09": "SELECT id2, id4, pow(corr(v1, v2), 2) AS r2 FROM x GROUP BY id2, id4",
    "g10": "SELECT id1, id2, id3, id4, id5, id6, sum(v3) AS v3, count(*) AS rows FROM x "
    "GROUP BY id1, id2, id3, id4, id5, id6",
    "j01": "SELECT j.*, small.id4 AS small_id4, v2 FROM j JOIN small ON j.id1 = small.id1",
    "j02": "SELECT j.*, medium.id1 AS medium_id1, medium.id4 AS medium_id4, medium.id5 AS medium_id5, v2 "
    "FROM j JOIN medium ON j.id2 = medium.id2",
    "j03": "SELECT j.*, medium.id1 AS medium_id1, medium.id4 AS medium_id4, medium.id5 AS medium_id5, v2 "
    "FROM j LEFT JOIN medium ON j.id2 = medium.id2",
    "j04": "SELECT j.*, medium.id1 AS medium_id1, medium.id2 AS medium_id2, medium.id4 AS medium_id4, v2 "
    "FROM j JOIN medium ON j.id5 = medium.id5",
    "j05": "SELECT j.*, big.id1 AS big_id1, big.id2 AS big_id2, big.id4 AS big_id4, big.id5 AS big_id5, "
    "big.id6 AS big_id6, v2 FROM j JOIN big ON j.id3 = big.id3",
}
TABLES = ["x", "j", "small", "medium", "big"]


def sums(table: Any) -> tuple[list[str], list[Any]]:
    """The number of rows, and the sums of columns of numbers."""
    import pyarrow
    import pyarrow.compute

    names = [field.name for field in table.schema if not pyarrow.types.is_large_string(field.type)]
    kinds = {name: table.schema.field(name).type for name in names}
    numbers = [
        name
        for name in names
        if pyarrow.types.is_integer(kinds[name])
        or pyarrow.types.is_floating(kinds[name])
        or pyarrow.types.is_decimal(kinds[name])
    ]
    row: list[Any] = [table.num_rows]
    for name in numbers:
        # DuckDB's sums of ints are of 128 bits.
        found = pyarrow.compute.sum(table.column(name)).as_py()
        row.append(float(found) if pyarrow.types.is_floating(kinds[name]) else int(found))
    return ["rows", *numbers], [row]


def of_frames(spark: Any, data: pathlib.Path) -> Run:
    for name in TABLES:
        spark.read.parquet(str(data / f"{name}.parquet")).createOrReplaceTempView(name)
    return lambda name, way: sums(spark.sql(QUERIES[name]).toArrow())


def duckdb(data: pathlib.Path, threads: int) -> Run:
    import duckdb

    # The order of the file is not asked for.
    connection = duckdb.connect(config={"threads": threads, "preserve_insertion_order": False})
    for name in TABLES:
        connection.execute(f"create view {name} as select * from read_parquet('{data / name}.parquet')")
    return lambda name, way: sums(connection.sql(QUERIES[name]).to_arrow_table())


def polars(data: pathlib.Path, threads: int) -> Run:
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars
    from polars import col

    def scan(name: str) -> Any:
        return polars.scan_parquet(data / f"{name}.parquet")

    x, j, small, medium, big = (scan(name) for name in TABLES)
    queries: dict[str, Callable[[], Any]] = {
        "g01": lambda: x.group_by("id1").agg(col("v1").sum()),
        "g02": lambda: x.group_by("id1", "id2").agg(col("v1").sum()),
        "g03": lambda: x.group_by("id3").agg(col("v1").sum(), col("v3").mean()),
        "g04": lambda: x.group_by("id4").agg(col("v1", "v2", "v3").mean()),
        "g05": lambda: x.group_by("id6").agg(col("v1", "v2", "v3").sum()),
        "g06": lambda: x.group_by("id4", "id5").agg(
            col("v3").median().alias("middle"), col("v3").std().alias("spread")
        ),
        "g07": lambda: x.group_by("id3").agg((col("v1").max() - col("v2").min()).alias("range")),
        "g08": lambda: x.drop_nulls("v3").group_by("id6").agg(col("v3").top_k(2)).explode("v3"),
        "g09": lambda: x.group_by("id2", "id4").agg((polars.corr("v1", "v2") ** 2).alias("r2")),
        "g10": lambda: x.group_by("id1", "id2", "id3", "id4", "id5", "id6").agg(
            col("v3").sum(), polars.len().alias("rows")
        ),
        "j01": lambda: j.join(small, on="id1"),
        "j02": lambda: j.join(medium, on="id2"),
        "j03": lambda: j.join(medium, on="id2", how="left"),
        "j04": lambda: j.join(medium, on="id5"),
        "j05": lambda: j.join(big, on="id3"),
    }
    return lambda name, way: sums(queries[name]().collect(engine="streaming").to_arrow())


#: Results of joins have more bytes than drivers take by default.
UNBOUNDED = {"spark.driver.maxResultSize": "64g"}
ENGINES = {
    "martlet": lambda data, threads: of_frames(martlet_session(threads, "H2O", UNBOUNDED), data),
    "pyspark": lambda data, threads: of_frames(pyspark_session(threads, UNBOUNDED), data),
    "duckdb": duckdb,
    "polars": polars,
}


def main() -> None:
    engine, data, threads = sys.argv[1:]
    answer(lambda: ENGINES[engine](pathlib.Path(data), int(threads)))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""TPC-H's queries on one engine, asked for by lines of JSON on standard input: what `run.py` starts for each.

    engines.py ENGINE DATA FORMAT SCALE THREADS

Lines and answers are those of `answering.py`.
"""

from __future__ import annotations

import decimal
import os
import pathlib
import sys
from types import SimpleNamespace
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from answering import Run, answer, martlet_session, pyspark_session, sail_session  # noqa: E402

TABLES = ["region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem"]
#: Columns of the tables, as the specification has them, for files that do not say.
SCHEMAS = {
    "region": "r_regionkey bigint, r_name string, r_comment string",
    "nation": "n_nationkey bigint, n_name string, n_regionkey bigint, n_comment string",
    "supplier": "s_suppkey bigint, s_name string, s_address string, s_nationkey bigint, s_phone string, "
    "s_acctbal decimal(15,2), s_comment string",
    "customer": "c_custkey bigint, c_name string, c_address string, c_nationkey bigint, c_phone string, "
    "c_acctbal decimal(15,2), c_mktsegment string, c_comment string",
    "part": "p_partkey bigint, p_name string, p_mfgr string, p_brand string, p_type string, p_size int, "
    "p_container string, p_retailprice decimal(15,2), p_comment string",
    "partsupp": "ps_partkey bigint, ps_suppkey bigint, ps_availqty int, ps_supplycost decimal(15,2), ps_comment string",
    "orders": "o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(15,2), "
    "o_orderdate date, o_orderpriority string, o_clerk string, o_shippriority int, o_comment string",
    "lineitem": "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, "
    "l_quantity decimal(15,2), l_extendedprice decimal(15,2), l_discount decimal(15,2), l_tax decimal(15,2), "
    "l_returnflag string, l_linestatus string, l_shipdate date, l_commitdate date, l_receiptdate date, "
    "l_shipinstruct string, l_shipmode string, l_comment string",
}


def query(name: str, scale: float) -> str:
    """The text of a query. One of them depends on the scale."""
    text = (HERE / "queries" / f"{name}.sql").read_text()
    share = decimal.Decimal("0.0001") / decimal.Decimal(str(scale))
    return text.replace("{fraction}", f"{share:f}")


def of_frames(spark: Any, F: Any, data: pathlib.Path, form: str, scale: float) -> Run:
    """What has PySpark's DataFrames."""
    tables = SimpleNamespace()
    for name in TABLES:
        path = str(data / f"{name}.{form}")
        reader = spark.read.schema(SCHEMAS[name]).option("header", True)
        frame = spark.read.parquet(path) if form == "parquet" else reader.csv(path, escape='"')
        frame.createOrReplaceTempView(name)
        setattr(tables, name, frame)
    sys.path.insert(0, str(HERE))
    from frames import QUERIES

    def run(name: str, way: str) -> tuple[list[str], list[Any]]:
        frame = spark.sql(query(name, scale)) if way == "sql" else QUERIES[name](tables, F, scale)
        return frame.columns, [tuple(row) for row in frame.collect()]

    return run


def martlet(data: pathlib.Path, form: str, scale: float, threads: int) -> Run:
    from martlet.sql import functions as F

    return of_frames(martlet_session(threads, "TPCH"), F, data, form, scale)


def pyspark(data: pathlib.Path, form: str, scale: float, threads: int) -> Run:
    from pyspark.sql import functions as F

    return of_frames(pyspark_session(threads), F, data, form, scale)


def sail(data: pathlib.Path, form: str, scale: float, threads: int) -> Run:
    from pyspark.sql import functions as F

    return of_frames(sail_session(), F, data, form, scale)


def duckdb(data: pathlib.Path, form: str, scale: float, threads: int) -> Run:
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    for name in TABLES:
        path = data / f"{name}.{form}"
        if form == "parquet":
            source = f"read_parquet('{path}')"
        else:
            types = [part.split() for part in SCHEMAS[name].replace(",2)", ";2)").split(", ")]
            columns = ", ".join(
                f"'{column}': '{kind.replace(';', ',').replace('string', 'varchar')}'" for column, kind in types
            )
            source = f"read_csv('{path}', header = true, columns = {{{columns}}})"
        connection.execute(f"create view {name} as select * from {source}")

    def run(name: str, way: str) -> tuple[list[str], list[Any]]:
        done = connection.execute(query(name, scale))
        return [column[0] for column in done.description], done.fetchall()

    return run


def datafusion(data: pathlib.Path, form: str, scale: float, threads: int) -> Run:
    import datafusion
    import pyarrow

    context = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(threads))
    kinds = {"bigint": pyarrow.int64(), "int": pyarrow.int32(), "string": pyarrow.string(), "date": pyarrow.date32()}
    for name in TABLES:
        path = str(data / f"{name}.{form}")
        if form == "parquet":
            context.register_parquet(name, path)
            continue
        parts = [part.split() for part in SCHEMAS[name].replace(",2)", ";2)").split(", ")]
        schema = pyarrow.schema([(column, kinds.get(kind, pyarrow.decimal128(15, 2))) for column, kind in parts])
        context.register_csv(name, path, schema=schema, has_header=True)

    def run(name: str, way: str) -> tuple[list[str], list[Any]]:
        table = context.sql(query(name, scale)).to_arrow_table()
        return table.column_names, [tuple(row.values()) for row in table.to_pylist()]

    return run


def polars(data: pathlib.Path, form: str, scale: float, threads: int) -> Run:
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars

    context = polars.SQLContext()
    for name in TABLES:
        path = data / f"{name}.{form}"
        context.register(name, polars.scan_parquet(path) if form == "parquet" else polars.scan_csv(path))

    def run(name: str, way: str) -> tuple[list[str], list[Any]]:
        frame = context.execute(query(name, scale)).collect(engine="streaming")
        return frame.columns, frame.rows()

    return run


ENGINES = {
    "martlet": martlet, "duckdb": duckdb, "datafusion": datafusion, "polars": polars, "sail": sail,
    "pyspark": pyspark,
}  # fmt: skip


def main() -> None:
    engine, data, form, scale, threads = sys.argv[1:]
    answer(lambda: ENGINES[engine](pathlib.Path(data), form, float(scale), int(threads)))


if __name__ == "__main__":
    main()

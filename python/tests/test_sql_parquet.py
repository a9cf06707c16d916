# SPDX-License-Identifier: Apache-2.0
"""Parquet files, both ways with pyarrow."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import io
import math
import random
import re
from pathlib import Path
from typing import Any

import pandas
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from martlet.errors import ConfigurationError
from martlet.sql import DataFrame, SparkSession
from martlet.sql import functions as F
from martlet.sql.errors import AnalysisException

D, DATE, TIME = decimal.Decimal, datetime.date, datetime.datetime
UTC = datetime.UTC


def plain(value: Any) -> Any:
    """A value of either side as Python's plain ones."""
    if isinstance(value, TIME) and value.tzinfo is not None:
        return value.astimezone().replace(tzinfo=None)
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if hasattr(value, "asDict"):
        return {key: plain(item) for key, item in value.asDict().items()}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        if value and isinstance(value[0], tuple) and not hasattr(value[0], "asDict"):
            return {key: plain(item) for key, item in value}
        return [plain(item) for item in value]
    return value


def rows(frame: DataFrame) -> list[Any]:
    return [plain(row) for row in frame.collect()]


def expected(table: pa.Table) -> list[Any]:
    return [{name: plain(value) for name, value in row.items()} for row in table.to_pylist(maps_as_pydicts="strict")]


def flat_table(count: int, nulls: float = 0.2, seed: int = 1) -> pa.Table:
    """All types without parts."""
    dice = random.Random(seed)

    def some(make: Any) -> list[Any]:
        return [None if dice.random() < nulls else make(i) for i in range(count)]

    def text(i: int) -> str:
        return dice.choice(["", "é", "x" * dice.randint(0, 40), f"key {i % 7}"])

    doubles = [0.1, 1e300, math.inf, -math.inf, math.nan, -0.0]
    day = DATE(1970, 1, 1)
    start = TIME(1970, 1, 1)
    return pa.table(
        {
            "id": pa.array(range(count), pa.int64()),
            "b": pa.array(some(lambda i: dice.random() < 0.5), pa.bool_()),
            "i8": pa.array(some(lambda i: dice.randint(-128, 127)), pa.int8()),
            "i16": pa.array(some(lambda i: dice.randint(-32768, 32767)), pa.int16()),
            "i32": pa.array(some(lambda i: dice.randint(-(2**31), 2**31 - 1)), pa.int32()),
            "i64": pa.array(some(lambda i: dice.randint(-(2**63), 2**63 - 1)), pa.int64()),
            "few": pa.array(some(lambda i: dice.randint(0, 5)), pa.int64()),
            "f": pa.array(some(lambda i: dice.randint(-1000, 1000) / 8), pa.float32()),
            "d": pa.array(some(lambda i: dice.choice(doubles)), pa.float64()),
            "s": pa.array(some(text), pa.string()),
            "x": pa.array(some(lambda i: dice.randbytes(dice.randint(0, 20))), pa.binary()),
            "day": pa.array(some(lambda i: day + datetime.timedelta(dice.randint(-100000, 100000))), pa.date32()),
            "at": pa.array(
                some(lambda i: start.replace(tzinfo=UTC) + datetime.timedelta(microseconds=dice.randint(0, 2**50))),
                pa.timestamp("us", "UTC"),
            ),
            "clock": pa.array(
                some(lambda i: start + datetime.timedelta(0, 0, dice.randint(-(2**40), 2**50))), pa.timestamp("us")
            ),
            "money": pa.array(some(lambda i: D(dice.randint(-(10**8), 10**8)).scaleb(-2)), pa.decimal128(9, 2)),
            "long_money": pa.array(some(lambda i: D(dice.randint(-(10**17), 10**17)).scaleb(-4)), pa.decimal128(18, 4)),
            "wide": pa.array(some(lambda i: D(dice.randint(-(10**30), 10**30)).scaleb(-6)), pa.decimal128(38, 6)),
        }
    )


def nested_table(count: int, seed: int = 2) -> pa.Table:
    dice = random.Random(seed)

    def maybe(make: Any) -> Any:
        return None if dice.random() < 0.2 else make()

    def ints() -> list[Any]:
        return [maybe(lambda: dice.randint(0, 9)) for _ in range(dice.choice([0, 1, 2, 30]))]

    def point() -> Any:
        return {"x": maybe(lambda: dice.randint(0, 99)), "name": maybe(lambda: "n" * dice.randint(0, 20))}

    def tagged() -> Any:
        return {"x": dice.random(), "tags": maybe(lambda: ["a", None, "b"])}

    data = [
        {
            "id": i,
            "list": maybe(ints),
            "lists": maybe(lambda: [maybe(ints) for _ in range(dice.randint(0, 3))]),
            "point": maybe(point),
            "points": maybe(lambda: [maybe(tagged) for _ in range(2)]),
            "map": maybe(lambda: [(f"k{j}", maybe(dice.random)) for j in range(dice.randint(0, 3))]),
            "deep": maybe(lambda: {"a": maybe(lambda: {"b": maybe(lambda: {"c": maybe(lambda: [1, 2])})})}),
        }
        for i in range(count)
    ]
    item = pa.struct([("x", pa.float64()), ("tags", pa.list_(pa.string()))])
    schema = pa.schema(
        [
            ("id", pa.int64()),
            ("list", pa.list_(pa.int32())),
            ("lists", pa.list_(pa.list_(pa.int64()))),
            ("point", pa.struct([("x", pa.int64()), ("name", pa.string())])),
            ("points", pa.list_(item)),
            ("map", pa.map_(pa.string(), pa.float64())),
            ("deep", pa.struct([("a", pa.struct([("b", pa.struct([("c", pa.list_(pa.int64()))]))]))])),
        ]
    )
    return pa.Table.from_pylist(data, schema)


def check(spark: SparkSession, path: Path, table: pa.Table) -> None:
    frame = spark.read.parquet(str(path))
    assert frame.count() == table.num_rows
    assert sorted(rows(frame), key=lambda row: row["id"]) == expected(table)


TYPES = [
    ("boolean", "b"), ("tinyint", "i8"), ("smallint", "i16"), ("int", "i32"), ("bigint", "i64"), ("float", "f"),
    ("double", "d"), ("string", "s"), ("binary", "x"), ("date", "day"), ("timestamp", "at"), ("timestamp_ntz", "clock"),
    ("decimal(9,2)", "money"), ("decimal(18,4)", "long_money"), ("decimal(38,6)", "wide"),
]  # fmt: skip


def test_types_are_those_of_the_file(spark: SparkSession, tmp_path: Path) -> None:
    pq.write_table(flat_table(10), tmp_path / "t.parquet")
    found = dict(spark.read.parquet(str(tmp_path)).dtypes)
    assert {name: found[name] for _, name in TYPES} == {name: kind for kind, name in TYPES}


@pytest.mark.parametrize("codec", ["NONE", "SNAPPY", "GZIP", "ZSTD", "LZ4"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_codecs_and_page_versions(spark: SparkSession, tmp_path: Path, codec: str, version: str) -> None:
    table = flat_table(3000)
    pq.write_table(
        table, tmp_path / "t.parquet", compression=codec, data_page_version=version, row_group_size=1100,
        data_page_size=2000, write_page_checksum=True,
    )  # fmt: skip
    check(spark, tmp_path, table)


@pytest.mark.parametrize("nulls", [0.0, 0.01, 0.9, 1.0])
def test_nulls_of_any_density(spark: SparkSession, tmp_path: Path, nulls: float) -> None:
    table = flat_table(9000, nulls)
    pq.write_table(table, tmp_path / "t.parquet")
    check(spark, tmp_path, table)


ENCODINGS = {
    "PLAIN": ["b", "i32", "i64", "f", "d", "s", "x", "money", "wide", "at"],
    "DELTA_BINARY_PACKED": ["i8", "i32", "i64", "few", "day", "at", "id"],
    "DELTA_LENGTH_BYTE_ARRAY": ["s", "x"],
    "DELTA_BYTE_ARRAY": ["s", "x", "wide"],
    "BYTE_STREAM_SPLIT": ["f", "d", "i32", "i64", "wide", "money"],
    "RLE": ["b"],
}


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(spark: SparkSession, tmp_path: Path, encoding: str, version: str) -> None:
    names = ENCODINGS[encoding]
    table = flat_table(6000).select(sorted({"id", *names}))
    pq.write_table(
        table, tmp_path / "t.parquet", use_dictionary=False, data_page_version=version, data_page_size=3000,
        column_encoding=dict.fromkeys(names, encoding),
    )  # fmt: skip
    check(spark, tmp_path, table)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_nested_values(spark: SparkSession, tmp_path: Path, version: str, dictionary: bool) -> None:
    table = nested_table(4000)
    pq.write_table(
        table, tmp_path / "t.parquet", data_page_version=version, data_page_size=1000, use_dictionary=dictionary,
        row_group_size=1500,
    )  # fmt: skip
    check(spark, tmp_path, table)
    frame = spark.read.parquet(str(tmp_path))
    some = frame.selectExpr("id", "point.x AS x").orderBy("id").collect()
    assert [row.x for row in some] == [row["point"] and row["point"]["x"] for row in table.to_pylist()]


def test_large_dictionaries(spark: SparkSession, tmp_path: Path) -> None:
    table = pa.table({"id": range(300_000), "s": [f"text number {i % 90_000}" for i in range(300_000)]})
    pq.write_table(table, tmp_path / "t.parquet", dictionary_pagesize_limit=8 << 20)
    frame = spark.read.parquet(str(tmp_path))
    assert frame.selectExpr("count(DISTINCT s) AS n", "sum(length(s)) AS l").collect() == [
        (90_000, sum(len(s) for s in table["s"].to_pylist()))
    ]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_units_of_time(spark: SparkSession, tmp_path: Path, unit: str) -> None:
    times = [TIME(1969, 12, 31, 23, 59, 59), TIME(2024, 2, 29, 1, 2, 3), None]
    table = pa.table({"id": range(3), "t": pa.array(times, pa.timestamp(unit))})
    pq.write_table(table, tmp_path / "t.parquet", version="2.6")
    assert rows(spark.read.parquet(str(tmp_path)).orderBy("id")) == expected(table)
    nanos = pa.table({"id": [0, 1], "t": pa.array([-1, 1999], pa.timestamp("ns"))})
    pq.write_table(nanos, tmp_path / "t.parquet", version="2.6")
    times = [row["t"] for row in rows(spark.read.parquet(str(tmp_path)).orderBy("id"))]
    assert times == [TIME(1969, 12, 31, 23, 59, 59, 999999), TIME(1970, 1, 1, 0, 0, 0, 1)]


def test_times_of_96_bits(spark: SparkSession, tmp_path: Path) -> None:
    times = [TIME(1500, 1, 1, tzinfo=UTC), TIME(2024, 7, 1, 12, 30, 0, 123456, UTC), None]
    table = pa.table({"id": range(3), "t": pa.array(times, pa.timestamp("us", "UTC"))})
    pq.write_table(table, tmp_path / "t.parquet", use_deprecated_int96_timestamps=True)
    frame = spark.read.parquet(str(tmp_path))
    assert dict(frame.dtypes)["t"] == "timestamp"
    assert rows(frame.orderBy("id")) == expected(table)


def test_unsigned_numbers_widen(spark: SparkSession, tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": [0, 1],
            "a": pa.array([255, 0], pa.uint8()),
            "b": pa.array([65535, 0], pa.uint16()),
            "c": pa.array([2**32 - 1, 0], pa.uint32()),
            "d": pa.array([2**64 - 1, 0], pa.uint64()),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    frame = spark.read.parquet(str(tmp_path))
    assert [kind for _, kind in frame.dtypes] == ["bigint", "smallint", "int", "bigint", "decimal(20,0)"]
    assert rows(frame.orderBy("id")) == expected(table)


def test_halves(spark: SparkSession, tmp_path: Path) -> None:
    values = [0.5, -1.25, 65504.0, 2.0**-24, math.inf]
    pq.write_table(pa.table({"h": pa.array(values, pa.float64()).cast(pa.float16())}), tmp_path / "t.parquet")
    assert [row["h"] for row in rows(spark.read.parquet(str(tmp_path)))] == values


def test_columns_of_a_schema(spark: SparkSession, tmp_path: Path) -> None:
    table = pa.table(
        {"A": pa.array([1, None], pa.int32()), "f": pa.array([0.5, 1.5], pa.float32()), "m": [D("1.25"), D("-2.50")]}
    )
    pq.write_table(table, tmp_path / "t.parquet")
    read = spark.read.schema("a bigint, gone string, f double, m decimal(30,4), none struct<x: int>")
    assert rows(read.parquet(str(tmp_path))) == [
        {"a": 1, "gone": None, "f": 0.5, "m": D("1.2500"), "none": None},
        {"a": None, "gone": None, "f": 1.5, "m": D("-2.5000"), "none": None},
    ]
    with pytest.raises(OSError, match="column A is INT32, which cannot be read as string"):
        spark.read.schema("A string").parquet(str(tmp_path)).collect()
    with pytest.raises(OSError, match="cannot be read as decimal"):
        spark.read.schema("m decimal(2,1)").parquet(str(tmp_path)).collect()


def test_what_is_refused_says_so(spark: SparkSession, tmp_path: Path) -> None:
    times = pa.table({"t": pa.array([1], pa.time64("us")), "i": [1]})
    pq.write_table(times, tmp_path / "t.parquet")
    with pytest.raises(OSError, match="column t is a TIME"):
        spark.read.parquet(str(tmp_path)).collect()
    assert rows(spark.read.schema("i bigint").parquet(str(tmp_path))) == [{"i": 1}]
    pq.write_table(pa.table({"i": [1]}), tmp_path / "t.parquet", compression="brotli")
    with pytest.raises(OSError, match="Brotli"):
        spark.read.parquet(str(tmp_path)).collect()
    (tmp_path / "t.parquet").write_text("id,name\n" * 10)
    with pytest.raises(OSError, match="damaged Parquet file"):
        spark.read.parquet(str(tmp_path)).collect()
    with pytest.raises(AnalysisException, match="UNABLE_TO_INFER_SCHEMA|PATH_NOT_FOUND"):
        spark.read.parquet(str(tmp_path / "nowhere"))


def test_a_damaged_page_is_found(spark: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"i": list(range(1000))}), path, write_page_checksum=True, use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(content)
    with pytest.raises(OSError, match="checksum of a page"):
        spark.read.parquet(str(path)).collect()


def test_schemas_of_files_are_merged(spark: SparkSession, tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": pa.array([1], pa.int32()), "p": [{"x": 1}]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"a": pa.array([2], pa.int64()), "b": ["x"], "p": [{"y": 2.5}]}), tmp_path / "b.parquet")
    assert spark.read.parquet(str(tmp_path)).columns == ["a", "p"]
    merged = spark.read.option("mergeSchema", True).parquet(str(tmp_path))
    assert merged.dtypes == [("a", "bigint"), ("p", "struct<x:bigint,y:double>"), ("b", "string")]
    assert rows(merged.orderBy("a")) == [
        {"a": 1, "p": {"x": 1, "y": None}, "b": None},
        {"a": 2, "p": {"x": None, "y": 2.5}, "b": "x"},
    ]


def test_row_groups_are_read_once(spark: SparkSession, tmp_path: Path) -> None:
    table = pa.table({"id": range(50_000)})
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=1000)
    read = spark.read.option("maxPartitionBytes", 10_000).option("openCostInBytes", 1)
    frame = read.parquet(str(tmp_path))
    assert frame.rdd.getNumPartitions() > 3
    assert frame.count() == 50_000 and frame.selectExpr("sum(id) AS s").collect()[0].s == sum(range(50_000))


# Written


def written(frame: DataFrame, path: Path, **options: Any) -> pa.Table:
    frame.coalesce(1).write.options(**options).parquet(str(path))
    (part,) = [name for name in path.iterdir() if name.name.startswith("part-")]
    pq.ParquetFile(part, page_checksum_verification=True)
    return pq.read_table(part).sort_by("id")


def frame_of(spark: SparkSession, tmp_path: Path, table: pa.Table) -> DataFrame:
    pq.write_table(table, tmp_path / "source.parquet")
    return spark.read.parquet(str(tmp_path / "source.parquet"))


@pytest.mark.parametrize(
    ("codec", "suffix"), [("none", ""), ("snappy", ".snappy"), ("gzip", ".gz"), ("zstd", ".zstd"), (None, ".snappy")]
)
def test_files_written(spark: SparkSession, tmp_path: Path, codec: str | None, suffix: str) -> None:
    table = flat_table(5000)
    frame = frame_of(spark, tmp_path, table)
    options = {} if codec is None else {"compression": codec}
    back = written(frame, tmp_path / "out", **options)
    assert expected(back) == expected(table)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names[0] == "_SUCCESS" or names[-1] == "_SUCCESS"
    (part,) = [name for name in names if name.startswith("part-00000-")]
    assert part.endswith(f"-c000{suffix}.parquet")
    assert back.schema.field("i8").type == pa.int8() and back.schema.field("at").type == pa.timestamp("us", "UTC")
    assert back.schema.field("clock").type == pa.timestamp("us")
    assert back.schema.field("wide").type == pa.decimal128(38, 6)
    check(spark, tmp_path / "out", table)


def test_nested_files_written(spark: SparkSession, tmp_path: Path) -> None:
    table = nested_table(5000)
    back = written(frame_of(spark, tmp_path, table), tmp_path / "out")
    assert expected(back) == expected(table)
    check(spark, tmp_path / "out", table)


def test_statistics_and_encodings_written(spark: SparkSession, tmp_path: Path) -> None:
    spark.range(0, 200_000, numPartitions=1).selectExpr(
        "id", "id % 10 AS few", "concat('name ', id % 100) AS s", "if(id % 4 = 0, NULL, id * 0.5D) AS d",
        "repeat('é', 60) AS long", "CAST(NULL AS INT) AS none",
    ).write.parquet(str(tmp_path / "out"))  # fmt: skip
    (part,) = (tmp_path / "out").glob("part-*")
    group = pq.ParquetFile(part).metadata.row_group(0)
    columns = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
    assert group.num_rows == 200_000
    stats = {name: column.statistics for name, column in columns.items()}
    assert (stats["id"].min, stats["id"].max, stats["id"].null_count) == (0, 199_999, 0)
    assert (stats["s"].min, stats["s"].max) == ("name 0", "name 99")
    assert (stats["d"].min, stats["d"].max, stats["d"].null_count) == (0.5, 99999.5, 50_000)
    assert stats["long"].min == "é" * 32 and stats["long"].max == "é" * 31 + "ê"
    assert stats["none"].null_count == 200_000 and not stats["none"].has_min_max
    assert "RLE_DICTIONARY" in columns["few"].encodings and columns["few"].total_compressed_size < 200_000
    assert "RLE_DICTIONARY" not in columns["id"].encodings and not columns["id"].has_dictionary_page


def test_dictionaries_that_grow_too_large_end(spark: SparkSession, tmp_path: Path) -> None:
    frame = spark.range(0, 600_000, numPartitions=1).selectExpr("id", "concat('a longer text ', id DIV 3) AS s")
    back = written(frame, tmp_path / "out")
    assert back["s"].to_pylist() == [f"a longer text {i // 3}" for i in range(600_000)]
    (part,) = (tmp_path / "out").glob("part-*")
    column = pq.ParquetFile(part).metadata.row_group(0).column(1)
    assert {"PLAIN", "RLE_DICTIONARY"} <= set(column.encodings)


def test_bytes_do_not_depend_on_batches(spark: SparkSession, tmp_path: Path) -> None:
    table = nested_table(3000)
    pq.write_table(table, tmp_path / "few.parquet", row_group_size=7)
    pq.write_table(table, tmp_path / "many.parquet")
    files = []
    for name in ("few", "many"):
        out = tmp_path / f"out-{name}"
        spark.read.parquet(str(tmp_path / f"{name}.parquet")).coalesce(1).write.parquet(str(out))
        (part,) = out.glob("part-*")
        files.append(part.read_bytes())
    assert files[0] == files[1]


def test_settings_choose_the_codec(spark: SparkSession, tmp_path: Path) -> None:
    spark.conf.set("spark.sql.parquet.compression.codec", "zstd")
    try:
        spark.range(3).write.parquet(str(tmp_path / "out"))
        with pytest.raises(ConfigurationError):
            spark.conf.set("spark.sql.parquet.compression.codec", "lzo")
    finally:
        spark.conf.unset("spark.sql.parquet.compression.codec")
    assert list((tmp_path / "out").glob("*.zstd.parquet"))
    with pytest.raises(ValueError, match="compression"):
        spark.range(3).write.parquet(str(tmp_path / "no"), compression="lz4")


def test_the_default_format(spark: SparkSession, tmp_path: Path) -> None:
    path = str(tmp_path / "t")
    spark.range(10).write.save(path)
    assert spark.read.load(path).count() == 10
    spark.range(5).write.mode("overwrite").save(path)
    assert spark.read.format("parquet").load(path).count() == 5
    spark.read.load(path).selectExpr("id + 1 AS id").write.mode("overwrite").save(path)
    assert sorted(row.id for row in spark.read.load(path).collect()) == [1, 2, 3, 4, 5]
    spark.range(2).write.mode("append").parquet(path)
    assert spark.read.parquet(path).count() == 7


def test_partition_folders(spark: SparkSession, tmp_path: Path) -> None:
    path = tmp_path / "t"
    spark.range(100).selectExpr("id", "id % 3 AS k").write.partitionBy("k").parquet(str(path))
    assert sorted(name.name for name in path.iterdir() if name.is_dir()) == ["k=0", "k=1", "k=2"]
    frame = spark.read.parquet(str(path))
    assert frame.columns == ["id", "k"] and frame.filter("k = 1").count() == 33
    assert pq.read_table(path).num_rows == 100


def test_frames_without_rows(spark: SparkSession, tmp_path: Path) -> None:
    spark.range(0).write.parquet(str(tmp_path / "t"))
    frame = spark.read.parquet(str(tmp_path / "t"))
    assert frame.dtypes == [("id", "bigint")] and frame.count() == 0


def test_files_of_pandas(spark: SparkSession, tmp_path: Path) -> None:
    frame = pandas.DataFrame({"id": [1, 2], "s": ["a", None], "c": pandas.Categorical(["x", "y"])})
    frame["t"] = pandas.to_datetime(["2024-01-01", None])
    frame.to_parquet(tmp_path / "p.parquet")
    assert rows(spark.read.parquet(str(tmp_path)).orderBy("id")) == [
        {"id": 1, "s": "a", "c": "x", "t": TIME(2024, 1, 1)},
        {"id": 2, "s": None, "c": "y", "t": None},
    ]


@pytest.mark.parametrize("seed", range(4))
def test_generated_files(spark: SparkSession, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    table = flat_table(dice.randint(1, 5000), dice.random(), seed)
    wider = nested_table(table.num_rows, seed)
    for name in wider.column_names[1:]:
        table = table.append_column(name, wider[name])
    pq.write_table(
        table, tmp_path / "t.parquet", compression=dice.choice(["NONE", "SNAPPY", "ZSTD"]),
        data_page_version=dice.choice(["1.0", "2.0"]), data_page_size=dice.choice([100, 5000, 1 << 20]),
        use_dictionary=dice.choice([True, False, ["s", "few"]]), row_group_size=dice.randint(1, 6000),
        dictionary_pagesize_limit=dice.choice([100, 1 << 20]),
    )  # fmt: skip
    check(spark, tmp_path, table)
    back = written(spark.read.parquet(str(tmp_path / "t.parquet")), tmp_path / "out")
    assert expected(back) == expected(table)


def test_row_groups_that_cannot_match_are_left_out(spark: SparkSession, tmp_path: Path) -> None:
    # Where a page is read its checksum is found to be wrong: so only those may be read that the filter asks for.
    table = pa.table(
        {
            "id": range(4000),
            "d": [i / 2 for i in range(4000)],
            "s": [f"{i:05}" for i in range(4000)],
            "day": [DATE(2024, 1, 1) + datetime.timedelta(i // 10) for i in range(4000)],
            "none": pa.array([None if i < 3000 else i for i in range(4000)], pa.int64()),
        }
    )
    path = tmp_path / "t.parquet"
    pq.write_table(table, path, row_group_size=1000, write_page_checksum=True, use_dictionary=False, compression="NONE")
    content = bytearray(path.read_bytes())
    groups = pq.ParquetFile(path).metadata
    for group in (0, 1, 3):
        for place in range(4):
            content[groups.row_group(group).column(place).data_page_offset + 400] ^= 1
    path.write_bytes(content)
    frame = spark.read.parquet(str(path))
    for condition in (
        "id >= 2000 AND id < 3000", "2500 = id", "d > 1000 AND d < 1400 AND id <= 2900 AND id >= 2000",
        "s >= '02000' AND s < '03'", "day >= DATE'2024-07-20' AND day <= DATE'2024-09-01'",
    ):  # fmt: skip
        assert frame.filter(condition).count() > 0
    with pytest.raises(OSError, match="checksum"):
        frame.filter("id >= 1999 AND id < 3000").count()
    with pytest.raises(OSError, match="checksum"):
        frame.filter("none > 0 OR id > 1").count()
    assert frame.filter("id > 5000").count() == 0


def test_row_groups_without_the_keys_of_a_join_are_left_out(spark: SparkSession, tmp_path: Path) -> None:
    # As above: only row groups 0 and 2 may be read.
    table = pa.table(
        {
            "id": range(4000),
            "v": [i % 7 for i in range(4000)],
            "day": [DATE(2024, 1, 1) + datetime.timedelta(i // 10) for i in range(4000)],
        }
    )
    path = tmp_path / "t.parquet"
    pq.write_table(table, path, row_group_size=1000, write_page_checksum=True, use_dictionary=False, compression="NONE")
    content = bytearray(path.read_bytes())
    groups = pq.ParquetFile(path).metadata
    for group in (1, 3):
        for place in range(3):
            content[groups.row_group(group).column(place).data_page_offset + 400] ^= 1
    path.write_bytes(content)
    many = spark.read.parquet(str(path)).filter("v >= 0")
    few = spark.sql("SELECT CAST(k AS BIGINT) AS k FROM VALUES (5), (900), (2001), (2500), (NULL), (7000) AS few(k)")
    days = few.selectExpr("CAST(DATE'2024-01-01' AS DATE) + CAST(k DIV 10 AS INT) AS d", "k").filter("k < 3000")
    on = F.col("id") == F.col("k")
    assert sorted(row.id for row in many.join(few, on).collect()) == [5, 900, 2001, 2500]
    assert sorted(row.id for row in many.join(few, on, "left_semi").collect()) == [5, 900, 2001, 2500]
    assert many.join(days, many.day == days.d).count() == 40
    both = many.select("v", (F.col("id") + 0.5).alias("x"), "day", "id")
    assert both.join(days, (both.day == days.d) & (both.id == days.k)).count() == 4
    # Of a join above another one, too.
    sevens = spark.sql("SELECT CAST(id AS INT) AS s, CAST(id AS STRING) AS name FROM range(7)")
    found = many.join(sevens, many.v == sevens.s).join(few, on)
    assert sorted((row.id, row.name) for row in found.collect()) == [(i, str(i % 7)) for i in (5, 900, 2001, 2500)]
    # Not where rows without a match are wanted, nulls match, or rows are told apart by their number, may fail or are
    # counted before.
    others = [
        many.join(few, on, "left"), many.join(few, on, "left_anti"), many.join(few, many.id.eqNullSafe(few.k)),
        many.withColumn("r", F.monotonically_increasing_id()).join(few, on),
        many.withColumn("f", F.expr("5 DIV (v + 1)")).filter("f > -1").join(few, on),
        many.limit(3999).join(few, on),
    ]  # fmt: skip
    for other in others:
        with pytest.raises(OSError, match="checksum"):
            other.collect()


def test_rows_without_the_keys_of_a_join_are_left_out_as_they_are_read(spark: SparkSession, tmp_path: Path) -> None:
    count = 60_000
    keys = [None if i % 97 == 0 else i * 7919 % 50_021 for i in range(count)]
    start = DATE(2020, 1, 1)
    day = [start + datetime.timedelta(i * 31 % 4000) for i in range(count)]
    table = pa.table({"k": keys, "day": day, "text": [f"text of row {i}" for i in range(count)], "v": range(count)})
    for name, write in (("t.parquet", pq.write_table), ("t.csv", pa_csv.write_csv)):
        write(table, tmp_path / name)
    files = spark.read.parquet(str(tmp_path / "t.parquet"))
    schema = "k INT, day DATE, text STRING, v INT"
    lines = spark.read.csv(str(tmp_path / "t.csv"), header=True, schema=schema)
    # Many keys, and days: of each few rows are left, and of both fewer.
    wanted = spark.range(0, 50_021, 5).selectExpr("CAST(id AS INT) AS key")
    days = spark.range(0, 4000, 9).selectExpr("date_add(DATE'2020-01-01', CAST(id AS INT)) AS d")
    for frame in (files, lines):
        joined = frame.join(wanted, frame.k == F.col("key")).join(days, frame.day == F.col("d"))
        expected = [i for i in range(count) if i % 97 and keys[i] % 5 == 0 and (day[i] - start).days % 9 == 0]
        assert sorted((row.v, row.text) for row in joined.collect()) == [(i, f"text of row {i}") for i in expected]
        scanned = re.search(r"FileScan.*\[([\d,]+) rows", _explained(joined))
        assert scanned and int(scanned[1].replace(",", "")) < count / 4
        # A side that has nearly all is asked for little.
        most = frame.join(spark.range(1, 50_021), frame.k == F.col("id"))
        assert most.count() == sum(1 for key in keys if key)


def _explained(frame: DataFrame) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        frame.explain("analyze")
    return out.getvalue()

# SPDX-License-Identifier: Apache-2.0
"""Frames and tables of other libraries, column by column: every logical type, nulls at every place, both ways."""

from __future__ import annotations

import datetime
import decimal
import random
from collections.abc import Callable, Iterator
from typing import Any

import pandas
import pyarrow as pa
import pytest

from martlet import Row
from martlet.sql import SparkSession
from martlet.sql.errors import PySparkTypeError, PySparkValueError
from martlet.sql.tables import type_of_arrow
from martlet.sql.types import StructField, StructType

DATE, TIME, DELTA = datetime.date, datetime.datetime, datetime.timedelta
WIDE = decimal.Context(prec=60)


@pytest.fixture
def clocks(spark: SparkSession) -> Iterator[None]:
    """Times without a zone stay such, and are not read on the session's clock."""
    spark.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
    yield
    spark.conf.unset("spark.sql.timestampType")


def scaled(digits: int, scale: int) -> decimal.Decimal:
    return decimal.Decimal(digits).scaleb(-scale, WIDE)


#: Types of Arrow's with what they are in a frame that goes back, and values.
TYPES: list[tuple[pa.DataType, pa.DataType, list[Any]]] = [
    (pa.null(), pa.null(), [None]),
    (pa.bool_(), pa.bool_(), [True, False]),
    (pa.int8(), pa.int8(), [-128, 127]),
    (pa.int16(), pa.int16(), [-(2**15), 2**15 - 1]),
    (pa.int32(), pa.int32(), [-(2**31), 2**31 - 1]),
    (pa.int64(), pa.int64(), [-(2**63), 2**63 - 1]),
    (pa.uint8(), pa.int16(), [0, 255]),
    (pa.uint16(), pa.int32(), [0, 65535]),
    (pa.uint32(), pa.int64(), [0, 2**32 - 1]),
    (pa.float16(), pa.float32(), [0.5, -65504.0]),
    (pa.float32(), pa.float32(), [0.5, float("-inf")]),
    (pa.float64(), pa.float64(), [0.1, 1e300]),
    (pa.string(), pa.string(), ["", "é", "text of more than twelve bytes"]),
    (pa.large_string(), pa.string(), ["", "é", "text of more than twelve bytes"]),
    (pa.string_view(), pa.string(), ["", "é", "text of more than twelve bytes"]),
    (pa.binary(), pa.binary(), [b"", b"\0\xff" * 9]),
    (pa.binary(2), pa.binary(), [b"\0\xff", b"ab"]),
    (pa.large_binary(), pa.binary(), [b"", b"\0\xff" * 9]),
    (pa.binary_view(), pa.binary(), [b"", b"\0\xff" * 9]),
    (pa.decimal128(10, 2), pa.decimal128(10, 2), [scaled(-(10**10) + 1, 2), scaled(5, 2)]),
    (pa.decimal128(38, 10), pa.decimal128(38, 10), [scaled(-(10**38) + 1, 10), scaled(2**64, 10)]),
    (pa.decimal256(20, 3), pa.decimal128(20, 3), [scaled(-(10**19), 3), scaled(7, 3)]),
    (pa.date32(), pa.date32(), [DATE(1, 1, 1), DATE(9999, 12, 31)]),
    (pa.date64(), pa.date32(), [DATE(1, 1, 1), DATE(9999, 12, 31)]),
    (pa.timestamp("s"), pa.timestamp("us"), [TIME(1900, 1, 1), TIME(2024, 2, 29, 1, 2, 3)]),
    (pa.timestamp("ms"), pa.timestamp("us"), [TIME(1900, 1, 1, 0, 0, 0, 7000)]),
    (pa.timestamp("us"), pa.timestamp("us"), [TIME(1, 1, 1), TIME(9999, 12, 31, 23, 59, 59, 999999)]),
    (pa.timestamp("ns"), pa.timestamp("us"), [TIME(1969, 12, 31, 23, 59, 59, 999999)]),
    (pa.timestamp("us", "UTC"), pa.timestamp("us", "UTC"), [TIME(2024, 7, 1, 12, tzinfo=datetime.UTC)]),
    (pa.timestamp("ms", "Asia/Tokyo"), pa.timestamp("us", "UTC"), [TIME(2024, 7, 1, tzinfo=datetime.UTC)]),
    (pa.duration("s"), pa.duration("us"), [DELTA(-1), DELTA(400, 5)]),
    (pa.duration("us"), pa.duration("us"), [DELTA(microseconds=-1)]),
    (pa.duration("ns"), pa.duration("us"), [DELTA(microseconds=-1)]),
]


def back_in(kind: pa.DataType) -> pa.DataType:
    """The type that a column of this type comes back in."""
    if pa.types.is_dictionary(kind):
        return back_in(kind.value_type)
    if pa.types.is_map(kind):
        return pa.map_(back_in(kind.key_type), back_in(kind.item_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(f.name, back_in(f.type), f.nullable) for f in kind])
    if hasattr(kind, "value_type"):
        return pa.list_(pa.field("element", back_in(kind.value_type)))
    return next(back for given, back, _ in TYPES if given == kind)


def moved(value: Any) -> Any:
    """A value with its times in UTC."""
    if isinstance(value, TIME) and value.tzinfo is not None:
        return value.astimezone(datetime.UTC)
    if isinstance(value, (list, tuple)):
        return type(value)(map(moved, value))
    return {key: moved(item) for key, item in value.items()} if isinstance(value, dict) else value


def returned(spark: SparkSession, table: pa.Table) -> pa.Table:
    """The table by way of a frame, with the values and types that it should have."""
    made = spark.createDataFrame(table).toArrow()
    assert made.schema.names == table.schema.names
    assert made.schema.types == [back_in(field.type) for field in table.schema]
    assert [f.nullable for f in made.schema] == [f.nullable for f in table.schema]
    for there, here in zip(made.columns, table.columns):
        assert moved(there.to_pylist()) == moved(here.to_pylist()), there.type
    made.validate(full=True)
    return made


@pytest.mark.parametrize(("given", "values"), [(given, values) for given, _, values in TYPES], ids=str)
def test_types_both_ways(spark: SparkSession, clocks: None, given: pa.DataType, values: list[Any]) -> None:
    plain = pa.array(values, given)
    gaps = pa.array([None, *values, None, *values], given)
    lists = pa.array([[values[0], None], None, [], values], pa.list_(given))
    structs = pa.array([{"a b": values[0]}, None, {"a b": None}], pa.struct([("a b", given)]))
    maps = pa.array([[("k", values[-1]), ("l", None)], None, []], pa.map_(pa.string(), given))
    for column in (plain, gaps, lists, structs, maps):
        chunks = pa.chunked_array([column, column[1:], column[:0], column[1:2]])
        returned(spark, pa.table({"x": chunks}))
        returned(spark, pa.table({"x": column[1:]}))


def random_column(dice: random.Random, depth: int) -> tuple[pa.DataType, Callable[[], Any]]:
    """A type, and what makes values of it."""

    def maybe(make: Callable[[], Any]) -> Any:
        return None if dice.random() < 0.25 else make()

    which = dice.randrange(8) if depth else 7
    if which > 2:
        kind, _, values = dice.choice(TYPES)
        return kind, lambda: dice.choice(values)
    kind, make = random_column(dice, depth - 1)
    if which == 0:
        outer = dice.choice([pa.list_, pa.large_list, pa.list_view])
        return outer(kind), lambda: [maybe(make) for _ in range(dice.randrange(4))]
    if which == 1:
        return pa.map_(pa.int32(), kind), lambda: [(i, maybe(make)) for i in range(dice.randrange(4))]
    other, made = random_column(dice, depth - 1)
    return pa.struct([("f", kind), ("g h", other)]), lambda: {"f": maybe(make), "g h": maybe(made)}


def as_rows(value: Any, kind: pa.DataType) -> Any:
    """A value of pyarrow's as one that ``createDataFrame`` takes in rows."""
    if value is None:
        return None
    if pa.types.is_map(kind):
        return {key: as_rows(item, kind.item_type) for key, item in value}
    if pa.types.is_struct(kind):
        return tuple(as_rows(value[f.name], f.type) for f in kind)
    if hasattr(kind, "value_type"):
        return [as_rows(item, kind.value_type) for item in value]
    if isinstance(value, pandas.Timedelta):
        return value.to_pytimedelta()
    return value.to_pydatetime() if isinstance(value, pandas.Timestamp) else value


def same(left: Any, right: Any) -> bool:
    """Whether values and their types are equal; nothing and NaN are what pandas has for None."""
    if isinstance(left, float) and left != left:
        return right is None or right != right
    if type(left) is not type(right):
        return left is None and right is pandas.NaT
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return same(list(left.items()), list(right.items()))
    return left is right is pandas.NaT or bool(left == right)


@pytest.mark.parametrize("seed", range(40))
def test_columns_are_as_rows(spark: SparkSession, clocks: None, seed: int) -> None:
    """A frame of a table has the rows of a frame of the table's rows, and goes back to the same tables."""
    dice = random.Random(seed)
    count = dice.randrange(9)
    columns, kinds = {}, []
    for i in range(dice.randrange(1, 4)):
        kind, make = random_column(dice, 2)
        values = [None if dice.random() < 0.2 else make() for _ in range(count)]
        halves = (values[: count // 2], values[count // 2 :])
        columns[f"c{i}"] = pa.chunked_array([pa.array(half, kind) for half in halves])
        kinds.append(kind)
    table = pa.table(columns)
    schema = StructType([StructField(field.name, type_of_arrow(field.type)) for field in table.schema])
    rows = [
        tuple(as_rows(row, kind) for row, kind in zip(values, kinds))
        for values in zip(*(column.to_pylist() for column in table.columns))
    ]
    fast = spark.createDataFrame(table)
    assert fast.schema == schema
    found = fast.collect()
    if not any(wide in schema.simpleString() for wide in ("decimal(20", "decimal(38")):
        # Rows of Python's bring no decimals of so many digits.
        slow = spark.createDataFrame(rows, schema)
        assert found == slow.collect()
    returned(spark, table)
    shown = fast.toPandas()
    for i, field in enumerate(schema.fields):
        # Objects, where others are numbers of numpy's.
        if field.dataType.typeName() in ("array", "map", "struct", "date", "binary", "boolean", "decimal"):
            assert all(map(same, list(shown.iloc[:, i]), [row[i] for row in found])), field
    assert len(shown) == count and list(shown.columns) == table.column_names


def test_pandas_types(spark: SparkSession, clocks: None) -> None:
    kinds = {"i": pa.int32(), "f": pa.float32(), "b": pa.bool_(), "d": pa.date32(), "t": pa.timestamp("us", "UTC")}
    values: dict[str, list[Any]] = {
        "i": [1, 2], "f": [0.5, 1.5], "b": [True, False], "d": [DATE(2024, 2, 29), DATE(1, 1, 1)],
        "t": [TIME(2024, 7, 1, 12), TIME(1969, 1, 1)],
    }  # fmt: skip
    full = pa.table({name: pa.array(values[name], kind) for name, kind in kinds.items()})
    gaps = pa.table({name: pa.array([*values[name], None], kind) for name, kind in kinds.items()})
    nested = full.append_column("l", pa.array([[DATE(2024, 2, 29), None], None], pa.list_(pa.date32())))
    clocks = pa.array([{"x": TIME(2024, 1, 1)}, None], pa.struct([("x", pa.timestamp("us"))]))
    nested = nested.append_column("s", clocks)
    nested = nested.append_column("m", pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())))
    spark.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
    try:
        for table in (full, nested):
            made = spark.createDataFrame(table).toPandas()
            assert [str(kind) for kind in made.dtypes][:5] == ["int32", "float32", "bool", "object", "datetime64[us]"]
            assert made["d"][0] == DATE(2024, 2, 29) and str(made["t"][0]) == "2024-07-01 17:30:00"
        assert made["l"].tolist() == [[DATE(2024, 2, 29), None], None] and made["m"].tolist() == [{"k": 1}, None]
        assert made["s"].tolist() == [Row(x=TIME(2024, 1, 1)), None] and made["s"][0].x == TIME(2024, 1, 1)
        made = spark.createDataFrame(gaps).toPandas()
        kinds_of_gaps = ["float64", "float32", "object", "object", "datetime64[us]"]
        assert [str(kind) for kind in made.dtypes] == kinds_of_gaps and made.iloc[2].isna().all()
    finally:
        spark.conf.unset("spark.sql.session.timeZone")


def test_ends_of_columns(spark: SparkSession) -> None:
    empty = pa.schema([("a", pa.int32()), ("b", pa.list_(pa.string()))]).empty_table()
    assert returned(spark, empty).num_rows == 0 and spark.createDataFrame(empty).toPandas().shape == (0, 2)
    many = pa.table({"n": pa.chunked_array([pa.array([i, None], pa.int16()) for i in range(1000)])})
    assert returned(spark, many).num_rows == 2000 and spark.createDataFrame(many).count() == 2000
    assert spark.createDataFrame(many).rdd.getNumPartitions() == spark.sparkContext.defaultParallelism
    none = spark.range(3).select()
    assert none.toArrow().num_columns == 0 and none.toPandas().shape == (3, 0)
    twice = spark.range(2).selectExpr("id AS x", "cast(id AS int) AS x")
    assert twice.toArrow().schema.types == [pa.int64(), pa.int32()] and list(twice.toPandas().columns) == ["x", "x"]
    streamed = spark.createDataFrame(many.to_reader(max_chunksize=7))
    assert streamed.agg({"n": "sum"}).collect()[0][0] == sum(range(1000))
    coded = pa.table({"c": pa.array(["x", None, "y", "x"]).dictionary_encode()})
    assert spark.createDataFrame(coded[1:]).collect() == [Row(c=None), Row(c="y"), Row(c="x")]
    assert spark.createDataFrame(pa.table({"s": ["1", "2"]}), "n int").collect() == [Row(n=1), Row(n=2)]


def test_what_does_not_fit(spark: SparkSession) -> None:
    for values, kind in (([2**62], pa.timestamp("s")), ([-(2**62)], pa.duration("ms")), ([2**62], pa.date64())):
        with pytest.raises(OverflowError):
            spark.createDataFrame(pa.table({"x": pa.array(values, pa.int64()).view(kind)}))
    ends = pa.array([-1500, 1999], pa.int64()).view(pa.timestamp("ns"))
    fine = spark.createDataFrame(pa.table({"x": ends})).collect()
    assert fine == [Row(x=TIME(1969, 12, 31, 23, 59, 59, 999999)), Row(x=TIME(1970, 1, 1, 0, 0, 0, 1))]
    schema = pa.schema([pa.field("x", pa.int32(), nullable=False)])
    with pytest.raises(PySparkValueError, match="field x: This field is not nullable"):
        spark.createDataFrame(pa.Table.from_arrays([pa.array([1, None], pa.int32())], schema=schema))
    inner = pa.struct([pa.field("y", pa.int32(), nullable=False)])
    hidden = pa.StructArray.from_arrays([pa.array([1, None], pa.int32())], fields=list(inner))
    with pytest.raises(ValueError, match="field y is null"):
        spark.createDataFrame(pa.table({"x": hidden}))
    twice = pa.MapArray.from_arrays([0, 3], ["a", "b", "a"], [1, 2, 3])
    assert spark.createDataFrame(pa.table({"m": twice})).collect() == [Row(m={"a": 3, "b": 2})]
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")])
    with pytest.raises(UnicodeEncodeError):
        spark.createDataFrame(pa.table({"s": broken}))
    with pytest.raises(PySparkTypeError, match="UNSUPPORTED_DATA_TYPE"):
        spark.createDataFrame(pa.table({"t": pa.array([1], pa.time64("us"))}))


def test_intervals_of_months(spark: SparkSession) -> None:
    """Arrow has them, pyarrow has no arrays of them."""
    months = spark.sql("SELECT INTERVAL '1-2' YEAR TO MONTH AS m, array(INTERVAL '1' MONTH) AS l")
    for column in ("m", "l"):
        with pytest.raises(PySparkTypeError, match="interval"):
            months.select(column).toArrow()
    reader = pa.RecordBatchReader.from_stream(months.select("m"))
    assert str(reader.schema.field("m").type) == "month_interval"


def test_streams_of_frames(spark: SparkSession) -> None:
    frame = spark.sql("SELECT 1 AS `a b`, DATE'2024-02-29' AS d, named_struct('x', 1.50) AS s, map('k', 2Y) AS m")
    schema = pa.RecordBatchReader.from_stream(frame).schema
    assert schema.names == ["a b", "d", "s", "m"]
    assert str(schema.types) == str(
        [
            pa.int32(),
            pa.date32(),
            pa.struct([pa.field("x", pa.decimal128(3, 2), False)]),
            pa.map_(pa.string(), pa.field("value", pa.int8(), False)),
        ]
    )


def test_duckdb_reads_frames(spark: SparkSession) -> None:
    duckdb = pytest.importorskip("duckdb")
    frame = spark.sql("SELECT id, cast(id AS decimal(20,2)) AS m, array(id, NULL) AS l FROM range(3)")
    found = duckdb.from_arrow(pa.RecordBatchReader.from_stream(frame)).fetchall()
    assert found == [(i, decimal.Decimal(i).quantize(decimal.Decimal("0.01")), [i, None]) for i in range(3)]


def test_polars_both_ways(spark: SparkSession) -> None:
    polars = pytest.importorskip("polars")
    frame = spark.sql("SELECT cast(id AS int) AS i, date_add(DATE'2024-01-01', cast(id AS int)) AS d FROM range(3)")
    read = polars.DataFrame(frame)
    assert read.schema == {"i": polars.Int32, "d": polars.Date} and read["i"].to_list() == [0, 1, 2]
    assert spark.createDataFrame(read).collect() == frame.collect()
    kinds = polars.DataFrame({"s": ["x", None], "c": polars.Series(["u", "v"], dtype=polars.Categorical)})
    assert spark.createDataFrame(kinds).collect() == [Row(s="x", c="u"), Row(s=None, c="v")]

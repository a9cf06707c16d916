# SPDX-License-Identifier: Apache-2.0
"""Python's values in columns and back."""

from __future__ import annotations

import datetime
import decimal
import math
import random
import time
from collections.abc import Iterator
from typing import Any

import numpy
import pytest

from martlet import Row
from martlet.sql.errors import PySparkTypeError, PySparkValueError
from martlet.sql.physical import from_physical, rows_from_physical, rows_to_physical, to_physical
from martlet.sql.types import (
    ArrayType,
    BinaryType,
    BooleanType,
    ByteType,
    DataType,
    DateType,
    DayTimeIntervalType,
    DecimalType,
    DoubleType,
    FloatType,
    IntegerType,
    LongType,
    MapType,
    StringType,
    StructField,
    StructType,
    TimestampNTZType,
    TimestampType,
)

D = decimal.Decimal
POINT = StructType([StructField("x", LongType()), StructField("on", DateType())])


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Kolkata"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


BOTH_WAYS = [
    (BooleanType(), True, True),
    (LongType(), -(2**63), -(2**63)),
    (ByteType(), 127, 127),
    (DoubleType(), 1.5, 1.5),
    (FloatType(), 0.5, 0.5),
    (StringType(), "é", "é"),
    (BinaryType(), b"\0x", b"\0x"),
    (DateType(), datetime.date(1969, 12, 31), -1),
    (DateType(), datetime.date(9999, 12, 31), 2932896),
    (TimestampNTZType(), datetime.datetime(1969, 12, 31, 23, 59, 59, 999999), -1),
    (DayTimeIntervalType(), datetime.timedelta(-1, 1, 1), -86398999999),
    (DecimalType(5, 2), D("-1.50"), -150),
    (DecimalType(38, 0), D(10**38 - 1), 10**38 - 1),
    (ArrayType(DateType()), [datetime.date(1970, 1, 2), None], [1, None]),
    (MapType(StringType(), DecimalType(3, 1)), {"a": D("1.5"), "b": None}, {"a": 15, "b": None}),
    (POINT, Row(x=1, on=datetime.date(1970, 1, 2)), (1, 1)),
    (ArrayType(POINT), [Row(x=1, on=None), None], [(1, None), None]),
    (ArrayType(ArrayType(LongType())), [[1], [], None, [2, 3]], [[1], [], None, [2, 3]]),
]


@pytest.mark.parametrize(("kind", "value", "stored"), BOTH_WAYS, ids=[str(case[0]) for case in BOTH_WAYS])
def test_both_ways(kind: DataType, value: Any, stored: Any) -> None:
    assert to_physical(value, kind) == stored and type(to_physical(value, kind)) is type(stored)
    back = from_physical(stored, kind)
    assert back == value and type(back) is type(value)
    assert to_physical(None, kind) is None and from_physical(None, kind) is None


def test_times_without_a_zone_are_this_processs(zone: str) -> None:
    for value in (
        datetime.datetime(2024, 7, 1, 12, 30, 0, 5),
        datetime.datetime(1950, 1, 1, 0, 0, 1),
        datetime.datetime(1969, 12, 31, 23, 59, 59, 999999),
    ):
        stored = to_physical(value, TimestampType())
        assert stored == round(value.replace(microsecond=0).timestamp()) * 1_000_000 + value.microsecond
        assert from_physical(stored, TimestampType()) == value
    aware = datetime.datetime(2024, 7, 1, 12, tzinfo=datetime.UTC)
    assert to_physical(aware, TimestampType()) == 1719835200 * 1_000_000


def test_text_takes_anything() -> None:
    rows = rows_to_physical([(1,), (True,), (1.5,), ("x",), (None,), (b"y",)], _schema(StringType()))
    assert rows == [("1",), ("true",), ("1.5",), ("x",), (None,), ("y",)]


def test_decimals_are_rounded_half_up() -> None:
    kind = DecimalType(4, 1)
    assert [to_physical(D(text), kind) for text in ("0.05", "-0.05", "0.25", "999.94")] == [1, -1, 3, 9999]
    for text in ("1000", "999.95", "NaN", "Infinity"):
        with pytest.raises(PySparkValueError, match="NUMERIC_VALUE_OUT_OF_RANGE"):
            to_physical(D(text), kind)


def test_float32_is_rounded() -> None:
    assert to_physical(0.1, FloatType()) == 0.10000000149011612
    assert to_physical(1e300, FloatType()) == math.inf and math.isnan(to_physical(math.nan, FloatType()))


def test_rows_of_all_kinds() -> None:
    class Bird:
        def __init__(self) -> None:
            self.b, self.a = "x", 1

    schema = StructType([StructField("a", LongType()), StructField("b", StringType())])
    rows = [(1, "x"), [1, "x"], {"b": "x", "a": 1}, Row(a=1, b="x"), Bird()]
    assert rows_to_physical(rows, schema) == [(1, "x")] * 5
    assert rows_to_physical([], schema) == [] and rows_to_physical([(), ()], StructType([])) == [(), ()]


def test_numbers_of_numpy() -> None:
    rows = rows_to_physical([(numpy.int64(3), numpy.float32(0.5))], _schema(LongType(), DoubleType()))
    assert rows == [(3, 0.5)] and type(rows[0][0]) is int


BAD = [
    (IntegerType(), 2**31, PySparkValueError, "VALUE_OUT_OF_BOUNDS"),
    (LongType(), 2**63, PySparkValueError, "VALUE_OUT_OF_BOUNDS"),
    (LongType(), True, PySparkTypeError, "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"),
    (LongType(), "1", PySparkTypeError, "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"),
    (DoubleType(), 1, PySparkTypeError, "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"),
    (DateType(), "2024-01-01", PySparkTypeError, "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"),
    (TimestampType(), datetime.date(2024, 1, 1), PySparkTypeError, "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"),
    (DecimalType(3, 1), 1.5, PySparkTypeError, "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"),
    (BinaryType(), "x", PySparkTypeError, "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"),
    (ArrayType(LongType(), False), [None], PySparkValueError, "FIELD_NOT_NULLABLE_WITH_NAME"),
    (ArrayType(LongType()), {1}, PySparkTypeError, "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"),
    (MapType(StringType(), LongType()), {None: 1}, PySparkValueError, "FIELD_NOT_NULLABLE_WITH_NAME"),
    (POINT, (1,), PySparkValueError, "FIELD_STRUCT_LENGTH_MISMATCH_WITH_NAME"),
    (POINT, 3, PySparkTypeError, "FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME"),
]


@pytest.mark.parametrize(("kind", "value", "error", "condition"), BAD, ids=[f"{case[0]} {case[1]}" for case in BAD])
def test_what_does_not_fit(kind: DataType, value: Any, error: type, condition: str) -> None:
    with pytest.raises(error) as raised:
        rows_to_physical([(None,), (value,)], StructType([StructField("f", kind)]))
    assert raised.value.getCondition() == condition
    assert "field f" in str(raised.value)


def test_columns_that_are_never_null() -> None:
    schema = StructType([StructField("f", LongType(), False)])
    with pytest.raises(PySparkValueError, match="FIELD_NOT_NULLABLE_WITH_NAME"):
        rows_to_physical([(None,)], schema)
    with pytest.raises(PySparkValueError, match="FIELD_STRUCT_LENGTH_MISMATCH"):
        rows_to_physical([(1, 2)], schema)
    assert rows_to_physical([(1,)], _schema(DoubleType()), verify=False) == [(1.0,)]


def test_rows_are_named() -> None:
    rows = rows_from_physical([(1, 0), (2, None)], POINT)
    assert rows == [Row(x=1, on=datetime.date(1970, 1, 1)), Row(x=2, on=None)] and rows[0].on.year == 1970
    assert repr(rows[1]) == "Row(x=2, on=None)" and rows_from_physical([], POINT) == []


def test_what_comes_back_is_what_went() -> None:
    draw = random.Random(7)
    for _ in range(300):
        kind = _kind(draw, 3)
        values = [_value(draw, kind) for _ in range(draw.randrange(5))]
        schema = _schema(kind)
        stored = rows_to_physical([(value,) for value in values], schema)
        assert [row[0] for row in rows_from_physical(stored, schema)] == values, kind


def _schema(*kinds: DataType) -> StructType:
    return StructType([StructField(f"_{i}", kind) for i, kind in enumerate(kinds)])


_FLAT = [BooleanType(), LongType(), IntegerType(), StringType(), DateType(), TimestampNTZType(), DecimalType(9, 3)]


def _kind(draw: random.Random, depth: int) -> DataType:
    which = draw.randrange(6) if depth else 9
    if which == 0:
        return ArrayType(_kind(draw, depth - 1))
    if which == 1:
        return MapType(draw.choice(_FLAT), _kind(draw, depth - 1))
    if which == 2:
        return StructType([StructField(f"m{i}", _kind(draw, depth - 1)) for i in range(draw.randrange(1, 4))])
    return draw.choice(_FLAT)


def _value(draw: random.Random, kind: DataType, nullable: bool = True) -> Any:
    if nullable and draw.random() < 0.2:
        return None
    if isinstance(kind, ArrayType):
        return [_value(draw, kind.elementType) for _ in range(draw.randrange(4))]
    if isinstance(kind, MapType):
        pairs = [(_value(draw, kind.keyType, False), _value(draw, kind.valueType)) for _ in range(draw.randrange(4))]
        return dict(pairs)
    if isinstance(kind, StructType):
        return Row(**{field.name: _value(draw, field.dataType) for field in kind.fields})
    if isinstance(kind, BooleanType):
        return draw.random() < 0.5
    if isinstance(kind, (LongType, IntegerType)):
        return draw.randrange(-(2**31), 2**31)
    if isinstance(kind, DateType):
        return datetime.date.fromordinal(draw.randrange(1, 3_000_000))
    if isinstance(kind, TimestampNTZType):
        return datetime.datetime(1, 1, 1) + datetime.timedelta(microseconds=draw.randrange(10**17))
    if isinstance(kind, DecimalType):
        return D(draw.randrange(-(10**9) + 1, 10**9)).scaleb(-3)
    return "".join(draw.choice("aé\0😀") for _ in range(draw.randrange(4)))

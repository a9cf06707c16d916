# SPDX-License-Identifier: Apache-2.0
"""Rows of frames in functions: what runs over plain tuples, and what executors make of values."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import pytest

from martlet import Row, SparkContext
from martlet.closures import translate
from martlet.sql import tasks
from martlet.sql.members import over_tuples
from martlet.sql.physical import rows_from_physical, rows_to_physical
from martlet.sql.rows import RowRDD, kind_of
from martlet.sql.types import (
    ArrayType,
    DateType,
    DayTimeIntervalType,
    DecimalType,
    MapType,
    StringType,
    StructType,
    TimestampNTZType,
    TimestampType,
)

NAMES = ["n", "s", "day", "count"]
KINDS = [None, None, ("date",), None]


def _total(row: Any) -> Any:
    doubled = row.n * 2
    return [doubled, row["s"]] if row[0] else None


def _rebound(row: Any) -> Any:
    row = (row.n, 1)
    return row[0]


OVER_TUPLES = [
    (lambda row: row.n + 1, True),
    (lambda row: (row["s"], row[0], row.n), True),
    (lambda row: 7, True),
    (_total, True),
    (lambda row: [x for x in range(row.n)], True),
    (lambda row: row, False),
    (lambda row: row.asDict(), False),
    (lambda row: row.count, False),
    (lambda row: row["count"], True),
    (lambda row: row.day, False),
    (lambda row: row.none, False),
    (lambda row: row[9], False),
    (lambda row: row[-1], False),
    (lambda row: row["n" + "s"], False),
    (lambda row: [f(1) for f in [lambda x: row.n + x]], True),
    (lambda row: [f(1) for f in [lambda row: row.n]], False),
    (lambda row: [row.n for row in [1]], False),
    (lambda row: str(row.n).row, False),
    (_rebound, False),
]


@pytest.mark.parametrize(("function", "wanted"), OVER_TUPLES)
def test_functions_that_only_take_members(function: Any, wanted: bool) -> None:
    assert (over_tuples(translate(function, 1, "map"), NAMES, KINDS) is not None) == wanted


def test_rows_in_functions(sc: SparkContext, real: None) -> None:
    rows = RowRDD(sc.parallelize([(1, "a"), (2, "b")], 2), ["n", "s"], [None, None])
    assert rows.collect() == [Row(n=1, s="a"), Row(n=2, s="b")] and rows.first().s == "a" and rows.count() == 2
    assert rows.map(lambda row: row.n + 1)._type == "int"
    assert rows.map(lambda row: (row.s, row["n"])).collect() == [("a", 1), ("b", 2)]
    assert rows.map(lambda row: row.asDict()).collect() == [{"n": 1, "s": "a"}, {"n": 2, "s": "b"}]
    assert rows.filter(lambda row: row.n > 1).map(lambda row: row.s).collect() == ["b"]
    assert rows.filter(lambda row: row.n > 1).collect() == [Row(n=2, s="b")]
    assert rows.flatMap(lambda row: row.s * row.n).collect() == ["a", "b", "b"]
    assert rows.mapPartitions(lambda part: [row.s for row in part]).collect() == ["a", "b"]


def test_executors_turn_values_as_the_driver_does(sc: SparkContext, real: None) -> None:
    schema = StructType().add("d", DateType()).add("t", TimestampType()).add("n", TimestampNTZType())
    schema.add("i", DayTimeIntervalType()).add("c", DecimalType(38, 3)).add("a", ArrayType(DateType()))
    schema.add("m", MapType(StringType(), DecimalType(5, 1)))
    schema.add("s", StructType().add("x", "date").add("y", "int"))
    full = (
        datetime.date(2024, 1, 1),
        datetime.datetime(2024, 7, 1, 1, 2, 3, 4),
        datetime.datetime(1950, 1, 1, 1, 2, 3, 4),
        datetime.timedelta(-1, 1, 2),
        decimal.Decimal("-12345678901234567890123456789012.3455"),
        [datetime.date(1960, 1, 1), None],
        {"a": decimal.Decimal("-1.25")},
        Row(x=datetime.date(1, 1, 1), y=None),
    )
    rows = [full, (None,) * len(full)]
    kinds = [kind_of(field.dataType) for field in schema.fields]
    stored = sc.parallelize(rows, 2).map(tasks.stored_rows(kinds))
    assert stored.collect() == rows_to_physical(rows, schema)
    back = stored.map(tasks.converted_rows(schema.names, kinds)).collect()
    assert back == rows_from_physical(rows_to_physical(rows, schema), schema) and back[0].s.x.year == 1

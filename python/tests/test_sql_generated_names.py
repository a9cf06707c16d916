# SPDX-License-Identifier: Apache-2.0
"""What columns are called that got no name, as PySpark 4.3.0 calls them."""

from __future__ import annotations

import decimal
from typing import Any

import pytest

from martlet.sql import SparkSession, Window
from martlet.sql import functions as F
from martlet.sql.errors import AnalysisException

pytestmark = pytest.mark.usefixtures("real")

NAMES = [
    ("id BETWEEN 1 AND 2", "between(id, 1, 2)"),
    ("id NOT BETWEEN 1 AND 2", "(NOT between(id, 1, 2))"),
    ("size(CAST(array() AS ARRAY<INT>))", "size(array())"),
    ("CAST(CAST(array(1) AS ARRAY<BIGINT>) AS STRING)", "CAST(array(1) AS STRING)"),
    ("abs(CAST(id AS INT))", "abs(CAST(id AS INT))"),
    ("bigint(id) + 1", "(id + 1)"),
    ("date(ts)", "ts"),
    ("s LIKE ANY ('a%', 'b')", "likeany(s)"),
    ("s NOT LIKE ALL ('a%', 'b')", "notlikeall(s)"),
    ("s ILIKE ANY ('a%', 'b')", "likeany(lower(s))"),
    ("s LIKE ANY (s, 'b')", "(s LIKE s OR s LIKE b)"),
    ("pow(id, 2)", "pow(id, 2)"),
    ("power(id, 2)", "POWER(id, 2)"),
    ("ts + INTERVAL 1 DAY", "ts + INTERVAL '1' DAY"),
    ("INTERVAL 1 DAY + ts", "ts + INTERVAL '1' DAY"),
    ("ts - INTERVAL 1 DAY - INTERVAL 2 DAY", "ts - INTERVAL '1' DAY - INTERVAL '2' DAY"),
    ("abs(second(ts + INTERVAL 1 DAY * id))", "abs(second(ts + (INTERVAL '1' DAY * id)))"),
    ("dt + INTERVAL 1 DAY", "date_add(dt, extractansiintervaldays(INTERVAL '1' DAY))"),
    ("dt - INTERVAL 1 DAY", "date_add(dt, (- extractansiintervaldays(INTERVAL '1' DAY)))"),
    ("dt - INTERVAL 1 HOUR", "dt - INTERVAL '01' HOUR"),
    ("dt + make_interval(1)", "dt + make_interval(1, 0, 0, 0, 0, 0, 0.000000)"),
    ("1 + dt", "date_add(dt, 1)"),
    ("dt - 1", "date_sub(dt, 1)"),
    ("dt - dt", "(dt - dt)"),
    ("dt + NULL", "dt + NULL"),
    ("INTERVAL 1 DAY + INTERVAL 2 DAY", "(INTERVAL '1' DAY + INTERVAL '2' DAY)"),
    ("0.00000012 + id", "(1.2E-7 + id)"),
    ("size(from_json(s, 'map<string,int>'))", "size(entries)"),
    (
        "sum(id) OVER (ORDER BY id RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING)",
        "sum(id) OVER (ORDER BY id ASC NULLS FIRST RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING)",
    ),
    (
        "sum(id) OVER (ORDER BY d DESC RANGE BETWEEN 1.5 PRECEDING AND 2 FOLLOWING)",
        "sum(id) OVER (ORDER BY d DESC NULLS LAST RANGE BETWEEN (- 1.5) FOLLOWING AND 2 FOLLOWING)",
    ),
]


@pytest.fixture(scope="module")
def frame(spark: SparkSession) -> Any:
    return spark.sql(
        "SELECT 1 AS id, 'a' AS s, 2.5D AS d, DATE '2020-01-01' AS dt, TIMESTAMP '2020-01-01 10:00:00' AS ts"
    )


def test_names(frame: Any) -> None:
    found = frame.selectExpr(*[text for text, _ in NAMES]).columns
    assert dict(zip([text for text, _ in NAMES], found)) == dict(NAMES)


def test_names_of_columns_in_python(frame: Any) -> None:
    found = frame.select(
        F.col("id").between(1, 2), F.pow("d", 2), F.col("d") ** 2, F.size(F.array("id").cast("array<string>")),
        F.col("ts") - F.expr("INTERVAL 1 DAY"), F.col("dt") + 1,
        F.sum("id").over(Window.orderBy("d").rangeBetween(-2, 5)),
    )  # fmt: skip
    assert found.columns == [
        "((id >= 1) AND (id <= 2))", "POWER(d, 2)", "POWER(d, 2)", "size(array(id))", "ts - INTERVAL '1' DAY",
        "date_add(dt, 1)", "sum(id) OVER (ORDER BY d ASC NULLS FIRST RANGE BETWEEN -2 FOLLOWING AND 5 FOLLOWING)",
    ]  # fmt: skip


def test_names_that_are_selected_to_the_left(frame: Any) -> None:
    frame.createOrReplaceTempView("named")
    found = frame.sparkSession.sql(
        "SELECT id AS q, q + 1, q, struct(id) AS z, z.id || 'x', id AS s, s || 'y' FROM named"
    )
    assert found.columns == [
        "q", "(lateralAliasReference(q) + 1)", "q", "z", "concat(lateralAliasReference(id), x)", "s", "concat(s, y)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        (
            "sum(id) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 5 PRECEDING)",
            "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON",
        ),
        ("row_number() OVER (PARTITION BY s)", "WINDOW_FUNCTION_FRAME_NOT_ORDERED"),
        ("count(*) FILTER (WHERE s)", "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN"),
        ("stack(2, id, d)", "DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES"),
        ("sequence('a', 'b')", "DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES"),
        ("sequence(dt, dt, 1)", "DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES"),
    ],
)
def test_conditions(frame: Any, text: str, condition: str) -> None:
    with pytest.raises(AnalysisException) as caught:
        frame.selectExpr(text)
    assert caught.value.getCondition() == condition


def test_sums_of_times_and_unknowns(frame: Any) -> None:
    kinds = [
        "ts + NULL",
        "NULL + dt",
        "dt - NULL",
        "INTERVAL 1 DAY / NULL",
        "NULL * INTERVAL 1 YEAR",
        "+ INTERVAL 1 DAY",
    ]
    found = frame.selectExpr(*[f"typeof({text})" for text in kinds]).first()
    assert list(found) == [
        "timestamp", "timestamp", "interval day", "interval day to second", "interval year to month", "interval day",
    ]  # fmt: skip
    assert list(frame.selectExpr("ts + NULL", "dt - NULL").first()) == [None, None]


def test_unions_by_name_say_what_is_missing(frame: Any) -> None:
    with pytest.raises(AnalysisException) as caught:
        frame.select("id", "s").unionByName(frame.select("id", "d"))
    assert caught.value.getCondition() == "UNRESOLVED_COLUMN_AMONG_FIELD_NAMES"


def test_decimals_are_not_put_in_the_place_of_numbers(frame: Any) -> None:
    with pytest.raises(TypeError, match="NOT_EXPECTED_TYPE"):
        frame.replace(1, decimal.Decimal("1.5"))


def test_bounds_beyond_the_digits_of_a_decimal(spark: SparkSession) -> None:
    rows = spark.sql(
        "SELECT m, count(*) OVER (ORDER BY m RANGE BETWEEN 0.5 PRECEDING AND 0.75 FOLLOWING) "
        "FROM VALUES (9.9BD), (9.5BD), (-9.9BD), (NULL) AS t(m)"
    ).collect()
    assert [row[1] for row in rows] == [1, 1, 2, 2]

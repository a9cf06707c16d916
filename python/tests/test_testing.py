# SPDX-License-Identifier: Apache-2.0
"""Assertions about frames, as `pyspark.testing` has them: messages are what PySpark 4.3 says."""

from __future__ import annotations

import decimal
from typing import Any

import pytest

from martlet import Row
from martlet.sql.errors import PySparkAssertionError, PySparkTypeError
from martlet.sql.types import IntegerType, LongType, StringType, StructField, StructType
from martlet.testing import assertDataFrameEqual, assertSchemaEqual


def failed(call: Any) -> PySparkAssertionError:
    with pytest.raises(PySparkAssertionError) as caught:
        call()
    return caught.value


def test_equal_frames(spark: Any) -> None:
    one = spark.createDataFrame([(1, "a", 0.1), (2, None, 3.0)], ["id", "name", "share"])
    assertDataFrameEqual(one, one)
    assertDataFrameEqual(one, one.orderBy("id", ascending=False))
    assertDataFrameEqual(one, one.collect()[::-1])
    assertDataFrameEqual(one.toPandas(), one)
    assertDataFrameEqual(one, one.withColumn("share", one["share"] + 1e-9))
    assertDataFrameEqual(one, one.select("share", "id", "name"), ignoreColumnOrder=True)
    assertDataFrameEqual(one, one.toDF("a", "b", "c"), ignoreColumnName=True)
    assertDataFrameEqual(one, one.withColumn("id", one["id"].cast("double")), ignoreColumnType=True)
    assert assertDataFrameEqual(None, None) is True
    nested = [Row(a=[1.0, 2.0], m={"k": decimal.Decimal("1.00")}, r=Row(x=1.0))]
    assertDataFrameEqual(nested, [Row(a=[1.0, 2.000001], m={"k": decimal.Decimal("1.000001")}, r=Row(x=1.000001))])


def test_rows_that_differ_are_shown(spark: Any) -> None:
    one = spark.createDataFrame([("1", 1000.0), ("2", 3000.0), ("3", 2000.0)], ["id", "amount"])
    two = spark.createDataFrame([("1", 1001.0), ("2", 3000.0), ("3", 2003.0)], ["id", "amount"])
    error = failed(lambda: assertDataFrameEqual(one, two, includeDiffRows=True))
    assert error.getCondition() == "DIFFERENT_ROWS"
    assert str(error) == (
        "[DIFFERENT_ROWS] Results do not match: ( 66.66667 % )\n*** actual ***\n! Row(id='1', amount=1000.0)\n"
        "  Row(id='2', amount=3000.0)\n! Row(id='3', amount=2000.0)\n\n\n*** expected ***\n"
        "! Row(id='1', amount=1001.0)\n  Row(id='2', amount=3000.0)\n! Row(id='3', amount=2003.0)"
    )
    assert [pair[1]["amount"] for pair in error.data] == [1001.0, 2003.0]  # type: ignore[attr-defined]
    few = str(failed(lambda: assertDataFrameEqual(one, two, maxErrors=1)))
    assert "33.33333" in few and "amount=3000.0" not in few
    assert "amount=3000.0" not in str(failed(lambda: assertDataFrameEqual(one, two, showOnlyDiff=True)))


def test_a_row_too_many_is_the_only_one_that_differs(spark: Any) -> None:
    longer = failed(lambda: assertDataFrameEqual(spark.range(1, 5), spark.range(5), includeDiffRows=True))
    assert longer.data == [(None, Row(id=0))] and "( 20.00000 % )" in str(longer)  # type: ignore[attr-defined]
    ordered = failed(lambda: assertDataFrameEqual(spark.range(1, 5).collect(), spark.range(5).collect(), True))
    assert "( 100.00000 % )" in str(ordered)


def test_schemas_that_differ(spark: Any) -> None:
    one = StructType([StructField("id", LongType(), False), StructField("name", StringType())])
    assertSchemaEqual(one, StructType([StructField("id", LongType()), StructField("name", StringType())]))
    assertSchemaEqual(one, StructType(one.fields[::-1]), ignoreColumnOrder=True)
    assertSchemaEqual(
        one, StructType([StructField("a", LongType()), StructField("b", StringType())]), ignoreColumnName=True
    )
    error = failed(lambda: assertSchemaEqual(one, one.fields and StructType(one.fields[:1])))
    assert str(error).startswith("[DIFFERENT_SCHEMA] Schemas do not match.\n--- actual\n+++ expected\n- StructType(")
    assert failed(
        lambda: assertSchemaEqual(one, StructType([StructField("id", LongType()), one.fields[1]]), ignoreNullable=False)
    )
    failed(lambda: assertDataFrameEqual(spark.range(1), spark.createDataFrame([(0,)], "id int")))
    with pytest.raises(PySparkTypeError, match="Argument `expected` should be struct type, got IntegerType"):
        assertSchemaEqual(one, IntegerType())  # type: ignore[arg-type]


def test_what_is_no_frame_is_refused(spark: Any) -> None:
    error = failed(lambda: assertDataFrameEqual(spark.range(1), 5))
    assert str(error).startswith("[INVALID_TYPE_DF_EQUALITY_ARG] Expected type Union[DataFrame, ps.DataFrame")
    failed(lambda: assertDataFrameEqual(None, spark.range(1)))
    pandas = spark.range(2).toPandas()
    assert "Results do not match" in str(failed(lambda: assertDataFrameEqual(pandas, spark.range(1, 3))))
    assertDataFrameEqual([Row(x=float("nan"))], [Row(x=float("nan"))])

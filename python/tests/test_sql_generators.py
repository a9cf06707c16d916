# SPDX-License-Identifier: Apache-2.0
"""Functions that make several rows of one. Expectations are PySpark 4.3's."""

from __future__ import annotations

import pytest

from martlet import Row
from martlet.sql import DataFrame, SparkSession
from martlet.sql import functions as F
from martlet.sql.errors import AnalysisException


@pytest.fixture
def maps(spark: SparkSession) -> DataFrame:
    rows = [(1, {"a": 10, "b": None}), (2, {}), (3, None)]
    return spark.createDataFrame(rows, "id int, m map<string,int>")


def test_entries_of_maps(maps: DataFrame) -> None:
    frame = maps.select("id", F.explode("m"))
    assert frame.columns == ["id", "key", "value"]
    assert frame.collect() == [Row(id=1, key="a", value=10), Row(id=1, key="b", value=None)]
    assert maps.select(F.explode("m").alias("k", "v")).columns == ["k", "v"]
    outer = maps.select("id", F.explode_outer("m")).collect()
    assert [tuple(row) for row in outer] == [(1, "a", 10), (1, "b", None), (2, None, None), (3, None, None)]
    numbered = maps.select(F.posexplode("m"))
    assert numbered.columns == ["pos", "key", "value"]
    assert [tuple(row) for row in numbered.collect()] == [(0, "a", 10), (1, "b", None)]


def test_maps_in_a_lateral_view(spark: SparkSession, maps: DataFrame) -> None:
    maps.createOrReplaceTempView("maps")
    found = spark.sql("SELECT id, k, v FROM maps LATERAL VIEW OUTER explode(m) e AS k, v ORDER BY id, k")
    assert [tuple(row) for row in found.collect()] == [(1, "a", 10), (1, "b", None), (2, None, None), (3, None, None)]
    spark.catalog.dropTempView("maps")


def test_stack(spark: SparkSession) -> None:
    frame = spark.sql("SELECT stack(2, 1.0, 'a', 2.5, NULL)")
    assert frame.columns == ["col0", "col1"]
    assert [tuple(row) for row in frame.selectExpr("double(col0)", "col1").collect()] == [(1.0, "a"), (2.5, None)]
    found = spark.range(2).select("id", F.stack(F.lit(3), "id", F.lit(2**40), F.lit(None)).alias("n"))
    assert [tuple(row) for row in found.collect()] == [
        (0, 0), (0, 2**40), (0, None), (1, 1), (1, 2**40), (1, None),
    ]  # fmt: skip
    assert spark.sql("SELECT stack(2, 1, 2, 3)").collect() == [Row(col0=1, col1=2), Row(col0=3, col1=None)]
    for text in ["stack(0, 1)", "stack(id, 1)", "stack(2, 1, 2.5)", "stack(2, id, 7)"]:
        with pytest.raises(AnalysisException):
            spark.range(1).selectExpr(text)


def test_json_tuple(spark: SparkSession) -> None:
    rows = [('{"a": 1, "b": {"c": [1, 2]}, "d e": "x"}',), ('{"a": null}',), ("no JSON",), (None,)]
    frame = spark.createDataFrame(rows, "j string").select(F.json_tuple("j", "a", "b", "d e"))
    assert frame.columns == ["c0", "c1", "c2"]
    assert [tuple(row) for row in frame.collect()] == [("1", '{"c":[1,2]}', "x"), *[(None,) * 3] * 3]

# SPDX-License-Identifier: Apache-2.0
"""Statements of SQL about the session: settings, and what is kept. Expectations are PySpark 4.3's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from martlet import Row
from martlet.sql import SparkSession
from martlet.sql.errors import AnalysisException, IllegalArgumentException, ParseException

PARTITIONS, ZONE = "spark.sql.shuffle.partitions", "spark.sql.session.timeZone"


@pytest.fixture(autouse=True)
def as_before(spark: SparkSession) -> Iterator[None]:
    yield
    spark.conf.reset()
    spark.catalog.clearCache()


def test_set(spark: SparkSession) -> None:
    assert spark.sql(f"SET {PARTITIONS} = 7").collect() == [Row(key=PARTITIONS, value="7")]
    assert spark.conf.get(PARTITIONS) == "7"
    assert spark.sql(f" -- a remark\nset {PARTITIONS};").collect() == [Row(key=PARTITIONS, value="7")]
    assert Row(key=PARTITIONS, value="7") in spark.sql("SET").collect()
    assert spark.sql("SET no.such.key").collect() == [Row(key="no.such.key", value="<undefined>")]
    assert spark.sql("SET `a key` = b c").collect() == [Row(key="a key", value="b c")]
    assert spark.sql("SET spark.sql.ansi.enabled=false").columns == ["key", "value"]
    assert spark.sql("SELECT CAST('x' AS INT) AS n").collect() == [Row(n=None)]


def test_reset(spark: SparkSession) -> None:
    spark.sql(f"SET {PARTITIONS}=7")
    spark.sql("SET other=1")
    assert spark.sql(f"RESET {PARTITIONS}").collect() == []
    assert spark.conf.get(PARTITIONS, None) != "7" and spark.conf.get("other") == "1"
    spark.sql("RESET")
    assert spark.conf.get("other", None) is None
    with pytest.raises(IllegalArgumentException, match="fixed when the engine starts"):
        spark.sql("RESET spark.master")


def test_time_zone(spark: SparkSession) -> None:
    assert spark.sql("SET TIME ZONE 'Asia/Tokyo'").collect() == [Row(key=ZONE, value="Asia/Tokyo")]
    assert spark.sql("SELECT current_timezone() AS z").collect() == [Row(z="Asia/Tokyo")]
    spark.sql("SET TIME ZONE LOCAL")
    assert spark.sql("SELECT current_timezone() AS z").collect() != [Row(z="Asia/Tokyo")]


def test_cache(spark: SparkSession) -> None:
    spark.range(3).createOrReplaceTempView("numbers")
    assert spark.sql("CACHE TABLE numbers").collect() == []
    assert spark.catalog.isCached("numbers")
    spark.sql("UNCACHE TABLE numbers")
    assert not spark.catalog.isCached("numbers")
    spark.sql("CACHE LAZY TABLE big OPTIONS ('storageLevel' = 'DISK_ONLY') AS SELECT * FROM numbers WHERE id > 1")
    assert spark.catalog.isCached("big") and spark.table("big").collect() == [Row(id=2)]
    spark.sql("CLEAR CACHE")
    assert not spark.catalog.isCached("big")
    spark.sql("UNCACHE TABLE IF EXISTS no_such")
    for text in ["UNCACHE TABLE no_such", "CACHE TABLE no_such"]:
        with pytest.raises(AnalysisException) as caught:
            spark.sql(text)
        assert caught.value.getCondition() == "TABLE_OR_VIEW_NOT_FOUND"
    spark.catalog.dropTempView("numbers")
    spark.catalog.dropTempView("big")


def test_remarks_before_a_statement(spark: SparkSession) -> None:
    remarks = "/* one */ -- two /*\n/** three **/" * 200
    assert spark.sql(f"{remarks} SET some.key = 1").collect() == [Row(key="some.key", value="1")]
    assert spark.sql(f"{remarks} SELECT 1 AS n").collect() == [Row(n=1)]


@pytest.mark.parametrize("text", ["SET a b", "SET -v", "RESET a b", "CACHE numbers", "UNCACHE numbers", "CLEAR it"])
def test_statements_that_are_none(spark: SparkSession, text: str) -> None:
    with pytest.raises(ParseException) as caught:
        spark.sql(text)
    assert caught.value.getCondition() == "PARSE_SYNTAX_ERROR"


def test_fields_of_a_struct_by_a_star(spark: SparkSession) -> None:
    frame = spark.sql("SELECT named_struct('a', 1, 'B', named_struct('c', 'x')) AS s, 2 AS n")
    assert frame.select("s.*", "n").collect() == [Row(a=1, B=Row(c="x"), n=2)]
    assert frame.select("s.B.*").columns == ["c"] and frame.select("S.*").columns == ["a", "B"]
    frame.createOrReplaceTempView("nested")
    assert spark.sql("SELECT s.*, struct(s.b.*) AS again FROM nested").collect() == [
        Row(a=1, B=Row(c="x"), again=Row(c="x"))
    ]
    assert spark.sql("SELECT nested.* FROM nested").columns == ["s", "n"]
    with pytest.raises(AnalysisException) as caught:
        frame.select("n.*")
    assert caught.value.getCondition() == "CANNOT_RESOLVE_STAR_EXPAND"
    spark.catalog.dropTempView("nested")

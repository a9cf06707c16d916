# SPDX-License-Identifier: Apache-2.0
"""Rows that executors keep. How often a function ran is what accumulators count."""

from __future__ import annotations

import gc
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

from martlet import Accumulator, SparkContext, StorageLevel
from martlet.rdd import RDD
from martlet.sql import SparkSession
from martlet.sql.functions import col, udf

LEVELS = [StorageLevel.MEMORY_ONLY, StorageLevel.MEMORY_AND_DISK, StorageLevel.DISK_ONLY, StorageLevel.MEMORY_ONLY_2]
pytestmark = pytest.mark.usefixtures("real")


def counted(sc: SparkContext, calls: Accumulator[int], count: int = 100, slices: int = 4) -> RDD:
    """Numbers, each of which counts a call."""

    def square(x: int) -> int:
        calls.add(1)
        return x * x

    return sc.parallelize(range(count), slices).map(square)


def stored(sc: SparkContext) -> list[dict[str, Any]]:
    """What the driver says is kept."""
    return sc._session.call({"op": "activity"})["stored"]


def settled(sc: SparkContext) -> int:
    """How many datasets are kept, when all that was let go is gone: a job comes behind what was let go before."""
    gc.collect()
    assert sc.range(1).count() == 1
    return len(stored(sc))


@pytest.mark.parametrize("level", LEVELS, ids=str)
def test_a_partition_is_computed_once(sc: SparkContext, level: StorageLevel) -> None:
    calls = sc.accumulator(0)
    rdd = counted(sc, calls).persist(level)
    for _ in range(3):
        assert rdd.sum() == sum(x * x for x in range(100))
        assert rdd.filter(lambda x: x % 2 == 0).count() == 50
    assert calls.value == 100
    assert rdd.getStorageLevel() == level and rdd.is_cached
    kept = stored(sc)[-1]
    assert (kept["level"], kept["partitions"], kept["partitionsStored"]) == (str(level), 4, 4)
    assert (kept["memoryBytes"] > 0) == level.useMemory and (kept["diskBytes"] > 0) == (not level.useMemory)
    assert not rdd.unpersist().is_cached and rdd.getStorageLevel() == StorageLevel.NONE
    assert rdd.count() == 100 and rdd.collect() == [x * x for x in range(100)]
    assert calls.value == 300
    assert rdd.cache().count() == 100 and rdd.count() == 100
    assert calls.value == 400
    rdd.unpersist()


def test_few_rows_keep_a_whole_partition(sc: SparkContext) -> None:
    calls = sc.accumulator(0)
    rdd = counted(sc, calls).cache()
    assert rdd.first() == 0 and rdd.take(3) == [0, 1, 4]
    assert calls.value == 25
    assert rdd.take(30)[-1] == 29 * 29
    assert calls.value == 100


def test_it_is_read_through_shuffles_joins_and_unions(sc: SparkContext) -> None:
    calls = sc.accumulator(0)
    pairs = counted(sc, calls).keyBy(lambda x: x % 7).cache()
    groups = pairs.groupByKey().mapValues(len).cache()
    assert sum(groups.values().collect()) == 100
    assert pairs.join(pairs).count() == sum(n * n for n in groups.values().collect())
    assert pairs.union(pairs).count() == 200
    assert pairs.zip(pairs).count() == 100
    assert calls.value == 100


def test_rows_of_any_kind(sc: SparkContext) -> None:
    rows: list[Any] = [1, "two", 3.0, None, [4], {"five": 5}, (6, b"six"), 7 << 70]
    for level in LEVELS:
        rdd = sc.parallelize(rows, 3).persist(level)
        assert rdd.collect() == rows and rdd.collect() == rows


def test_a_failing_task_keeps_nothing(sc: SparkContext) -> None:
    calls = sc.accumulator(0)
    rdd = counted(sc, calls).cache()
    with pytest.raises(ZeroDivisionError):
        rdd.map(lambda x: 1 // (x - 81)).collect()
    assert rdd.map(lambda x: x + 1).count() == 100
    before = calls.value
    assert rdd.count() == 100 and calls.value == before


def test_what_nothing_refers_to_is_dropped(sc: SparkContext) -> None:
    before = settled(sc)
    rdd = sc.range(100).map(lambda x: x + 1).cache()
    child = rdd.map(lambda x: x * 2)
    assert child.count() == 100 and settled(sc) == before + 1
    del rdd
    assert child.count() == 100 and settled(sc) == before + 1
    del child
    assert settled(sc) == before


# Frames


@pytest.fixture
def clean(spark: SparkSession) -> Iterator[SparkSession]:
    spark.catalog.clearCache()
    assert settled(spark.sparkContext) == 0
    yield spark
    spark.catalog.clearCache()


def squares(spark: SparkSession, calls: Accumulator[int]) -> Any:
    """A frame whose rows count calls."""
    rows = counted(spark.sparkContext, calls).map(lambda x: (x, x % 3))
    return spark.createDataFrame(rows, "n BIGINT, k BIGINT")


def test_a_frame_is_computed_once(clean: SparkSession) -> None:
    calls = clean.sparkContext.accumulator(0)
    frame = squares(clean, calls).filter("n > 10")
    before = frame.groupBy("k").count()
    assert not frame.is_cached
    frame.cache()
    assert frame.is_cached and frame.storageLevel == StorageLevel.MEMORY_AND_DISK_DESER
    start = calls.value
    for _ in range(2):
        assert frame.count() == 96
        assert frame.select("k").distinct().count() == 2
        assert sorted(before.collect()) == sorted(frame.groupBy("k").count().collect())
        assert frame.join(frame.withColumnRenamed("k", "j"), "n").count() == 96
        assert frame.rdd.count() == 96 and len(frame.take(3)) == 3
    assert calls.value - start == 100
    frame.unpersist()
    assert not frame.is_cached and settled(clean.sparkContext) == 0
    assert frame.count() == 96 and calls.value - start == 200


def test_equal_queries_read_what_is_kept(clean: SparkSession) -> None:
    calls = clean.sparkContext.accumulator(0)
    squares(clean, calls).createOrReplaceTempView("squares")
    query = "SELECT k, sum(n) AS total FROM squares WHERE n > 10 GROUP BY k"
    clean.sql(query).cache()
    start = calls.value
    expected = sorted(clean.sql(query).collect())
    assert calls.value - start == 100
    assert sorted(clean.sql(query + " HAVING total > 0").collect()) == expected
    again = clean.table("squares").where(col("n") > 10).groupBy("k").agg({"n": "sum"})
    assert sorted(tuple(row) for row in again.collect()) == [tuple(row) for row in expected]
    assert calls.value - start == 100
    assert clean.sql("SELECT k, sum(n) AS total FROM squares WHERE n > 11 GROUP BY k").count() == 2
    assert calls.value - start == 200
    clean.catalog.dropTempView("squares")


def test_limits_and_orders_are_kept(clean: SparkSession) -> None:
    calls = clean.sparkContext.accumulator(0)
    first = squares(clean, calls).orderBy("n", ascending=False).limit(5).cache()
    rows = first.collect()
    start = calls.value
    assert first.collect() == rows and first.take(5) == rows and first.count() == 5
    assert first.limit(2).collect() == rows[:2] and calls.value == start


def test_functions_of_the_users(clean: SparkSession) -> None:
    calls = clean.sparkContext.accumulator(0)

    @udf("bigint")
    def noted(x: int) -> int:
        calls.add(1)
        return x + 1

    frame = clean.range(50).select(noted("id").alias("n")).persist(StorageLevel.DISK_ONLY)
    assert frame.count() == 50 and frame.agg({"n": "sum"}).collect()[0][0] == 1275
    assert calls.value == 50


def test_statements(clean: SparkSession) -> None:
    sc = clean.sparkContext
    calls = sc.accumulator(0)
    squares(clean, calls).createOrReplaceTempView("numbers")
    start = calls.value
    clean.sql("CACHE TABLE numbers")
    assert calls.value - start == 100 and clean.catalog.isCached("numbers")
    assert clean.sql("SELECT count(*) FROM numbers AS a JOIN numbers AS b USING (n)").collect()[0][0] == 100
    assert calls.value - start == 100
    clean.sql("CACHE LAZY TABLE big OPTIONS ('storageLevel' = 'DISK_ONLY') AS SELECT * FROM numbers WHERE n > 100")
    assert settled(sc) == 1
    assert clean.table("big").count() == 89 and clean.table("big").storageLevel == StorageLevel.DISK_ONLY
    assert [kept["diskBytes"] > 0 for kept in stored(sc)] == [False, True]
    clean.sql("UNCACHE TABLE numbers")
    assert not clean.catalog.isCached("numbers") and clean.catalog.isCached("big")
    assert settled(sc) == 1
    clean.sql("CLEAR CACHE")
    assert settled(sc) == 0 and not clean.catalog.isCached("big")
    clean.catalog.cacheTable("numbers")
    clean.catalog.dropTempView("numbers")
    squares(clean, calls).createOrReplaceTempView("numbers")
    assert not clean.catalog.isCached("numbers")
    clean.catalog.dropTempView("numbers")
    clean.catalog.dropTempView("big")


def test_tables_that_change(clean: SparkSession) -> None:
    clean.sql("CREATE TABLE kept_numbers (n INT) USING parquet")
    clean.sql("INSERT INTO kept_numbers VALUES (1), (2)")
    clean.sql("CACHE TABLE kept_numbers")
    assert len(stored(clean.sparkContext)) == 1
    assert clean.sql("SELECT sum(n) FROM kept_numbers").collect()[0][0] == 3
    clean.sql("INSERT INTO kept_numbers VALUES (3)")
    assert clean.catalog.isCached("kept_numbers")
    assert clean.sql("SELECT sum(n) FROM kept_numbers").collect()[0][0] == 6
    clean.range(7, 8).selectExpr("CAST(id AS INT) AS n").write.mode("append").saveAsTable("kept_numbers")
    assert clean.table("kept_numbers").count() == 4
    clean.catalog.refreshTable("kept_numbers")
    assert clean.table("kept_numbers").count() == 4
    clean.sql("DROP TABLE kept_numbers")


def test_files_stay_as_they_were_read(clean: SparkSession, tmp_path: pathlib.Path) -> None:
    folder = str(tmp_path / "rows")
    clean.range(10).write.parquet(folder)
    frame = clean.read.parquet(folder).cache()
    assert frame.count() == 10
    for file in (tmp_path / "rows").glob("*.parquet"):
        file.unlink()
    assert frame.count() == 10 and frame.agg({"id": "sum"}).collect()[0][0] == 45


def test_local_checkpoints_are_kept_at_once(clean: SparkSession) -> None:
    calls = clean.sparkContext.accumulator(0)
    frame = squares(clean, calls)
    start = calls.value
    assert frame.localCheckpoint().count() == 100 and calls.value - start == 100
    rdd = counted(clean.sparkContext, calls)
    rdd.localCheckpoint()
    start = calls.value
    assert rdd.isLocallyCheckpointed() and not rdd.isCheckpointed()
    assert rdd.count() == 100 and rdd.count() == 100 and rdd.isCheckpointed()
    assert calls.value - start == 100

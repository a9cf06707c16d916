# SPDX-License-Identifier: Apache-2.0
"""Windows, queries within queries, and what makes rows of rows, on the engine itself."""

from __future__ import annotations

import pytest

from martlet import Row
from martlet.sql import Column, DataFrame, SparkSession, Window
from martlet.sql import functions as F
from martlet.sql.errors import AnalysisException


@pytest.fixture()
def scores(spark: SparkSession) -> DataFrame:
    rows = [("a", 1, 1.0), ("b", 5, 0.5), ("a", 2, 2.0), ("a", 2, 3.0), ("b", None, 4.0), ("a", 4, 4.0), ("b", 7, 1.5)]
    return spark.createDataFrame(rows, "k string, v int, d double")


def _column(frame: DataFrame, column: Column) -> list[object]:
    return [row[0] for row in frame.select("k", "v", "d", column.alias("x")).sort("k", "v", "d").select("x").collect()]


def test_places(scores: DataFrame) -> None:
    w = Window.partitionBy("k").orderBy("v")
    assert _column(scores, F.row_number().over(w.orderBy("v", "d"))) == [1, 2, 3, 4, 1, 2, 3]
    assert _column(scores, F.rank().over(w)) == [1, 2, 2, 4, 1, 2, 3]
    assert _column(scores, F.dense_rank().over(w)) == [1, 2, 2, 3, 1, 2, 3]
    assert _column(scores, F.percent_rank().over(w)) == [0, 1 / 3, 1 / 3, 1, 0, 0.5, 1]
    assert _column(scores, F.cume_dist().over(w)) == [0.25, 0.75, 0.75, 1, 1 / 3, 2 / 3, 1]
    assert _column(scores, F.ntile(2).over(w.orderBy("v", "d"))) == [1, 1, 2, 2, 1, 1, 2]


def test_frames(scores: DataFrame) -> None:
    w = Window.partitionBy("k").orderBy("v")
    assert _column(scores, F.sum("v").over(w)) == [1, 5, 5, 9, None, 5, 12]
    assert _column(scores, F.sum("v").over(Window.partitionBy("k"))) == [9, 9, 9, 9, 12, 12, 12]
    ordered = w.orderBy("v", "d")
    assert _column(scores, F.sum("v").over(ordered.rowsBetween(-1, 1))) == [3, 5, 8, 6, 5, 12, 12]
    assert _column(scores, F.sum("v").over(ordered.rowsBetween(Window.currentRow, Window.unboundedFollowing))) == [
        9, 8, 6, 4, 12, 12, 7,
    ]  # fmt: skip
    assert _column(scores, F.count("*").over(w.rangeBetween(-1, 0))) == [1, 3, 3, 1, 1, 1, 1]
    assert _column(scores, F.lag("v").over(ordered)) == [None, 1, 2, 2, None, None, 5]
    assert _column(scores, F.lead("v", 1, 0).over(ordered)) == [2, 2, 4, 0, 5, 7, 0]
    assert _column(scores, F.first("d").over(ordered)) == [1, 1, 1, 1, 4, 4, 4]
    assert _column(scores, F.nth_value("v", 2).over(ordered)) == [None, 2, 2, 2, None, 5, 5]


def test_windows_are_columns_like_others(scores: DataFrame) -> None:
    w = Window.partitionBy("k").orderBy(F.desc("v"))
    best = scores.withColumn("n", F.row_number().over(w)).filter("n = 1").sort("k").drop("d", "n")
    assert best.collect() == [Row(k="a", v=4), Row(k="b", v=7)]
    share = scores.select("k", (F.col("d") / F.sum("d").over(Window.partitionBy("k"))).alias("s"))
    assert share.filter("k = 'a'").agg(F.sum("s")).collect() == [Row(**{"sum(s)": 1.0})]
    with pytest.raises(AnalysisException, match="WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE"):
        scores.select(F.row_number())


@pytest.mark.parametrize("orders", ["v", "v DESC, t", "t NULLS LAST, v DESC NULLS FIRST", "d DESC NULLS FIRST"])
def test_first_rows_of_groups_are_kept_before_they_travel(
    spark: SparkSession, orders: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        (
            None if i % 13 == 0 else i * 7 % 20,
            None if i % 7 == 3 else (i * 31) % 50,
            f"text {i * 17 % 9}",
            (float("nan"), -0.0, 0.0, None, 1.5)[i % 5],
            i,
        )
        for i in range(3000)
    ]
    frame = spark.createDataFrame(rows, "k int, v int, t string, d double, i int").repartition(3)
    frame.createOrReplaceTempView("many_rows")
    ranked = f"SELECT *, row_number() OVER (PARTITION BY k ORDER BY {orders}, i) AS place FROM many_rows"
    whole = [tuple(map(repr, row)) for row in spark.sql(ranked).collect()]
    for condition, most in (("place <= 2", 2), ("place = 1", 1), ("5 > place AND v < 40", 4)):
        query = spark.sql(f"SELECT * FROM ({ranked}) WHERE {condition}")
        capsys.readouterr()
        query.explain(mode="codegen")
        assert f"first {most} by" in capsys.readouterr().out
        wanted = [row for row in whole if int(row[5]) <= most and (most != 4 or row[1] != "None" and int(row[1]) < 40)]
        assert [tuple(map(repr, row)) for row in query.collect()] == wanted
    # All rows of one partition.
    first = f"SELECT * FROM (SELECT *, row_number() OVER (ORDER BY {orders}, i) AS place FROM many_rows)"
    some = [tuple(map(repr, row)) for row in spark.sql(first + " WHERE place > 0").collect()][:7]
    assert [tuple(map(repr, row)) for row in spark.sql(first + " WHERE place <= 7").collect()] == some
    # Where peers keep the order in which they came.
    peers = "SELECT k, i FROM (SELECT k, i, row_number() OVER (PARTITION BY k ORDER BY 1) AS place FROM many_rows)"
    some = [tuple(row) for row in spark.sql(peers + " WHERE place * 1 <= 3").collect()]
    assert [tuple(row) for row in spark.sql(peers + " WHERE place <= 3").collect()] == some


def test_queries_within_queries(spark: SparkSession, scores: DataFrame) -> None:
    scores.createOrReplaceTempView("scores")
    query = "WITH best AS (SELECT k, max(v) AS m FROM scores GROUP BY k) SELECT s.k, s.d FROM scores s JOIN best b"
    assert spark.sql(query + " ON s.k = b.k AND s.v = b.m ORDER BY s.k").collect() == [("a", 4.0), ("b", 1.5)]
    assert spark.sql("SELECT d FROM scores WHERE v = (SELECT max(v) FROM scores)").collect() == [(1.5,)]
    text = "SELECT k, v FROM scores s WHERE NOT EXISTS (SELECT 1 FROM scores t WHERE t.k = s.k AND t.v > s.v)"
    assert spark.sql(text + " AND v IS NOT NULL ORDER BY k").collect() == [("a", 4), ("b", 7)]
    assert spark.sql("SELECT k FROM scores QUALIFY row_number() OVER (ORDER BY d DESC, k) = 1").collect() == [("a",)]


def test_rollup_and_cube(scores: DataFrame) -> None:
    rolled = scores.rollup("k").agg(F.sum("v").alias("s"), F.grouping("k").alias("g")).sort("g", "k")
    assert rolled.collect() == [("a", 9, 0), ("b", 12, 0), (None, 21, 1)]
    assert scores.cube("k", "v").count().count() == 6 + 2 + 6 + 1


def test_equal_rows_are_counted(spark: SparkSession) -> None:
    one = spark.createDataFrame([("a", 1), ("a", 1), ("a", 2), (None, 3), (None, 3)], "k string, v int")
    two = spark.createDataFrame([("a", 1), (None, 3), ("b", 4)], "k string, v int")
    assert one.exceptAll(two).sort("k", "v").collect() == [(None, 3), ("a", 1), ("a", 2)]
    assert one.intersectAll(two).sort("k").collect() == [(None, 3), ("a", 1)]


def test_rows_of_rows(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(1, [10, 20]), (2, []), (3, None)], "id int, xs array<int>")
    assert frame.select("id", F.explode("xs")).collect() == [(1, 10), (1, 20)]
    assert frame.select("id", F.explode_outer("xs").alias("x")).collect() == [(1, 10), (1, 20), (2, None), (3, None)]
    assert frame.select(F.posexplode("xs").alias("p", "x"), "id").collect() == [(0, 10, 1), (1, 20, 1)]
    assert frame.select("id", F.posexplode_outer("xs")).collect()[2:] == [(2, None, None), (3, None, None)]


def test_columns_to_rows(spark: SparkSession) -> None:
    wide = spark.createDataFrame([(1, 11, 1.1), (2, 12, 1.2)], "id int, a int, b double")
    long = wide.unpivot("id", ["a", "b"], "name", "value").sort("id", "name")
    assert long.collect() == [(1, "a", 11.0), (1, "b", 1.1), (2, "a", 12.0), (2, "b", 1.2)]


def test_partitions_by_values(spark: SparkSession) -> None:
    frame = spark.range(100).withColumn("k", F.col("id") % 7)
    parts = frame.repartition(4, "k").rdd.glom().map(lambda rows: len(rows)).collect()
    assert sum(parts) == 100 and len(parts) == 4
    ranged = frame.repartitionByRange(3, "id")
    bounds = [[row.id for row in part] for part in ranged.rdd.glom().collect()]
    assert len(bounds) == 3 and max(bounds[0]) < min(bounds[1]) and max(bounds[1]) < min(bounds[2])


def test_notes_of_columns_stay(spark: SparkSession) -> None:
    frame = spark.range(1).select(F.col("id").alias("n", metadata={"max": 99}))
    assert frame.schema["n"].metadata == {"max": 99}
    assert frame.withColumnRenamed("n", "m").select("m").schema["m"].metadata == {"max": 99}
    assert spark.range(1).withMetadata("id", {"a": "b"}).schema["id"].metadata == {"a": "b"}


def test_dropping_what_two_columns_are_called(spark: SparkSession) -> None:
    both = spark.range(2).join(spark.range(2), how="cross")
    assert both.drop("id").columns == []
    with pytest.raises(AnalysisException, match="AMBIGUOUS_REFERENCE"):
        both.drop(F.col("id"))


def test_wide_and_long_plans(spark: SparkSession) -> None:
    wide = spark.range(1).select(*[(F.col("id") + i).alias(f"c{i}") for i in range(1_000)])
    assert wide.filter("c999 = 999").select("c0", "c500").collect() == [Row(c0=0, c500=500)]
    assert len(wide.collect()[0]) == 1_000
    frame = spark.range(2)
    for i in range(500):
        frame = frame.withColumn(f"c{i}", F.col("id") + i)
    assert frame.agg(F.sum("c499")).collect()[0][0] == 999
    union = spark.range(1)
    for _ in range(199):
        union = union.union(spark.range(1))
    assert union.count() == 200
    some = spark.range(20_000).filter(F.col("id").isin(list(range(0, 20_000, 2))))
    assert some.count() == 10_000

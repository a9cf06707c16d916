# SPDX-License-Identifier: Apache-2.0
"""How queries are carried out: what is read and made once, and what is left out before it travels."""

from __future__ import annotations

import os
import pathlib
import re
from collections.abc import Iterator

import pytest
from engines import is_real

from martlet import SparkConf, SparkContext
from martlet.sql import DataFrame, SparkSession
from martlet.sql import functions as F

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")


@pytest.fixture(scope="module")
def spark(sc: SparkContext) -> Iterator[SparkSession]:
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    context = SparkContext(conf=SparkConf(False).setMaster("local[2]").setAppName("plans"))
    try:
        yield SparkSession(context)
    finally:
        context.stop()
        SparkContext._active_spark_context = before


def stages(frame: DataFrame, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    frame.explain(mode="codegen")
    text = capsys.readouterr().out.split("== Stages ==\n")[1].split("\n== ")[0]
    return re.split(r"^(?=Stage )", text, flags=re.MULTILINE)[1:]


def plain(frame: DataFrame) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in frame.collect())


GROUPS = "WITH g AS (SELECT id % 10 AS k, sum(id) AS s, count(*) AS n FROM range(0, 1000, 1, 3) GROUP BY id % 10)"


def test_groups_that_are_read_twice_are_made_once(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    twice = spark.sql(GROUPS + " SELECT k, s, n FROM g WHERE s = (SELECT max(s) FROM g)")
    # One that sums by key, and none of the same again.
    partial = [stage for stage in stages(twice, capsys) if re.search(r"from \d+ integers|from range", stage)]
    assert len(partial) == 1, partial
    assert plain(twice) == [(9, 50400, 100)]
    # Each place has its own names, and may ask for more or for less than the other.
    joined = spark.sql(
        GROUPS
        + " SELECT a.k, a.s + b.s AS both FROM g a JOIN (SELECT s, n, k AS l FROM g) b ON a.k = b.l WHERE b.n = 100"
    )
    assert plain(joined) == [(k, 2 * sum(range(k, 1000, 10))) for k in range(10)]
    other = spark.sql(GROUPS + " SELECT count(*) FROM g UNION ALL SELECT sum(s) FROM g UNION ALL SELECT max(n) FROM g")
    assert [row[0] for row in other.collect()] == [10, 499500, 100]


def test_groups_that_differ_are_made_apart(spark: SparkSession) -> None:
    numbers = spark.range(0, 1000, numPartitions=3)

    def groups(modulus: int) -> DataFrame:
        return numbers.groupBy((F.col("id") % modulus).alias("k")).agg(F.sum("id").alias("s"))

    one, two = groups(10), groups(5)
    found = one.join(two.withColumnRenamed("s", "t"), "k")
    wanted = [(k, sum(range(k, 1000, 10)), sum(range(k, 1000, 5))) for k in range(5)]
    assert plain(found) == wanted
    distinct = numbers.select((F.col("id") % 7).alias("d")).distinct()
    assert plain(distinct.union(distinct)) == sorted([(d,) for d in range(7)] * 2)


def made(query: DataFrame, capsys: pytest.CaptureFixture[str], what: str = "joined with rows") -> int:
    """How often a step is in the stages of a query."""
    return "".join(stages(query, capsys)).count(what)


JOINED = """WITH j AS (
    SELECT m.id AS k, m.id % 7 AS v, f.id % 3 AS w
    FROM range(0, 200000, 1, 3) m JOIN range(0, 200000, 1, 2) f ON m.id = f.id WHERE f.id % 200 {test})
"""


def test_few_rows_of_a_join_that_are_read_twice_are_made_once(
    spark: SparkSession, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = " SELECT v, w, count(*) AS n FROM j GROUP BY v, w UNION ALL SELECT v, null, sum(k) FROM j{more} GROUP BY v"
    keys = range(0, 200_000, 200)
    wanted = [(v, w, sum(k % 7 == v and k % 3 == w for k in keys)) for v in range(7) for w in range(3)]
    wanted += [(v, None, sum(k for k in keys if k % 7 == v)) for v in range(7)]
    query = spark.sql(JOINED.format(test="= 0") + twice.format(more=""))
    assert made(query, capsys) == 1
    assert sorted([tuple(row) for row in query.collect()], key=repr) == sorted(wanted, key=repr)
    # What the second place asks for more than the first is there for it.
    other = spark.sql(JOINED.format(test="= 0") + " SELECT sum(v) FROM j UNION ALL SELECT sum(v * w) FROM j")
    assert made(other, capsys) == 1
    assert [row[0] for row in other.collect()] == [sum(k % 7 for k in keys), sum((k % 7) * (k % 3) for k in keys)]
    # One that is read once, those that differ, and those that leave most rows are made where they are read.
    once = spark.sql(JOINED.format(test="= 0") + " SELECT v, w, count(*) FROM j GROUP BY v, w")
    assert made(once, capsys) == 1 and "by turns" not in stages(once, capsys)[-2]
    assert made(spark.sql(JOINED.format(test="= 0") + twice.format(more=" WHERE k > 5")), capsys) == 2
    assert made(spark.sql(JOINED.format(test="<> 0") + twice.format(more="")), capsys) == 2


def test_windows_that_are_read_twice_are_made_once(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    query = spark.sql(
        """WITH w AS (SELECT id, id % 10 AS g, row_number() OVER (PARTITION BY id % 10 ORDER BY id) AS n
            FROM range(0, 200000, 1, 3))
        SELECT a.g, count(*) FROM w a JOIN w b ON a.id = b.id + 10 AND a.n = b.n + 1 GROUP BY a.g"""
    )
    assert made(query, capsys, "of rows and their neighbours") == 1
    assert plain(query) == [(g, 19_999) for g in range(10)]


def test_rows_without_a_match_stay_where_they_are(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    many = spark.range(0, 200_000, numPartitions=3).select(
        F.when(F.col("id") % 1000 == 0, None).otherwise(F.col("id")).alias("a"), (F.col("id") % 7).alias("v")
    )
    few = spark.range(0, 3_000, numPartitions=2).select(
        F.when(F.col("id") % 500 == 0, None).otherwise(F.col("id") * 2).alias("b"), (F.col("id") % 5).alias("w")
    )
    many.createOrReplaceTempView("many")
    few.createOrReplaceTempView("few")
    left = {i: (None if i % 1000 == 0 else i, i % 7) for i in range(200_000)}
    right = {i: (None if i % 500 == 0 else i * 2, i % 5) for i in range(3_000)}
    values = {a: v for a, v in left.values() if a is not None}
    matched = [(b, w) for b, w in right.values() if b in values and values[b] > w]
    unmatched = [(b, w) for b, w in right.values() if not (b in values and values[b] > w)]

    def rows(found: list[tuple[object, object]]) -> list[tuple[object, ...]]:
        return sorted(found, key=repr)

    for word, wanted in (("", matched), ("NOT ", unmatched)):
        query = spark.sql(f"SELECT b, w FROM few WHERE {word}EXISTS (SELECT * FROM many WHERE a = b AND v > w)")
        # The keys of the few come to the many before these are shuffled.
        text = "".join(stages(query, capsys))
        assert text.count("joined with rows of equal keys") == 2, text
        assert rows([tuple(row) for row in query.collect()]) == rows(wanted)
    # Where nulls are equal, they are.
    same = spark.sql("SELECT count(*) FROM few WHERE EXISTS (SELECT * FROM many WHERE a <=> b)")
    assert same.collect()[0][0] == sum(1 for b, _ in right.values() if b is None or b in values)
    # Where no side goes to the other as a whole, keys do not either.
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")
    try:
        query = spark.sql("SELECT b, w FROM few WHERE EXISTS (SELECT * FROM many WHERE a = b AND v > w)")
        assert "".join(stages(query, capsys)).count("joined with rows of equal keys") == 1
        assert rows([tuple(row) for row in query.collect()]) == rows(matched)
    finally:
        spark.conf.unset("spark.sql.autoBroadcastJoinThreshold")


def test_a_few_rows_go_to_the_others(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    # Three rows, a thousand, and in both some without a match: none of the joins shuffles, nor changes the order.
    names = spark.createDataFrame([(7, "seven"), (3, "three"), (1000, "none")], "k INT, name STRING")
    numbers = spark.createDataFrame([(i % 10, i) for i in range(1000, 0, -1)], "n INT, v INT")
    named = {7: "seven", 3: "three"}
    rows = [(i % 10, i) for i in range(1000, 0, -1)]
    wanted = {
        "inner": [(n, v, n, named[n]) for n, v in rows if n in named],
        "left": [(n, v, n if n in named else None, named.get(n)) for n, v in rows],
        "left_semi": [(n, v) for n, v in rows if n in named],
        "left_anti": [(n, v) for n, v in rows if n not in named],
    }
    for kind, found in wanted.items():
        joined = numbers.join(names, numbers.n == names.k, kind)
        # The few are brought together, and nothing else.
        assert len(stages(joined, capsys)) == 2, kind
        assert [tuple(row) for row in joined.collect()] == found
    # The few stay where they are, where all of them are wanted, as long as the others are few too.
    turned = names.join(numbers, numbers.n == names.k, "left").select("name", "v")
    assert [tuple(row) for row in turned.collect()] == [
        (name, v) for k, name in ((7, "seven"), (3, "three")) for n, v in rows if n == k
    ] + [("none", None)]
    right = names.join(numbers, numbers.n == names.k, "right").select("n", "v", "k", "name")
    assert [tuple(row) for row in right.collect()] == wanted["left"]
    # Groups of a few rows are a few rows, and so is what a condition leaves of them.
    groups = numbers.groupBy("n").count().filter("count > 50")
    assert len(stages(numbers.join(groups, "n"), capsys)) == len(stages(groups, capsys)) + 1
    spark.conf.set("spark.sql.autoBroadcastJoinThreshold", "-1")
    try:
        assert len(stages(numbers.join(names, numbers.n == names.k), capsys)) == 3
    finally:
        spark.conf.unset("spark.sql.autoBroadcastJoinThreshold")


def test_a_file_is_read_in_as_many_parts_as_there_are_slots(spark: SparkSession, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "numbers.csv"
    line = "1234567,abcdefghijkl\n"
    for extra in range(3):
        path.write_text(line * (12_000_000 // len(line)) + "1" * extra)
        frame = spark.read.csv(str(path), schema="a long, b string")
        assert frame.rdd.getNumPartitions() == 2, os.path.getsize(path)

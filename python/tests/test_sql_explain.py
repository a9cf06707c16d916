# SPDX-License-Identifier: Apache-2.0
"""What ``df.explain()`` and the console say of a query that has run: rows and time of each node of its plan."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from engines import is_real

from martlet import SparkConf, SparkContext
from martlet.sql import DataFrame, SparkSession
from martlet.sql import functions as F

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")


@pytest.fixture(scope="module")
def spark(sc: SparkContext) -> Iterator[SparkSession]:
    """A session of its own, with pages, in batches of three rows."""
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    conf = SparkConf(False).setMaster("local[2]").setAppName("explain").set("spark.ui.port", "0")
    context = SparkContext(conf=conf.set("martlet.batch.rows", "3"))
    try:
        yield SparkSession(context)
    finally:
        context.stop()
        SparkContext._active_spark_context = before


def explained(frame: DataFrame, capsys: pytest.CaptureFixture[str], *arguments: Any, **more: Any) -> str:
    capsys.readouterr()
    frame.explain(*arguments, **more)
    return capsys.readouterr().out


def rest(spark: SparkSession, path: str) -> Any:
    context = spark.sparkContext
    url = f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}{path}"
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.loads(answer.read())


def test_a_frame_is_explained_with_its_last_run(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    frame = spark.range(0, 100, numPartitions=4).filter("id % 4 = 0").withColumn("k", F.col("id") % 3)
    grouped = frame.groupBy("k").agg(F.sum("id").alias("s"))
    before = explained(grouped, capsys)
    assert before.startswith("== Physical Plan ==\n") and "Last Run" not in before
    assert re.search(r"Range \(0, 100, step=1\) .*\[about 100 rows, \d+", before)
    assert len(grouped.collect()) == 3
    after = explained(grouped, capsys)
    run = after.split("== Last Run ==\n")[1]
    assert re.match(r"query \d+, collect at .*test_sql_explain\.py:\d+", run)
    assert re.search(r"\(\d+\) Aggregate .*\[3 rows, [\d.]+ m?s", run)
    assert re.search(r"\(\d+\) Filter .*\[25 rows", run)
    assert re.search(r"\(\d+\) Range .*\[100 rows, [\d.]+ m?s", run)
    # Nothing has run of another frame.
    assert "Last Run" not in explained(frame, capsys)


def test_rows_of_the_driver_are_counted_in_plans(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    few = spark.createDataFrame([(n, str(n)) for n in range(70_000)], "k INT, name STRING")
    assert "about 70,000 rows" in explained(few, capsys)
    table = few.limit(10).toArrow()
    assert "about 10 rows" in explained(spark.createDataFrame(table), capsys)
    # Smaller than what it is joined with, it goes to where that is: no shuffle.
    many = spark.range(100_000, numPartitions=4)
    joined = many.join(spark.createDataFrame(table), F.col("id") == F.col("k"))
    assert "about 10 rows" in explained(joined, capsys)
    assert [row.name for row in joined.collect()] == [str(n) for n in range(10)]


def test_every_mode_has_its_parts(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    frame = spark.range(10).filter("id > 3")
    parts = ("Analyzed Logical Plan", "Optimized Logical Plan", "Physical Plan", "Stages")
    extended = explained(frame, capsys, True)
    assert [f"== {part} ==" in extended for part in parts] == [True] * 4
    # But for the numbers of its stages.
    assert re.sub(r"Stage \d+", "", explained(frame, capsys, "EXTENDED")) == re.sub(r"Stage \d+", "", extended)
    assert "Statistics(sizeInBytes=" in explained(frame, capsys, mode="cost")
    assert "\n(0) Filter" in explained(frame, capsys, mode="formatted")
    assert "== Stages ==\nStage " in explained(frame, capsys, mode="codegen")
    with pytest.raises(ValueError, match="'loud' is no mode of explain"):
        frame.explain("loud")


def test_analyze_runs_the_frame(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    frame = spark.range(0, 30, numPartitions=3).filter("id >= 12")
    shown = explained(frame, capsys, mode="analyze")
    assert re.search(r"\(0\) Filter .*\[18 rows", shown) and re.search(r"Range .*\[30 rows", shown)
    text = spark.sql("EXPLAIN ANALYZE SELECT count(*) FROM range(40) WHERE id < 8").collect()[0][0]
    assert "== Last Run ==" in text and "[8 rows" in text and "[40 rows" in text


def test_rest_and_page_of_a_query_show_its_nodes(spark: SparkSession) -> None:
    left = spark.range(0, 60, numPartitions=3).select(F.col("id").alias("a"), (F.col("id") % 6).alias("k"))
    right = spark.range(0, 4, numPartitions=2).select(F.col("id").alias("b"))
    assert left.join(right, left.k == right.b).count() == 40
    query = rest(spark, "/sql?length=1000")[-1]
    nodes = {node["nodeId"]: node for node in query["nodes"]}
    assert set(nodes) == set(range(len(nodes)))

    def metric(node: dict[str, Any], name: str) -> str | None:
        return next((one["value"] for one in node["metrics"] if one["name"] == name), None)

    rows = sorted((node["nodeName"], metric(node, "number of output rows")) for node in nodes.values())
    assert ("Join", "40") in rows and ("Range", "60") in rows and ("Range", "4") in rows
    assert any(re.fullmatch(r"[\d.]+ m?s", metric(node, "time on slots") or "") for node in nodes.values())
    # A tree: each node but the root has one edge, to the node that takes its rows.
    assert sorted(edge["fromId"] for edge in query["edges"]) == list(range(1, len(nodes)))
    assert all(edge["toId"] < edge["fromId"] for edge in query["edges"])
    base = spark.sparkContext.uiWebUrl
    with urllib.request.urlopen(f"{base}/query?id={query['id']}", timeout=30) as answer:
        page = answer.read().decode()
    assert "Plan as it ran" in page and "Join inner" in page
    stage = rest(spark, f"/jobs/{query['successJobIds'][-1]}")["stageIds"][-1]
    with urllib.request.urlopen(f"{base}/stage?id={stage}", timeout=30) as answer:
        page = answer.read().decode()
    assert "Steps" in page and "Rows given" in page


def test_steps_of_rdds_are_on_the_page_of_their_stage(spark: SparkSession) -> None:
    context = spark.sparkContext
    assert context.range(1000, numSlices=2).map(lambda x: x * 2).filter(lambda x: x % 3 == 0).count() == 334
    stage = rest(spark, "/stages")[0]["stageId"]
    with urllib.request.urlopen(f"{context.uiWebUrl}/stage?id={stage}", timeout=30) as answer:
        page = answer.read().decode()
    assert "range" in page and "program" in page and "1,000" in page and "334" in page

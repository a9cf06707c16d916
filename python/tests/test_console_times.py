# SPDX-License-Identifier: Apache-2.0
"""Where the time of tasks went: what executors measure, and what pages, REST, event logs and reports say of it."""

from __future__ import annotations

import json
import pathlib
import re
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from engines import is_real

from martlet import SparkConf, SparkContext

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")

DEADLINE_SECONDS = 60.0


class Ran:
    """A session with two executors that has ended, and what it said."""

    def __init__(self, folder: pathlib.Path) -> None:
        conf = SparkConf(False).setMaster("local-cluster[2,1,512m]").setAppName("times").set("spark.ui.port", "0")
        conf.set("spark.eventLog.enabled", "true").set("spark.eventLog.dir", str(folder / "logs"))
        (folder / "words.txt").write_text("".join(f"word{number % 97} {number}\n" for number in range(200_000)))
        with SparkContext(conf=conf) as context:
            self.context = context
            words = context.textFile(str(folder / "words.txt"), 4).map(lambda line: (line.split(" ")[0], 1))
            assert words.reduceByKey(lambda a, b: a + b, 4).count() == 97
            # Two results that wait at their executors until they are fetched.
            assert len(context.range(100_000, numSlices=2).map(lambda x: str(x) * 5).collect()) == 100_000
            context.range(20_000, numSlices=2).map(lambda x: str(x) * 20).saveAsTextFile(str(folder / "out"))

            def work(rows: Iterator[int]) -> Iterator[int]:
                total = 0
                for row in rows:
                    for turn in range(1_000):
                        total += turn % (row + 1)
                yield total

            assert context.range(2_000, numSlices=1).mapPartitions(work).count() == 1
            # The console may be a moment behind.
            until = time.monotonic() + DEADLINE_SECONDS
            while sum(stage["numCompleteTasks"] for stage in self.rest("/stages")) < 13:
                assert time.monotonic() < until
            self.stages: list[Any] = self.rest("/stages?details=true&withSummaries=true&quantiles=0,0.5,1")
            self.bars = {stage["stageId"]: self.bar(self.get(f"/stage?id={stage['stageId']}")) for stage in self.stages}
            self.page = self.get(f"/stage?id={max(self.bars)}")
            self.metrics = self.get("/metrics")
            context.report(str(folder / "report.html"))
        self.report = (folder / "report.html").read_text()
        (self.log,) = (folder / "logs").iterdir()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.context.uiWebUrl}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def rest(self, path: str) -> Any:
        return json.loads(self.get(f"/api/v1/applications/{self.context.applicationId}{path}"))

    @staticmethod
    def bar(page: str) -> str:
        found = re.search(r'<div class="bar parts thick" role="img" aria-label="([^"]+)"', page)
        assert found is not None
        return found[1]

    def lines(self) -> list[dict[str, Any]]:
        arrow = pytest.importorskip("pyarrow")
        with arrow.input_stream(str(self.log), compression="zstd") as stream:
            # Behind the header.
            return [json.loads(line) for line in stream.read().decode().splitlines()[1:]]


@pytest.fixture(scope="module")
def ran(sc: SparkContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    try:
        yield Ran(tmp_path_factory.mktemp("times"))
    finally:
        SparkContext._active_spark_context = before


def test_executors_measure_what_the_time_goes_into(ran: Ran) -> None:
    lines = ran.lines()
    # What began in an earlier frame is told by itself.
    begun = {line["task"]: line["stage"] for line in lines if line["event"] == "taskStarted"}
    ended = [line for line in lines if line["event"] == "taskEnded"]
    for line in ended:
        line.setdefault("stage", begun.get(line["task"]))
    assert len(ended) == 13 and not any("end" in line for line in ended)
    for line in ended:
        parts = [line.get(name, 0) for name in ("readNanos", "writeNanos", "shuffleReadNanos", "shuffleWriteNanos")]
        assert 0 < sum(parts) <= line["nanos"]
        assert 0 < line["cpuNanos"] <= line["nanos"]
        assert line.get("fetchWaitNanos", 0) <= line.get("waitNanos", 0)
    by_stage = [[line for line in ended if line["stage"] == stage] for stage in sorted({x["stage"] for x in ended})]
    maps, reduces, large, saved, busy = by_stage
    assert all(line["readNanos"] > 0 and line["shuffleWriteNanos"] > 0 for line in maps)
    assert all(line["shuffleReadNanos"] > 0 and "readNanos" not in line for line in reduces)
    # Half of the blocks are the other executor's: what has to come over a connection is waited for.
    assert sum(line.get("fetchWaitNanos", 0) for line in reduces) > 0
    assert not any("fetchWaitNanos" in line for line in [*maps, *large, *saved, *busy])
    assert all(line["writeNanos"] > 0 for line in saved)
    assert not any("writeNanos" in line for line in [*maps, *reduces, *large, *busy])
    # A function over a whole partition runs on a thread of its own, whose time on a processor counts.
    assert busy[0]["cpuNanos"] > 20_000_000
    received = [line for line in lines if line["event"] == "resultReceived"]
    assert sorted(line["task"] for line in received) == sorted(line["task"] for line in large)
    assert {line["stage"] for line in received} == {large[0]["stage"]}


def test_sparks_fields_are_parts_of_one_whole(ran: Ran) -> None:
    assert len(ran.stages) == 5
    for stage in ran.stages:
        assert 0 <= stage["shuffleFetchWaitTime"] <= stage["executorRunTime"]
        tasks = list(stage["tasks"].values())
        assert sum(task["taskMetrics"]["executorCpuTime"] for task in tasks) == stage["executorCpuTime"] > 0
        written = sum(task["taskMetrics"]["shuffleWriteMetrics"]["writeTime"] for task in tasks)
        assert written == stage["shuffleWriteTime"]
        assert (stage["shuffleWriteTime"] > 0) == (stage["shuffleWriteBytes"] > 0)
        for task in tasks:
            metrics = task["taskMetrics"]
            run = metrics["executorRunTime"]
            assert run + task["schedulerDelay"] + task["gettingResultTime"] <= task["duration"]
            assert metrics["shuffleReadMetrics"]["fetchWaitTime"] <= run
            assert metrics["shuffleWriteMetrics"]["writeTime"] < (run + 1) * 1_000_000
            assert metrics["executorCpuTime"] < (run + 1) * 1_000_000
        spread = stage["taskMetricsDistributions"]
        assert spread["executorCpuTime"][2] == max(task["taskMetrics"]["executorCpuTime"] for task in tasks)
        assert spread["duration"][0] == min(task["duration"] for task in tasks)


def test_pages_a_history_and_a_report_say_the_same(sc: SparkContext, ran: Ran) -> None:
    assert "Where the time went" in ran.page and "processors were busy for" in ran.page
    history = sc._session.call({"op": "history", "path": str(ran.log.parent), "port": 0})["url"]
    with urllib.request.urlopen(f"{history}/api/v1/applications", timeout=60) as answer:
        key = json.loads(answer.read())[0]["id"]
    for stage, bar in ran.bars.items():
        parts = dict(re.findall(r"(\w+) (\d+) %", bar))
        assert sum(map(int, parts.values())) == 100 and set(parts) <= {
            "reading", "computing", "shuffling", "writing", "waiting",
        }  # fmt: skip
        with urllib.request.urlopen(f"{history}/history/{key}/stage?id={stage}", timeout=60) as answer:
            assert ran.bar(answer.read().decode()) == bar
        assert f'aria-label="{bar}"' in ran.report


def test_seconds_of_each_part_are_counted(ran: Ran) -> None:
    parser = pytest.importorskip("prometheus_client.parser")
    families = {family.name: family for family in parser.text_string_to_metric_families(ran.metrics)}
    seconds = {sample.labels["part"]: sample.value for sample in families["martlet_task_seconds"].samples}
    assert list(seconds) == ["reading", "computing", "shuffling", "writing", "waiting"]
    assert all(value > 0 for value in seconds.values())
    (slots,) = families["martlet_task_run_seconds"].samples
    (processors,) = families["martlet_task_cpu_seconds"].samples
    assert 0 < processors.value <= slots.value <= sum(seconds.values()) + 1e-6

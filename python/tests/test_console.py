# SPDX-License-Identifier: Apache-2.0
"""The web UI of a real session: pages, REST under Spark's paths, metrics, ending a job."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from engines import is_real

from martlet import JobCancelledError, SparkConf, SparkContext
from martlet.notebook.progress import bar

#: What the console is to say, and has not said after so long, never comes.
SOON_SECONDS = 60

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")

SPARKS_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}GMT")


def conf(**more: str) -> SparkConf:
    made = SparkConf(False).setMaster("local[2]").setAppName("console <b>").set("spark.ui.port", "0")
    for key, value in more.items():
        made.set(key.replace("_", "."), value)
    return made


@pytest.fixture(scope="module")
def own(sc: SparkContext) -> Iterator[SparkContext]:
    """A context with jobs behind it: one with a shuffle, one that failed."""
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    context = SparkContext(conf=conf())
    try:
        context.setJobGroup("birds", "counts <i>birds</i>")
        context.parallelize(range(1000), 4).map(lambda x: (x % 7, x)).reduceByKey(lambda a, b: a + b, 2).collect()
        context.setJobGroup("other", "")
        with pytest.raises(Exception, match="zero"):
            context.parallelize([1, 0], 2).map(lambda x: 1 // x).collect()
        yield context
    finally:
        context.stop()
        SparkContext._active_spark_context = before


def get(context: SparkContext, path: str) -> tuple[str, str]:
    with urllib.request.urlopen(f"{context.uiWebUrl}{path}", timeout=30) as answer:
        return answer.read().decode(), answer.headers["content-type"]


def rest(context: SparkContext, path: str = "") -> Any:
    text, kind = get(context, f"/api/v1/applications/{context.applicationId}{path}")
    assert kind == "application/json"
    return json.loads(text)


def check(found: dict[str, Any]) -> None:
    """Times are written as Spark writes them; names and types are compared in ``test_console_fields.py``."""
    for name, value in found.items():
        if name.endswith("Time") and isinstance(value, str):
            assert SPARKS_DATE.fullmatch(value), name


def test_rest_has_sparks_fields(own: SparkContext) -> None:
    (application,) = json.loads(get(own, "/api/v1/applications")[0])
    assert application["id"] == own.applicationId and application["name"] == "console <b>"
    assert application["attempts"][0]["completed"] is False
    failed, job = rest(own, "/jobs")
    check(job)
    assert (job["status"], job["numTasks"], job["numCompletedTasks"]) == ("SUCCEEDED", 6, 6)
    assert (job["jobGroup"], job["description"]) == ("birds", "counts <i>birds</i>")
    assert failed["status"] == "FAILED" and failed["numFailedTasks"] >= 1
    assert rest(own, f"/jobs/{job['jobId']}") == job
    stages = {stage["stageId"]: stage for stage in rest(own, "/stages")}
    for stage in job["stageIds"]:
        check(stages[stage])
        assert rest(own, f"/stages/{stage}/0?details=false") == stages[stage]
    written, read = (stages[stage] for stage in sorted(job["stageIds"]))
    assert written["shuffleWriteBytes"] > 0 and read["shuffleReadBytes"] == written["shuffleWriteBytes"]
    assert len(rest(own, f"/stages/{written['stageId']}")[0]["tasks"]) == 4
    summary = rest(own, f"/stages/{written['stageId']}/0/taskSummary?quantiles=0.0,0.5,1.0")
    assert summary["quantiles"] == [0.0, 0.5, 1.0] and len(summary["executorRunTime"]) == 3
    (executor,) = rest(own, "/executors")
    check(executor)
    assert executor["isActive"] and executor["totalCores"] == 2 and executor["completedTasks"] >= 6
    assert rest(own, "/allexecutors") == [executor]
    assert ["spark.app.name", "console <b>"] in rest(own, "/environment")["sparkProperties"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        rest(own, "/jobs/99999")


def test_what_is_kept_is_shown(own: SparkContext) -> None:
    kept = own.range(1000, numSlices=4).map(lambda x: (x, str(x))).setName("birds <b>").cache()
    assert kept.count() == 1000

    def dataset() -> dict[str, Any]:
        return next(one for one in rest(own, "/storage/rdd") if one["name"] == "birds <b>")

    found = dataset()
    assert (found["numPartitions"], found["numCachedPartitions"], found["diskUsed"]) == (4, 4, 0)
    assert found["memoryUsed"] > 8000 and found["storageLevel"] == str(kept.getStorageLevel())
    partitions = rest(own, f"/storage/rdd/{found['id']}")["partitions"]
    assert [part["blockName"] for part in partitions] == [f"rdd_{found['id']}_{part}" for part in range(4)]
    page = get(own, "/storage")[0]
    assert "birds &lt;b&gt;" in page and "4 of 4" in page
    kept.unpersist()
    # The driver hears of it a moment later.
    until = time.monotonic() + SOON_SECONDS
    while any(one["name"] == "birds <b>" for one in rest(own, "/storage/rdd")):
        assert time.monotonic() < until


def test_metrics_are_understood_by_prometheus(own: SparkContext) -> None:
    parser = pytest.importorskip("prometheus_client.parser")
    families = {family.name: family for family in parser.text_string_to_metric_families(get(own, "/metrics")[0])}
    assert all(family.documentation and family.type != "unknown" for family in families.values())
    tasks = {sample.labels["status"]: sample.value for sample in families["martlet_tasks"].samples}
    assert tasks["succeeded"] >= 6 and tasks["failed"] >= 1
    buckets = {sample.name: sample.value for sample in families["martlet_task_duration_seconds"].samples}
    assert buckets["martlet_task_duration_seconds_count"] == tasks["succeeded"]
    labels = {name for family in families.values() for sample in family.samples for name in sample.labels}
    assert labels == {"application", "application_id", "version", "status", "state", "part", "le"}


def test_pages_show_what_ran_as_text(own: SparkContext) -> None:
    page, kind = get(own, "/")
    assert kind.startswith("text/html") and "counts &lt;i&gt;birds&lt;/i&gt;" in page and "<i>birds" not in page
    assert "console &lt;b&gt;" in page and "integer division or modulo by zero" in page
    for link in set(re.findall(r'href="((?:job|stage)\?id=\d+)"', page)):
        assert "</html>" in get(own, "/" + link)[0]
    assert get(own, "/healthz")[0] == "ok\n"


def test_a_link_of_the_notebook_ends_a_job(own: SparkContext) -> None:
    face = own._repr_html_()
    found = re.search(r'href="(http://127\.0\.0\.1:\d+/)#token=([0-9a-f]{32})"', face)
    assert found and found[1] == f"{own.uiWebUrl}/"
    assert found[0] in bar({"name": "x"}, 1.0, "RUNNING", own._session.console()[1])

    def slow(x: int) -> int:
        total = 0
        for i in range(10**12):
            total += i % (x + 1)
        return total

    ended: list[BaseException] = []

    def run() -> None:
        try:
            own.parallelize([1], 1).map(slow).collect()
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    running: list[Any] = []
    while not running:
        running = [job for job in rest(own, "/jobs?status=running") if job["numActiveTasks"]]
    url = f"{own.uiWebUrl}/kill?job={running[0]['jobId']}"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=30)
    allowed = {"X-Martlet-Token": found[2]}
    with pytest.raises(urllib.error.HTTPError, match="403"):
        headers = {**allowed, "Origin": "https://evil.example"}
        urllib.request.urlopen(urllib.request.Request(url, method="POST", headers=headers), timeout=30)
    assert thread.is_alive()
    with urllib.request.urlopen(urllib.request.Request(url, method="POST", headers=allowed), timeout=30) as answer:
        assert answer.status == 202
    thread.join(60)
    assert isinstance(ended[0], JobCancelledError) and "console" in str(ended[0])


def test_it_is_off_by_its_setting_and_gone_with_the_context(sc: SparkContext) -> None:
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    try:
        with SparkContext(conf=conf(spark_ui_enabled="false")) as context:
            assert context.uiWebUrl is None and "#token" not in context._repr_html_()
        with SparkContext(conf=conf()) as context:
            port = int(str(context.uiWebUrl).rsplit(":", 1)[1])
            assert get(context, "/readyz")[0] == "ok\n"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=5)
        with pytest.raises(ValueError, match=r"spark\.ui\.port is '70000'"):
            SparkContext(conf=conf().set("spark.ui.port", "70000"))
    finally:
        SparkContext._active_spark_context = before

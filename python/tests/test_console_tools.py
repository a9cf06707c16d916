# SPDX-License-Identifier: Apache-2.0
"""A tool that was written for Spark's history server, asked of a live session and of a history."""

from __future__ import annotations

import pathlib
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest
from engines import is_real

from martlet import SparkConf, SparkContext

requests = pytest.importorskip("requests")
sparkmonitoring = pytest.importorskip("sparkmonitoring")

pytestmark = pytest.mark.skipif(not is_real, reason="the engine's library is not built")


@pytest.fixture(scope="module")
def urls(sc: SparkContext, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where a live session is seen, and a history that has the log of the same work."""
    folder = tmp_path_factory.mktemp("logs")
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    try:
        with SparkContext(conf=with_log(conf(), folder)) as ended:
            work(ended)
        with SparkContext(conf=conf()) as live:
            work(live)
            history = live._session.call({"op": "history", "path": str(folder), "port": 0})["url"]
            assert live.uiWebUrl is not None
            yield {"live": live.uiWebUrl, "history": history}
    finally:
        SparkContext._active_spark_context = before


def conf() -> SparkConf:
    return SparkConf(False).setMaster("local[2]").setAppName("tools").set("spark.ui.port", "0")


def with_log(conf: SparkConf, folder: pathlib.Path) -> SparkConf:
    return conf.set("spark.eventLog.enabled", "true").set("spark.eventLog.dir", str(folder))


def work(context: SparkContext) -> None:
    context.parallelize(range(1000), 4).map(lambda x: (x % 7, x)).reduceByKey(lambda a, b: a + b, 2).collect()
    with pytest.raises(Exception, match="zero"):
        context.parallelize([1, 0], 2).map(lambda x: 1 // x).collect()


def client(url: str) -> Any:
    parts = urllib.parse.urlsplit(url)
    return sparkmonitoring.client(parts.hostname, parts.port)


@pytest.mark.parametrize("place", ["live", "history"])
def test_every_request_of_a_spark_client_is_understood(urls: dict[str, str], place: str) -> None:
    spark = client(urls[place])
    (application,) = spark.list_applications()
    identity = application["id"]
    assert spark.get_application(identity)["name"] == "tools"
    failed, job = spark.list_jobs(identity)
    assert (failed["status"], job["status"]) == ("FAILED", "SUCCEEDED")
    assert spark.get_job(identity, str(job["jobId"])) == job
    stages = spark.list_stages(identity)
    assert {stage["stageId"] for stage in stages} == {*failed["stageIds"], *job["stageIds"]}
    assert len(spark.list_stages(identity, status="complete")) == 2
    first = min(job["stageIds"])
    (attempt,) = spark.list_stage_attempts(identity, first)
    assert attempt["status"] == "COMPLETE" and len(attempt["tasks"]) == 4
    assert spark.get_stage_attempt(identity, first, 0)["numCompleteTasks"] == 4
    assert len(spark.get_stage_attempt_summary(identity, first, 0)["duration"]) == 5
    # Those that were there at the end stay active in a history, as they do in Spark's.
    (executor,) = spark.list_active_executors(identity)
    assert executor["completedTasks"] >= 6 and spark.list_all_executors(identity) == [executor]
    # What there is not says why.
    for request, reason in [
        (lambda: spark.list_executor_threads(identity, "1"), "hread"),
        (lambda: spark.get_logs(identity), "log"),
    ]:
        with pytest.raises(requests.HTTPError) as refused:
            request()
        assert refused.value.response.status_code == 404 and reason in refused.value.response.text


@pytest.mark.parametrize("place", ["live", "history"])
def test_tasks_come_in_the_order_and_of_the_kind_that_is_asked_for(urls: dict[str, str], place: str) -> None:
    spark = client(urls[place])
    identity = spark.list_applications()[0]["id"]
    failed, job = spark.list_jobs(identity)
    first = min(job["stageIds"])
    tasks = spark.get_stage_attempt_tasks(identity, first, 0)
    assert [task["index"] for task in tasks] == [0, 1, 2, 3]
    assert spark.get_stage_attempt_tasks(identity, first, 0, offset=1, length=2) == tasks[1:3]
    times = [task["taskMetrics"]["executorRunTime"] for task in tasks]
    for word in ["runtime", "increasing_runtime"]:
        sorted_ones = spark.get_stage_attempt_tasks(identity, first, 0, sortBy=word)
        assert [task["taskMetrics"]["executorRunTime"] for task in sorted_ones] == sorted(times)
    slowest = spark.get_stage_attempt_tasks(identity, first, 0, sortBy="-runtime")
    assert [task["taskMetrics"]["executorRunTime"] for task in slowest] == sorted(times, reverse=True)
    base = f"{urls[place]}/api/v1/applications/{identity}/stages"
    (stage,) = failed["stageIds"]
    found = requests.get(f"{base}/{stage}/0/taskList?status=failed", timeout=30).json()
    assert found and {task["status"] for task in found} == {"FAILED"}
    chosen = requests.get(f"{base}/{stage}/0?taskStatus=FAILED", timeout=30).json()["tasks"]
    assert len(chosen) == len(found)
    for wrong in [f"{base}/{stage}/0/taskList?sortBy=colour", f"{base}/{stage}/0/taskList?status=blue"]:
        answer = requests.get(wrong, timeout=30)
        assert answer.status_code == 400 and "runtime" in answer.text + "runtime" * ("blue" in wrong)


@pytest.mark.parametrize("place", ["live", "history"])
def test_applications_are_chosen_by_state_and_by_their_times(urls: dict[str, str], place: str) -> None:
    spark = client(urls[place])
    state, other = ("running", "completed") if place == "live" else ("completed", "running")
    assert len(spark.list_applications(status=state)) == 1 and spark.list_applications(status=other) == []
    (application,) = spark.list_applications(limit=5)
    started = application["attempts"][0]["startTime"]
    assert len(spark.list_applications(minDate=started, maxDate=started)) == 1
    assert len(spark.list_applications(minDate="2020-01-01")) == 1
    assert spark.list_applications(minDate="2999-01-01") == []
    assert spark.list_applications(maxDate="2020-01-01T00:00:00.000GMT") == []
    # One that runs is not known to end before any time that is yet to come.
    for word, count in [("minEndDate=2999-01-01", 1 if place == "live" else 0), ("maxEndDate=2020-01-01", 0)]:
        assert len(requests.get(f"{urls[place]}/api/v1/applications?{word}", timeout=30).json()) == count
    answer = requests.get(f"{urls[place]}/api/v1/applications?minDate=yesterday", timeout=30)
    assert answer.status_code == 400 and "yesterday" in answer.text

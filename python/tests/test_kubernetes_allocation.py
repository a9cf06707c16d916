# SPDX-License-Identifier: Apache-2.0
"""Executors that come and go with the work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from apiserver import SECONDS, Cluster, within
from engines import is_real

from martlet import SparkConf, SparkContext

SETTINGS = {
    "spark.dynamicAllocation.enabled": "true",
    "spark.dynamicAllocation.minExecutors": "1",
    "spark.dynamicAllocation.maxExecutors": "4",
    "spark.dynamicAllocation.executorIdleTimeout": "2s",
    "spark.dynamicAllocation.schedulerBacklogTimeout": "200ms",
    "spark.executor.instances": "1",
}


def slow(x: int) -> int:
    time.sleep(0.1)
    return x


def states(sc: SparkContext) -> list[str]:
    return [one.state for one in sc.statusTracker().getExecutorInfos()]


def grow_and_shrink(sc: SparkContext, until: Callable[[Callable[[], bool]], object]) -> None:
    until(lambda: states(sc) == ["running"])
    for _ in range(2):
        answers: list[int] = []
        rows = sc.range(100, numSlices=100).map(slow)
        job = threading.Thread(target=lambda rows=rows, answers=answers: answers.append(rows.sum()))
        job.start()
        until(lambda: states(sc) == ["running"] * 4)
        job.join(SECONDS)
        assert answers == [sum(range(100))]
        until(lambda: states(sc) == ["running"])


def test_pods_come_with_the_backlog_and_leave_when_they_are_idle(
    server: Cluster, context: Callable[..., SparkContext]
) -> None:
    sc = context(**SETTINGS)
    grow_and_shrink(sc, server.until)
    server.until(lambda: len(server.pods()) == 1)
    reasons = {one["reason"] for one in sc._session.call({"op": "activity"})["executors"] if one["state"] == "lost"}
    assert reasons == {"dismissed by the driver"}
    # They were not killed: each ended by itself.
    ended = server.control()["endedLogs"]
    assert len(ended) == 6 and all("executor ends" in log for log in ended.values()), ended


def test_pods_with_map_outputs_stay_while_these_may_be_read(
    server: Cluster, context: Callable[..., SparkContext]
) -> None:
    sc = context(**{**SETTINGS, "spark.dynamicAllocation.initialExecutors": "2"})
    server.until(lambda: states(sc) == ["running", "running"])
    kept = sc.range(1_000, numSlices=8).map(lambda x: (x % 10, x)).reduceByKey(lambda a, b: a + b)
    assert server.within(kept.values().sum) == 499_500
    held = {one["name"] for one in sc._session.call({"op": "activity"})["executors"] if one["state"] == "running"}
    assert len(held) >= 2
    # Longer than an idle one stays.
    with pytest.raises(AssertionError):
        server.until(lambda: states(sc) == ["running"], 4)
    del kept
    server.until(lambda: states(sc) == ["running"])


@pytest.mark.skipif(not is_real, reason="the engine's library is not built")
def test_processes_of_this_machine_come_and_go_alike() -> None:
    usual = SparkContext._active_spark_context
    SparkContext._active_spark_context = None
    conf = SparkConf(False).setAll(list(SETTINGS.items())).setMaster("local-cluster[1,1,64m]").setAppName("allocation")
    sc = SparkContext(conf=conf)

    def until(condition: Callable[[], bool]) -> None:
        def wait() -> None:
            while not condition():
                threading.Event().wait(0.05)

        within(SECONDS, wait, lambda: str(sc._session.call({"op": "activity"})))

    try:
        grow_and_shrink(sc, until)
    finally:
        sc.stop()
        SparkContext._active_spark_context = usual


def test_settings_that_contradict_each_other_are_refused() -> None:
    if not is_real:
        pytest.skip("the engine's library is not built")
    usual = SparkContext._active_spark_context
    SparkContext._active_spark_context = None
    conf = SparkConf(False).setAll(list({**SETTINGS, "spark.dynamicAllocation.minExecutors": "9"}.items()))
    try:
        with pytest.raises(ValueError, match="minExecutors is 9, more than the 4 of"):
            SparkContext(conf=conf.setMaster("local-cluster[1,1,64m]").setAppName("allocation"))
    finally:
        SparkContext._active_spark_context = usual

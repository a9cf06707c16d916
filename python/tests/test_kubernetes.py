# SPDX-License-Identifier: Apache-2.0
"""Executors as pods: a test API server whose node runs pods' commands as real processes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

import pytest
from apiserver import SECONDS, Cluster, Driver

from martlet import SparkContext

# Until no pod is left after the driver's process was killed.
LEFT_SECONDS = 15


def slow(x: int) -> int:
    total = 0
    while total < 3_000:
        total += 1
    return x


def awaited(made: SparkContext) -> list[str]:
    return [one.reason for one in made.statusTracker().getExecutorInfos() if one.state == "pending"]


def states(made: SparkContext) -> list[str]:
    return [one.state for one in made.statusTracker().getExecutorInfos()]


def test_a_sum_on_two_pods_which_vanish_with_the_context(server: Cluster, context: Callable[..., SparkContext]) -> None:
    sc = context()
    server.until(lambda: states(sc) == ["running", "running"])
    assert server.within(sc.parallelize(range(100_000_000), 4).sum) == 4999999950000000
    pods = server.pods()
    assert len(pods) == 2 and all(pod["phase"] == "Running" for pod in pods)
    for number, pod in enumerate(pods, 1):
        assert pod["name"].startswith("pyspark-shell-") and pod["name"].endswith(f"-exec-{number}")
        assert "running task" in pod["log"], pod["log"]
    assert len(server.control()["secrets"]) == 1
    sc.stop()
    server.until(lambda: not server.pods())
    assert server.control()["secrets"] == []


def test_a_pod_that_is_killed_for_want_of_memory_is_replaced_in_the_middle_of_a_job(
    server: Cluster, context: Callable[..., SparkContext], capfd: pytest.CaptureFixture[str]
) -> None:
    sc = context()
    server.until(lambda: states(sc) == ["running", "running"])
    answers: list[int] = []
    job = threading.Thread(target=lambda: answers.append(sc.range(40_000, numSlices=40).map(slow).sum()))
    job.start()
    server.until(lambda: sc.statusTracker().getActiveStageIds())
    victim = server.pods()[0]["name"]
    server.control("oomKilled", pod=victim)
    job.join(SECONDS)
    assert answers == [sum(range(40_000))], server.shown()

    def lost() -> str:
        found = [one for one in sc._session.call({"op": "activity"})["executors"] if one["name"] == victim]
        return str(found[0]["reason"])

    server.until(lambda: "OOMKilled" in lost() and "spark.executor.memory" in lost())
    server.until(lambda: states(sc) == ["running", "running"])
    assert victim not in [pod["name"] for pod in server.pods()]


def test_what_pods_wait_for_is_said_and_is_no_error(server: Cluster, context: Callable[..., SparkContext]) -> None:
    sentence = "0/3 nodes are available: 3 Insufficient cpu."
    server.control("unschedulable", message=sentence)
    sc = context()
    server.until(lambda: awaited(sc) == [f"Unschedulable: {sentence}"] * 2)
    answers: list[int] = []
    job = threading.Thread(target=lambda: answers.append(sc.range(1_000).sum()))
    job.start()
    server.until(lambda: sc.statusTracker().getActiveJobsIds())
    server.control("unschedulable")
    job.join(SECONDS)
    assert answers == [499_500], server.shown()


def test_the_api_server_may_be_down_while_a_job_runs(server: Cluster, context: Callable[..., SparkContext]) -> None:
    sc = context()
    server.until(lambda: states(sc) == ["running", "running"])
    server.control("down")
    assert server.within(sc.range(10_000, numSlices=8).map(slow).sum) == sum(range(10_000))
    server.control("down", **{"is": False})
    victim = server.pods()[1]["name"]
    server.control("exit", pod=victim, code=3)
    server.until(lambda: victim not in [pod["name"] for pod in server.pods()])
    server.until(lambda: states(sc) == ["running", "running"])
    assert server.within(sc.range(1_000).sum) == 499_500


def driver(server: Cluster, **more: str) -> Driver:
    return Driver(server, server.conf(**more))


def test_pods_of_a_killed_driver_are_deleted_and_those_of_another_are_not(server: Cluster) -> None:
    drivers = [driver(server), driver(server, **{"spark.driver.port": "17078"})]
    assert [one.line() for one in drivers] == ["499500\n", "499500\n"]
    applications = {pod["labels"]["spark-app-selector"] for pod in server.pods()}
    assert len(server.pods()) == 4 and len(applications) == 2
    os.killpg(drivers[0].process.pid, signal.SIGKILL)
    server.until(lambda: len(server.pods()) == 2, LEFT_SECONDS)
    assert {pod["phase"] for pod in server.pods()} == {"Running"}
    server.until(lambda: len(server.control()["secrets"]) == 1, LEFT_SECONDS)
    drivers[1].end()
    server.until(lambda: not server.pods())


def test_a_second_driver_takes_the_next_port(server: Cluster) -> None:
    drivers = [driver(server, **{"spark.driver.port": "17178"}) for _ in range(2)]
    assert [one.line() for one in drivers] == ["499500\n", "499500\n"]
    for one in drivers:
        one.end()
    server.until(lambda: not server.pods())


def test_drivers_with_the_same_names_have_pods_and_secrets_of_their_own(server: Cluster) -> None:
    drivers = [driver(server, **{"spark.kubernetes.executor.podNamePrefix": "team"}) for _ in range(3)]
    assert [one.line() for one in drivers] == ["499500\n"] * 3
    pods = server.pods()
    assert len(pods) == 6 and all(pod["name"].startswith("team-exec-") for pod in pods)
    assert sorted(server.control()["secrets"]) == ["team-2-secret", "team-3-secret", "team-secret"]
    drivers[0].end()
    ended = {pod["labels"]["spark-app-selector"] for pod in pods} - {
        pod["labels"]["spark-app-selector"] for pod in server.until(lambda: len(server.pods()) == 4 and server.pods())
    }
    assert len(ended) == 1 and len(server.control()["secrets"]) == 2
    os.killpg(drivers[1].process.pid, signal.SIGKILL)
    server.until(lambda: len(server.pods()) == 2 and len(server.control()["secrets"]) == 1, LEFT_SECONDS)
    assert {pod["phase"] for pod in server.pods()} == {"Running"}
    drivers[2].end()
    server.until(lambda: not server.pods() and not server.control()["secrets"])


def test_a_session_may_stop_while_it_starts(server: Cluster, context: Callable[..., SparkContext]) -> None:
    # With and without a server that lets wait.
    for refusals in (0, 0, 1):
        server.control("refuse", verb="create", resource="secrets", status=500, count=refusals)
        context().stop()
        SparkContext._active_spark_context = None
        server.until(lambda: not server.pods() and not server.control()["secrets"])

# SPDX-License-Identifier: Apache-2.0
"""How executors' pods end, and what is said of it in Python."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from apiserver import SECONDS, Cluster

from martlet import SparkContext

Make = Callable[..., SparkContext]


def executors(sc: SparkContext) -> dict[str, dict[str, Any]]:
    """All that is known of executors, by their names."""
    return {one["name"]: one for one in sc._session.call({"op": "activity"})["executors"]}


def states(sc: SparkContext) -> list[str]:
    return [one.state for one in sc.statusTracker().getExecutorInfos()]


def lost(server: Cluster, sc: SparkContext, name: str, *words: str) -> str:
    """Why the executor is gone, once that is said with these words."""

    def reason() -> str | None:
        one = executors(sc).get(name, {"state": "", "reason": ""})
        return one["reason"] if one["state"] == "lost" and all(word in one["reason"] for word in words) else None

    try:
        found: str = server.until(reason)
        return found
    except AssertionError as error:
        raise AssertionError(f"of {name}: {executors(sc).get(name)}\n{error}") from None


def count(x: int) -> int:
    time.sleep(0.2)
    return x


ENDS: list[tuple[dict[str, Any], list[str]]] = [
    ({"do": "oomKilled"}, ["OOMKilled", "448Mi", "spark.executor.memory"]),
    ({"do": "evicted"}, ["evicted", "ephemeral", "spark.kubernetes.executor.volumes"]),
    ({"do": "exit", "code": 3}, ["exit code 3", "Its last log lines:", "executor"]),
    ({"do": "exit", "code": 139}, ["exit code 139", "segmentation fault"]),
    ({"do": "preempted"}, ["preempted for a pod of higher priority"]),
    ({"do": "nodeLost"}, ["its node is gone or does not answer", "node-1"]),
    ({"do": "delete", "graceSeconds": 0}, ["is gone", "somebody has deleted it"]),
]


@pytest.mark.parametrize(("end", "words"), ENDS, ids=[f"{end['do']}{end.get('code', '')}" for end, _ in ENDS])
def test_why_an_executor_ended_is_said_and_it_is_replaced(
    server: Cluster, context: Make, end: dict[str, Any], words: list[str]
) -> None:
    sc = context()
    server.until(lambda: states(sc) == ["running", "running"])
    victim = server.pods()[0]["name"]
    server.control(pod=victim, **end)
    lost(server, sc, victim, *words)
    server.until(lambda: states(sc) == ["running", "running"])
    assert victim not in {one.name for one in sc.statusTracker().getExecutorInfos()}
    assert server.within(sc.range(1_000).sum) == 499_500


def test_a_program_that_is_not_in_the_image_ends_the_job_with_the_sentence(server: Cluster, context: Make) -> None:
    server.control("programs", programs={"martlet-executor": "/no/such/program"})
    sc = context()
    with pytest.raises(Exception, match="could not start") as failed:  # noqa: B017
        server.within(sc.range(10).sum)
    assert "StartError" in str(failed.value) and "spark.kubernetes.container.image" in str(failed.value)


def test_an_image_that_cannot_be_pulled_is_waited_for_with_its_name(server: Cluster, context: Make) -> None:
    server.control("missingImages", images=["martlet/executor:test"])
    sc = context()

    def reasons() -> set[str]:
        return {one.reason.split(":")[0] for one in sc.statusTracker().getExecutorInfos() if one.state == "pending"}

    server.until(lambda: reasons() & {"ErrImagePull", "ImagePullBackOff"})
    server.until(lambda: "martlet/executor:test" in str(executors(sc)))
    server.control("missingImages", images=[])
    assert server.within(sc.range(1_000).sum) == 499_500


def test_a_pod_that_is_told_to_end_hands_its_outputs_over_within_its_grace(server: Cluster, context: Make) -> None:
    sc = context()
    server.until(lambda: states(sc) == ["running", "running"])
    answers: list[int] = []
    rows = sc.range(40, numSlices=40).map(lambda x: (x % 10, count(x)))
    job = threading.Thread(target=lambda: answers.append(rows.reduceByKey(lambda a, b: a + b).values().sum()))
    job.start()
    server.until(lambda: any("running task" in pod["log"] for pod in server.pods()))
    victim = server.pods()[0]["name"]
    server.control("delete", pod=victim, graceSeconds=30)
    server.until(lambda: victim not in {pod["name"] for pod in server.pods()}, 30)
    job.join(SECONDS)
    assert answers == [sum(range(40))], server.shown()
    # It ended by itself, in order, and nothing that it had made was made again.
    said = server.control()["endedLogs"][victim]
    assert "executor ends" in said and "drained" in said, said
    assert executors(sc)[victim]["reason"] == "it left after draining"
    server.until(lambda: states(sc) == ["running", "running"])


def test_a_token_that_is_renewed_is_read_anew(server: Cluster, context: Make) -> None:
    sc = context()
    server.until(lambda: states(sc) == ["running", "running"])
    user = "system:serviceaccount:spark:driver"
    server.control("tokens", tokens={"second-token": user})
    server.control("breakWatches")
    # Nobody is let in: what runs runs on.
    assert server.within(sc.range(1_000).sum) == 499_500
    (server.folder / "token").write_text("second-token")
    victim = server.pods()[0]["name"]
    server.control("exit", pod=victim, code=3)
    server.until(lambda: victim not in {pod["name"] for pod in server.pods()})
    server.until(lambda: states(sc) == ["running", "running"])
    assert server.within(sc.range(1_000).sum) == 499_500


def test_users_of_one_cluster_have_rights_of_their_own(server: Cluster, context: Make) -> None:
    rights = ["create", "delete", "deletecollection", "get", "list", "watch"]
    server.control("tokens", tokens={"first-token": "system:serviceaccount:spark:driver", "other-token": "other"})
    token = server.folder / "other-token"
    token.write_text("other-token")
    one = context()
    SparkContext._active_spark_context = None
    own = {"spark.kubernetes.authenticate.oauthTokenFile": str(token), "spark.kubernetes.namespace": "team"}
    refused = context(**own)
    with pytest.raises(Exception, match="secrets") as failed:  # noqa: B017
        server.within(refused.range(10).sum)
    assert "needs a Role in namespace team" in str(failed.value)
    server.within(refused.stop)
    SparkContext._active_spark_context = None
    allowed = [f"{verb} {what}" for verb in rights for what in ("pods", "secrets")] + ["get pods/log"]
    server.control("rights", user="other", allowed=allowed)
    two = context(**own)
    assert server.within(two.range(1_000).sum) == server.within(one.range(1_000).sum) == 499_500
    server.until(lambda: [states(one), states(two)] == [["running", "running"]] * 2)
    assert sorted(pod["namespace"] for pod in server.pods()) == ["spark", "spark", "team", "team"]
    server.within(two.stop)
    server.until(lambda: [pod["namespace"] for pod in server.pods()] == ["spark", "spark"])
    assert server.within(one.range(1_000).sum) == 499_500

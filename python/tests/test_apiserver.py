# SPDX-License-Identifier: Apache-2.0
"""The stand-in for Kubernetes that other tests start."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from apiserver import PROGRAM, Cluster

from martlet import SparkContext
from martlet.command import main

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="martlet-test-apiserver is not built")


def ask(cluster: Cluster, path: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(cluster.address + path, data=None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", "Bearer " + (cluster.folder / "token").read_text())
    with urllib.request.urlopen(request, timeout=30, context=cluster._tls) as reply:
        return json.load(reply)


def pod(name: str, *command: str) -> dict[str, Any]:
    safe = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    container = {"name": "executor", "image": "test", "command": list(command), "securityContext": safe}
    security = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    spec = {"restartPolicy": "Never", "securityContext": security, "containers": [container]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


def test_pods_run_and_end_on_demand() -> None:
    with Cluster() as cluster:
        pods = "/api/v1/namespaces/spark/pods"
        made = ask(cluster, pods, pod("a", "sh", "-c", "echo hello; sleep 1000"))
        assert made["status"]["phase"] == "Pending"
        ask(cluster, pods, pod("b", "sleep", "1000"))
        assert {found["name"] for found in cluster.wait(2)} == {"a", "b"}
        cluster.control("oomKilled", pod="b")
        (ended,) = cluster.wait(1, "Failed")
        assert ended["name"] == "b"
        state = ask(cluster, pods + "/b")["status"]["containerStatuses"][0]["state"]["terminated"]
        assert (state["exitCode"], state["reason"]) == (137, "OOMKilled")
        cluster.control("tokens", tokens={})
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(cluster, pods)
        assert refused.value.code == 401 and json.load(refused.value)["reason"] == "Unauthorized"


def doctor(cluster: Cluster, capsys: pytest.CaptureFixture[str], **settings: str) -> tuple[int, str]:
    words = ["doctor", "--master", cluster.master]
    for key, value in {**cluster.settings, "spark.driver.host": "127.0.0.1", **settings}.items():
        words += ["--conf", f"{key}={value}"]
    return main(words), capsys.readouterr().out


@pytest.mark.usefixtures("real")
def test_the_doctor_sees_an_executor_dial(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # The command makes a context of its own, beside the one of all tests.
    monkeypatch.setattr(SparkContext, "_active_spark_context", None)
    with Cluster() as cluster:
        status, text = doctor(cluster, capsys, **{"spark.executor.memory": "64m"})
        assert status == 0, text
        assert "the image runs, and an executor at" in text
        cluster.control("rights", allowed=["get pods", "list pods"])
        status, text = doctor(cluster, capsys)
        assert status == 1 and "kind: Role" in text
        assert cluster.control()["pods"] == [] and cluster.control()["secrets"] == []


def test_what_the_doctor_does_not_take(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--conf", "novalue"]) == 2
    assert main(["doctor", "surplus"]) == 2
    assert "martlet: doctor wants" in capsys.readouterr().err

# SPDX-License-Identifier: Apache-2.0
"""The charts, as helm renders them with the values of each `ci` folder."""

from __future__ import annotations

import copy
import functools
import pathlib
import subprocess
import xml.etree.ElementTree
from typing import Any

import parts
import pytest
import rules
import yaml

CHARTS = pathlib.Path(__file__).parents[1] / "charts"
NAMES = sorted(path.parent.name for path in CHARTS.glob("*/Chart.yaml"))
CASES = [(name, values) for name in NAMES for values in [None, *sorted((CHARTS / name / "ci").glob("*.yaml"))]]
IDS = [f"{name}-{values.stem if values else 'default'}" for name, values in CASES]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(parts.tool("helm")), *arguments], capture_output=True, text=True, timeout=60)


@functools.cache
def rendered(chart: str, *arguments: str, release: str = "my-release") -> list[dict[str, Any]]:
    """All objects of a chart."""
    command = ["template", release, str(CHARTS / chart), "--namespace", "team", "--kube-version", "1.29.0", *arguments]
    done = run(*command)
    assert done.returncode == 0, done.stderr
    return [thing for thing in yaml.safe_load_all(done.stdout) if thing]


def one(things: list[dict[str, Any]], kind: str, name: str) -> dict[str, Any]:
    found = [thing for thing in things if (thing["kind"], thing["metadata"]["name"]) == (kind, name)]
    assert len(found) == 1, [(thing["kind"], thing["metadata"]["name"]) for thing in things]
    return found[0]


def test_each_chart_has_five_files_of_values() -> None:
    assert NAMES == ["hdfs", "martlet-bench", "martlet-notebook"]
    assert sum(values is not None for _, values in CASES) >= 5


@pytest.mark.parametrize(("chart", "values"), CASES, ids=IDS)
def test_lint(chart: str, values: pathlib.Path | None) -> None:
    done = run("lint", "--strict", str(CHARTS / chart), *(["--values", str(values)] if values else []))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("version", parts.SCHEMA_VERSIONS)
@pytest.mark.parametrize(("chart", "values"), CASES, ids=IDS)
def test_objects_are_what_kubernetes_takes(chart: str, values: pathlib.Path | None, version: str) -> None:
    things = rendered(chart, *(["--values", str(values)] if values else []))
    assert things
    models = parts.models(version)
    assert [error for thing in things for error in rules.object_errors(thing, models)] == []
    names = [(thing["kind"], thing["metadata"]["name"]) for thing in things]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("chart", "values"), CASES, ids=IDS)
def test_selectors_find_pods(chart: str, values: pathlib.Path | None) -> None:
    things = rendered(chart, *(["--values", str(values)] if values else []))
    templates = [thing["spec"]["template"] for thing in things if "template" in thing.get("spec", {})]
    pods = [template["metadata"]["labels"] for template in templates]
    for thing in things:
        selector = thing.get("spec", {}).get("selector")
        if thing["kind"] == "NetworkPolicy" or selector is None:
            continue
        labels = selector.get("matchLabels", selector)
        assert any(labels.items() <= pod.items() for pod in pods), thing["metadata"]["name"]


def test_a_wrong_value_is_refused() -> None:
    for chart, wrong in [
        ("martlet-notebook", "jupyter.prot=1"),
        ("martlet-notebook", "image.digest=sha256:1"),
        ("martlet-notebook", "jupyter.baseUrl=jupyter"),
        ("hdfs", "journalnode.replicas=2"),
        ("hdfs", "datanode.replicas=0"),
        ("martlet-bench", "executor.memory=2 GB"),
    ]:
        done = run("template", "x", str(CHARTS / chart), "--set", wrong)
        assert done.returncode != 0, wrong
        assert wrong.split("=")[0].split(".")[-1].split("[")[0] in done.stderr, done.stderr


def test_the_guides_names() -> None:
    things = rendered("martlet-notebook", release="my-pyspark-notebook")
    service = one(things, "Service", "my-pyspark-notebook-spark-driver")
    assert service["spec"]["clusterIP"] == "None" and service["spec"]["publishNotReadyAddresses"] is True
    ui = one(things, "Service", "my-pyspark-notebook-spark-ui")
    assert 4040 in [port["port"] for port in ui["spec"]["ports"]]
    one(things, "ServiceAccount", "my-pyspark-notebook")
    jupyter = one(things, "Service", "my-pyspark-notebook-jupyter")
    assert jupyter["spec"]["ports"][0]["port"] == 80
    pod = one(things, "Deployment", "my-pyspark-notebook")["spec"]["template"]["spec"]
    host = {entry["name"]: entry.get("value") for entry in pod["containers"][0]["env"]}["MARTLET_DRIVER_HOST"]
    assert host == "my-pyspark-notebook-spark-driver.team.svc"


def test_a_notebook_may_do_just_what_a_driver_does() -> None:
    things = rendered("martlet-notebook")
    assert not [thing for thing in things if thing["kind"].startswith("Cluster")]
    granted = {
        (resource, verb)
        for rule in one(things, "Role", "my-release")["rules"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }
    pods = {("pods", verb) for verb in ("get", "list", "watch", "create", "delete", "deletecollection")}
    assert pods <= granted and ("pods/log", "get") in granted and ("secrets", "create") in granted
    # Not the content of other people's secrets by name, nothing running in other pods, no changes.
    assert not {verb for _, verb in granted} & {"*", "update", "patch", "escalate", "bind", "impersonate"}
    assert not {resource for resource, _ in granted} & {"*", "pods/exec", "pods/attach", "serviceaccounts/token"}


@pytest.mark.parametrize(("chart", "kind"), [("martlet-notebook", "Deployment"), ("martlet-bench", "Job")])
def test_executors_hear_from_their_driver_and_from_one_another_alone(chart: str, kind: str) -> None:
    things = rendered(chart)
    (driver,) = [thing["spec"]["template"]["metadata"]["labels"] for thing in things if thing["kind"] == kind]
    executor = {"spark-role": "executor", "app.kubernetes.io/managed-by": "martlet", "spark-exec-id": "1"}
    stranger = {"app.kubernetes.io/name": "another", "spark-role": "driver"}

    def selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
        assert set(selector) == {"matchLabels"}
        return selector["matchLabels"].items() <= labels.items()

    policies = [thing["spec"] for thing in things if thing["kind"] == "NetworkPolicy"]
    assert all(policy["policyTypes"] == ["Ingress"] for policy in policies)

    def rules_for(labels: dict[str, str]) -> list[dict[str, Any]]:
        found = [policy for policy in policies if selects(policy["podSelector"], labels)]
        assert len(found) == 1
        return [dict(rule) for rule in found[0]["ingress"]]

    (rule,) = rules_for(executor)
    assert "ports" not in rule
    admitted = [
        labels
        for labels in (executor, driver, stranger)
        if any(selects(p["podSelector"], labels) for p in rule["from"])
    ]
    assert admitted == [executor, driver]
    # And the driver hears from executors.
    peers = [peer for rule in rules_for(driver) for peer in rule.get("from", [])]
    assert any(selects(peer["podSelector"], executor) for peer in peers)
    assert not any(selects(peer["podSelector"], stranger) for peer in peers)
    without = rendered(chart, "--set", "networkPolicy.enabled=false")
    assert not [thing for thing in without if thing["kind"] == "NetworkPolicy"]


def test_a_token_is_made_or_taken() -> None:
    made = one(rendered("martlet-notebook"), "Secret", "my-release-jupyter")
    assert len(made["data"]["token"]) >= 32
    given = rendered("martlet-notebook", "--set", "jupyter.existingSecret=mine")
    assert not [thing for thing in given if thing["kind"] == "Secret"]
    pod = one(given, "Deployment", "my-release")["spec"]["template"]["spec"]
    reference = next(entry for entry in pod["containers"][0]["env"] if entry["name"] == "JUPYTER_TOKEN")
    assert reference["valueFrom"]["secretKeyRef"]["name"] == "mine"


def test_hdfs_is_that_of_the_guide() -> None:
    things = rendered("hdfs", release="my-hdfs")
    sets = [thing for thing in things if thing["kind"] == "StatefulSet"]
    replicas = {thing["metadata"]["name"]: thing["spec"]["replicas"] for thing in sets}
    assert replicas == {
        "my-hdfs-namenode": 2,
        "my-hdfs-journalnode": 3,
        "my-hdfs-zookeeper": 3,
        "my-hdfs-datanode": 4,
    }
    client = one(things, "Deployment", "my-hdfs-client")["spec"]["template"]["metadata"]["labels"]
    assert client.items() >= {"app": "hdfs-client", "release": "my-hdfs"}.items()
    settings = one(things, "ConfigMap", "my-hdfs-config")["data"]
    properties = {
        entry.findtext("name"): entry.findtext("value")
        for name in ("core-site.xml", "hdfs-site.xml")
        for entry in xml.etree.ElementTree.fromstring(settings[name]).iter("property")
    }
    assert properties["fs.defaultFS"] == "hdfs://hdfs-k8s"
    first = "my-hdfs-namenode-0.my-hdfs-namenode.team.svc.cluster.local"
    assert properties["dfs.namenode.rpc-address.hdfs-k8s.nn0"] == first + ":8020"
    assert properties["dfs.ha.namenodes.hdfs-k8s"] == "nn0,nn1"
    assert properties["dfs.namenode.shared.edits.dir"].count(":8485") == 3
    assert properties["ha.zookeeper.quorum"].count(":2181") == 3
    more = rendered("hdfs", "--set", "hdfsSite.dfs\\.blocksize=64m", release="my-hdfs")
    changed = one(more, "ConfigMap", "my-hdfs-config")["data"]["hdfs-site.xml"]
    assert "<name>dfs.blocksize</name><value>64m</value>" in changed


def test_scripts_in_the_charts_are_scripts() -> None:
    data = one(rendered("hdfs"), "ConfigMap", "my-release-config")["data"]
    for name in ("namenode-init.sh", "folders.sh"):
        done = subprocess.run(["bash", "-n"], input=data[name], capture_output=True, text=True, timeout=20)
        assert done.returncode == 0, done.stderr


def test_the_rules_see_what_is_wrong() -> None:
    models = parts.models(parts.SCHEMA_VERSIONS[0])
    pod = one(rendered("martlet-notebook"), "Pod", "my-release-test-sum")
    changes: list[tuple[list[str | int], Any, str]] = [
        (["spec", "containers", 0, "securityContext", "runAsUsr"], 5, "runAsUsr is not a field of V1SecurityContext"),
        (["spec", "containers", 0, "securityContext", "privileged"], True, "is privileged"),
        (["spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"], False, "root file system"),
        (["spec", "containers", 0, "resources", "limits"], {"memory": "1 GB"}, "is no quantity"),
        (["spec", "containers", 0, "image"], "martlet/notebook", "neither tag nor digest"),
        (["spec", "containers", 0, "name"], None, "name is null"),
        (["spec", "activeDeadlineSeconds"], "300", "is no int"),
        (["spec", "volumes"], [{"name": "scratch", "hostPath": {"path": "/"}}], "a volume of kind hostPath"),
        (["spec", "hostNetwork"], True, "hostNetwork"),
        (["spec", "securityContext"], {}, "may run as root"),
        (["metadata", "labels", "app.kubernetes.io/name"], "two words", "no label"),
    ]
    for path, value, says in changes:
        wrong = copy.deepcopy(pod)
        place: Any = wrong
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        assert any(says in error for error in rules.object_errors(wrong, models)), says

# SPDX-License-Identifier: Apache-2.0
"""The guide of images/README.md, in a real kernel, and the command line, against a test API server."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess

import pytest
from apiserver import PROGRAM, SECONDS, Cluster

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
BINARIES = PROGRAM.parent
SUM = "4999999950000000"


def cells(server: Cluster) -> list[str]:
    """The guide's cell for notebooks that were written for Spark, with the addresses of this cluster."""
    guide = (ROOT / "images" / "README.md").read_text()
    (cell,) = re.findall(r"```python\n(import martlet; martlet\.install_as_pyspark\(\)\n.*?)```", guide, re.DOTALL)
    account = "/var/run/secrets/kubernetes.io/serviceaccount/"
    for old, new in {
        "k8s://https://kubernetes.default.svc.cluster.local:443": server.master,
        account + "ca.crt": str(server.folder / "ca.crt"),
        account + "token": str(server.folder / "token"),
        "my-martlet-notebook-spark-driver.default.svc.cluster.local": "127.0.0.1",
    }.items():
        assert old in cell
        cell = cell.replace(old, new)
    # The namespace is that of the service account, which is no file here.
    namespace = 'conf.set("spark.kubernetes.namespace", "spark")\n'
    start, job = cell.split("sc = pyspark", 1)
    path = f"import sys; sys.path[:0] = [{str(HERE.parent)!r}]\n"
    return [path + start + namespace + "sc = pyspark" + job, "sc.stop()"]


def test_the_guide_in_a_kernel(server: Cluster) -> None:
    first, last = cells(server)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in (first, last)])
    client = nbclient.NotebookClient(notebook, timeout=SECONDS, kernel_name="python3")
    with client.setup_kernel():
        client.execute_cell(notebook.cells[0], 0)
        results = [one for one in notebook.cells[0].outputs if one.output_type == "execute_result"]
        assert [one["data"]["text/plain"] for one in results] == [SUM]
        pods = server.pods()
        assert sorted(pod["name"].rsplit("-exec-")[1] for pod in pods) == ["1", "2"]
        assert all(pod["name"].startswith("pyspark-shell-") for pod in pods)
        assert all(pod["phase"] == "Running" and "running task" in pod["log"] for pod in pods), server.shown()
        client.execute_cell(notebook.cells[1], 1)
        server.until(lambda: not server.pods() and not server.control()["secrets"])


def run(server: Cluster, program: str, *words: str) -> str:
    """What a program of ours prints, with the cluster's settings as its own."""
    path = BINARIES / program
    if not path.exists():
        pytest.skip(f"{program} is not built")
    settings = {key: value for key, value in server.conf().items() if key not in ("spark.master", "spark.app.name")}
    pairs = [word for key, value in settings.items() for word in ("--conf", f"{key}={value}")]
    command = [str(path), *words, "--master", server.master, *pairs]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=2 * SECONDS)
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}\n{server.shown()}"
    return ended.stdout


def test_the_driver_and_the_benchmark_run_on_pods(server: Cluster, tmp_path: pathlib.Path) -> None:
    assert SUM in run(server, "martlet-driver", "run", "sum")
    folder = ["--work-dir", str(tmp_path), "--runs", "1", "--scale", "0.01", "--json=-"]
    report = json.loads(run(server, "martlet-bench", "measure", "sum", "startup", *folder))
    assert report["master"] == server.master and len(report["measurements"]) == 2
    # Each session has had pods of its own, and left none.
    assert server.control()["requests"]["create secrets"] >= 4
    server.until(lambda: not server.pods() and not server.control()["secrets"])
    wrong = subprocess.run(
        [str(BINARIES / "martlet-bench"), "measure", "--conf", "novalue"], capture_output=True, text=True, timeout=60
    )
    assert wrong.returncode == 2 and "novalue is not key=value" in wrong.stderr

# SPDX-License-Identifier: Apache-2.0
"""A real Jupyter kernel: the guide's cells, faces, progress, errors, an interrupt, and a kernel that is killed."""

from __future__ import annotations

import os
import pathlib
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from engines import is_real

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
manager = pytest.importorskip("jupyter_client.manager")

HERE = pathlib.Path(__file__).parent
SECONDS = 60
PRELUDE = f"import sys; sys.path[:0] = {[str(HERE.parent), str(HERE)]!r}\n"
if not is_real:
    PRELUDE += "import engines, pytest; engine = engines.use_fake(pytest.MonkeyPatch())\n"
START = PRELUDE + "import martlet\nsc = martlet.SparkContext('local[2]', 'notebook')\n"
# A job that runs for some seconds, and one that does not end.
if is_real:
    SLOW = "def slow(x):\n    n = 0\n    while n < 800000:\n        n += 1\n    return n\n"
    SLOW += "sc.parallelize(range(4), 4).map(slow).count()"
    ENDLESS = "def spin(x):\n    while x >= 0:\n        x += 0\n    return x\nsc.range(4).map(spin).count()"
else:
    SLOW = "import threading\nengine.hold = True\nthreading.Timer(1.5, lambda: engine.slow.clear()).start()\n"
    SLOW += "sc.range(4).count()"
    ENDLESS = "engine.hold = True\nsc.range(4).count()"


class Kernel:
    """A kernel of its own, cell by cell."""

    def __init__(self) -> None:
        self.manager, self.client = manager.start_new_kernel(kernel_name="python3", cwd=str(HERE))

    def run(self, code: str, wait: bool = True) -> list[dict[str, Any]]:
        """The messages that a cell shows."""
        self.sent = self.client.execute(code)
        return self.outputs() if wait else []

    def outputs(self) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = []
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            message = self.client.get_iopub_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") != self.sent:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] == "idle":
                return shown
            if kind in ("error", "execute_result", "display_data", "update_display_data", "stream"):
                shown.append({"kind": kind, **content})
        raise AssertionError("the cell did not end")

    def close(self) -> None:
        self.client.stop_channels()
        if self.manager.is_alive():
            self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    made = Kernel()
    try:
        assert [message for message in made.run(START) if message["kind"] == "error"] == []
        yield made
    finally:
        made.close()


def test_the_guides_cells() -> None:
    cells = [
        PRELUDE + "import martlet; martlet.install_as_pyspark()",
        "import pyspark\nconf = pyspark.SparkConf()\nconf.setMaster('local[2]').setAppName('guide')",
        "sc = pyspark.SparkContext(conf=conf)\nsc",
        f"rdd = sc.parallelize(range({100_000_000 if is_real else 1000}))\nrdd.sum()",
        "sc.stop()",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=SECONDS, kernel_name="python3").execute()
    face = notebook.cells[2].outputs[0]["data"]["text/html"]
    assert "SparkContext" in face and "guide" in face and "local[2]" in face
    results = [output for output in notebook.cells[3].outputs if output.output_type == "execute_result"]
    assert results[0]["data"]["text/plain"] == ("4999999950000000" if is_real else "499500")


def test_an_rdd_has_a_face(kernel: Kernel) -> None:
    (shown,) = kernel.run("sc.range(10, numSlices=3).setName('ten')")
    assert "RDD ten" in shown["data"]["text/html"] and ">3<" in shown["data"]["text/html"]


def test_an_error_shows_the_users_frames_only(kernel: Kernel) -> None:
    (shown,) = kernel.run("def half(x):\n    return 1 / x\nsc.parallelize([2, 1, 0]).map(half).collect()")
    assert shown["kind"] == "error" and shown["ename"] == "ZeroDivisionError"
    text = "\n".join(shown["traceback"])
    assert "division by zero" in text and "martlet/" not in text and "sc.parallelize" in text
    if is_real:
        assert "return 1 / x" in text and "while the row was 0" in text


def test_a_closure_that_cannot_run_shows_its_line(kernel: Kernel) -> None:
    if not is_real:
        pytest.skip("the fake engine does not translate")
    (shown,) = kernel.run("import socket\nsc.range(3).map(lambda x: socket.gethostname()).count()")
    text = "\n".join(shown["traceback"])
    assert shown["ename"] == "ClosureError" and "socket" in text and "martlet/" not in text


def test_progress_comes_after_half_a_second(kernel: Kernel) -> None:
    shown = kernel.run(SLOW)
    first = [message for message in shown if message["kind"] == "display_data"]
    later = [message for message in shown if message["kind"] == "update_display_data"]
    assert len(first) == 1 and "martlet-progress" in first[0]["data"]["text/html"]
    assert later and "done:" in later[-1]["data"]["text/html"]
    quick = kernel.run(("engine.hold = False\n" if not is_real else "") + "sc.range(4).count()")
    assert [message["kind"] for message in quick] == ["execute_result"]


def test_an_interrupt_ends_the_job_and_nothing_else(kernel: Kernel) -> None:
    kernel.run(ENDLESS, wait=False)
    time.sleep(1.0)
    start = time.perf_counter()
    kernel.manager.interrupt_kernel()
    shown = kernel.outputs()
    took = time.perf_counter() - start
    error = [message for message in shown if message["kind"] == "error"][0]
    assert error["ename"] == "KeyboardInterrupt" and "martlet/" not in "\n".join(error["traceback"])
    assert took < 0.5
    (result,) = kernel.run(("engine.hold = False\n" if not is_real else "") + "sc.range(4).count()")
    assert result["data"]["text/plain"] == "4"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return b"Z" not in pathlib.Path(f"/proc/{pid}/stat").read_bytes().rsplit(b")", 1)[-1].split()[:1]


def test_a_killed_kernel_leaves_no_executor(real: None) -> None:
    kernel = Kernel()
    try:
        code = START.replace("local[2]", "local-cluster[2,1,1g]") + "sc.range(4).count()\n"
        code += "print(*sc._session.call({'op': 'status'})['executorProcesses'].values())"
        shown = [message for message in kernel.run(code) if message["kind"] == "stream"]
        pids = [int(word) for word in shown[-1]["text"].split()]
        assert len(pids) == 2 and all(map(_alive, pids))
        os.kill(kernel.manager.provisioner.process.pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while any(map(_alive, pids)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(map(_alive, pids))
    finally:
        kernel.close()

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


def test_what_functions_print_is_in_the_cell(kernel: Kernel) -> None:
    if not is_real:
        pytest.skip("the fake engine runs functions in this process")
    code = "import logging, sys\ndef f(x):\n    print('hi', x)\n    print('err', file=sys.stderr)\n"
    code += "    logging.warning('look')\n    return x\nsc.parallelize([1], 1).map(f).collect()"
    shown = kernel.run(code)
    text = {"stdout": "", "stderr": ""}
    for output in shown:
        if output["kind"] == "stream":
            text[output["name"]] += output["text"]
    assert text["stdout"] == "[partition 0] hi 1\n"
    assert "[partition 0] err\n" in text["stderr"] and "WARNING:root:[partition 0] look" in text["stderr"]


def test_progress_comes_after_half_a_second(kernel: Kernel) -> None:
    shown = kernel.run(SLOW)
    first = [message for message in shown if message["kind"] == "display_data"]
    later = [message for message in shown if message["kind"] == "update_display_data"]
    assert len(first) == 1 and "martlet-progress" in first[0]["data"]["text/html"]
    assert later and "done:" in later[-1]["data"]["text/html"]
    quick = kernel.run(("engine.hold = False\n" if not is_real else "") + "sc.range(4).count()")
    assert [message["kind"] for message in quick] == ["execute_result"]


def test_the_text_of_a_bar_moves_on_and_ends(kernel: Kernel) -> None:
    shown = [message for message in kernel.run(SLOW) if "display_data" in message["kind"]]
    texts = [message["data"]["text/plain"] for message in shown]
    assert len(set(texts)) > 2 and ("done: 1 stage, 4 tasks" if is_real else "done: ") in texts[-1]
    assert not any("done:" in text for text in texts[:-1])


def test_cells_have_the_numbers_of_their_prompts() -> None:
    """Bars, faces and errors say which cell it was; so does the refusal of a second context."""
    cells = [
        START,
        "rdd = sc.range(3).map(lambda x: x)\nrdd._operation",
        "%%time\nprint(sc.range(3).filter(lambda x: x)._operation)",
        "martlet.SparkContext()",
        "sc.stop()",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", allow_errors=True).execute()
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3, 4, 5]
    assert notebook.cells[1].outputs[0]["data"]["text/plain"] == "'map at cell 2:1'"
    assert "filter at cell 3:2\n" in "".join(output.get("text", "") for output in notebook.cells[2].outputs)
    line = len(START.splitlines())
    assert f"created at cell 1:{line};" in notebook.cells[3].outputs[0]["evalue"]


def test_an_error_of_an_operation_shows_its_cell_and_row(kernel: Kernel, real: None) -> None:
    (shown,) = kernel.run("pairs = sc.parallelize([1, 2], 1)\npairs.reduceByKey(lambda a, b: a + b).collect()")
    text = "\n".join(shown["traceback"])
    assert "reduceByKey needs pairs (key, value)" in text and "while the row was 1" in text
    assert 'File "Cell In' in text and "martlet/" not in text


def test_a_member_that_is_not_there_suggests_another(kernel: Kernel) -> None:
    (shown,) = kernel.run("sc.range(3).colect()")
    assert shown["ename"] == "AttributeError" and "Did you mean: 'collect'?" in shown["evalue"]
    assert "martlet/" not in "\n".join(shown["traceback"])


def test_a_new_context_shows_its_executors(real: None) -> None:
    """Right after its creation too: what is there, or that they are being started."""
    kernel = Kernel()
    try:
        (shown,) = kernel.run(START.replace("local[2]", "local-cluster[2,1,256m]") + "sc")
        face = shown["data"]["text/html"]
        assert ">2<" in face or "more starting" in face
        assert "0 of 2" not in face
    finally:
        kernel.close()


def test_an_interrupt_ends_the_job_and_nothing_else(kernel: Kernel) -> None:
    kernel.run(ENDLESS, wait=False)
    time.sleep(1.0)
    start = time.perf_counter()
    kernel.manager.interrupt_kernel()
    shown = kernel.outputs()
    took = time.perf_counter() - start
    error = [message for message in shown if message["kind"] == "error"][0]
    assert error["ename"] == "KeyboardInterrupt" and "martlet/" not in "\n".join(error["traceback"])
    assert took < 10
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
        deadline = time.monotonic() + 30
        while any(map(_alive, pids)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(map(_alive, pids))
    finally:
        kernel.close()

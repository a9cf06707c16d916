# SPDX-License-Identifier: Apache-2.0
"""``martlet top``: what a running application does, in a terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from engines import is_real

from martlet import SparkConf, SparkContext
from martlet.command import main
from martlet.top import lines

DEADLINE_SECONDS = 120.0
DATE = "2026-11-30T12:00:01.000GMT"


def shown(columns: int) -> list[str]:
    """What is shown of an application with everything in it, and with names that mean mischief."""
    job = {"jobId": 7, "name": "count at \x1b[31m a.py:1 " + "long " * 30, "numTasks": 10, "numCompletedTasks": 4}
    job |= {"numSkippedTasks": 1, "numActiveTasks": 2, "numFailedTasks": 1, "submissionTime": DATE, "status": "RUNNING"}
    done = {**job, "jobId": 6, "status": "SUCCEEDED", "completionTime": "2026-11-30T13:02:01.000GMT"}
    stage = {"stageId": 3, "name": "map", "status": "ACTIVE", "numTasks": 10, "numCompleteTasks": 4}
    stage |= {"numActiveTasks": 2, "inputBytes": 0, "shuffleReadBytes": 1536, "shuffleWriteBytes": 5}
    stage |= {"diskBytesSpilled": 3 << 30}
    executor = {"id": "exec-1", "hostPort": "here", "isActive": True, "activeTasks": 2, "totalCores": 4}
    executor |= {"completedTasks": 4, "failedTasks": 1, "maxMemory": 1 << 30}
    gone = {**executor, "id": "exec-2", "isActive": False, "removeReason": "out of memory\nlast line"}
    attempt = {"lastUpdatedEpoch": 1796040061000, "duration": 3661000}
    application = {"id": "martlet-1-2", "name": "birds", "attempts": [attempt]}
    return lines(
        {"application": application, "jobs": [done, job], "stages": [stage], "executors": [executor, gone]}, columns
    )


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
def test_lines_fit_and_carry_no_orders(columns: int) -> None:
    found = shown(columns)
    assert all(len(line) <= columns and line.isprintable() for line in found)
    text = "\n".join(found)
    assert "birds" in text and "JOB" in text and "STAGE" in text and "EXECUTOR" in text


def test_what_runs_comes_first() -> None:
    text = "\n".join(shown(160))
    assert "up 1 h 1 min" in text and "1 of 2 jobs run · 2 of 4 cores busy · 1 of 2 executors here" in text
    assert text.index("RUNNING") < text.index("SUCCEEDED") and "5/10" in text and "1 h 2 min" in text
    assert "1.5 KiB" in text and "5 B" in text and "3.0 GiB" in text and "out of memory" in text


def test_arguments_that_make_no_sense(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["top", "--every", "0"]) == 2
    assert main(["top", "--port", "x"]) == 2
    assert main(["top", "http://127.0.0.1:1", "--port", "1"]) == 2
    assert main(["top", "--nonsense"]) == 2
    assert main(["top", "--port", "1"]) == 1
    assert "sc.uiWebUrl" in capsys.readouterr().err


@pytest.fixture
def own(sc: SparkContext) -> Iterator[SparkContext]:
    SparkContext._active_spark_context, before = None, SparkContext._active_spark_context
    conf = SparkConf(False).setMaster("local[2]").setAppName("topped").set("spark.ui.port", "0")
    try:
        with SparkContext(conf=conf) as context:
            assert context.range(10).count() == 10
            yield context
    finally:
        SparkContext._active_spark_context = before


@pytest.mark.skipif(not is_real, reason="the engine's library is not built")
def test_once_where_the_output_is_no_terminal(own: SparkContext, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["top", str(own.uiWebUrl)]) == 0
    text = capsys.readouterr().out
    assert "topped" in text and "SUCCEEDED" in text and "\x1b" not in text
    assert main(["top", "--port", str(own.uiWebUrl).rsplit(":", 1)[1]]) == 0


def read(terminal: int, seconds: float) -> bytes:
    """What comes within so many seconds; nothing behind the end of whoever wrote."""
    try:
        return os.read(terminal, 65536) if select.select([terminal], [], [], seconds)[0] else b""
    except OSError:
        return b""


@pytest.mark.skipif(not is_real, reason="the engine's library is not built")
def test_in_a_terminal_until_somebody_interrupts(own: SparkContext) -> None:
    primary, secondary = pty.openpty()
    command = [sys.executable, "-m", "martlet", "top", str(own.uiWebUrl), "--every", "0.05"]
    top = subprocess.Popen(command, stdout=secondary, stdin=secondary, env={**os.environ, "TERM": "xterm"})
    os.close(secondary)
    text = b""
    try:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while text.count(b"topped") < 3 and time.monotonic() < deadline:
            text += read(primary, 1)
        assert text.startswith(b"\x1b[?1049h") and text.count(b"topped") >= 3
        top.send_signal(signal.SIGINT)
        rest = b""
        while top.poll() is None and time.monotonic() < deadline:
            rest += read(primary, 0.2)
        while piece := read(primary, 0.2):
            rest += piece
        assert top.wait(DEADLINE_SECONDS) == 130
        # The first screen is given back, with its cursor, and no traceback is on it.
        assert re.search(rb"\x1b\[\?25h\x1b\[\?1049l\s*$", rest) and b"Traceback" not in rest
    finally:
        top.kill()
        top.wait()
        os.close(primary)

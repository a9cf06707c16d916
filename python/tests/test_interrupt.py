# SPDX-License-Identifier: Apache-2.0
"""Interrupts and cancelling: a job ends, the session stays."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from engines import is_real

from martlet import JobCancelledError, SparkContext, _native


@pytest.fixture
def endless(sc: SparkContext) -> Callable[[], Any]:
    """Runs a job that does not end by itself."""

    def spin(x: int) -> int:
        while x >= 0:
            x += 0
        return x

    def run() -> Any:
        if is_real:
            return sc.range(4, numSlices=4).map(spin).count()
        engine = _native.native()
        engine.hold = True  # type: ignore[attr-defined]
        try:
            return sc.range(4).count()
        finally:
            engine.hold = False  # type: ignore[attr-defined]

    return run


def test_interrupt_ends_a_job_without_an_end(sc: SparkContext, endless: Callable[[], Any]) -> None:
    sent: list[float] = []

    def interrupt() -> None:
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.3, interrupt)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        endless()
    assert time.perf_counter() - sent[0] < 10
    timer.join()
    assert sc.statusTracker().getActiveJobsIds() == []
    assert sc.range(10).count() == 10


@pytest.mark.parametrize("way", ["group", "tag", "all"])
def test_cancel_from_another_thread(sc: SparkContext, endless: Callable[[], Any], way: str) -> None:
    caught: list[BaseException] = []

    def work() -> None:
        sc.setJobGroup("slow", "a job to cancel")
        sc.addJobTag("tagged")
        try:
            endless()
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    tracker = sc.statusTracker()
    deadline = time.monotonic() + 10
    while not tracker.getActiveJobsIds() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert tracker.getJobIdsForGroup("slow")
    sc.cancelJobGroup("another")
    cancel = {
        "group": lambda: sc.cancelJobGroup("slow"),
        "tag": lambda: sc.cancelJobsWithTag("tagged"),
        "all": sc.cancelAllJobs,
    }
    cancel[way]()
    thread.join(10)
    assert isinstance(caught[0], JobCancelledError)
    assert sc.range(3).count() == 3

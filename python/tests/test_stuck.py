# SPDX-License-Identifier: Apache-2.0
"""Real processes with a task thread that never comes back: whoever ends, ends in time all the same.

A thread is stopped from outside, as a debugger does it, while the task that it runs waits for its own script: it is
stuck in the system for good, whatever the engine checks for.
"""

from __future__ import annotations

import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

HERE = pathlib.Path(__file__).parent
PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH = 0x4206, 0x4207, 17
WAIT_ALL = 0x40000000
# What an executor has for its threads and its folder, and a busy machine for the rest.
LEAVE_SECONDS = 12
SCRIPT = """
import sys, threading, time
import martlet

def spin(rows):
    n = 0
    while n >= 0:
        n += 1
    yield n

sc = martlet.SparkContext(sys.argv[1])
job = threading.Thread(target=lambda: sc.range(2, numSlices=1).mapPartitions(spin).count(), daemon=True)
threading.excepthook = lambda _: None
print("started", flush=True)
job.start()
sys.stdin.readline()
"""


def trace(request: int, thread: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    library.ptrace.argtypes = [ctypes.c_long] * 4
    library.ptrace.restype = ctypes.c_long
    if library.ptrace(request, thread, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def is_alive(pid: int) -> bool:
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def eventually(condition: Callable[[], bool], seconds: float = LEAVE_SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def reap(thread: int) -> None:
    """A thread that is traced has ended only when its tracer has taken note of it."""
    try:
        os.waitpid(thread, os.WNOHANG | WAIT_ALL)
    except ChildProcessError:
        pass


def freeze_slot(pid: int) -> int:
    """Stops the slot thread of a process whose script runs; the thread's number."""
    found: dict[str, int] = {}

    def look() -> bool:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            try:
                found[(task / "comm").read_text().strip()] = int(task.name)
            except OSError:
                continue
        return "martlet-script" in found

    assert eventually(look), f"the script does not run: {sorted(found)}"
    slot = next(number for name, number in found.items() if name.startswith("martlet-slot"))
    try:
        trace(PTRACE_SEIZE, slot)
    except OSError:
        pytest.skip("threads of other processes may not be stopped here")
    trace(PTRACE_INTERRUPT, slot)
    os.waitpid(slot, WAIT_ALL)
    return slot


class Driver:
    """A Python process with a context and a task that never ends."""

    def __init__(self, folder: pathlib.Path, master: str, rest: str) -> None:
        file = folder / "script.py"
        file.write_text(SCRIPT + rest)
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent), "TMPDIR": str(folder)}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, str(file), master], env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        assert self.process.stdout is not None and self.process.stdout.readline() == "started\n"

    def executor(self) -> int:
        children: list[int] = []

        def look() -> bool:
            path = pathlib.Path(f"/proc/{self.process.pid}/task")
            children[:] = [int(pid) for task in path.iterdir() for pid in (task / "children").read_text().split()]
            return bool(children)

        assert eventually(look)
        return children[0]

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()


@pytest.fixture
def drivers(real: None, tmp_path: pathlib.Path) -> Iterator[Callable[[str, str], Driver]]:
    started: list[Driver] = []

    def start(master: str, rest: str) -> Driver:
        started.append(Driver(tmp_path, master, rest))
        return started[-1]

    yield start
    for driver in started:
        driver.process.kill()
        driver.process.communicate()


def test_an_executor_with_a_stuck_thread_leaves_when_its_driver_is_killed(
    drivers: Callable[[str, str], Driver], tmp_path: pathlib.Path
) -> None:
    driver = drivers("local-cluster[1,1,256m]", "")
    executor = driver.executor()
    slot = freeze_slot(executor)
    begin = time.monotonic()
    os.kill(driver.process.pid, signal.SIGKILL)
    driver.process.wait()

    def has_left() -> bool:
        reap(slot)
        return not is_alive(executor)

    left = eventually(has_left)
    if not left:
        os.kill(executor, signal.SIGKILL)
        eventually(has_left)
    assert left, f"it is there after {time.monotonic() - begin} s"
    assert [name for name in os.listdir(tmp_path) if name.startswith(f"martlet-{executor}-")] == []


STOP = """
begin = time.monotonic()
sc.stop()
print(time.monotonic() - begin, flush=True)
with martlet.SparkContext("local[1]") as sc:
    print(sc.range(10).sum(), flush=True)
"""


@pytest.mark.parametrize("master", ["local[2]", "local-cluster[1,1,256m]"])
def test_stop_returns_in_time(drivers: Callable[[str, str], Driver], master: str) -> None:
    driver = drivers(master, STOP)
    process = driver.process
    owner = process.pid if master == "local[2]" else driver.executor()
    slot = freeze_slot(owner)
    driver.go_on()
    assert process.stdout is not None
    if owner != process.pid:
        assert eventually(lambda: reap(slot) is None and not is_alive(owner))
    assert float(process.stdout.readline()) < LEAVE_SECONDS
    assert process.stdout.readline() == "45\n"
    assert eventually(lambda: reap(slot) is None and process.poll() is not None), "the interpreter does not end"
    assert process.returncode == 0


def test_the_interpreter_ends_in_time_without_a_stop(drivers: Callable[[str, str], Driver]) -> None:
    driver = drivers("local[2]", "")
    slot = freeze_slot(driver.process.pid)
    driver.go_on()
    assert eventually(lambda: reap(slot) is None and driver.process.poll() is not None)
    assert driver.process.returncode == 0


def test_a_frozen_thread_may_come_back_after_the_stop(drivers: Callable[[str, str], Driver]) -> None:
    driver = drivers("local[2]", STOP + "print('waits', flush=True)\nsys.stdin.readline()\n")
    process = driver.process
    slot = freeze_slot(process.pid)
    driver.go_on()
    assert process.stdout is not None
    assert float(process.stdout.readline()) < LEAVE_SECONDS
    assert process.stdout.readline() == "45\n" and process.stdout.readline() == "waits\n"
    trace(PTRACE_DETACH, slot)
    # It finds all that it uses, ends its step and is gone.
    assert eventually(lambda: not pathlib.Path(f"/proc/{process.pid}/task/{slot}").exists())
    driver.go_on()
    assert process.wait(timeout=LEAVE_SECONDS) == 0

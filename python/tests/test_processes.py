# SPDX-License-Identifier: Apache-2.0
"""Plain scripts in processes of their own: interrupts, forks, threads, one context after another."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import pytest

HERE = pathlib.Path(__file__).parent
SECONDS = 60
SPIN = """
def spin(x):
    while x >= 0:
        x += 0
    return x
"""


def script(folder: pathlib.Path, text: str) -> subprocess.Popen[str]:
    """A started Python process that runs `text` as a file."""
    file = folder / "script.py"
    file.write_text("import martlet\n" + text)
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    command = [sys.executable, str(file)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def members(group: int) -> list[str]:
    """The processes of a group that have not ended."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] not in "ZX":
                found.append(entry.name)
    return found


def test_executors_get_no_descriptor_of_their_driver(real: None, tmp_path: pathlib.Path) -> None:
    held = tmp_path / "held"
    text = f"""
import os, pathlib
handle = os.open({str(held)!r}, os.O_RDWR | os.O_CREAT)
os.set_inheritable(handle, True)
sc = martlet.SparkContext("local-cluster[2,1,512m]")
assert sc.parallelize(range(4), 4).sum() == 6
def is_child(process):
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid()
    except OSError:
        return False
for child in filter(is_child, pathlib.Path("/proc").glob("[0-9]*")):
    print([os.readlink(entry) for entry in (child / "fd").iterdir()].count({str(held)!r}))
sc.stop()
"""
    output, errors = script(tmp_path, text).communicate(timeout=SECONDS)
    assert output.splitlines() == ["0", "0"], errors


def test_prints_and_clocks_of_a_cluster_are_the_drivers(real: None, tmp_path: pathlib.Path) -> None:
    text = """
import datetime, logging, os, time, zoneinfo
os.environ["TZ"] = "Europe/Berlin"
time.tzset()
log = logging.getLogger("birds")
def f(x):
    print("row", x)
    log.warning("seen %d", x)
    zone = zoneinfo.ZoneInfo("America/New_York")
    winter, summer = datetime.datetime(2024, 1, 1), datetime.datetime(2024, 7, 1)
    shown = summer.astimezone(zone).isoformat()
    return winter.timestamp(), summer.timestamp(), shown, martlet.TaskContext.get().partitionId()
sc = martlet.SparkContext("local-cluster[2,1,512m]")
for row in sc.parallelize(range(2), 2).map(f).collect():
    print(row)
sc.stop()
"""
    process = script(tmp_path, text)
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    stamps = "1704063600.0, 1719784800.0, '2024-06-30T18:00:00-04:00'"
    assert sorted(output.splitlines()) == [
        f"({stamps}, 0)",
        f"({stamps}, 1)",
        "[partition 0] row 0",
        "[partition 1] row 1",
    ]
    assert sorted(line for line in errors.splitlines() if "seen" in line) == [
        "[partition 0] seen 0",
        "[partition 1] seen 1",
    ]


def test_executors_log_what_functions_print(real: None, tmp_path: pathlib.Path) -> None:
    text = """
conf = martlet.SparkConf().setMaster("local-cluster[1,1,512m]").set("martlet.log.level", "info")
sc = martlet.SparkContext(conf=conf)
sc.parallelize([7], 1).foreach(lambda x: print("row", x))
sc.stop()
"""
    process = script(tmp_path, text)
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    assert output == "[partition 0] row 7\n"
    logged = [line for line in errors.splitlines() if '"row 7"' in line]
    assert len(logged) == 1 and "partition=0" in logged[0] and "stream=stdout" in logged[0]


@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,512m]"])
def test_control_c_ends_a_script(real: None, tmp_path: pathlib.Path, master: str) -> None:
    text = f"sc = martlet.SparkContext({master!r})\nprint(sc.range(3).sum(), flush=True)\n"
    process = script(tmp_path, SPIN + text + "sc.range(4, numSlices=4).map(spin).count()\n")
    assert process.stdout is not None and process.stdout.readline() == "3\n"
    time.sleep(0.3)
    # As a terminal does: to the whole group.
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in errors and "site-packages" not in errors and "session.py" not in errors
    assert "Traceback" in errors and errors.count("Error") == 0
    deadline = time.monotonic() + 10
    while members(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert members(process.pid) == []


def test_a_caught_interrupt_leaves_the_context(real: None, tmp_path: pathlib.Path) -> None:
    text = """
sc = martlet.SparkContext("local[2]")
print("ready", flush=True)
try:
    sc.range(4, numSlices=4).map(spin).count()
except KeyboardInterrupt:
    print(sc.range(5).map(lambda x: x * x).collect())
"""
    process = script(tmp_path, SPIN + text)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    time.sleep(0.3)
    os.kill(process.pid, signal.SIGINT)
    shown, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, shown) == (0, "[0, 1, 4, 9, 16]\n"), errors


def test_a_forked_child_is_told_and_does_no_harm(real: None, tmp_path: pathlib.Path) -> None:
    text = """
import os
sc = martlet.SparkContext("local[2]")
rdd = sc.range(10)
print(rdd.sum(), flush=True)
child = os.fork()
if child == 0:
    try:
        rdd.sum()
    except martlet.MartletError as error:
        os.write(1, (f"child: {error}\\n").encode())
    os._exit(0)
os.waitpid(child, 0)
print(rdd.sum())
"""
    shown, errors = script(tmp_path, text).communicate(timeout=SECONDS)
    lines = shown.splitlines()
    assert len(lines) == 3 and lines[0] == lines[2] == "45", errors
    assert lines[1].startswith("child: ") and "fork" in lines[1]


def test_a_child_of_multiprocessing_ends(real: None, tmp_path: pathlib.Path) -> None:
    text = """
import multiprocessing
def square(x):
    return x * x
if __name__ == "__main__":
    sc = martlet.SparkContext("local[2]")
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(sc.range(4).sum(), pool.map(square, range(4)), flush=True)
    sc.stop()
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, shown) == (0, "6 [0, 1, 4, 9]\n"), errors


def test_one_context_after_another(real: None, tmp_path: pathlib.Path) -> None:
    text = """
for turn in range(5):
    with martlet.SparkContext("local-cluster[2,1,512m]" if turn == 2 else "local[2]") as sc:
        total = sc.accumulator(0)
        sc.range(10).foreach(lambda x: total.add(x))
        print(total.value, sc.range(10).map(lambda x: (x % 2, 1)).reduceByKey(lambda a, b: a + b).count())
martlet.SparkContext("local[1]")
"""
    process = script(tmp_path, text)
    shown, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, shown) == (0, "45 2\n" * 5), errors


def test_threads_share_a_context(sc: object, real: None) -> None:
    from martlet import SparkContext

    assert isinstance(sc, SparkContext)
    found: dict[int, int] = {}

    def work(number: int) -> None:
        for _ in range(10):
            rows = sc.range(1000, numSlices=3).map(lambda x: (x % 7, x * number))
            found[number] = sum(v for _, v in rows.reduceByKey(lambda a, b: a + b).collect())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert found == {number: 499500 * number for number in range(8)}

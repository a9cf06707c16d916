# SPDX-License-Identifier: Apache-2.0
"""What a driver that is killed leaves of an output, and what the next one makes of it."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest
from minihdfs import MiniHdfs

import martlet

pytestmark = pytest.mark.usefixtures("real")

SESSION = """
import json, os, sys
import martlet
conf = martlet.SparkConf().setMaster("local[3]").set("spark.local.dir", sys.argv[1])
for key, value in json.loads(os.environ["TEST_HDFS"]).items():
    conf.set("spark.hadoop." + key, value)
path = sys.argv[2]

def slow(i):
    x, rounds = i, 0
    while rounds < i * 1_000_000_000_000:
        x = (x * 48271) % 2147483647
        rounds += 1
    return str(x)
"""

KILLED = """
with martlet.SparkContext(conf=conf) as sc:
    print("running", flush=True)
    sc.parallelize(range(3), 3).map(slow).saveAsTextFile(path)
"""

NEXT = """
with martlet.SparkContext(conf=conf) as sc:
    sc.parallelize(range(4), 2).map(str).saveAsTextFile(path)
    print(json.dumps(sorted(status.name for status in sc.fs.ls(path))))
    print(json.dumps(sorted(sc.textFile(path).collect())))
"""

#: A folder with a temporary one in which a partition is there.
LEFT = """
with martlet.SparkContext(conf=conf) as sc:
    print(json.dumps([status.path for status in sc.fs.glob(path + "/_temporary/*/part-00000*")]))
"""


def _start(program: str, settings: dict[str, str], *words: str) -> subprocess.Popen[str]:
    environment = os.environ | {
        "PYTHONPATH": str(pathlib.Path(martlet.__file__).parents[1]),
        "TEST_HDFS": json.dumps(settings),
    }
    # Functions are found in files.
    source = pathlib.Path(words[0] + ".py")
    source.write_text(SESSION + program)
    command = [sys.executable, str(source), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _kill_while_writing(settings: dict[str, str], work: pathlib.Path, path: str) -> None:
    (work / "other").mkdir(exist_ok=True)
    driver = _start(KILLED, settings, str(work / "scratch"), path)
    try:
        assert driver.stdout is not None and driver.stdout.readline() == "running\n"
        deadline = time.monotonic() + 150
        while True:
            # Another session, with scratch files elsewhere, sees what is there and leaves it.
            seen = _start(LEFT, settings, str(work / "other"), path)
            out, _ = seen.communicate(timeout=120)
            if seen.returncode == 0 and json.loads(out):
                break
            assert time.monotonic() < deadline, "no partition was written"
    finally:
        driver.send_signal(signal.SIGKILL)
        driver.wait()
    assert driver.returncode == -signal.SIGKILL


def _write_again(settings: dict[str, str], work: pathlib.Path, path: str) -> None:
    done = _start(NEXT, settings, str(work / "scratch"), path)
    out, _ = done.communicate(timeout=120)
    assert done.returncode == 0
    names, lines = map(json.loads, out.splitlines())
    assert names == ["_SUCCESS", "part-00000", "part-00001"] and lines == ["0", "1", "2", "3"]


def test_the_next_session_cleans_up(tmp_path: pathlib.Path) -> None:
    (tmp_path / "scratch").mkdir()
    out = tmp_path / "out"
    _kill_while_writing({}, tmp_path, str(out))
    assert list(out.glob("_temporary/*/part-00000*")) and not list(out.glob("part-*"))
    _write_again({}, tmp_path, str(out))


def test_the_next_session_cleans_up_on_hdfs(hdfs: MiniHdfs, tmp_path: pathlib.Path) -> None:
    (tmp_path / "scratch").mkdir()
    _kill_while_writing(hdfs.settings(), tmp_path, "hdfs://mini/leftovers")
    assert "part-00000" in hdfs.hadoop("dfs", "-ls", "-R", "/leftovers")
    _write_again(hdfs.settings(), tmp_path, "hdfs://mini/leftovers")

# SPDX-License-Identifier: Apache-2.0
"""A real HDFS whose servers and clients die: nothing is lost, nothing is half there."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from minihdfs import MiniHdfs

import martlet

pytestmark = pytest.mark.usefixtures("real")

HERE = pathlib.Path(__file__).parent
BENCH = HERE.parent.parent / "bench"


def environment(hdfs: MiniHdfs) -> dict[str, str]:
    paths = [str(pathlib.Path(martlet.__file__).parents[1]), str(HERE)]
    return os.environ | {"HADOOP_CONF_DIR": str(hdfs.conf), "PYTHONPATH": os.pathsep.join(paths)}


def start(hdfs: MiniHdfs, program: str, *words: str) -> subprocess.Popen[str]:
    # Functions travel by their source: it has to be in a file.
    file = hdfs.folder.parent / f"program-{hash(program):x}.py"
    file.write_text(program)
    command = [sys.executable, str(file), *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment(hdfs))


def output(hdfs: MiniHdfs, program: str, *words: str) -> list[str]:
    process = start(hdfs, program, *words)
    out, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    return out.splitlines()


def kill_when(process: subprocess.Popen[str], is_time: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_time():
        assert time.monotonic() < deadline, "it has not begun to write"
        assert process.poll() is None, process.communicate()[1]
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.skipif(not BENCH.is_dir(), reason="only in a source tree")
def test_a_few_random_kills_change_no_byte(hdfs: MiniHdfs, tmp_path: pathlib.Path) -> None:
    command = [sys.executable, BENCH / "hdfs_kills.py", "--kills", "5", "--megabytes", "1", "--hdfs", hdfs.folder]
    done = subprocess.run(
        [*command, "--json", tmp_path / "found.json"],
        env=environment(hdfs),
        capture_output=True,
        text=True,
        timeout=500,
    )
    found = json.loads((tmp_path / "found.json").read_text())
    assert (found["wrong"], found["failures"], found["kills"]) == (0, 0, 5), done.stderr
    assert found["jobs"] >= 2 and done.returncode == 0


WRITE = """
import sys
import martlet
with martlet.SparkContext("local[2]") as sc:
    print("up", flush=True)
    rows = sc.parallelize(range(int(sys.argv[1])), 2).map(lambda i: f"row {i}")
    rows.saveAsTextFile("hdfs:///killed/rows")
    print(sc.textFile("hdfs:///killed/rows").count(), [status.name for status in sc.fs.ls("hdfs:///killed/rows")])
"""


def test_a_path_is_written_again_behind_a_killed_client(hdfs: MiniHdfs) -> None:
    first = start(hdfs, WRITE, "100000000")
    assert first.stdout is not None and first.stdout.readline() == "up\n"
    # Its files are open, and their lease is held.
    kill_when(first, lambda: "part-00001" in hdfs.hadoop("dfs", "-ls", "-R", "/"))
    # What is there is not whole; the next session here cleans it up before it writes.
    look = """
import martlet
with martlet.SparkContext("local[1]") as sc:
    print(sc.fs.exists("hdfs:///killed/rows/_SUCCESS"))
    sc.parallelize([1]).saveAsTextFile("hdfs:///killed/rows")
    print(sc.textFile("hdfs:///killed/rows").collect())
    sc.fs.rm("hdfs:///killed/rows", recursive=True)
"""
    assert output(hdfs, look) == ["False", "['1']"]
    assert output(hdfs, WRITE, "1000") == ["up", "1000 ['_SUCCESS', 'part-00000', 'part-00001']"]
    assert hdfs.hadoop("dfs", "-cat", "/killed/rows/part-*") == "".join(f"row {i}\n" for i in range(1000))


def test_a_frame_is_written_over_what_a_killed_client_left(hdfs: MiniHdfs) -> None:
    write = """
import sys
from martlet.sql import SparkSession
spark = SparkSession.builder.master("local[2]").getOrCreate()
print("up", flush=True)
spark.range(int(sys.argv[1])).write.mode("overwrite").csv("hdfs:///killed/frame")
print(spark.read.csv("hdfs:///killed/frame").count(), len(spark.sparkContext.fs.ls("hdfs:///killed/frame")))
"""
    assert output(hdfs, write, "10") == ["up", "10 3"]
    second = start(hdfs, write, "300000000")
    kill_when(second, lambda: "_temporary" in hdfs.hadoop("dfs", "-ls", "/killed/frame"))
    # The rows from before are whole as long as nothing has taken their place.
    read = """
from martlet.sql import SparkSession
spark = SparkSession.builder.master("local[1]").getOrCreate()
print(spark.read.csv("hdfs:///killed/frame").count())
"""
    assert output(hdfs, read) == ["10"]
    # And nothing is left of what was killed.
    assert output(hdfs, write, "20") == ["up", "20 3"]


def test_the_active_name_node_dies_in_the_middle_of_a_commit(hdfs: MiniHdfs) -> None:
    program = """
import pathlib
import sys
import martlet
from guide_on_hdfs import Killer
from minihdfs import MiniHdfs
with martlet.SparkContext("local[2]") as sc:
    killer = Killer(MiniHdfs(pathlib.Path(sys.argv[1])), lambda: sc.fs.exists("hdfs:///killed/commit/part-00000"))
    killer.start()
    sc.parallelize(range(3000), 300).map(str).saveAsTextFile("hdfs:///killed/commit")
    print(killer.end())
    names = [status.name for status in sc.fs.ls("hdfs:///killed/commit")]
    print(names == ["_SUCCESS"] + [f"part-{part:05d}" for part in range(300)])
    print(sc.textFile("hdfs:///killed/commit").map(int).collect() == list(range(3000)))
"""
    assert output(hdfs, program, str(hdfs.folder)) == ["True", "True", "True"]

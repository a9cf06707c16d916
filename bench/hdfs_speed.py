# SPDX-License-Identifier: Apache-2.0
"""A real HDFS beside local disk and beside hdfs-native (PyPI), by turns; prints ratios.

    hdfs_speed.py [--gigabytes N] [--runs N] [--peer PYTHON] [--hdfs FOLDER] [--json FILE]

Jobs (count of lines, word count, sort, the last two written) on HDFS and on local disk, blocks of 128 MiB, one replica,
so that both write each byte once; what is read is not in the page cache, on either side. Single streams: a file written
to HDFS and read from it by one thread, beside hdfs-native in the Python that --peer names (its own virtual
environment). Each pair takes turns, and the median of its ratios is shown: on a shared machine times move together.
Needs the Python package on PYTHONPATH and its library (see README.md here), and Java.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "python/tests"))

from martlet import SparkConf, SparkContext  # noqa: E402
from minihdfs import MiniHdfs  # noqa: E402

BLOCK_BYTES = 128 << 20
FILES = 4
SMALL_FILES = 1_000
PIECE_BYTES = 1 << 20

#: What hdfs-native does, in a process of its own; prints seconds.
NATIVE = """
import sys, time
from hdfs_native import Client, WriteOptions
client = Client("hdfs://mini")
what, path, local = sys.argv[1:4]
start = time.monotonic()
if what == "write":
    options = WriteOptions(block_size=128 << 20, replication=1, overwrite=True)
    with open(local, "rb") as source, client.create(path, options) as target:
        while piece := source.read(1 << 20):
            target.write(piece)
else:
    with client.read(path) as source:
        while piece := source.read(1 << 20):
            pass
print(time.monotonic() - start)
"""


def write_text(folder: pathlib.Path, total: int) -> None:
    """Words with frequencies like those of language, in lines of about 80 characters."""
    chooser = random.Random(1)
    words = ["".join(chooser.choices("etaoinshrdlcumwfgypbvk", k=chooser.randint(2, 9))) for _ in range(50_000)]
    weights = [1.0 / (rank + 2.7) for rank in range(len(words))]
    block = "\n".join(" ".join(chooser.choices(words, weights, k=12)) for _ in range(40_000)) + "\n"
    folder.mkdir()
    for number in range(FILES):
        with open(folder / f"part-{number}.txt", "w") as file:
            written = 0
            while written < total // FILES:
                # Lines differ from copy to copy: a sort has something to do.
                file.write("\n".join(f"{chooser.randrange(10**6)} {line}" for line in block.split("\n")[:-1]) + "\n")
                written += len(block) + 7 * 40_000


def count(sc: SparkContext, source: str, target: str) -> object:
    return sc.textFile(source).count()


def words(sc: SparkContext, source: str, target: str) -> object:
    counts = sc.textFile(source).flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1))
    counts.reduceByKey(lambda a, b: a + b).map(lambda pair: f"{pair[0]} {pair[1]}").saveAsTextFile(target)
    return None


def sort(sc: SparkContext, source: str, target: str) -> object:
    sc.textFile(source).sortBy(lambda line: line).saveAsTextFile(target)
    return None


def forget(folder: pathlib.Path) -> None:
    """Lets the page cache forget all files in a folder."""
    for file in folder.rglob("*"):
        if file.is_file():
            descriptor = os.open(file, os.O_RDONLY)
            try:
                os.fsync(descriptor)
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)


def seconds(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


class Pair:
    """Times of two ways to do the same, by turns."""

    def __init__(self, name: str, first: str, second: str) -> None:
        self.name = name
        self.names = (first, second)
        self.times: list[tuple[float, float]] = []

    def measure(self, runs: int, first: Callable[[], float], second: Callable[[], float]) -> None:
        for turn in range(runs + 1):
            # Who comes first changes; the first turn is not counted.
            if turn % 2 == 0:
                times = (first(), second())
            else:
                late = second()
                times = (first(), late)
            if turn > 0:
                self.times.append(times)
        print(self.line(), flush=True)

    @property
    def ratio(self) -> float:
        return statistics.median(first / second for first, second in self.times)

    def line(self) -> str:
        first, second = (statistics.median(times) for times in zip(*self.times, strict=True))
        ratios = sorted(a / b for a, b in self.times)
        return (
            f"{self.name:24} {self.names[0]} {first:.2f} s, {self.names[1]} {second:.2f} s,"
            f" ratio {self.ratio:.2f} ({ratios[0]:.2f} - {ratios[-1]:.2f})"
        )


def measure_jobs(sc: SparkContext, runs: int, local: pathlib.Path, hdfs: MiniHdfs) -> list[Pair]:
    found = []
    number = 0
    for job in (count, words, sort):

        def timed(root: str) -> float:
            nonlocal number
            number += 1
            target = f"{root}/out-{number}"
            forget(hdfs.folder / "data")
            forget(local / "text")
            time_taken = seconds(lambda: job(sc, root + "/text", target))  # noqa: B023
            if sc.fs.exists(target):
                sc.fs.rm(target, recursive=True)
            return time_taken

        pair = Pair(job.__name__, "HDFS", "local disk")
        pair.measure(runs, lambda: timed("hdfs://mini/speed"), lambda: timed(local.as_uri()))
        found.append(pair)
    small = Pair(f"{SMALL_FILES} small files", "HDFS", "local disk")
    small.measure(
        runs,
        lambda: seconds(lambda: sc.textFile("hdfs://mini/speed/small", 2).count()),
        lambda: seconds(lambda: sc.textFile((local / "small").as_uri(), 2).count()),
    )
    return [*found, small]


def measure_streams(sc: SparkContext, runs: int, text: pathlib.Path, peer: str, hdfs: MiniHdfs) -> list[Pair]:
    environment = os.environ | {"HADOOP_CONF_DIR": str(hdfs.conf)}

    def native(what: str) -> float:
        command = [peer, "-c", NATIVE, what, "/speed/native", str(text)]
        return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout)

    def put() -> float:
        if sc.fs.exists("hdfs://mini/speed/own"):
            sc.fs.rm("hdfs://mini/speed/own")
        return seconds(lambda: sc.fs.put(text, "hdfs://mini/speed/own"))

    def read_own() -> float:
        forget(hdfs.folder / "data")
        return seconds(lambda: sc.textFile("hdfs://mini/speed/own", 1).count())

    def read_native() -> float:
        forget(hdfs.folder / "data")
        return native("read")

    write = Pair("one stream written", "Martlet", "hdfs-native")
    write.measure(runs, put, lambda: native("write"))
    # Martlet's time is that of a job which counts the lines, too.
    read = Pair("one stream read", "Martlet", "hdfs-native")
    read.measure(runs, read_own, read_native)
    return [write, read]


def run(options: argparse.Namespace, folder: pathlib.Path, hdfs: MiniHdfs) -> list[Pair]:
    write_text(folder / "text", int(options.gigabytes * 1e9))
    (folder / "small").mkdir()
    for number in range(SMALL_FILES):
        (folder / "small" / f"{number:04d}").write_text(f"{number} line\n" * 100)
    conf = SparkConf(False).setMaster(options.master).setAppName("hdfs_speed").set("martlet.log.level", "critical")
    conf.set("spark.hadoop.dfs.blocksize", str(BLOCK_BYTES)).set("spark.hadoop.dfs.replication", "1")
    for key, value in hdfs.settings().items():
        conf.setIfMissing("spark.hadoop." + key, value)
    with SparkContext(conf=conf) as sc:
        if sc.fs.exists("hdfs://mini/speed"):
            sc.fs.rm("hdfs://mini/speed", recursive=True)
        sc.fs.mkdirs("hdfs://mini/speed")
        sc.fs.put(folder / "text", "hdfs://mini/speed")
        sc.fs.put(folder / "small", "hdfs://mini/speed")
        found = measure_jobs(sc, options.runs, folder, hdfs)
    if options.peer:
        # One thread, in this process.
        conf.setMaster("local[1]")
        whole = folder / "whole"
        with open(whole, "wb") as target:
            for part in sorted((folder / "text").iterdir()):
                with open(part, "rb") as source:
                    shutil.copyfileobj(source, target, PIECE_BYTES)
        with SparkContext(conf=conf) as sc:
            found += measure_streams(sc, options.runs, whole, options.peer, hdfs)
            sc.fs.rm("hdfs://mini/speed", recursive=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=1.0, help="of text (1)")
    parser.add_argument("--runs", type=int, default=5, help="pairs that are counted (5)")
    parser.add_argument("--master", default="local-cluster[2,1,1g]", help="of the jobs: local-cluster[2,1,1g]")
    parser.add_argument("--peer", help="a Python with hdfs-native")
    parser.add_argument("--hdfs", help="folder of an HDFS that runs")
    parser.add_argument("--json", help="file for the times")
    options = parser.parse_args()
    if options.runs < 1 or options.gigabytes <= 0:
        parser.error("--runs must be at least 1, --gigabytes above 0")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-hdfs-"))
    hdfs = MiniHdfs(pathlib.Path(options.hdfs or folder / "cluster"), ROOT / "scripts/minihdfs")
    try:
        if not options.hdfs:
            hdfs.up(datanodes=2)
        found = run(options, folder, hdfs)
    finally:
        if not options.hdfs:
            hdfs.down()
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        table: dict[str, Any] = {pair.name: {"times": pair.times, "ratio": round(pair.ratio, 3)} for pair in found}
        pathlib.Path(options.json).write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

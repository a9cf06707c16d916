# SPDX-License-Identifier: Apache-2.0
"""A real HDFS beside local disk, and beside hdfs-native and PySpark (PyPI), by turns; prints ratios.

    hdfs_speed.py [--gigabytes N] [--runs N] [--peer PYTHON] [--only PART,...] [--hdfs FOLDER] [--json FILE]

count     lines, on HDFS and on local disk; what is read is not in the page cache, on either side
words     how often each word is there, written; blocks of 128 MiB, one replica, so that both write each byte once
sort      lines in order, written
small     lines of 1 000 small files
native    a file written to HDFS and read from it by one thread, beside hdfs-native in the Python that --peer names (a
          virtual environment of its own)
spark     the same as text, one partition, beside PySpark there
bound     the same file read over bare sockets, its bytes thrown away (hdfs_raw.py): nobody reads faster from these
          DataNodes

Each pair takes turns, and the median of its ratios is shown: on a shared machine times move together. The servers of
HDFS run on the same machine: their processor time is shown beside Martlet's. Needs the Python package on PYTHONPATH
and its library (see README.md here), and Java.
"""

from __future__ import annotations

import argparse
import itertools
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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "python/tests"))

from martlet import SparkConf, SparkContext  # noqa: E402
from minihdfs import MiniHdfs  # noqa: E402

BLOCK_BYTES = 128 << 20
FILES = 4
SMALL_FILES = 1_000
PIECE_BYTES = 1 << 20
JOBS = ("count", "words", "sort")
PARTS = (*JOBS, "small", "native", "spark", "bound")
TICKS = os.sysconf("SC_CLK_TCK")
DATANODES = 2


def write_text(folder: pathlib.Path, total: int) -> None:
    """Words with frequencies like those of language, in lines of about 80 characters."""
    chooser = random.Random(1)
    words = ["".join(chooser.choices("etaoinshrdlcumwfgypbvk", k=chooser.randint(2, 9))) for _ in range(50_000)]
    weights = list(itertools.accumulate(1.0 / (rank + 2.7) for rank in range(len(words))))
    block = "\n".join(" ".join(chooser.choices(words, cum_weights=weights, k=12)) for _ in range(40_000)) + "\n"
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


def processor_seconds(processes: list[int]) -> float:
    """Processor time that processes have taken so far."""
    ticks = 0
    for process in processes:
        try:
            words = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += int(words[11]) + int(words[12])
    return ticks / TICKS


class Usage:
    """Processor time of one side's turns, by who took it."""

    def __init__(self, sc: SparkContext, hdfs: MiniHdfs) -> None:
        executors = sc._session.call({"op": "status"}).get("executorProcesses") or {}
        self.processes = {
            "Martlet": [os.getpid(), *executors.values()],
            "DataNodes": [hdfs.pid(f"dn{number + 1}") for number in range(DATANODES)],
            "NameNodes": [hdfs.pid(f"nn{number + 1}") for number in range(2)],
        }
        self.turns: list[dict[str, float]] = []

    @contextmanager
    def turn(self) -> Iterator[None]:
        before = {name: processor_seconds(processes) for name, processes in self.processes.items()}
        yield
        self.turns.append(
            {name: processor_seconds(processes) - before[name] for name, processes in self.processes.items()}
        )

    def line(self) -> str:
        """Of the turns but the first."""
        kept = self.turns[1:]
        return ", ".join(f"{name} {statistics.median(turn[name] for turn in kept):.2f} s" for name in self.processes)


class Pair:
    """Times of two ways to do the same, by turns."""

    def __init__(self, name: str, first: str, second: str) -> None:
        self.name = name
        self.names = (first, second)
        self.times: list[tuple[float, float]] = []

    def measure(
        self, runs: int, first: Callable[[], float], second: Callable[[], float], usages: tuple[Usage, ...] = ()
    ) -> Pair:
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
        for name, usage in zip(self.names, usages):
            print(f"{'':24} processor time with {name}: {usage.line()}", flush=True)
        return self

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


class Peer:
    """Another client in a process of its own, which stays: a virtual machine gets warm."""

    def __init__(self, python: str, script: str, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            # Not from its folder, where a script has the name of the package that it imports.
            [python, "-P", str(ROOT / "bench/peers" / script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        self.answer()

    def answer(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{self.process.args!r} ended with {self.process.wait()}")
        return line

    def seconds(self, *words: str) -> float:
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()
        return float(self.answer())

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)


def measure_jobs(sc: SparkContext, runs: int, jobs: list[str], local: pathlib.Path, hdfs: MiniHdfs) -> list[Pair]:
    found = []
    number = 0
    for job in (job for job in (count, words, sort) if job.__name__ in jobs):
        usages = (Usage(sc, hdfs), Usage(sc, hdfs))

        def timed(root: str, usage: Usage) -> float:
            nonlocal number
            number += 1
            target = f"{root}/out-{number}"
            forget(hdfs.folder / "data")
            forget(local / "text")
            with usage.turn():
                time_taken = seconds(lambda: job(sc, root + "/text", target))  # noqa: B023
            if sc.fs.exists(target):
                sc.fs.rm(target, recursive=True)
            return time_taken

        found.append(
            Pair(job.__name__, "HDFS", "local disk").measure(
                runs,
                lambda: timed("hdfs://mini/speed", usages[0]),  # noqa: B023
                lambda: timed(local.as_uri(), usages[1]),  # noqa: B023
                usages,
            )
        )
    return found


def measure_small(sc: SparkContext, runs: int, local: pathlib.Path, hdfs: MiniHdfs) -> list[Pair]:
    usages = (Usage(sc, hdfs), Usage(sc, hdfs))

    def timed(root: str, usage: Usage) -> float:
        with usage.turn():
            return seconds(lambda: sc.textFile(root + "/small", 2).count())

    return [
        Pair(f"{SMALL_FILES} small files", "HDFS", "local disk").measure(
            runs, lambda: timed("hdfs://mini/speed", usages[0]), lambda: timed(local.as_uri(), usages[1]), usages
        )
    ]


def cold(hdfs: MiniHdfs, read: Callable[[], float]) -> Callable[[], float]:
    """Reads what the page cache does not have."""

    def timed() -> float:
        forget(hdfs.folder / "data")
        return read()

    return timed


def written(sc: SparkContext, target: str, write: Callable[[str], float]) -> Callable[[], float]:
    """Writes where nothing is."""

    def timed() -> float:
        if sc.fs.exists(target):
            sc.fs.rm(target, recursive=True)
        return write(target)

    return timed


OWN = "hdfs://mini/speed/own"


def measure_native(sc: SparkContext, runs: int, text: pathlib.Path, peer: str, hdfs: MiniHdfs) -> list[Pair]:
    native = Peer(peer, "hdfs_native.py", {"HADOOP_CONF_DIR": str(hdfs.conf)})

    def put(target: str) -> float:
        return seconds(lambda: sc.fs.put(text, target))

    def read() -> float:
        # Martlet's time is that of a job which counts the lines, too.
        return seconds(lambda: sc.textFile(OWN, 1).count())

    def theirs() -> float:
        return native.seconds("read", "/speed/native")

    def names(what: str) -> Pair:
        return Pair(what, "Martlet", "hdfs-native")

    try:
        return [
            names("one stream written").measure(
                runs, written(sc, OWN, put), lambda: native.seconds("write", str(text), "/speed/native")
            ),
            names("one stream read").measure(runs, cold(hdfs, read), cold(hdfs, theirs)),
            names("one stream read, warm").measure(runs, read, theirs),
        ]
    finally:
        native.close()


def measure_spark(sc: SparkContext, runs: int, text: pathlib.Path, peer: str, hdfs: MiniHdfs) -> list[Pair]:
    settings = hdfs.settings() | {"dfs.blocksize": str(BLOCK_BYTES), "dfs.replication": "1"}
    spark = Peer(peer, "hdfs_spark.py", {"SPARK_HDFS": json.dumps(settings)})
    source, saved = text.as_uri(), "hdfs://mini/speed/spark"

    def save(target: str) -> float:
        return seconds(lambda: sc.textFile(source, 1).coalesce(1).saveAsTextFile(target))

    def read() -> float:
        return seconds(lambda: sc.textFile(OWN, 1).count())

    try:
        return [
            Pair("text saved", "Martlet", "PySpark").measure(
                runs,
                written(sc, "hdfs://mini/speed/saved", save),
                written(sc, saved, lambda target: spark.seconds("write", source, target)),
            ),
            Pair("text counted", "Martlet", "PySpark").measure(
                runs, cold(hdfs, read), cold(hdfs, lambda: spark.seconds("count", OWN))
            ),
            Pair("text counted", "Martlet", "PySpark frame").measure(
                runs, cold(hdfs, read), cold(hdfs, lambda: spark.seconds("frame", OWN))
            ),
        ]
    finally:
        spark.close()


def measure_bound(sc: SparkContext, runs: int, hdfs: MiniHdfs) -> list[Pair]:
    """One thread of Martlet beside bare sockets that look at nothing."""
    names = [value for key, value in hdfs.settings().items() if key.startswith("dfs.namenode.rpc-address.")]
    usages = (Usage(sc, hdfs), Usage(sc, hdfs))

    def read() -> float:
        forget(hdfs.folder / "data")
        with usages[0].turn():
            return seconds(lambda: sc.textFile(OWN, 1).count())

    def bare() -> float:
        forget(hdfs.folder / "data")
        command = [sys.executable, str(ROOT / "bench/hdfs_raw.py"), "--namenodes", ",".join(names), "/speed/own"]
        with usages[1].turn():
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return float(done.stdout.split()[0])

    return [Pair("one stream read", "Martlet", "bare sockets").measure(runs, read, bare, usages)]


def run(options: argparse.Namespace, folder: pathlib.Path, hdfs: MiniHdfs) -> list[Pair]:
    parts = options.only.split(",")
    write_text(folder / "text", int(options.gigabytes * 1e9))
    (folder / "small").mkdir()
    for number in range(SMALL_FILES):
        (folder / "small" / f"{number:04d}").write_text(f"{number} line\n" * 100)
    conf = SparkConf(False).setMaster(options.master).setAppName("hdfs_speed").set("martlet.log.level", "critical")
    conf.set("spark.hadoop.dfs.blocksize", str(BLOCK_BYTES)).set("spark.hadoop.dfs.replication", "1")
    for key, value in hdfs.settings().items():
        conf.setIfMissing("spark.hadoop." + key, value)
    found: list[Pair] = []
    with SparkContext(conf=conf) as sc:
        if sc.fs.exists("hdfs://mini/speed"):
            sc.fs.rm("hdfs://mini/speed", recursive=True)
        sc.fs.mkdirs("hdfs://mini/speed")
        if jobs := [job for job in JOBS if job in parts]:
            sc.fs.put(folder / "text", "hdfs://mini/speed")
            found += measure_jobs(sc, options.runs, jobs, folder, hdfs)
        if "small" in parts:
            sc.fs.put(folder / "small", "hdfs://mini/speed")
            found += measure_small(sc, options.runs, folder, hdfs)
    # One thread, in this process.
    conf.setMaster("local[1]")
    whole = folder / "whole"
    with open(whole, "wb") as target:
        for part in sorted((folder / "text").iterdir()):
            with open(part, "rb") as source:
                shutil.copyfileobj(source, target, PIECE_BYTES)
    with SparkContext(conf=conf) as sc:
        if "native" in parts and options.peer:
            found += measure_native(sc, options.runs, whole, options.peer, hdfs)
        if not sc.fs.exists(OWN):
            sc.fs.put(whole, OWN)
        if "spark" in parts and options.peer:
            found += measure_spark(sc, options.runs, whole, options.peer, hdfs)
        if "bound" in parts:
            found += measure_bound(sc, options.runs, hdfs)
        sc.fs.rm("hdfs://mini/speed", recursive=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=1.0, help="of text (1)")
    parser.add_argument("--runs", type=int, default=5, help="pairs that are counted (5)")
    parser.add_argument("--master", default="local-cluster[2,1,1g]", help="of the jobs: local-cluster[2,1,1g]")
    parser.add_argument("--peer", help="a Python with hdfs-native and pyspark")
    parser.add_argument("--only", default=",".join(PARTS), help="parts to measure: " + ",".join(PARTS))
    parser.add_argument("--hdfs", help="folder of an HDFS that runs")
    parser.add_argument("--json", help="file for the times")
    options = parser.parse_args()
    if options.runs < 1 or options.gigabytes <= 0:
        parser.error("--runs must be at least 1, --gigabytes above 0")
    if unknown := set(options.only.split(",")) - set(PARTS):
        parser.error(f"--only: no part {', '.join(sorted(unknown))}")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-hdfs-"))
    hdfs = MiniHdfs(pathlib.Path(options.hdfs or folder / "cluster"), ROOT / "scripts/minihdfs")
    try:
        if not options.hdfs:
            hdfs.up(datanodes=DATANODES)
        found = run(options, folder, hdfs)
    finally:
        if not options.hdfs:
            hdfs.down()
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        table: dict[str, Any] = {
            f"{pair.name}: {pair.names[0]} / {pair.names[1]}": {"times": pair.times, "ratio": round(pair.ratio, 3)}
            for pair in found
        }
        pathlib.Path(options.json).write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

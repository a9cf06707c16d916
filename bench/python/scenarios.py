# SPDX-License-Identifier: Apache-2.0
"""The scenarios of the Python package, written once for both engines: `compare.py` runs this file twice at a time.

    scenarios.py SCENARIO --engine martlet|pyspark [--master M] [--input DIR] [--scale F]

Prints `ready` when the context is up, then does one run for each line on standard input and prints a JSON line
{"seconds", "answer"} for it (and "memory", the largest resident size of the engine's processes in MB, for `memory`).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import threading
import time
from pathlib import Path

TINY_JOBS = {"martlet": 50, "pyspark": 5}


def open_context(args: argparse.Namespace):
    """A context on two cores."""
    if args.engine == "pyspark":
        os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
        import pyspark as engine

        conf = engine.SparkConf().set("spark.driver.memory", "6g").set("spark.ui.enabled", "false")
        conf.set("spark.ui.showConsoleProgress", "false")
    else:
        import martlet as engine

        conf = engine.SparkConf()
    context = engine.SparkContext(conf=conf.setMaster(args.master).setAppName("bench"))
    context.setLogLevel("ERROR")
    return context


def pipeline(sc, args):
    rows = int(10**7 * args.scale)
    return str(sc.parallelize(range(rows)).map(lambda i: (i, i * 2)).filter(lambda p: p[1] % 3 == 0).count())


def wordcount(sc, args):
    lines = sc.textFile(args.input)
    counts = lines.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b)
    return sorted(counts.collect())


def ints_in(sc, args):
    return str(sc.parallelize(args.ints).count())


def ints_out(sc, args):
    return args.int_rdd.collect()


def pairs_in(sc, args):
    return str(sc.parallelize(args.pairs).count())


def pairs_out(sc, args):
    return args.pair_rdd.collect()


def tiny(sc, args):
    times = []
    for _ in range(TINY_JOBS[args.engine]):
        start = time.perf_counter()
        total = sc.parallelize(range(10), 2).map(lambda i: i + 1).sum()
        times.append(time.perf_counter() - start)
    return total, statistics.median(times)


def memory(sc, args):
    rows = int(10**9 * args.scale)
    return str(sc.parallelize(range(rows)).filter(lambda i: i % 7 == 3).count())


SCENARIOS = {
    "pipeline": pipeline,
    "wordcount": wordcount,
    "ints-in": ints_in,
    "ints-out": ints_out,
    "pairs-in": pairs_in,
    "pairs-out": pairs_out,
    "tiny": tiny,
    "memory": memory,
}


def prepare(sc, args):
    """What a scenario needs and does not measure."""
    count = int(10**6 * args.scale)
    if args.scenario.startswith("ints"):
        args.ints = [i * 37 % 1000003 for i in range(count)]
        args.int_rdd = sc.parallelize(args.ints)
    if args.scenario.startswith("pairs"):
        args.pairs = [(f"key {i % 1000}", i) for i in range(count)]
        args.pair_rdd = sc.parallelize(args.pairs)


def digest(answer) -> str:
    """A short text that two engines can be compared by."""
    if isinstance(answer, str):
        return answer
    import hashlib

    return f"{len(answer)}:{hashlib.sha256(repr(answer).encode()).hexdigest()[:16]}"


class Memory(threading.Thread):
    """Watches the resident size of this process and its descendants, ten times a second."""

    def __init__(self):
        super().__init__(daemon=True)
        self.largest = 0
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(0.1):
            self.largest = max(self.largest, sum(map(resident, family(os.getpid()))))


def family(root: int) -> list[int]:
    """The process and all that it started."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, open_ = [], [root]
    while open_:
        found.append(open_.pop())
        open_ += children.get(found[-1], [])
    return found


def resident(process: int) -> int:
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) // 1024
    except OSError:
        pass
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", choices=SCENARIOS)
    parser.add_argument("--engine", required=True, choices=["martlet", "pyspark"])
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--input", help="folder of text for wordcount")
    parser.add_argument("--scale", type=float, default=1.0)
    args = parser.parse_args()
    context = open_context(args)
    prepare(context, args)
    print("ready", flush=True)
    for _ in sys.stdin:
        watch = Memory()
        watch.start()
        start = time.perf_counter()
        answer = SCENARIOS[args.scenario](context, args)
        seconds = time.perf_counter() - start
        watch.ended.set()
        if args.scenario == "tiny":
            answer, seconds = str(answer[0]), answer[1]
        print(json.dumps({"seconds": seconds, "answer": digest(answer), "memory": watch.largest}), flush=True)
    context.stop()


if __name__ == "__main__":
    main()

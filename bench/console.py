#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What it costs to be watched: empty tasks and the start of a session, in pairs, without and with the web UI and an
event log.

    PYTHONPATH=python python3 bench/console.py [--pairs 9] [--tasks 5000] [--starts 9]

Each session is a process of its own. Of tasks wall and processor seconds of the driver's process are compared, which
has the executor within it (``local[2]``); of starts the time from the beginning of the process to the first result.
The ratios are medians over pairs whose order changes; on a machine that does other things the processor seconds are
the better half.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time

OFF = {"spark.ui.enabled": "false"}
UI = {"spark.ui.enabled": "true", "spark.ui.port": "0"}

TASKS = """
import json, sys, time
from martlet import SparkConf, SparkContext
settings, tasks = json.loads(sys.argv[1]), int(sys.argv[2])
conf = SparkConf(False).setMaster("local[2]").setAppName("bench").set("spark.ui.showConsoleProgress", "false")
for key, value in settings.items():
    conf.set(key, value)
with SparkContext(conf=conf) as sc:
    rdd = sc.parallelize(range(10), tasks)
    rdd.count()
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(20):
        rdd.count()
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]), flush=True)
"""

START = """
import json, sys
from martlet import SparkConf, SparkContext
conf = SparkConf(False).setMaster("local[2]").setAppName("bench").set("spark.ui.showConsoleProgress", "false")
for key, value in json.loads(sys.argv[1]).items():
    conf.set(key, value)
sc = SparkContext(conf=conf)
print(sc.parallelize(range(10), 2).sum(), flush=True)
sc.stop()
"""


def tasks(settings: dict[str, str], count: int) -> list[float]:
    """Wall and processor seconds of twenty rounds of so many empty tasks."""
    command = [sys.executable, "-c", TASKS, json.dumps(settings), str(count)]
    values: list[float] = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=300).stdout)
    return values


def start(settings: dict[str, str]) -> list[float]:
    """Seconds until the first result."""
    began = time.perf_counter()
    command = [sys.executable, "-c", START, json.dumps(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "45"
        return [time.perf_counter() - began]


def pairs(measure, settings: dict[str, str], count: int) -> list[list[float]]:
    """Ratios of a session with settings to one that nobody watches; the order changes from pair to pair."""
    ratios = []
    for number in range(count):
        order = [OFF, settings] if number % 2 == 0 else [settings, OFF]
        found = [measure(which) for which in order]
        base, other = found if number % 2 == 0 else found[::-1]
        ratios.append([b / a for a, b in zip(base, other)])
    return ratios


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--tasks", type=int, default=5_000)
    parser.add_argument("--starts", type=int, default=9)
    known = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = {**OFF, "spark.eventLog.enabled": "true", "spark.eventLog.dir": folder}
        for name, settings in (("web UI", UI), ("event log", log)):
            ratios = pairs(lambda which: tasks(which, known.tasks), settings, known.pairs)
            wall, cpu = (
                [f"{statistics.median(part):.3f}"] + [f"{r:.2f}" for r in sorted(part)] for part in zip(*ratios)
            )
            print(f"{name}: empty tasks, wall × {wall[0]} {wall[1:]}, processor × {cpu[0]} {cpu[1:]}", flush=True)
    if known.starts == 0:
        return
    ratios = pairs(start, UI, known.starts)
    found = sorted(ratio for (ratio,) in ratios)
    print(f"web UI: first result × {statistics.median(found):.3f} {[f'{r:.2f}' for r in found]}")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""How long pods let wait, against the API server and node of the tests, where a pod starts after a given time.

    pods.py [--runs N] [--start-seconds S] [--json FILE]

start     from SparkContext("k8s://...") to the first result, with two pods asked for
alone     from SIGKILL of the only pod's process to the next task that ends: a pod is lost, asked for, started
beside    the same with two pods, one of them killed: the other goes on, and the tasks of the lost one run there

Needs the Python package on PYTHONPATH, its library, and the programs martlet-test-apiserver and martlet-executor
(MARTLET_TEST_APISERVER, MARTLET_EXECUTOR).
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import signal
import statistics
import sys
import threading
import time
from collections.abc import Callable

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "python/tests"))

from apiserver import Cluster  # noqa: E402
from martlet import SparkConf, SparkContext  # noqa: E402

#: Tasks of some 10 ms.
TASKS = 150
ROUNDS = 10_000
POLL_SECONDS = 0.002


def work(partition: int) -> int:
    total, rounds = partition, 0
    while rounds < ROUNDS:
        total = (total * 48_271) % 2_147_483_647
        rounds += 1
    return total


def context(cluster: Cluster, pods: int) -> SparkContext:
    settings = cluster.conf(**{"spark.executor.instances": str(pods), "martlet.log.level": "critical"})
    return SparkContext(conf=SparkConf(False).setAll(list(settings.items())))


def until(condition: Callable[[], bool]) -> float:
    """The seconds until it is true."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > 120:
            raise TimeoutError("nothing happened for two minutes")
        time.sleep(POLL_SECONDS)
    return time.monotonic() - start


def started(cluster: Cluster) -> float:
    start = time.monotonic()
    with context(cluster, 2) as sc:
        assert sc.range(1_000).sum() == 499_500
        return time.monotonic() - start


def killed(cluster: Cluster, pods: int) -> float:
    with context(cluster, pods) as sc:
        until(lambda: [one.state for one in sc.statusTracker().getExecutorInfos()] == ["running"] * pods)
        answers: list[int] = []
        job = threading.Thread(
            target=lambda: answers.append(sc.range(TASKS, numSlices=TASKS).map(work).count()), daemon=True
        )
        job.start()
        tracker = sc.statusTracker()

        def done() -> int:
            found = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            return sum(info.numCompletedTasks for info in found if info)

        until(lambda: done() >= 10)
        victim = cluster.pods()[0]["pid"]
        os.kill(victim, signal.SIGKILL)
        # What was under way when it was killed comes first.
        time.sleep(0.1)
        before = done()
        seconds = 0.1 + until(lambda: done() > before)
        job.join(120)
        assert answers == [TASKS]
        return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="that are counted (5)")
    parser.add_argument("--start-seconds", type=float, default=2.0, help="until a pod that is made runs (2)")
    parser.add_argument("--json", help="file for the times")
    options = parser.parse_args()
    times: dict[str, list[float]] = {"start": [], "alone": [], "beside": []}
    with Cluster() as cluster:
        cluster.control("startMillis", millis=int(options.start_seconds * 1_000))
        for run in range(options.runs + 1):
            found = {"start": started(cluster), "alone": killed(cluster, 1), "beside": killed(cluster, 2)}
            # The first is not counted.
            for name, seconds in found.items() if run > 0 else ():
                times[name].append(seconds)
            print(", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.items()), flush=True)
    for name, values in times.items():
        print(f"{name:8} {statistics.median(values):.2f} s ({min(values):.2f} - {max(values):.2f})")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(times, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""A soak: jobs of all kinds from several threads while executors are killed; answers checked, memory watched.

    soak.py [--minutes N] [--kill-seconds N] [--master M] [--csv FILE] [--json FILE] [--seed N]

Runs until the time is over, and then ends with 0 when no answer was wrong, no job failed that should not, and the
resident memory of driver and executors has not grown by more than the bounds below after the first ten minutes (or a
third of a shorter run); otherwise with 1. Needs the Python package on PYTHONPATH and its library (see README.md here).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import Any, NamedTuple

import soak_jobs
from martlet import SparkConf, SparkContext

#: Bounds, in MB an hour, of the growth of resident memory after the warm-up.
DRIVER_GROWTH_MAX = 20.0
EXECUTOR_GROWTH_MAX = 20.0
#: What a measurement may be off by, in MB: a shorter run divides it by its length.
NOISE_MB = 10.0
WARM_UP_SECONDS = 600.0
SAMPLE_SECONDS = 10.0
THREADS = 4
#: A job that takes longer is reported as one that hangs.
JOB_SECONDS_MAX = 180.0
#: Wrong answers and failures that are printed.
REPORTED_MAX = 20


class Sample(NamedTuple):
    """Resident memory of a process."""

    seconds: float
    process: str
    pid: int
    megabytes: float


class Soak:
    """The run: workers, the killer and the watcher share this object."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.start = time.monotonic()
        self.end = self.start + options.minutes * 60.0
        self.lock = threading.Lock()
        self.jobs: dict[str, int] = {}
        self.wrong: list[str] = []
        self.failures: list[str] = []
        self.running: dict[int, tuple[str, float]] = {}
        self.kills = 0
        self.samples: list[Sample] = []
        self.stop = threading.Event()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.start

    def is_over(self) -> bool:
        return self.stop.is_set() or time.monotonic() >= self.end

    def work(self, sc: SparkContext, number: int) -> None:
        """One thread's jobs, one after another."""
        chooser = random.Random(f"{self.options.seed} {number}")
        turn = 0
        while not self.is_over():
            job = chooser.choice(soak_jobs.JOBS)
            turn += 1
            self.running[number] = (job.__name__, self.seconds)
            try:
                problem = job(sc, random.Random(chooser.random()), self.folder / f"{number}-{turn}")
            except Exception:
                problem = None
                self.report(self.failures, f"{job.__name__} failed:\n{traceback.format_exc()}")
            if problem is not None:
                self.report(self.wrong, f"{job.__name__}: {problem}")
            with self.lock:
                self.jobs[job.__name__] = self.jobs.get(job.__name__, 0) + 1
            self.running.pop(number, None)

    def report(self, to: list[str], text: str) -> None:
        with self.lock:
            to.append(text)
            if len(to) <= REPORTED_MAX:
                print(f"[{self.seconds:7.1f} s] {text}", file=sys.stderr, flush=True)

    def kill(self, sc: SparkContext) -> None:
        """Kills one executor after another."""
        chooser = random.Random(f"{self.options.seed} kill")
        while not self.stop.wait(self.options.kill_seconds) and not self.is_over():
            processes = executors(sc)
            if processes:
                try:
                    os.kill(chooser.choice(sorted(processes.values())), signal.SIGKILL)
                    self.kills += 1
                except ProcessLookupError:
                    pass

    def watch(self, sc: SparkContext) -> None:
        """Samples the memory of driver and executors."""
        while True:
            now = self.seconds
            found = {"driver": os.getpid(), **executors(sc)}
            for process, pid in found.items():
                megabytes = resident(pid)
                if megabytes is not None:
                    self.samples.append(Sample(now, process, pid, megabytes))
            for number, (name, since) in list(self.running.items()):
                if now - since > JOB_SECONDS_MAX:
                    self.running[number] = (name, now)
                    self.report(self.failures, f"{name} has run for {now - since:.0f} s")
            if self.stop.wait(SAMPLE_SECONDS):
                return


def executors(sc: SparkContext) -> dict[str, int]:
    """Process numbers of the executors, by name."""
    return dict(sc._session.call({"op": "status"}).get("executorProcesses") or {})


def resident(pid: int) -> float | None:
    """Resident memory of a process in MB; None when it has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def growth(samples: list[tuple[float, float]]) -> float:
    """The slope of the line through (seconds, MB) with the least squares, in MB an hour."""
    count = len(samples)
    if count < 3:
        return 0.0
    mean_x = sum(x for x, _ in samples) / count
    mean_y = sum(y for _, y in samples) / count
    spread = sum((x - mean_x) ** 2 for x, _ in samples)
    return 3600.0 * sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread if spread else 0.0


def executors_over_time(samples: list[Sample]) -> list[tuple[float, float]]:
    """The largest executor at each time: those that were killed begin anew."""
    largest: dict[float, float] = {}
    for sample in samples:
        if sample.process != "driver":
            largest[sample.seconds] = max(largest.get(sample.seconds, 0.0), sample.megabytes)
    return sorted(largest.items())


def summary(soak: Soak) -> dict[str, Any]:
    """What the run has shown."""
    warm = min(WARM_UP_SECONDS, soak.seconds / 3.0)
    late = [sample for sample in soak.samples if sample.seconds >= warm]
    driver = [(sample.seconds, sample.megabytes) for sample in late if sample.process == "driver"]
    workers = executors_over_time(late)
    hours = max(soak.seconds - warm, 1.0) / 3600.0
    limits = {"driver": DRIVER_GROWTH_MAX + NOISE_MB / hours, "executors": EXECUTOR_GROWTH_MAX + NOISE_MB / hours}
    return {
        "seconds": round(soak.seconds, 1),
        "kills": soak.kills,
        "jobs": sum(soak.jobs.values()),
        "jobs_by_kind": dict(sorted(soak.jobs.items())),
        "wrong": len(soak.wrong),
        "failures": len(soak.failures),
        "warm_up_seconds": round(warm, 1),
        "driver_mb": [round(megabytes, 1) for _, megabytes in driver[:1] + driver[-1:]],
        "driver_mb_an_hour": round(growth(driver), 2),
        "driver_mb_an_hour_max": round(limits["driver"], 2),
        "executor_mb_most": round(max((megabytes for _, megabytes in workers), default=0.0), 1),
        "executor_mb_an_hour": round(growth(workers), 2),
        "executor_mb_an_hour_max": round(limits["executors"], 2),
    }


def is_good(found: dict[str, Any]) -> bool:
    """Whether the run has shown what it must."""
    return (
        found["wrong"] == 0
        and found["failures"] == 0
        and found["jobs"] > 0
        and found["driver_mb_an_hour"] <= found["driver_mb_an_hour_max"]
        and found["executor_mb_an_hour"] <= found["executor_mb_an_hour_max"]
    )


def write_samples(path: str, samples: list[Sample]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["seconds", "process", "pid", "megabytes"])
        for sample in samples:
            table.writerow([f"{sample.seconds:.1f}", sample.process, sample.pid, f"{sample.megabytes:.1f}"])


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    conf = SparkConf(False).setMaster(options.master).setAppName("soak")
    # A killed executor every few seconds is what this is about: none of them counts against the application.
    conf.set("spark.executor.maxNumFailures", 1_000_000)
    conf.set("martlet.log.level", "critical")
    soak = Soak(options, folder)
    with SparkContext(conf=conf) as sc:
        soak_jobs.prepare(folder)
        workers = [
            threading.Thread(target=soak.work, args=(sc, number), name=f"jobs-{number}", daemon=True)
            for number in range(THREADS)
        ]
        helpers = [threading.Thread(target=target, args=(sc,), daemon=True) for target in (soak.kill, soak.watch)]
        for thread in workers + helpers:
            thread.start()
        try:
            for thread in workers:
                while thread.is_alive() and time.monotonic() < soak.end + JOB_SECONDS_MAX:
                    thread.join(1.0)
                if thread.is_alive():
                    soak.report(soak.failures, f"{thread.name} has not ended: {soak.running}")
        finally:
            soak.stop.set()
        for thread in helpers:
            thread.join(SAMPLE_SECONDS)
        found = summary(soak)
    if options.csv:
        write_samples(options.csv, soak.samples)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (60)")
    parser.add_argument("--kill-seconds", type=float, default=10.0, help="time between two kills (10)")
    parser.add_argument("--master", default="local-cluster[2,1,512m]", help="local-cluster[2,1,512m]")
    parser.add_argument("--csv", help="file for the samples of memory")
    parser.add_argument("--json", help="file for the summary")
    parser.add_argument("--seed", type=int, default=1, help="of the choice of jobs and of whom to kill (1)")
    options = parser.parse_args()
    if options.minutes <= 0 or options.kill_seconds <= 0:
        parser.error("--minutes and --kill-seconds must be above 0")
    folder = Path(tempfile.mkdtemp(prefix="martlet-soak-"))
    try:
        found = run(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for name, value in found.items():
        print(f"{name:24} {value}")
    if options.json:
        Path(options.json).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    good = is_good(found)
    print("good" if good else "NOT GOOD")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

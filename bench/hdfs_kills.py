# SPDX-License-Identifier: Apache-2.0
"""Word counts and sorts on a real HDFS while its servers and the executors die or hang; the bytes checked each time.

    hdfs_kills.py [--kills N] [--megabytes N] [--seed N] [--hdfs FOLDER] [--json FILE]

Starts a highly available HDFS with three DataNodes (scripts/minihdfs), or takes one that `minihdfs up --ha` has made,
and runs jobs until N random kills are done: SIGKILL or SIGSTOP of a NameNode (mostly the active one), of a DataNode or
of an executor, another as soon as the one before is well again. Every output is compared with what plain Python makes
of the same input. Ends with 0 when all were the same bytes and no job failed. Needs the Python package on PYTHONPATH
and its library (see README.md here), and Java.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "python/tests"))

from martlet import SparkConf, SparkContext  # noqa: E402
from minihdfs import MiniHdfs  # noqa: E402

DATANODES = 3
#: Time between two kills, and how long what was stopped hangs: shorter and longer than deadlines and heartbeats.
PAUSE_SECONDS = (0.3, 2.0)
HANG_SECONDS = (0.5, 20.0)
#: A server that was killed is started again after so long.
DOWN_SECONDS = (0.0, 3.0)
#: A DataNode that listens again has reported its blocks by then.
REPORT_SECONDS = 3.0
#: A job that takes longer counts as one that hangs.
JOB_SECONDS_MAX = 240.0
REPORTED_MAX = 20


class Trouble:
    """Something that was done to a server, and how it is made good again."""

    def __init__(self, kind: str, until: float, undo: Callable[[], None], is_well: Callable[[], bool]) -> None:
        self.kind = kind
        self.until = until
        self.undo = undo
        self.is_well = is_well
        self.is_undone = False

    def is_over(self) -> bool:
        """Undoes it when it is time; whether all is well again."""
        if not self.is_undone and time.monotonic() >= self.until:
            self.undo()
            self.is_undone = True
        return self.is_undone and self.is_well()


class Killer(threading.Thread):
    """Kills and stops processes at random, one server of a kind at a time, until it has done so `kills` times."""

    def __init__(self, sc: SparkContext, hdfs: MiniHdfs, kills: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.sc = sc
        self.hdfs = hdfs
        self.left = kills
        self.random = random.Random(f"{seed} kills")
        self.troubles: list[Trouble] = []
        self.done: collections.Counter[str] = collections.Counter()
        self.stopped = threading.Event()
        self.error = ""

    def run(self) -> None:
        try:
            while self.left > 0 and not self.stopped.wait(self.random.uniform(*PAUSE_SECONDS)):
                self.troubles = [trouble for trouble in self.troubles if not trouble.is_over()]
                kind = self.random.choice(["NameNode", "DataNode", "executor"])
                if not any(trouble.kind == kind for trouble in self.troubles) and self.strike(kind):
                    self.left -= 1
            while self.troubles and not self.stopped.wait(0.2):
                self.troubles = [trouble for trouble in self.troubles if not trouble.is_over()]
        except Exception:
            self.error = traceback.format_exc()
        finally:
            for trouble in self.troubles:
                if not trouble.is_undone:
                    trouble.undo()

    def strike(self, kind: str) -> bool:
        """Whether there was one to strike."""
        if kind == "executor":
            processes = sorted(self.executors().values())
            if not processes:
                return False
            process = self.random.choice(processes)
            role = ""
        else:
            role = self.name_node() if kind == "NameNode" else f"dn{self.random.randint(1, DATANODES)}"
            if not role:
                return False
            process = self.hdfs.pid(role)
        is_kill = self.random.random() < 0.5
        try:
            os.kill(process, signal.SIGKILL if is_kill else signal.SIGSTOP)
        except ProcessLookupError:
            return False
        self.done[f"{'SIGKILL' if is_kill else 'SIGSTOP'} of {kind}"] += 1
        until = time.monotonic() + self.random.uniform(*(DOWN_SECONDS if is_kill else HANG_SECONDS))
        self.troubles.append(Trouble(kind, until, self.undoing(role, process, is_kill), self.healing(kind, role)))
        return True

    def executors(self) -> dict[str, int]:
        return dict(self.sc._session.call({"op": "status"}).get("executorProcesses") or {})

    def name_node(self) -> str:
        """The active one most of the time; nothing as long as no other could take over."""
        try:
            active = self.hdfs.active(0.1)
        except TimeoutError:
            return ""
        return active if self.random.random() < 0.75 else {"nn1": "nn2", "nn2": "nn1"}[active]

    def undoing(self, role: str, process: int, is_kill: bool) -> Callable[[], None]:
        def undo() -> None:
            if not is_kill:
                try:
                    os.kill(process, signal.SIGCONT)
                except ProcessLookupError:
                    pass
                if role.startswith("nn"):
                    # One that wakes with another in its place ends itself.
                    time.sleep(1.0)
            if role:
                self.hdfs.start(role)

        return undo

    def healing(self, kind: str, role: str) -> Callable[[], bool]:
        listening_since = 0.0

        def is_well() -> bool:
            nonlocal listening_since
            if kind == "executor":
                return True
            if kind == "NameNode":
                self.hdfs.start(role)
                return bool(self.name_node())
            host, _, port = self.hdfs.address(role).rpartition(":")
            try:
                socket.create_connection((host, int(port)), 1.0).close()
            except OSError:
                listening_since = 0.0
                return False
            listening_since = listening_since or time.monotonic()
            return time.monotonic() - listening_since >= REPORT_SECONDS

        return is_well


class Jobs:
    """The jobs, and what their output must be."""

    def __init__(self, sc: SparkContext, root: str, megabytes: float, seed: int) -> None:
        self.sc = sc
        self.root = root
        chooser = random.Random(f"{seed} words")
        words = ["".join(chooser.choices("abcdefghij", k=chooser.randint(2, 7))) for _ in range(20_000)]
        lines: list[str] = []
        size = 0
        while size < megabytes * 1e6:
            lines.append(" ".join(chooser.choices(words, k=12)))
            size += len(lines[-1]) + 1
        folder = pathlib.Path(tempfile.mkdtemp(prefix="martlet-hdfs-"))
        (folder / "text").write_text("\n".join(lines) + "\n")
        sc.fs.mkdirs(root)
        sc.fs.put(folder / "text", root + "/text")
        shutil.rmtree(folder)
        counts = collections.Counter(word for line in lines for word in line.split(" "))
        self.expected = {
            "count": digest("".join(f"{word} {counts[word]}\n" for word in sorted(counts)).encode()),
            "sort": digest("".join(line + "\n" for line in sorted(lines)).encode()),
        }

    def run(self, name: str, number: int) -> str:
        """The digest of what the job writes."""
        output = f"{self.root}/{name}-{number}"
        text = self.sc.textFile(self.root + "/text", 4)
        if name == "count":
            counts = text.flatMap(lambda line: line.split(" ")).map(lambda word: (word, 1))
            counts = counts.reduceByKey(lambda a, b: a + b, 4).sortByKey(numPartitions=4)
            counts.map(lambda pair: f"{pair[0]} {pair[1]}").saveAsTextFile(output)
        else:
            text.sortBy(lambda line: line, numPartitions=4).saveAsTextFile(output)
        names = sorted(status.name for status in self.sc.fs.ls(output))
        if names != ["_SUCCESS", *(f"part-{part:05d}" for part in range(4))]:
            return f"the files {names}"
        found = digest(b"".join(self.sc.fs.read(f"{output}/part-{part:05d}") for part in range(4)))
        self.sc.fs.rm(output, recursive=True)
        return found


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def run(options: argparse.Namespace, hdfs: MiniHdfs) -> dict[str, Any]:
    conf = SparkConf(False).setMaster(options.master).setAppName("hdfs_kills")
    conf.set("spark.executor.maxNumFailures", 1_000_000).set("martlet.log.level", "critical")
    for key, value in hdfs.settings().items():
        conf.set("spark.hadoop." + key, value)
    wrong: list[str] = []
    failures: list[str] = []
    times: list[float] = []
    with SparkContext(conf=conf) as sc:
        root = f"hdfs://mini/kills-{os.getpid()}"
        jobs = Jobs(sc, root, options.megabytes, options.seed)
        killer = Killer(sc, hdfs, options.kills, options.seed)
        start = time.monotonic()
        killer.start()
        try:
            while killer.is_alive() or len(times) < 2:
                name = "count" if len(times) % 2 == 0 else "sort"
                began = time.monotonic()
                try:
                    found = jobs.run(name, len(times))
                    if found != jobs.expected[name]:
                        wrong.append(f"{name}: {found} instead of {jobs.expected[name]}")
                except Exception:
                    failures.append(f"{name} failed:\n{traceback.format_exc()}")
                times.append(time.monotonic() - began)
                if times[-1] > JOB_SECONDS_MAX:
                    failures.append(f"{name} took {times[-1]:.0f} s")
        finally:
            killer.stopped.set()
            killer.join(60.0)
        seconds = time.monotonic() - start
        if killer.error:
            failures.append(killer.error)
        hdfs.active()
        sc.fs.rm(root, recursive=True)
    for text in (wrong + failures)[:REPORTED_MAX]:
        print(text, file=sys.stderr)
    return {
        "kills": sum(killer.done.values()),
        **dict(sorted(killer.done.items())),
        "jobs": len(times),
        "wrong": len(wrong),
        "failures": len(failures),
        "seconds": round(seconds, 1),
        "job_seconds_median": round(sorted(times)[len(times) // 2], 2),
        "job_seconds_most": round(max(times), 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="how many (100)")
    parser.add_argument("--megabytes", type=float, default=20.0, help="of input (20)")
    parser.add_argument("--master", default="local-cluster[2,1,512m]", help="local-cluster[2,1,512m]")
    parser.add_argument("--seed", type=int, default=1, help="of the text and of whom to kill when (1)")
    parser.add_argument("--hdfs", help="folder of an HDFS with three DataNodes that runs")
    parser.add_argument("--json", help="file for the summary")
    options = parser.parse_args()
    if options.kills < 0 or options.megabytes <= 0:
        parser.error("--kills must be at least 0, --megabytes above 0")
    folder = None if options.hdfs else pathlib.Path(tempfile.mkdtemp(prefix="martlet-hdfs-"))
    hdfs = MiniHdfs(folder / "cluster" if folder else pathlib.Path(options.hdfs), ROOT / "scripts/minihdfs")
    try:
        if folder:
            hdfs.up(datanodes=DATANODES)
        found = run(options, hdfs)
    finally:
        if folder:
            hdfs.down()
            shutil.rmtree(folder, ignore_errors=True)
    for name, value in found.items():
        print(f"{name:24} {value}")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    good = found["wrong"] == 0 and found["failures"] == 0 and found["kills"] >= options.kills
    print("good" if good else "NOT GOOD")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

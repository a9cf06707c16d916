# SPDX-License-Identifier: Apache-2.0
"""Martlet's Python package beside PySpark: the same functions, by turns, answers compared before a ratio is printed.

    compare.py [SCENARIO ...] [--runs N] [--input DIR] [--scale F] [--python P] [--peer-python P] [--no-peer]

`--python` has the martlet package (by default this interpreter), `--peer-python` has PySpark (bench/.venv, made by
bench/peers/setup.sh). The first run of each engine is not counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: Scenario: how many times as fast as PySpark it must be.
WANTED = {
    "pipeline": 30,
    "wordcount": 15,
    "ints-in": 1,
    "ints-out": 1,
    "pairs-in": 1,
    "pairs-out": 1,
    "tiny": None,
    "memory": None,
}
#: What Martlet alone must reach: seconds of a tiny job, MB of a job over 10**9 rows.
TINY_SECONDS_MAX = 0.005
MEMORY_MB_MAX = 200


class Contestant:
    """One engine with its context up."""

    def __init__(self, engine: str, python: str, scenario: str, args: argparse.Namespace):
        command = [python, str(HERE / "scenarios.py"), scenario, "--engine", engine, "--scale", str(args.scale)]
        if args.input:
            command += ["--input", args.input]
        self.engine = engine
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.runs: list[dict] = []
        self.line("ready")

    def line(self, expected: str | None = None) -> str:
        text = self.process.stdout.readline().strip()
        if not text or (expected and text != expected):
            raise SystemExit(f"{self.engine} ended or said {text!r}; run its command by hand to see why")
        return text

    def run(self, is_counted: bool):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        result = json.loads(self.line())
        if is_counted or not self.runs:
            self.runs.append(result | {"cold": not is_counted})

    @property
    def seconds(self) -> float:
        return statistics.median(run["seconds"] for run in self.runs if not run["cold"])

    def end(self):
        self.process.stdin.close()
        self.process.wait(60)


def compare(scenario: str, args: argparse.Namespace) -> bool:
    """Prints a line; whether all that was wanted was reached."""
    contestants = [Contestant("martlet", args.python, scenario, args)]
    if args.peer and scenario != "memory":
        contestants.append(Contestant("pyspark", args.peer_python, scenario, args))
    for turn in range(args.runs + 1):
        for contestant in contestants:
            contestant.run(turn > 0)
    for contestant in contestants:
        contestant.end()
    answers = {run["answer"] for contestant in contestants for run in contestant.runs}
    if len(answers) != 1:
        raise SystemExit(f"{scenario}: the engines do not agree: {sorted(answers)}")
    own = contestants[0]
    row = [scenario, f"{own.seconds * 1000:.1f} ms"]
    reached = True
    if len(contestants) > 1:
        ratio = contestants[1].seconds / own.seconds
        row += [f"{contestants[1].seconds * 1000:.1f} ms", f"{ratio:.1f}"]
        if WANTED[scenario]:
            row.append(f"wanted {WANTED[scenario]}")
            reached = ratio >= WANTED[scenario]
    if scenario == "tiny":
        row.append(f"wanted {TINY_SECONDS_MAX * 1000:.0f} ms")
        reached = own.seconds <= TINY_SECONDS_MAX
    if scenario == "memory":
        largest = max(run["memory"] for run in own.runs)
        row += [f"{largest} MB", f"wanted {MEMORY_MB_MAX} MB"]
        reached = largest <= MEMORY_MB_MAX
    print(" | ".join(row + ["" if reached else "NOT REACHED"]), flush=True)
    return reached


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=", ".join(WANTED))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--input", help="folder of text (martlet-bench generate text) for wordcount")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--peer-python", default=str(HERE.parent / ".venv/bin/python"))
    parser.add_argument("--no-peer", dest="peer", action="store_false")
    args = parser.parse_args()
    unknown = set(args.scenarios) - set(WANTED)
    if unknown:
        parser.error(f"no scenario {', '.join(sorted(unknown))}; there are {', '.join(WANTED)}")
    chosen = args.scenarios or [name for name in WANTED if name != "wordcount" or args.input]
    results = [compare(name, args) for name in chosen]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Engines that answer the same questions by turns, each in a process of its own: their times and whether they agree.

What `run.py` of each set of queries does; the other end of the pipe is `answering.py`.
"""

from __future__ import annotations

import argparse
import decimal
import json
import os
import pathlib
import statistics
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NoReturn

TICKS = os.sysconf("SC_CLK_TCK")


def arguments(doc: str | None, queries: list[str], engines: str, runs: int) -> argparse.ArgumentParser:
    """What every `run.py` may be told."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0] if doc else None)
    parser.add_argument("--engines", default=engines)
    parser.add_argument("--queries", default=",".join(queries))
    parser.add_argument("--runs", type=int, default=runs)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--data", type=pathlib.Path, help="by default a folder of its own in the working folder")
    parser.add_argument("--python", action="append", default=[], metavar="ENGINE=PYTHON")
    parser.add_argument("--json", type=pathlib.Path)
    return parser


def parsed(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """What was told: `queries` and `engines` as lists, `pythons` by engine."""
    args = parser.parse_args()
    args.pythons = dict(word.split("=", 1) for word in args.python)
    args.queries = args.queries.split(",")
    args.engines = args.engines.split(",")
    return args


def processor_seconds(root: int) -> float:
    """Of a process and all below it, those that have ended too."""
    parents: dict[int, int] = {}
    used: dict[int, int] = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(entry.name)] = int(fields[1])
        used[int(entry.name)] = sum(int(field) for field in fields[11:15])
    total, work = 0, [root]
    while work:
        process = work.pop()
        total += used.get(process, 0)
        work += [child for child, parent in parents.items() if parent == process]
    return total / TICKS


class Contestant:
    """One engine in a process of its own, started by a command that ends with what it is to answer about."""

    def __init__(self, engine: str, command: list[str]):
        self.engine = engine
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.times: dict[str, list[tuple[float, float]]] = {}
        assert self.process.stdout is not None
        if self.process.stdout.readline().strip() != "ready":
            raise SystemExit(f"{engine} did not start; run '{' '.join(command)}' to see why")

    def ask(self, query: str, way: str, meanwhile: Callable[[], None] = lambda: None) -> dict[str, Any]:
        """The answer; `meanwhile` is called once the question is on its way."""
        assert self.process.stdin is not None and self.process.stdout is not None
        before = processor_seconds(self.process.pid)
        self.process.stdin.write(json.dumps({"query": query, "as": way}) + "\n")
        self.process.stdin.flush()
        meanwhile()
        line = self.process.stdout.readline()
        if not line:
            return {"error": f"{self.engine} ended"}
        found: dict[str, Any] = json.loads(line)
        found["processor"] = processor_seconds(self.process.pid) - before
        return found

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()


def is_same(one: Any, two: Any, relative: str = "1e-11") -> bool:
    """Whether values are equal: decimals exactly, doubles but for their last digits and those that the other lacks."""
    if isinstance(one, dict) or isinstance(two, dict):
        pair = [value if isinstance(value, dict) else {"decimal": str(value)} for value in (one, two)]
        if None in (one, two):
            return bool(one == two)
        numbers = [decimal.Decimal(next(iter(value.values()))) for value in pair]
        if not all(number.is_finite() for number in numbers):
            return str(numbers[0]) == str(numbers[1])
        slack = decimal.Decimal(0)
        if any("float" in value for value in pair):
            slack = max(abs(number) for number in numbers) * decimal.Decimal(relative)
            for value, number in zip(pair, numbers):
                # Some engines cut digits, others round.
                if "decimal" in value:
                    slack = max(slack, decimal.Decimal((0, (1, 1), int(number.as_tuple().exponent) - 1)))
        return abs(numbers[0] - numbers[1]) <= slack
    return bool(one == two)


def difference(found: dict[str, Any], wanted: dict[str, Any], relative: str = "1e-11") -> str | None:
    """What is different; None: nothing."""
    if "error" in found or "error" in wanted:
        return str(found.get("error") or wanted.get("error"))
    rows, others = found["rows"], wanted["rows"]
    if len(rows) != len(others):
        return f"{len(rows)} rows, not {len(others)}"
    for number, (row, other) in enumerate(zip(rows, others)):
        if len(row) != len(other) or not all(is_same(one, two, relative) for one, two in zip(row, other)):
            return f"row {number} is {row}, not {other}"
    return None


def measure(
    contestants: list[Contestant],
    queries: list[str],
    runs: int,
    way: str = "sql",
    relative: str = "1e-11",
    judge: str = "duckdb",
) -> list[str]:
    """Runs all, once for the answers and `runs` times for the times, and ends the engines; what was wrong."""
    try:
        return _measured(contestants, queries, runs, way, relative, judge)
    finally:
        for contestant in contestants:
            contestant.end()


def _measured(
    contestants: list[Contestant], queries: list[str], runs: int, way: str, relative: str, judge: str
) -> list[str]:
    wrong: list[str] = []
    for query in queries:
        answers: dict[str, dict[str, Any]] = {}
        for turn in range(runs + 1):
            for contestant in contestants:
                if turn and "error" in answers[contestant.engine]:
                    continue
                found = contestant.ask(query, way)
                answers[contestant.engine] = found
                if turn and "error" not in found:
                    times = contestant.times.setdefault(query, [])
                    times.append((found["seconds"], found["processor"]))
        wanted = answers.get(judge)
        for engine, found in answers.items():
            different = found.get("error") if wanted is None else difference(found, wanted, relative)
            if different:
                wrong.append(f"{query} {engine}: {different}")
                print(wrong[-1][:600], file=sys.stderr, flush=True)
    return wrong


def finish(args: argparse.Namespace, contestants: list[Contestant], wrong: list[str]) -> NoReturn:
    """Writes the times where they are wanted, and ends with 1 when an answer was wrong."""
    if args.json:
        found = {contestant.engine: contestant.times for contestant in contestants}
        args.json.write_text(json.dumps({"times": found, "wrong": wrong}, indent=1))
    sys.exit(1 if wrong else 0)


def cell(contestant: Contestant, query: str, place: int) -> float | None:
    times = contestant.times.get(query)
    return statistics.median(time[place] for time in times) if times else None


def table(title: str, contestants: list[Contestant], queries: list[str], most: tuple[float, float]) -> None:
    """Wall and processor seconds; `most` is how many times DuckDB's may be taken, for all queries and for each."""
    names = [contestant.engine for contestant in contestants]
    print(f"{title}: wall / processor seconds, medians\n")
    print("| query | " + " | ".join(names) + " | times DuckDB |\n|---|" + "---|" * (len(names) + 1))
    by_name = {contestant.engine: contestant for contestant in contestants}
    for query in queries:
        cells = []
        for contestant in contestants:
            wall, used = cell(contestant, query, 0), cell(contestant, query, 1)
            cells.append("-" if wall is None or used is None else f"{wall:.2f} / {used:.2f}")
        print(f"| {query} | " + " | ".join(cells) + f" | {ratio(by_name, [query], most[1])} |")
    sums = []
    for contestant in contestants:
        both = [sum(cell(contestant, query, place) or 0 for query in queries) for place in (0, 1)]
        sums.append(f"{both[0]:.2f} / {both[1]:.2f}")
    print("| sum | " + " | ".join(sums) + f" | {ratio(by_name, queries, most[0])} |")


def ratio(by_name: dict[str, Contestant], queries: list[str], most: float) -> str:
    if "martlet" not in by_name or "duckdb" not in by_name:
        return ""
    sums = [sum(cell(by_name[name], query, 1) or 0 for query in queries) for name in ("martlet", "duckdb")]
    if not all(sums):
        return ""
    factor = sums[0] / sums[1]
    return f"{factor:.2f}" if factor <= most else f"**{factor:.2f}**"

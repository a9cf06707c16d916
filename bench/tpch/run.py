# SPDX-License-Identifier: Apache-2.0
"""TPC-H side by side: every engine runs every query by turns, answers are compared with DuckDB's in full.

    run.py [--scale F] [--format parquet|csv] [--engines martlet,duckdb,…] [--queries q01,…] [--as sql|frames]
           [--runs N] [--threads N] [--data DIR] [--python ENGINE=PYTHON …] [--json FILE]

Data are made by `tpchgen-cli` (PyPI) when the folder has none. Seconds are of the wall, processor seconds those of the
engine's processes; both are medians of the runs after one that is not counted. It ends with 1 when an answer differs.
"""

from __future__ import annotations

import argparse
import decimal
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from typing import Any

HERE = pathlib.Path(__file__).resolve().parent
ALL = [f"q{number:02d}" for number in range(1, 23)]
#: How many times DuckDB's processor seconds Martlet may take, over all queries and for each.
SUM_FACTOR_MAX, QUERY_FACTOR_MAX = 1.5, 3.0
TICKS = os.sysconf("SC_CLK_TCK")


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
    """One engine in a process of its own."""

    def __init__(self, engine: str, args: argparse.Namespace):
        self.engine = engine
        python = args.pythons.get(engine, sys.executable)
        words = [str(args.data), args.format, str(args.scale), str(args.threads)]
        command = [python, str(HERE / "engines.py"), engine, *words]
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


def is_same(one: Any, two: Any) -> bool:
    """Whether values are equal: decimals exactly, doubles but for their last digits and those that the other lacks."""
    if isinstance(one, dict) or isinstance(two, dict):
        pair = [value if isinstance(value, dict) else {"decimal": str(value)} for value in (one, two)]
        if None in (one, two):
            return one == two
        numbers = [decimal.Decimal(next(iter(value.values()))) for value in pair]
        slack = decimal.Decimal(0)
        if any("float" in value for value in pair):
            slack = max(abs(number) for number in numbers) * decimal.Decimal("1e-11")
            for value, number in zip(pair, numbers):
                # Some engines cut digits, others round.
                if "decimal" in value:
                    slack = max(slack, decimal.Decimal((0, (1, 1), int(number.as_tuple().exponent) - 1)))
        return abs(numbers[0] - numbers[1]) <= slack
    return bool(one == two)


def difference(found: dict[str, Any], wanted: dict[str, Any]) -> str | None:
    """What is different; None: nothing."""
    if "error" in found or "error" in wanted:
        return str(found.get("error") or wanted.get("error"))
    rows, others = found["rows"], wanted["rows"]
    if len(rows) != len(others):
        return f"{len(rows)} rows, not {len(others)}"
    for number, (row, other) in enumerate(zip(rows, others)):
        if len(row) != len(other) or not all(is_same(one, two) for one, two in zip(row, other)):
            return f"row {number} is {row}, not {other}"
    return None


def make_data(args: argparse.Namespace) -> None:
    if (args.data / f"lineitem.{args.format}").exists():
        return
    tool = shutil.which("tpchgen-cli") or str(pathlib.Path(sys.executable).parent / "tpchgen-cli")
    command = [tool, args.format, "-s", str(args.scale), f"--output-dir={args.data}", "--quiet"]
    subprocess.run(command, check=True)


def measure(contestants: list[Contestant], args: argparse.Namespace) -> list[str]:
    """Runs all; what was wrong."""
    wrong: list[str] = []
    for query in args.queries:
        answers: dict[str, dict[str, Any]] = {}
        for turn in range(args.runs + 1):
            for contestant in contestants:
                if turn and "error" in answers[contestant.engine]:
                    continue
                found = contestant.ask(query, args.way)
                answers[contestant.engine] = found
                if turn and "error" not in found:
                    times = contestant.times.setdefault(query, [])
                    times.append((found["seconds"], found["processor"]))
        wanted = answers.get("duckdb")
        for engine, found in answers.items():
            different = found.get("error") if wanted is None else difference(found, wanted)
            if different:
                wrong.append(f"{query} {engine}: {different}")
                print(wrong[-1][:600], file=sys.stderr, flush=True)
    return wrong


def cell(contestant: Contestant, query: str, place: int) -> float | None:
    times = contestant.times.get(query)
    return statistics.median(time[place] for time in times) if times else None


def table(contestants: list[Contestant], args: argparse.Namespace) -> None:
    names = [contestant.engine for contestant in contestants]
    print(f"TPC-H, scale {args.scale}, {args.format}, {args.way}: wall / processor seconds, median of {args.runs}\n")
    print("| query | " + " | ".join(names) + " | times DuckDB |\n|---|" + "---|" * (len(names) + 1))
    by_name = {contestant.engine: contestant for contestant in contestants}
    for query in args.queries:
        cells = []
        for contestant in contestants:
            wall, used = cell(contestant, query, 0), cell(contestant, query, 1)
            cells.append("-" if wall is None or used is None else f"{wall:.2f} / {used:.2f}")
        print(f"| {query} | " + " | ".join(cells) + f" | {ratio(by_name, [query])} |")
    sums = []
    for contestant in contestants:
        both = [sum(cell(contestant, query, place) or 0 for query in args.queries) for place in (0, 1)]
        sums.append(f"{both[0]:.2f} / {both[1]:.2f}")
    print("| sum | " + " | ".join(sums) + f" | {ratio(by_name, args.queries)} |")


def ratio(by_name: dict[str, Contestant], queries: list[str]) -> str:
    if "martlet" not in by_name or "duckdb" not in by_name:
        return ""
    sums = [sum(cell(by_name[name], query, 1) or 0 for query in queries) for name in ("martlet", "duckdb")]
    if not all(sums):
        return ""
    factor = sums[0] / sums[1]
    most = QUERY_FACTOR_MAX if len(queries) == 1 else SUM_FACTOR_MAX
    return f"{factor:.2f}" if factor <= most else f"**{factor:.2f}**"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--format", choices=["parquet", "csv"], default="parquet")
    parser.add_argument("--engines", default="martlet,duckdb")
    parser.add_argument("--queries", default=",".join(ALL))
    parser.add_argument("--as", dest="way", choices=["sql", "frames"], default="sql")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--data", type=pathlib.Path, help="by default tpch-SCALE-FORMAT in the working folder")
    parser.add_argument("--python", action="append", default=[], metavar="ENGINE=PYTHON")
    parser.add_argument("--json", type=pathlib.Path)
    args = parser.parse_args()
    args.data = args.data or pathlib.Path(f"tpch-{args.scale:g}-{args.format}")
    args.pythons = dict(word.split("=", 1) for word in args.python)
    args.queries = args.queries.split(",")
    make_data(args)
    contestants = [Contestant(engine, args) for engine in args.engines.split(",")]
    try:
        wrong = measure(contestants, args)
    finally:
        for contestant in contestants:
            contestant.end()
    table(contestants, args)
    if args.json:
        found = {contestant.engine: contestant.times for contestant in contestants}
        args.json.write_text(json.dumps({"times": found, "wrong": wrong}, indent=1))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

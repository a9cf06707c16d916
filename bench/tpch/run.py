# SPDX-License-Identifier: Apache-2.0
"""TPC-H side by side: every engine runs every query by turns, answers are compared with DuckDB's in full.

    run.py [--scale F] [--format parquet|csv] [--engines martlet,duckdb,…] [--queries q01,…] [--as sql|frames]
           [--runs N] [--threads N] [--data DIR] [--python ENGINE=PYTHON …] [--json FILE]

Data are made by `tpchgen-cli` (PyPI) when the folder has none. Seconds are of the wall, processor seconds those of the
engine's processes; both are medians of the runs after one that is not counted. It ends with 1 when an answer differs.
"""

from __future__ import annotations

import argparse
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import contest  # noqa: E402
from contest import difference  # noqa: E402, F401 - for tests

ALL = [f"q{number:02d}" for number in range(1, 23)]
#: How many times DuckDB's processor seconds Martlet may take, over all queries and for each.
SUM_FACTOR_MAX, QUERY_FACTOR_MAX = 1.5, 3.0


class Contestant(contest.Contestant):
    """One engine in a process of its own."""

    def __init__(self, engine: str, args: argparse.Namespace):
        python = args.pythons.get(engine, sys.executable)
        words = [str(args.data), args.format, str(args.scale), str(args.threads)]
        super().__init__(engine, [python, str(HERE / "engines.py"), engine, *words])


def make_data(args: argparse.Namespace) -> None:
    if (args.data / f"lineitem.{args.format}").exists():
        return
    tool = shutil.which("tpchgen-cli") or str(pathlib.Path(sys.executable).parent / "tpchgen-cli")
    command = [tool, args.format, "-s", str(args.scale), f"--output-dir={args.data}", "--quiet"]
    subprocess.run(command, check=True)


def main() -> None:
    parser = contest.arguments(__doc__, ALL, "martlet,duckdb", 3)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--format", choices=["parquet", "csv"], default="parquet")
    parser.add_argument("--as", dest="way", choices=["sql", "frames"], default="sql")
    args = contest.parsed(parser)
    args.data = args.data or pathlib.Path(f"tpch-{args.scale:g}-{args.format}")
    make_data(args)
    contestants: list[contest.Contestant] = [Contestant(engine, args) for engine in args.engines]
    wrong = contest.measure(contestants, args.queries, args.runs, args.way)
    title = f"TPC-H, scale {args.scale}, {args.format}, {args.way}, {args.runs} runs"
    contest.table(title, contestants, args.queries, (SUM_FACTOR_MAX, QUERY_FACTOR_MAX))
    contest.finish(args, contestants, wrong)


if __name__ == "__main__":
    main()
